"""Pareto/NBD: buying at a steady rate, leaving at any moment.

Schmittlein, D. C., Morrison, D. G., Colombo, R. (1987). "Counting Your Customers: Who Are They
and What Will They Do Next?" Management Science 33 (1), 1–24. Fader, P. S., Hardie, B. G. S.
(2005). "A Note on Deriving the Pareto/NBD Model and Related Expressions."
brucehardie.com/notes/009.

1. While alive, a customer's orders are a Poisson process with rate λ ~ Gamma(r, α).
2. They live an exponential time with rate μ ~ Gamma(s, β); λ and μ are independent.

- Likelihood, the note's eq. (17) before its integral is solved by 2F1, which overflows:

      L = Γ(r+x)/Γ(r) α^r β^s [ (α+T)^-(r+x) (β+T)^-s + s ∫ (α+τ)^-(r+x) (β+τ)^-(s+1) dτ ]

  over τ from t_x to T, the moments at which they may have left. The odds of having left are the
  second term over the first.
- P(alive) = 1 / (1 + those odds), eq. (19).
- E[X(t) | alive, x, T] = (r+x)(β+T) / ((α+T)(s−1)) [1 − ((β+T)/(β+T+t))^(s−1)], eq. (22).
- Given alive, λ ~ Gamma(r+x, α+T) and μ ~ Gamma(s, β+T) are independent again; silence and counts
  are one more integral each, over the moment of the next purchase or of the departure.

All integrals are over a product of two powers, where 2F1 would overflow: by Gauss and Legendre in
the logarithm of time, cut where e^-40 of the integrand is left. 28 nodes give ten digits and more,
at any frequency.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from scipy.special import gammaln

from clv.errors import Notice
from clv.models.base import EXTREME, NEVER, boundary
from clv.models.beta_geometric import MOST, log_rising_factorial, same_rate
from clv.models.purchase import PurchaseModel
from clv.models.sufficient_stats import Floats, Integers, SufficientStats, distinct_rows
from clv.words import N_

NODES, WEIGHTS = (part / 2 for part in np.polynomial.legendre.leggauss(28))
NODES = NODES + 0.5
DEPTH = 40.0
CHUNK = 8192 // len(NODES)
AT_ONCE = 1e-3  # in the mean time observed: a life this short is over at the first purchase


def nodes_and_weights(
    low: Floats, high: Floats, alpha: float, beta: float, power: Floats, other: float
) -> tuple[Floats, Floats]:
    """Return nodes τ and log weights for ∫ (α+τ)^-power (β+τ)^-other f(τ) dτ, `low` to `high`.

    Returns
    -------
    nodes, log_weights : numpy.ndarray of shape (n, n_nodes)
        The weights are those of dτ alone: −inf where `low` equals `high`.
    """
    decay = np.minimum(DEPTH / np.maximum(power, 1e-9), 600.0)
    reach = (alpha + low) * np.expm1(decay)
    fade = min(DEPTH / max(other, 1e-9), 600.0)
    reach = np.minimum(reach, (beta + low) * np.expm1(fade))
    high = np.minimum(high, low + reach)
    origin = min(alpha, beta)
    width = np.log1p((high - low) / (origin + low))
    grown = np.exp(width[:, None] * NODES) * (origin + low)[:, None]
    with np.errstate(divide="ignore"):
        return grown - origin, np.log(grown) + np.log(width[:, None] * WEIGHTS)


def log_likelihood(
    parameters: Floats, evidence: SufficientStats, unit: float
) -> tuple[float, Floats, Floats]:
    """Return the log-likelihood of all customers, its gradient and Hessian.

    Parameters
    ----------
    parameters : numpy.ndarray of shape (4,)
        r, α, s, β, with α and β in units of `unit` days.
    evidence : SufficientStats
        The customers.
    unit : float
        Days in one unit of time.
    """
    value, gradient, hessian = _alive(parameters, evidence, unit)
    may = np.flatnonzero(evidence.recency < evidence.T)
    for first in range(0, len(may), CHUNK):
        more = _gone(parameters, evidence, may[first : first + CHUNK], unit)
        value, gradient, hessian = value + more[0], gradient + more[1], hessian + more[2]
    return value, gradient, hessian


def _alive(
    parameters: Floats, states: SufficientStats, unit: float
) -> tuple[float, Floats, Floats]:
    """Log-likelihood of still being alive: it needs only the counts by frequency and by T."""
    r, alpha, s, beta = parameters
    by_x = np.bincount(states.frequency, states.count)
    by_T = np.bincount(states.T, states.count)
    exposure = r * by_T + np.bincount(states.T, states.count * states.frequency)
    time = np.arange(len(by_T)) / unit
    buying, living = alpha + time, beta + time
    bought = log_rising_factorial(r, np.arange(len(by_x)))
    customers = by_x.sum()
    logs = customers * np.log(alpha), customers * np.log(beta)
    value = by_x @ bought[0] + r * logs[0] - exposure @ np.log(buying)
    value += s * (logs[1] - by_T @ np.log(living))
    gradient = np.array(
        [
            by_x @ bought[1] + logs[0] - by_T @ np.log(buying),
            customers * r / alpha - exposure @ (1 / buying),
            logs[1] - by_T @ np.log(living),
            s * (customers / beta - by_T @ (1 / living)),
        ]
    )
    hessian = np.zeros((4, 4))
    hessian[0, 0] = by_x @ bought[2]
    hessian[0, 1] = hessian[1, 0] = customers / alpha - by_T @ (1 / buying)
    hessian[1, 1] = -customers * r / alpha**2 + exposure @ (1 / buying**2)
    hessian[2, 3] = hessian[3, 2] = customers / beta - by_T @ (1 / living)
    hessian[3, 3] = s * (by_T @ (1 / living**2) - customers / beta**2)
    return float(value), gradient, hessian


def _gone(
    parameters: Floats, states: SufficientStats, chosen: Integers, unit: float
) -> tuple[float, Floats, Floats]:
    """Sum of log(1 + odds of having left), with its derivatives under the integral."""
    r, alpha, s, beta = parameters
    y, T = r + states.frequency[chosen], states.T[chosen] / unit
    count = states.count[chosen].astype(float)
    tau, log_weights = nodes_and_weights(states.recency[chosen] / unit, T, alpha, beta, y, s + 1)
    y, until = y[:, None], T[:, None]
    buying, living = 1 / (alpha + tau), 1 / (beta + tau)
    slopes = np.empty((4, *tau.shape))
    slopes[0] = np.log((alpha + until) * buying)
    since = 1 / (alpha + until) - buying
    slopes[1] = y * since
    slopes[2] = np.log((beta + until) * living)
    lived = 1 / (beta + until) - living
    slopes[3] = s * lived - living
    inside = log_weights + y * slopes[0] + s * slopes[2] + np.log(s * living)
    slopes[2] += 1 / s
    largest = inside.max(axis=1)
    shares = np.exp(inside - largest[:, None])
    total = shares.sum(axis=1)
    log_odds = largest + np.log(total)
    left = count / (1 + np.exp(-log_odds))
    shares *= (left / total)[:, None]  # each node's part in the probability of having left
    mean = np.einsum("ink,nk->in", slopes, shares) / left
    flat, slopes = shares.ravel(), slopes.reshape(4, -1)
    hessian = (slopes * flat) @ slopes.T - (mean * (left * left / count)) @ mean.T
    hessian[0, 1] += flat @ since.ravel()
    hessian[1, 0] = hessian[0, 1]
    hessian[1, 1] -= flat @ (y * since * (1 / (alpha + until) + buying)).ravel()
    hessian[2, 2] -= left.sum() / s**2
    hessian[2, 3] += flat @ lived.ravel()
    hessian[3, 2] = hessian[2, 3]
    curved = living**2 - s * lived * (1 / (beta + until) + living)
    hessian[3, 3] += flat @ curved.ravel()
    return float(count @ np.logaddexp(0, log_odds)), mean @ left, hessian


def log_odds_left(
    parameters: Floats, frequency: Integers, recency: Integers, T: Integers
) -> Floats:
    """Return the log odds of having left (−inf where the last purchase is today)."""
    states, index = distinct_rows(frequency, recency, T)
    odds = np.empty(len(states[0]))
    for first in range(0, len(odds), CHUNK):
        x, t_x, age = (column[first : first + CHUNK] for column in states)
        odds[first : first + CHUNK] = _log_odds(parameters, x, t_x.astype(float), age.astype(float))
    return odds[index]


def _log_odds(parameters: Floats, frequency: Integers, low: Floats, high: Floats) -> Floats:
    r, alpha, s, beta = parameters
    y = r + frequency
    tau, log_weights = nodes_and_weights(low, high, alpha, beta, y, s + 1)
    inside = log_weights + np.log(s / (beta + tau))
    inside += y[:, None] * np.log((alpha + high)[:, None] / (alpha + tau))
    inside += s * np.log((beta + high)[:, None] / (beta + tau))
    return np.asarray(np.logaddexp.reduce(inside, axis=1))


def orders_if_alive(
    parameters: Floats, frequency: Integers, T: Integers, horizon: Floats
) -> Floats:
    """Return the expected purchases of living customers within `horizon` days, eq. (22)."""
    r, alpha, s, beta = parameters
    s = s if abs(s - 1) > 1e-9 else 1 + 1e-9  # the formula is continuous there
    lasting = -np.expm1((1 - s) * np.log1p(horizon / (beta + T))) / (s - 1)
    return np.asarray((r + frequency) * (beta + T) / (alpha + T) * lasting)


def no_purchase_if_alive(
    parameters: Floats, frequency: Integers, T: Integers, horizon: float
) -> Floats:
    """Return the chance that a living customer buys nothing within `horizon` days.

    One less the integral over the moment of the next purchase:
    (r+x) (α+T)^(r+x) (β+T)^s ∫ (α+τ)^-(r+x+1) (β+τ)^-s dτ, τ from T to T + t.
    """
    r, alpha, s, beta = parameters
    y, low = r + frequency, T.astype(float)
    tau, log_weights = nodes_and_weights(low, low + horizon, alpha, beta, y + 1, s)
    inside = log_weights - np.log(alpha + tau)
    inside += y[:, None] * np.log((alpha + low)[:, None] / (alpha + tau))
    inside += s * np.log((beta + low)[:, None] / (beta + tau))
    return np.asarray(np.clip(1 - y * np.exp(inside).sum(axis=1), 0.0, 1.0))


def counts_if_alive(
    parameters: Floats, frequency: Integers, T: Integers, horizon: float, most: int
) -> Floats:
    """Return P(n purchases within `horizon` | alive), n = 0 … `most`.

    The customer lives through the horizon, or leaves at some u within it; up to then their
    purchases are negative binomial.
    """
    r, alpha, s, beta = parameters
    y, low = r + frequency, T.astype(float)
    tau, log_weights = nodes_and_weights(low, low + horizon, alpha, beta, np.zeros(len(T)), s + 1)
    leaving = s * np.exp(
        log_weights + s * np.log((beta + low)[:, None] / (beta + tau)) - np.log(beta + tau)
    )
    staying = np.exp(-s * np.log1p(horizon / (beta + low)))[:, None]
    spans = np.hstack([tau - low[:, None], np.full((len(T), 1), horizon)])
    chance = np.hstack([leaving, staying])
    share = spans / (alpha + low[:, None] + spans)
    y = y[:, None]
    base = y * np.log1p(-share)
    counts = np.empty((len(T), most + 1))
    for n in range(most + 1):
        ways = gammaln(y + n) - gammaln(y) - gammaln(n + 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            powers = n * np.log(share) if n else np.zeros_like(share)
        counts[:, n] = (chance * np.exp(ways + base + powers)).sum(axis=1)
    return np.clip(counts, 0.0, 1.0)


def draw_if_alive(
    parameters: Floats,
    frequency: Integers,
    T: Integers,
    edges: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Draw purchases between `edges`: Poisson counts over the part of each period lived."""
    r, alpha, s, beta = parameters
    rate = rng.gamma(r + frequency) / (alpha + T)
    shape = np.broadcast_to(s, rate.shape)
    death = np.maximum(rng.gamma(shape) / (beta + T), 1e-12)
    lived = np.minimum(edges, (rng.exponential(size=rate.shape) / death)[..., None])
    expected = rate[..., None] * np.diff(lived, axis=-1)
    return np.asarray(rng.poisson(np.minimum(expected, MOST)), dtype=np.float64)


