"""Cohorts: what becomes of the customers who were won together, period after period."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, get_args

import polars as pl

from clv.errors import InputError, SettingsError
from clv.tables import AMOUNT, CUSTOMER_ID, DATE
from clv.words import _

Measure = Literal["retention", "revenue", "cumulative"]
Period = Literal["week", "month", "quarter"]

COHORT, AGE, VALUE, SIZE = "cohort", "age", "value", "customers"
_ACTIVE, _JOINED, _PERIOD, _SEEN = "active", "joined", "period", "seen"
_SCHEMA = {COHORT: pl.String(), AGE: pl.Int64(), VALUE: pl.Float64(), SIZE: pl.Int64()}


def cohorts(
    orders: pl.DataFrame,
    by: str = "month",
    measure: Measure = "retention",
    period: Period | None = None,
    end: date | None = None,
) -> pl.DataFrame:
    """Follow groups of customers through the periods after their first order.

    With ``n(c, a)`` customers of cohort ``c`` whose period of age ``a`` was observed to its end,
    and ``A`` of them ordering in it: retention is ``A / n``, revenue their money in it over
    ``n``, and cumulative their money up to and including it over ``n``.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    by : str
        ``"week"``, ``"month"`` or ``"quarter"`` of the first order, or a column of the first
        order: ``"channel"``, ``"country"``, ``"category"``.
    measure : {"retention", "revenue", "cumulative"}
        What is followed: share of customers who order, or money per customer.
    period : {"week", "month", "quarter"}, optional
        Length of a period; by default that of `by`, else a month.
    end : datetime.date, optional
        Last day of the observation; by default the day of the last order.

    Returns
    -------
    polars.DataFrame
        ``cohort`` (text), ``age`` (periods since the first order's period), ``value``,
        ``customers`` (size of the cohort): every cohort at every age, sorted. `value` is null
        where the period is not over at `end`; age 0 alone is shown while it still runs.

    Raises
    ------
    InputError
        ``missing_columns``, when the orders lack the column asked for.
    SettingsError
        ``bad_setting``, for an unknown measure or period.

    Examples
    --------
    >>> from datetime import datetime
    >>> orders = pl.DataFrame(
    ...     {
    ...         "customer_id": ["ann", "bob", "ann"],
    ...         "date": [datetime(2024, 1, 3), datetime(2024, 1, 9), datetime(2024, 2, 29)],
    ...         "amount": [10.0, 30.0, 20.0],
    ...     }
    ... )
    >>> cohorts(orders).rows()
    [('2024-01', 0, 1.0, 2), ('2024-01', 1, 0.5, 2)]
    """
    length = _checked(orders, by, measure, period)
    if end is not None:
        orders = orders.filter(pl.col(DATE) < end + timedelta(days=1))
    if orders.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    last = end or orders.select(pl.col(DATE).max().dt.date()).item()
    members = _members(orders, by, length)
    grid = _grid(members, *_periods_seen(last, length))
    return _values(grid, _activity(orders, members, length), measure)


def _checked(orders: pl.DataFrame, by: str, measure: str, period: str | None) -> str:
    calendar = get_args(Period)
    length = period or (by if by in calendar else "month")
    if measure not in get_args(Measure) or length not in calendar:
        raise SettingsError(
            "bad_setting",
            _("Cohorts know retention, revenue and cumulative by week, month or quarter."),
        )
    if by not in calendar and by not in orders.columns:
        message = _("Cohorts by {column} need that column in the orders; map it on the Data page.")
        raise InputError("missing_columns", message.format(column=by))
    return length


def _number(day: pl.Expr, length: str) -> pl.Expr:
    """Give consecutive periods consecutive numbers, so that an age is a difference."""
    if length == "week":
        return (day.dt.truncate("1w").dt.date().cast(pl.Int64) - 4) // 7  # 5 Jan 1970 was a Monday
    per_year = 12 if length == "month" else 4
    part = day.dt.month() if length == "month" else day.dt.quarter()
    return day.dt.year().cast(pl.Int64) * per_year + part.cast(pl.Int64) - 1


def _label(day: pl.Expr, by: str) -> pl.Expr:
    if by == "week":
        return day.dt.strftime("%G-W%V")
    if by == "month":
        return day.dt.strftime("%Y-%m")
    if by == "quarter":
        return pl.format("{}-Q{}", day.dt.year(), day.dt.quarter())
    return pl.col(by).fill_null(_("unknown"))


def _members(orders: pl.DataFrame, by: str, length: str) -> pl.DataFrame:
    """Return each customer's cohort and the number of the period in which they joined."""
    own = [pl.col(by).min_by(DATE)] if by in orders.columns else []
    first = orders.lazy().group_by(CUSTOMER_ID).agg(pl.col(DATE).min(), *own)
    return first.select(
        CUSTOMER_ID,
        _label(pl.col(DATE), by).alias(COHORT),
        _number(pl.col(DATE), length).alias(_JOINED),
    ).collect(engine="streaming")


def _activity(orders: pl.DataFrame, members: pl.DataFrame, length: str) -> pl.DataFrame:
    """Count and sum by cohort, joining period and age: small, however many the orders."""
    per_customer = (
        orders.lazy()
        .select(CUSTOMER_ID, _number(pl.col(DATE), length).alias(_PERIOD), AMOUNT)
        .group_by(CUSTOMER_ID, _PERIOD)
        .agg(pl.col(AMOUNT).sum())
        .join(members.lazy(), on=CUSTOMER_ID)
    )
    return (
        per_customer.group_by(COHORT, _JOINED, (pl.col(_PERIOD) - pl.col(_JOINED)).alias(AGE))
        .agg(pl.len().cast(pl.Int64).alias(_ACTIVE), pl.col(AMOUNT).sum())
        .collect(engine="streaming")
    )


def _periods_seen(last: date, length: str) -> tuple[int, int]:
    """Return the number of the last period begun, and of the last one that is over."""
    days = pl.DataFrame({DATE: [last, last + timedelta(days=1)]})
    begun, next_day = days.select(_number(pl.col(DATE), length))[DATE].to_list()
    return begun, next_day - 1


def _grid(members: pl.DataFrame, begun: int, over: int) -> pl.DataFrame:
    """Return every cohort and joining period at every age, and whether it was seen."""
    sizes = members.group_by(COHORT, _JOINED).agg(pl.len().cast(pl.Int64).alias(SIZE))
    oldest = begun - members.select(pl.col(_JOINED).min()).item()
    ages = pl.DataFrame({AGE: pl.int_range(oldest + 1, eager=True)})
    seen = (pl.col(_JOINED) + pl.col(AGE) <= over) | (pl.col(AGE) == 0)
    return sizes.join(ages, how="cross").with_columns(seen.alias(_SEEN))


def _values(grid: pl.DataFrame, activity: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    followed = grid.join(activity, on=[COHORT, _JOINED, AGE], how="left").with_columns(
        pl.col(_ACTIVE, AMOUNT).fill_null(0)
    )
    counted = {
        "retention": pl.col(_ACTIVE),
        "revenue": pl.col(AMOUNT),
        "cumulative": pl.col(AMOUNT).cum_sum().over(COHORT, _JOINED, order_by=AGE),
    }[measure]
    seen = pl.col(SIZE).filter(_SEEN).sum()
    return (
        followed.with_columns(counted.alias(VALUE))
        .group_by(COHORT, AGE)
        .agg(
            pl.when(seen > 0).then(pl.col(VALUE).filter(_SEEN).sum() / seen).alias(VALUE),
            pl.col(SIZE).sum(),
        )
        .sort(COHORT, AGE)
    )
