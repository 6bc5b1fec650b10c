"""Simulated futures of representative customers, from which every range is read.

How far a living customer's future may stray from its mean depends on *(frequency, T)*, smoothly,
and hardly on anything else once it is measured relative to that mean. So some hundred
representative customers are simulated some thousand times, every time with another draw of the
parameters (their uncertainty) and of rate, departure, orders and amounts (individual randomness);
a real customer's range is that of the nearest one, scaled by their own mean and opened by their own
chance of being gone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clv.models.expectations import Expectations
from clv.models.purchase import PurchaseModel
from clv.models.spend import SpendModel
from clv.models.sufficient_stats import Floats, Integers, distinct_rows

MOST_NODES = 400
DRAWS = 3000
MONTHLY_DRAWS = 400
FEWEST = 1e-9  # orders expected; fewer are none, and nothing is measured relative to none
OUTSIDE = 0.10  # what a 90 % range leaves out


@dataclass(frozen=True, slots=True)
class Simulation:
    """Draws for representative living customers (nodes).

    Parameters
    ----------
    node : numpy.ndarray of shape (n_pairs,)
        The node that stands for each pair of (frequency, T).
    orders : numpy.ndarray of shape (n_nodes, n_draws)
        Orders within the horizon, spread evenly over ± ½ and sorted.
    revenue : numpy.ndarray of shape (n_nodes, n_draws)
        Revenue relative to its expectation, sorted.
    second : numpy.ndarray of shape (n_nodes,)
        Mean square of `revenue`.
    second_monthly : numpy.ndarray of shape (n_nodes, m)
        The same for the revenue of each month.
    """

    node: Integers
    orders: Floats
    revenue: Floats
    second: Floats
    second_monthly: Floats

    @classmethod
    def draw(
        cls,
        expectations: Expectations,
        purchase: PurchaseModel,
        spend: SpendModel,
        seed: int,
    ) -> Simulation:
        """Simulate the representatives of all customers in `expectations`."""
        rng = np.random.default_rng(seed)
        states, node = representatives(expectations.frequency, expectations.T, expectations.since)
        frequency, age, since = states
        mean = spend.new_customer()
        edges = expectations.edges
        ends = edges[[0, -1]]
        orders = purchase.draw_if_alive(frequency, age, ends, DRAWS, rng, since)
        revenue = _relative(purchase, spend, states, ends, mean, orders, rng)[..., 0]
        monthly = purchase.draw_if_alive(frequency, age, edges, MONTHLY_DRAWS, rng, since)
        by_month = _relative(purchase, spend, states, edges, mean, monthly, rng)
        spread = orders[..., 0] + rng.random(orders.shape[:2]) - 0.5
        return cls(
            node,
            np.sort(spread, axis=1),
            np.sort(revenue, axis=1),
            (revenue**2).mean(axis=1),
            (by_month**2).mean(axis=1),
        )

    def revenue_range(self, expectations: Expectations) -> tuple[Floats, Floats]:
        """Return the ends of each customer's range, relative to their revenue if alive."""
        low, high = _levels(expectations)
        node = self.node[expectations.pair]
        first = np.where(
            low > 0, _quantile(self.revenue, node, _if_alive(low, expectations.alive)), 0.0
        )
        return first, _quantile(self.revenue, node, _if_alive(high, expectations.alive))

    def orders_range(self, expectations: Expectations) -> tuple[Floats, Floats]:
        """Return the ends of each customer's range of orders, whole numbers.

        A count belongs to the range when the middle of its probability does, so that ranges
        of counts, too, hold 90 % on average rather than more.
        """
        low, high = _levels(expectations)
        node = self.node[expectations.pair]
        first = np.ceil(_quantile(self.orders, node, _if_alive(low, expectations.alive)))
        last = np.floor(_quantile(self.orders, node, _if_alive(high, expectations.alive)))
        first = np.where(low > 0, np.maximum(first, 0.0), 0.0)
        return first, np.maximum(last, first)

    def low_of_sure(self, expectations: Expectations, p_buy: Floats) -> tuple[Floats, Floats]:
        """Return the low ends of orders, and of revenue over its mean, at other chances to buy.

        Of those whose chance of an order is `p_buy` (above 95 %) by what was measured; the model
        may hold more of them for gone, and its own range would begin at nothing.
        """
        node, buys_if_alive = self.node[expectations.pair], 1 - expectations.silence
        alive = np.minimum(p_buy / np.maximum(buys_if_alive[expectations.pair], 1e-12), 1.0)
        level = _if_alive(np.full(len(node), OUTSIDE / 2), alive)
        orders = np.ceil(_quantile(self.orders, node, level))
        return orders, _quantile(self.revenue, node, level) / np.maximum(alive, 1e-12)

    def sample(self, pair: Integers, alive: Floats, size: int, rng: np.random.Generator) -> Floats:
        """Draw `size` revenues of each customer, relative to their revenue if alive."""
        column = rng.integers(self.revenue.shape[1], size=(size, len(pair)))
        drawn = self.revenue[self.node[pair], column]
        return np.where(rng.random(drawn.shape) < alive, drawn, 0.0)


def representatives(
    frequency: Integers, T: Integers, since: Integers
) -> tuple[tuple[Integers, Integers, Integers], Integers]:
    """Choose some hundred pairs to stand for all.

    Returns
    -------
    frequency, T, since : numpy.ndarray of shape (n_nodes,)
        The representatives.
    node : numpy.ndarray of shape (n_pairs,)
        The one that stands for each pair.
    """
    if len(frequency) <= MOST_NODES:
        return (frequency, T, since), np.arange(len(frequency))
    level = np.where(frequency < 8, frequency, 8 + 8 * np.log(np.maximum(frequency, 8) / 8))
    cuts = np.quantile(T, np.linspace(0, 1, 14)[1:-1])
    _cells, node = distinct_rows(level.astype(np.int64), np.searchsorted(cuts, T))
    count = np.bincount(node)
    means = [np.rint(np.bincount(node, each) / count) for each in (frequency, T, since)]
    frequency, T, since = (each.astype(np.int64) for each in means)
    return (frequency, T, since), node


def _relative(
    purchase: PurchaseModel,
    spend: SpendModel,
    states: tuple[Integers, Integers, Integers],
    edges: Floats,
    mean: float,
    orders: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Turn drawn orders into revenue relative to what was expected of a living customer."""
    frequency, T, since = states
    expected = np.diff(purchase.path_if_alive(frequency, T, edges, since), axis=1)[:, None, :]
    return spend.draw_relative(frequency, mean, orders, rng) / np.maximum(expected, FEWEST)


def _levels(expectations: Expectations) -> tuple[Floats, Floats]:
    """Return the lower and upper level of a 90 % range: from zero, where zero is likely enough."""
    none = 1 - expectations.p_buy
    low = np.where(none >= OUTSIDE / 2, 0.0, OUTSIDE / 2)
    return low, low + 1 - OUTSIDE


def _if_alive(level: Floats, alive: Floats) -> Floats:
    """Turn a level of the whole distribution into one of the living part of it."""
    return np.clip(1 - (1 - level) / np.maximum(alive, 1e-300), 0.0, 1.0)


def _quantile(table: Floats, row: Integers, level: Floats) -> Floats:
    """Read the quantile `level` off sorted rows of `table`, between draws linearly."""
    place = level * (table.shape[1] - 1)
    below = np.minimum(place.astype(np.int64), table.shape[1] - 2)
    left, right = table[row, below], table[row, below + 1]
    return np.asarray(left + (place - below) * (right - left))
