"""What a purchase model promises, and the predictions that follow from its pure functions.

Every number about the future is P(alive) × what a living customer does, and the latter depends on
*(frequency, T)* alone: it is computed once per distinct pair. A new customer is the state
(0, 0, 0), so that the same functions answer for him.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl
from scipy.special import expit

from clv.errors import Notice
from clv.models.base import Model
from clv.models.states import Floats, Integers, States, distinct_rows
from clv.models.suitability import check_suitable
from clv.tables import FREQUENCY, RECENCY, T

Formula = Callable[[Floats, Integers, Integers, Floats], Floats]


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What to expect of somebody whose first purchase is today.

    Parameters
    ----------
    p_alive : float
        Chance that he is not gone already after the first purchase.
    p_buy : float
        Chance of at least one more order within the horizon.
    expected_orders : float
        Expected further purchase days within the horizon.
    """

    p_alive: float
    p_buy: float
    expected_orders: float


class PurchaseModel(Model[States]):
    """A model of when customers buy, and whether they still will.

    A subclass gives the formulas: `_log_likelihood`, `_log_odds_left`, `_orders_if_alive`,
    `_silence_if_alive`, `_counts_if_alive` and `_draw_if_alive`.
    """

    unit_is_time: ClassVar[bool] = True

    def _gather(self, customers: pl.DataFrame) -> tuple[States, float, tuple[Notice, ...]]:
        notices = check_suitable(customers)
        states = States.of(customers)
        return states, float(np.average(states.T, weights=states.count)), notices

    def _rescaling(self, evidence: States) -> float:
        return float(evidence.frequency @ evidence.count)

    @abstractmethod
    def _log_odds_left(
        self, parameters: Floats, frequency: Integers, recency: Integers, T: Integers
    ) -> Floats:
        """Return the log odds of having left."""

    @abstractmethod
    def _orders_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: Floats
    ) -> Floats:
        """Return the expected purchases of a living customer within `horizon` days."""

    @abstractmethod
    def _silence_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: Floats
    ) -> Floats:
        """Return the chance that a living customer buys nothing within `horizon` days."""

    @abstractmethod
    def _counts_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: float, most: int
    ) -> Floats:
        """Return P(n purchases within `horizon` | alive) for n = 0 … most, a column each."""

    def p_alive(self, customers: pl.DataFrame) -> Floats:
        """Return the probability that each customer is still one, shape (n_customers,)."""
        frequency, recency, age = (customers[name].to_numpy() for name in (FREQUENCY, RECENCY, T))
        return np.asarray(expit(-self._log_odds_left(self._parameters, frequency, recency, age)))

    def expected_orders(self, customers: pl.DataFrame, horizon: float) -> Floats:
        """Return the expected purchase days within the next `horizon` days."""
        return self.p_alive(customers) * self._by_pair(customers, self._orders_if_alive, horizon)

    def p_buy(self, customers: pl.DataFrame, horizon: float) -> Floats:
        """Return the probability of at least one order within the next `horizon` days."""
        silence = self._by_pair(customers, self._silence_if_alive, horizon)
        return self.p_alive(customers) * (1 - silence)

    def probability_of_orders(
        self, most: int, horizon: float, customers: pl.DataFrame | None = None
    ) -> Floats:
        """Return P(n purchase days within `horizon` days), for n = 0 … `most`.

        Parameters
        ----------
        most : int
            Largest count asked for.
        horizon : float
            Days ahead.
        customers : polars.DataFrame, optional
            Without it the answer is for one new customer, seen from his first purchase.

        Returns
        -------
        numpy.ndarray of shape (n_customers, most + 1), or (most + 1,) for a new customer
        """
        parameters = self._parameters
        one = _newborn() if customers is None else customers
        pairs, index = _pairs(one)
        counts = self._counts_if_alive(parameters, pairs[0], pairs[1], float(horizon), most)[index]
        alive = self.p_alive(one)[:, None]
        counts = alive * counts
        counts[:, :1] += 1 - alive
        return counts[0] if customers is None else counts

    def new_customer(self, horizon: float) -> NewCustomer:
        """Return what to expect of a customer in the `horizon` days after the first purchase."""
        newborn = _newborn()
        return NewCustomer(
            float(self.p_alive(newborn)[0]),
            float(self.p_buy(newborn, horizon)[0]),
            float(self.expected_orders(newborn, horizon)[0]),
        )

    def _by_pair(self, customers: pl.DataFrame, formula: Formula, horizon: float) -> Floats:
        parameters = self._parameters
        pairs, index = _pairs(customers)
        return formula(parameters, pairs[0], pairs[1], np.array(float(horizon)))[index]


def _pairs(customers: pl.DataFrame) -> tuple[tuple[Integers, ...], Integers]:
    pairs, index, _ = distinct_rows(customers[FREQUENCY].to_numpy(), customers[T].to_numpy())
    return pairs, index


def _newborn() -> pl.DataFrame:
    return pl.DataFrame({FREQUENCY: [0], RECENCY: [0], T: [0]})
