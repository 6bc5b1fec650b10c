"""Following those who were won together: counts by cohort, period of joining, and age."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, cast, get_args

import polars as pl

from clv.errors import InputError, SettingsError
from clv.tables import AMOUNT, CUSTOMER_ID, DATE

Period = Literal["week", "month", "quarter"]

COHORT, AGE, SIZE = "cohort", "age", "customers"
JOINED, ACTIVE, SEEN = "joined", "active", "seen"
_PERIOD = "period"
# Threads add in any order, and sums differ in their last bits: rounded, every run is the same run.
_DECIMALS = 6
_FOLLOWED = {
    COHORT: pl.String(),
    JOINED: pl.Int64(),
    AGE: pl.Int64(),
    SIZE: pl.Int64(),
    ACTIVE: pl.Int64(),
    AMOUNT: pl.Float64(),
    SEEN: pl.Boolean(),
}


def follow_cohorts(
    orders: pl.DataFrame, by: str = "month", period: Period | None = None, end: date | None = None
) -> pl.DataFrame:
    """Count what `cohorts` measures, however it is measured: the part that touches every order.

    Parameters
    ----------
    orders, by, period, end
        As in `cohorts`.

    Returns
    -------
    polars.DataFrame
        ``cohort``, ``joined`` (number of the period of the first order), ``age``, ``customers``,
        ``active`` (those of them who ordered), ``amount`` (their money), ``seen`` (whether the
        period is over): every age of everyone who joined, zeros included.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 3), datetime(2024, 1, 9), datetime(2024, 2, 29)]
    >>> orders = pl.DataFrame({"customer_id": ["ann", "bob", "ann"], "date": days, "amount": 10.0})
    >>> follow_cohorts(orders).select("cohort", "age", "customers", "active").rows()
    [('2024-01', 0, 2, 2), ('2024-01', 1, 2, 1)]
    """
    orders, length = observed(orders, by, period, end)
    if orders.is_empty():
        return pl.DataFrame(schema=_FOLLOWED)
    last = end or orders.select(pl.col(DATE).max().dt.date()).item()
    members = members_of(orders, by, length)
    return (
        _grid(members, *_periods_seen(last, length))
        .join(_activity(orders, members, length), on=[COHORT, JOINED, AGE], how="left")
        .with_columns(pl.col(ACTIVE, AMOUNT).fill_null(0))
        .select(*_FOLLOWED)
    )


def observed(
    orders: pl.DataFrame, by: str, period: str | None, end: date | None
) -> tuple[pl.DataFrame, Period]:
    """Return the orders up to `end`, and the length of a period, after checking both requests."""
    calendar = get_args(Period)
    length = period or (by if by in calendar else "month")
    if length not in calendar:
        raise SettingsError("bad_setting", variant="period")
    if by not in calendar and by not in orders.columns:
        raise InputError("missing_columns", variant="cohorts", column=by)
    if end is not None:
        orders = orders.filter(pl.col(DATE) < end + timedelta(days=1))
    return orders, cast("Period", length)


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
    return pl.col(by).fill_null("unknown")


def members_of(orders: pl.DataFrame, by: str, length: str) -> pl.DataFrame:
    """Return each customer's cohort and the number of the period in which they joined."""
    own = [pl.col(by).min_by(DATE)] if by in orders.columns else []
    first = orders.lazy().group_by(CUSTOMER_ID).agg(pl.col(DATE).min(), *own)
    return first.select(
        CUSTOMER_ID,
        _label(pl.col(DATE), by).alias(COHORT),
        _number(pl.col(DATE), length).alias(JOINED),
    ).collect(engine="streaming")


def age_of(length: Period) -> pl.Expr:
    """Return the age of each order in periods, where its customer's ``joined`` stands beside it."""
    return _number(pl.col(DATE), length) - pl.col(JOINED)


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
        per_customer.group_by(COHORT, JOINED, (pl.col(_PERIOD) - pl.col(JOINED)).alias(AGE))
        .agg(pl.len().cast(pl.Int64).alias(ACTIVE), pl.col(AMOUNT).sum().round(_DECIMALS))
        .collect(engine="streaming")
    )


def _periods_seen(last: date, length: str) -> tuple[int, int]:
    """Return the number of the last period begun, and of the last one that is over."""
    days = pl.DataFrame({DATE: [last, last + timedelta(days=1)]})
    begun, next_day = days.select(_number(pl.col(DATE), length))[DATE].to_list()
    return begun, next_day - 1


def _grid(members: pl.DataFrame, begun: int, over: int) -> pl.DataFrame:
    """Return every cohort and joining period at every age, and whether it was seen."""
    sizes = members.group_by(COHORT, JOINED).agg(pl.len().cast(pl.Int64).alias(SIZE))
    oldest = begun - members.select(pl.col(JOINED).min()).item()
    ages = pl.DataFrame({AGE: pl.int_range(oldest + 1, eager=True)})
    seen = (pl.col(JOINED) + pl.col(AGE) <= over) | (pl.col(AGE) == 0)
    return sizes.join(ages, how="cross").with_columns(seen.alias(SEEN))
