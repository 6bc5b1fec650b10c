"""The rows of a table, dealt into folds and predicted by learners that did not see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.linalg import LinAlgError

from clv.errors import Notice
from clv.intake import TypedTable
from clv.learning.sampling import content_order
from clv.learning.tabular import measures as m
from clv.learning.tabular.candidates import BASELINE, Candidate, prediction
from clv.learning.tabular.encoding import Encoder
from clv.learning.tabular.target import Target
from clv.options import TargetOptions

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Tell = Callable[[Notice, float], None]


@dataclass(frozen=True, eq=False)
class Result:
    """How one learner did."""

    candidate: Candidate
    predicted: Array
    losses: Array
    seconds: float


@dataclass(frozen=True, eq=False)
class Rows:
    """Encoded rows in an order that their content decides, with their target."""

    encoder: Encoder
    inputs: Array
    target: Target
    folds: int
    seed: int

    @classmethod
    def of(
        cls, table: TypedTable, target: Target, encoder: Encoder, options: TargetOptions
    ) -> Rows:
        """Take the rows that have a target, encoded."""
        values = {each.name: each.values[target.rows] for each in table.columns}
        inputs = encoder.matrix(values, len(target.rows))
        order = content_order(target.values, *np.nan_to_num(inputs, nan=-1e9).T)
        target = replace(target, values=target.values[order], rows=target.rows[order])
        return cls(encoder, inputs[order], target, options.folds, options.seed)

    def sample(self, most: int) -> Rows:
        """Return at most so many rows, drawn by lot; a class keeps rows enough for the folds."""
        if len(self.inputs) <= most:
            return self
        places = np.random.default_rng(self.seed).permutation(len(self.inputs))
        taken = places[:most]
        if self.target.kind == "class":
            few = [
                places[self.target.values[places] == label][:20]
                for label in range(len(self.target.labels))
            ]
            taken = np.unique(np.concatenate([taken, *few]))
        taken = np.sort(taken)
        target = replace(
            self.target, values=self.target.values[taken], rows=self.target.rows[taken]
        )
        return replace(self, inputs=self.inputs[taken], target=target)

    def splits(self) -> list[tuple[Places, Places]]:
        """Deal the rows into folds: those learnt from, and those held back."""
        from sklearn.model_selection import KFold, StratifiedKFold

        values = self.target.values
        if self.target.kind == "number":
            folds: Any = KFold(
                min(self.folds, len(values) // 2), shuffle=True, random_state=self.seed
            )
        else:
            rarest = int(np.bincount(values.astype(np.int64)).min())
            count = max(2, min(self.folds, rarest))
            folds = StratifiedKFold(count, shuffle=True, random_state=self.seed)
        return list(folds.split(self.inputs, values))

    def compare(
        self, learners: tuple[Candidate, ...], tell: Tell, stopped: Callable[[], bool]
    ) -> tuple[list[Result], tuple[Notice, ...]]:
        """Predict every row by learners that have not seen it; the baseline is always done."""
        results, failures = [], []
        splits = self.splits()
        for number, candidate in enumerate(learners):
            if number and stopped():
                break
            share = 0.05 + 0.75 * number / len(learners)
            tell(Notice("training_one", title=candidate.title), share)
            began = perf_counter()
            try:
                predicted = self.held_back(candidate, splits)
            except (ValueError, ArithmeticError, LinAlgError):
                if candidate.name == BASELINE:
                    raise
                failures.append(Notice("learner_failed", title=candidate.title))
                continue
            losses = m.losses(self.target, predicted)
            results.append(Result(candidate, predicted, losses, perf_counter() - began))
        return results, tuple(failures)

    def held_back(self, candidate: Candidate, splits: list[tuple[Places, Places]]) -> Array:
        """Predict the rows of each fold by a learner fitted to the others."""
        size, labels = len(self.inputs), len(self.target.labels)
        predicted = np.empty(size if not labels else (size, labels))
        for learnt, held in splits:
            model = self.fit(candidate, learnt)
            predicted[held] = prediction(model, self.inputs[held], self.target.kind, labels)
        floor = floor_of(self.target)
        return predicted if floor is None else np.maximum(predicted, floor)

    def fit(self, candidate: Candidate, rows: Places) -> Any:
        """Fit a learner to some of the rows."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):  # OpenMP spins on small data
            return candidate.fit(self.inputs, self.target, rows, self.encoder.many, self.seed)


def floor_of(target: Target) -> float | None:
    """Return what no prediction may fall below: nought, where the target never was."""
    return 0.0 if target.kind == "number" and float(target.values.min()) >= 0 else None
