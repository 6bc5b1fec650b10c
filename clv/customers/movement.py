"""What changed between two days: who moved from which segment to which, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from clv.customers.segments.rules import ELEVEN, SegmentRules
from clv.customers.segments.segment import segment
from clv.customers.summarise import summarise_at
from clv.tables import CUSTOMER_ID, DATE, SEGMENT
from clv.words import N_

BEFORE, AFTER, SINCE, PREVIOUS = "before", "after", "since", "previous"
NEWCOMER = N_("Not yet a customer")  # what `before` says of one who had not ordered then


def movement(
    orders: pl.DataFrame, then: date, now: date, rules: SegmentRules = ELEVEN
) -> pl.DataFrame:
    """Name every customer's segment on both days.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``before``, ``after``: one row for each customer of the later day.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 3, 1), datetime(2024, 3, 9)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "a", "b"], "date": days, "amount": 9.0})
    >>> movement(orders, date(2024, 1, 31), date(2024, 3, 31))["before"].to_list()
    ['Needs attention', 'Not yet a customer']
    """
    before, after = (
        segment(customers, rules).select(CUSTOMER_ID, SEGMENT)
        for customers in summarise_at(orders, (then, now))
    )
    return (
        after.rename({SEGMENT: AFTER})
        .join(before.rename({SEGMENT: BEFORE}), on=CUSTOMER_ID, how="left", maintain_order="left")
        .select(CUSTOMER_ID, pl.col(BEFORE).fill_null(NEWCOMER), AFTER)
    )


def matrix(moved: pl.DataFrame, rules: SegmentRules = ELEVEN) -> pl.DataFrame:
    """Count the moves from each segment to each.

    Parameters
    ----------
    moved : polars.DataFrame
        From `movement`.
    rules : SegmentRules
        The same rules; their order is that of rows and columns.

    Returns
    -------
    polars.DataFrame
        ``before``, ``after``, ``customers``, ``share`` (of those who were in `before`): every
        pair, zeros included, newcomers last.

    Examples
    --------
    >>> moved = pl.DataFrame({"customer_id": ["a"], "before": ["New"], "after": ["Active"]})
    >>> matrix(moved).filter(pl.col("customers") > 0).rows()
    [('New', 'Active', 1, 1.0)]
    """
    froms = pl.DataFrame({BEFORE: [*rules.segments, NEWCOMER]})
    tos = pl.DataFrame({AFTER: rules.segments})
    counted = moved.group_by(BEFORE, AFTER).agg(pl.len().cast(pl.Int64).alias("customers"))
    every = froms.join(tos, how="cross", maintain_order="left_right").join(
        counted, on=[BEFORE, AFTER], how="left", maintain_order="left"
    )
    total = pl.col("customers").sum().over(BEFORE)
    share = pl.when(total > 0).then(pl.col("customers") / total)
    return every.with_columns(pl.col("customers").fill_null(0)).with_columns(share.alias("share"))


def month_ends(first: date, last: date, months: int = 12) -> tuple[date, ...]:
    """Return up to so many last days of months between two days, and `last` itself.

    Examples
    --------
    >>> month_ends(date(2024, 1, 15), date(2024, 3, 10))
    (datetime.date(2024, 1, 31), datetime.date(2024, 2, 29), datetime.date(2024, 3, 10))
    """
    days = [last]
    while len(days) <= months:
        days.append(days[-1].replace(day=1) - timedelta(days=1))
        if days[-1] < first:
            return tuple(reversed(days[:-1]))
    return tuple(reversed(days))


def segment_history(
    orders: pl.DataFrame, days: Sequence[date], rules: SegmentRules = ELEVEN
) -> pl.DataFrame:
    """Name every customer's segment on each of several days.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``date``, ``segment``: a customer's rows begin with the first of the days
        by which he or she had ordered; sorted.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 2, 9)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b"], "date": days, "amount": 9.0})
    >>> segment_history(orders, [date(2024, 1, 31), date(2024, 2, 29)])["customer_id"].to_list()
    ['a', 'a', 'b']
    """
    views = [
        segment(customers, rules).select(CUSTOMER_ID, pl.lit(day).alias("date"), SEGMENT)
        for day, customers in zip(days, summarise_at(orders, days), strict=True)
    ]
    return pl.concat(views).sort(CUSTOMER_ID, "date")


def changes(history: pl.DataFrame) -> pl.DataFrame:
    """Tell each customer's segment now, the one before it, and since when it changed.

    Parameters
    ----------
    history : polars.DataFrame
        From `segment_history`.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``segment``, ``previous`` (null where it never changed), ``since`` (the
        first of the looked-at days in the present segment without a break).

    Examples
    --------
    >>> days = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
    >>> history = pl.DataFrame(
    ...     {"customer_id": "ann", "date": days, "segment": ["New", "Active", "Active"]}
    ... )
    >>> changes(history).rows()
    [('ann', 'Active', 'New', datetime.date(2024, 2, 29))]
    """
    moved = pl.col(SEGMENT) != pl.col(SEGMENT).shift(1).over(CUSTOMER_ID)
    starts = (
        history.with_columns(pl.col(SEGMENT).shift(1).over(CUSTOMER_ID).alias(PREVIOUS))
        .filter(moved | pl.col(PREVIOUS).is_null())
        .group_by(CUSTOMER_ID, maintain_order=True)
        .last()
    )
    return starts.select(CUSTOMER_ID, SEGMENT, PREVIOUS, pl.col(DATE).alias(SINCE))
