"""Retention and churn, period by period: who is lost by the end of each, and who came back.

A customer is with the shop as long as they are not lost by the one measured chance of
`clv.customers.activity.return_model`, and again from the order that ends the silence.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import polars as pl

from clv import tables as t
from clv.customers.activity.return_model import LOST, ReturnModel
from clv.customers.summarise import summarise_at

Every = Literal["month", "quarter"]

_MONTHS = {"month": 1, "quarter": 3}
_SCHEMA = {
    "period": pl.Date(),
    "start": pl.Int64(),
    "kept": pl.Int64(),
    "lost": pl.Int64(),
    "won": pl.Int64(),
    "returned": pl.Int64(),
    "end": pl.Int64(),
    "retention": pl.Float64(),
    "churn": pl.Float64(),
}


def rates(
    orders: pl.DataFrame,
    every: Every = "month",
    end: date | None = None,
    model: ReturnModel | None = None,
) -> pl.DataFrame:
    """Count the customers at both ends of each period, and who came and went between.

    Retention is kept / start, churn is 1 − retention; start = kept + lost and
    end = kept + won + returned.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    every : {"month", "quarter"}
        Length of a period.
    end : datetime.date, optional
        Last day of the observation; by default the day of the last order.
    model : ReturnModel, optional
        Fitted to the days up to `end`; by default it is fitted here.

    Returns
    -------
    polars.DataFrame
        ``period`` (its first day), ``start``, ``kept``, ``lost``, ``won`` (first order in the
        period), ``returned`` (had been lost before it), ``end`` (customers), ``retention``,
        ``churn`` (null where nobody was there at the start): each period that is over at `end`.
        Empty where the log is too short to call anybody lost.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, month, 1) for month in range(1, 13)]
    >>> orders = pl.DataFrame({"customer_id": "ann", "date": days, "amount": 10.0})
    >>> rates(orders)["end"].to_list()[:3]
    [1, 1, 1]
    """
    if orders.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    first, newest = orders.select(
        pl.col(t.DATE).min().dt.date().alias("first"), pl.col(t.DATE).max().dt.date().alias("last")
    ).row(0)
    last = end or newest
    model = model or ReturnModel().fit(orders, last)
    if not model.known_:
        return pl.DataFrame(schema=_SCHEMA)
    edges = _edges(first, last, _MONTHS[every])
    eves = [edge - timedelta(days=1) for edge in edges]
    there = [_there(model, customers) for customers in summarise_at(orders, eves)]
    counts = [
        (opens, *_counts(before, after, opens))
        for opens, before, after in zip(edges, there, there[1:], strict=False)
    ]
    return pl.DataFrame(counts, schema=_SCHEMA, orient="row")


def _edges(first: date, last: date, months: int) -> list[date]:
    """Return first days of the periods begun since the first order, up to the day after `last`."""
    month = (first.month - 1) // months * months
    edges = [date(first.year, month + 1, 1)]
    while edges[-1] <= last + timedelta(days=1):
        month += months
        edges.append(date(first.year + month // 12, month % 12 + 1, 1))
    return edges[:-1]


def _there(model: ReturnModel, customers: pl.DataFrame) -> pl.DataFrame:
    """Return the customers of a day who are not lost: id and day of the first order."""
    activity = model.predict(customers)[t.ACTIVITY]
    return customers.filter(activity != LOST).select(t.CUSTOMER_ID, t.FIRST_ORDER)


def _counts(
    before: pl.DataFrame, after: pl.DataFrame, opens: date
) -> tuple[int, int, int, int, int, int, float | None, float | None]:
    """Count start, kept, lost, won, returned and end, and both rates."""
    start, end = before.height, after.height
    kept = after.join(before, on=t.CUSTOMER_ID, how="semi").height
    won = after.filter(pl.col(t.FIRST_ORDER) >= opens).height
    retention = kept / start if start else None
    churn = None if retention is None else 1 - retention
    return start, kept, start - kept, won, end - kept - won, end, retention, churn
