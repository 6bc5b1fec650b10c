"""Search for better hyperparameters, within the time the person gives.

Successive halving (Jamieson & Talwalkar 2016): many candidates on few customers, the better half on
twice as many, and so on. Every candidate learns from the rehearsal, the same task one period
earlier, and is measured on what came after it: no day is used before its time. The defaults stay
in every rung, and give way only to something clearly better: years differ more than settings do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl

from clv import tables as t
from clv.errors import Notice
from clv.learning.learner import Learner
from clv.learning.learners.ensembles import deviance
from clv.learning.training_data import Examples, TrainingData
from clv.words import N_

CANDIDATES = 12
CLEARLY = 0.02  # how much lower than the defaults' the deviance has to be
RUNGS = (0.25, 0.5, 1.0)  # share of the rows, rung by rung; the better half goes on


@dataclass(frozen=True, slots=True)
class Tuned:
    """What a search found.

    Parameters
    ----------
    learner : Learner
        With the best hyperparameters, not yet fitted.
    trials : polars.DataFrame
        ``choices`` (text), ``rows``, ``deviance`` (lower is better), ``seconds``, in the order
        tried; the defaults are the first.
    finished : bool
        False when time ran out or the person cancelled; the best so far is returned.
    """

    learner: Learner
    trials: pl.DataFrame
    finished: bool


def tune(
    learner: type[Learner],
    data: TrainingData,
    seconds: float = 30.0,
    progress: Callable[[Notice], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    seed: int = 7,
) -> Tuned:
    """Search the hyperparameters of a learner.

    Parameters
    ----------
    learner : type
        One of `clv.learning.LEARNERS`.
    data : TrainingData
        What may be learnt from.
    seconds : float
        Time budget; a trial that has begun is finished.
    progress : callable, optional
        Told in words what is being tried.
    cancelled : callable, optional
        Asked before every trial whether to stop.

    Returns
    -------
    Tuned

    Raises
    ------
    UnsuitableDataError
        ``too_little_to_learn`` where the log is too short to rehearse.
    """
    search = _Search(learner, data, seconds, progress, cancelled, seed)
    rivals = _candidates(learner, seed)
    for share in RUNGS:
        rivals = search.rung(rivals, share)
        if search.stopped:
            break
        rivals = rivals[: (len(rivals) + 1) // 2]
    return Tuned(learner(seed, **search.best), search.table, not search.stopped)


class _Search:
    """The state of one search: the clock, the rehearsal, and what was tried."""

    def __init__(
        self,
        learner: type[Learner],
        data: TrainingData,
        seconds: float,
        progress: Callable[[Notice], None] | None,
        cancelled: Callable[[], bool] | None,
        seed: int,
    ) -> None:
        self.learner, self.seed = learner, seed
        self.end = perf_counter() + seconds
        self.tell = progress or (lambda _message: None)
        self.cancelled = cancelled or (lambda: False)
        self.examples = data.rehearsal.examples
        self.today = data.rehearsal.today.drop(t.CUSTOMER_ID)
        self.came = data.examples.where(data.examples.cutoff == 0).revenue
        self.rows: list[tuple[str, int, float, float]] = []
        self.best: dict[str, Any] = {}
        self.stopped = False

    def rung(self, rivals: list[dict[str, Any]], share: float) -> list[dict[str, Any]]:
        """Try the defaults and the rivals on a share of the rows; return the rivals, best first.

        A rung that is not finished decides nothing: `best` stays that of the rung before.
        """
        examples = self.examples.sample(max(200, round(share * len(self.examples))), self.seed)
        losses: list[float] = []
        for number, choices in enumerate([{}, *rivals], start=1):
            if self.rows and (perf_counter() > self.end or self.cancelled()):
                self.stopped = True
                return rivals
            notice = Notice("tuning", number=number, count=len(rivals) + 1, rows=len(examples))
            self.tell(notice)
            losses.append(self._trial(choices, examples))
        order = sorted(range(len(rivals)), key=lambda place: losses[place + 1])
        ranked = [rivals[place] for place in order]
        beaten = bool(rivals) and min(losses[1:]) < (1 - CLEARLY) * losses[0]
        self.best = ranked[0] if beaten else {}
        return ranked

    def _trial(self, choices: dict[str, Any], examples: Examples) -> float:
        start = perf_counter()
        revenue = self.learner(self.seed, **choices).fit_examples(examples).predict(self.today)[2]
        loss = deviance(self.came, revenue)
        self.rows.append((_text(choices), len(examples), loss, perf_counter() - start))
        return loss

    @property
    def table(self) -> pl.DataFrame:
        """What was tried."""
        schema = {"choices": pl.String, "rows": pl.Int64, "deviance": pl.Float64}
        return pl.DataFrame(self.rows, {**schema, "seconds": pl.Float64}, orient="row")


def _candidates(learner: type[Learner], seed: int) -> list[dict[str, Any]]:
    """Draw combinations of the search space by lot, the defaults left out."""
    grid = [
        dict(zip(learner.space, values, strict=True)) for values in product(*learner.space.values())
    ]
    order = np.random.default_rng(seed).permutation(len(grid))
    drawn = [
        grid[place] for place in order if {**learner.defaults, **grid[place]} != learner.defaults
    ]
    return drawn[: CANDIDATES - 1]


def _text(choices: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in choices.items()) or N_("defaults")
