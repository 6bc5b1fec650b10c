"""BG/NBD and MBG/NBD: buying at a steady rate, leaving at some purchase.

Fader, P. S., Hardie, B. G. S., Lee, K. L. (2005). "“Counting Your Customers” the Easy Way: An
Alternative to the Pareto/NBD Model." Marketing Science 24 (2), 275–284.
Batislam, E. P., Denizel, M., Filiztekin, A. (2007). "Empirical validation and comparison of
models for customer base analysis." International Journal of Research in Marketing 24 (3),
201–209. Wagner, U., Hoppe, D. (2008). "Erratum on the MBG/NBD model." IJRM 25 (3), 225–226.

1. While alive, a customer's orders are a Poisson process with rate λ.
2. λ ~ Gamma(r, α) over customers (α in units of time).
3. After any *repeat* purchase they leave with probability p; in MBG/NBD after *every* purchase, the
   first included.
4. p ~ Beta(a, b) over customers; λ and p are independent.

With x repeat purchases, the last at t_x, in (0, T], and n chances of leaving survived (n = x in
BG/NBD, n = x + 1 in MBG/NBD):

- Likelihood, eq. (6), in two parts: of those still alive, and of those who left at t_x.

      L = Γ(r+x)/Γ(r) α^r [         B(a, b+n)    / B(a, b) (α+T)^-(r+x)
                            + 1{n>0} B(a+1, b+n−1) / B(a, b) (α+t_x)^-(r+x) ]

- P(alive | x, t_x, T) = 1 / (1 + e^δ), Hardie's note 021, with the log odds of having left

      δ = log a/(b+n−1) + (r+x) log (α+T)/(α+t_x),     log L = log L_alive + log(1 + e^δ).

- Given alive, λ ~ Gamma(r+x, α+T) and p ~ Beta(a, b+n) are again independent: the future is that
  of a new customer with these parameters, and recency plays no part in it.
- E[X(t) | alive, x, T], the bracket of eq. (10), in Euler's form: with z = t/(α+T+t), b' = b+n and
  c = a+b'−1, finite at any frequency,

      E = c/(a−1) [ 1 − (1−z)^(a−1) 2F1(c − r − x, a−1; c; z) ].

- P(no purchase within t | alive) = E[e^(−λt)] = ((α+T)/(α+T+t))^(r+x): nobody leaves in silence.
- P(X(t) = n | alive), eq. (8) with the posterior.

Who bought once can't have left under BG/NBD: its P(alive) is 1 for all of them. That is a property
of the model and never churn; look at `p_buy`, or use MBG/NBD.

Γ(c+k)/Γ(c) is computed as the product c(c+1)…(c+k−1), exact for any c, where differences of
lgamma lose every digit once a and b run off to infinity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, hyp2f1

from clv.errors import Notice
from clv.models.base import EXTREME, NEVER, boundary
from clv.models.purchase import PurchaseModel
from clv.models.sufficient_stats import Floats, Integers, SufficientStats
from clv.words import N_

ALL_OR_NONE = 0.01  # a beta distribution this narrow at both ends has nothing in between
CHUNK = 8192  # OpenBLAS starts threads for longer dots, and they cost more than they bring
MOST = 1e9  # more purchases than anybody makes in a month, and no overflow
ALMOST = 1e-6  # by so much parameters are moved off a pole that the formula is continuous at


class BGNBD(PurchaseModel):
    """BG/NBD: a customer may leave after each repeat purchase.

    Parameters
    ----------
    engine : {"perennial", "lifetimes"}
        Who maximises the likelihood; the predictions are ours in either case.
    calendar : Calendar, optional
        What a day of each month is worth.

    Examples
    --------
    >>> BGNBD()
    BGNBD(engine='perennial'), not fitted
    """

    name: ClassVar[str] = "bg_nbd"
    title: ClassVar[str] = N_("BG/NBD")
    lifetimes_fitter: ClassVar[str] = "BetaGeoFitter"
    other_shops = ((-0.5, 0.8), (-2.3, 0.8), (-1.2, 1.5), (1.9, 1.8))
    dropout_at_first: ClassVar[int] = 0
    parameter_names = ("r", "alpha", "a", "b")
    with_unit = ("alpha",)
    starts = (
        (0.5, 0.5, 1.0, 2.0),
        (1.0, 1.0, 0.3, 0.6),
        (2.0, 2.0, 10.0, 100.0),
        (0.1, 0.05, 0.1, 1.0),
    )

    def _log_likelihood(
        self, parameters: Floats, evidence: SufficientStats, unit: float
    ) -> tuple[float, Floats, Floats]:
        """Eq. (6): the log-likelihood of all customers, its gradient and Hessian."""
        alive = _log_likelihood_alive(parameters, evidence, unit, self.dropout_at_first)
        left = _log_likelihood_left(parameters, evidence, unit, self.dropout_at_first)
        return alive[0] + left[0], alive[1] + left[1], alive[2] + left[2]

    def _log_odds_left(
        self, parameters: Floats, frequency: Integers, recency: Integers, T: Integers
    ) -> Floats:
        """δ: −inf where there was no chance of leaving yet."""
        r, alpha, a, b = parameters
        log_at = np.log(alpha + np.arange(int(T.max(initial=0)) + 1))
        delta = (r + frequency) * (log_at[T] - log_at[recency])
        chances = np.arange(int(frequency.max(initial=0)) + 1) + self.dropout_at_first
        with np.errstate(divide="ignore", invalid="ignore"):
            odds = np.log(a / np.maximum(b + chances - 1, 1e-300))
        return np.asarray(delta + np.where(chances > 0, odds, -np.inf)[frequency])

    def _orders_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: Floats
    ) -> Floats:
        """Compute the bracket of eq. (10); where a runs off, by quadrature over p."""
        r, alpha, a, b = parameters
        frequency, T, horizon = np.broadcast_arrays(frequency, T, horizon)
        smooth = a if abs(a - 1) > ALMOST else 1 + ALMOST
        c = smooth + b + frequency + (self.dropout_at_first - 1)
        c = np.where(np.abs(c) > ALMOST, c, ALMOST)
        z = horizon / (alpha + T + horizon)
        with np.errstate(over="ignore", invalid="ignore"):
            remain = (1 - z) ** (smooth - 1) * hyp2f1(c - r - frequency, smooth - 1, c, z)
            orders = np.asarray(c / (smooth - 1) * (1 - remain))
        lost = ~np.isfinite(orders)
        if lost.any():
            chances = frequency[lost] + self.dropout_at_first
            rest = frequency[lost], chances, T[lost], horizon[lost]
            orders[lost] = _orders_by_quadrature(parameters, *rest)
        without_leaving = (r + frequency) * horizon / (alpha + T)
        return np.asarray(np.clip(orders, 0.0, without_leaving))

    def _no_purchase_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: float
    ) -> Floats:
        """((α+T)/(α+T+t))^(r+x)."""
        r, alpha = parameters[:2]
        return np.asarray(np.exp(-(r + frequency) * np.log1p(horizon / (alpha + T))))

    def _counts_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: float, most: int
    ) -> Floats:
        """Eq. (8) with the posterior, n = 0 … `most`.

        Either n purchases happened and all were survived, or at least n were due and the n-th was
        the last. With r' = r+x, b' = b+n and NB the negative binomial of mixed Poisson counts,
        P(n) = NB(n) B(a, b'+n)/B(a, b') + 1{n>0} P(NB ≥ n) B(a+1, b'+n−1)/B(a, b').
        """
        r, alpha, a, b = parameters
        rate, start = (r + frequency)[:, None], (b + frequency + self.dropout_at_first)[:, None]
        share = (horizon / (alpha + T + horizon))[:, None]
        n = np.arange(1, most + 1)
        due = np.cumprod(np.hstack([(1 - share) ** rate, share * (rate + n - 1) / n]), axis=1)
        at_least = 1 - np.cumsum(due, axis=1) + due
        survived = np.cumprod(
            np.hstack([np.ones_like(start), (start + n - 1) / (a + start + n - 1)]), axis=1
        )
        counts = due * survived
        counts[:, 1:] += at_least[:, 1:] * survived[:, :-1] * a / (a + start + n - 1)
        return np.asarray(np.clip(counts, 0.0, 1.0))

    def _draw_if_alive(
        self,
        parameters: Floats,
        frequency: Integers,
        T: Integers,
        edges: Floats,
        rng: np.random.Generator,
    ) -> Floats:
        """Poisson counts, until the first purchase at which the customer leaves."""
        r, alpha, a, b = parameters
        rate = rng.gamma(r + frequency) / (alpha + T)
        leaving = rng.beta(a, b + frequency + self.dropout_at_first)
        with np.errstate(divide="ignore", over="ignore"):
            last = np.ceil(np.log(rng.random(leaving.shape)) / np.log1p(-leaving))
        due = rng.poisson(np.minimum(rate[..., None] * np.diff(edges), MOST))
        made = np.minimum(np.cumsum(due, axis=-1), last[..., None])
        return np.diff(made, axis=-1, prepend=0.0)

    def _limits(self, rescaled: dict[str, float]) -> tuple[Notice, ...]:
        return (*same_rate(rescaled["r"]), *_leaving(rescaled["a"], rescaled["b"]))


class MBGNBD(BGNBD):
    """MBG/NBD: a customer may leave after every purchase, the first included.

    Who bought once may have left, which makes its P(alive) fit for showing.

    Parameters
    ----------
    engine : {"perennial", "lifetimes"}
        Who maximises the likelihood; the predictions are ours in either case.
    calendar : Calendar, optional
        What a day of each month is worth.

    Examples
    --------
    >>> MBGNBD()
    MBGNBD(engine='perennial'), not fitted
    """

    name: ClassVar[str] = "mbg_nbd"
    title: ClassVar[str] = N_("MBG/NBD")
    lifetimes_fitter: ClassVar[str] = "ModifiedBetaGeoFitter"
    other_shops = ((0.0, 0.7), (-2.1, 0.9), (-0.9, 1.7), (2.1, 1.9))
    dropout_at_first: ClassVar[int] = 1


def _log_likelihood_alive(
    parameters: Floats, states: SufficientStats, unit: float, dropout_at_first: int
) -> tuple[float, Floats, Floats]:
    """Log L of still being alive: it needs only the counts by frequency and by T."""
    r, alpha, a, b = parameters
    by_x = np.bincount(states.frequency, states.count)
    x = np.arange(len(by_x))
    chances = x + dropout_at_first
    by_T = np.bincount(states.T, states.count)
    x_by_T = np.bincount(states.T, states.count * states.frequency)
    customers = by_x.sum()
    until = alpha + np.arange(len(by_T)) / unit
    exposure = r * by_T + x_by_T
    bought, survived, tried = (
        log_rising_factorial(start, times)
        for start, times in ((r, x), (b, chances), (a + b, chances))
    )
    start = customers * np.log(alpha)
    value = by_x @ (bought[0] + survived[0] - tried[0]) + r * start - exposure @ np.log(until)
    gradient = np.array(
        [
            by_x @ bought[1] + start - by_T @ np.log(until),
            customers * r / alpha - exposure @ (1 / until),
            -by_x @ tried[1],
            by_x @ (survived[1] - tried[1]),
        ]
    )
    hessian = np.zeros((4, 4))
    hessian[0, 0] = by_x @ bought[2]
    hessian[0, 1] = hessian[1, 0] = customers / alpha - by_T @ (1 / until)
    hessian[1, 1] = -customers * r / alpha**2 + exposure @ (1 / until**2)
    hessian[2:, 2:] = -(by_x @ tried[2])
    hessian[3, 3] += by_x @ survived[2]
    return float(value), gradient, hessian


def _log_likelihood_left(
    parameters: Floats, states: SufficientStats, unit: float, dropout_at_first: int
) -> tuple[float, Floats, Floats]:
    """Sum of log(1 + e^δ) over customers who may have left, with its derivatives."""
    r, alpha, a, b = parameters
    at = alpha + np.arange(int(states.T.max(initial=0)) + 1) / unit
    log_at, inverse_at = np.log(at), 1 / at
    survivals = np.maximum(
        b + np.arange(states.frequency.max(initial=0) + 1) + (dropout_at_first - 1), 1e-300
    )
    log_leaving, inverse_survivals = np.log(a / survivals), 1 / survivals
    value, gradient, hessian = 0.0, np.zeros(4), np.zeros((4, 4))
    for x, t_x, T, count in _parts(states, states.frequency + dropout_at_first > 0):
        log_ratio = log_at[T] - log_at[t_x]
        before, until = inverse_at[t_x], inverse_at[T]
        since, y = until - before, r + x
        delta = log_leaving[x] + y * log_ratio
        shrunk = np.exp(-np.abs(delta))  # never overflows
        value += float(count @ (np.maximum(delta, 0) + np.log(1 + shrunk)))
        left = np.where(delta > 0, 1, shrunk) / (1 + shrunk)
        slopes = np.empty((4, len(x)))
        slopes[0], slopes[1], slopes[2] = log_ratio, y * since, 1 / a
        slopes[3] = -inverse_survivals[x]
        weight = count * left
        gradient += np.einsum("in,n->i", slopes, weight)
        hessian += (slopes * (weight * (1 - left))) @ slopes.T
        mixed = weight @ since
        hessian[0, 1] += mixed
        hessian[1, 0] += mixed
        hessian[1, 1] -= weight @ (slopes[1] * (until + before))
        hessian[2, 2] -= weight.sum() / a**2
        hessian[3, 3] += weight @ slopes[3] ** 2
    return value, gradient, hessian


def _parts(
    states: SufficientStats, chosen: NDArray[np.bool_]
) -> Iterator[tuple[Integers, Integers, Integers, Floats]]:
    """Cut the chosen states into parts that stay in the processor's cache."""
    columns = [part[chosen] for part in (states.frequency, states.recency, states.T)]
    count = states.count[chosen].astype(float)
    for first in range(0, len(count), CHUNK):
        x, t_x, T = (column[first : first + CHUNK] for column in columns)
        yield x, t_x, T, count[first : first + CHUNK]


