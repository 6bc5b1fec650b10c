"""What customers who have not come yet should bring: a growing shop is more than today's customers.

Arrivals of the months ahead are those of the same months a year ago, moved by the growth of the
last year (half of it: growth does not last); in a log of under two years they are the mean of the
latest months. What newcomers bring as they age is the mean of the latest year's. The range comes
from what the same method would have said at earlier months. The log's first month is left out:
who bought then may have been a customer for long.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import stdtrit

from clv import tables as t

Array = npt.NDArray[np.float64]
MONTH = 365.25 / 12
YEAR = 12
LATEST = 6  # months that arrivals are the mean of, where the log knows no second year
FEWEST = 6  # months of history below which nothing is said
PRIOR_SD, PRIOR_FREEDOM = 0.25, 3.0  # of the log error, before the log has shown any


def expected_arrivals(orders: pl.DataFrame, end: date, months: int) -> pl.DataFrame | None:
    """Forecast the revenue of customers who are still to come.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    end : datetime.date
        Last day of the observation.
    months : int
        How far to look ahead, in months of 30.4 days.

    Returns
    -------
    polars.DataFrame or None
        A row a month ahead: ``month`` (1, 2, …), ``customers`` (new ones), ``revenue`` (of all who
        came since `end`), ``low`` and ``high`` (90 % range); None for a log of under half a year.

    Examples
    --------
    >>> from datetime import datetime, timedelta
    >>> days = [datetime(2023, 1, 1) + timedelta(days=n) for n in range(700)]
    >>> names = [f"c{n}" for n in range(700)]
    >>> orders = pl.DataFrame({"customer_id": names, "date": days, "amount": 10.0})
    >>> expected_arrivals(orders, date(2024, 11, 30), 2)["revenue"].round(0).to_list()
    [305.0, 305.0]
    """
    triangle = _triangle(orders, end)
    if triangle is None:
        return None
    count, revenue = triangle
    arrivals, ahead = _ahead(count, revenue, months)
    spread = _spread(count, revenue, months)
    return pl.DataFrame(
        {
            "month": np.arange(1, months + 1),
            "customers": arrivals,
            "revenue": ahead,
            "low": ahead * np.exp(-spread),
            "high": ahead * np.exp(spread),
        }
    )


def _triangle(orders: pl.DataFrame, end: date) -> tuple[Array, Array] | None:
    """Count newcomers by month, and sum their revenue by month of arrival and month of order."""
    ago = (pl.lit(end) - pl.col(t.DATE).dt.date()).dt.total_days()
    placed = orders.select(
        t.CUSTOMER_ID, t.AMOUNT, month=(ago / MONTH).floor().cast(pl.Int64), ago=ago
    ).filter(pl.col("ago") >= 0)
    oldest: int = placed["ago"].max() or 0  # type: ignore[assignment]
    length = int(oldest / MONTH)  # whole months
    if length < FEWEST + 1:
        return None
    arrived = placed.with_columns(first=pl.col("month").max().over(t.CUSTOMER_ID))
    seen = arrived.filter(pl.col("first") < length - 1)
    newcomers = seen.group_by("first").agg(pl.col(t.CUSTOMER_ID).n_unique().cast(pl.Int64))
    sums = seen.group_by("first", "month").agg(pl.col(t.AMOUNT).sum())
    count, revenue = np.zeros(length - 1), np.zeros((length - 1, length - 1))
    count[length - 2 - newcomers["first"].to_numpy()] = newcomers[t.CUSTOMER_ID].to_numpy()
    rows, columns = (length - 2 - sums[name].to_numpy() for name in ("first", "month"))
    revenue[rows, columns] = sums[t.AMOUNT].to_numpy()
    return count, revenue


def _ahead(count: Array, revenue: Array, months: int) -> tuple[Array, Array]:
    """Return arrivals and revenue of the months ahead."""
    arrivals = _arrivals(count, months)
    ages = min(months, len(count))
    latest = range(max(0, len(count) - YEAR - ages), len(count))
    each = np.zeros(months)
    for age in range(ages):
        seen = [cohort for cohort in latest if cohort + age < len(count)][-YEAR:]
        total = sum(count[cohort] for cohort in seen)
        each[age] = sum(revenue[cohort, cohort + age] for cohort in seen) / max(total, 1.0)
    each[ages:] = each[ages - 1]
    return arrivals, np.convolve(arrivals, each)[:months]


def _arrivals(count: Array, months: int) -> Array:
    if len(count) < 2 * YEAR:
        return np.full(months, count[-min(LATEST, len(count)) :].mean())
    year, before = count[-YEAR:], count[-2 * YEAR : -YEAR]
    growth = np.sqrt(max(year.sum(), 1.0) / max(before.sum(), 1.0))
    return np.asarray(np.resize(year, months) * growth)


def _spread(count: Array, revenue: Array, months: int) -> float:
    """Return the half width of the 90 % range of the logarithm, from earlier months' errors."""
    errors = []
    for cut in range(FEWEST, len(count)):
        ahead = min(months, len(count) - cut)
        expected = _ahead(count[:cut], revenue[:cut, :cut], ahead)[1].sum()
        came = revenue[cut : cut + ahead, cut : cut + ahead].sum()
        if expected > 0 and came > 0:
            errors.append(float(np.log(came / expected)))
    worth = len(errors) / max(1, months)  # errors of windows that overlap say the same
    freedom = PRIOR_FREEDOM + worth
    seen = worth * float(np.mean(np.square(errors or [0.0])))
    variance = (PRIOR_FREEDOM * PRIOR_SD**2 + seen) / freedom
    return float(stdtrit(freedom, 0.95) * np.sqrt(variance))