class ParetoNBD(PurchaseModel):
    """Pareto/NBD: a customer may leave at any moment.

    Parameters
    ----------
    engine : {"perennial", "lifetimes"}
        Who maximises the likelihood; the predictions are ours in either case.
    calendar : Calendar, optional
        What a day of each month is worth.

    Examples
    --------
    >>> ParetoNBD()
    ParetoNBD(engine='perennial'), not fitted
    """

    name: ClassVar[str] = "pareto_nbd"
    lifetimes_fitter: ClassVar[str] = "ParetoNBDFitter"
    other_shops = ((-0.1, 0.7), (-1.3, 0.7), (-0.8, 1.3), (-0.5, 0.9))
    title: ClassVar[str] = N_("Pareto/NBD")
    parameter_names = ("r", "alpha", "s", "beta")
    with_unit = ("alpha", "beta")
    starts = (
        (0.5, 0.5, 0.5, 0.5),
        (1.0, 0.2, 1.0, 2.0),
        (2.0, 2.0, 10.0, 10.0),
        (0.1, 0.1, 0.1, 1.0),
    )

    _log_likelihood = staticmethod(log_likelihood)
    _log_odds_left = staticmethod(log_odds_left)
    _orders_if_alive = staticmethod(orders_if_alive)
    _no_purchase_if_alive = staticmethod(no_purchase_if_alive)
    _counts_if_alive = staticmethod(counts_if_alive)
    _draw_if_alive = staticmethod(draw_if_alive)

    def _limits(self, rescaled: dict[str, float]) -> tuple[Notice, ...]:
        limits = same_rate(rescaled["r"])
        s, beta = rescaled["s"], rescaled["beta"]
        if s / beta < NEVER:
            return (*limits, boundary("nobody_leaves"))
        if s > EXTREME:
            return (*limits, boundary("same_rate_of_leaving"))
        return (*limits, boundary("once_or_never")) if beta < AT_ONCE else limits
