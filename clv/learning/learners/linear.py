"""Learners that are not trees: ridge, elastic net, support vectors, a small neural network.

They see the logarithm of orders and of revenue, at once and on one scale. Coming back from the
logarithm, nothing lies beyond what was seen in training, and the totals are made to agree with the
training totals (the idea of Duan's smearing, 1983, JASA 78).
"""

from __future__ import annotations

import warnings
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from clv.learning.learner import Array, Learner
from clv.learning.training_data import Examples

PREPARATION = {"outliers": "quantile", "keep": 30}  # how the features are prepared
TAIL = 0.995  # quantile of the training scores beyond which a score says nothing


class LogLearner(Learner):
    """A regression of log(1 + orders) and log(1 + revenue), and a logistic curve for buying."""

    largest: ClassVar[int] = 50_000  # rows learnt from

    def estimator_params(self) -> dict[str, Any]:
        """Return the hyperparameters of the estimator, without those of the preparation."""
        return {name: value for name, value in self.settings.items() if name not in PREPARATION}

    def _estimator(self) -> Any:
        """Return the unfitted scikit-learn regressor of two targets."""
        raise NotImplementedError

    def _learn(self, inputs: Array, examples: Examples) -> None:
        from clv.learning.preprocessing import prepared

        rows = np.random.default_rng(self.seed).permutation(len(examples))[: self.largest]
        self.unit_ = float(np.mean(examples.revenue[examples.bought])) or 1.0
        money = np.maximum(examples.revenue, 0.0) / self.unit_
        logs = np.log1p(np.column_stack([examples.orders, money]))
        self.mean_, spread = logs[rows].mean(axis=0), logs[rows].std(axis=0)
        self.scale_ = np.where(spread > 0, spread, 1.0)
        chosen = {name: self.settings[name] for name in PREPARATION}
        self.model_ = prepared(self._estimator(), inputs.shape[1], **chosen)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a network that stops early is no news to a person
            self.model_.fit(inputs[rows], (logs[rows] - self.mean_) / self.scale_)
        self._level(inputs, logs, examples.bought)

    def _level(self, inputs: Array, logs: Array, bought: npt.NDArray[np.bool_]) -> None:
        """Set the totals right, and learn who buys from the scores."""
        from sklearn.linear_model import LogisticRegression

        self.most_score_ = np.full(2, np.inf)
        scores = self._score(inputs)
        self.most_score_ = np.quantile(scores, TAIL, axis=0)
        back = np.expm1(np.clip(scores, 0.0, self.most_score_))
        self.smear_ = np.expm1(logs).sum(axis=0) / np.maximum(back.sum(axis=0), 1e-9)
        self.rate_ = float(bought.mean())
        self.buys_ = LogisticRegression()
        if 0 < self.rate_ < 1:
            self.buys_.fit(scores, bought)

    def _score(self, inputs: Array) -> Array:
        """Return the predicted logarithms of orders and of revenue, shape (n, 2)."""
        logs: Array = self.model_.predict(inputs) * self.scale_ + self.mean_
        return logs

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        scores = self._score(inputs)
        back = np.expm1(np.clip(scores, 0.0, self.most_score_))
        orders, revenue = (back * self.smear_).T
        p_buy = np.full(len(scores), self.rate_)
        if 0 < self.rate_ < 1:  # else there was nothing to learn: everybody bought
            p_buy = self.buys_.predict_proba(scores)[:, 1]
        return p_buy, orders, revenue * self.unit_


class Ridge(LogLearner):
    """Linear regression with a squared penalty (Hoerl & Kennard 1970)."""

    name: ClassVar[str] = "ridge"
    title: ClassVar[str] = "Ridge regression"
    defaults: ClassVar = {"alpha": 10.0, **PREPARATION}
    space: ClassVar = {"alpha": (0.1, 1.0, 10.0, 100.0, 1000.0)}

    def _estimator(self) -> Any:
        from sklearn.linear_model import Ridge as Estimator

        return Estimator(**self.estimator_params())


class ElasticNet(LogLearner):
    """Linear regression that also drops features (Zou & Hastie 2005)."""

    name: ClassVar[str] = "elastic_net"
    title: ClassVar[str] = "Elastic net"
    defaults: ClassVar = {"alpha": 0.01, "l1_ratio": 0.5, **PREPARATION}
    space: ClassVar = {"alpha": (0.001, 0.003, 0.01, 0.03, 0.1), "l1_ratio": (0.2, 0.5, 0.9)}

    def _estimator(self) -> Any:
        from sklearn.linear_model import MultiTaskElasticNet

        return MultiTaskElasticNet(random_state=self.seed, **self.estimator_params())


class SupportVectors(LogLearner):
    """Support vector regression with a Gaussian kernel, on at most 3,000 customers."""

    name: ClassVar[str] = "svm"
    title: ClassVar[str] = "Support vector machine"
    defaults: ClassVar = {"C": 0.3, "epsilon": 0.1, "gamma": 0.01, **PREPARATION}
    space: ClassVar = {"C": (0.03, 0.1, 0.3, 1.0, 3.0), "gamma": (0.001, 0.003, 0.01, 0.03)}
    largest: ClassVar[int] = 3_000

    def _estimator(self) -> Any:
        from sklearn.multioutput import MultiOutputRegressor
        from sklearn.svm import SVR

        return MultiOutputRegressor(SVR(**self.estimator_params()))


class NeuralNetwork(LogLearner):
    """A multilayer perceptron that stops when it no longer improves."""

    name: ClassVar[str] = "mlp"
    title: ClassVar[str] = "Neural network"
    defaults: ClassVar = {"hidden": (16,), "alpha": 1.0, **PREPARATION}
    space: ClassVar = {"hidden": ((8,), (16,), (32, 16)), "alpha": (0.1, 1.0, 10.0)}
    largest: ClassVar[int] = 20_000

    def _estimator(self) -> Any:
        from sklearn.neural_network import MLPRegressor

        return MLPRegressor(
            hidden_layer_sizes=self.settings["hidden"],
            alpha=self.settings["alpha"],
            early_stopping=True,
            n_iter_no_change=20,
            max_iter=300,
            random_state=self.seed,
        )
