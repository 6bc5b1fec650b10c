"""A purchase model's forecast taken apart: what frequency, recency, age and spend each add.

Shapley values (Shapley 1953; Lundberg & Lee 2017) over four inputs need sixteen coalitions, so they
are computed exactly, on the logarithm of what is expected: inputs outside a coalition are those of
a background of customers, and the forecasts are averaged over it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import factorial

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.learning.features.feature import Feature
from clv.learning.sampling import draw_rows

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
BACKGROUND = 60  # customers who stand for the shop
FLOOR = 1e-9

_SPEND = "spend"
INPUTS = (
    Feature(
        t.FREQUENCY,
        "Orders after the first",
        "orders",
        "Days with an order after the first one",
        phrase="ordered on {value} days after the first",
    ),
    Feature(
        t.RECENCY,
        "From the first to the last order",
        "days",
        "How long somebody went on ordering; long beside the time as a customer: still there",
        phrase="went on ordering for {value} days",
    ),
    Feature(
        t.T,
        "Time as a customer",
        "days",
        "From the first order to today",
        phrase="customer for {value} days",
    ),
    Feature(
        _SPEND,
        "Spend per purchase day",
        "money",
        "Mean spend per purchase day",
        phrase="spends {value} a purchase day",
    ),
)
NAMES = tuple(feature.name for feature in INPUTS)


def purchase_contributions(
    expected: Callable[[pl.DataFrame], Array], customers: pl.DataFrame, rows: Places
) -> tuple[Array, float]:
    """Take the forecasts of some customers apart.

    Parameters
    ----------
    expected : callable
        Customers -> expected money of each.
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS`; a draw of them is the background.
    rows : ndarray of int, shape (n,)
        Whom to explain.

    Returns
    -------
    contributions : ndarray of shape (n, 4)
        On the logarithm, in the order of `INPUTS`; with `base` they add up to log(expected).
    base : float
        Logarithm of what is expected of the background, in the mean.
    """
    inputs = input_values(customers)
    background = inputs[draw_rows(BACKGROUND, 7, *inputs.select(NAMES).iter_columns())]
    chosen = inputs[rows]
    logs = {inside: _mean_logs(expected, chosen, background, inside) for inside in _coalitions()}
    count = len(NAMES)
    parts = np.zeros((len(rows), count))
    for place, name in enumerate(NAMES):
        for inside in _coalitions():
            if name in inside:
                continue
            orders = factorial(len(inside)) * factorial(count - len(inside) - 1)
            parts[:, place] += orders / factorial(count) * (logs[inside | {name}] - logs[inside])
    return parts, float(logs[frozenset()][0])


def input_values(customers: pl.DataFrame) -> pl.DataFrame:
    """Return the four inputs, with what `_customers` needs to make customers of them again."""
    mean = pl.col(t.REVENUE) / (pl.col(t.FREQUENCY) + 1)
    repeat = pl.when(pl.col(t.FREQUENCY) > 0).then(pl.col(t.MONETARY_VALUE)).otherwise(mean)
    end = pl.col(t.FIRST_ORDER) + pl.duration(days=pl.col(t.T))
    return customers.select(
        t.FREQUENCY,
        t.RECENCY,
        t.T,
        mean.alias(_SPEND),
        repeat.alias(f"{_SPEND}_repeat"),
        end.alias("end"),
    )


def _coalitions() -> list[frozenset[str]]:
    return [frozenset(c) for size in range(len(NAMES) + 1) for c in combinations(NAMES, size)]


def _mean_logs(
    expected: Callable[[pl.DataFrame], Array],
    customers: pl.DataFrame,
    background: pl.DataFrame,
    inside: frozenset[str],
) -> Array:
    """Return the log of the mean forecast, the inputs `inside` being the customers' own."""
    crossed = customers.with_row_index("who").join(background, how="cross", suffix="_other")
    of = {name: name if name in inside else f"{name}_other" for name in NAMES}
    repeat = f"{_SPEND}_repeat" if _SPEND in inside else f"{_SPEND}_repeat_other"
    mixed = crossed.select(
        "who",
        "end",
        *(pl.col(source).alias(name) for name, source in of.items()),
        pl.col(repeat).alias("repeat"),
    )
    money = pl.Series("expected", expected(_customers(mixed)))
    means = mixed.select("who", money).group_by("who", maintain_order=True).mean()
    logs: Array = np.log(np.maximum(means["expected"].to_numpy(), FLOOR))
    return logs


def _customers(inputs: pl.DataFrame) -> pl.DataFrame:
    """Make customers of mixed inputs: nobody ordered last before they first did, or after today."""
    again = pl.col(t.FREQUENCY) > 0
    recency = pl.when(again).then(pl.min_horizontal(t.RECENCY, t.T)).otherwise(0)
    first = pl.col("end") - pl.duration(days=pl.col(t.T))
    return (
        inputs.with_columns(recency.alias(t.RECENCY))
        .with_columns(
            pl.format("{}", pl.int_range(pl.len())).alias(t.CUSTOMER_ID),
            pl.when(again).then(pl.col("repeat")).otherwise(0.0).alias(t.MONETARY_VALUE),
            first.alias(t.FIRST_ORDER),
            (first + pl.duration(days=pl.col(t.RECENCY))).alias(t.LAST_ORDER),
            (pl.col(t.FREQUENCY) + 1).alias(t.ORDER_COUNT),
            (pl.col(_SPEND) * (pl.col(t.FREQUENCY) + 1)).alias(t.REVENUE),
        )
        .drop("end", "repeat", _SPEND)
    )
