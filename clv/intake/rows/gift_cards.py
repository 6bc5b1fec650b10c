"""Gift cards: money for later. What is bought with them counts, their own sale does not, or else.

A card sold and redeemed stands in the file twice: as a line of its own, and as a means of payment
or as a negative line of the order that it pays for. Vouchers that nobody bought, and discounts
that stand on lines of their own, make their order cheaper; they are no returns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from clv.errors import Notice
from clv.intake.columns.gift_words import (
    STEMS,
    is_discount,
    is_gift_card,
    is_type_of_gift_cards,
    is_voucher,
)
from clv.intake.columns.header_roles import score
from clv.intake.columns.header_words import header
from clv.intake.columns.truths import NO, YES
from clv.intake.files.raw import ROW, Raw
from clv.intake.ledger import POLICY, Ledger
from clv.intake.rows import returns
from clv.intake.rows.amount_parts import Read
from clv.intake.rows.card_payments import with_card_payments
from clv.intake.rows.line_columns import FURTHER, GIFT_CARD, PAID_BY_GIFT_CARD, PRICE_CUT
from clv.options import Mapping, Policy
from clv.tables import AMOUNT, CATEGORY, CUSTOMER_ID, ORDER_ID, PRODUCT, PRODUCT_NAME

_MOST, _LONGEST = 0.5, 200


def with_gift_cards(
    lines: pl.DataFrame, raw: Raw, mapping: Mapping, read: Read
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Say of each line what part of its money is a gift card, what it was paid with, what it is.

    Parameters
    ----------
    lines : polars.DataFrame
        Lines with their amounts and products.
    raw, mapping : Raw, Mapping
        The file, for the columns that are not mapped.
    read : callable
        From a column to numbers.

    Returns
    -------
    tuple of (polars.DataFrame, tuple of Notice)
        The lines with `GIFT_CARD`, `PAID_BY_GIFT_CARD` and `PRICE_CUT` where there are any.
    """
    names = [name for name in (PRODUCT_NAME, PRODUCT) if name in lines.columns]
    negative = (lines[AMOUNT] < 0).fill_null(value=True)
    cuts, vouchers = _any(lines, names, is_discount), _any(lines, names, is_voucher)
    cards = _any(lines, names, is_gift_card) | _are_typed(lines, raw, mapping)
    if (vouchers & ~negative).any():  # sold, not given away
        cards |= vouchers
    cuts = (cuts | vouchers) & ~cards & negative
    if cuts.any():
        lines = lines.with_columns(cuts.alias(PRICE_CUT))
    lines, paid = with_card_payments(lines, raw, mapping, read)
    if not cards.any():
        return lines, paid
    if not lines[FURTHER].any():
        return lines.with_columns(cards.cast(pl.Float64).alias(GIFT_CARD)), paid
    lines, mixed = _of_orders(lines, cards, _own_money(raw, mapping, read))
    return lines, (*paid, *mixed)


