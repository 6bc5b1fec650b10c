"""Integrals over a product of two powers, where 2F1 would overflow.

By Gauss and Legendre in the logarithm of time, cut where e^-40 of the integrand is left: 28 nodes
give the integrals of Pareto/NBD to ten digits and more, at any frequency.
"""

from __future__ import annotations

import numpy as np

from clv.models.sufficient_stats import Floats

NODES, WEIGHTS = (part / 2 for part in np.polynomial.legendre.leggauss(28))
NODES = NODES + 0.5
DEPTH = 40.0


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
