"""From an opened file to orders: every record either becomes part of one or is in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from clv.errors import InputError, Notice
from clv.intake import doctor, returns
from clv.intake.choices import DEFAULT_POLICY, Mapping, Policy
from clv.intake.columns import guess, shop_of
from clv.intake.currencies import in_one_currency
from clv.intake.headers import fold
from clv.intake.ledger import MERGE, OBSERVE, POLICY, READ, Ledger, Totals, people, totals
from clv.intake.lines import FAULTS, REFUND, SHORT, Parsed, parse
from clv.intake.raw import ROW, Input, Raw
from clv.intake.statuses import is_unpaid
from clv.tables import AMOUNT, CUSTOMER_ID, DATE, LINES, ORDER_ID, ORDERS, STATUS
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
        r"""Return the very records behind a ledger reason, with their row number as ``row``.

        Records that are no row of the table (``malformed_row``) come as ``text``.

        Examples
        --------
        >>> from clv.intake.load import load
        >>> text = b"customer,date,amount\na,2024-01-02,5\n,2024-01-03,7\n"
        >>> clean(load(text)).rows_of("missing_customer").rows()
        [(3, None, '2024-01-03', '7')]
        """
        numbers = [entry.rows for entry in self._entries.entries if entry.reason == reason]
        wanted = pl.concat(numbers) if numbers else pl.Series(dtype=pl.Int64)
        rows = self._raw.frame.filter(pl.col(ROW).is_in(wanted.implode())).collect()
        if reason == "malformed_row":
            return self._malformed(rows)
        return rows.select(pl.col(ROW).alias("row"), pl.exclude(ROW))

    def _malformed(self, short: pl.DataFrame) -> pl.DataFrame:
        """Show what is no record as the text it was, short records among it."""
        mark = self._raw.delimiter or ","
        text = pl.concat_str(pl.exclude(ROW), separator=mark, ignore_nulls=True)
        shown = short.select(ROW, text.str.strip_chars_end(mark).alias("text"))
        return pl.concat([self._raw.malformed, shown]).sort(ROW).rename({ROW: "row"})


def clean(
    raw: Raw,
    mapping: Mapping | None = None,
    policy: Policy = DEFAULT_POLICY,
    as_of: date | None = None,
) -> Cleaned:
    r"""Turn an opened file into orders.

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
    >>> text = b"customer,date,amount\na,2024-01-02,5\na,2024-01-09,7\na,2024-01-10,-7\n"
    >>> cleaned = clean(load(text))
    >>> cleaned.orders[AMOUNT].to_list(), cleaned.valid.rows, cleaned.kept.rows
    ([5.0], 3, 1)
    >>> cleaned.ledger["reason"].to_list()
    ['returns', 'returned_purchases']
    """
    settled = _settled(raw, mapping)
    parsed = parse(raw, settled, shop_of(raw, settled))
    ledger = Ledger()
    records = parsed.lines.height + parsed.raw.malformed.height
    lines, currency = in_one_currency(_readable(parsed, ledger), policy)
    observed = (
        lines
        if as_of is None
        else ledger.take(lines, pl.col(DATE).dt.date() > as_of, OBSERVE, "after_as_of")
    )
    kept = _apply(policy, observed, ledger)
    orders = _merge(kept, ledger)
    everybody = people(lines)
    buyers = everybody if kept is lines else people(kept)
    return Cleaned(
        orders=orders,
        lines=lines.select([name for name in LINES.names if name in lines.columns]),
        ledger=ledger.table(),
        valid=totals(lines.height, everybody),
        kept=totals(kept.height, buyers),
        notices=_notices(parsed, ledger, lines, orders, buyers),
        mapping=settled,
        policy=policy,
        input=replace(parsed.raw.input, records=records),
        currency=currency,
        _raw=parsed.raw,
        _entries=ledger,
    )


def _settled(raw: Raw, mapping: Mapping | None) -> Mapping:
    """Fill the roles left open with what was found for sure; refuse what is missing."""
    given = Mapping(
        **{
            role: column if column in raw.columns else _resolved(raw, column)
            for role, column in (mapping or Mapping()).roles.items()
        }
    )
    found = given if not given.missing and mapping else given.over(guess(raw).sure)
    if found.missing:
        raise InputError(
            "missing_columns",
            _(
                "No column was found for {what} among {columns}; say which (--map role=COLUMN)."
            ).format(what=_and(found.missing), columns=_names(raw.columns)),
        )
    _refuse_doubled(raw, found)
    return found


def _resolved(raw: Raw, column: str) -> str:
    """Find a column named without regard to case, spaces and marks, or by its number."""
    alike = [name for name in raw.columns if fold(name) == fold(column)]
    if len(alike) == 1:
        return alike[0]
    raise InputError(
        "missing_columns",
        _("There is no column {name!r}; the file has {columns}.").format(
            name=column[:40], columns=_names(raw.columns)
        ),
    )


def _and(roles: tuple[str, ...]) -> str:
    return ", ".join(_(role) for role in roles)


def _names(columns: tuple[str, ...]) -> str:
    """List column names for a message, without whatever looks like a person."""
    shown = ["…" if "@" in name else name[:30] for name in columns[:12]]
    return ", ".join(shown) + (" …" if len(columns) > 12 else "")


def _refuse_doubled(raw: Raw, mapping: Mapping) -> None:
    """Refuse a mapped column that stands twice with different values."""
    for name in mapping.roles.values():
        twin = f"{name} (2)"
        if twin in raw.columns and raw.doubled:
            differ = raw.frame.select((pl.col(name) != pl.col(twin)).any()).collect().item()
            if differ:
                raise InputError(
                    "duplicate_columns",
                    _("Two columns are named {name!r} and differ; rename one.").format(
                        name=name[:40]
                    ),
                )


def _readable(parsed: Parsed, ledger: Ledger) -> pl.DataFrame:
    """Enter what can't be read in the ledger, each row with its first reason."""
    malformed, lines = parsed.raw.malformed, parsed.lines
    if lines.is_empty():
        raise InputError("no_data_rows", _("The file has a header but no rows below it."))
    short = lines.filter(pl.col(SHORT))
    broken = pl.concat([malformed[ROW], short[ROW]]).sort()
    ledger.note(READ, "malformed_row", broken.to_frame(), amount=0.0)
    if short.height:
        lines = lines.filter(~pl.col(SHORT))
    for reason, condition in FAULTS:
        lines = ledger.take(lines, condition, READ, reason)
    if lines.is_empty():
        counts = ", ".join(f"{entry.reason} {len(entry.rows):,}" for entry in ledger.entries)
        raise InputError(
            "no_valid_rows",
            _(
                "Not one row could be read ({counts}); check which column is which, and the format."
            ).format(counts=counts),
        )
    return lines.drop(SHORT)


