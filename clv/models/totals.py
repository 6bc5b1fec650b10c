"""Sums over customers with their ranges: of all, of a segment, of each month.

Three things make a sum uncertain. Each customer's own **luck** averages out over many: the
thousands with the largest spread are simulated, the rest is normal by the central limit theorem.
The **parameters** move all customers together and average out never: by the delta method, from the
gradient of the sum along the logarithm of each parameter. And the **model is wrong**, by how much
its past totals tell: they are handed in as data, the log ratios e of what came to what had been
forecast at earlier days of the same log (`clv.evaluate.calibration`).

Past errors are alike the nearer they are in time, in season and in horizon. So they, and today's,
are taken for one Gaussian process over history s and horizon h (kriging):

    cov(e, e') = a(s, h) a(s', h') k,    k = [b + (1 − b − c) exp(−|s − s'| / L)
                 + c exp(−2 sin²(π Δ/year) / 0.35)] exp(−g |log h/h'|)

with Δ the days between the middles of the windows, and a growing where the horizon is long beside
the history or where no season is known; on the diagonal each error has noise of its own and the
luck of finitely many purchases. Today's error given the past ones has a mean (`shift`) and a
variance, large where nothing like today was tested. The scale of the whole is this log's own, with
the prior of ν earlier observations, which makes the prediction Student's t. Where luck explains the
past errors, as in a small shop, they tell of luck and little of the model: some of the prior's size
stays, and errors smaller than luck would have made them (who buys by the clock is less lucky than
lots) narrow what is allowed to luck.

The numbers in `PRIOR` are what was seen over many logs and simulated shops of all kinds
(`tests/bench/totals.py` estimates them).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import stdtrit

from clv import tables as t
from clv.models.expectations import Expectations
from clv.models.purchase import PurchaseModel
from clv.models.simulation import Simulation
from clv.models.spend import SpendModel
from clv.models.sufficient_stats import Floats, Integers
from clv.options import Settings

DRAWS = 1000
SIMULATED = 2000
LOOKED_AT = 5_000
STEP = 1e-3
FARTHEST = 5.0  # a drawn logarithm; Student's t knows no end
LARGEST_ERROR = 1.5  # of a logarithm; beyond it a total was nonsense, by how much says nothing
YEAR = 365.25
_STATE = (t.T, t.FREQUENCY, t.RECENCY, t.MONETARY_VALUE)


@dataclass(frozen=True, slots=True)
class ErrorPrior:
    """What is known of the errors of totals before a log has shown any.

    Parameters
    ----------
    size : float
        Standard deviation of the log error of 90 days after a long history.
    lasting, seasonal : float
        Shares of its variance that never pass, and that come back every year.
    memory : float
        Days over which the rest is forgotten.
    horizons_differ : float
        How fast errors of different horizons become unlike.
    size_power : float
        How the size grows with the horizon.
    young : float
        How it grows where the horizon is long beside the history: nothing as far was tested.
    noise, young_noise : float
        Standard deviation of what is each error's own; the second times the horizon over the
        history.
    luck : float
        Standard deviation of the sum of n purchases, in units of that of n independent ones.
    freedom : float
        Degrees of freedom: how many past errors this prior is worth.
    hidden : float
        Share of the size that is kept where luck hides what the model did wrong.
    part : float
        Standard deviation of what is a part's own (a segment's, a month's), were it small.
    flat, first_year : float
        Factors of the size where no season is known, and where none can be known yet.
    """

    size: float = 0.12
    lasting: float = 0.2
    seasonal: float = 0.32
    memory: float = 74.0
    horizons_differ: float = 0.17
    size_power: float = 0.03
    young: float = 0.15
    noise: float = 0.066
    young_noise: float = 0.02
    luck: float = 1.17
    freedom: float = 2.0
    hidden: float = 0.4
    part: float = 0.11
    flat: float = 1.1
    first_year: float = 1.4


PRIOR = ErrorPrior()


@dataclass(frozen=True, slots=True)
class PastErrors:
    """Log ratios of what came to what was forecast, at earlier days of one log.

    Parameters
    ----------
    history, horizon : numpy.ndarray of shape (n,)
        Days before each split, and days after it.
    error : numpy.ndarray of shape (n,)
        log(came / forecast).
    luck : numpy.ndarray of shape (n,)
        Variance that chance alone gives each, were purchases independent.
    season : bool
        Whether the calendar knew a season.
    """

    history: Floats
    horizon: Floats
    error: Floats
    luck: Floats
    season: bool = False

    @classmethod
    def none(cls) -> PastErrors:
        """No past errors: only the prior speaks."""
        return cls(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0))

    def __len__(self) -> int:
        return len(self.error)


@dataclass(frozen=True, slots=True)
class PastTotals:
    """The errors of past totals, of purchases and of revenue.

    Parameters
    ----------
    purchases, revenue : PastErrors
        Of all customers together.
    spread : float
        How much more the sum of n purchases' money varied than n.
    """

    purchases: PastErrors
    revenue: PastErrors
    spread: float = 1.0

    @classmethod
    def none(cls) -> PastTotals:
        """No past totals: only the prior speaks."""
        return cls(PastErrors.none(), PastErrors.none())


@dataclass(frozen=True, slots=True)
class Misfit:
    """How far off a total is likely to be, beside luck and parameters; all in logarithms.

    Parameters
    ----------
    shift : float
        What the past errors agree on: the total is multiplied by its exponential.
    variance : float
        Squared scale of Student's t around it.
    freedom : float
        Its degrees of freedom; infinite where the model is taken for true.
    part : float
        Variance of what is a small part's own beside it.
    luck : float
        What the variance of luck and parameters is multiplied by.
    """

    shift: float = 0.0
    variance: float = 0.0
    freedom: float = np.inf
    part: float = 0.0
    luck: float = 1.0

    @property
    def factor(self) -> float:
        """What the total is multiplied by."""
        return float(np.exp(self.shift))

    def quantile(self, level: Floats) -> Floats:
        """Return quantiles of Student's t with scale 1, ascending with `level`."""
        freedom = min(self.freedom, 1e6)
        return np.asarray(stdtrit(freedom, level))

    def range_of(self, variance: float | Floats = 0.0) -> tuple[Floats, Floats]:
        """Return the ends of the 90 % range relative to the unshifted total.

        Parameters
        ----------
        variance : float or numpy.ndarray
            Of the logarithm, from luck and parameters.

        Examples
        --------
        >>> low, high = Misfit(shift=0.0, variance=0.01, freedom=8).range_of()
        >>> float(low.round(2)), float(high.round(2))
        (0.83, 1.2)
        """
        half = self.quantile(np.array(0.95)) * np.sqrt(self.variance + self.luck * variance)
        return np.exp(self.shift - half), np.exp(self.shift + half)


