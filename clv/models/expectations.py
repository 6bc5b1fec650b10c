"""What lies ahead of every customer on average: orders by month, spend, discounted value.

Orders by month are kept per distinct *(frequency, T)*, as those of a living customer; a customer's
own are these times their P(alive). That way nothing of size customers × months is ever made. Sums
are einsum's: BLAS would start its threads for them, and these spin on a busy machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from clv.models.purchase import PurchaseModel
from clv.models.spend import SpendModel
from clv.models.sufficient_stats import Floats, Integers
from clv.options import DAYS_PER, DAYS_PER_YEAR, Settings


@dataclass(frozen=True, slots=True)
class Expectations:
    """Expectations of `n` customers over `m` months, who share `k` pairs of (frequency, T).

    Parameters
    ----------
    frequency, T, since : numpy.ndarray of shape (k,)
        The distinct states: repeat purchase days, days known, days since the last purchase (0
        where the model does not look at them).
    pair : numpy.ndarray of shape (n,)
        The pair of each customer.
    alive : numpy.ndarray of shape (n,)
        P(alive) of each.
    steps : numpy.ndarray of shape (k, m)
        Expected orders in each month, if alive.
    silence : numpy.ndarray of shape (k,)
        Chance of no order within the horizon, if alive.
    spend : numpy.ndarray of shape (n,)
        Expected spend per order.
    factors : numpy.ndarray of shape (m,)
        What money of each month is worth today, margin included.
    edges : numpy.ndarray of shape (m + 1,)
        Exposure ahead at the ends of the months, 0 first.
    """

    frequency: Integers
    T: Integers
    since: Integers
    pair: Integers
    alive: Floats
    steps: Floats
    silence: Floats
    spend: Floats
    factors: Floats
    edges: Floats

    @classmethod
    def of(
        cls,
        customers: pl.DataFrame,
        purchase: PurchaseModel,
        spend: SpendModel,
        settings: Settings,
    ) -> Expectations:
        """Compute the expectations of `customers` by two fitted models."""
        (frequency, age, since), pair = purchase.living(customers)
        days = month_edges(settings.horizon)
        edges = purchase.ahead(customers, days)
        path = purchase.path_if_alive(frequency, age, edges, since)
        return cls(
            frequency,
            age,
            since,
            pair,
            purchase.p_alive(customers),
            np.diff(path, axis=1),
            purchase.no_purchase_if_alive(frequency, age, edges[-1], since),
            spend.expected_spend(customers),
            settings.margin * month_factors(days, settings.discount),
            edges,
        )

    @property
    def p_buy(self) -> Floats:
        """Chance of at least one order within the horizon."""
        return np.asarray(self.alive * (1 - self.silence[self.pair]))

    @property
    def orders(self) -> Floats:
        """Expected orders within the horizon."""
        return np.asarray(self.alive * self.steps.sum(axis=1)[self.pair])

    @property
    def revenue_if_alive(self) -> Floats:
        """Undiscounted revenue within the horizon of those who are alive."""
        return np.asarray(self.steps.sum(axis=1)[self.pair] * self.spend)

    @property
    def value_if_alive(self) -> Floats:
        """Discounted margin within the horizon of those who are alive."""
        return np.asarray(np.einsum("km,m->k", self.steps, self.factors)[self.pair] * self.spend)

    @property
    def value(self) -> Floats:
        """Discounted margin within the horizon."""
        return self.alive * self.value_if_alive

    def monthly(self) -> tuple[Floats, Floats]:
        """Return the orders and the discounted margin of all customers in each month."""
        pairs = len(self.frequency)
        alive = np.bincount(self.pair, self.alive, pairs)
        spending = np.bincount(self.pair, self.alive * self.spend, pairs)
        orders, money = (np.einsum("k,km->m", each, self.steps) for each in (alive, spending))
        return orders, money * self.factors


def month_edges(horizon: float) -> Floats:
    """Return the days at which months of 365.25 / 12 days end, 0 first and the horizon last.

    A last month of less than half a day is added to the one before.

    Examples
    --------
    >>> month_edges(60).tolist()
    [0.0, 30.4375, 60.0]
    """
    month = DAYS_PER["month"]
    whole = np.arange(0, max(horizon - 0.5, month / 2), month)
    return np.append(whole, float(horizon))


def month_factors(edges: Floats, discount: float) -> Floats:
    """Return what money of each month is worth today: paid at its end, by a yearly rate.

    Examples
    --------
    >>> month_factors(np.array([0.0, 365.25, 730.5]), 0.25).round(2).tolist()
    [0.8, 0.64]
    """
    return np.asarray((1 + discount) ** (-edges[1:] / DAYS_PER_YEAR))