def _orders_by_quadrature(
    parameters: Floats, frequency: Integers, chances: Integers, T: Integers, horizon: Floats
) -> Floats:
    """Return E[(1 − ((α+T)/(α+T+pt))^(r+x)) / p] over p ~ Beta(a, b+n), at quantiles of p."""
    r, alpha, a, b = parameters
    at, weights = np.polynomial.legendre.leggauss(48)
    start, index = np.unique(b + chances, return_inverse=True)
    leaving = np.maximum(betaincinv(a, start[:, None], (at + 1) / 2), 1e-300)[index]
    growth = np.log1p(leaving * (horizon / (alpha + T))[:, None])
    orders = -np.expm1(-(r + frequency)[:, None] * growth) / leaving
    return np.asarray(np.einsum("nk,k->n", orders, weights / 2))


def log_rising_factorial(c: float, k: Integers) -> tuple[Floats, Floats, Floats]:
    """Return log Γ(c+k)/Γ(c) and its first two derivatives by `c`, for integers `k`.

    Examples
    --------
    >>> value, slope, curvature = log_rising_factorial(2.0, np.array([0, 3]))
    >>> value.round(6).tolist()
    [0.0, 3.178054]
    """
    terms = c + np.arange(max(int(k.max(initial=0)), 0))
    tables = (np.log(terms), 1 / terms, -1 / terms**2)
    value, slope, curvature = (np.concatenate(([0.0], np.cumsum(table)))[k] for table in tables)
    return value, slope, curvature


def same_rate(r: float) -> tuple[Notice, ...]:
    """Say that the rate doesn't vary, where its shape ran off to infinity."""
    return (boundary("same_rate"),) if r >= EXTREME else ()


def _leaving(a: float, b: float) -> tuple[Notice, ...]:
    chance = a / (a + b)
    if chance < NEVER:
        return (boundary("nobody_leaves"),)
    if chance > 1 - NEVER:
        return (boundary("all_leave"),)
    if a > EXTREME:
        return (boundary("same_chance", chance=chance),)
    return (boundary("once_or_never"),) if a + b < ALL_OR_NONE else ()
