"""What is lost with those who stay away: what they used to bring less what is still expected.

With a shop's rate ``m`` of repeat purchase days (all of them over all customers' days), a
customer's ``x`` of them in ``t_x`` days make an own gap ``g = (1 / m + t_x) / (1 + x)``. They
bought until their last purchase and, for all one knows, one gap beyond, at most until today, ``s``
days later: the own rate is ``(1 + x) / (1 / m + t_x + min(g, s))``. Without that gap a stay that
ends at a purchase looks one and a half to two times as lively as what the same customers brought in
their first year (CDNOW, a demo shop, UCI); with it 1.0 to 1.3 times. With the shop's mean spend
``v`` on a purchase day, theirs is ``(v + revenue) / (1 + x + 1)``; what they used to bring in a
horizon of H days is margin × rate × spend × ∫ (1 + d)^(−t / year) dt.
"""

from __future__ import annotations

from math import log1p

import polars as pl

from clv import tables as t
from clv.customers.activity.return_model import LOST, QUIET
from clv.options import DAYS_PER_YEAR, Settings


def value_at_risk(customers: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Add to each customer what is lost should they stay away.

    Parameters
    ----------
    customers : polars.DataFrame
        `clv.tables.CUSTOMERS` with `clv.tables.PREDICTIONS`.
    settings : Settings
        Horizon, margin and discount, as the expected value was made with.

    Returns
    -------
    polars.DataFrame
        The same with ``value_at_risk`` (money, 0 or more; null where nothing is predicted; large
        for the surest losses, of whom little is still expected), ``silence`` (days), and ``quiet``
        (bool: quiet or lost, so that this value counts as at risk).

    Examples
    --------
    >>> customers = pl.DataFrame(
    ...     {
    ...         "customer_id": ["ann", "bob"],
    ...         "frequency": [9, 9],
    ...         "recency": [270, 270],
    ...         "T": [500, 280],
    ...         "revenue": [500.0, 500.0],
    ...         "clv": [5.0, 400.0],
    ...         "activity": ["lost", "active"],
    ...     }
    ... )
    >>> value_at_risk(customers, Settings())["value_at_risk"].round().to_list()
    [500.0, 138.0]
    """
    used_to_bring = settings.margin * _days(settings) * _rate() * _spend()
    lost = (used_to_bring - pl.col(t.CLV)).clip(lower_bound=0.0)
    quiet = pl.col(t.ACTIVITY).is_in([QUIET, LOST])
    return customers.with_columns(lost.alias(t.VALUE_AT_RISK), t.silence(), quiet.alias("quiet"))


def _rate() -> pl.Expr:
    """Return purchase days a day while they bought."""
    repeats = pl.max_horizontal(pl.col(t.FREQUENCY).sum(), 1)
    usual = pl.max_horizontal(pl.col(t.T).sum(), 1) / repeats
    purchases, days = 1 + pl.col(t.FREQUENCY), usual + pl.col(t.RECENCY)
    return purchases / (days + pl.min_horizontal(days / purchases, t.silence()))


def _spend() -> pl.Expr:
    """Return money a purchase day."""
    days = pl.col(t.FREQUENCY) + 1
    shop = pl.col(t.REVENUE).sum() / days.sum()
    return ((shop + pl.col(t.REVENUE)) / (1 + days)).clip(lower_bound=0.0)


def _days(settings: Settings) -> float:
    """Return the horizon in days, each counting as much as its discount leaves of it."""
    force = log1p(settings.discount) / DAYS_PER_YEAR
    if force == 0:
        return float(settings.horizon)
    return float((1 - (1 + settings.discount) ** (-settings.horizon / DAYS_PER_YEAR)) / force)