def _of_orders(
    lines: pl.DataFrame, cards: pl.Series, money: pl.DataFrame | None
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Say what part of an order's total, which stands on its first line, its gift cards are."""
    order = [CUSTOMER_ID, ORDER_ID]
    joined = lines.with_columns(cards.alias(GIFT_CARD))
    own = pl.lit(None, pl.Float64) if money is None else pl.col("own")
    joined = joined if money is None else joined.join(money, on=ROW, how="left")
    sold = pl.when(GIFT_CARD).then(own).otherwise(0.0).sum().over(order)
    part = (sold / pl.col(AMOUNT).sum().over(order)).clip(0.0, 1.0).fill_nan(0.0)
    only = pl.col(GIFT_CARD).all().over(order)
    unknown = own.is_null().any().over(order)
    lines = lines.with_columns(
        joined.select(
            pl.when(only)
            .then(1.0)
            .when(unknown)
            .then(0.0)
            .when(FURTHER)
            .then(pl.col(GIFT_CARD).cast(pl.Float64))
            .otherwise(part)
            .alias(GIFT_CARD)
        )[GIFT_CARD]
    )
    mixed = joined.filter(~only & unknown & pl.col(GIFT_CARD).any().over(order))
    count = mixed.select(order).n_unique()
    return lines, (Notice("gift_cards", variant="mixed", count=count),) if count else ()


def _own_money(raw: Raw, mapping: Mapping, read: Read) -> pl.DataFrame | None:
    """Return pieces times price of each line, where the file has them beside the order's total."""
    columns = {}
    for role in ("unit_price", "quantity"):
        scores = {name: score(role, name) for name in raw.columns if name != mapping.amount}
        column = max(scores, key=lambda name: scores[name], default=None)
        columns[role] = mapping.roles.get(role) or (column if column and scores[column] else None)
    price, pieces = columns["unit_price"], columns["quantity"]
    if price is None:
        return None
    wanted = list(dict.fromkeys(name for name in (price, pieces) if name))
    frame = raw.frame.select(ROW, *wanted).collect()
    own = read(frame[price]) * (1.0 if pieces is None else read(frame[pieces]))
    return frame.select(ROW, own.alias("own"))


def _any(lines: pl.DataFrame, names: list[str], is_one: Callable[[str], bool]) -> pl.Series:
    """Tell which lines have a text of this kind in one of the columns."""
    marks = pl.repeat(value=False, n=lines.height, eager=True)
    for name in names:
        texts = lines[name].drop_nulls().unique()
        matches = [text for text in _likely(texts) if is_one(text)]
        marks |= lines[name].is_in(matches).fill_null(value=False)
    return marks


def _likely(texts: pl.Series) -> list[str]:
    """Leave out texts without a beginning of any word that is looked for."""
    plain = texts.str.len_bytes() == texts.str.len_chars()
    has_stem = texts.str.contains_any(STEMS, ascii_case_insensitive=True)
    return texts.filter((~plain | has_stem) & (texts.str.len_chars() <= _LONGEST)).to_list()


def _are_typed(lines: pl.DataFrame, raw: Raw, mapping: Mapping) -> pl.Series:
    """Tell which lines a column of types, or a flag, calls gift cards."""
    marks = pl.repeat(value=False, n=lines.height, eager=True)
    if CATEGORY in lines.columns:
        marks |= _any(lines, [CATEGORY], is_type_of_gift_cards)
    for name in set(raw.columns) - set(mapping.roles.values()):
        is_flag = is_gift_card(name.removeprefix("is_"))
        if raw.sample[name].dtype != pl.String or not (
            is_flag or header(name).concepts >= {"product", "type"}
        ):
            continue
        cells = raw.frame.select(ROW, name).collect()
        texts = cells[name].drop_nulls().unique().to_list()
        if is_flag and not {text.casefold() for text in texts} <= (YES | NO | {""}):
            continue
        named = [
            text
            for text in texts
            if (text.casefold() in YES if is_flag else is_type_of_gift_cards(text))
        ]
        rows = cells.filter(pl.col(name).is_in(named))[ROW]
        marks |= lines[ROW].is_in(rows.implode())
    return marks


def without_gift_cards(lines: pl.DataFrame, policy: Policy, ledger: Ledger) -> pl.DataFrame:
    """Count the money of gift cards once: where they are redeemed, or where they are sold.

    What leaves is in the ledger as ``gift_cards`` (sold) and ``gift_cards_handed_in`` (lines below
    zero), or as ``gift_card_payments``.
    """
    way = _way(lines, policy)
    if way == "redeemed" and GIFT_CARD in lines.columns:
        part = (pl.col(AMOUNT) * pl.col(GIFT_CARD)).round(6)
        gone = pl.col(GIFT_CARD) == 1
        lines = ledger.take(lines, gone & (pl.col(AMOUNT) < 0), POLICY, "gift_cards_handed_in")
        money = float(lines.select(part.sum()).item())
        ledger.note(POLICY, "gift_cards", lines.filter(gone), amount=money)
        return lines.filter(~gone).with_columns((pl.col(AMOUNT) - part).round(6).alias(AMOUNT))
    if way == "sold" and PAID_BY_GIFT_CARD in lines.columns:
        left = (pl.col(AMOUNT) - pl.col(PAID_BY_GIFT_CARD)).round(6)
        gone = (pl.col(PAID_BY_GIFT_CARD) > 0) & (left <= 0)
        money = float(lines[PAID_BY_GIFT_CARD].sum())
        ledger.note(POLICY, "gift_card_payments", lines.filter(gone), amount=money)
        return lines.filter(~gone).with_columns(left.alias(AMOUNT))
    return lines


def _way(lines: pl.DataFrame, policy: Policy) -> str:
    if not policy.has_money:
        return "keep"
    if policy.gift_cards != "auto":
        return policy.gift_cards
    return "keep" if _sold(lines) > _MOST * _total(lines) else "redeemed"


def _sold(lines: pl.DataFrame) -> float:
    if GIFT_CARD not in lines.columns:
        return 0.0
    sales = lines.filter(pl.col(AMOUNT) > 0)
    return float(sales.select((pl.col(AMOUNT) * pl.col(GIFT_CARD)).sum()).item())


def _total(lines: pl.DataFrame) -> float:
    return float(lines.select(pl.col(AMOUNT).clip(0.0).sum()).item())


def notices(lines: pl.DataFrame, policy: Policy) -> Iterator[Notice]:
    """Say what of gift cards counts, and may have to be decided otherwise."""
    way, sold = _way(lines, policy), _sold(lines)
    if way == "keep" and sold and policy.has_money:
        yield Notice("gift_cards", variant="kept", money=sold)
    elif way == "redeemed" and not sold and PAID_BY_GIFT_CARD in lines.columns:
        paid = lines.filter(pl.col(PAID_BY_GIFT_CARD) > 0)
        money = float(paid[PAID_BY_GIFT_CARD].sum())
        yield Notice("gift_cards", variant="paid", count=paid.height, money=money)


def with_cuts_taken_off(lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Take discounts and vouchers that stand on lines of their own off the rest of their order.

    Examples
    --------
    >>> from datetime import datetime
    >>> from clv.tables import DATE
    >>> lines = pl.DataFrame({ROW: [2, 3], CUSTOMER_ID: ["a", "a"], ORDER_ID: ["1", "1"],
    ...     DATE: [datetime(2024, 1, 1)] * 2, AMOUNT: [20.0, -5.0], PRICE_CUT: [False, True]})
    >>> with_cuts_taken_off(lines, Ledger())[AMOUNT].to_list()
    [15.0]
    """
    if PRICE_CUT not in lines.columns or ORDER_ID not in lines.columns:
        return lines
    order = [CUSTOMER_ID, ORDER_ID]
    sales = lines.filter(pl.col(AMOUNT) > 0)
    cuts = lines.filter(PRICE_CUT).join(sales, on=order, how="semi")
    concerned = pl.concat([cuts, sales.join(cuts, on=order, how="semi")])
    others = lines.filter(~pl.col(ROW).is_in(concerned[ROW].implode()))
    netted = returns.net(concerned.sort(ROW), [([ORDER_ID], False)])
    ledger.note(POLICY, "discounts", netted.returns)
    ledger.note(POLICY, "discounted", netted.returned, amount=netted.cancelled)
    return pl.concat([others, netted.kept]).sort(ROW)
