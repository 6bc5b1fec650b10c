"""When: the next order's likely window, and how P(alive) declines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from clv import tables
from clv.models.purchase import PurchaseModel
from clv.models.sufficient_stats import Floats

WINDOW = (0.05, 0.5, 0.95)


def next_order(customers: pl.DataFrame, purchase: PurchaseModel, horizon: int) -> Floats:
    """Return when customers will order next, if they do within the horizon.

    Parameters
    ----------
    customers : polars.DataFrame
        See `clv.tables.CUSTOMERS`.
    purchase : PurchaseModel
        A fitted model.
    horizon : int
        Days ahead.

    Returns
    -------
    numpy.ndarray of shape (n_customers, 3)
        Days ahead of the 5 %, 50 % and 95 % points of the waiting time, given an order within
        the horizon; how likely that is, `p_buy` says.
    """
    (frequency, age, since), pair = purchase.living(customers)
    days = np.append(0.0, np.geomspace(min(0.25, horizon / 4), horizon, 40))
    exposure = purchase.ahead(customers, days)
    silence = np.column_stack(
        [purchase.no_purchase_if_alive(frequency, age, each, since) for each in exposure]
    )
    hazard = -np.log(np.maximum(silence, 1e-300))
    within = 1 - silence[:, -1:]
    waits = [_crossing(hazard, days, -np.log1p(-level * within[:, 0])) for level in WINDOW]
    return np.column_stack(waits)[pair]


def _crossing(rising: Floats, days: Floats, target: Floats) -> Floats:
    """Return on which day each row of `rising` reaches its `target`, linearly between days."""
    after = np.clip((rising < target[:, None]).sum(axis=1), 1, len(days) - 1)
    rows = np.arange(len(rising))
    low, high = rising[rows, after - 1], rising[rows, after]
    share = np.divide(target - low, high - low, out=np.ones_like(low), where=high > low)
    return np.asarray(days[after - 1] + np.clip(share, 0, 1) * (days[after] - days[after - 1]))


def order_dates(
    customers: pl.DataFrame, purchase: PurchaseModel, horizon: int, end: date
) -> list[pl.Series]:
    """Return next_order, its low and high ends as columns of dates."""
    waits = np.maximum(np.rint(next_order(customers, purchase, horizon)), 1).astype(np.int64)
    names = (tables.NEXT_ORDER_LOW, tables.NEXT_ORDER, tables.NEXT_ORDER_HIGH)
    start = np.datetime64(end, "D")
    columns = {
        name: pl.Series(name, (start + waits[:, place]).astype("datetime64[ms]")).cast(pl.Date)
        for place, name in enumerate(names)
    }
    order = (tables.NEXT_ORDER, tables.NEXT_ORDER_LOW, tables.NEXT_ORDER_HIGH)
    return [columns[name] for name in order]


def alive_path(purchase: PurchaseModel, orders: Sequence[date], until: date) -> pl.DataFrame:
    """Follow one customer's P(alive) day by day, from the first order on.

    Parameters
    ----------
    purchase : PurchaseModel
        A fitted model.
    orders : sequence of datetime.date
        The days of the customer's orders, in any order.
    until : datetime.date
        Last day of the path.

    Returns
    -------
    polars.DataFrame
        Columns date and p_alive, a row a day.

    Examples
    --------
    >>> from clv.models import PURCHASE_MODELS
    >>> purchase = PURCHASE_MODELS["mbg_nbd"].from_parameters(r=0.5, alpha=43, a=0.9, b=1.6)
    >>> path = alive_path(purchase, [date(2024, 1, 1), date(2024, 1, 9)], date(2024, 3, 1))
    >>> path["p_alive"].round(2).gather([0, 7, 8, 60]).to_list()
    [0.64, 0.62, 0.74, 0.5]
    """
    bought = np.unique(np.array([day for day in orders if day <= until], dtype="datetime64[D]"))
    if not len(bought):
        return pl.DataFrame(schema={tables.DATE: pl.Date, tables.P_ALIVE: pl.Float64})
    days = np.arange(bought[0], np.datetime64(until, "D") + 1)
    seen = np.searchsorted(bought, days, side="right") - 1
    age = (days - bought[0]).astype(np.int64)
    states = pl.DataFrame(
        {
            tables.FREQUENCY: seen.astype(np.int64),
            tables.RECENCY: (bought[seen] - bought[0]).astype(np.int64),
            tables.T: age,
        }
    )
    dates = pl.Series(days.astype("datetime64[ms]")).cast(pl.Date)
    return pl.DataFrame({tables.DATE: dates, tables.P_ALIVE: purchase.p_alive(states)})
