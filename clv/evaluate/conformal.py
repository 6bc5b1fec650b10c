"""Ranges of single customers held to their word: stretched until nine in ten held in the past.

Split conformal prediction by groups (Mondrian): at earlier days of the log every customer's range
is held against what came. Within each tenth of the customers, by what was expected of them, the
factor is found by which upper ends must be multiplied, and lower ends divided, for nine in ten to
hold. Whatever forecaster the ranges come from, they are then right on average: a learned one's are
those of the pair that carries its total, moved to where it expects the money.

Vovk, V., Gammerman, A., Shafer, G. (2005). "Algorithmic Learning in a Random World." Springer,
section 4.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers import History
from clv.errors import ModelError
from clv.evaluate.backtests.backtest import Backtest
from clv.evaluate.calibration import Outlook, representative, splits_inside
from clv.evaluate.champion.champion_forecast import share_factor
from clv.evaluate.measures import column
from clv.models import TENTHS, tenth_of

SPLITS = 3  # the latest that look far enough ahead
FEWEST = 30  # customers in a tenth, for it to say anything
INSIDE = 0.90
NARROWEST, WIDEST = 0.7, 4.0

Floats = npt.NDArray[np.float64]


def stretch(expected: Floats, low: Floats, high: Floats, came: Floats) -> Floats:
    """Return the factor of the ranges in each tenth, shape (10,): 1 where they held as promised.

    Parameters
    ----------
    expected, low, high : numpy.ndarray of shape (n,)
        What was expected of each customer, with its range.
    came : numpy.ndarray of shape (n,)
        What came.

    Examples
    --------
    >>> high = np.full(400, 10.0)
    >>> came = np.linspace(0, 20, 400)
    >>> float(stretch(np.linspace(1, 2, 400), 0 * high, high, came).round(1).max())
    2.0
    """
    tenth = tenth_of(expected)
    with np.errstate(divide="ignore", invalid="ignore"):
        above, below = came / high, low / came
    needed = np.maximum(np.nan_to_num(above, posinf=np.inf), np.nan_to_num(below, posinf=np.inf))
    factors = np.ones(TENTHS)
    for place in range(TENTHS):
        mine = np.sort(needed[tenth == place])
        if len(mine) < FEWEST:
            continue
        rank = min(int(np.ceil(INSIDE * (len(mine) + 1))), len(mine)) - 1
        silent = mine[rank] == 0  # so many bought nothing that any range holds
        factors[place] = 1.0 if silent else np.clip(mine[rank], NARROWEST, WIDEST)
    return factors


def range_factors(orders: pl.DataFrame, end: date, horizon: int, look: Outlook) -> Floats:
    """Return by how much the ranges of a forecaster have to be stretched, shape (10,).

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    end : datetime.date
        Last day of the observation; nothing later is looked at.
    horizon : int
        Days that today's forecast looks ahead; half of the log where that is shorter.
    look : callable
        The forecaster.

    Returns
    -------
    numpy.ndarray of shape (10,)
        Ones where no earlier day could be tested.
    """
    orders = representative(orders.filter(pl.col(t.DATE).dt.date() <= end))
    if orders.is_empty():
        return np.ones(TENTHS)
    first: date = orders[t.DATE].dt.date().min()  # type: ignore[assignment]
    splits = splits_inside(first, end, horizon)
    farthest = max((split.horizon for split in splits), default=0)
    chosen = [split for split in splits if split.horizon >= 0.9 * farthest][-SPLITS:]
    tested = []
    for split in chosen:
        history = History(orders, split.day)
        try:
            outlook = look(history, split.horizon)
        except ModelError:
            continue
        came = history.future(orders, split.horizon).select(t.CUSTOMER_ID, came=t.REVENUE)
        tested.append(outlook.join(came, on=t.CUSTOMER_ID, how="left"))
    columns = (t.EXPECTED_REVENUE, t.EXPECTED_REVENUE_LOW, t.EXPECTED_REVENUE_HIGH, "came")
    return _mean(
        [stretch(*(table[name].fill_null(0.0).to_numpy() for name in columns)) for table in tested]
    )


def range_factors_of_tests(tests: Sequence[Backtest], champion: str, pair: str) -> Floats | None:
    """Return the same from tests already made, the money spread as the champion spreads it.

    Parameters
    ----------
    tests : sequence of Backtest
        Of one log on several days.
    champion : str
        Who spreads the money over the customers.
    pair : str
        The purchase and spend model that carries total and ranges; the champion itself may be it.

    Returns
    -------
    numpy.ndarray of shape (10,) or None
        None where no test holds both.
    """
    factors = []
    for test in tests:
        if champion not in test.outlooks or pair not in test.outlooks:
            continue
        own = test.outlooks[pair]
        ends = (t.EXPECTED_REVENUE, t.EXPECTED_REVENUE_LOW, t.EXPECTED_REVENUE_HIGH)
        expected, low, high = (column(own, name) for name in ends)
        times = share_factor(column(test.outlooks[champion], t.EXPECTED_REVENUE), expected)
        came = column(test.actual, t.REVENUE)
        factors.append(stretch(times * expected, times * low, times * high, came))
    return _mean(factors) if factors else None


def _mean(factors: Sequence[Floats]) -> Floats:
    return np.asarray(np.exp(np.mean(np.log(factors), axis=0))) if factors else np.ones(TENTHS)
