"""A 90 % range for what one customer brings, from a learner's chance to buy and revenue.

Revenue is nothing with chance 1 - p, else lognormal (the shape of Wang, Liu & Miao 2019's ZILN):
mean revenue/p, with one spread for all, estimated from the training customers who bought.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

Array = npt.NDArray[np.float64]
TAIL = 0.05
FEWEST = 20


def spread_of(actual: Array, p_buy: Array, revenue: Array) -> float:
    """Estimate the spread of log revenue around its prediction, among those who bought.

    Parameters
    ----------
    actual : ndarray of shape (n,)
        Money that came.
    p_buy, revenue : ndarray of shape (n,)
        Predicted chance to buy and revenue.

    Returns
    -------
    float
        Standard deviation of the logarithm, from the middle two thirds of the residuals so that
        single giants do not widen everybody's range; 1 where fewer than 20 bought.
    """
    positive = (actual > 0) & (revenue > 0) & (p_buy > 0)
    if positive.sum() < FEWEST:
        return 1.0
    residual = np.log(actual[positive]) - np.log(revenue[positive] / p_buy[positive])
    low, high = np.quantile(residual, [1 / 6, 5 / 6])
    return float(max(0.05, (high - low) / (2 * ndtri(5 / 6))))


def range90(p_buy: Array, revenue: Array, spread: float) -> tuple[Array, Array]:
    """Return the 5 % and 95 % quantiles of what one customer brings.

    Examples
    --------
    >>> low, high = range90(np.array([0.02, 0.5, 1.0]), np.array([1.0, 50.0, 100.0]), 0.4)
    >>> low.round().tolist(), high.round().tolist()
    ([0.0, 0.0, 48.0], [0.0, 154.0, 178.0])
    """
    p_buy = np.clip(p_buy, 0.0, 1.0)
    given = np.divide(revenue, p_buy, out=np.zeros_like(revenue), where=p_buy > 0)
    return tuple(_quantile(level, p_buy, given, spread) for level in (TAIL, 1 - TAIL))  # type: ignore[return-value]


def _quantile(level: float, p_buy: Array, given: Array, spread: float) -> Array:
    """Quantile of 'nothing with chance 1 - p, else lognormal with mean `given`'."""
    within = np.divide(level - (1 - p_buy), p_buy, out=np.zeros_like(p_buy), where=p_buy > 0)
    buys = within > 0
    value = np.zeros_like(given)
    place = ndtri(np.clip(within[buys], 1e-9, 1 - 1e-9))
    value[buys] = given[buys] * np.exp(spread * place - spread**2 / 2)
    return value
