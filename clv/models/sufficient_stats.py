"""Customers in the few numbers a purchase model sees, each distinct combination once.

The likelihoods know a customer by *(frequency, recency, T)* alone, and what lies ahead of a living
customer by *(frequency, T)* alone. Customers who share them share every number, so that a million
customers need some hundred thousand evaluations of a likelihood and some ten thousand of 2F1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.errors import InputError
from clv.tables import FREQUENCY, RECENCY, T

COUNTED = 4_000_000  # up to so many possible rows, counting them all is quicker than sorting

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SufficientStats:
    """Distinct histories with the number of customers who share each.

    Parameters
    ----------
    frequency, recency, T : numpy.ndarray of shape (n_states,)
        Repeat purchase days; days from the first to the last purchase; days from the first
        purchase to the end of the observation.
    count : numpy.ndarray of shape (n_states,)
        Customers in each state.

    Examples
    --------
    >>> frame = pl.DataFrame({"frequency": [2, 0, 2], "recency": [9, 0, 9], "T": [30, 30, 30]})
    >>> states = SufficientStats.of(frame)
    >>> len(states), states.customers
    (2, 3)
    """

    frequency: Integers
    recency: Integers
    T: Integers
    count: Integers

    @classmethod
    def of(cls, customers: pl.DataFrame) -> SufficientStats:
        """Gather the states of `customers` (columns frequency, recency and T)."""
        (frequency, recency, age), count = tally_rows(*history_of(customers))
        return cls(frequency, recency, age, count)

    def __len__(self) -> int:
        return len(self.count)

    @property
    def customers(self) -> int:
        """Customers in all states together."""
        return int(self.count.sum())

    @property
    def informative(self) -> int:
        """Customers who bought on a second day."""
        return int(self.count[self.frequency > 0].sum())

    def sample(self, size: int, seed: int = 0) -> SufficientStats:
        """Return about `size` states drawn at random, for a cheap first estimate."""
        if len(self) <= size:
            return self
        chosen = np.random.default_rng(seed).choice(len(self), size, replace=False)
        return SufficientStats(
            self.frequency[chosen], self.recency[chosen], self.T[chosen], self.count[chosen]
        )


def history_of(customers: pl.DataFrame) -> tuple[Integers, Integers, Integers]:
    """Return frequency, recency and T of `customers`, after a look at whether they can be true.

    Raises
    ------
    InputError
        ``missing_columns``, ``unsupported_types`` or ``bad_history``.

    Examples
    --------
    >>> history_of(pl.DataFrame({"frequency": [1], "recency": [9], "T": [5]}))
    Traceback (most recent call last):
    clv.errors.InputError: bad_history (count=1)
    """
    require_columns(customers, FREQUENCY, RECENCY, T)
    frequency, recency, age = (_whole(customers[name]) for name in (FREQUENCY, RECENCY, T))
    wrong = (frequency < 0) | (recency < 0) | (recency > age)
    if wrong.any():
        raise InputError("bad_history", count=int(wrong.sum()))
    return frequency, recency, age


def _whole(column: pl.Series) -> Integers:
    """Return a column as integers, if that is what it holds."""
    if column.dtype.is_integer() and not column.null_count():
        return column.to_numpy().astype(np.int64, copy=False)
    values = column.to_numpy() if column.dtype.is_float() and not column.null_count() else None
    if values is None or not np.all(np.isfinite(values) & (values == np.floor(values))):
        raise InputError("unsupported_types", variant="whole", column=column.name)
    return values.astype(np.int64)


def require_columns(customers: pl.DataFrame, *names: str) -> None:
    """Raise `InputError` unless `customers` has the columns `names`."""
    missing = [name for name in names if name not in customers.columns]
    if missing:
        raise InputError("missing_columns", variant="model", names=tuple(missing))


def distinct_rows(*columns: Integers) -> tuple[tuple[Integers, ...], Integers]:
    """Return the distinct rows of non-negative integer columns, and where each row is among them.

    Returns
    -------
    distinct : tuple of numpy.ndarray
        One array a column, the distinct rows in ascending order.
    index : numpy.ndarray of shape (n_rows,)
        For every row, where its values stand in `distinct`.

    Examples
    --------
    >>> columns, index = distinct_rows(np.array([3, 1, 3]), np.array([5, 5, 5]))
    >>> [column.tolist() for column in columns], index.tolist()
    ([[1, 3], [5, 5]], [1, 0, 1])
    """
    keys, widths = _keys(columns)
    if np.prod(widths, dtype=float) <= COUNTED:
        tally = np.bincount(keys)
        return _rows(np.flatnonzero(tally), widths), (np.cumsum(tally > 0) - 1)[keys]
    distinct, index = np.unique(keys, return_inverse=True)
    return _rows(distinct, widths), index


def tally_rows(*columns: Integers) -> tuple[tuple[Integers, ...], Integers]:
    """Return the distinct rows of non-negative integer columns, and how often each occurs.

    Examples
    --------
    >>> columns, count = tally_rows(np.array([3, 1, 3]), np.array([5, 5, 5]))
    >>> [column.tolist() for column in columns], count.tolist()
    ([[1, 3], [5, 5]], [1, 2])
    """
    keys, widths = _keys(columns)
    distinct, count = np.unique(keys, return_counts=True)
    return _rows(distinct, widths), count


def _keys(columns: tuple[Integers, ...]) -> tuple[Integers, list[int]]:
    """Pack every row into one integer."""
    widths = [int(column.max(initial=0)) + 1 for column in columns]
    if np.prod(widths, dtype=float) >= 2**63:
        raise InputError("bad_history", variant="too_long")
    return np.ravel_multi_index(columns, widths), widths


def _rows(keys: Integers, widths: list[int]) -> tuple[Integers, ...]:
    return tuple(part.astype(np.int64) for part in np.unravel_index(keys, widths))