def misfit(past: PastErrors, history: float, horizon: float, prior: ErrorPrior = PRIOR) -> Misfit:
    """Predict the error of today's total from those of earlier days.

    Parameters
    ----------
    past : PastErrors
        As many as there are; none is allowed.
    history, horizon : float
        Days seen before today, and days asked for.
    prior : ErrorPrior
        What is known without them.

    Returns
    -------
    Misfit

    Examples
    --------
    >>> low = PastErrors(*np.array([[200.0, 290], [90, 90], [0.2, 0.2], [1e-3, 1e-3]]))
    >>> today = misfit(low, 380, 90)
    >>> 0 < today.shift < 0.2, misfit(PastErrors.none(), 380, 90).shift
    (True, 0.0)
    """
    s, h = np.append(past.history, history), np.append(past.horizon, horizon)
    whole = _covariance(s, h, prior) * _unknown_season(past.season, history, prior) ** 2
    own = prior.noise**2 + (prior.young_noise * h / np.maximum(s, 1)) ** 2
    seen = whole[:-1, :-1] + np.diag(own[:-1] + prior.luck**2 * past.luck)
    error = np.clip(past.error, -LARGEST_ERROR, LARGEST_ERROR)
    weights = np.linalg.solve(seen, np.column_stack([whole[:-1, -1], error]))
    shift = float(error @ weights[:, 0])
    variance = float(whole[-1, -1] - whole[:-1, -1] @ weights[:, 0] + own[-1])
    freedom = prior.freedom + len(past)
    scale = (prior.freedom + float(error @ weights[:, 1])) / freedom
    if not len(past):
        return Misfit(shift, variance, freedom, prior.part**2)
    telling = float(np.mean(1 - prior.luck**2 * past.luck / np.diag(seen)))
    luck = 1 - (1 - telling) * (1 - min(scale, 1.0))
    scale = telling * scale + (1 - telling) * prior.hidden
    return Misfit(shift, variance * scale, freedom, prior.part**2 * scale, luck)


