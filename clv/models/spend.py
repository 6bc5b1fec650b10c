"""What a spend model promises: from past spend to what the next purchase day will bring."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.models.base import Columns, Model
from clv.models.sufficient_stats import Floats, Integers


@dataclass(frozen=True, slots=True)
class Spends:
    """Customers whose spend was seen: on how many days, and how much on average.

    Parameters
    ----------
    days : numpy.ndarray of shape (n,)
        Purchase days behind each mean, at least 1.
    mean : numpy.ndarray of shape (n,)
        Mean spend per purchase day, above 0.
    """

    days: Floats
    mean: Floats

    def __len__(self) -> int:
        return len(self.days)

    @property
    def customers(self) -> int:
        """Customers whose spend was seen."""
        return len(self.days)

    @property
    def informative(self) -> int:
        """Customers whose spend was seen on several days."""
        return int((self.days > 1).sum())

    def sample(self, size: int, seed: int = 0) -> Spends:
        """Return about `size` customers drawn at random."""
        if len(self) <= size:
            return self
        return self.where(np.random.default_rng(seed).choice(len(self), size, replace=False))

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Spends:
        """Return the chosen customers only."""
        return Spends(self.days[chosen], self.mean[chosen])


class SpendModel(Model[Spends]):
    """A model of how much a customer spends on a purchase day."""

    unit_is_time: ClassVar[bool] = False
    about: ClassVar[str] = "spend"

    def _lifetimes_columns(self, evidence: Spends, unit: float) -> tuple[Columns, Integers | None]:
        return (evidence.days, evidence.mean / unit), None

    @abstractmethod
    def spends(self, customers: pl.DataFrame) -> Spends:
        """Return the purchase days this model looks at, and the mean spend on them.

        Customers without such days have 0 of both.
        """

    @abstractmethod
    def expected_spend(self, customers: pl.DataFrame) -> Floats:
        """Return the expected spend per future purchase day, shape (n_customers,)."""

    @abstractmethod
    def spend_range(self, customers: pl.DataFrame) -> tuple[Floats, Floats]:
        """Return the 90 % range of what one future purchase day brings, two of (n_customers,)."""

    @abstractmethod
    def draw_relative(
        self, frequency: Integers, mean: float, orders: Floats, rng: np.random.Generator
    ) -> Floats:
        """Draw the spend of `orders`, relative to the expected spend per order.

        Parameters
        ----------
        frequency : numpy.ndarray of shape (n,)
            Repeat purchase days of each customer.
        mean : float
            Their past spend per day.
        orders : numpy.ndarray of shape (n, n_draws, m)
            Drawn orders.

        Returns
        -------
        numpy.ndarray of shape (n, n_draws, m)
        """

    @abstractmethod
    def new_customer(self) -> float:
        """Return the expected spend per purchase day of a customer not yet seen."""
