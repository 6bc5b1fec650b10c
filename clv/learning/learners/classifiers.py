"""Classifiers: who will not order again within the horizon, and who will be among the best.

Each gives calibrated probabilities: a classifier's scores are bent by a logistic curve, learnt on
folds it was not trained on (Platt 1999), until they read as chances.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

import numpy as np
import numpy.typing as npt

from clv.errors import NotFittedError, UnsuitableDataError
from clv.learning.learner import matrix, usable_columns
from clv.learning.training_data import TrainingData

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Goal = Literal["churn", "high_value"]
FEWEST_OF_EACH = 20
LARGEST_SAMPLE = 20_000
FOLDS = 3


@dataclass(frozen=True, slots=True)
class Task:
    """What a classifier is to tell.

    Parameters
    ----------
    goal : {"churn", "high_value"}
        No order within the horizon, or among the best by revenue within it.
    share : float
        For ``"high_value"``: the share of customers that counts as the best.

    Examples
    --------
    >>> Task("churn").answer(np.array([0.0, 2.0]), np.array([0.0, 30.0])).tolist()
    [True, False]
    >>> Task("high_value", 0.5).answer(np.array([0.0, 2.0]), np.array([0.0, 30.0])).tolist()
    [False, True]
    """

    goal: Goal = "churn"
    share: float = 0.1

    def answer(self, orders: Array, revenue: Array) -> Flags:
        """Say for each customer whether it came true."""
        if self.goal == "churn":
            return np.asarray(orders == 0)
        size = max(1, round(self.share * len(revenue)))
        bar = np.partition(revenue, len(revenue) - size)[len(revenue) - size]
        return np.asarray(revenue >= max(bar, 1e-9))


class Classifier(ABC):
    """A classifier of customers with calibrated probabilities.

    Parameters
    ----------
    seed : int
        Seed of everything random.
    """

    name: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, seed: int = 7) -> None:
        self.seed = seed

    def __repr__(self) -> str:
        return f"{type(self).__name__}(seed={self.seed})"

    def fit(self, data: TrainingData, task: Task) -> Self:
        """Learn from the cutoffs of `data`.

        Raises
        ------
        UnsuitableDataError
            ``too_little_to_learn`` where one of the two answers is too rare.
        """
        from threadpoolctl import threadpool_limits

        self.task_ = task
        examples = data.examples.sample(LARGEST_SAMPLE, self.seed).in_content_order()
        answers = _answers(task, examples.orders, examples.revenue, examples.cutoff)
        rarer = int(min(answers.sum(), (~answers).sum()))
        if rarer < FEWEST_OF_EACH:
            raise UnsuitableDataError(
                "too_little_to_learn", variant="classifier", least=FEWEST_OF_EACH, rarer=rarer
            )
        self.columns_ = usable_columns(examples.inputs)
        with threadpool_limits(1):
            self._learn(matrix(examples.inputs, self.columns_), answers)
        return self

    def probability(self, data: TrainingData) -> Array:
        """Chance that the answer is yes, for each customer at the cut of `data`.

        Returns
        -------
        ndarray of shape (customers,)
            In the order of ``data.today``. For churn it is the chance over the whole horizon.
        """
        from threadpoolctl import threadpool_limits

        if not hasattr(self, "columns_"):
            raise NotFittedError
        with threadpool_limits(1):
            raw = self._predict(matrix(data.today, self.columns_))
        if self.task_.goal == "churn":
            raw = raw**data.growth
        chance: Array = np.clip(raw, 0.0, 1.0)
        return chance

    def _learn(self, inputs: Array, answers: Flags) -> None:
        from sklearn.calibration import CalibratedClassifierCV
        from sklearn.model_selection import StratifiedKFold

        # Shuffled: rows lie in the order of their content, and so would the folds.
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=self.seed)
        self.model_ = CalibratedClassifierCV(self._estimator(inputs.shape[1]), cv=folds)
        self.model_.fit(inputs, answers)

    def _predict(self, inputs: Array) -> Array:
        chance: Array = self.model_.predict_proba(inputs)[:, 1]
        return chance

    @abstractmethod
    def _estimator(self, features: int) -> Any:
        """Return the unfitted scikit-learn classifier."""


def _answers(task: Task, orders: Array, revenue: Array, cutoff: npt.NDArray[np.int64]) -> Flags:
    """Answer cutoff by cutoff: the best of one period are not held against another's."""
    answers = np.zeros(len(orders), dtype=np.bool_)
    for number in np.unique(cutoff):
        rows = cutoff == number
        answers[rows] = task.answer(orders[rows], revenue[rows])
    return answers


class Logistic(Classifier):
    """Logistic regression on prepared features."""

    name: ClassVar[str] = "logistic"
    title: ClassVar[str] = "Logistic regression"

    def _estimator(self, features: int) -> Any:
        from sklearn.linear_model import LogisticRegression

        from clv.learning.preprocessing import prepared

        return prepared(LogisticRegression(C=0.1, max_iter=500), features)


class TreeClassifier(Classifier):
    """One tree with large leaves."""

    name: ClassVar[str] = "tree"
    title: ClassVar[str] = "Decision tree"

    def _estimator(self, features: int) -> Any:
        from sklearn.tree import DecisionTreeClassifier

        from clv.learning.preprocessing import prepared

        tree = DecisionTreeClassifier(max_depth=5, min_samples_leaf=30, random_state=self.seed)
        return prepared(tree, features, keep=features)


class ForestClassifier(Classifier):
    """A random forest on subsamples."""

    name: ClassVar[str] = "forest"
    title: ClassVar[str] = "Random forest"

    def _estimator(self, features: int) -> Any:
        from sklearn.ensemble import RandomForestClassifier

        from clv.learning.preprocessing import prepared

        forest = RandomForestClassifier(
            n_estimators=60,
            min_samples_leaf=10,
            max_samples=0.5,
            n_jobs=1,
            random_state=self.seed,
        )
        return prepared(forest, features, keep=features)


class VectorClassifier(Classifier):
    """A support vector machine with a Gaussian kernel, on at most 3,000 customers."""

    name: ClassVar[str] = "svm"
    title: ClassVar[str] = "Support vector machine"

    def _estimator(self, features: int) -> Any:
        from sklearn.svm import SVC

        from clv.learning.preprocessing import prepared

        return prepared(SVC(C=1.0, gamma=0.01), features)

    def _learn(self, inputs: Array, answers: Flags) -> None:
        rows = np.random.default_rng(self.seed).permutation(len(inputs))[:3_000]
        super()._learn(inputs[rows], answers[rows])


class BoostingClassifier(Classifier):
    """Histogram gradient boosting."""

    name: ClassVar[str] = "boosting"
    title: ClassVar[str] = "Histogram boosting"

    def _estimator(self, features: int) -> Any:  # noqa: ARG002 - the others need it
        from sklearn.ensemble import HistGradientBoostingClassifier

        return HistGradientBoostingClassifier(
            learning_rate=0.06,
            max_iter=60,
            max_leaf_nodes=8,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=self.seed,
        )


CLASSIFIERS: dict[str, type[Classifier]] = {
    classifier.name: classifier
    for classifier in (
        Logistic,
        TreeClassifier,
        ForestClassifier,
        VectorClassifier,
        BoostingClassifier,
    )
}
