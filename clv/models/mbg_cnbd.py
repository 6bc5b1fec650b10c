"""MBG/CNBD-k: buying more regularly than by chance, leaving at some purchase.

Platzer, M., Reutterer, T. (2016). "Ticking Away the Moments: Timing Regularity Helps to Better
Predict Customer Activity." Marketing Science 35 (5), 779–799. Reutterer, T., Platzer, M., Schröder,
N. (2021). "Leveraging Purchase Regularity for Predicting Customer Behavior the Easy Way."
International Journal of Research in Marketing 38 (1), 194–215.

As MBG/NBD, but a purchase takes k stages, each of which a Poisson process with rate λ passes: gaps
are Erlang(k, λ), and vary by 1/√k of their mean. λ ~ Gamma(r, α), p ~ Beta(a, b).

- Likelihood, with s = T − t_x, the gaps g, and j stages passed since the last purchase:

      L = Π g^(k−1) / Γ(k)^x α^r/Γ(r) [ B(a, b+x+1)/B(a, b) Σ_{j<k} s^j/j! Γ(r+kx+j)/(α+T)^(r+kx+j)
                                      + B(a+1, b+x)/B(a, b) Γ(r+kx)/(α+t_x)^(r+kx) ]

  so that one number more of each customer, Σ log g, tells which k is likeliest.
- Given alive, j stages have passed with weight w_j, a term of that sum over all of it; then
  λ ~ Gamma(r+kx+j, α+T) and p ~ Beta(a, b+x+1). The n-th further purchase comes within t where
  k n − j stages pass and the n − 1 before it are survived:

      P(N ≥ n) = B(a, b+x+n)/B(a, b+x+1) Σ_j w_j I_{t/(α+T+t)}(k n − j, r+kx+j),   E = Σ_n P(N ≥ n).

k = 1 is MBG/NBD.
"""

from __future__ import annotations

from copy import copy
from typing import ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betainc, gammaln

from clv.errors import ConvergenceError, Notice, SettingsError
from clv.models.beta_geometric import CHUNK, MBGNBD, MOST, log_rising_factorial
from clv.models.calendar import Calendar
from clv.models.sufficient_stats import Floats, Integers, SufficientStats, distinct_rows, history_of
from clv.options import Engine
from clv.tables import FREQUENCY, LOG_GAPS, RECENCY
from clv.words import N_

MOST_REGULAR = 4
NOTHING = 1e-10  # a chance this small of an n-th purchase adds nothing