def _apply(policy: Policy, lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Set aside what the policies say, in the order in which it makes sense."""
    kept = lines
    if policy.duplicates == "drop":
        kept = ledger.take(kept, ~_first_of_its_kind(kept), POLICY, "duplicates")
    if policy.cancelled == "drop" and STATUS in kept.columns:
        kept = ledger.take(kept, is_unpaid(STATUS), POLICY, "cancelled")
    if policy.returns != "keep":
        kept = _without_refunds(kept, ledger) if REFUND in kept.columns else kept
    if policy.returns == "drop":
        kept = ledger.take(kept, pl.col(AMOUNT) < 0, POLICY, "returns")
    elif policy.returns == "net" and (kept[AMOUNT] < 0).any():
        kept = _net(kept, ledger)
    kept = _without_zeros(policy, kept, ledger)
    if not (kept[AMOUNT] > 0).any():
        raise InputError(
            "no_purchases",
            _("No purchase is left: no row has an amount above zero; is the sign turned round?"),
        )
    return kept


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


def _notices(
    parsed: Parsed,
    ledger: Ledger,
    lines: pl.DataFrame,
    orders: pl.DataFrame,
    buyers: pl.DataFrame,
) -> tuple[Notice, ...]:
    unreadable = [
        Notice(
            _CODES[entry.reason],
            _("{count:,} rows were set aside ({reason}), the first is row {row}.").format(
                count=len(entry.rows), reason=_(entry.reason.replace("_", " ")), row=entry.rows[0]
            ),
        )
        for entry in ledger.entries
        if entry.step == READ
    ]
    found = [
        *parsed.raw.notices,
        *parsed.notices,
        *unreadable,
        *doctor.look_at_lines(lines),
        *_unpaid(ledger),
        *(doctor.rounded_ids(lines) if parsed.raw.input.format == "xlsx" else ()),
        *doctor.look_at_orders(orders, buyers),
    ]
    return tuple({notice.code: notice for notice in reversed(found)}.values())[::-1]


def _unpaid(ledger: Ledger) -> Iterator[Notice]:
    said = {
        "cancelled": _("{count:,} rows of {money:,.2f} are cancelled, failed or refunded orders."),
        "refunds": _("Refunds of {money:,.2f} were taken off; {count:,} rows are gone entirely."),
    }
    for entry in ledger.entries:
        if entry.step == POLICY and entry.reason in said:
            words = said[entry.reason].format(count=len(entry.rows), money=entry.amount)
            yield Notice(entry.reason, words)


_CODES = {
    "malformed_row": "malformed_rows",
    "missing_customer": "missing_customers",
    "bad_date": "bad_dates",
    "bad_amount": "bad_amounts",
}
_DUST = 1e-6


def _merge(lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Sum line items into orders; a line without an order id is an order of its own."""
    if ORDER_ID not in lines.columns:
        return lines.select([name for name in ORDERS.names if name in lines.columns])
    # A line without an order number is an order of its own.
    own = pl.coalesce(ORDER_ID, pl.concat_str(pl.lit("\x00"), pl.col(ROW).cast(pl.String)))
    keyed = lines.lazy().with_columns(own.alias(ORDER_ID))
    carried = [name for name in ORDERS.names if name in lines.columns and name not in _OWN_COLUMNS]
    orders = (
        keyed.group_by(CUSTOMER_ID, ORDER_ID, maintain_order=True)
        .agg(pl.col(DATE).min(), pl.col(AMOUNT).sum(), *[pl.col(name).first() for name in carried])
        .with_columns(
            pl.when(pl.col(ORDER_ID).str.starts_with("\x00"))
            .then(None)
            .otherwise(ORDER_ID)
            .alias(ORDER_ID)
        )
        .collect()
    )
    merged = lines.height - orders.height
    if merged:
        ledger.note(MERGE, "line_items", lines.head(merged), amount=0.0)
    return orders.select([name for name in ORDERS.names if name in orders.columns])


_OWN_COLUMNS = (CUSTOMER_ID, ORDER_ID, DATE, AMOUNT)
