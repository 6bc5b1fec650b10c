"""What each source adds: a learner with and without it, on the same unseen days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers import History
from clv.evaluate.backtests.backtest import Backtest
from clv.evaluate.backtests.bootstrap import Draws, draw
from clv.evaluate.measures import column, gini, mae
from clv.intake import CustomerSource
from clv.learning import LEARNERS, TrainingData
from clv.words import N_

Array = npt.NDArray[np.float64]
ALL = N_("all sources")
SEEDS = 3  # fits of each, their mean counts: one fit's luck is as large as many a gain
GAINS = {
    "source": pl.String,
    "features": pl.Int64,
    "gini_with": pl.Float64,
    "gini_without": pl.Float64,
    "gini_gain": pl.Float64,
    "gini_gain_low": pl.Float64,
    "gini_gain_high": pl.Float64,
    "mae_gain": pl.Float64,
    "mae_gain_low": pl.Float64,
    "mae_gain_high": pl.Float64,
    "adds": pl.String,
}


def source_gains(
    orders: pl.DataFrame,
    lines: pl.DataFrame | None,
    tested: Backtest,
    sources: Iterable[CustomerSource],
    seed: int = 7,
    learner: str = "lightgbm",
) -> pl.DataFrame:
    """Train with all sources and without each, and compare what each had foreseen.

    Parameters
    ----------
    orders, lines : polars.DataFrame
        Tables `clv.tables.ORDERS` and `LINES` (or None).
    tested : Backtest
        Whose split, horizon and customers are those of the comparison.
    sources : iterable of CustomerSource
        The sources.
    seed : int
        The first of `SEEDS` seeds.
    learner : str
        A name in `clv.learning.LEARNERS`.

    Returns
    -------
    polars.DataFrame
        A row a source, and one for all together where there are several: how many ``features``,
        the ranking with all sources and without this one, ``gini_gain`` and ``mae_gain`` (money a
        customer) with 90 % ranges of paired draws of the customers, and ``adds`` (``"yes"`` where
        the ranking's range lies above nothing, ``"no"``, or ``"harms"`` where below).

    Raises
    ------
    UnsuitableDataError
        ``too_little_to_learn``.
    """
    who = tested.actual.select(t.CUSTOMER_ID)
    orders = orders.join(who, on=t.CUSTOMER_ID, how="semi")
    lines = None if lines is None else lines.join(who, on=t.CUSTOMER_ID, how="semi")
    history = History(orders, tested.split, lines, sources)
    data = TrainingData(history, tested.horizon)
    brought = {each.name: each.names for each in data.vocabulary.sources if each.names}
    if len(brought) > 1:
        brought[ALL] = tuple(name for names in brought.values() for name in names)
    actual = column(tested.actual, t.REVENUE)
    foreseen = {"": _foreseen(data, who, (), learner, seed)}
    foreseen |= {
        source: _foreseen(data, who, names, learner, seed) for source, names in brought.items()
    }
    drawn = draw(actual, foreseen)
    rows = [_row(name, brought, foreseen, actual, drawn) for name in brought]
    return pl.DataFrame(rows, GAINS, orient="row")


def _foreseen(
    data: TrainingData, who: pl.DataFrame, without: tuple[str, ...], learner: str, seed: int
) -> Array:
    """Return the mean of several fits' forecasts, in the order of `who`."""
    examples = data.examples.without(list(without))
    fits = [LEARNERS[learner](seed + more).fit_examples(examples) for more in range(SEEDS)]
    outlooks = [
        who.join(
            fit.outlook_from(data.today, data.growth),
            on=t.CUSTOMER_ID,
            how="left",
            maintain_order="left",
        )
        for fit in fits
    ]
    mean: Array = np.mean([column(outlook, t.EXPECTED_REVENUE) for outlook in outlooks], axis=0)
    return mean


def _row(
    name: str,
    brought: Mapping[str, tuple[str, ...]],
    foreseen: Mapping[str, Array],
    actual: Array,
    drawn: Draws,
) -> tuple[object, ...]:
    with_all, without = foreseen[""], foreseen[name]
    rank = drawn.gini[""] - drawn.gini[name]
    error = drawn.mae[name] - drawn.mae[""]
    low, high = _ends(rank)
    adds = "yes" if low is not None and low > 0 else "no"
    before, after = gini(actual, without), gini(actual, with_all)
    gain = after - before if before is not None and after is not None else None
    saved = mae(actual, without) - mae(actual, with_all)
    adds = "harms" if high is not None and high < 0 else adds
    return name, len(brought[name]), after, before, gain, low, high, saved, *_ends(error), adds


def _ends(values: Array) -> tuple[float | None, float | None]:
    if len(values) == 0:
        return None, None
    low, high = np.quantile(values, [0.05, 0.95])
    return float(low), float(high)