class MBGCNBD(MBGNBD):
    """MBG/CNBD-k: as MBG/NBD, for customers who buy in a rhythm.

    Parameters
    ----------
    engine : {"perennial", "lifetimes"}
        Who maximises the likelihood; `lifetimes` does not know this model.
    calendar : Calendar, optional
        What a day of each month is worth.
    k : int, optional
        Stages of a purchase; when None, the likeliest from 1 to 4.

    Attributes
    ----------
    k_ : int
        Stages of a purchase: 1 is buying at random, 4 gaps that vary by half of their mean.

    Examples
    --------
    >>> model = MBGCNBD.from_parameters(k=4, r=0.9, alpha=20, a=0.9, b=2.5)
    >>> just_and_due = pl.DataFrame({"frequency": 4, "recency": 120, "T": [121, 145]})
    >>> model.p_buy(just_and_due, 7).round(2).tolist()
    [0.02, 0.21]
    """

    name: ClassVar[str] = "mbg_cnbd_k"
    title: ClassVar[str] = N_("MBG/CNBD-k")
    lifetimes_fitter: ClassVar[str] = ""
    needs_gaps: ClassVar[bool] = True
    k_: int

    def __init__(
        self,
        engine: Engine = "perennial",
        calendar: Calendar | None = None,
        k: int | None = None,
    ) -> None:
        super().__init__(engine, calendar)
        self.k = k

    def fit(self, customers: pl.DataFrame) -> Self:
        """Estimate the parameters, and k where it was left open.

        Without the column `clv.tables.LOG_GAPS` nothing is known of the rhythm: k is 1.
        """
        if self.k is not None or LOG_GAPS not in customers.columns:
            return self._fit_with(self.k or 1, customers)
        best: Self | None = None
        for k in range(1, MOST_REGULAR + 1):
            try:
                rival = copy(self)._fit_with(k, customers)
            except ConvergenceError:
                if best is None and k == MOST_REGULAR:
                    raise
                continue
            if best is not None and rival.log_likelihood_ <= best.log_likelihood_:
                break
            best = rival
        vars(self).update(vars(best))
        return self

    def _fit_with(self, k: int, customers: pl.DataFrame) -> Self:
        self.k_ = k
        self._log_gaps_ = self._log_gaps(customers)
        return super().fit(customers)

    def _log_gaps(self, customers: pl.DataFrame) -> float:
        """Return the sum of all log gaps, in exposure where the calendar has seasons."""
        if LOG_GAPS not in customers.columns:
            return 0.0
        passed = self.in_calendar(customers)[RECENCY].clip(1) / customers[RECENCY].clip(1)
        return float((customers[LOG_GAPS] + customers[FREQUENCY] * passed.log()).sum())

    @classmethod
    def from_parameters(cls, **parameters: float) -> Self:
        """Make a model of parameters known from elsewhere, k (1 if not given) among them."""
        k = int(parameters.pop("k", 1))
        if k not in range(1, MOST_REGULAR + 1):
            raise SettingsError("bad_parameters", model=cls.title, names=("k",))
        model = super().from_parameters(**parameters)
        model.k_, model._log_gaps_ = k, 0.0
        return model

    def _remarks(self) -> tuple[Notice, ...]:
        rhythm = (Notice("regularity", k=self.k_, spread=self.k_**-0.5),) if self.k_ > 1 else ()
        return (*super()._remarks(), *rhythm)

    def _log_likelihood(
        self, parameters: Floats, evidence: SufficientStats, unit: float
    ) -> tuple[float, Floats, Floats]:
        """Return the log of the sum above over all customers, with its gradient and Hessian."""
        x = evidence.frequency @ evidence.count
        value = (self.k_ - 1) * (self._log_gaps_ - float(x) * np.log(unit))
        value -= float(x * gammaln(self.k_))
        gradient, hessian = np.zeros(4), np.zeros((4, 4))
        for first in range(0, len(evidence), CHUNK):
            rows = slice(first, first + CHUNK)
            part = _log_likelihood(
                parameters,
                self.k_,
                evidence.frequency[rows],
                evidence.recency[rows] / unit,
                evidence.T[rows] / unit,
                evidence.count[rows].astype(float),
            )
            value, gradient, hessian = value + part[0], gradient + part[1], hessian + part[2]
        return value, gradient, hessian

    def _log_odds_left(
        self, parameters: Floats, frequency: Integers, recency: Integers, T: Integers
    ) -> Floats:
        r, alpha, a, b = parameters
        stages = _log_stages(parameters, self.k_, frequency, T - recency, T)
        left = np.log(a / (b + frequency)) - (r + self.k_ * frequency) * np.log(alpha + recency)
        return np.asarray(left - np.logaddexp.reduce(stages, axis=0))

    def living(self, customers: pl.DataFrame) -> tuple[tuple[Integers, ...], Integers]:
        """Return the distinct (frequency, T, days of silence), and which each customer has."""
        frequency, recency, age = history_of(self.in_calendar(customers))
        return distinct_rows(frequency, age, age - recency)

    def path_if_alive(
        self, frequency: Integers, T: Integers, days: Floats, silence: Integers | None = None
    ) -> Floats:
        """Return the expected orders of living customers up to each of `days`."""
        x, age, silent = (each[:, None] for each in _state(frequency, T, silence))
        return self._at_least(x, age, silent, np.asarray(days, float)[None, :])[0]

    def no_purchase_if_alive(
        self, frequency: Integers, T: Integers, horizon: float, silence: Integers | None = None
    ) -> Floats:
        """Return the chance that living customers buy nothing within `horizon` days."""
        state = _state(frequency, T, silence)
        comes = self._at_least(*state, np.full(len(T), float(horizon)), most=1)[1][0]
        return np.asarray(1 - comes)

    def counts_if_alive(
        self,
        frequency: Integers,
        T: Integers,
        horizon: float,
        most: int,
        silence: Integers | None = None,
    ) -> Floats:
        """Return P(n purchases within `horizon` | alive) for n = 0 … `most`, a column each."""
        state = _state(frequency, T, silence)
        tails = self._at_least(*state, np.full(len(T), float(horizon)), most=most + 1)[1]
        counts = -np.diff(np.vstack([np.ones(len(T)), tails]), axis=0).T
        return np.asarray(np.clip(counts, 0.0, 1.0))

    def draw_if_alive(
        self,
        frequency: Integers,
        T: Integers,
        edges: Floats,
        size: int,
        rng: np.random.Generator,
        silence: Integers | None = None,
    ) -> Floats:
        """Draw stages; every k-th is a purchase, until the one at which the customer leaves."""
        r, alpha, a, b = parameters = self.draw_parameters(size, rng).T
        x, age, silent = (each[:, None] for each in _state(frequency, T, silence))
        weights = np.exp(_log_stages(parameters, self.k_, x, silent, age, normal=True))
        passed = (rng.random(weights.shape[1:]) > np.cumsum(weights, axis=0)).sum(axis=0)
        passed = np.minimum(passed, self.k_ - 1)
        rate = rng.gamma(r + self.k_ * x + passed) / (alpha + age)
        leaving = rng.beta(a, b + x + 1)
        with np.errstate(divide="ignore", over="ignore"):
            last = np.ceil(np.log(rng.random(leaving.shape)) / np.log1p(-leaving))
        stages = rng.poisson(np.minimum(rate[..., None] * np.diff(edges), MOST))
        due = (passed[..., None] + np.cumsum(stages, axis=-1)) // self.k_
        return np.diff(np.minimum(due, last[..., None]), axis=-1, prepend=0.0)

    def _at_least(
        self, frequency: Integers, T: Integers, silence: Integers, horizon: Floats, most: int = 0
    ) -> tuple[Floats, Floats]:
        """Return Σ_n P(N ≥ n), over all n or up to `most`, and its terms where there is a `most`.

        The arguments broadcast; a customer leaves the sum when no further term can matter.
        """
        r, alpha, a, b = self._parameters
        arrays = np.broadcast_arrays(frequency, T, silence, horizon)
        shape = arrays[0].shape
        x, age, silent, ahead = (each.ravel() for each in arrays)
        weights = np.exp(_log_stages(self._parameters, self.k_, x, silent, age, normal=True))
        share = ahead / (alpha + age + ahead)
        total, terms = np.zeros(len(x)), np.zeros((most, len(x)))
        rows, survived, n = np.arange(len(x)), np.ones(len(x)), 1
        while len(rows) and (not most or n <= most):
            chance = np.zeros(len(rows))
            for j in range(self.k_):
                shape_of_rate = r + self.k_ * x[rows] + j
                chance += weights[j, rows] * betainc(self.k_ * n - j, shape_of_rate, share[rows])
            chance *= survived[rows]
            total[rows] += chance
            if most:
                terms[n - 1, rows] = chance
            survived[rows] *= (b + x[rows] + n) / (a + b + x[rows] + n)
            rows, n = rows[chance > NOTHING], n + 1
        return total.reshape(shape), terms


