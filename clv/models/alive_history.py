"""How sure one could be of a customer, day by day: what a model said on every day of the past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from clv.models.purchase import PurchaseModel
from clv.tables import DATE, FREQUENCY, P_ALIVE, P_BUY, RECENCY, T


def chances(
    purchase: PurchaseModel | None, orders: Sequence[date], until: date, horizon: int
) -> pl.DataFrame:
    """Follow P(alive) and the chance of another order, as a model sees them on each day.

    BG/NBD holds everybody who bought once alive for ever, which says nothing: as long as the model
    is certain of somebody before their second order, P(alive) stays empty.

    Parameters
    ----------
    purchase : PurchaseModel, optional
        A fitted model; without one there are no chances.
    orders : sequence of datetime.date
        Days of one customer's orders, in any order.
    until : datetime.date
        Last day.
    horizon : int
        Days that the chance of another order looks ahead.

    Returns
    -------
    polars.DataFrame
        ``date``, ``p_alive`` (null as above), ``p_buy``: a row a day from the first order on.

    Examples
    --------
    >>> chances(None, [date(2024, 1, 1)], date(2024, 1, 2), 90).columns
    ['date', 'p_alive', 'p_buy']
    """
    states = _states(orders, until)
    if purchase is None or states.is_empty():
        empty = pl.lit(None, pl.Float64)
        return states.select(DATE, empty.alias(P_ALIVE), empty.alias(P_BUY)).clear()
    alive = pl.Series(P_ALIVE, purchase.p_alive(states))
    certain = (states[FREQUENCY] == 0) & (alive >= 1)
    return states.select(
        DATE,
        pl.when(~certain).then(alive).alias(P_ALIVE),
        pl.Series(P_BUY, purchase.p_buy(states, horizon)),
    )


def _states(orders: Sequence[date], until: date) -> pl.DataFrame:
    """Return frequency, recency and T on each day."""
    days = sorted({day for day in orders if day <= until})
    if not days:
        return pl.DataFrame(
            schema={DATE: pl.Date, FREQUENCY: pl.Int64, RECENCY: pl.Int64, T: pl.Int64}
        )
    bought = np.array(days, dtype="datetime64[D]")
    seen = np.arange(bought[0], np.datetime64(until, "D") + 1)
    place = np.searchsorted(bought, seen, side="right") - 1
    return pl.DataFrame(
        {
            DATE: pl.Series(seen.astype("datetime64[ms]")).cast(pl.Date),
            FREQUENCY: place.astype(np.int64),
            RECENCY: (bought[place] - bought[0]).astype(np.int64),
            T: (seen - bought[0]).astype(np.int64),
        }
    )
