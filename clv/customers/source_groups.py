"""Groups that other sources make of the customers: for cohorts, comparisons and filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import polars as pl

from clv.intake import CustomerSource
from clv.tables import CUSTOMER_ID, DATE, RATING
from clv.words import N_

MOST_GROUPS = 12
FEWEST_BANDED = 8  # different numbers, from which they are put into bands
YES, NO, OTHERS = N_("yes"), N_("no"), N_("others")
_QUARTERS = (0.25, 0.5, 0.75)


def source_groups(
    customers: pl.DataFrame, sources: Iterable[CustomerSource], end: date
) -> pl.DataFrame:
    r"""Put every customer into a group by each attribute, and by what other sources know of them.

    Parameters
    ----------
    customers : polars.DataFrame
        ``customer_id``.
    sources : iterable of CustomerSource
        Attributes make a group each: words as they stand, numbers in four bands, birthdays as
        ages. Touches, events and reviews say whether there is any by `end`, and the mean rating.
    end : datetime.date
        Last day of the observation.

    Returns
    -------
    polars.DataFrame
        ``customer_id`` and a column of text a group, called ``source/attribute`` or ``source``;
        null where nothing is known.

    Examples
    --------
    >>> from clv.intake import load
    >>> from clv.intake.sources.read import read_source
    >>> ids = pl.DataFrame({"customer_id": ["1", "2", "3"]})
    >>> people = read_source(load(b"id,city\n1,Rome\n2,Oslo\n"), "people", ids)
    >>> source_groups(ids, [people], date(2024, 1, 1)).rows()
    [('1', 'Rome'), ('2', 'Oslo'), ('3', None)]
    """
    table = customers.select(CUSTOMER_ID)
    for source in sources:
        known = source.until(end)
        part = pl.DataFrame([known.table[CUSTOMER_ID], *_of_attributes(known, end)])
        if known.kind != "attributes":
            part = _of_records(known)
        table = table.join(part, on=CUSTOMER_ID, how="left", maintain_order="left")
        if known.kind != "attributes":
            table = table.with_columns(pl.col(known.name).fill_null(NO))
    return table


def _of_attributes(source: CustomerSource, end: date) -> Iterator[pl.Series]:
    if source.kind != "attributes":
        return
    for name in source.table.columns[1:]:
        column = source.table[name]
        if column.dtype == pl.Date:
            column = _ages(column, end)
        groups = _bands(column) if column.dtype.is_numeric() else _commonest(column)
        yield groups.alias(f"{source.name}/{name}")


def _of_records(source: CustomerSource) -> pl.DataFrame:
    told = [pl.lit(YES).alias(source.name)]
    if RATING in source.table.columns:
        rating = pl.col(RATING).mean().round(0).cast(pl.Int64).cast(pl.String)
        told.append(rating.alias(f"{source.name}/{RATING}"))
    rows = source.table.drop_nulls(DATE) if DATE in source.table.columns else source.table
    return rows.group_by(CUSTOMER_ID).agg(told)


def _ages(days: pl.Series, end: date) -> pl.Series:
    years = (pl.lit(end) - pl.col("day")).dt.total_days() / 365.25
    return days.alias("day").to_frame().select(years.floor().alias("day"))["day"]


def _bands(numbers: pl.Series) -> pl.Series:
    """Write few different numbers as they are, more as the band between two quartiles."""
    different = numbers.drop_nulls().unique().sort()
    if len(different) < FEWEST_BANDED:
        return pl.Series(numbers.name, [_written(value) for value in numbers], pl.String)
    cuts = sorted({float(numbers.quantile(share) or 0) for share in _QUARTERS})
    edges = [float(different[0]), *[cut for cut in cuts if cut > different[0]]]
    edges = [edge for edge in edges if edge <= different[-1]]
    labels = []
    for place, low in enumerate(edges):
        inside = different.filter(different >= low)
        if place + 1 < len(edges):
            inside = inside.filter(inside < edges[place + 1])
        labels.append(f"{_written(inside[0])} – {_written(inside[-1])}" if len(inside) else "")
    place_of = pl.lit(0)
    for place, low in enumerate(edges):
        place_of = pl.when(pl.col("n") >= low).then(place).otherwise(place_of)
    named = place_of.replace_strict(dict(enumerate(labels)), return_dtype=pl.String)
    shown = pl.when(pl.col("n").is_not_null()).then(named)
    return numbers.alias("n").to_frame().select(shown.alias("n"))["n"]


def _written(number: float | None) -> str | None:
    if number is None:
        return None
    return str(int(number)) if number == int(number) else f"{number:.4g}"


def _commonest(words: pl.Series) -> pl.Series:
    counts = words.drop_nulls().value_counts(sort=False, name="n")
    common = counts.sort("n", words.name, descending=[True, False])[words.name]
    if len(common) <= MOST_GROUPS:
        return words
    kept = pl.col("w").is_in(common.head(MOST_GROUPS - 1).implode())
    shown = pl.when(kept).then("w").when(pl.col("w").is_not_null()).then(pl.lit(OTHERS))
    return words.alias("w").to_frame().select(shown.alias("w"))["w"]
