"""What becomes of readable lines that are no plain purchases, and lines into orders."""

from __future__ import annotations

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.status_words import FAILED, OPEN
from clv.intake.files.raw import ROW
from clv.intake.ledger import MERGE, POLICY, Ledger
from clv.intake.rows import returns
from clv.intake.rows.gift_cards import with_cuts_taken_off, without_gift_cards
from clv.intake.rows.line_columns import GUEST, REFUND
from clv.options import Policy
from clv.tables import (
    AMOUNT,
    CATEGORY,
    COUNTED,
    CUSTOMER_ID,
    DATE,
    DISCOUNT,
    ORDER_ID,
    ORDERS,
    STATUS_CLASS,
)

_RARE = 0.01
_DUST = 1e-6
_ORDER = [CUSTOMER_ID, ORDER_ID]
_SUMMED = (*_ORDER, DATE, AMOUNT, CATEGORY, DISCOUNT)
# Stands before the row number of a line that has no order number.
_NO_ORDER = "\x00"


def apply(policy: Policy, lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Set aside what the policy says, in the order in which it makes sense.

    The ledger's reasons are ``duplicates``, ``unpaid`` and ``cancelled`` (by status),
    ``refunds_of_cancelled`` (negative rows of such orders), ``gift_cards`` (sold) or
    ``gift_card_payments``, ``discounts`` on lines of their own, with what they took off
    (``discounted``), ``refunds`` (money paid back; rows of
    which nothing is left), ``returns`` (negative rows), ``returned_purchases`` (the
    money that returns took off purchases; rows of which nothing is left) and ``zero_amount``. The
    money of all of them and of what stays is the money there was.

    Parameters
    ----------
    policy : Policy
        What becomes of duplicates, cancelled orders, refunds, returns and zero amounts.
    lines : polars.DataFrame
        Readable lines.
    ledger : Ledger
        Is told what left, and why.

    Returns
    -------
    polars.DataFrame
        The lines that stay, returns netted.

    Raises
    ------
    InputError
        ``no_purchases`` when no amount above zero is left.
    """
    kept = lines
    if policy.duplicates == "drop":
        kept = ledger.take(kept, ~_first_of_its_kind(kept), POLICY, "duplicates")
    if COUNTED in kept.columns:
        kept = _without_unpaid(kept, ledger)
    kept = with_cuts_taken_off(without_gift_cards(kept, policy, ledger), ledger)
    if policy.returns != "keep" and REFUND in kept.columns:
        kept = _without_refunds(returns.refunded_once(kept), ledger)
    if policy.returns == "drop":
        kept = ledger.take(kept, pl.col(AMOUNT) < 0, POLICY, "returns")
    elif policy.returns == "net" and (kept[AMOUNT] < 0).any():
        kept = _net(kept, ledger)
    kept = _without_zeros(policy, kept, ledger)
    if not (kept[AMOUNT] > 0).any():
        raise InputError("no_purchases")
    return kept


def _without_unpaid(lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Set aside orders whose status says that nothing was paid, each with its refund.

    Another negative row is no order that came to nothing but money paid back: it is a return.
    """
    failed = pl.col(STATUS_CLASS) == FAILED
    gone = (~pl.col(COUNTED) & ((pl.col(AMOUNT) >= 0) | failed)).fill_null(value=False)
    refunds = returns.of_gone_orders(lines, gone)
    lines = ledger.take(lines, pl.col(ROW).is_in(refunds.implode()), POLICY, "refunds_of_cancelled")
    is_open = pl.col(STATUS_CLASS) == OPEN
    lines = ledger.take(lines, gone & is_open, POLICY, "unpaid")
    return ledger.take(lines, gone, POLICY, "cancelled")


def _first_of_its_kind(lines: pl.DataFrame) -> pl.Expr:
    keys = [name for name in lines.columns if name != ROW]
    return pl.struct(keys).is_first_distinct()


def _without_refunds(lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Take what was paid back off the order it was paid for; nothing left, nothing bought."""
    refund = pl.min_horizontal(pl.col(REFUND).fill_null(0.0).abs(), pl.col(AMOUNT).clip(0.0))
    after = lines.with_columns(refund.alias(REFUND))
    taken = float(after[REFUND].sum())
    if not taken:
        return lines.drop(REFUND)
    gone = (pl.col(REFUND) > 0) & (pl.col(AMOUNT) - pl.col(REFUND) <= _DUST)
    ledger.note(POLICY, "refunds", after.filter(gone), amount=taken)
    left = (pl.col(AMOUNT) - pl.col(REFUND)).round(6)
    return after.filter(~gone).with_columns(left.alias(AMOUNT)).drop(REFUND)


def _net(lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    netted = returns.net(lines)
    ledger.note(POLICY, "returns", netted.returns)
    ledger.note(POLICY, "returned_purchases", netted.returned, amount=netted.cancelled)
    count, money = netted.unnamed
    if count:
        ledger.notices.append(Notice("unnamed_returns", count=count, money=money))
    open_money = -float(netted.returns[AMOUNT].sum()) - netted.cancelled
    if netted.unmatched:
        ledger.notices.append(Notice("unmatched_returns", count=netted.unmatched, money=open_money))
    return netted.kept


def _without_zeros(policy: Policy, lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Set aside the lines of orders that cost nothing, where the policy says so."""
    zero = pl.col(AMOUNT) == 0
    if policy.zero == "keep" or not lines.select(zero.any()).item():
        return lines
    if ORDER_ID in lines.columns:
        zero = zero.all().over(CUSTOMER_ID, pl.coalesce(ORDER_ID, pl.col(ROW).cast(pl.String)))
    share = lines.select(zero.mean()).item()
    if policy.zero == "auto" and share < _RARE:
        return lines
    return ledger.take(lines, zero, POLICY, "zero_amount")


def merge(lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Sum line items into orders; a line without an order number is an order of its own.

    Parameters
    ----------
    lines : polars.DataFrame
        What the policy left.
    ledger : Ledger
        Is told which rows are of guests, and by how many the lines outnumber the orders.

    Returns
    -------
    polars.DataFrame
        Table `clv.tables.ORDERS`, and `ROW`: the number of each order's first row.
    """
    lines = ledger.take(lines, pl.col(GUEST), MERGE, "guests")
    if lines.is_empty():
        raise InputError("no_customers", variant="guests")
    if ORDER_ID not in lines.columns:
        return lines.select([name for name in (*ORDERS.names, ROW) if name in lines.columns])
    own = pl.coalesce(ORDER_ID, pl.concat_str(pl.lit(_NO_ORDER), pl.col(ROW).cast(pl.String)))
    keyed = lines.lazy().with_columns(own.alias(ORDER_ID))
    carried = [name for name in ORDERS.names if name in lines.columns and name not in _SUMMED]
    total = pl.col(AMOUNT).sum()
    summed = keyed.group_by(_ORDER, maintain_order=True).agg(
        pl.col(DATE).min(),
        # What adding up leaves behind the sixth decimal is not money.
        pl.when(pl.len() > 1).then(total.round(6)).otherwise(total),
        *([pl.col(DISCOUNT).sum()] if DISCOUNT in lines.columns else []),
        *[pl.col(name).drop_nulls().first() for name in carried],
        pl.col(ROW).first(),
    )
    if CATEGORY in lines.columns:
        summed = summed.join(_main_category(keyed), on=_ORDER, how="left", maintain_order="left")
    unnumbered = pl.col(ORDER_ID).str.starts_with(_NO_ORDER)
    number = pl.when(~unnumbered).then(ORDER_ID)
    orders = summed.with_columns(number.alias(ORDER_ID)).collect()
    if orders.height < lines.height:
        further = lines.filter(~pl.col(ROW).is_in(orders[ROW].implode()))
        ledger.note(MERGE, "line_items", further, amount=0.0)
    return orders.select([name for name in (*ORDERS.names, ROW) if name in orders.columns])


def _main_category(keyed: pl.LazyFrame) -> pl.LazyFrame:
    """Return for each order the category that most of its money went to."""
    spent = keyed.group_by(*_ORDER, CATEGORY, maintain_order=True).agg(pl.col(AMOUNT).sum())
    most = pl.col(CATEGORY).sort_by(AMOUNT, descending=True, nulls_last=True, maintain_order=True)
    return spent.group_by(_ORDER).agg(most.first())
