"""Read a file about customers: matched to those of the orders, its kind recognised."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.facts import Facts
from clv.intake.columns.names import shown
from clv.intake.contacts import consent_columns, consent_in, contact_columns, refuses
from clv.intake.files.raw import ROW, Raw
from clv.intake.sources.attributes import attributes_of, retold
from clv.intake.sources.columns import Parts, kind_of, parts_of
from clv.intake.sources.customer_source import CustomerSource, Kind, MatchReport
from clv.intake.sources.match import FOLDED, KEY, customer_column, matched_ids
from clv.intake.values import dates, money
from clv.intake.values.day_order import DAY_FIRST, MONTH_FIRST
from clv.intake.values.ids import text
from clv.tables import (
    ACCEPTS_MARKETING,
    CONTACTS,
    CUSTOMER_ID,
    DATE,
    FIRST_ORDER,
    LAST_ORDER,
    ORIGINAL_ID,
    RATING,
    TEXT,
    TOUCH_COST,
    WHAT,
)

_LONGEST_TEXT = 2_000
_EXAMPLES = 3
_WHO = "__who__"


def read_source(
    raw: Raw,
    name: str,
    known: pl.DataFrame,
    kind: Kind | None = None,
    customer: str | None = None,
    summary: pl.DataFrame | None = None,
) -> CustomerSource:
    r"""Match a file's rows to the customers of the orders.

    Parameters
    ----------
    raw : Raw
        The opened file.
    name : str
        Short and unique: what its features begin with.
    known : polars.DataFrame
        ``customer_id``, or also ``key``: every id or e-mail under which the orders know a customer.
    kind : {"attributes", "touches", "events", "reviews"}, optional
        What its rows are; recognised where None.
    customer : str, optional
        The column that names the customer; the one that matches best where None.
    summary : polars.DataFrame, optional
        ``customer_id`` and what all orders tell, so that attributes that repeat it are known.

    Raises
    ------
    InputError
        ``source_without_ids`` where no column names a customer.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> source = read_source(
    ...     load(b"household,age\n1,30\n2,40\n9,50\n"), "people",
    ...     pl.DataFrame({"customer_id": ["0001", "0002", "0003"]}))
    >>> source.kind, source.table.rows(), source.report.ids_unmatched
    ('attributes', [('0001', 30.0), ('0002', 40.0)], 1)
    """
    if KEY not in known.columns:
        known = known.with_columns(pl.col(CUSTOMER_ID).alias(KEY))
    column = customer if customer in raw.columns else customer_column(raw, known)
    if column is None:
        raise InputError("source_without_ids", file=raw.input.file, columns=shown(raw.columns))
    cells, facts = raw.frame.drop(ROW).collect(), Facts(raw)
    ids = text(cells[column]).alias(KEY)
    whose = matched_ids(ids, known)
    who = ids.to_frame().join(whose, on=KEY, how="left", maintain_order="left")[CUSTOMER_ID]
    parts = parts_of(facts, column)
    kind = kind or kind_of(facts, parts, ids.count() / max(whose.height, 1))
    matched, mine = cells.filter(who.is_not_null()), who.drop_nulls()
    reached = contact_columns(raw)
    barred = {column, *reached.values(), *consent_columns(raw)}
    rest = [n for n in raw.columns if n not in barred]
    leaks: tuple[str, ...] = ()
    if kind == "attributes":
        table, unused = attributes_of(mine, matched, rest, facts)
        leaks = () if summary is None else retold(table, summary)
    else:
        table = _records(mine, matched, parts, summary)
        unused = tuple(n for n in rest if n not in parts.used)
    report = _report(ids, who, whose, known, table, kind)
    return CustomerSource(
        name=name,
        title=raw.input.file,
        kind=kind,
        table=table,
        contacts=_contacts(raw, who, cells, reached),
        report=report,
        customer=column,
        columns=raw.columns,
        unused=unused,
        retold=leaks,
        notices=tuple(_notices(raw.input.file, column, whose, known, report, leaks, table, kind)),
    )


def _records(
    who: pl.Series, cells: pl.DataFrame, parts: Parts, summary: pl.DataFrame | None
) -> pl.DataFrame:
    """Return table `clv.tables.RECORDS`, sorted; rows equal in every column stand in it once."""
    columns = [who.alias(CUSTOMER_ID)]
    if parts.date is not None:
        columns.append(_moments(cells[parts.date], summary).alias(DATE))
    columns += [
        read(cells[column]).alias(name)
        for name, column, read in (
            (WHAT, parts.what, text),
            (TOUCH_COST, parts.cost, lambda values: money.parse(values).values),
            (RATING, parts.rating, lambda values: money.parse(values).values),
            (TEXT, parts.text, lambda values: text(values).str.head(_LONGEST_TEXT)),
        )
        if column is not None
    ]
    own = cells.with_columns(who.alias(_WHO)).select(pl.struct(pl.all()).is_first_distinct())
    once = own.to_series()
    table = pl.DataFrame(columns).filter(once)
    return table.sort(table.columns, nulls_last=True)


def _moments(cells: pl.Series, summary: pl.DataFrame | None) -> pl.Series:
    """Read days; where day and month may be exchanged, as they fall into the days of the orders."""
    try:
        return dates.parse(cells).values
    except InputError as error:
        if error.kind != "ambiguous_dates":
            raise
    readings = [dates.parse(cells, form).values for form in (DAY_FIRST, MONTH_FIRST)]
    if summary is None or FIRST_ORDER not in summary.columns:
        return readings[0]
    first, last = summary[FIRST_ORDER].min(), summary[LAST_ORDER].max()
    inside = [int(days.dt.date().is_between(first, last).sum()) for days in readings]
    return readings[inside.index(max(inside))]


def _report(
    ids: pl.Series,
    who: pl.Series,
    whose: pl.DataFrame,
    known: pl.DataFrame,
    table: pl.DataFrame,
    kind: Kind,
) -> MatchReport:
    matched, without = who.count(), ids.null_count()
    ids_matched = whose[CUSTOMER_ID].count()
    return MatchReport(
        rows=len(ids),
        matched=matched,
        unmatched=len(ids) - matched - without,
        without_id=without,
        ids=whose.height,
        ids_matched=ids_matched,
        ids_unmatched=whose.height - ids_matched,
        ids_folded=int(whose[FOLDED].sum()),
        duplicates=matched - table.height,
        undated=table[DATE].null_count() if kind != "attributes" and DATE in table.columns else 0,
        customers=known[CUSTOMER_ID].n_unique(),
        customers_matched=whose[CUSTOMER_ID].drop_nulls().n_unique(),
    )


def _contacts(
    raw: Raw, who: pl.Series, cells: pl.DataFrame, reached: dict[str, str]
) -> pl.DataFrame:
    """Return how customers can be reached and whether they agreed; a refusal outweighs consent."""
    ids = {CUSTOMER_ID: who, ORIGINAL_ID: who}
    columns = {
        kind: text(cells[column]) for kind, column in reached.items() if kind != ACCEPTS_MARKETING
    }
    consent = consent_columns(raw)
    consent = [name for place, name in enumerate(consent) if place == 0 or refuses(name)]
    if consent:
        answers = pl.DataFrame([consent_in(cells[name], name).alias(name) for name in consent])
        columns[ACCEPTS_MARKETING] = answers.select(pl.min_horizontal(pl.all())).to_series()
    table = pl.DataFrame([series.alias(name) for name, series in (ids | columns).items()])
    told = [
        pl.col(name).drop_nulls().min() if name == ACCEPTS_MARKETING
        else pl.col(name).drop_nulls().mode().sort().first()
        for name in CONTACTS.names[1:]
        if name in table.columns
    ]  # fmt: skip
    return table.drop_nulls(CUSTOMER_ID).group_by(CUSTOMER_ID).agg(told).sort(CUSTOMER_ID)


def _notices(
    file: str,
    column: str,
    whose: pl.DataFrame,
    known: pl.DataFrame,
    report: MatchReport,
    leaks: tuple[str, ...],
    table: pl.DataFrame,
    kind: Kind,
) -> Iterator[Notice]:
    """Say what a person has to know of the match, the worst first."""
    if not report.ids_matched:
        theirs = whose[KEY].sort().head(_EXAMPLES).to_list()
        ours = known[KEY].sort().head(_EXAMPLES).to_list()
        yield Notice("source_unmatched", variant="" if theirs else "empty", file=file,
                     column=column, examples=shown(theirs), customers=shown(ours))  # fmt: skip
        return
    yield Notice(
        "source_matched",
        variant="unmatched" if report.ids_unmatched else "",
        file=file,
        matched=report.customers_matched,
        customers=report.customers,
        unmatched=report.ids_unmatched,
    )
    if kind == "attributes" and table.width > 1:
        yield Notice("source_as_of_today", file=file)
    if leaks:
        yield Notice("source_retold", file=file, columns=leaks)
    if kind != "attributes" and DATE not in table.columns:
        yield Notice("source_without_days", file=file)
