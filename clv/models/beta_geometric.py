"""What BG/NBD and MBG/NBD share: purchases at a gamma rate, dropout by a beta coin.

While alive a customer buys at the rate λ ~ Gamma(r, α); after purchases a coin with p ~ Beta(a, b)
decides whether he leaves. With x repeat purchases, the last at t_x, in (0, T], and n coins survived
(n = x in BG/NBD, n = x + 1 in MBG/NBD where the first purchase tosses one too), the likelihood is

    L = Γ(r+x)/Γ(r) α^r [         B(a, b+n)    / B(a, b) (α+T)^-(r+x)
                          + 1{n>0} B(a+1, b+n−1) / B(a, b) (α+t_x)^-(r+x) ]

the first part for those still alive, the second for those who left at t_x. The odds of having
left are therefore e^δ, with

    δ = log a/(b+n−1) + (r+x) log (α+T)/(α+t_x),     log L = log L_alive + log(1 + e^δ).

Γ(c+k)/Γ(c) is computed as the product c(c+1)…(c+k−1), exact for any c, where differences of
lgamma lose every digit once a and b run off to infinity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from clv.models.base import EXTREME, NEVER
from clv.models.beta_geometric_future import (
    counts_if_alive,
    draw_if_alive,
    no_purchase_if_alive,
    orders_if_alive,
)
from clv.models.purchase import PurchaseModel
from clv.models.sufficient_stats import Floats, Integers, SufficientStats
from clv.words import _

ALL_OR_NONE = 0.01  # a beta distribution this narrow at both ends has nothing in between
CHUNK = 8192  # OpenBLAS starts threads for longer dots, and they cost more than they bring


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


def log_likelihood(
    parameters: Floats, states: SufficientStats, scale: float, dropout_at_first: int
) -> tuple[float, Floats, Floats]:
    """Return the log-likelihood of all customers, its gradient and Hessian.

    Parameters
    ----------
    parameters : numpy.ndarray of shape (4,)
        r, α, a, b, with α in units of `scale` days.
    states : SufficientStats
        The customers.
    scale : float
        Days in one unit of time.
    dropout_at_first : {0, 1}
        Coins tossed at the first purchase: 0 in BG/NBD, 1 in MBG/NBD.
    """
    value, gradient, hessian = _alive(parameters, states, scale, dropout_at_first)
    gone = _gone(parameters, states, scale, dropout_at_first)
    return value + gone[0], gradient + gone[1], hessian + gone[2]


def _alive(
    parameters: Floats, states: SufficientStats, scale: float, dropout_at_first: int
) -> tuple[float, Floats, Floats]:
    """Log-likelihood of still being alive: it needs only the counts by frequency and by T."""
    r, alpha, a, b = parameters
    by_x = np.bincount(states.frequency, states.count)
    x = np.arange(len(by_x))
    by_T = np.bincount(states.T, states.count)
    x_by_T = np.bincount(states.T, states.count * states.frequency)
    customers = by_x.sum()
    until = alpha + np.arange(len(by_T)) / scale
    exposure = r * by_T + x_by_T
    bought, survived, tossed = (
        log_rising_factorial(r, x),
        log_rising_factorial(b, x + dropout_at_first),
        log_rising_factorial(a + b, x + dropout_at_first),
    )
    start = customers * np.log(alpha)
    value = by_x @ (bought[0] + survived[0] - tossed[0]) + r * start - exposure @ np.log(until)
    gradient = np.array(
        [
            by_x @ bought[1] + start - by_T @ np.log(until),
            customers * r / alpha - exposure @ (1 / until),
            -by_x @ tossed[1],
            by_x @ (survived[1] - tossed[1]),
        ]
    )
    hessian = np.zeros((4, 4))
    hessian[0, 0] = by_x @ bought[2]
    hessian[0, 1] = hessian[1, 0] = customers / alpha - by_T @ (1 / until)
    hessian[1, 1] = -customers * r / alpha**2 + exposure @ (1 / until**2)
    hessian[2:, 2:] = -(by_x @ tossed[2])
    hessian[3, 3] += by_x @ survived[2]
    return float(value), gradient, hessian


def _gone(
    parameters: Floats, states: SufficientStats, scale: float, dropout_at_first: int
) -> tuple[float, Floats, Floats]:
    """Sum of log(1 + e^δ) over customers who may have left, with its derivatives."""
    r, alpha, a, b = parameters
    at = alpha + np.arange(int(states.T.max(initial=0)) + 1) / scale
    log_at, inverse_at = np.log(at), 1 / at
    survivals = np.maximum(
        b + np.arange(states.frequency.max(initial=0) + 1) + (dropout_at_first - 1), 1e-300
    )
    log_coin, inverse_survivals = np.log(a / survivals), 1 / survivals
    value, gradient, hessian = 0.0, np.zeros(4), np.zeros((4, 4))
    for x, t_x, T, count in _parts(states, states.frequency + dropout_at_first > 0):
        log_ratio = log_at[T] - log_at[t_x]
        before, until = inverse_at[t_x], inverse_at[T]
        since, y = until - before, r + x
        delta = log_coin[x] + y * log_ratio
        shrunk = np.exp(-np.abs(delta))  # never overflows
        value += float(count @ (np.maximum(delta, 0) + np.log(1 + shrunk)))
        left = np.where(delta > 0, 1, shrunk) / (1 + shrunk)
        slopes = np.empty((4, len(x)))
        slopes[0], slopes[1], slopes[2], slopes[3] = (
            log_ratio,
            y * since,
            1 / a,
            -inverse_survivals[x],
        )
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


def log_odds_left(
    parameters: Floats, frequency: Integers, recency: Integers, T: Integers, dropout_at_first: int
) -> Floats:
    """Return δ, the log odds of having left (−inf where no coin was tossed)."""
    r, alpha, a, b = parameters
    log_at = np.log(alpha + np.arange(int(T.max(initial=0)) + 1))
    delta = (r + frequency) * (log_at[T] - log_at[recency])
    coin = b + np.arange(int(frequency.max(initial=0)) + 1) + (dropout_at_first - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.where(
            np.arange(len(coin)) + dropout_at_first > 0,
            np.log(a / np.maximum(coin, 1e-300)),
            -np.inf,
        )
    return np.asarray(delta + odds[frequency])


class BetaGeometric(PurchaseModel):
    """BG/NBD and MBG/NBD: they differ in the coins tossed at the first purchase."""

    dropout_at_first: ClassVar[int]
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
        return log_likelihood(parameters, evidence, unit, self.dropout_at_first)

    def _log_odds_left(
        self, parameters: Floats, frequency: Integers, recency: Integers, T: Integers
    ) -> Floats:
        return log_odds_left(parameters, frequency, recency, T, self.dropout_at_first)

    def _orders_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: Floats
    ) -> Floats:
        return orders_if_alive(parameters, frequency, T, horizon, self.dropout_at_first)

    def _no_purchase_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: float
    ) -> Floats:
        return no_purchase_if_alive(parameters, frequency, T, horizon)

    def _counts_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: float, most: int
    ) -> Floats:
        return counts_if_alive(parameters, frequency, T, horizon, most, self.dropout_at_first)

    def _draw_if_alive(
        self,
        parameters: Floats,
        frequency: Integers,
        T: Integers,
        edges: Floats,
        rng: np.random.Generator,
    ) -> Floats:
        return draw_if_alive(parameters, frequency, T, edges, rng, self.dropout_at_first)

    def _limits(self, rescaled: dict[str, float]) -> tuple[str, ...]:
        return (*same_rate(rescaled["r"]), *_leaving(rescaled["a"], rescaled["b"]))


def same_rate(r: float) -> tuple[str, ...]:
    """Say that the rate doesn't vary, where its shape ran off to infinity."""
    if r < EXTREME:
        return ()
    return (_("Everybody seems to buy at the same rate: r and alpha run to infinity."),)


def _leaving(a: float, b: float) -> tuple[str, ...]:
    chance = a / (a + b)
    if chance < NEVER:
        return (_("Nobody seems to leave: the chance of leaving runs to zero."),)
    if chance > 1 - NEVER:
        return (_("Nearly all seem to leave at once: the chance of leaving runs to one."),)
    if a > EXTREME:
        return (
            _(
                "All seem to leave with the same chance of {chance:.1%}: a and b run off together."
            ).format(chance=chance),
        )
    if a + b < ALL_OR_NONE:
        return (_("Some seem to leave at once and the others never: a and b run to zero."),)
    return ()