def _state(
    frequency: Integers, T: Integers, silence: Integers | None
) -> tuple[Integers, Integers, Integers]:
    return frequency, T, np.zeros_like(T) if silence is None else silence


def _log_stages(
    parameters: Floats,
    k: int,
    frequency: NDArray[np.int64],
    silence: Integers | Floats,
    T: Integers | Floats,
    *,
    normal: bool = False,
) -> Floats:
    """Return log [s^j/j! Γ(r+kx+j)/Γ(r+kx) (α+T)^−(r+kx+j)] for j < k, a row each.

    With `normal` the rows are weights: their exponentials sum to one.
    """
    r, alpha = parameters[:2]
    start = r + k * frequency
    with np.errstate(divide="ignore"):
        step = np.log(np.asarray(silence, float)) - np.log(alpha + T)
    rows = [-start * np.log(alpha + T)]
    for j in range(1, k):
        rows.append(rows[-1] + step + np.log((start + j - 1) / j))
    logs = np.stack(rows)
    return np.asarray(logs - np.logaddexp.reduce(logs, axis=0) if normal else logs)


def _log_likelihood(
    parameters: Floats, k: int, x: Integers, t_x: Floats, T: Floats, count: Floats
) -> tuple[float, Floats, Floats]:
    """Log-likelihood of some states but for the gaps, with gradient and Hessian.

    Each of the k + 1 terms is, in logarithms, a sum of one function of r, one of r and α, and one
    of a and b; the log of their sum has the mean of their slopes as slope.
    """
    r, alpha, a, b = parameters
    survived, tried = log_rising_factorial(b, x + 1), log_rising_factorial(a + b, x + 1)
    before = log_rising_factorial(b, x)
    silence = T - t_x
    values = np.empty((k + 1, len(x)))
    slopes = np.zeros((k + 1, 4, len(x)))
    curves = np.zeros((k + 1, 4, 4, len(x)))
    for j in range(k + 1):
        left = j == k
        stages = k * x + (0 if left else j)
        bought, since = log_rising_factorial(r, stages), alpha + (t_x if left else T)
        with np.errstate(divide="ignore"):
            waited = 0.0 if left or j == 0 else j * np.log(silence) - gammaln(j + 1)
        values[j] = waited + bought[0] + r * np.log(alpha) - (r + stages) * np.log(since)
        slopes[j, 0] = bought[1] + np.log(alpha) - np.log(since)
        slopes[j, 1] = r / alpha - (r + stages) / since
        curves[j, 0, 0] = bought[2]
        curves[j, 0, 1] = curves[j, 1, 0] = 1 / alpha - 1 / since
        curves[j, 1, 1] = -r / alpha**2 + (r + stages) / since**2
        kept = before if left else survived
        values[j] += kept[0] - tried[0] + (np.log(a) if left else 0.0)
        slopes[j, 2] = -tried[1] + (1 / a if left else 0.0)
        slopes[j, 3] = kept[1] - tried[1]
        curves[j, 2, 2] = -tried[2] - (1 / a**2 if left else 0.0)
        curves[j, 2, 3] = curves[j, 3, 2] = -tried[2]
        curves[j, 3, 3] = kept[2] - tried[2]
    whole = np.logaddexp.reduce(values, axis=0)
    shares = np.exp(values - whole)
    mean = np.einsum("tn,tin->in", shares, slopes)
    second = np.einsum("tn,tijn->ijn", shares, curves)
    second += np.einsum("tn,tin,tjn->ijn", shares, slopes, slopes)
    hessian = second @ count - (mean * count) @ mean.T
    return float(count @ whole), mean @ count, hessian
