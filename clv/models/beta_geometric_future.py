"""What a living customer of BG/NBD or MBG/NBD does next.

Given alive after x repeat purchases in (0, T] and n coins, λ ~ Gamma(r+x, α+T) and p ~ Beta(a, b+n)
are again independent: his future is that of a new customer with these parameters. Recency plays no
part in it, only in whether he is alive.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv, hyp2f1

from clv.models.sufficient_stats import Floats, Integers

MOST = 1e9  # more purchases than anybody makes in a month, and no overflow


def orders_if_alive(
    parameters: Floats, frequency: Integers, T: Integers, horizon: Floats, dropout_at_first: int
) -> Floats:
    """Return the expected purchases of living customers within `horizon` days.

    With z = t/(α+T+t), b' = b+n and c = a+b'−1, Euler's transformation of 2F1 gives a form that
    stays finite at any frequency:

        E = c/(a−1) [ 1 − (1−z)^(a−1) 2F1(c − r − x, a−1; c; z) ]

    which is continuous at a = 1 and at c = 0, where parameters are moved by a millionth. Where a
    runs off to infinity even that overflows, and the mean over p is taken by quadrature.
    """
    r, alpha, a, b = parameters
    frequency, T, horizon = np.broadcast_arrays(frequency, T, horizon)
    smooth = a if abs(a - 1) > 1e-6 else 1 + 1e-6
    c = smooth + b + frequency + (dropout_at_first - 1)
    c = np.where(np.abs(c) > 1e-6, c, 1e-6)
    z = horizon / (alpha + T + horizon)
    with np.errstate(over="ignore", invalid="ignore"):
        remain = (1 - z) ** (smooth - 1) * hyp2f1(c - r - frequency, smooth - 1, c, z)
        orders = np.asarray(c / (smooth - 1) * (1 - remain))
    lost = ~np.isfinite(orders)
    if lost.any():
        orders[lost] = _orders_by_quadrature(
            parameters, frequency[lost], T[lost], horizon[lost], dropout_at_first
        )
    without_leaving = (r + frequency) * horizon / (alpha + T)
    return np.asarray(np.clip(orders, 0.0, without_leaving))


def _orders_by_quadrature(
    parameters: Floats, frequency: Integers, T: Integers, horizon: Floats, dropout_at_first: int
) -> Floats:
    """Return E[(1 − ((α+T)/(α+T+pt))^(r+x)) / p] over p ~ Beta(a, b+n), at quantiles of p."""
    r, alpha, a, b = parameters
    at, weights = np.polynomial.legendre.leggauss(48)
    start, index = np.unique(b + frequency + dropout_at_first, return_inverse=True)
    coin = np.maximum(betaincinv(a, start[:, None], (at + 1) / 2), 1e-300)[index]
    growth = np.log1p(coin * (horizon / (alpha + T))[:, None])
    orders = -np.expm1(-(r + frequency)[:, None] * growth) / coin
    return np.asarray(np.einsum("nk,k->n", orders, weights / 2))


def no_purchase_if_alive(
    parameters: Floats, frequency: Integers, T: Integers, horizon: float
) -> Floats:
    """Return the chance that a living customer buys nothing within `horizon` days.

    He can only leave at a purchase, so that silence is E[e^(−λt)] = ((α+T)/(α+T+t))^(r+x).
    """
    r, alpha = parameters[:2]
    return np.asarray(np.exp(-(r + frequency) * np.log1p(horizon / (alpha + T))))


def counts_if_alive(
    parameters: Floats,
    frequency: Integers,
    T: Integers,
    horizon: float,
    most: int,
    dropout_at_first: int,
) -> Floats:
    """Return P(n purchases within `horizon` | alive), n = 0 … `most`: eq. (8) with the posterior.

    Either n purchases happened and n coins were survived, or at least n were due and the n-th
    coin was the last. With r' = r+x, b' = b+x (+ 1 with dropout at first) and NB the negative
    binomial of mixed Poisson
    counts, P(n) = NB(n) B(a, b'+n)/B(a, b') + 1{n>0} P(NB ≥ n) B(a+1, b'+n−1)/B(a, b').
    """
    r, alpha, a, b = parameters
    rate, start = (r + frequency)[:, None], (b + frequency + dropout_at_first)[:, None]
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


def draw_if_alive(
    parameters: Floats,
    frequency: Integers,
    T: Integers,
    edges: Floats,
    rng: np.random.Generator,
    dropout_at_first: int,
) -> Floats:
    """Draw purchases between `edges`: Poisson counts, until the coin's first head ends them."""
    r, alpha, a, b = parameters
    rate = rng.gamma(r + frequency) / (alpha + T)
    coin = rng.beta(a, b + frequency + dropout_at_first)
    with np.errstate(divide="ignore", over="ignore"):
        last = np.ceil(np.log(rng.random(coin.shape)) / np.log1p(-coin))
    due = rng.poisson(np.minimum(rate[..., None] * np.diff(edges), MOST))
    made = np.minimum(np.cumsum(due, axis=-1), last[..., None])
    return np.diff(made, axis=-1, prepend=0.0)
