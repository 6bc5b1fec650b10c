"""How good a forecast was, seen from the days that came after it.

Every measure takes two arrays of one value a customer, what happened (`actual`) and what had been
forecast (`predicted`), and is safe for ties: customers with equal forecasts share what they would
have caught in a random order, so the order of the rows never matters. A measure that the data
can't define (nobody bought, everybody bought, no ranges) is None, never NaN.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t

Array = npt.NDArray[np.float64]

MEASURES = {
    "mae_orders": pl.Float64,
    "mae_spend": pl.Float64,
    "rmse_spend": pl.Float64,
    "crps": pl.Float64,
    "bias": pl.Float64,
    "gini": pl.Float64,
    "spearman": pl.Float64,
    "top10": pl.Float64,
    "top20": pl.Float64,
    "auc": pl.Float64,
    "coverage90": pl.Float64,
    "seconds": pl.Float64,
}


def mae(actual: Array, predicted: Array) -> float:
    """Mean absolute error, in the unit of the arrays.

    Examples
    --------
    >>> mae(np.array([0.0, 4.0]), np.array([1.0, 2.0]))
    1.5
    """
    return float(np.mean(np.abs(actual - predicted)))


def rmse(actual: Array, predicted: Array) -> float:
    """Root of the mean squared error, in the unit of the arrays; large misses weigh most.

    Examples
    --------
    >>> rmse(np.array([0.0, 4.0]), np.array([0.0, 2.0])) == 2**0.5
    True
    """
    return float(np.sqrt(np.mean((actual - predicted) ** 2)))


def bias(actual: Array, predicted: Array) -> float | None:
    """Predicted total over actual total: 0.9 is ten per cent too low; None where nothing came.

    Examples
    --------
    >>> bias(np.array([0.0, 4.0]), np.array([1.0, 2.0]))
    0.75
    >>> bias(np.zeros(2), np.ones(2)) is None
    True
    """
    total = float(np.sum(actual))
    return float(np.sum(predicted)) / total if total > 0 else None


def gini(actual: Array, predicted: Array) -> float | None:
    """Normalised Gini of the ranking: 1 as good as knowing, 0 as good as drawing lots.

    The area between the curve of cumulated actual value, customers taken from the highest
    forecast down, and the diagonal, over the same area for the perfect order (Kaggle's
    "normalized Gini"; it is what Wang, Liu & Miao 2019, section 5, rank lifetime values with).

    Examples
    --------
    >>> gini(np.array([0.0, 1.0, 5.0]), np.array([1.0, 2.0, 3.0]))
    1.0
    >>> gini(np.array([0.0, 1.0, 5.0]), np.ones(3))
    0.0
    """
    perfect = _lorenz_area(actual, actual)
    return _lorenz_area(actual, predicted) / perfect if perfect > 0 else None


def _lorenz_area(actual: Array, order: Array) -> float:
    total, size = float(np.sum(actual)), len(actual)
    if total <= 0:
        return 0.0
    rank = average_rank(order)  # 1 is the lowest forecast
    return float(np.sum(actual * (rank - (size + 1) / 2))) / (total * size)


def average_rank(values: Array) -> Array:
    """Ranks from 1, ties sharing their mean rank.

    Examples
    --------
    >>> average_rank(np.array([5.0, 1.0, 5.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    mean_rank: Array = last - (count - 1) / 2
    return mean_rank[place]


def spearman(actual: Array, predicted: Array) -> float | None:
    """Spearman's rank correlation of forecast and fact, ties at their mean rank.

    Examples
    --------
    >>> round(spearman(np.array([0.0, 1.0, 5.0]), np.array([2.0, 3.0, 9.0])), 6)
    1.0
    >>> spearman(np.zeros(3), np.arange(3.0)) is None
    True
    """
    first, second = average_rank(actual), average_rank(predicted)
    first, second = first - first.mean(), second - second.mean()
    spread = float(np.sqrt(np.sum(first**2) * np.sum(second**2)))
    if spread == 0:
        return None if np.ptp(actual) == 0 else 0.0
    return float(np.sum(first * second)) / spread


def top_share(actual: Array, predicted: Array, share: float) -> float | None:
    """Share of the actual total that the best-forecast `share` of customers brought.

    Examples
    --------
    >>> top_share(np.array([6.0, 2.0, 1.0, 1.0]), np.array([9.0, 3.0, 1.0, 0.0]), 0.25)
    0.6
    >>> top_share(np.array([6.0, 2.0, 1.0, 1.0]), np.zeros(4), 0.25)
    0.25
    """
    total = float(np.sum(actual))
    if total <= 0:
        return None
    return float(np.sum(actual * weight_at_top(predicted, share))) / total


def weight_at_top(predicted: Array, share: float) -> Array:
    """Give 1 to those above the cut, 0 to those below, and a fair part to the tied at it."""
    size = max(1, round(share * len(predicted)))
    cut = np.partition(predicted, len(predicted) - size)[len(predicted) - size]
    above, at = predicted > cut, predicted == cut
    part: Array = above + at * ((size - above.sum()) / at.sum())
    return part


def auc(bought: npt.NDArray[np.bool_], score: Array) -> float | None:
    """Chance that a customer who bought was ranked above one who did not (Mann-Whitney).

    Examples
    --------
    >>> auc(np.array([True, False, True]), np.array([0.9, 0.1, 0.5]))
    1.0
    """
    yes = int(np.sum(bought))
    no = len(bought) - yes
    if yes == 0 or no == 0:
        return None
    above = float(np.sum(average_rank(score)[bought])) - yes * (yes + 1) / 2
    return above / (yes * no)


def brier(bought: npt.NDArray[np.bool_], probability: Array) -> float:
    """Mean squared distance of the probability from what happened; lower is better.

    Examples
    --------
    >>> round(brier(np.array([True, False]), np.array([0.8, 0.2])), 6)
    0.04
    """
    return float(np.mean((probability - bought) ** 2))


def coverage(actual: Array, low: Array, high: Array) -> float:
    """Share of customers whose actual value lies within their range, ends included.

    Examples
    --------
    >>> coverage(np.array([1.0, 9.0]), np.array([0.0, 0.0]), np.array([2.0, 2.0]))
    0.5
    """
    return float(np.mean((low <= actual) & (actual <= high)))


def log_loss(bought: npt.NDArray[np.bool_], probability: Array) -> float:
    """Mean of -log of the probability given to what happened; lower is better.

    Probabilities of 0 and 1 count as one in a million from it.

    Examples
    --------
    >>> round(log_loss(np.array([True, False]), np.array([0.5, 0.5])), 4)
    0.6931
    """
    chance = np.clip(probability, 1e-6, 1 - 1e-6)
    return float(-np.mean(np.where(bought, np.log(chance), np.log1p(-chance))))


def crps(actual: Array, p_buy: Array, mean: Array, spread: Array) -> float:
    """Continuous ranked probability score of 'nothing, else lognormal'; lower is better.

    ``E|X - y| - E|X - X'| / 2`` (Gneiting & Raftery 2007, JASA 102) for X nothing with chance
    1 - p, else lognormal of mean ``mean / p``. For a forecast without spread (and p of 1) it is the
    absolute error: like it in money, but proper.

    Parameters
    ----------
    actual, p_buy, mean, spread : ndarray of shape (n,)
        What came; the chance of an order, the expected revenue, and the standard deviation of the
        logarithm of what a buyer brings.

    Examples
    --------
    >>> came, sure = np.array([0.0, 30.0]), np.ones(2)
    >>> round(crps(came, sure, np.array([10.0, 10.0]), sure * 1e-6), 4)
    15.0
    """
    from scipy.special import ndtr

    given = np.divide(mean, p_buy, out=np.zeros_like(mean), where=p_buy > 0)
    wide = np.maximum(spread, 1e-9)
    place = (np.log(np.maximum(actual, 1e-12)) - np.log(np.maximum(given, 1e-12))) / wide
    place += wide / 2
    above = actual * (2 * ndtr(place) - 1) + given * (1 - 2 * ndtr(place - wide))
    to_buyer = np.where(actual > 0, above, given - actual)
    to_actual = (1 - p_buy) * np.abs(actual) + p_buy * to_buyer
    apart = 2 * p_buy * (1 - p_buy) * given
    apart += p_buy**2 * 2 * given * (2 * ndtr(wide / np.sqrt(2)) - 1)
    return float(np.mean(to_actual - apart / 2))


def measure(outlook: pl.DataFrame, actual: pl.DataFrame) -> dict[str, float | None]:
    """Measure one outlook against what came; rows in the same order.

    Returns
    -------
    dict
        The measures of `MEASURES` less ``seconds``; None where the data define none.
    """
    revenue, orders = column(actual, t.REVENUE), column(actual, t.ORDER_COUNT)
    money, days = column(outlook, t.EXPECTED_REVENUE), column(outlook, t.EXPECTED_PURCHASES)
    return {
        "mae_orders": mae(orders, days),
        "mae_spend": mae(revenue, money),
        "rmse_spend": rmse(revenue, money),
        "crps": crps(revenue, column(outlook, t.P_BUY), money, spread_of_range(outlook)),
        "bias": bias(revenue, money),
        "gini": gini(revenue, money),
        "spearman": spearman(revenue, money),
        "top10": top_share(revenue, money, 0.1),
        "top20": top_share(revenue, money, 0.2),
        "auc": auc(orders > 0, column(outlook, t.P_BUY)),
        "coverage90": _coverage_of(outlook, revenue),
    }


def spread_of_range(outlook: pl.DataFrame) -> Array:
    """Spread of the logarithm of what a buyer brings, as the upper end of the 90 % range tells it.

    With ``z`` the normal quantile of the upper end among buyers, it is the lower root of
    ``s²/2 - z s + log(high / given) = 0``; nothing without ranges: a point forecast.
    """
    from scipy.special import ndtri

    if t.EXPECTED_REVENUE_HIGH not in outlook.columns:
        return np.full(outlook.height, 1e-6)
    p_buy = np.clip(column(outlook, t.P_BUY), 1e-6, 1.0)
    given = np.maximum(column(outlook, t.EXPECTED_REVENUE) / p_buy, 1e-9)
    high = np.maximum(column(outlook, t.EXPECTED_REVENUE_HIGH), 1e-9)
    place = ndtri(np.clip(1 - 0.05 / p_buy, 1e-6, 1 - 1e-6))
    inside = np.maximum(place**2 - 2 * np.log(high / given), 0.0)
    spread = np.where(p_buy > 0.06, place - np.sqrt(inside), np.nan)
    usual = float(np.nanmedian(spread)) if np.isfinite(spread).any() else 1.0
    filled: Array = np.clip(np.where(np.isfinite(spread), spread, usual), 0.05, 3.0)
    return filled


def _coverage_of(outlook: pl.DataFrame, revenue: Array) -> float | None:
    ends = (t.EXPECTED_REVENUE_LOW, t.EXPECTED_REVENUE_HIGH)
    if any(end not in outlook.columns or outlook[end].null_count() for end in ends):
        return None
    return coverage(revenue, column(outlook, ends[0]), column(outlook, ends[1]))


def column(table: pl.DataFrame, name: str) -> Array:
    """Take one column as floats."""
    return table[name].to_numpy().astype(np.float64)


def by_decile(name: str, outlook: pl.DataFrame, actual: pl.DataFrame) -> pl.DataFrame:
    """Cut the customers into ten equal groups by forecast, and compare the means.

    Returns
    -------
    polars.DataFrame
        ``name``, ``decile`` (1 the lowest forecast), ``customers``, ``predicted``, ``actual``,
        ``p_buy``, ``bought``.
    """
    # Customers with equal forecasts share their mean outcome: the order of rows decides nothing.
    money = outlook[t.EXPECTED_REVENUE]
    place = money.rank("ordinal").cast(pl.Int64) - 1
    return (
        pl.DataFrame(
            {
                "decile": place * 10 // max(1, outlook.height) + 1,
                "predicted": outlook[t.EXPECTED_REVENUE],
                "actual": actual[t.REVENUE],
                "p_buy": outlook[t.P_BUY],
                "bought": (actual[t.ORDER_COUNT] > 0).cast(pl.Float64),
            }
        )
        .with_columns(pl.col("actual", t.P_BUY, "bought").cast(pl.Float64).mean().over("predicted"))
        .group_by("decile")
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.all().mean())
        .sort("decile")
        .select(pl.lit(name).alias("name"), pl.all())
    )
