"""Attributes: one row a customer, each column a number, a day or a word."""

from __future__ import annotations

import polars as pl

from clv.errors import InputError
from clv.intake.columns.facts import Facts
from clv.intake.columns.header_words import header
from clv.intake.sources.columns import is_birthday, is_number
from clv.intake.values import dates, money
from clv.intake.values.ids import text
from clv.tables import CUSTOMER_ID, FIRST_ORDER

_MOST = 60  # columns
_MOST_WORDS, _MOST_SHARE = 200, 0.2  # different values of a column of words
_DATED = 0.9
_LIKE = 0.95  # Spearman's correlation with what the orders tell


def attributes_of(
    who: pl.Series, cells: pl.DataFrame, names: list[str], facts: Facts
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Read the columns of matched rows; what a customer's rows tell oftenest counts.

    Parameters
    ----------
    who : polars.Series
        The customer of each row.
    cells : polars.DataFrame
        The rows as they stand in the file.
    names : list of str
        The columns to read.
    facts : Facts
        The sample of the file.

    Returns
    -------
    tuple of (polars.DataFrame, tuple of str)
        ``customer_id`` and the columns, one row a customer, sorted; and the columns of which
        nothing is made.
    """
    columns = {name: _column(cells[name], name, facts) for name in sorted(names)}
    used = {name: column for name, column in columns.items() if column is not None}
    used = {f"{n} (2)" if n == CUSTOMER_ID else n: used[n] for n in list(used)[:_MOST]}
    table = pl.DataFrame([who.alias(CUSTOMER_ID), *(used[name].alias(name) for name in used)])
    if who.n_unique() < len(who):
        oftenest = [pl.col(name).drop_nulls().mode().sort().first() for name in used]
        table = table.group_by(CUSTOMER_ID).agg(oftenest)
    unused = tuple(name for name, column in columns.items() if column is None)
    return table.sort(CUSTOMER_ID), unused


def _column(cells: pl.Series, name: str, facts: Facts) -> pl.Series | None:
    """Read a column as numbers, days or words; None where it tells nothing."""
    if cells.dtype.is_nested() or cells.dtype == pl.Binary or not facts.values(name):
        return None
    if cells.dtype == pl.Boolean:
        return cells.replace_strict(
            {True: "yes", False: "no"}, default=None, return_dtype=pl.String
        )
    if cells.dtype.is_temporal() or facts.fit("date", name) >= _DATED or is_birthday(name):
        days = _days(cells)
        if days is not None:
            return days
    words = text(cells)
    if words.n_unique() - bool(words.null_count()) < 2 and not words.null_count():
        return None
    if "id" not in header(name).concepts and is_number(facts, name):
        numbers = _numbers(cells)
        if numbers is not None:
            return numbers
    given = words.drop_nulls()
    limit = max(12, min(_MOST_WORDS, _MOST_SHARE * len(given)))
    return words if given.n_unique() <= limit else None


def _days(cells: pl.Series) -> pl.Series | None:
    try:
        days = dates.parse(cells).values.dt.date()
    except InputError:
        return None
    return days if days.null_count() < len(days) else None


def _numbers(cells: pl.Series) -> pl.Series | None:
    try:
        numbers = money.parse(cells).values
    except InputError:
        return None
    return numbers if numbers.drop_nulls().n_unique() > 1 else None


def retold(table: pl.DataFrame, summary: pl.DataFrame) -> tuple[str, ...]:
    """Name the attributes that tell of the days of the log: learned, they would leak.

    They repeat what the orders tell up to today ("total spent"), or are days within the log ("last
    login"): that somebody was seen late is known only later.

    Parameters
    ----------
    table : polars.DataFrame
        ``customer_id`` and attributes.
    summary : polars.DataFrame
        ``customer_id``, and what all orders tell: money, orders, first and last day.

    Examples
    --------
    >>> who = [f"c{place}" for place in range(40)]
    >>> table = pl.DataFrame({"customer_id": who, "age": [30.0, 20.0] * 20, "Total": range(40)})
    >>> retold(table, pl.DataFrame({"customer_id": who, "revenue": [3.0 * n for n in range(40)]}))
    ('Total',)
    """
    facts = {name: f"{name} of the orders" for name in summary.columns[1:]}
    joined = table.join(summary.rename(facts), on=CUSTOMER_ID)
    first = summary[FIRST_ORDER].min() if FIRST_ORDER in summary.columns else None
    return tuple(
        name
        for name in table.columns[1:]
        if table[name].dtype != pl.String
        and (_is_within(table[name], first) or _is_like(joined, name, list(facts.values())))
    )


_FEWEST, _STRAY = 20, 0.01  # customers in both; share of days within the log that may be errors


def _is_within(days: pl.Series, first: object) -> bool:
    if days.dtype != pl.Date or first is None:
        return False
    return float((days.drop_nulls() >= first).mean() or 0) > _STRAY  # type: ignore[arg-type]


def _is_like(joined: pl.DataFrame, name: str, facts: list[str]) -> bool:
    for fact in facts:
        pair = joined.select(pl.col(name).to_physical(), pl.col(fact).to_physical()).drop_nulls()
        pair.columns = ["attribute", "fact"]
        if pair.height < _FEWEST:
            continue
        likeness = pair.select(pl.corr("attribute", "fact", method="spearman")).item()
        if likeness is not None and abs(likeness) >= _LIKE:
            return True
    return False
