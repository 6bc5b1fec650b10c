"""Classifiers on held-out time: all of them, and two baselines, on the same days.

The baselines are the purchase model's chance to buy, and how long somebody has been silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from time import perf_counter

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers import History
from clv.errors import ModelError, Notice, SettingsError, UnsuitableDataError
from clv.evaluate.backtests.classifier_metrics import Classification, curve
from clv.evaluate.backtests.splits import hide, sampled
from clv.evaluate.measures import auc, average_rank, brier, weight_at_top
from clv.intake import CustomerSource
from clv.learning import CLASSIFIERS, Task, TrainingData
from clv.options import Settings

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BASELINES = {"purchase_model": "Purchase model", "silence": "How long silent"}
SCHEMA = {
    "name": pl.String,
    "title": pl.String,
    "kind": pl.String,
    "auc": pl.Float64,
    "average_precision": pl.Float64,
    "brier": pl.Float64,
    "lift10": pl.Float64,
    "seconds": pl.Float64,
}


def classify(
    orders: pl.DataFrame,
    task: Task | None = None,
    split: date | None = None,
    models: Iterable[str] | None = None,
    settings: Settings | None = None,
    lines: pl.DataFrame | None = None,
    progress: Callable[[Notice], None] | None = None,
    sources: Iterable[CustomerSource] = (),
) -> Classification:
    """Hold classifiers and baselines against days they have not seen.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    task : Task, optional
        Churn when None.
    split : datetime.date, optional
        Last day seen; as in `clv.evaluate.backtests.backtest` when None.
    models : iterable of str, optional
        Names in `clv.learning.CLASSIFIERS`; all when None. The baselines are always there.
    settings, lines, progress, sources
        As in `clv.evaluate.backtests.backtest`.

    Returns
    -------
    Classification

    Raises
    ------
    UnsuitableDataError
        ``too_short_to_test``, ``one_answer_only``.
    SettingsError
        ``bad_split``, ``unknown_model``.
    """
    settings, task = settings or Settings(), task or Task()
    names = _names(models)
    day, horizon = hide(orders, split, settings)
    orders, lines = sampled(orders, lines, settings.seed)
    data = TrainingData(History(orders, day, lines, sources), horizon)
    came = data.history.future(orders, horizon)
    answer = task.answer(
        came[t.ORDER_COUNT].to_numpy().astype(np.float64), came[t.REVENUE].to_numpy()
    )
    if answer.all() or not answer.any():
        raise UnsuitableDataError("one_answer_only", days=horizon, split=day)
    probabilities, seconds, failures = _ask(names, data, task, settings.seed, progress)
    table = _leaderboard(probabilities, seconds, answer)
    ids = came.select(t.CUSTOMER_ID)
    return Classification(task, day, horizon, ids, answer, probabilities, table, failures)


def _names(models: Iterable[str] | None) -> tuple[str, ...]:
    names = tuple(CLASSIFIERS) if models is None else tuple(models)
    unknown = [name for name in names if name not in CLASSIFIERS]
    if unknown:
        raise SettingsError(
            "unknown_model",
            variant="classifier",
            names=tuple(unknown),
            choices=tuple(CLASSIFIERS),
        )
    return names


def _ask(
    names: tuple[str, ...],
    data: TrainingData,
    task: Task,
    seed: int,
    progress: Callable[[Notice], None] | None,
) -> tuple[dict[str, Array], dict[str, float], dict[str, Notice]]:
    failures: dict[str, Notice] = {}
    probabilities, seconds = baselines(data, task), dict.fromkeys(BASELINES, 0.0)
    for name in names:
        if progress is not None:
            progress(Notice("training_one", title=CLASSIFIERS[name].title))
        start = perf_counter()
        try:
            probabilities[name] = CLASSIFIERS[name](seed).fit(data, task).probability(data)
        except ModelError as error:
            failures[name] = error.notice
        seconds[name] = perf_counter() - start
    return probabilities, seconds, failures


def chances(data: TrainingData, task: Task, name: str, seed: int = 7) -> pl.DataFrame:
    """Ask one classifier, or a baseline, about the customers of today.

    Parameters
    ----------
    data : TrainingData
        Up to today; its horizon is what the chance is about.
    task : Task
        Churn, or high value.
    name : str
        A name in `clv.learning.CLASSIFIERS` or in `BASELINES`.
    seed : int
        Seed of everything random.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``chance``, the highest first.
    """
    if name in BASELINES:
        chance = baselines(data, task)[name]
    else:
        chance = CLASSIFIERS[name](seed).fit(data, task).probability(data)
    customers = data.history.customers.select(t.CUSTOMER_ID).with_columns(
        pl.Series("chance", chance)
    )
    return customers.sort("chance", t.CUSTOMER_ID, descending=[True, False])


def baselines(data: TrainingData, task: Task) -> dict[str, Array]:
    """Answer without a classifier: from the purchase model, and from silence alone.

    For high value the purchase model's revenue and the recency give an order, which is laid over
    the chance of the whole; such a chance is right on average only.
    """
    customers = data.history.customers
    silence = (customers[t.T] - customers[t.RECENCY]).to_numpy().astype(np.float64)
    today = data.forecasts.columns(data.horizon)
    churning = task.goal == "churn"
    probabilities = {"silence": _by_order(silence if churning else -silence, data, task)}
    if data.forecasts.fitted is not None:
        buys, money = today["model_p_buy"].to_numpy(), today["model_revenue"].to_numpy()
        probabilities["purchase_model"] = 1.0 - buys if churning else _by_order(money, data, task)
    return probabilities


def _by_order(score: Array, data: TrainingData, task: Task) -> Array:
    """Turn an order into chances whose mean is what came true after the latest cutoff."""
    latest = data.examples.where(data.examples.cutoff == 0)
    rate = float(np.mean(task.answer(latest.orders, latest.revenue)))
    place = (average_rank(score) - 0.5) / len(score)
    chances: Array = np.clip(place ** ((1 - rate) / max(rate, 1e-6)), 0.0, 1.0)
    return chances


def _leaderboard(
    probabilities: dict[str, Array], seconds: dict[str, float], answer: Flags
) -> pl.DataFrame:
    rows = []
    for name, probability in probabilities.items():
        classifier = CLASSIFIERS.get(name)
        title = BASELINES[name] if classifier is None else classifier.title
        steps = curve(answer, probability)
        gained = steps["recall"].diff().fill_null(steps["recall"][0])
        top = _share_at_top(answer, probability)
        rows.append(
            (
                name,
                title,
                "baseline" if classifier is None else "learned",
                auc(answer, probability),
                float((gained * steps["precision"]).sum()),
                brier(answer, probability),
                top / float(np.mean(answer)),
                seconds[name],
            )
        )
    return pl.DataFrame(rows, SCHEMA, orient="row").sort("brier")


def _share_at_top(answer: Flags, probability: Array) -> float:
    """Share of yes in the top tenth; those tied at its edge count in part."""
    weight = weight_at_top(probability, 0.1)
    return float(np.sum(weight * answer) / np.sum(weight))
