"""Learners made of trees: a random forest and histogram gradient boosting (scikit-learn).

Trees need no scaling, and take outliers as they come. The forest draws a bounded subsample for each
tree, so that its time does not grow with the data; boosting stops early.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from clv.learning.learner import Array, Learner
from clv.learning.past import Examples

FOREST_TREES = 120
FOREST_SAMPLE = 5_000  # rows a tree sees: 100 whole-data trees on 100 k rows took 72 s


class RandomForest(Learner):
    """One random forest that predicts buying, purchase days and revenue together.

    Breiman (2001), Machine Learning 45. Missing values become -1, which no feature takes below its
    own floor: a tree can set them apart.
    """

    name: ClassVar[str] = "random_forest"
    title: ClassVar[str] = "Random forest"

    def _learn(self, inputs: Array, examples: Examples) -> None:
        from sklearn.ensemble import RandomForestRegressor

        targets = np.column_stack([examples.bought, examples.orders, examples.revenue])
        self.center_ = targets.mean(axis=0)
        self.scale_ = np.where(targets.std(axis=0) > 0, targets.std(axis=0), 1.0)
        self.forest_ = RandomForestRegressor(
            n_estimators=FOREST_TREES,
            min_samples_leaf=10,
            max_features=0.4,
            max_samples=min(len(examples), FOREST_SAMPLE),
            random_state=self.seed,
            n_jobs=1,
        )
        self.forest_.fit(np.nan_to_num(inputs, nan=-1.0), (targets - self.center_) / self.scale_)

    def _foresee(self, inputs: Array) -> tuple[Any, Any, Any]:
        guess = self.forest_.predict(np.nan_to_num(inputs, nan=-1.0)) * self.scale_ + self.center_
        return guess[:, 0], guess[:, 1], guess[:, 2]


class HistBoosting(Learner):
    """Histogram gradient boosting: logistic loss for buying, Poisson for days and for revenue.

    The Poisson loss needs no Poisson data: it fits a mean that can't be negative and stays calm
    where a squared error runs after a few huge orders.
    """

    name: ClassVar[str] = "hist_boosting"
    title: ClassVar[str] = "Histogram boosting"
    loss: ClassVar[str] = "poisson"

    def _learn(self, inputs: Array, examples: Examples) -> None:
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

        manner = {
            "learning_rate": 0.06,
            "max_iter": 80,
            "max_leaf_nodes": 12,
            "min_samples_leaf": 30,
            "l2_regularization": 1.0,
            "early_stopping": False,
            "random_state": self.seed,
        }
        self.buys_ = HistGradientBoostingClassifier(**manner).fit(inputs, examples.bought)
        self.days_ = HistGradientBoostingRegressor(loss="poisson", **manner)
        self.days_.fit(inputs, examples.orders)
        self.money_ = HistGradientBoostingRegressor(loss=self.loss, **manner)
        self.money_.fit(inputs, np.maximum(examples.revenue, 0.0))

    def _foresee(self, inputs: Array) -> tuple[Any, Any, Any]:
        return (
            self.buys_.predict_proba(inputs)[:, 1],
            self.days_.predict(inputs),
            self.money_.predict(inputs),
        )
