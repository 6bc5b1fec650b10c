"""What a purchase model promises, and the predictions that follow from its pure functions.

Every number about the future is P(alive) × what a living customer does, and the latter depends on
*(frequency, T)* alone: it is computed once per distinct pair. A new customer is the state
(0, 0, 0), so that the same functions answer for them.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import numpy as np
import polars as pl
from scipy.special import expit

from clv.errors import Notice
from clv.models.base import Columns, Model
from clv.models.calendar import Calendar
from clv.models.sufficient_stats import Floats, Integers, SufficientStats, distinct_rows, history_of
from clv.models.suitability import check_suitable
from clv.options import Engine
from clv.tables import FIRST_ORDER, FREQUENCY, RECENCY, T


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What to expect of somebody whose first purchase is today.

    Parameters
    ----------
    p_alive : float
        Chance that they are not gone already after the first purchase.
    p_buy : float
        Chance of at least one more order within the horizon.
    expected_purchases : float
        Expected further purchase days within the horizon.
    """

    p_alive: float
    p_buy: float
    expected_purchases: float


class PurchaseModel(Model[SufficientStats]):
    """A model of when customers buy, and whether they still will.

    A subclass gives the formulas: `_log_likelihood`, `_log_odds_left`, `_orders_if_alive`,
    `_no_purchase_if_alive`, `_counts_if_alive` and `_draw_if_alive`.

    Parameters
    ----------
    engine : {"perennial", "lifetimes"}
        Who maximises the likelihood; the predictions are ours in either case.
    calendar : Calendar, optional
        What a day of each month is worth; without one, every day is worth the same.
    """

    unit_is_time: ClassVar[bool] = True
    needs_gaps: ClassVar[bool] = False
    """Whether it is fitted on how regularly customers buy, too: `clv.tables.LOG_GAPS`."""

    def __init__(self, engine: Engine = "perennial", calendar: Calendar | None = None) -> None:
        super().__init__(engine)
        self.calendar = calendar

    def in_calendar(self, customers: pl.DataFrame) -> pl.DataFrame:
        """Return `customers` with recency and T as the model sees them: in exposure."""
        return customers if self.calendar is None else self.calendar.deform(customers)

    def ahead(self, customers: pl.DataFrame, days: Floats) -> Floats:
        """Return the exposure of the next `days`, as seen from the last day of `customers`.

        Where they were not all seen on one day, or nobody knows on which, days count as days.
        """
        end = None if self.calendar is None else last_day(customers)
        return days if end is None or self.calendar is None else self.calendar.ahead(end, days)

    def _gather(self, customers: pl.DataFrame) -> tuple[SufficientStats, float, tuple[Notice, ...]]:
        notices = check_suitable(customers)
        states = SufficientStats.of(self.in_calendar(customers))
        return states, float(np.average(states.T, weights=states.count)), notices

    def _lifetimes_columns(
        self, evidence: SufficientStats, unit: float
    ) -> tuple[Columns, Integers | None]:
        times = evidence.recency / unit, evidence.T / unit
        return (evidence.frequency.astype(np.float64), *times), evidence.count

    def _rescaling(self, evidence: SufficientStats) -> float:
        return float(evidence.frequency @ evidence.count)

    def _log_odds_left(
        self,
        parameters: Floats,  # noqa: ARG002 - those who override it need them
        frequency: Integers,
        recency: Integers,
        T: Integers,
    ) -> Floats:
        """Return the log odds of having left; a model without dropout leaves this: nobody has."""
        return np.full(np.broadcast_shapes(frequency.shape, recency.shape, T.shape), -np.inf)

    @abstractmethod
    def _orders_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: Floats
    ) -> Floats:
        """Return the expected purchases of living customers; all arguments broadcast."""

    @abstractmethod
    def _no_purchase_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: float
    ) -> Floats:
        """Return the chance that a living customer buys nothing within `horizon` days."""

    @abstractmethod
    def _counts_if_alive(
        self, parameters: Floats, frequency: Integers, T: Integers, horizon: float, most: int
    ) -> Floats:
        """Return P(n purchases within `horizon` | alive) for n = 0 … most, a column each."""

    @abstractmethod
    def _draw_if_alive(
        self,
        parameters: Floats,
        frequency: Integers,
        T: Integers,
        edges: Floats,
        rng: np.random.Generator,
    ) -> Floats:
        """Draw the purchases of living customers in each of the periods between `edges`.

        Parameters
        ----------
        parameters : numpy.ndarray of shape (k, n_draws)
            Another set of parameters for every draw.
        frequency, T : numpy.ndarray of shape (n, 1)
            The customers.
        edges : numpy.ndarray of shape (m + 1,)
            Days ahead, from 0.

        Returns
        -------
        numpy.ndarray of shape (n, n_draws, m)
        """

    def p_alive(self, customers: pl.DataFrame) -> Floats:
        """Return the probability that each customer is still one.

        Parameters
        ----------
        customers : polars.DataFrame
            Columns frequency, recency and T, in days.

        Returns
        -------
        numpy.ndarray of shape (n_customers,)

        Examples
        --------
        >>> from clv.models import PURCHASE_MODELS
        >>> model = PURCHASE_MODELS["mbg_nbd"].from_parameters(r=0.5, alpha=43, a=0.9, b=1.6)
        >>> customers = pl.DataFrame({"frequency": [4, 4], "recency": [90, 90], "T": [100, 300]})
        >>> model.p_alive(customers).round(2).tolist()
        [0.82, 0.08]
        """
        frequency, recency, age = history_of(self.in_calendar(customers))
        return np.asarray(expit(-self._log_odds_left(self._parameters, frequency, recency, age)))

    def expected_purchases(self, customers: pl.DataFrame, horizon: float) -> Floats:
        """Return the expected purchase days within the next `horizon` days.

        Parameters
        ----------
        customers : polars.DataFrame
            Columns frequency, recency and T, in days.
        horizon : float
            Days ahead.

        Returns
        -------
        numpy.ndarray of shape (n_customers,)

        Examples
        --------
        >>> from clv.models import PURCHASE_MODELS
        >>> model = PURCHASE_MODELS["bg_nbd"].from_parameters(r=0.25, alpha=31, a=0.8, b=2.5)
        >>> customers = pl.DataFrame({"frequency": [2, 0], "recency": [214, 0], "T": [272, 272]})
        >>> model.expected_purchases(customers, 273).round(3).tolist()
        [1.237, 0.201]
        """
        (frequency, age, silence), pair = self.living(customers)
        days = self.ahead(customers, np.array([float(horizon)]))
        path = self.path_if_alive(frequency, age, days, silence)
        return np.asarray(self.p_alive(customers) * path[pair, 0])

    def p_buy(self, customers: pl.DataFrame, horizon: float) -> Floats:
        """Return the probability of at least one order within the next `horizon` days.

        Parameters
        ----------
        customers : polars.DataFrame
            Columns frequency, recency and T, in days.
        horizon : float
            Days ahead.

        Returns
        -------
        numpy.ndarray of shape (n_customers,)
        """
        (frequency, age, silence), pair = self.living(customers)
        (horizon,) = self.ahead(customers, np.array([float(horizon)]))
        nothing = self.no_purchase_if_alive(frequency, age, horizon, silence)
        return self.p_alive(customers) * (1 - nothing[pair])

    def living(self, customers: pl.DataFrame) -> tuple[tuple[Integers, ...], Integers]:
        """Return the distinct states on which the future of the living hangs, and each one's place.

        Returns
        -------
        tuple of (frequency, T, silence), numpy.ndarray of shape (n_customers,)
            Most models look at nothing but frequency and T: their silence is 0 throughout.
        """
        frequency, _recency, age = history_of(self.in_calendar(customers))
        (frequency, age), index = distinct_rows(frequency, age)
        return (frequency, age, np.zeros_like(age)), index

    def path_if_alive(
        self,
        frequency: Integers,
        T: Integers,
        days: Floats,
        silence: Integers | None = None,  # noqa: ARG002 - for models that remember the last purchase
    ) -> Floats:
        """Return the expected orders of living customers up to each of `days`.

        Parameters
        ----------
        frequency, T : numpy.ndarray of shape (n,)
            The customers.
        days : numpy.ndarray of shape (m,)
            Days ahead.
        silence : numpy.ndarray of shape (n,), optional
            Days since their last purchase.

        Returns
        -------
        numpy.ndarray of shape (n, m)
        """
        parameters = self._parameters
        return self._orders_if_alive(parameters, frequency[:, None], T[:, None], days)

    def no_purchase_if_alive(
        self,
        frequency: Integers,
        T: Integers,
        horizon: float,
        silence: Integers | None = None,  # noqa: ARG002
    ) -> Floats:
        """Return the chance that living customers buy nothing within `horizon` days."""
        return self._no_purchase_if_alive(self._parameters, frequency, T, float(horizon))

    def counts_if_alive(
        self,
        frequency: Integers,
        T: Integers,
        horizon: float,
        most: int,
        silence: Integers | None = None,  # noqa: ARG002
    ) -> Floats:
        """Return P(n purchases within `horizon` | alive) for n = 0 … `most`, a column each."""
        return self._counts_if_alive(self._parameters, frequency, T, horizon, most)

    def draw_if_alive(
        self,
        frequency: Integers,
        T: Integers,
        edges: Floats,
        size: int,
        rng: np.random.Generator,
        silence: Integers | None = None,  # noqa: ARG002
    ) -> Floats:
        """Draw `size` futures of living customers, each with its own draw of the parameters.

        Returns
        -------
        numpy.ndarray of shape (n, size, m)
            Orders in each period between the m + 1 `edges` (days ahead, from 0).
        """
        drawn = self.draw_parameters(size, rng).T
        return self._draw_if_alive(drawn, frequency[:, None], T[:, None], edges, rng)

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
            Without it the answer is for one new customer, seen from their first purchase.

        Returns
        -------
        numpy.ndarray of shape (n_customers, most + 1), or (most + 1,) for a new customer

        Examples
        --------
        >>> from clv.models import PURCHASE_MODELS
        >>> model = PURCHASE_MODELS["bg_nbd"].from_parameters(r=0.25, alpha=31, a=0.8, b=2.5)
        >>> model.probability_of_orders(3, 365).round(3).tolist()
        [0.529, 0.207, 0.093, 0.051]
        """
        one = _newborn() if customers is None else customers
        (frequency, age, silence), pair = self.living(one)
        (horizon,) = self.ahead(one, np.array([float(horizon)]))
        counts = self.counts_if_alive(frequency, age, float(horizon), most, silence)[pair]
        alive = self.p_alive(one)[:, None]
        counts = alive * counts
        counts[:, :1] += 1 - alive
        return counts[0] if customers is None else counts

    def newcomer_curve(self, days: Floats) -> Floats:
        """Return the expected further purchases of a new customer up to each of `days`."""
        newborn = _newborn()
        nothing = np.zeros(1, dtype=np.int64)
        return np.asarray(self.p_alive(newborn)[0] * self.path_if_alive(nothing, nothing, days)[0])

    def new_customer(self, horizon: float) -> NewCustomer:
        """Return what to expect of a customer in the `horizon` days after the first purchase.

        Examples
        --------
        >>> from clv.models import PURCHASE_MODELS
        >>> model = PURCHASE_MODELS["mbg_nbd"].from_parameters(r=0.5, alpha=43, a=1.0, b=3.0)
        >>> model.new_customer(365).p_alive
        0.75
        """
        newborn = _newborn()
        return NewCustomer(
            float(self.p_alive(newborn)[0]),
            float(self.p_buy(newborn, horizon)[0]),
            float(self.expected_purchases(newborn, horizon)[0]),
        )


def last_day(customers: pl.DataFrame) -> date | None:
    """Return the last day of the observation, where the customers tell one."""
    if FIRST_ORDER not in customers.columns or customers.is_empty():
        return None
    ends = customers.select(pl.col(FIRST_ORDER) + pl.duration(days=pl.col(T).cast(pl.Int64)))
    (first,), (last,) = ends.min().row(0), ends.max().row(0)
    return last if first == last else None


def _newborn() -> pl.DataFrame:
    return pl.DataFrame({FREQUENCY: [0], RECENCY: [0], T: [0]})
