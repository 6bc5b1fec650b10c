"""Cohorts: what becomes of the customers who were won together, period after period."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import polars as pl

from clv.customers.cohorts.counts import (
    ACTIVE,
    AGE,
    COHORT,
    JOINED,
    SEEN,
    SIZE,
    Period,
    age_of,
    follow_cohorts,
    members_of,
    observed,
)
from clv.errors import SettingsError
from clv.tables import AMOUNT, CUSTOMER_ID, ORDER_COUNT, REVENUE

Measure = Literal["retention", "revenue", "cumulative"]

VALUE = "value"


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
    if measure not in get_args(Measure):
        raise SettingsError("bad_setting", variant="measure")
    return cohort_values(follow_cohorts(orders, by, period, end), measure)


def cohort_values(followed: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Measure cohorts that `follow_cohorts` has counted; see `cohorts`.

    Examples
    --------
    >>> followed = pl.DataFrame(
    ...     {
    ...         "cohort": "mail",
    ...         "joined": [24290, 24290],
    ...         "age": [0, 1],
    ...         "customers": [4, 4],
    ...         "active": [4, 1],
    ...         "amount": [40.0, 8.0],
    ...         "seen": [True, True],
    ...     }
    ... )
    >>> cohort_values(followed, "cumulative")["value"].to_list()
    [10.0, 12.0]
    """
    counted = {
        "retention": pl.col(ACTIVE),
        "revenue": pl.col(AMOUNT),
        "cumulative": pl.col(AMOUNT).cum_sum().over(COHORT, JOINED, order_by=AGE),
    }[measure]
    seen = pl.col(SIZE).filter(SEEN).sum()
    return (
        followed.with_columns(counted.alias(VALUE))
        .group_by(COHORT, AGE)
        .agg(
            pl.when(seen > 0).then(pl.col(VALUE).filter(SEEN).sum() / seen).alias(VALUE),
            pl.col(SIZE).sum(),
        )
        .sort(COHORT, AGE)
    )


def behind_cell(
    orders: pl.DataFrame,
    cohort: str,
    age: int,
    by: str = "month",
    period: Period | None = None,
    end: date | None = None,
) -> pl.DataFrame:
    """Return the customers of one cohort, and what each did at one age.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``orders``, ``revenue`` in the period of that age (0 where they stayed
        away), most revenue first.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 3), datetime(2024, 1, 9), datetime(2024, 2, 29)]
    >>> orders = pl.DataFrame({"customer_id": ["ann", "bob", "ann"], "date": days, "amount": 10.0})
    >>> behind_cell(orders, "2024-01", age=1).rows()
    [('ann', 1, 10.0), ('bob', 0, 0.0)]
    """
    orders, length = observed(orders, by, period, end)
    members = members_of(orders, by, length).filter(pl.col(COHORT) == cohort)
    at_age = orders.join(members, on=CUSTOMER_ID).filter(age_of(length) == age)
    done = at_age.group_by(CUSTOMER_ID).agg(
        pl.len().cast(pl.Int64).alias(ORDER_COUNT), pl.col(AMOUNT).sum().alias(REVENUE)
    )
    return (
        members.select(CUSTOMER_ID)
        .join(done, on=CUSTOMER_ID, how="left")
        .with_columns(pl.col(ORDER_COUNT, REVENUE).fill_null(0))
        .sort(REVENUE, CUSTOMER_ID, descending=[True, False])
    )
