"""Newer orders of a shop that was cleaned before: only the customers they touch are cleaned again.

Returns are netted, rows counted once and lines summed within a customer, so that the orders of
everybody else stay as they are. How values are read, though, and a few rules of cleaning are
settled by the whole log: which comes first, day or month; whether zeros are many. They are not
predicted but tried: the touched customers and some witnesses are cleaned by the very same code
twice, without and with the newer file. Where the first does not give what the whole log gave, or
the second changes somebody whom the file does not touch, a rule of the whole log is at stake, and
`appended` returns None: everything has to be cleaned anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.clean import Cleaned, CleaningState, clean
from clv.intake.columns.guess import Guess
from clv.intake.files.raw import ROW, Input, Raw, no_malformed
from clv.intake.ledger import Entry, Ledger
from clv.intake.rows.line_columns import GIFT_CARD, GUEST, PAID_BY_GIFT_CARD, PRICE_CUT
from clv.intake.rows.stray_dates import without_strays
from clv.intake.several.join import together_named
from clv.intake.values.ids import parse_ids, text
from clv.options import Policy
from clv.tables import AMOUNT, COUNTED, CUSTOMER_ID, DATE, ORDER_ID, ROWS, STATUS, STATUS_CLASS

_MOST_TOUCHED, _FEWEST = 0.3, 20_000
_RARE = 0.01  # share of zeros that `clv.intake.rows.policies` drops
_ROUNDS = 5
_SPREAD, _SIGNS = 200, 3
_UNTRIED = (GIFT_CARD, PAID_BY_GIFT_CARD, PRICE_CUT)
_COUNTS = ("count", "amount", "money")
_REASONS = (
    *("malformed_row", "repeated_header", "total_row", "other_kind"),
    *("missing_customer", "bad_date", "bad_amount", "no_currency"),
    *("stray_dates", "overlapping_rows", "duplicates", "refunds_of_cancelled", "unpaid"),
    *("cancelled", "refunds", "returns", "returned_purchases", "zero_amount"),
    *("guests", "line_items"),
)
"""Why rows leave, in the order of `clv.intake.clean`."""


@dataclass(frozen=True)
class Layer:
    """What one file, or the first ones together, brought: an account is the sum of its layers.

    Parameters
    ----------
    records : polars.LazyFrame
        The records as read, with `ROW`.
    lines : polars.DataFrame
        The readable ones.
    orders : polars.DataFrame
        Orders that are new or have changed, with the `ROW` of their first row.
    gone : polars.DataFrame
        `ROW` of the orders of earlier layers that are no more, or have changed.
    touched : polars.DataFrame
        `CUSTOMER_ID` of those whom earlier layers describe as they no longer are.
    everybody, buyers : polars.DataFrame
        `clv.intake.ledger.people` of the touched.
    """

    records: pl.LazyFrame
    lines: pl.DataFrame
    orders: pl.DataFrame
    gone: pl.DataFrame
    touched: pl.DataFrame
    everybody: pl.DataFrame
    buyers: pl.DataFrame


class _WholeLog(Exception):  # noqa: N818 - no fault: the answer is to clean everything
    """A rule of the whole log is at stake."""


def base_layer(cleaned: Cleaned) -> Layer:
    """Return an account of orders as its first layer."""
    state = cleaned.state
    return Layer(
        records=state.raw.frame,
        lines=state.lines,
        orders=cleaned.orders.with_columns(state.first_rows),
        gone=pl.DataFrame(schema={ROW: pl.Int64}),
        touched=cleaned.orders.select(CUSTOMER_ID).clear(),
        everybody=state.everybody,
        buyers=state.buyers,
    )


def witnesses_of(state: CleaningState) -> pl.Series:
    """Choose customers who show how the values of a log are written, and which rules it obeys.

    The ends of the log, some of each kind of line, an order of several lines, and some spread
    over all of it.
    """
    lines = state.lines.filter(~pl.col(GUEST))
    if lines.is_empty():
        return pl.Series(CUSTOMER_ID, [], pl.String)
    kinds = [pl.col(AMOUNT).sign()]
    kinds += [pl.col(name) for name in (STATUS_CLASS, *_UNTRIED) if name in lines.columns]
    of_kinds = lines.group_by(kinds).agg(pl.col(CUSTOMER_ID).head(_SIGNS))
    ends = lines.filter((pl.col(DATE) == pl.col(DATE).min()) | (pl.col(DATE) == pl.col(DATE).max()))
    names = [
        lines.gather_every(max(1, lines.height // _SPREAD))[CUSTOMER_ID],
        of_kinds[CUSTOMER_ID].explode(),
        pl.concat([ends[CUSTOMER_ID].head(1), ends[CUSTOMER_ID].tail(1)]),
        lines[CUSTOMER_ID].head(1),
        lines[CUSTOMER_ID].tail(1),
    ]
    if ORDER_ID in lines.columns:
        several = lines.lazy().drop_nulls(ORDER_ID).filter(pl.col(ORDER_ID).is_duplicated())
        names.append(several.select(CUSTOMER_ID).head(1).collect()[CUSTOMER_ID])
    return pl.concat(names).drop_nulls().unique().sort()


def appended(cleaned: Cleaned, newer: Raw, witnesses: pl.Series) -> tuple[Cleaned, Layer] | None:
    """Add a newer file to an account of orders.

    Parameters
    ----------
    cleaned : Cleaned
        The account so far, up to no particular day.
    newer : Raw
        The file.
    witnesses : polars.Series
        From `witnesses_of` the account as it was first made.

    Returns
    -------
    tuple of (Cleaned, Layer) or None
        What `clean` returns for all files together, and what is new in it; None where a rule of
        the whole log is at stake: then all files have to be cleaned together.
    """
    try:
        _refuse_untried(cleaned, newer)
        return _Append(cleaned, newer, witnesses).result()
    except (_WholeLog, InputError, pl.exceptions.PolarsError):
        return None


def _hold(condition: Any) -> None:
    if not condition:
        raise _WholeLog


def _refuse_untried(cleaned: Cleaned, newer: Raw) -> None:
    """Refuse what is not told by single customers, or by files of one shape."""
    raw, policy = cleaned.state.raw, cleaned.policy
    schemas = [each.frame.collect_schema() for each in (raw, newer)]
    _hold(dict(schemas[0]) == dict(schemas[1]))
    _hold(raw.input.format == newer.input.format and raw.hints == newer.hints)
    _hold(not (raw.doubled or newer.doubled or newer.starts))
    _hold(cleaned.mapping.customer is not None)  # else a phone, or name and postcode, tell
    _hold(policy.has_money and not policy.merge_ids)
    _hold(not {"stray_dates", "after_as_of"} & set(cleaned.ledger["reason"]))
    _hold(not set(_UNTRIED) & set(cleaned.state.lines.columns))


class _Append:
    """One newer file, and the part of the log that it touches."""

    def __init__(self, cleaned: Cleaned, newer: Raw, witnesses: pl.Series) -> None:
        self.cleaned, self.state, self.newer = cleaned, cleaned.state, newer
        raw = self.state.raw
        self.offset = _last_row(raw)
        further = pl.col(ROW) + self.offset
        columns = raw.frame.collect_schema().names()
        self.records = newer.frame.with_columns(further).select(columns).collect()
        self.malformed = newer.malformed.with_columns(further)
        self.short = None if newer.short is None else newer.short.with_columns(further)
        self.starts = (*(raw.starts or (0,)), self.offset)
        self.concerned = self._concerned()
        self.touched = pl.concat([self.concerned, witnesses]).unique()
        rows = self.state.lines.filter(self._is_touched)[ROW]
        _hold(len(rows) <= max(_FEWEST, _MOST_TOUCHED * self.state.lines.height))
        self.old = raw.frame.filter(pl.col(ROW).is_in(rows.implode())).collect()

    @property
    def _is_touched(self) -> pl.Expr:
        return pl.col(CUSTOMER_ID).is_in(self.touched.implode())

    def _concerned(self) -> pl.Series:
        """Return who ordered in the newer file, or whose orders it tells again."""
        mapping, lines = self.cleaned.mapping, self.state.lines
        names = parse_ids(self.records[mapping.customer or ""])[0].drop_nulls().unique()
        names = names.alias(CUSTOMER_ID)
        if ORDER_ID not in lines.columns:
            return names
        numbers = text(self.records[mapping.order or ""]).drop_nulls().unique()
        for _round in range(_ROUNDS):
            others = lines.filter(pl.col(ORDER_ID).is_in(numbers.implode()))[CUSTOMER_ID].unique()
            before, names = len(names), pl.concat([names, others]).unique()
            if len(names) == before or not self.state.raw.starts:
                return names
            theirs = lines.filter(pl.col(CUSTOMER_ID).is_in(names.implode()))
            numbers = theirs[ORDER_ID].drop_nulls().unique()
        raise _WholeLog

    def result(self) -> tuple[Cleaned, Layer]:
        """Return the account of everything, and what is new in it."""
        before, after = self._cleaned(newer=False), self._cleaned(newer=True)
        self._check_before(before)
        self._check_after(before, after)
        layer = self._layer(before, after)
        account = self._account(before, after, layer)
        self._check_rules(account)
        return account, layer

    def _cleaned(self, *, newer: bool) -> Cleaned:
        """Clean the records of the touched customers, without or with the newer file."""
        state, cleaned = self.state, self.cleaned
        raw, short = state.raw, state.raw.short
        rows = self.old[ROW].implode()
        some = replace(
            raw,
            frame=self.old.lazy(),
            malformed=no_malformed(),
            short=None if short is None else short.filter(pl.col(ROW).is_in(rows)),
            notices=(),
        )
        roles = cleaned.mapping.roles
        certain: Guess | None = Guess(cleaned.mapping, dict.fromkeys(roles, 1.0), {})
        if newer:
            certain = None
            shorts = [each for each in (some.short, self.short) if each is not None]
            some = replace(
                some,
                frame=pl.concat([self.old, self.records]).lazy(),
                malformed=self.malformed,
                short=pl.concat(shorts) if shorts else None,
                starts=self.starts,
            )
        return clean(some, cleaned.mapping, _settled(cleaned), proposal=certain)

    def _check_before(self, before: Cleaned) -> None:
        """Hold that the touched customers alone give what they gave within the whole log."""
        state = self.state
        _hold(before.mapping == self.cleaned.mapping)
        _hold(before.currency == self.cleaned.currency)
        _hold(before.state.lines.equals(state.lines.filter(self._is_touched)))
        stored = self.cleaned.orders.with_columns(state.first_rows).filter(self._is_touched)
        _hold(_with_rows(before).equals(stored))
        rows = before.state.lines[ROW].implode()
        for reason in {*_rows_by_reason(state.entries), *_rows_by_reason(before.state.entries)}:
            entered = _rows_by_reason(state.entries).get(reason, pl.Series(dtype=pl.Int64))
            again = _rows_by_reason(before.state.entries).get(reason, pl.Series(dtype=pl.Int64))
            _hold(entered.filter(entered.is_in(rows)).sort().equals(again.sort()))

    def _check_after(self, before: Cleaned, after: Cleaned) -> None:
        """Hold that the newer file changes only whom it touches."""
        _hold(after.mapping == self.cleaned.mapping and after.currency == self.cleaned.currency)
        _hold(not set(_UNTRIED) & set(after.state.lines.columns))
        earlier = pl.col(ROW) <= self.offset
        _hold(after.state.lines.filter(earlier).equals(before.state.lines))
        _hold(after.state.lines[CUSTOMER_ID].is_in(self.touched.implode()).all())
        untouched = ~pl.col(CUSTOMER_ID).is_in(self.concerned.implode())
        _hold(_with_rows(after).filter(untouched).equals(_with_rows(before).filter(untouched)))
        _hold(_cut_orders(after.state.lines, self.starts) == 0)

    def _check_rules(self, account: Cleaned) -> None:
        """Hold the rules that ask for shares of the whole log."""
        lines, policy = account.state.lines, account.policy
        _, strays = without_strays(lines, policy, Ledger())
        _hold(not strays)
        if policy.zero == "auto":
            zeros = int((lines[AMOUNT] == 0).sum())
            dropped = _count(account.state.entries, "zero_amount")
            left = lines.height - account.state.entries.rows("policy", "observe")
            many = dropped and dropped >= _RARE * lines.height
            _hold(many if dropped else zeros < _RARE * left)

    def _layer(self, before: Cleaned, after: Cleaned) -> Layer:
        side, old = pl.lit(0, pl.UInt8).alias("side"), _with_rows(before)
        both = pl.concat([old.with_columns(side), _with_rows(after).with_columns(side + 1)])
        changed = both.filter(~pl.struct(old.columns).is_duplicated())
        return Layer(
            records=self.records.lazy(),
            lines=after.state.lines.filter(pl.col(ROW) > self.offset),
            orders=changed.filter(pl.col("side") == 1).drop("side"),
            gone=changed.filter(pl.col("side") == 0).select(ROW),
            touched=self.touched.to_frame(),
            everybody=after.state.everybody,
            buyers=after.state.buyers,
        )

    def _account(self, before: Cleaned, after: Cleaned, layer: Layer) -> Cleaned:
        state, raw = self.state, self.state.raw
        entries = _entries(state.entries, before.state.entries, after.state.entries)
        shorts = [each for each in (raw.short, self.short) if each is not None]
        whole = replace(
            raw,
            input=together_named([*parts_of(raw.input), self.newer.input]),
            frame=pl.concat([raw.frame, layer.records]),
            malformed=pl.concat([raw.malformed, self.malformed]),
            notices=_of_files(len(self.starts), raw.notices, self.newer.notices),
            short=pl.concat(shorts) if shorts else None,
            starts=self.starts,
            count=None,
        )
        records = (self.cleaned.input.records or 0) + self.records.height + self.malformed.height
        orders = stacked(_with_rows(self.cleaned), layer.gone, layer.orders)
        triples = zip(state.notices, before.state.notices, after.state.notices, strict=True)
        sides = (self.cleaned, before, after)
        return replace(
            self.cleaned,
            orders=orders.drop(ROW),
            ledger=entries.table(),
            input=replace(whole.input, records=records),
            statuses=_statuses(*(each.statuses for each in sides)),
            state=CleaningState(
                raw=whole,
                lines=pl.concat([state.lines, layer.lines]),
                first_rows=orders[ROW],
                entries=entries,
                everybody=instead(state.everybody, layer.touched, layer.everybody),
                buyers=instead(state.buyers, layer.touched, layer.buyers),
                notices=tuple(_notices(*triple) for triple in triples),
                statuses=_statuses(*(each.state.statuses for each in sides)),
            ),
        )


def stacked(orders: pl.DataFrame, gone: pl.DataFrame, newer: pl.DataFrame) -> pl.DataFrame:
    """Return orders without those that are gone and with the newer ones, by `ROW`."""
    if gone.height:
        orders = orders.filter(~pl.col(ROW).is_in(gone[ROW].implode()))
    if newer.is_empty():
        return orders
    if orders.is_empty() or newer[ROW].min() > orders[ROW].max():  # type: ignore[operator]
        return pl.concat([orders, newer])
    return orders.merge_sorted(newer.sort(ROW), ROW)


def instead(people: pl.DataFrame, touched: pl.DataFrame, newer: pl.DataFrame) -> pl.DataFrame:
    """Return a table of customers with newer rows in the place of those of the touched."""
    names = touched[CUSTOMER_ID].implode()
    return pl.concat([people.filter(~pl.col(CUSTOMER_ID).is_in(names)), newer])


def parts_of(passport: Input) -> tuple[Input, ...]:
    """Return the passports of the files that one stands for."""
    return passport.content if isinstance(passport.content, tuple) else (passport,)


def _with_rows(cleaned: Cleaned) -> pl.DataFrame:
    return cleaned.orders.with_columns(cleaned.state.first_rows)


def _last_row(raw: Raw) -> int:
    rows = [raw.frame.select(pl.col(ROW).max()).collect().item(), raw.malformed[ROW].max()]
    return max(int(row or 0) for row in rows)


def _settled(cleaned: Cleaned) -> Policy:
    """Return the rules as the whole log settled them; `_check_rules` holds that it still does."""
    policy = replace(cleaned.policy, stray_dates="keep")
    if policy.zero != "auto":
        return policy
    dropped = _count(cleaned.state.entries, "zero_amount")
    return replace(policy, zero="drop" if dropped else "keep")


def _cut_orders(lines: pl.DataFrame, starts: Sequence[int]) -> int:
    """Count the orders that end one file and begin the next, as pages of an export cut them."""
    if ORDER_ID not in lines.columns:
        return 0
    number = pl.Series(starts, dtype=pl.Int64).search_sorted(lines[ROW], side="left")
    ends = (
        lines.select(ROW, ORDER_ID, number.alias("file"))
        .sort(ROW)
        .group_by("file", maintain_order=True)
        .agg(pl.col(ORDER_ID).first().alias("first"), pl.col(ORDER_ID).last().alias("last"))
    )
    return int(ends.select((pl.col("first") == pl.col("last").shift(1)).sum()).item())


# Sums, without what the touched customers were and with what they are


def _count(entries: Ledger, reason: str) -> int:
    return sum(len(entry.rows) for entry in entries.entries if entry.reason == reason)


def _rows_by_reason(entries: Ledger) -> dict[tuple[str, str], pl.Series]:
    return {(entry.step, entry.reason): entry.rows for entry in entries.entries}


def _entries(whole: Ledger, before: Ledger, after: Ledger) -> Ledger:
    tables = [{(e.step, e.reason): e for e in each.entries} for each in (whole, before, after)]
    for table, ledger in zip(tables, (whole, before, after), strict=True):
        _hold(len(table) == len(ledger.entries))
    nothing = pl.Series(ROW, [], pl.Int64)
    sums = []
    names = list(dict.fromkeys([*tables[0], *tables[2]]))
    if len(names) > len(tables[0]):  # where a new reason stands, only the order of cleaning tells
        _hold(all(reason in _REASONS for _step, reason in names))
        names.sort(key=lambda name: _REASONS.index(name[1]))
    for step, reason in names:
        was, old, new = (table.get((step, reason)) for table in tables)
        rows = nothing if was is None else was.rows
        if old is not None:
            rows = rows.filter(~rows.is_in(old.rows.implode()))
        if new is not None:
            rows = pl.concat([rows, new.rows]).sort()
        money = [0.0 if each is None else each.amount for each in (was, old, new)]
        entry = Entry(step, reason, rows, round(money[0] - money[1] + money[2], 6))
        if len(rows) or entry.amount:
            sums.append(entry)
    return Ledger(sums)


def _notices(
    whole: tuple[Notice, ...], before: tuple[Notice, ...], after: tuple[Notice, ...]
) -> tuple[Notice, ...]:
    sides = (whole, before, after)
    tables = [{(n.code, n.variant): dict(n.values) for n in side} for side in sides]
    _hold([len(table) for table in tables] == [len(side) for side in sides])
    # A kind of notice that is new among others: only reading all of it tells its place.
    _hold(not tables[0] or tables[2].keys() <= tables[0].keys())
    sums = []
    for code, variant in tables[0] or tables[2]:
        was, old, new = (table.get((code, variant), {}) for table in tables)
        _hold(was or not old)
        # An example, a column: what the whole log shows stands, unless the newer file shows other.
        shown = [{n: v for n, v in side.items() if n not in _COUNTS} for side in (old, new)]
        _hold(not was or not all(shown) or shown[0] == shown[1])
        values: dict[str, Any] = dict(was or new)
        if was:
            counted = [name for name in _COUNTS if name in was]
            values |= {n: _shifted(was[n], old.get(n, 0), new.get(n, 0)) for n in counted}
        if values.get("count", 1):
            sums.append(Notice(code, variant=variant, **values))
    return tuple(sums)


def _shifted(value: Any, old: Any, new: Any) -> Any:
    return round(value - old + new, 6) if isinstance(value, float) else value - old + new


def _statuses(whole: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    names = [STATUS, STATUS_CLASS, COUNTED]
    less = before.with_columns(-pl.col(ROWS), -pl.col(AMOUNT))
    sums = pl.concat([whole, less, after]).group_by(names).agg(pl.col(ROWS, AMOUNT).sum())
    sums = sums.filter(pl.col(ROWS) > 0).with_columns(pl.col(AMOUNT).round(6))
    return sums.select(whole.columns).sort(ROWS, STATUS, descending=[True, False])


def _of_files(
    count: int, notices: tuple[Notice, ...], newer: tuple[Notice, ...]
) -> tuple[Notice, ...]:
    own = [notice for notice in notices if notice.code != "several_files"]
    return (Notice("several_files", count=count), *dict.fromkeys([*own, *newer]))
