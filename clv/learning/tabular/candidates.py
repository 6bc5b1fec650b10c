"""The learners, as scikit-learn estimators of one number or of the chance of each class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from clv.learning.learners.boosting import Boosting, HistBoosting, LightGBM
from clv.learning.learners.classifiers import CLASSIFIERS, Classifier
from clv.learning.learners.linear import (
    ElasticNet,
    LogLearner,
    NeuralNetwork,
    Ridge,
    SupportVectors,
)
from clv.learning.learners.trees import Bagging, DecisionTree, JointTrees, RandomForest
from clv.learning.tabular.target import Target
from clv.words import N_

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
CALIBRATED = ("svm", "tree", "forest")  # whose scores are bent until they read as chances
FOLDS = 3  # of the calibration
MOST_ROWS = {"svm": 3_000, "mlp": 5_000}  # learnt from where the time grows faster than the rows
FEWEST_HELD_BACK = 50  # rows from which a tenth can be held back for stopping early
BASELINE = "baseline"


@dataclass(frozen=True)
class Candidate:
    """One way to predict.

    Parameters
    ----------
    name, title : str
        For programs and for people.
    make : callable
        (seed, rows, columns) -> unfitted scikit-learn estimator.
    """

    name: str
    title: str
    make: Callable[[int, int, int], Any]

    def fit(
        self,
        inputs: Array,
        target: Target,
        rows: Places,
        many: Sequence[int],
        seed: int,
    ) -> Any:
        """Fit to some rows of the target.

        Parameters
        ----------
        inputs : ndarray of shape (n, columns)
            All rows, see `Encoder`.
        target : Target
            Of all rows.
        rows : ndarray of int
            Places of the rows to learn from.
        many : sequence of int
            Columns of codes, see `Encoder.many`.
        seed : int
            Of everything random.
        """
        import warnings

        rows = np.random.default_rng(seed).permutation(rows)[: MOST_ROWS.get(self.name)]
        estimator = self.make(seed, len(rows), inputs.shape[1])
        values = target.values[rows]
        if target.kind == "class" and self.name in CALIBRATED:
            estimator = _calibrated(estimator, values, seed)
        if many and self.name != BASELINE:
            estimator = _with_means(estimator, many, target, seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a network that stops early is no news to a person
            return estimator.fit(inputs[rows], values)


def candidates(target: Target) -> tuple[Candidate, ...]:
    """Return the baseline and the learners for a target."""
    return _REGRESSORS if target.kind == "number" else _CLASSIFIERS


def prediction(estimator: Any, inputs: Array, target_kind: str, labels: int) -> Array:
    """Predict numbers, shape (n,), or chances, shape (n, labels)."""
    if target_kind == "number":
        return np.asarray(estimator.predict(inputs), dtype=np.float64).ravel()
    chances = np.zeros((len(inputs), labels))
    chances[:, estimator.classes_.astype(np.int64)] = estimator.predict_proba(inputs)
    return chances


def _calibrated(estimator: Any, values: Array, seed: int) -> Any:
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.model_selection import StratifiedKFold

    rarest = int(np.unique(values, return_counts=True)[1].min())
    if rarest < 2:
        return estimator
    folds = StratifiedKFold(min(FOLDS, rarest), shuffle=True, random_state=seed)
    return CalibratedClassifierCV(estimator, cv=folds)


def _with_means(estimator: Any, many: Sequence[int], target: Target, seed: int) -> Any:
    """Replace codes of words by what was seen with them (Micci-Barreca 2001), out of fold."""
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import TargetEncoder

    kind = {0: "continuous", 2: "binary"}.get(len(target.labels), "multiclass")
    means = TargetEncoder(target_type=kind, random_state=seed)
    words = ColumnTransformer([("means", means, list(many))], remainder="passthrough")
    return Pipeline([("words", words), ("learner", estimator)])


def _prepared(estimator: Any, columns: int) -> Any:
    from clv.learning.preprocessing import prepared

    return _of_all_columns(prepared(estimator, columns))


def _of_all_columns(estimator: Any) -> Any:
    """Let a preparation keep every column: here a person says what is left out."""
    if "select" in getattr(estimator, "named_steps", {}):
        estimator.set_params(select__k="all", fill__keep_empty_features=True)
    return estimator


def _linear(learner: type[LogLearner], estimator: Any = None) -> Callable[[int, int, int], Any]:
    def make(seed: int, rows: int, columns: int) -> Any:
        from sklearn.compose import TransformedTargetRegressor
        from sklearn.preprocessing import StandardScaler

        own = learner(seed)
        inner = own._estimator() if estimator is None else estimator(own, rows)
        return TransformedTargetRegressor(_prepared(inner, columns), transformer=StandardScaler())

    return make


def _one_elastic_net(own: LogLearner, _rows: int) -> Any:
    from sklearn.linear_model import ElasticNet as Estimator

    return Estimator(random_state=own.seed, **own.estimator_params())


def _network(own: LogLearner, rows: int) -> Any:
    """Hold rows back for stopping early only where there are enough."""
    return own._estimator().set_params(early_stopping=rows >= FEWEST_HELD_BACK)


def _one_svm(own: LogLearner, _rows: int) -> Any:
    return own._estimator().estimator


def _trees(learner: type[JointTrees]) -> Callable[[int, int, int], Any]:
    return lambda seed, rows, columns: _prepared(learner(seed)._estimator(rows), columns)


def _boosted(learner: type[Boosting], loss: str) -> Callable[[int, int, int], Any]:
    return lambda seed, rows, _columns: _small(learner, seed, rows)._regressor(loss)


def _small(learner: type[Boosting], seed: int, rows: int) -> Boosting:
    """Let leaves of small tables be small."""
    leaf = max(2, min(20, rows // 20))
    return learner(seed, rounds=100, leaf_rows=leaf)


def _classes(learner: type[Classifier]) -> Callable[[int, int, int], Any]:
    return lambda seed, _rows, columns: _of_all_columns(learner(seed)._estimator(columns))


def _nothing(number: bool) -> Callable[[int, int, int], Any]:
    def make(_seed: int, _rows: int, _columns: int) -> Any:
        from sklearn.dummy import DummyClassifier, DummyRegressor

        return DummyRegressor() if number else DummyClassifier(strategy="prior")

    return make


def _title(learner: Any) -> str:
    return str(learner.title)


_REGRESSORS = (
    Candidate(BASELINE, N_("Mean of all (baseline)"), _nothing(True)),
    Candidate("ridge", _title(Ridge), _linear(Ridge)),
    Candidate("elastic_net", _title(ElasticNet), _linear(ElasticNet, _one_elastic_net)),
    Candidate("tree", _title(DecisionTree), _trees(DecisionTree)),
    Candidate("random_forest", _title(RandomForest), _trees(RandomForest)),
    Candidate("bagging", _title(Bagging), _trees(Bagging)),
    Candidate("hist_boosting", _title(HistBoosting), _boosted(HistBoosting, "squared_error")),
    Candidate("lightgbm", _title(LightGBM), _boosted(LightGBM, "regression")),
    Candidate("svm", _title(SupportVectors), _linear(SupportVectors, _one_svm)),
    Candidate("mlp", _title(NeuralNetwork), _linear(NeuralNetwork, _network)),
)
_CLASSIFIERS = (
    Candidate(BASELINE, N_("Shares of the classes (baseline)"), _nothing(False)),
    *(
        Candidate(name, _title(learner), _classes(learner))
        for name, learner in CLASSIFIERS.items()
    ),
    Candidate("lightgbm", _title(LightGBM),
              lambda seed, rows, _columns: _small(LightGBM, seed, rows)._classifier()),
)  # fmt: skip

TABLE_LEARNERS: dict[str, Candidate] = {
    each.name: each for each in (*_REGRESSORS, *_CLASSIFIERS) if each.name != BASELINE
}
