"""How sure the comparison is: the same customers drawn again and again, all forecasts alike.

The bootstrap is paired: every draw weighs the customers once and measures all forecasters with
these weights, so the difference of two forecasters is free of the luck they share (Efron &
Tibshirani 1993, chapter 6).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from clv.learning import content_order

Array = npt.NDArray[np.float64]
DRAWS = 200
LARGEST = 20_000  # customers a draw weighs; more only make the range narrower, which is known


@dataclass(frozen=True, slots=True)
class Draws:
    """Measures of each forecaster, draw by draw.

    Parameters
    ----------
    gini, mae, bias, shared_mae : dict of str to ndarray of shape (draws,)
        Forecaster -> its measure in every draw; draws in which nobody bought are left out.
        `shared_mae` is the error once the forecast is multiplied so that its total is right.
    """

    gini: dict[str, Array]
    mae: dict[str, Array]
    bias: dict[str, Array]
    shared_mae: dict[str, Array]

    def merit(self, name: str) -> Array:
        """Return the combined `merit` in every draw."""
        return merit(self.gini[name], self.shared_mae[name])


def merit(gini: Array, shared_mae: Array) -> Array:
    """Ranking and error in one number, higher is better: ``-log(1 - gini) - log(error)``.

    One per cent less of the distance to the perfect order counts as much as one per cent less
    error. The error is that of the forecast with its total set right: a forecast of nearly nothing
    for everybody, the darling of the absolute error, gains nothing by it.

    Examples
    --------
    >>> rank = np.array([0.5])
    >>> bool(merit(rank, np.array([25.0])) > merit(rank, np.array([30.0])))
    True
    """
    return -np.log(np.maximum(1.0 - gini, 1e-6)) - np.log(np.maximum(shared_mae, 1e-12))


def draw(actual: Array, predicted: dict[str, Array], draws: int = DRAWS, seed: int = 7) -> Draws:
    """Measure all forecasters on weighted draws of the customers.

    Parameters
    ----------
    actual : ndarray of shape (n,)
        Revenue that came.
    predicted : dict of str to ndarray of shape (n,)
        Revenue each forecaster had foreseen.

    Examples
    --------
    >>> came = np.array([0.0, 0.0, 3.0, 5.0] * 25)
    >>> drawn = draw(came, {"knows": came, "blind": came * 0 + 2.0}, draws=50)
    >>> bool((drawn.gini["knows"] > drawn.gini["blind"]).all())
    True
    """
    rng = np.random.default_rng(seed)
    # Weights are dealt in an order that the values decide: renamed customers get the same.
    kept = content_order(actual, *predicted.values())
    kept = kept[np.sort(rng.permutation(len(actual))[:LARGEST])]
    actual = actual[kept]
    weights = [rng.poisson(1.0, len(kept)).astype(np.float64) for _draw in range(draws)]
    weights = [weight for weight in weights if np.sum(weight * actual) > 0]
    best = _areas(_Order(actual), actual, weights)
    measures = Draws({}, {}, {}, {})
    for name, everybody in predicted.items():
        values = everybody[kept]
        areas = _areas(_Order(values), actual, weights)
        # Where all brought the same there is nothing to rank, and nobody ranks it.
        measures.gini[name] = np.divide(areas, best, out=np.zeros_like(areas), where=best > 0)
        measures.mae[name] = _means(np.abs(actual - values), weights)
        shared = values * (actual.sum() / max(values.sum(), 1e-9))
        measures.shared_mae[name] = _means(np.abs(actual - shared), weights)
        measures.bias[name] = _means(values, weights) / _means(actual, weights)
    return measures


class _Order:
    """Customers from the lowest forecast up, ties as groups that share one place."""

    def __init__(self, values: Array) -> None:
        self.order = np.argsort(values, kind="stable")
        ascending = values[self.order]
        self.starts = np.flatnonzero(np.r_[True, np.diff(ascending) > 0])

    def grouped(self, values: Array) -> Array:
        """Sum by group of ties."""
        sums: Array = np.add.reduceat(values[self.order], self.starts)
        return sums


def _areas(order: _Order, actual: Array, weights: list[Array]) -> Array:
    """Areas between the concentration curve and the diagonal, but for a common factor."""
    areas = []
    for weight in weights:
        size = order.grouped(weight)
        middle = np.cumsum(size) - size / 2
        areas.append(np.sum(order.grouped(weight * actual) * (middle - np.sum(weight) / 2)))
    return np.array(areas)


def _means(values: Array, weights: list[Array]) -> Array:
    return np.array([np.sum(weight * values) / np.sum(weight) for weight in weights])


def ranges(drawn: Draws, reference: str) -> pl.DataFrame:
    """Summarise draws: 90 % ranges, and gains over `reference` draw by draw.

    Examples
    --------
    >>> came = np.array([0.0, 0.0, 3.0, 5.0] * 25)
    >>> table = ranges(draw(came, {"knows": came, "blind": came * 0 + 2.0}, draws=50), "blind")
    >>> table.filter(pl.col("name") == "knows").select("gini_gain_low", "gini_gain_high").rows()
    [(1.0, 1.0)]
    """
    rows = []
    for name in drawn.gini:
        row: dict[str, object] = {"name": name}
        row |= _ends("gini", drawn.gini[name]) | _ends("mae_spend", drawn.mae[name])
        row |= _ends("bias", drawn.bias[name])
        if reference in drawn.gini:
            row |= _middle_and_ends("gini_gain", drawn.gini[name] - drawn.gini[reference])
            row |= _middle_and_ends("mae_gain", drawn.mae[reference] - drawn.mae[name])
        rows.append(row)
    return pl.DataFrame(rows, schema_overrides={"name": pl.String})


def _ends(name: str, values: Array) -> dict[str, float | None]:
    if len(values) == 0:
        return {f"{name}_low": None, f"{name}_high": None}
    low, high = np.quantile(values, [0.05, 0.95])
    return {f"{name}_low": float(low), f"{name}_high": float(high)}


def _middle_and_ends(name: str, values: Array) -> dict[str, float | None]:
    middle = float(np.mean(values)) if len(values) else None
    return {name: middle} | _ends(name, values)
