"""Retention and churn, period by period: who is still a customer by their own rhythm.

A customer is with the shop from an order until silence is longer than normal for them (see
`clv.customers.lifecycle`), and again from the order that breaks the silence.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.customers.lifecycle import longest_normal, typical_gap
from clv.customers.summarise import summarise
from clv.tables import CUSTOMER_ID, DATE, FIRST_ORDER, FREQUENCY, RECENCY

Every = Literal["month", "quarter"]

_MONTHS = {"month": 1, "quarter": 3}
_NORMAL = 0.10
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


def rates(orders: pl.DataFrame, every: Every = "month", end: date | None = None) -> pl.DataFrame:
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

    Returns
    -------
    polars.DataFrame
        ``period`` (its first day), ``start``, ``kept``, ``lost``, ``won`` (first order in the
        period), ``returned`` (had gone quiet before it), ``end`` (customers), ``retention``,
        ``churn`` (null where nobody was there at the start): each period that is over at `end`.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 3, 31)]
    >>> orders = pl.DataFrame({"customer_id": "ann", "date": days, "amount": 10.0})
    >>> rates(orders)["end"].to_list()
    [1, 1, 1]
    """
    customers = summarise(orders, end)
    if customers.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    last = end or orders.select(pl.col(DATE).max().dt.date()).item()
    edges = _edges(customers.select(pl.col(FIRST_ORDER).min()).item(), last, _MONTHS[every])
    there = _there(_stays(orders, last, typical_gap(customers)), edges, customers.height)
    first = customers[FIRST_ORDER].to_numpy()
    counts = [
        (opens, *_counts(there[place], there[place + 1], first >= np.datetime64(opens)))
        for place, opens in enumerate(edges[:-1])
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


def _stays(orders: pl.DataFrame, last: date, gap: float) -> pl.DataFrame:
    """Return the stretches in which customers are with the shop: their number, from, to."""
    days = (
        orders.lazy()
        .select(CUSTOMER_ID, pl.col(DATE).dt.date())
        .filter(pl.col(DATE) <= last)
        .unique()
        .sort(CUSTOMER_ID, DATE)
        .select(pl.col(CUSTOMER_ID).rle_id().alias("number"), DATE)
        .with_columns(
            pl.int_range(pl.len()).over("number").alias(FREQUENCY),
            (pl.col(DATE) - pl.col(DATE).first().over("number")).dt.total_days().alias(RECENCY),
            pl.col(DATE).shift(-1).over("number").alias("next"),
        )
    )
    normal = longest_normal(_NORMAL, gap).floor().clip(upper_bound=36_500)
    quiet = pl.col(DATE) + pl.duration(days=normal)
    ends = pl.min_horizontal(quiet, pl.col("next") - pl.duration(days=1))
    return days.select("number", pl.col(DATE).alias("from"), ends.alias("to")).collect()


def _there(stays: pl.DataFrame, edges: list[date], customers: int) -> list[NDArray[np.bool_]]:
    """Tell for the eve of each edge which customers are with the shop."""
    there = []
    for edge in edges:
        eve = edge - timedelta(days=1)
        present = np.zeros(customers, dtype=bool)
        seen = stays.filter(pl.col("from") <= eve, pl.col("to") >= eve)
        present[seen["number"].to_numpy()] = True
        there.append(present)
    return there


def _counts(
    before: NDArray[np.bool_], after: NDArray[np.bool_], since: NDArray[np.bool_]
) -> tuple[int, int, int, int, int, int, float | None, float | None]:
    """Count start, kept, lost, won, returned and end, and both rates."""
    start, end = int(before.sum()), int(after.sum())
    kept, won = int((before & after).sum()), int((after & since).sum())
    retention = kept / start if start else None
    churn = None if retention is None else 1 - retention
    return start, kept, start - kept, won, end - kept - won, end, retention, churn
