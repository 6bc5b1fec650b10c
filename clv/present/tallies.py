"""The small tables that pictures and sentences are made of; each is far below 20,000 rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers import score

Array = npt.NDArray[np.float64]
CURVE_POINTS = 200
RANK_STEPS = 60


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
    reached = curve.filter(pl.col("revenue") >= of_revenue)
    row = (reached if reached.height else curve).row(0 if reached.height else -1)
    return float(row[0]), float(row[1])


def segment_cells(customers: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Count people and sum value for each cell of the recency × frequency-and-money map.

    Parameters
    ----------
    customers : polars.DataFrame
        `tables.CUSTOMERS`, scored anew with the rules' five groups.
    people : polars.DataFrame
        ``customer_id``, ``segment``, ``value``.
    """
    scored = score(customers).select(
        t.CUSTOMER_ID, "r", ((pl.col("f") + pl.col("m") + 1) // 2).alias("fm")
    )
    return (
        scored.join(people, on=t.CUSTOMER_ID)
        .group_by("r", "fm", t.SEGMENT)
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("value").sum())
        .sort("fm", "r")
    )


def value_bins(values: pl.Series, wanted: int = 12) -> pl.DataFrame:
    """Count customers in steps of value that people can read: 0–20, 20–40 …, "and more".

    Parameters
    ----------
    values : polars.Series
        Money of each customer.
    wanted : int
        About how many steps.

    Returns
    -------
    polars.DataFrame
        ``low``, ``high`` (the last one null: no upper end), ``customers``.

    Examples
    --------
    >>> value_bins(pl.Series([1.0, 2.0, 9.0]), 5).rows()
    [(0.0, 2.0, 1), (2.0, 4.0, 1), (4.0, 6.0, 0), (6.0, 8.0, 0), (8.0, None, 1)]
    """
    array = np.clip(values.to_numpy(), 0, None)
    step = _round_step(float(np.quantile(array, 0.97)) / wanted if len(array) else 1.0)
    cap = min(wanted - 1, int(array.max(initial=0) // step))
    place = np.minimum((array // step).astype(np.int64), cap)
    counts = np.bincount(place, minlength=cap + 1)
    lows = np.arange(cap + 1) * step
    highs = [float(low + step) for low in lows[:-1]] + [None]
    return pl.DataFrame(
        {"low": lows, "high": highs, "customers": counts},
        schema={"low": pl.Float64, "high": pl.Float64, "customers": pl.Int64},
    )


def ranking(predictions: pl.DataFrame) -> pl.DataFrame:
    """Thin the ranking of customers to some sixty steps, denser among the best, and average each.

    Returns
    -------
    polars.DataFrame
        ``rank``, ``value``, ``low``, ``high``.
    """
    ranked = predictions.select(
        pl.col(t.CLV).alias("value"),
        pl.col(t.CLV_LOW).alias("low"),
        pl.col(t.CLV_HIGH).alias("high"),
    ).sort("value", descending=True)
    if ranked.is_empty():
        return ranked.select(pl.lit(1).alias("rank"), "value", "low", "high")
    ends = np.geomspace(1, ranked.height, min(ranked.height, RANK_STEPS))
    last = np.unique(np.rint(ends).astype(np.int64))
    rank = np.arange(1, ranked.height + 1)
    return (
        ranked.with_columns(rank=rank, step=np.searchsorted(last, rank))
        .group_by("step", maintain_order=True)
        .agg(pl.col("rank").last(), pl.col("value", "low", "high").mean())
        .select("rank", "value", "low", "high")
    )


def model_grid(
    customers: pl.DataFrame, answer: Callable[[pl.DataFrame], Array], size: int = 24
) -> pl.DataFrame:
    """Ask a model about every frequency and silence of a customer who came at the very start.

    Parameters
    ----------
    customers : polars.DataFrame
        `tables.CUSTOMERS`: says how far frequency and time reach.
    answer : callable
        customers -> one number each, for example ``lambda c: model.p_buy(c, 90)``.
    size : int
        Cells along each side.

    Returns
    -------
    polars.DataFrame
        ``frequency``, ``silence`` (days), ``value``.
    """
    age = max(1, *customers[t.T].to_list())
    often = max(3, int(customers[t.FREQUENCY].quantile(0.99) or 1))
    counts = np.unique(np.linspace(0, min(often, 60), min(often, 60, size) + 1).astype(np.int64))
    silences = np.unique(np.linspace(0, age - 1, size).astype(np.int64))
    grid = pl.DataFrame({t.FREQUENCY: counts}).join(
        pl.DataFrame({"silence": silences}), how="cross"
    )
    asked = grid.with_columns(
        pl.lit(age).cast(pl.Int64).alias(t.T),
        pl.when(pl.col(t.FREQUENCY) > 0)
        .then(age - pl.col("silence"))
        .otherwise(0)
        .alias(t.RECENCY),
        pl.lit(1.0).alias(t.MONETARY_VALUE),
    ).with_columns(pl.when(pl.col(t.FREQUENCY) > 0).then(age).otherwise("silence").alias(t.T))
    return grid.with_columns(pl.Series("value", answer(asked), dtype=pl.Float64))


def watched(people: pl.DataFrame, end: date) -> pl.DataFrame:
    """Add to each customer the silence, whether it is too long, and what it puts at risk.

    Silence is too long after `quiet_until`; without that, after two and a half times the
    customer's own mean gap (everybody's median gap for those who came once). Value at risk is
    the expected value times the chance of no further order.

    Parameters
    ----------
    people : polars.DataFrame
        `tables.CUSTOMERS` with `tables.PREDICTIONS`.
    end : datetime.date
        Last day of the observation.

    Returns
    -------
    polars.DataFrame
        The same with ``silence`` (days), ``quiet`` (bool), ``at_risk`` (money).
    """
    gap = pl.when(pl.col(t.FREQUENCY) > 0).then(pl.col(t.RECENCY) / pl.col(t.FREQUENCY))
    silence = pl.col(t.T) - pl.col(t.RECENCY)
    too_long = silence > 2.5 * gap.fill_null(gap.median()).fill_null(pl.col(t.T))
    if t.QUIET_UNTIL in people.columns:
        too_long = (
            pl.when(pl.col(t.QUIET_UNTIL).is_not_null())
            .then(pl.lit(end) > pl.col(t.QUIET_UNTIL))
            .otherwise(too_long)
        )
    return people.with_columns(
        silence.alias("silence"),
        too_long.alias("quiet"),
        (pl.col(t.CLV) * (1 - pl.col(t.P_BUY))).alias("at_risk"),
    )


def segment_table(people: pl.DataFrame) -> pl.DataFrame:
    """Sum up each segment, the most valuable first.

    Parameters
    ----------
    people : polars.DataFrame
        As `watched` returns it; where nothing is predicted, value is what was spent so far.

    Returns
    -------
    polars.DataFrame
        ``segment``, ``customers``, ``share``, ``value``, ``value_share``, ``each`` (money a
        customer), ``quiet`` (people).
    """
    value = pl.coalesce(t.CLV, t.REVENUE)
    return (
        people.group_by(t.SEGMENT)
        .agg(
            pl.len().cast(pl.Int64).alias("customers"),
            value.sum().alias("value"),
            value.mean().alias("each"),
            pl.col("quiet").sum().cast(pl.Int64),
        )
        .with_columns(
            (pl.col("customers") / pl.col("customers").sum()).alias("share"),
            (pl.col("value") / pl.col("value").sum()).fill_nan(0).alias("value_share"),
        )
        .sort("value", descending=True)
    )


def quadrant_cells(people: pl.DataFrame, steps: int = 24) -> pl.DataFrame:
    """Bin customers by the chance of another order and by what they are worth if they return.

    Parameters
    ----------
    people : polars.DataFrame
        As `watched` returns it.
    steps : int
        Bins along each side; worth is binned by its logarithm.

    Returns
    -------
    polars.DataFrame
        ``p_buy``, ``value`` (means of the bin), ``customers``, ``at_risk`` (money in all).
    """
    worth = pl.col(t.CLV) / pl.col(t.P_BUY)
    known = people.filter(pl.col(t.CLV) > 0, pl.col(t.P_BUY) > 0).select(
        t.P_BUY, worth.alias("value"), "at_risk"
    )
    low, high = known.select(low=pl.col("value").min().log(), high=pl.col("value").max().log()).row(
        0
    )
    span = max((high or 0.0) - (low or 0.0), 1e-9)
    return (
        known.with_columns(
            (pl.col(t.P_BUY) * steps).floor().alias("across"),
            ((pl.col("value").log() - (low or 0.0)) / span * steps).floor().alias("up"),
        )
        .group_by("across", "up")
        .agg(
            pl.col(t.P_BUY).mean(),
            pl.col("value").mean(),
            pl.col("at_risk").sum(),
            pl.len().cast(pl.Int64).alias("customers"),
        )
        .sort("across", "up")
    )


def mean_of(cells: pl.DataFrame) -> float:
    """Average ``value`` over the ``customers`` of binned cells; 0 where there are none.

    Examples
    --------
    >>> mean_of(pl.DataFrame({"value": [10.0, 40.0], "customers": [2, 1]}))
    20.0
    """
    mean = cells.select(pl.col("value").dot("customers") / pl.col("customers").sum()).item()
    return float(mean) if cells.height else 0.0


def risk_by_silence(people: pl.DataFrame) -> pl.DataFrame:
    """Sum the value at risk in steps of silence.

    Parameters
    ----------
    people : polars.DataFrame
        As `watched` returns it.

    Returns
    -------
    polars.DataFrame
        ``silence`` (text such as ``31–60 days``), ``value``, ``customers``.
    """
    edges = (0, 30, 60, 90, 180, 365)
    names = [f"{low + 1 if low else 0}–{high}" for low, high in pairwise(edges)]
    step = pl.sum_horizontal([(pl.col("silence") > edge).cast(pl.Int64) for edge in edges[1:]])
    found = (
        people.with_columns(step.alias("step"))
        .group_by("step")
        .agg(pl.col("at_risk").sum().alias("value"), pl.len().cast(pl.Int64).alias("customers"))
    )
    steps = pl.DataFrame({"step": range(len(edges)), "silence": [*names, f"{edges[-1]}+"]})
    return (
        steps.join(found, on="step", how="left")
        .select("silence", "value", "customers")
        .fill_null(0)
    )


def months_ahead(by_month: pl.DataFrame, end: date) -> pl.DataFrame:
    """Date the months of a forecast: number 1 is the calendar month that most of it falls in.

    Parameters
    ----------
    by_month : polars.DataFrame
        `Forecast.by_month`: ``month`` (1, 2 …), ``value``, ``low``, ``high``.
    end : datetime.date
        Last day of the observation.
    """
    first = (end + timedelta(days=15)).replace(day=1)
    return by_month.with_columns(
        pl.lit(first).dt.offset_by(pl.format("{}mo", pl.col("month") - 1)).alias("month")
    )


def _spread(count: int) -> npt.NDArray[np.int64]:
    return np.unique(np.linspace(0, count, min(count, CURVE_POINTS) + 1).astype(np.int64))


def _round_step(raw: float) -> float:
    """Round up to 1, 2 or 5 times a power of ten."""
    if raw <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(raw))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= raw))
