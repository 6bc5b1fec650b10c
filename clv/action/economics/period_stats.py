"""What happened in one period: the counts that every metric starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from clv.customers import rates
from clv.errors import UnsuitableDataError
from clv.options import DAYS_PER
from clv.tables import AMOUNT, CUSTOMER_ID, DATE


@dataclass(frozen=True, slots=True)
class PeriodStats:
    """Counts of one period.

    Parameters
    ----------
    months : float
        Its length as far as the log covers it, in months of 365.25 / 12 days.
    revenue : float
        Money of its orders.
    orders, customers, won : int
        Orders; customers who ordered; customers whose first order falls into it.
    kept, started : int
        Customers there at the start of each of its months, summed; and those of them still there
        at the end.
    first, last : datetime.date
        Its first and last day.
    """

    first: date
    last: date
    months: float
    revenue: float
    orders: int
    customers: int
    won: int
    kept: int
    started: int

    @property
    def retention(self) -> float | None:
        """Share of customers kept from month to month; None where nobody was there."""
        return self.kept / self.started if self.started else None


def period_stats(orders: pl.DataFrame, days: int, end: date | None = None) -> PeriodStats:
    """Count what happened in the `days` days up to `end`, by default the day of the last order.

    Raises
    ------
    UnsuitableDataError
        ``no_orders``, where none falls into the period.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 2, 1)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b"], "date": days, "amount": 9.0})
    >>> period_stats(orders, days=10).won
    1
    """
    last = end or orders.select(pl.col(DATE).max().dt.date()).item()
    if last is None or (seen := _within(orders, last, days)).is_empty():
        raise UnsuitableDataError("no_orders", variant="days", days=days)
    first = orders.group_by(CUSTOMER_ID).agg(pl.col(DATE).min())
    monthly = rates(orders, end=last).filter(pl.col("period") > last - timedelta(days=days))
    return PeriodStats(
        first=last - timedelta(days=days - 1),
        last=last,
        months=_seen_days(orders, last, days) / DAYS_PER["month"],
        revenue=float(seen[AMOUNT].sum()),
        orders=seen.height,
        customers=seen[CUSTOMER_ID].n_unique(),
        won=_within(first, last, days).height,
        kept=int(monthly["kept"].sum()),
        started=int(monthly["start"].sum()),
    )


def _within(table: pl.DataFrame, last: date, days: int) -> pl.DataFrame:
    first = last - timedelta(days=days - 1)
    return table.filter(pl.col(DATE) >= first, pl.col(DATE) < last + timedelta(days=1))


def _seen_days(orders: pl.DataFrame, last: date, days: int) -> int:
    """Return the days of the period that the log covers."""
    begun: date = orders.select(pl.col(DATE).min().dt.date()).item()
    return min(days, (last - begun).days + 1)
