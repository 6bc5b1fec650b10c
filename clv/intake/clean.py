"""From an opened file to orders: every record either becomes part of one or is in the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from clv.errors import InputError, Notice
from clv.intake import returns
from clv.intake.choices import Mapping, Policy
from clv.intake.columns import guess
from clv.intake.ledger import MERGE, OBSERVE, POLICY, READ, Ledger, Totals, totals
from clv.intake.lines import Parsed, parse
from clv.intake.raw import ROW, Input, Raw
from clv.tables import AMOUNT, CUSTOMER_ID, DATE, LINES, ORDER_ID, ORDERS
from clv.words import _

_RARE = 0.01


@dataclass(frozen=True)
class Cleaned:
    """Orders, and the account of everything that did not become one.

    Parameters
    ----------
    orders, lines, ledger : polars.DataFrame
        As `clv.tables` describes them; `lines` are the readable rows before any policy.
    valid, kept : Totals
        Of the readable rows, and of those left after the policies.
    notices : tuple of Notice
        What has to be said.
    mapping : Mapping
        The columns used.
    policy : Policy
        The choices used.
    input : Input
        The file.
    currency : str, optional
        ISO code of the amounts, where the file or the person names one.
    """

    orders: pl.DataFrame
    lines: pl.DataFrame
    ledger: pl.DataFrame
    valid: Totals
    kept: Totals
    notices: tuple[Notice, ...]
    mapping: Mapping
    policy: Policy
    input: Input
    currency: str | None
    _raw: Raw = field(repr=False)
    _entries: Ledger = field(repr=False)

    def rows_of(self, reason: str) -> pl.DataFrame:
        """Return the very records behind a ledger reason, with their row number as ``row``.

        Examples
        --------
        >>> from clv.intake.load import load
        >>> text = b"customer,date,amount\\na,2024-01-02,5\\n,2024-01-03,7\\n"
        >>> clean(load(text)).rows_of("missing_customer").rows()
        [(3, None, '2024-01-03', '7')]
        """
        if reason == "malformed_row":
            return self._raw.malformed.rename({ROW: "row"})
        numbers = [entry.rows for entry in self._entries.entries if entry.reason == reason]
        wanted = pl.concat(numbers) if numbers else pl.Series(dtype=pl.Int64)
        rows = self._raw.frame.filter(pl.col(ROW).is_in(wanted.implode())).collect()
        return rows.select(pl.col(ROW).alias("row"), pl.exclude(ROW))


def clean(
    raw: Raw, mapping: Mapping | None = None, policy: Policy = Policy(), as_of: date | None = None
) -> Cleaned:
    """Turn an opened file into orders.

    Parameters
    ----------
    raw : Raw
        From `clv.intake.load`.
    mapping : Mapping, optional
        Roles left open are guessed.
    policy : Policy
        What becomes of returns, zero amounts, duplicates and cancelled orders.
    as_of : datetime.date, optional
        Last day of the observation; later rows are set aside before any netting.

    Returns
    -------
    Cleaned
        With ``records = valid.rows + rows of step read`` and
        ``valid.rows = kept.rows + rows of steps policy and observe``.

    Raises
    ------
    InputError
        ``missing_columns``, ``no_valid_rows``, ``no_purchases`` …: one sentence with the remedy.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> text = b"customer,date,amount\\na,2024-01-02,5\\na,2024-01-09,7\\na,2024-01-10,-7\\n"
    >>> cleaned = clean(load(text))
    >>> cleaned.orders[AMOUNT].to_list(), cleaned.valid.rows, cleaned.kept.rows
    ([5.0], 3, 1)
    >>> cleaned.ledger["reason"].to_list()
    ['returns', 'returned_purchases']
    """
    parsed = parse(raw, _settled(raw, mapping))
    ledger = Ledger()
    lines = _set_aside_unreadable(parsed, ledger)
    observed = (
        lines
        if as_of is None
        else ledger.take(lines, pl.col(DATE).dt.date() > as_of, OBSERVE, "after_as_of")
    )
    kept = _apply(policy, observed, ledger)
    if kept.is_empty():
        raise InputError("no_purchases", _("No purchase is left: no row has an amount above zero."))
    orders = _merge(kept, ledger)
    return Cleaned(
        orders=orders,
        lines=lines.select([name for name in LINES.names if name in lines.columns]),
        ledger=ledger.table(),
        valid=totals(lines),
        kept=totals(kept),
        notices=(*parsed.raw.notices, *parsed.notices),
        mapping=parsed.mapping,
        policy=policy,
        input=replace(parsed.raw.input, records=parsed.lines.height + parsed.raw.malformed.height),
        currency=parsed.currency or policy.currency,
        _raw=parsed.raw,
        _entries=ledger,
    )


def _settled(raw: Raw, mapping: Mapping | None) -> Mapping:
    found = (mapping or Mapping()).over(guess(raw).mapping)
    unknown = [column for column in found.roles.values() if column not in raw.columns]
    if unknown or found.missing:
        what = ", ".join(unknown) or ", ".join(found.missing)
        raise InputError(
            "missing_columns",
            _(
                "No column for {what}; the file has {columns}: name the column (--map role=COLUMN)."
            ).format(what=what, columns=", ".join(raw.columns[:12])),
        )
    return found


def _set_aside_unreadable(parsed: Parsed, ledger: Ledger) -> pl.DataFrame:
    malformed = parsed.raw.malformed
    if malformed.height:
        ledger.note(READ, "malformed_row", malformed, amount=0.0)
    lines = parsed.lines
    for reason, condition in parsed.faults:
        lines = ledger.take(lines, condition, READ, reason)
    if lines.is_empty():
        raise InputError("no_valid_rows", _("Not one row could be read."))
    return lines


def _apply(policy: Policy, lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    if not (lines[AMOUNT] > 0).any():
        raise InputError("no_purchases", _("No row has an amount above zero."))
    if policy.returns == "drop":
        lines = ledger.take(lines, pl.col(AMOUNT) < 0, POLICY, "returns")
    elif policy.returns == "net" and (lines[AMOUNT] < 0).any():
        lines = _net(lines, ledger)
    return _without_zeros(policy, lines, ledger)


def _net(lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    netted = returns.net(lines)
    ledger.note(POLICY, "returns", netted.returns)
    ledger.note(POLICY, "returned_purchases", netted.returned, amount=netted.cancelled)
    return netted.kept


def _without_zeros(policy: Policy, lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Set aside the lines of orders that cost nothing, where the policy says so."""
    order = [CUSTOMER_ID, ORDER_ID] if ORDER_ID in lines.columns else [ROW]
    zero = pl.col(AMOUNT) == 0 if order == [ROW] else (pl.col(AMOUNT) == 0).all().over(order)
    share = lines.select(zero.mean()).item()
    if policy.zero == "keep" or (policy.zero == "auto" and share < _RARE):
        return lines
    return ledger.take(lines, zero, POLICY, "zero_amount")


def _merge(lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Sum line items into orders; a line without an order id is an order of its own."""
    if ORDER_ID not in lines.columns:
        return lines.select([name for name in ORDERS.names if name in lines.columns])
    keyed = lines.lazy()
    carried = [name for name in ORDERS.names if name in lines.columns and name not in _OWN_COLUMNS]
    orders = (
        keyed.group_by(CUSTOMER_ID, ORDER_ID, maintain_order=True)
        .agg(pl.col(DATE).min(), pl.col(AMOUNT).sum(), *[pl.col(name).first() for name in carried])
        .collect()
    )
    merged = lines.height - orders.height
    if merged:
        ledger.note(MERGE, "line_items", lines.head(merged), amount=0.0)
    return orders.select([name for name in ORDERS.names if name in orders.columns])


_OWN_COLUMNS = (CUSTOMER_ID, ORDER_ID, DATE, AMOUNT)
