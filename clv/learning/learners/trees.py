"""Learners made of trees that predict everything at once: a tree, a forest, bagged trees.

Trees need no scaling, and take outliers as they come. The forest draws a bounded subsample for each
tree, so that its time does not grow with the data (100 whole trees on 100 k customers took 72 s).
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from clv.learning.learner import Array, Learner
from clv.learning.training_data import Examples

LARGEST_SAMPLE = 4_000  # rows a tree sees


class JointTrees(Learner):
    """Trees whose leaves hold the mean of buying, purchase days and revenue together.

    A missing value becomes -1, below the floor of all features that can miss: a tree can set it
    apart.
    """

    def _estimator(self, rows: int) -> Any:
        """Return the unfitted scikit-learn regressor of three targets."""
        raise NotImplementedError

    def _learn(self, inputs: Array, examples: Examples) -> None:
        targets = np.column_stack([examples.bought, examples.orders, examples.revenue])
        spread = targets.std(axis=0)
        self.middle_, self.scale_ = targets.mean(axis=0), np.where(spread > 0, spread, 1.0)
        self.model_ = self._estimator(len(examples))
        self.model_.fit(_filled(inputs), (targets - self.middle_) / self.scale_)

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        guess = self.model_.predict(_filled(inputs)) * self.scale_ + self.middle_
        return guess[:, 0], guess[:, 1], guess[:, 2]


def _filled(inputs: Array) -> Array:
    return np.nan_to_num(inputs, nan=-1.0)


class DecisionTree(JointTrees):
    """One tree with large leaves: it can be read, and rarely wins."""

    name: ClassVar[str] = "tree"
    title: ClassVar[str] = "Decision tree"
    defaults: ClassVar = {"max_depth": 6, "min_samples_leaf": 50}
    space: ClassVar = {"max_depth": (3, 4, 6, 9), "min_samples_leaf": (20, 50, 100, 200)}

    def _estimator(self, rows: int) -> Any:
        from sklearn.tree import DecisionTreeRegressor

        choices = self.settings | {"min_samples_leaf": _leaf(self.settings, rows)}
        return DecisionTreeRegressor(random_state=self.seed, **choices)


class RandomForest(JointTrees):
    """Many deep trees on subsamples and random features (Breiman 2001, Machine Learning 45)."""

    name: ClassVar[str] = "random_forest"
    title: ClassVar[str] = "Random forest"
    defaults: ClassVar = {"n_estimators": 80, "min_samples_leaf": 10, "max_features": 0.4}
    space: ClassVar = {"min_samples_leaf": (5, 10, 20, 40), "max_features": (0.2, 0.4, 0.7)}

    def _estimator(self, rows: int) -> Any:
        from sklearn.ensemble import RandomForestRegressor

        choices = self.settings | {"min_samples_leaf": _leaf(self.settings, rows)}
        return RandomForestRegressor(
            max_samples=min(rows, LARGEST_SAMPLE), random_state=self.seed, n_jobs=1, **choices
        )


class Bagging(JointTrees):
    """Shallow trees on subsamples, all features at every split (Breiman 1996)."""

    name: ClassVar[str] = "bagging"
    title: ClassVar[str] = "Bagged trees"
    defaults: ClassVar = {"n_estimators": 30, "max_depth": 6}
    space: ClassVar = {"n_estimators": (20, 30, 50), "max_depth": (4, 6, 9)}

    def _estimator(self, rows: int) -> Any:
        from sklearn.ensemble import BaggingRegressor
        from sklearn.tree import DecisionTreeRegressor

        tree = DecisionTreeRegressor(max_depth=self.settings["max_depth"], min_samples_leaf=10)
        return BaggingRegressor(
            tree,
            n_estimators=self.settings["n_estimators"],
            max_samples=min(rows, LARGEST_SAMPLE),
            random_state=self.seed,
            n_jobs=1,
        )


def _leaf(settings: dict[str, Any], rows: int) -> int:
    """Leaves of at most a twentieth of the customers, so that small logs can still branch."""
    return int(min(settings["min_samples_leaf"], max(1, rows // 20)))
