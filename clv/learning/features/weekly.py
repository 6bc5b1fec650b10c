"""A log as weeks: how many purchase days and how much money each customer had in each week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers import History

Array = npt.NDArray[np.float32]
WEEK = 7
LONGEST = 156  # weeks looked back


@dataclass(frozen=True, eq=False)
class Weekly:
    """One row a customer, one column a week; the last column ends at the cut.

    Parameters
    ----------
    ids : polars.Series
        Who they are, sorted.
    counts, spend : ndarray of shape (customers, weeks)
        Purchase days, and money, of each week.
    first : ndarray of shape (customers,)
        The week of the first purchase; 0 where it lies before the first column.
    age : ndarray of shape (customers,)
        Weeks by which the first purchase lies before the first column, else 0.
    season : ndarray of shape (weeks,)
        Place of each week in its year, 0 to 1.
    cut : datetime.date
        Last day seen.
    """

    ids: pl.Series
    counts: Array
    spend: Array
    first: npt.NDArray[np.int64]
    age: Array
    season: Array
    cut: date

    @classmethod
    def of(cls, history: History) -> Weekly:
        """Lay out a history.

        Examples
        --------
        >>> from datetime import datetime
        >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 9), datetime(2024, 1, 10)]
        >>> orders = {"customer_id": ["a"] * 3, "date": days, "amount": [5.0, 2.0, 4.0]}
        >>> weekly = Weekly.of(History(pl.DataFrame(orders), date(2024, 1, 14)))
        >>> weekly.counts.tolist(), weekly.spend.tolist(), weekly.first.tolist()
        ([[1.0, 2.0]], [[5.0, 6.0]], [0])
        """
        days = (
            history.orders.lazy()
            .group_by(t.CUSTOMER_ID, pl.col(t.DATE).dt.date())
            .agg(pl.col(t.AMOUNT).sum())
            .with_columns(
                week=(pl.lit(history.cut) - pl.col(t.DATE)).dt.total_days() // WEEK,
            )
            .group_by(t.CUSTOMER_ID, "week")
            .agg(pl.len().alias("days"), pl.col(t.AMOUNT).sum())
            .collect()
        )
        ids = days[t.CUSTOMER_ID].unique().sort()
        places = days.select(
            pl.col(t.CUSTOMER_ID).replace_strict(ids, range(len(ids)), return_dtype=pl.Int64)
        ).to_series()
        back = days["week"].to_numpy()
        width = min(LONGEST, int(back.max()) + 1)
        inside, rows = back < width, places.to_numpy()
        counts, spend = np.zeros((2, len(ids), width), np.float32)
        counts[rows[inside], width - 1 - back[inside]] = days["days"].to_numpy()[inside]
        spend[rows[inside], width - 1 - back[inside]] = days[t.AMOUNT].to_numpy()[inside]
        oldest = np.zeros(len(ids), np.int64)
        np.maximum.at(oldest, rows, back)
        first = np.maximum(width - 1 - oldest, 0)
        age = np.maximum(oldest - (width - 1), 0).astype(np.float32)
        return cls(
            ids, counts, spend, first, age, seasons(history.cut, 1 - width, width), history.cut
        )

    @property
    def weeks(self) -> int:
        """How many weeks there are."""
        return int(self.counts.shape[1])


def seasons(cut: date, start: int, weeks: int) -> Array:
    """Return the place in the year of so many weeks, `start` of them after the one up to `cut`."""
    middles = [cut + timedelta(days=WEEK * (start + number) - WEEK // 2) for number in range(weeks)]
    return np.array([day.timetuple().tm_yday / 365.25 for day in middles], np.float32)
