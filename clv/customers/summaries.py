"""The small tables that pictures and sentences are made of; each is far below 20,000 rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers.activity.return_model import LOST, QUIET
from clv.customers.segments.rules import PRESETS, SegmentRules
from clv.customers.segments.segment import score

CURVE_POINTS = 200


def revenue_by_month(orders: pl.DataFrame) -> pl.DataFrame:
    """Split each month's revenue into that of new and that of returning customers.

    A customer is new on the day of the first order.

    Parameters
    ----------
    orders : polars.DataFrame
        `tables.ORDERS`.

    Returns
    -------
    polars.DataFrame
        ``month`` (first day), ``new``, ``returning`` (money), ``customers`` (who ordered); months
        without orders stand with zeros.

    Examples
    --------
    >>> from datetime import datetime
    >>> orders = pl.DataFrame({
    ...     "customer_id": ["a", "a"],
    ...     "date": [datetime(2024, 1, 5), datetime(2024, 3, 1)],
    ...     "amount": [10.0, 20.0],
    ... })
    >>> revenue_by_month(orders).select("new", "returning").rows()
    [(10.0, 0.0), (0.0, 0.0), (0.0, 20.0)]
    """
    day = pl.col(t.DATE).dt.date()
    months = (
        orders.lazy()
        .select(t.CUSTOMER_ID, t.AMOUNT, day.alias("day"))
        .with_columns((pl.col("day") == pl.col("day").min().over(t.CUSTOMER_ID)).alias("is_new"))
        .group_by(pl.col("day").dt.month_start().alias("month"))
        .agg(
            pl.col(t.AMOUNT).filter(pl.col("is_new")).sum().alias("new"),
            pl.col(t.AMOUNT).filter(~pl.col("is_new")).sum().alias("returning"),
            pl.col(t.CUSTOMER_ID).n_unique().cast(pl.Int64).alias("customers"),
        )
        .sort("month")
        .collect()
    )
    return months.upsample("month", every="1mo").with_columns(
        pl.col("new", "returning", "customers").fill_null(0)
    )


def concentration(amounts: pl.Series) -> pl.DataFrame:
    """Cumulate customers and money, the best customer first.

    Parameters
    ----------
    amounts : polars.Series
        Money of each customer; what is below zero counts as nothing.

    Returns
    -------
    polars.DataFrame
        ``customers``, ``revenue``: shares between 0 and 1, at most some two hundred points.

    Examples
    --------
    >>> concentration(pl.Series([30.0, 10.0])).rows()
    [(0.0, 0.0), (0.5, 0.75), (1.0, 1.0)]
    """
    best_first = np.sort(np.clip(amounts.to_numpy(), 0, None))[::-1]
    total = best_first.sum()
    sums = np.concatenate([[0.0], np.cumsum(best_first)]) / (total or 1.0)
    places = _spread(len(best_first))
    return pl.DataFrame({"customers": places / max(1, len(best_first)), "revenue": sums[places]})


def smallest_share(curve: pl.DataFrame, of_revenue: float = 0.75) -> tuple[float, float]:
    """Find the smallest share of customers on the curve that brings so much of the money.

    Returns
    -------
    tuple of float
        Share of customers, share of money.

    Examples
    --------
    >>> smallest_share(concentration(pl.Series([30.0, 10.0])), 0.7)
    (0.5, 0.75)
    """
    reached = curve.filter(pl.col(t.REVENUE) >= of_revenue)
    row = (reached if reached.height else curve).row(0 if reached.height else -1)
    return float(row[0]), float(row[1])


def segment_cells(
    customers: pl.DataFrame, valued: pl.DataFrame, rules: SegmentRules = PRESETS["eleven"]
) -> pl.DataFrame:
    """Count people and sum value for each cell of the recency × frequency-and-money map.

    Parameters
    ----------
    customers : polars.DataFrame
        `tables.CUSTOMERS`, scored anew with the rules' five groups.
    valued : polars.DataFrame
        ``customer_id``, ``segment``, ``value``.
    rules : SegmentRules
        How to score.
    """
    scored = score(customers, rules).select(
        t.CUSTOMER_ID, "r", ((pl.col("f") + pl.col("m") + 1) // 2).alias("fm")
    )
    return (
        scored.join(valued, on=t.CUSTOMER_ID)
        .group_by("r", "fm", t.SEGMENT)
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("value").sum())
        .sort("fm", "r")
    )


def segment_table(valued: pl.DataFrame) -> pl.DataFrame:
    """Sum up each segment, the most valuable first.

    Parameters
    ----------
    valued : polars.DataFrame
        `tables.CUSTOMERS` with `tables.PREDICTIONS`; where nothing is predicted, value is what was
        spent so far.

    Returns
    -------
    polars.DataFrame
        ``segment``, ``customers``, ``share``, ``value``, ``value_share``, ``each`` (money a
        customer), ``quiet`` (people who are quiet or lost).
    """
    value = pl.coalesce(t.CLV, t.REVENUE)
    return (
        valued.group_by(t.SEGMENT)
        .agg(
            pl.len().cast(pl.Int64).alias("customers"),
            value.sum().alias("value"),
            value.mean().alias("each"),
            pl.col(t.ACTIVITY).is_in([QUIET, LOST]).sum().cast(pl.Int64).alias("quiet"),
        )
        .with_columns(
            (pl.col("customers") / pl.col("customers").sum()).alias("share"),
            (pl.col("value") / pl.col("value").sum()).fill_nan(0).alias("value_share"),
        )
        .sort("value", descending=True)
    )


def _spread(count: int) -> npt.NDArray[np.int64]:
    return np.unique(np.linspace(0, count, min(count, CURVE_POINTS) + 1).astype(np.int64))
