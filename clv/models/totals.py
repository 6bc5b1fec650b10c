"""Sums over customers with their ranges: of all, of a segment, of each month.

Two things make a sum uncertain. Each customer's own luck averages out over many: the thousands
with the largest spread are simulated, the rest is normal by the central limit theorem. The
parameters move all customers together and average out never: by the delta method, from the
gradient of the sum along the logarithm of each parameter.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from clv.models.expectations import Expectations
from clv.models.purchase import PurchaseModel
from clv.models.search import NINETY
from clv.models.simulation import Simulation
from clv.models.spend import SpendModel
from clv.models.sufficient_stats import Floats, Integers
from clv.options import Settings

DRAWS = 1000
SIMULATED = 2000
LOOKED_AT = 5_000
STEP = 1e-3


def draw_total(
    expectations: Expectations,
    simulation: Simulation,
    chosen: Integers,
    parameter_error: float,
    rng: np.random.Generator,
) -> Floats:
    """Draw the summed value of the `chosen` customers, shape (n_draws,).

    Parameters
    ----------
    expectations, simulation : Expectations, Simulation
        All customers.
    chosen : numpy.ndarray of int
        Rows to sum over.
    parameter_error : float
        Standard error of the logarithm of the sum from the parameters.
    """
    if_alive = expectations.value_if_alive[chosen]
    alive = expectations.alive[chosen]
    mean = float(np.add.reduce(alive * if_alive))
    second = simulation.second[simulation.node[expectations.pair[chosen]]]
    variance = np.maximum(second * alive - alive**2, 0.0) * if_alive**2
    simulated = np.arange(len(chosen))
    rest = 0.0
    if len(chosen) > SIMULATED:
        simulated = np.argpartition(variance, -SIMULATED)[-SIMULATED:]
        rest = float(np.add.reduce(variance) - np.add.reduce(variance[simulated]))
    pair = expectations.pair[chosen][simulated]
    drawn = np.zeros(DRAWS)
    for first in range(0, DRAWS, 100):
        luck = simulation.sample(pair, alive[simulated], 100, rng)
        drawn[first : first + 100] = np.add.reduce(luck * if_alive[simulated], axis=1)
    luck = drawn - drawn.mean() + np.sqrt(max(rest, 0.0)) * rng.standard_normal(DRAWS)
    common = np.exp(parameter_error * rng.standard_normal(DRAWS))
    return np.asarray(np.maximum(mean * common + luck, 0.0))


def gradient(
    customers: pl.DataFrame, purchase: PurchaseModel, spend: SpendModel, settings: Settings
) -> tuple[Floats, Floats]:
    """Return the derivative of the log value along each log parameter, of both models.

    At most `LOOKED_AT` evenly spread customers are looked at, since it is a ratio.

    Returns
    -------
    total : numpy.ndarray of shape (k,)
        Of the summed value.
    monthly : numpy.ndarray of shape (k, m)
        Of the value in each month.
    """
    every = max(len(customers) // LOOKED_AT, 1)
    some = customers.gather_every(every)
    k = len(purchase.parameter_names)

    def value(steps: Floats) -> Floats:
        moved = purchase.shifted(steps[:k]), spend.shifted(steps[k:])
        return Expectations.of(some, *moved, settings).monthly()[1]

    directions = STEP * np.eye(k + len(spend.parameter_names))
    up = np.stack([value(direction) for direction in directions])
    down = np.stack([value(-direction) for direction in directions])
    up, down = up + 1e-300, down + 1e-300  # nobody left to buy: nothing depends on anything
    total = np.log(up.sum(axis=1) / down.sum(axis=1)) / (2 * STEP)
    return total, np.log(up / down) / (2 * STEP)


def month_ranges(
    expectations: Expectations, simulation: Simulation, value: Floats, parameter_errors: Floats
) -> tuple[Floats, Floats]:
    """Return the ends of the 90 % range of each month's value.

    Parameters
    ----------
    expectations, simulation : Expectations, Simulation
        All customers.
    value : numpy.ndarray of shape (m,)
        Expected value in each month.
    parameter_errors : numpy.ndarray of shape (m,)
        Standard error of the logarithm of each, from the parameters.
    """
    pairs = len(expectations.frequency)
    once = np.bincount(expectations.pair, expectations.alive * expectations.spend**2, pairs)
    twice = np.bincount(expectations.pair, (expectations.alive * expectations.spend) ** 2, pairs)
    steps = (expectations.steps * expectations.factors) ** 2
    second = simulation.second_monthly[simulation.node] * steps
    luck = np.einsum("k,km->m", once, second) - np.einsum("k,km->m", twice, steps)
    relative = np.maximum(luck, 0.0) / np.maximum(value**2, 1e-300) + parameter_errors**2
    width = np.log1p(relative)  # a lognormal of that mean and variance stays above zero
    half = NINETY * np.sqrt(width)
    low, high = np.exp(-half - width / 2), np.exp(half - width / 2)
    return value * low, value * np.maximum(high, 1.0)
