"""One outlook against what came: the measures of the leaderboard, and calibration by decile."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.evaluate.measures import auc, bias, coverage, crps, gini, mae, rmse, spearman, top_share

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
        "coverage90": _coverage(outlook, revenue),
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


def _coverage(outlook: pl.DataFrame, revenue: Array) -> float | None:
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
