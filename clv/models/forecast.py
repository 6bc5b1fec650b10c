"""A fitted purchase and spend model into what each customer, and all of them, will bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv import tables
from clv.models.purchase import PurchaseModel
from clv.models.spend import SpendModel
from clv.models.states import Floats
from clv.settings import DAYS_PER, DAYS_PER_YEAR, Settings

LEVEL = 1.645


@dataclass(frozen=True, slots=True)
class Total:
    """A sum with its 90 % range, in money."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """What is expected of every customer within the horizon.

    Parameters
    ----------
    predictions : polars.DataFrame
        One row a customer, in the order of the input: `clv.tables.PREDICTIONS` less `segment`.
    outlook : polars.DataFrame
        `clv.tables.OUTLOOK`: undiscounted revenue, for comparison with other forecasters.
    by_month : polars.DataFrame
        Columns month (1, 2, …), orders, value, low, high: what each month of the horizon brings.
    """

    predictions: pl.DataFrame
    outlook: pl.DataFrame
    by_month: pl.DataFrame

    @cached_property
    def total(self) -> Total:
        """Value of all customers, with its range."""
        return self.total_of(np.ones(len(self.predictions), dtype=bool))

    def total_of(self, mask: NDArray[np.bool_]) -> Total:
        """Value of the customers in `mask`, with the range of the sum."""
        chosen = self.predictions.filter(mask)
        value = float(chosen[tables.CLV].sum())
        half = (chosen[tables.CLV_HIGH] - chosen[tables.CLV_LOW]).to_numpy() / 2
        spread = float(np.sqrt(np.add.reduce(half**2)))
        return Total(value, max(value - spread, 0.0), value + spread)


def forecast(
    customers: pl.DataFrame,
    purchase: PurchaseModel,
    spend: SpendModel,
    settings: Settings,
    end: date,
) -> Forecast:
    """Look ahead over `settings.horizon` days from `end`, the last day observed."""
    edges = month_edges(settings.horizon)
    factors = (1 + settings.discount) ** (-edges[1:] / DAYS_PER_YEAR)
    alive = purchase.p_alive(customers)
    p_buy = purchase.p_buy(customers, settings.horizon)
    path = np.column_stack([purchase.expected_orders(customers, edge) for edge in edges[1:]])
    steps = np.diff(path, axis=1, prepend=0.0)
    orders = path[:, -1]
    amount = spend.expected_spend(customers)
    value = settings.margin * amount * (steps @ factors)
    spread = LEVEL * np.sqrt(np.maximum(orders, 1e-12))
    low, high = np.maximum(orders - spread, 0.0), orders + spread
    worth = np.divide(value, orders, out=np.zeros_like(value), where=orders > 0)
    predictions = pl.DataFrame(
        {
            tables.CUSTOMER_ID: customers[tables.CUSTOMER_ID],
            tables.P_ALIVE: alive,
            tables.P_BUY: p_buy,
            tables.EXPECTED_ORDERS: orders,
            tables.EXPECTED_ORDERS_LOW: low,
            tables.EXPECTED_ORDERS_HIGH: high,
            tables.EXPECTED_SPEND: amount,
            tables.EXPECTED_SPEND_LOW: amount * 0.5,
            tables.EXPECTED_SPEND_HIGH: amount * 1.5,
            tables.CLV: value,
            tables.CLV_LOW: worth * low,
            tables.CLV_HIGH: worth * high,
        }
    )
    outlook = pl.DataFrame(
        {
            tables.CUSTOMER_ID: customers[tables.CUSTOMER_ID],
            tables.P_BUY: p_buy,
            tables.EXPECTED_ORDERS: orders,
            tables.EXPECTED_REVENUE: orders * amount,
            tables.EXPECTED_REVENUE_LOW: low * amount,
            tables.EXPECTED_REVENUE_HIGH: high * amount,
        }
    )
    monthly = settings.margin * (amount @ steps) * factors
    by_month = pl.DataFrame(
        {
            "month": np.arange(1, len(edges)),
            "orders": steps.sum(axis=0),
            "value": monthly,
            "low": monthly * 0.9,
            "high": monthly * 1.1,
        }
    )
    return Forecast(predictions, outlook, by_month)


def month_edges(horizon: float) -> Floats:
    """Return the days at which months of 365.25 / 12 days end, 0 first and the horizon last.

    Examples
    --------
    >>> month_edges(60).tolist()
    [0.0, 30.4375, 60.0]
    """
    whole = np.arange(0, horizon, DAYS_PER["month"])
    return np.append(whole, float(horizon))
