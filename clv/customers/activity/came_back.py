"""Who came back after a silence: counted on earlier days, the evidence beside every chance."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from clv import tables as t
from clv.customers.activity.purchase_history import PurchaseHistory, day_number


def silence_edges(usual_gap: float) -> tuple[int, ...]:
    """Return silences of one, two, three and six usual gaps, for `came_back`.

    Examples
    --------
    >>> silence_edges(30.0)
    (30, 60, 90, 180)
    """
    return tuple(sorted({max(1, round(times * usual_gap)) for times in (1, 2, 3, 6)}))


def came_back(orders: pl.DataFrame, day: date, window: int, edges: tuple[int, ...]) -> pl.DataFrame:
    """Count who came back within a window after an earlier day, by how long they were silent then.

    The evidence beside a chance: "of 100 customers silent for as long, 12 came back in 90 days".

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`, reaching to the window's end.
    day : datetime.date
        The earlier day.
    window : int
        Days after it that count.
    edges : tuple of int
        Silences in days at which one group ends and the next begins.

    Returns
    -------
    polars.DataFrame
        ``from``, ``to`` (days of silence, above and up to; null: open), ``customers``,
        ``returned`` (of them), one row a group, empty ones included.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 3, 1), datetime(2024, 1, 30)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "a", "b"], "date": days})
    >>> came_back(orders, date(2024, 1, 31), 30, (7,)).rows()
    [(-1, 7, 1, 0), (7, None, 1, 1)]
    """
    last = orders.select(pl.col(t.DATE).max().dt.date()).item()
    states = PurchaseHistory(orders, last).on(day_number(day))
    group = np.searchsorted(edges, states.silence, side="left")
    groups = len(edges) + 1
    back = np.bincount(group[states.wait <= window], minlength=groups)
    return pl.DataFrame(
        {
            "from": [-1, *edges],
            "to": [*edges, None],
            t.CUSTOMER_COUNT: np.bincount(group, minlength=groups),
            "returned": back,
        },
        schema_overrides={"to": pl.Int64()},
    )
