"""Repeat orders over time: what came, against what a model fitted up to a day expected."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t

if TYPE_CHECKING:
    from clv.models import PurchaseModel

POINTS = 90
Array = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]


def tracking(orders: pl.DataFrame, model: PurchaseModel, cut: date) -> pl.DataFrame:
    """Cumulate the repeat purchase days of the customers known at `cut`.

    A customer first seen on day ``d`` is expected to have bought ``E[X(w - d)]`` times more by
    day ``w``, with ``E[X]`` of a new customer (Fader, Hardie & Lee 2005, equation 9).

    Parameters
    ----------
    orders : polars.DataFrame
        `tables.ORDERS`, before and after the cut.
    model : PurchaseModel
        Fitted on orders up to `cut`.
    cut : datetime.date
        Last day the model knew.

    Returns
    -------
    polars.DataFrame
        ``day``, ``actual``, ``expected`` (purchase days after the first, so far); at most some
        ninety rows.
    """
    days = orders.lazy().select(t.CUSTOMER_ID, pl.col(t.DATE).dt.date().alias("day")).unique()
    cohort = days.with_columns(pl.col("day").min().over(t.CUSTOMER_ID).alias("first")).filter(
        pl.col("first") <= cut
    )
    joined = (
        cohort.filter(pl.col("day") == pl.col("first")).group_by("day").len().sort("day").collect()
    )
    repeats = (
        cohort.filter(pl.col("day") > pl.col("first")).group_by("day").len().sort("day").collect()
    )
    start, end = joined["day"].min(), repeats["day"].max()
    if not isinstance(start, date) or not isinstance(end, date):
        return pl.DataFrame(schema={"day": pl.Date, "actual": pl.Float64, "expected": pl.Float64})
    span = (end - start).days
    ticks = np.unique(np.linspace(0, span, min(span, POINTS) + 1).astype(np.int64))
    came, count = _numbers(repeats, start)
    actual = np.concatenate([[0], np.cumsum(count)])[np.searchsorted(came, ticks, side="right")]
    return pl.DataFrame(
        {
            "day": [start + timedelta(days=int(tick)) for tick in ticks],
            "actual": actual.astype(np.float64),
            "expected": _expected(model, ticks, *_numbers(joined, start)),
        }
    )


def _numbers(table: pl.DataFrame, start: date) -> tuple[Days, Days]:
    days = (table["day"] - pl.Series([start])).dt.total_days()
    return days.to_numpy(), table["len"].to_numpy()


def _expected(
    model: PurchaseModel,
    ticks: Days,
    joined: Days,
    customers: Days,
) -> Array:
    """Sum what new customers should do by each tick; between the ticks' ages is interpolated."""
    curve = [0.0] + [model.new_customer(float(age)).expected_purchases for age in ticks[1:]]
    ages = ticks[:, None] - joined[None, :]
    each = np.interp(np.maximum(ages, 0), ticks, curve)
    totals: Array = each @ customers
    return totals
