"""The customer base in a handful of figures: the same on the Overview page and in the report."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv import tables as t
from clv.customers.activity.return_model import ACTIVE, RECENT, ReturnModel


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """What describes a customer base.

    Parameters
    ----------
    customers, repeat : int
        All, and those with orders on more than one day.
    active : int or None
        Those who are recent or active; None where the log is too short to say.
    orders : int
        Orders of all.
    revenue : float
        Money of all orders.
    order_value : float or None
        Mean money of an order.
    order_gap : float or None
        The shop's usual gap: median of all gaps between consecutive purchase days.
    """

    customers: int
    active: int | None
    repeat: int
    orders: int
    revenue: float
    order_value: float | None
    order_gap: float | None


def key_figures(customers: pl.DataFrame, model: ReturnModel) -> KeyFigures:
    """Describe a customer base.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS`.
    model : ReturnModel
        Fitted to the same orders.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> from clv.customers import summarise
    >>> days = [datetime(2023, 1, 1), datetime(2023, 1, 31), datetime(2024, 3, 1)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "a", "b"], "date": days, "amount": 10.0})
    >>> end = date(2024, 3, 1)
    >>> figures = key_figures(summarise(orders, end), ReturnModel().fit(orders, end))
    >>> figures.active, figures.repeat, figures.order_value, figures.order_gap
    (1, 1, 10.0, 30.0)
    """
    orders, revenue = int(customers[t.ORDER_COUNT].sum()), float(customers[t.REVENUE].sum())
    repeat = customers.filter(pl.col(t.FREQUENCY) > 0).height
    here = model.predict(customers)[t.ACTIVITY].is_in([RECENT, ACTIVE]).sum()
    return KeyFigures(
        customers=customers.height,
        active=int(here) if model.known_ else None,
        repeat=repeat,
        orders=orders,
        revenue=revenue,
        order_value=revenue / orders if orders else None,
        order_gap=model.usual_gap_ if repeat else None,
    )
