"""The small tables behind pictures: steps of value, ranking, months ahead, gains of a list."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t

if TYPE_CHECKING:
    from clv.evaluate import Backtest, Classification
    from clv.present.numbers import Numbers

Array = npt.NDArray[np.float64]
RANK_STEPS = 60


def value_bins(values: pl.Series, count: int = 12) -> pl.DataFrame:
    """Count customers in steps of value that people can read: 0–20, 20–40 …, "and more".

    Parameters
    ----------
    values : polars.Series
        Money of each customer.
    count : int
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
    step = _round_step(float(np.quantile(array, 0.97)) / count if len(array) else 1.0)
    cap = min(count - 1, int(array.max(initial=0) // step))
    place = np.minimum((array // step).astype(np.int64), cap)
    counts = np.bincount(place, minlength=cap + 1)
    lows = np.arange(cap + 1) * step
    highs = [float(low + step) for low in lows[:-1]] + [None]
    return pl.DataFrame(
        {"low": lows, "high": highs, "customers": counts},
        schema={"low": pl.Float64, "high": pl.Float64, "customers": pl.Int64},
    )


def stated(
    table: pl.DataFrame, columns: Sequence[str], whole: float, numbers: Numbers, *, hold: bool
) -> tuple[pl.DataFrame, Numbers]:
    """Put sums of forecasts as they may be stated: in money where they held, else as shares.

    Parameters
    ----------
    table : polars.DataFrame
        What is drawn or said.
    columns : sequence of str
        The sums in it.
    whole : float
        What a share is of.
    numbers : Numbers
        How to write money.
    hold : bool
        Whether sums of money held on earlier days.

    Returns
    -------
    polars.DataFrame, Numbers
        The table and what writes it.

    Examples
    --------
    >>> from clv.present.numbers import Numbers
    >>> sums = pl.DataFrame({"value": [30.0, 10.0]})
    >>> table, numbers = stated(sums, ["value"], 40.0, Numbers("GBP"), hold=False)
    >>> numbers.money(table["value"][0])
    '75%'
    """
    if hold:
        return table, numbers
    return table.with_columns(pl.col(columns) / (whole or 1.0)), numbers.as_shares()


def ranking(predictions: pl.DataFrame) -> pl.DataFrame:
    """Thin the ranking of customers to some sixty steps, denser among the best, and average each.

    Returns
    -------
    polars.DataFrame
        ``rank``, ``value``, ``low``, ``high``.
    """
    curve = predictions.select(
        pl.col(t.CLV).alias("value"),
        pl.col(t.CLV_LOW).alias("low"),
        pl.col(t.CLV_HIGH).alias("high"),
    ).sort("value", descending=True)
    if curve.is_empty():
        return curve.select(pl.lit(1).alias("rank"), "value", "low", "high")
    ends = np.geomspace(1, curve.height, min(curve.height, RANK_STEPS))
    last = np.unique(np.rint(ends).astype(np.int64))
    rank = np.arange(1, curve.height + 1)
    return (
        curve.with_columns(rank=rank, step=np.searchsorted(last, rank))
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
    customers = grid.with_columns(
        pl.lit(age).cast(pl.Int64).alias(t.T),
        pl.when(pl.col(t.FREQUENCY) > 0)
        .then(age - pl.col("silence"))
        .otherwise(0)
        .alias(t.RECENCY),
        pl.lit(1.0).alias(t.MONETARY_VALUE),
    ).with_columns(pl.when(pl.col(t.FREQUENCY) > 0).then(age).otherwise("silence").alias(t.T))
    return grid.with_columns(pl.Series("value", answer(customers), dtype=pl.Float64).fill_nan(None))


def alive_where_told(alive: Array, customers: pl.DataFrame) -> Array:
    """Leave P(alive) empty where the model can't tell: BG/NBD is certain of who bought once.

    Parameters
    ----------
    alive : numpy.ndarray of shape (n,)
        P(alive) of each customer.
    customers : polars.DataFrame
        `tables.CUSTOMERS`, in the same order.

    Returns
    -------
    numpy.ndarray of shape (n,)
        The same, NaN where it says nothing.

    Examples
    --------
    >>> alive_where_told(np.array([1.0, 0.4]), pl.DataFrame({"frequency": [0, 3]})).tolist()
    [nan, 0.4]
    """
    certain = (customers[t.FREQUENCY].to_numpy() == 0) & (alive >= 1)
    return np.where(certain, np.nan, alive)


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


def revenue_ahead(by_month: pl.DataFrame, end: date) -> pl.DataFrame:
    """Date the revenue of the months ahead, before discount and margin, as past revenue is counted.

    Parameters
    ----------
    by_month : polars.DataFrame
        `Forecast.by_month`.
    end : datetime.date
        Last day of the observation.

    Returns
    -------
    polars.DataFrame
        ``month`` (its first day), ``value`` (revenue), ``low`` and ``high``.
    """
    undo = pl.when(pl.col("value") > 0).then(pl.col(t.REVENUE) / pl.col("value")).otherwise(1.0)
    revenue = by_month.select("month", pl.col("low", "high") * undo, value=pl.col(t.REVENUE))
    return months_ahead(revenue, end)


def with_new_customers(ahead: pl.DataFrame, arrivals: pl.DataFrame) -> pl.DataFrame:
    """Add the revenue of customers still to come; the two are wrong independently of each other.

    Parameters
    ----------
    ahead : polars.DataFrame
        From `revenue_ahead`.
    arrivals : polars.DataFrame
        From `clv.customers.expected_arrivals`, of as many months.

    Examples
    --------
    >>> ahead = pl.DataFrame({"month": [1], "value": [100.0], "low": [70.0], "high": [130.0]})
    >>> arrivals = pl.DataFrame({"month": [1], "revenue": [50.0], "low": [10.0], "high": [90.0]})
    >>> with_new_customers(ahead, arrivals).rows()
    [(1, 150.0, 100.0, 200.0)]
    """
    new = arrivals.select(pl.all().name.prefix("new_"))
    value, more = pl.col("value"), pl.col("new_revenue")
    below, above = (
        ((pl.col(side) - value) ** 2 + (pl.col(f"new_{side}") - more) ** 2) ** 0.5
        for side in ("low", "high")
    )
    total = value + more
    return ahead.hstack(new).select(
        "month", value=total, low=pl.max_horizontal(total - below, 0.0), high=total + above
    )


def offers_judged(hits: pl.DataFrame) -> pl.DataFrame:
    """Lay out how often the next order held one of the first offers: a row a way, in per cent.

    Parameters
    ----------
    hits : polars.DataFrame
        From `clv.action.judge_offers`.

    Examples
    --------
    >>> hits = pl.DataFrame({"way": "offers", "top": [1, 3], "hits": [0.25, 0.5]})
    >>> offers_judged(hits).rows()
    [('offers', 25.0, 50.0)]
    """
    wide = hits.pivot("top", index="way", values="hits")
    return wide.with_columns(pl.exclude("way") * 100)


def _round_step(raw: float) -> float:
    """Round up to 1, 2 or 5 times a power of ten."""
    if raw <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(raw))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= raw))


def leaderboard(test: Backtest, measure: str) -> pl.DataFrame:
    """Return one measure of every forecaster with its 90 % range, the best first.

    Parameters
    ----------
    test : Backtest
        Of all forecasters.
    measure : str
        ``"gini"`` (higher is better), ``"mae_spend"`` (lower) or ``"bias"`` (nearer to 1).

    Returns
    -------
    polars.DataFrame
        ``name``, ``title``, ``kind``, the measure, and it with ``_low`` and ``_high``.
    """
    better = {"mae_spend": -pl.col(measure), "bias": -(pl.col(measure) - 1).abs()}
    table = test.table.select("name", "title", "kind", measure)
    ends = test.ranges.select("name", f"{measure}_low", f"{measure}_high")
    joined = table.join(ends, on="name", how="left", maintain_order="left")
    return joined.sort(better.get(measure, pl.col(measure)), descending=True, nulls_last=True)


def gains(test: Classification, name: str, contact: float, gain_each: float) -> pl.DataFrame:
    """Work out what each length of list would have gained over contacting nobody.

    Parameters
    ----------
    tested : Classification
        What was said and what came.
    name : str
        The classifier.
    contact : float
        Money a contact costs.
    gain_each : float
        Money a contact is worth that reaches a right one.

    Returns
    -------
    polars.DataFrame
        ``contacted`` (share), ``threshold``, ``money`` (in all), from nobody to everybody.
    """
    size = len(test.answer)
    money = gain_each * test.base_rate * pl.col("recall") - contact * pl.col("contacted")
    steps = test.curve(name).select("contacted", "threshold", (size * money).alias("money"))
    nobody = pl.DataFrame({"contacted": [0.0], "threshold": [1.0], "money": [0.0]})
    return pl.concat([nobody, steps])


def contacted(test: Classification, name: str, threshold: float) -> float:
    """Share of the tested customers at or above a threshold."""
    return float((test.probabilities[name] >= threshold).mean())


def at_least(chances: pl.DataFrame, threshold: float) -> pl.DataFrame:
    """Keep the customers at or above the threshold, likeliest first.

    Examples
    --------
    >>> table = pl.DataFrame({"customer_id": ["a", "b"], "chance": [0.9, 0.2]})
    >>> at_least(table, 0.5)["customer_id"].to_list()
    ['a']
    """
    return chances.filter(pl.col("chance") >= threshold)


def rounded(amount: float) -> float:
    """Round an amount to one or two telling digits, for a field to begin with.

    Examples
    --------
    >>> rounded(1.73), rounded(0.08), rounded(438.0)
    (1.5, 0.08, 450.0)
    """
    if amount <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(amount))
    return max(0.01, round(round(2 * amount / power) / 2 * power, 2))
