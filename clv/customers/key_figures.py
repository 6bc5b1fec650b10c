"""The customer base in a handful of figures: the same on the Overview page and in the report."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv import tables as t


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """What describes a customer base.

    Parameters
    ----------
    customers, active, repeat : int
        All, those who are not quiet, and those with orders on more than one day.
    orders : int
        Orders of all.
    revenue : float
        Money of all orders.
    order_value : float or None
        Mean money of an order.
    order_gap : float or None
        Median of the repeat customers' mean days between two purchase days.
    """

    customers: int
    active: int
    repeat: int
    orders: int
    revenue: float
    order_value: float | None
    order_gap: float | None


def key_figures(activity: pl.DataFrame) -> KeyFigures:
    """Describe a customer base.

    Parameters
    ----------
    activity : polars.DataFrame
        `clv.tables.CUSTOMERS` with ``quiet`` (bool).

    Examples
    --------
    >>> people = pl.DataFrame(
    ...     {"frequency": [2, 0], "recency": [60, 0], "orders": [3, 1], "revenue": [90.0, 10.0],
    ...      "quiet": [False, True]}
    ... )
    >>> figures = key_figures(people)
    >>> figures.active, figures.repeat, figures.order_value, figures.order_gap
    (1, 1, 25.0, 30.0)
    """
    repeat = activity.filter(pl.col(t.FREQUENCY) > 0)
    orders, revenue = int(activity[t.ORDER_COUNT].sum()), float(activity[t.REVENUE].sum())
    gap: float | None = (repeat[t.RECENCY] / repeat[t.FREQUENCY]).median()  # type: ignore[assignment]
    return KeyFigures(
        customers=activity.height,
        active=activity.height - int(activity["quiet"].sum()),
        repeat=repeat.height,
        orders=orders,
        revenue=revenue,
        order_value=revenue / orders if orders else None,
        order_gap=gap,
    )
