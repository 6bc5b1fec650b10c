"""A budget shared out over channels where the next unit of money brings most.

Money spent through a channel brings ever less: with ``n`` customers won for ``s`` so far, a spend
of ``x`` wins ``n (x / s)^β``, 0 < β < 1, each worth ``v``. The best way to share a budget makes the
marginal return ``v n β x^(β−1) / s^β`` the same everywhere, but where a bound is in the way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.errors import SettingsError
from clv.tables import CHANNEL

Floats = NDArray[np.float64]

ELASTICITY = 0.6  # β: an assumption, to be set by whoever knows how their channels respond


@dataclass(frozen=True, slots=True)
class Allocation:
    """A budget shared out.

    Parameters
    ----------
    table : polars.DataFrame
        ``channel``, ``spent`` (so far, on the same customers), ``low``, ``high`` (bounds),
        ``suggested``, ``customers`` (expected of it), ``value`` (their margin), ``profit``
        (value less cost), ``roi`` (profit / cost), ``marginal`` (value of the next unit of money).
    budget : float
        The sum of the suggestions.
    """

    table: pl.DataFrame
    budget: float


def channel_responses(groups: pl.DataFrame, change: float = 0.5) -> pl.DataFrame:
    """Return what each paid channel cost, won and brought, with bounds around its cost.

    Parameters
    ----------
    groups : polars.DataFrame
        `clv.action.acquisition` by channel, with costs.
    change : float
        By how large a share a channel's spend may rise or fall.

    Examples
    --------
    >>> groups = pl.DataFrame({"channel": ["ads"], "customers": [10], "cost": [50.0], "ltv": [9.0]})
    >>> channel_responses(groups).row(0)
    ('ads', 50.0, 10, 9.0, 25.0, 75.0)
    """
    paid = groups.filter(pl.col("cost") > 0, pl.col("customers") > 0, pl.col("ltv") > 0)
    return paid.select(
        CHANNEL,
        pl.col("cost").alias("spent"),
        "customers",
        "ltv",
        (pl.col("cost") * (1 - change)).alias("low"),
        (pl.col("cost") * (1 + change)).alias("high"),
    )


def allocate_budget(
    responses: pl.DataFrame, budget: float, elasticity: float = ELASTICITY
) -> Allocation:
    """Share a budget out by marginal return, within bounds.

    Parameters
    ----------
    responses : polars.DataFrame
        `channel_responses`; its bounds may be edited.
    budget : float
        Money to share out; what the bounds can't hold is cut down to what they can.
    elasticity : float
        β above, over 0 and under 1; 1 would say that doubling the spend doubles the customers.

    Raises
    ------
    SettingsError
        ``bad_setting``, for an elasticity outside 0 to 1 or bounds that cross.

    Examples
    --------
    >>> responses = pl.DataFrame(
    ...     {
    ...         "channel": ["good", "poor"],
    ...         "spent": [100.0, 100.0],
    ...         "customers": [20, 10],
    ...         "ltv": 20.0,
    ...         "low": 50.0,
    ...         "high": 150.0,
    ...     }
    ... )
    >>> allocate_budget(responses, 200.0).table["suggested"].round().to_list()
    [150.0, 50.0]
    """
    low, high = (responses[name].to_numpy() for name in ("low", "high"))
    if not 0 < elasticity < 1 or (low > high).any() or (low < 0).any():
        raise SettingsError("bad_setting", variant="budget")
    spent, won, value = (responses[name].to_numpy() for name in ("spent", "customers", "ltv"))
    scale = value * won * elasticity / spent**elasticity

    def at(log_return: float) -> Floats:
        best = (scale / np.exp(log_return)) ** (1 / (1 - elasticity))
        return np.asarray(np.clip(best, low, high))

    total = float(np.clip(budget, low.sum(), high.sum()))
    suggested = _solved(at, total, low, high)
    customers = won * (suggested / spent) ** elasticity
    with np.errstate(divide="ignore"):
        marginal = np.where(suggested > 0, scale * suggested ** (elasticity - 1), np.inf)
    table = responses.select(CHANNEL, "spent", "low", "high").with_columns(
        pl.Series("suggested", suggested),
        pl.Series("customers", customers),
        pl.Series("value", value * customers),
        pl.Series("marginal", marginal).replace(np.inf, None),
    )
    profit = pl.col("value") - pl.col("suggested")
    roi = pl.when(pl.col("suggested") > 0).then(profit / pl.col("suggested"))
    table = table.with_columns(profit.alias("profit"), roi.alias("roi"))
    return Allocation(table, float(suggested.sum()))


def _solved(at: object, total: float, low: Floats, high: Floats) -> Floats:
    """Find the common marginal return at which the spends add up to the total."""
    from scipy.optimize import brentq

    if total <= low.sum():
        return low
    if total >= high.sum():
        return high
    root = brentq(lambda log_return: float(at(log_return).sum()) - total, -80.0, 80.0)  # type: ignore[operator]
    return np.asarray(at(root))  # type: ignore[operator]
