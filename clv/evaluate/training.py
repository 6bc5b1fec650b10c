"""Train and compare everything within a time budget, and keep the best learner, taught anew.

Three stages: all forecasters are held against the hidden days; the best learner's settings are
searched in what is left of the time; with them it learns once more, now from the whole log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

import polars as pl

from clv.errors import ModelError, Notice
from clv.evaluate.backtests.backtest import Backtest, backtest
from clv.evaluate.champion.choice import recommend
from clv.evaluate.explain.explained_model import ExplanationData
from clv.evaluate.forecasters import REFERENCE
from clv.evaluate.measures import measure
from clv.intake import CustomerSource
from clv.learning import LEARNERS, OUTLIERS, Learner, TrainingData, Tuned, tune
from clv.options import Settings

Tell = Callable[[Notice], None]
Ask = Callable[[], bool]


@dataclass(frozen=True)
class Trained:
    """What a training brought.

    Parameters
    ----------
    tested : Backtest
        All forecasters on the hidden days.
    recommended : str
        The one to use; empty where nothing could be measured.
    tuned : Tuned or None
        The search for better settings, where there was time for one.
    learner : Learner or None
        The best learned forecaster, fitted on the whole log; None where none could be.
    data : TrainingData
        What it learnt from.
    gini_before, gini_after : float or None
        Ranking of the best learner on the hidden days with its usual settings, and with those
        found; None where none were found. The better ones are kept.
    """

    tested: Backtest
    recommended: str
    tuned: Tuned | None
    learner: Learner | None
    data: TrainingData
    gini_before: float | None = None
    gini_after: float | None = None


def train(
    orders: pl.DataFrame,
    lines: pl.DataFrame | None,
    end: date,
    settings: Settings,
    seconds: float,
    tell: Tell,
    stopped: Ask,
    sources: Iterable[CustomerSource] = (),
) -> Trained:
    """Compare all forecasters, tune the best learner, and teach it the whole log.

    Parameters
    ----------
    orders, lines : polars.DataFrame
        Tables `clv.tables.ORDERS` and `LINES` (or None).
    end : datetime.date
        Last day of the observation.
    settings : Settings
        Horizon, engine, seed.
    seconds : float
        Time budget; a model that has begun is finished.
    tell : callable
        Told in words what is being done.
    stopped : callable
        Asked again and again whether to give up.
    sources : iterable of CustomerSource
        What else is known of the customers, for features of it.

    Returns
    -------
    Trained

    Raises
    ------
    UnsuitableDataError
        Where the log is too short or too small to test anything.
    """
    over = perf_counter() + seconds

    def late() -> bool:
        return stopped() or perf_counter() > over

    tested = backtest(orders, None, "all", settings, lines, tell, late, sources)
    best = _searchable(tested) or recommend(tested, "learned")
    data = ExplanationData(orders, lines, tested, end, settings.horizon, sources=sources)
    if not best or stopped():
        return Trained(tested, recommend(tested), None, None, data.now)
    left = over - perf_counter()
    tuned = _tuned(LEARNERS[best], data.then, left, tell, late, settings.seed)
    before, after = _gini_of(tested, best), None
    chosen = LEARNERS[best](settings.seed)
    if tuned is not None and tuned.learner.choices:
        after = _gini_with(tuned.learner, data)
        chosen = tuned.learner if (after or 0.0) > (before or 0.0) else chosen
    tell(Notice("training_whole", title=chosen.title))
    return Trained(
        tested,
        recommend(tested),
        tuned,
        _teachable(chosen, data.now),
        data.now,
        before,
        after,
    )


def _searchable(tested: Backtest) -> str:
    """Name the best learner that has settings to search; a blend has none."""
    able = [name for name, kind in LEARNERS.items() if kind.space]
    among = tested.table.filter(pl.col("name").is_in([*able, REFERENCE]))
    return recommend(replace(tested, table=among), "learned")


def _tuned(
    learner: type[Learner], data: TrainingData, seconds: float, tell: Tell, late: Ask, seed: int
) -> Tuned | None:
    """Search in the time left; None without time, without a search space or without a past."""
    if seconds <= 0 or late() or not learner.space:
        return None
    try:
        return tune(learner, data, seconds, tell, late, seed)
    except ModelError:
        return None


def _teachable(learner: Learner, data: TrainingData) -> Learner | None:
    try:
        return learner.fit(data)
    except ModelError:
        return None


def _gini_of(tested: Backtest, name: str) -> float | None:
    gini: float | None = tested.table.filter(pl.col("name") == name)["gini"][0]
    return gini


def _gini_with(learner: Learner, data: ExplanationData) -> float | None:
    """Rank the hidden days with a learner's settings, fitted before them."""
    again = type(learner)(learner.seed, **learner.choices).fit(data.then)
    return measure(again.outlook(data.then), data.actual)["gini"]


def preparation_effect(data: ExplanationData, name: str = "ridge", seed: int = 7) -> pl.DataFrame:
    """Train a learner with each way to treat outliers and to choose features, on unseen days.

    Parameters
    ----------
    data : ExplanationData
        What was known before the split of a test, and what came.
    name : str
        A learner that is not made of trees: trees need no preparation.
    seed : int
        Seed of everything random.

    Returns
    -------
    polars.DataFrame
        ``outliers``, ``keep`` (features kept at most) and the measures of
        `clv.evaluate.measures.measure`; the first row is the usual one.
    """
    ways = [(outliers, 30) for outliers in OUTLIERS] + [("quantile", 10), ("quantile", 1000)]
    rows = []
    for outliers, keep in ways:
        learner = LEARNERS[name](seed, outliers=outliers, keep=keep).fit(data.then)
        measured = measure(learner.outlook(data.then), data.actual)
        rows.append({"outliers": outliers, "keep": keep, **measured})
    return pl.DataFrame(rows)