def _covariance(s: Floats, h: Floats, prior: ErrorPrior) -> Floats:
    young = 1 + prior.young * (h / np.maximum(s, 1)) ** 2
    size = prior.size * (h / 90) ** prior.size_power * young
    apart, middle, log_h = (np.subtract.outer(each, each) for each in (s, s + h / 2, np.log(h)))
    passing = 1 - prior.lasting - prior.seasonal
    alike = prior.lasting + passing * np.exp(-np.abs(apart) / prior.memory)
    alike += prior.seasonal * np.exp(-2 * np.sin(np.pi * middle / YEAR) ** 2 / 0.35)
    return np.asarray(np.outer(size, size) * alike * np.exp(-prior.horizons_differ * np.abs(log_h)))


def _unknown_season(season: bool, history: float, prior: ErrorPrior) -> float:
    if season:
        return 1.0
    return prior.flat * (prior.first_year if history < YEAR else 1.0)


def draw_total(
    expectations: Expectations,
    simulation: Simulation,
    if_alive: Floats,
    chosen: Integers,
    parameter_error: float,
    error: Misfit,
    least_luck: float,
    rng: np.random.Generator,
) -> Floats:
    """Draw the summed money of the `chosen` customers, shape (n_draws,).

    Parameters
    ----------
    expectations, simulation : Expectations, Simulation
        All customers.
    if_alive : numpy.ndarray of shape (n_customers,)
        The money expected of each, were they surely still customers.
    chosen : numpy.ndarray of int
        Rows to sum over.
    parameter_error : float
        Standard error of the logarithm of the sum from the parameters.
    error : Misfit
        How far off past totals were.
    least_luck : float
        Variance of the logarithm that luck has at least, by how past purchases varied.
    """
    # In an order of their own, so that neither ids nor rows decide who gets which draw.
    chosen = chosen[np.lexsort((expectations.alive[chosen], if_alive[chosen]))]
    if_alive, alive = if_alive[chosen], expectations.alive[chosen]
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
    more_luck = max(least_luck - float(np.add.reduce(variance)) / max(mean**2, 1e-300), 0.0)
    luck = drawn - drawn.mean() + np.sqrt(max(rest, 0.0)) * rng.standard_normal(DRAWS)
    luck *= np.sqrt(error.luck)
    # Small parts of real logs lay above their ranges several times as often as below: large orders
    # come more often than spend models know, which where few buy nothing else makes up for.
    luck += np.maximum(luck, 0.0) ** 2 / (2 * max(mean, 1e-300))
    levels = rng.permutation((np.arange(DRAWS) + 0.5) / DRAWS)
    scale = np.sqrt(error.variance + error.luck * (parameter_error**2 + more_luck))
    common = np.exp(np.clip(error.shift + scale * error.quantile(levels), -FARTHEST, FARTHEST))
    return np.asarray(np.maximum(mean * common + error.factor * luck, 0.0))


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
    some = customers if every == 1 else customers.sort(*_STATE).gather_every(every)
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
    expectations: Expectations,
    simulation: Simulation,
    value: Floats,
    parameter_errors: Floats,
    error: Misfit,
    least_luck: Floats,
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
    error : Misfit
        How far off past totals were.
    least_luck : numpy.ndarray of shape (m,)
        Variance of the logarithm that luck has at least, by how past purchases varied.
    """
    pairs = len(expectations.frequency)
    once = np.bincount(expectations.pair, expectations.alive * expectations.spend**2, pairs)
    twice = np.bincount(expectations.pair, (expectations.alive * expectations.spend) ** 2, pairs)
    steps = (expectations.steps * expectations.factors) ** 2
    second = simulation.second_monthly[simulation.node] * steps
    luck = np.einsum("k,km->m", once, second) - np.einsum("k,km->m", twice, steps)
    relative = np.maximum(np.maximum(luck, 0.0) / np.maximum(value**2, 1e-300), least_luck)
    share = value / max(float(value.sum()), 1e-300)
    relative = relative + parameter_errors**2 + error.part * (1 - share)
    spread = np.log1p(relative)  # a lognormal of that mean and variance stays above zero
    low, high = error.range_of(spread)
    middle = error.factor * value
    return np.minimum(value * low * np.exp(-spread / 2), middle), np.maximum(value * high, middle)
