"""The purchase days of all customers as sorted arrays: how things stood on any day of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.tables import CUSTOMER_ID, DATE

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_EPOCH = date(1970, 1, 1)
_MANY = 20_000  # customers; of more, an even sample is looked at
_FAR = 1 << 20  # days; more than any log or calendar holds


def day_number(day: date) -> int:
    """Count days from 1970, as the arrays do.

    Examples
    --------
    >>> day_number(date(1970, 1, 31))
    30
    """
    return (day - _EPOCH).days


@dataclass(frozen=True, slots=True)
class States:
    """The customers known on one day: days silent, age of the first purchase at the last, counts.

    Parameters
    ----------
    silence, recency, frequency : array of int
        As in `clv.tables.CUSTOMERS`.
    wait : array of int
        Days until the next purchase, counted from the day after; very many where none came.
    """

    silence: Integers
    recency: Integers
    frequency: Integers
    wait: Integers


class PurchaseHistory:
    """Purchase days by customer, ready to be looked at from any day.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    end : datetime.date
        Later orders are left out.

    Attributes
    ----------
    first : int
        Day number of the first purchase of all.
    gaps : array of int
        Days between consecutive purchase days of the same customer, all of the log.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 11), datetime(2024, 3, 1)]
    >>> orders = pl.DataFrame({"customer_id": "ann", "date": days})
    >>> log = PurchaseHistory(orders, date(2024, 3, 31))
    >>> log.gaps.tolist(), log.on(day_number(date(2024, 1, 31))).wait.tolist()
    ([10, 50], [30])
    """

    def __init__(self, orders: pl.DataFrame, end: date) -> None:
        table = (
            orders.lazy()
            .select(CUSTOMER_ID, pl.col(DATE).dt.date())
            .filter(pl.col(DATE) <= end)
            .unique()
            .group_by(CUSTOMER_ID)
            .agg(pl.col(DATE).sort().to_physical().cast(pl.Int64).alias("days"))
            # By history, never by id: what comes of it must not change when ids do.
            .sort(
                pl.col("days").list.first(),
                pl.col("days").list.last(),
                pl.col("days").list.len(),
                pl.col("days").list.sum(),
            )
            .collect(engine="streaming")
        )
        histories = table["days"]
        differences = histories.list.diff(null_behavior="drop").explode(empty_as_null=False)
        self.gaps: Integers = differences.to_numpy()
        every = -(-len(histories) // _MANY)
        sample = histories.gather_every(every) if every > 1 else histories
        counts = sample.list.len().cast(pl.Int64).to_numpy()
        self._days: Integers = sample.explode(empty_as_null=False).to_numpy()
        self._stops: Integers = np.cumsum(counts)
        self._starts: Integers = self._stops - counts
        self._keys = np.repeat(np.arange(len(counts)), counts) * _FAR + self._days
        self.first = int(self._days.min()) if len(self._days) else day_number(end)

    def on(self, day: int) -> States:
        """Return how things stood at the end of a day."""
        owners = np.arange(len(self._starts)) * _FAR + day
        after = np.searchsorted(self._keys, owners, side="right")
        began = after > self._starts
        after, start, stop = after[began], self._starts[began], self._stops[began]
        last = self._days[after - 1]
        upcoming = self._days[np.minimum(after, len(self._days) - 1)]
        return States(
            day - last,
            last - self._days[start],
            after - start - 1,
            np.where(after < stop, upcoming - day, _FAR),
        )
