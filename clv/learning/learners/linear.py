"""Learners that are not trees: ridge, elastic net, support vectors, a small neural network.

They see the logarithm of orders and of revenue, at once. Coming back from the logarithm, the totals
are made to agree with the training totals (the idea of Duan's smearing, 1983, JASA 78).
"""

from __future__ import annotations

import warnings
from typing import Any, ClassVar

import numpy as np

from clv.learning.learner import Array, Learner
from clv.learning.training_data import Examples


class LogLearner(Learner):
    """A regression of log(1 + orders) and log(1 + revenue), and a logistic curve for buying."""

    largest: ClassVar[int] = 50_000

    def _estimator(self) -> Any:
        """Return the unfitted scikit-learn regressor of two targets."""
        raise NotImplementedError

    def _learn(self, inputs: Array, examples: Examples) -> None:
        from sklearn.linear_model import LogisticRegression

        from clv.learning.preprocessing import prepared

        rows = np.random.default_rng(self.seed).permutation(len(examples))[: self.largest]
        self.unit_ = float(np.mean(examples.revenue[examples.bought])) or 1.0
        came = np.column_stack([examples.orders, np.maximum(examples.revenue, 0.0) / self.unit_])
        self.model_ = prepared(self._estimator(), inputs.shape[1])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a network that stops early is no news to a person
            self.model_.fit(inputs[rows], np.log1p(came[rows]))
        score = self.model_.predict(inputs)
        self.smear_ = came.sum(axis=0) / np.maximum(_back(score).sum(axis=0), 1e-9)
        self.rate_ = float(examples.bought.mean())
        self.buys_ = LogisticRegression()
        if 0 < self.rate_ < 1:
            self.buys_.fit(score, examples.bought)

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        score = self.model_.predict(inputs)
        orders, revenue = (_back(score) * self.smear_).T
        p_buy = np.full(len(score), self.rate_)
        if 0 < self.rate_ < 1:  # else there was nothing to learn: everybody bought
            p_buy = self.buys_.predict_proba(score)[:, 1]
        return p_buy, orders, revenue * self.unit_


def _back(score: Array) -> Array:
    """Undo the logarithm; nothing beyond e^12 units can have been meant."""
    back: Array = np.expm1(np.clip(score, 0.0, 12.0))
    return back


class Ridge(LogLearner):
    """Linear regression with a squared penalty (Hoerl & Kennard 1970)."""

    name: ClassVar[str] = "ridge"
    title: ClassVar[str] = "Ridge regression"
    defaults: ClassVar = {"alpha": 10.0}
    space: ClassVar = {"alpha": (0.1, 1.0, 10.0, 100.0, 1000.0)}

    def _estimator(self) -> Any:
        from sklearn.linear_model import Ridge as Estimator

        return Estimator(**self.settings)


class ElasticNet(LogLearner):
    """Linear regression that also drops features (Zou & Hastie 2005)."""

    name: ClassVar[str] = "elastic_net"
    title: ClassVar[str] = "Elastic net"
    defaults: ClassVar = {"alpha": 0.01, "l1_ratio": 0.5}
    space: ClassVar = {"alpha": (0.001, 0.003, 0.01, 0.03, 0.1), "l1_ratio": (0.2, 0.5, 0.9)}

    def _estimator(self) -> Any:
        from sklearn.linear_model import MultiTaskElasticNet

        return MultiTaskElasticNet(random_state=self.seed, **self.settings)


class SupportVectors(LogLearner):
    """Support vector regression with a Gaussian kernel, on at most 3,000 customers."""

    name: ClassVar[str] = "svm"
    title: ClassVar[str] = "Support vector machine"
    defaults: ClassVar = {"C": 1.0, "epsilon": 0.1, "gamma": 0.01}
    space: ClassVar = {"C": (0.1, 0.3, 1.0, 3.0, 10.0), "gamma": (0.003, 0.01, 0.03)}
    largest: ClassVar[int] = 3_000

    def _estimator(self) -> Any:
        from sklearn.multioutput import MultiOutputRegressor
        from sklearn.svm import SVR

        return MultiOutputRegressor(SVR(**self.settings))


class NeuralNetwork(LogLearner):
    """A multilayer perceptron that stops when it no longer improves."""

    name: ClassVar[str] = "mlp"
    title: ClassVar[str] = "Neural network"
    defaults: ClassVar = {"hidden": (32, 16), "alpha": 0.01}
    space: ClassVar = {"hidden": ((16,), (32, 16), (64, 32)), "alpha": (0.001, 0.01, 0.1, 1.0)}
    largest: ClassVar[int] = 20_000

    def _estimator(self) -> Any:
        from sklearn.neural_network import MLPRegressor

        return MLPRegressor(
            hidden_layer_sizes=self.settings["hidden"],
            alpha=self.settings["alpha"],
            early_stopping=True,
            max_iter=200,
            random_state=self.seed,
        )
