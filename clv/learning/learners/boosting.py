"""Gradient boosting by three libraries: scikit-learn's histogram boosting, LightGBM, XGBoost.

One model says who buys (logistic loss), one on how many days (Poisson), one for how much. For
money the Poisson and Tweedie losses need no such data: they fit a mean that can't be negative, and
stay calm where a squared error runs after a few huge orders.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, ClassVar

import numpy as np

from clv.learning.learner import Array, Learner, feature_column
from clv.learning.training_data import Examples
from clv.words import N_

MOST_CORRECTED = 4.0  # times the purchase model; unclipped it exploded on some logs


class Boosting(Learner):
    """Three boosted models: who buys, on how many days, for how much.

    The setting ``loss`` is the money's. With a gamma loss only those who paid are learnt from, and
    the answer is who buys times how much.
    """

    defaults: ClassVar = {"learning_rate": 0.06, "rounds": 80, "leaves": 12, "leaf_rows": 30}
    space: ClassVar = {
        "learning_rate": (0.03, 0.06, 0.1),
        "rounds": (40, 80, 160),
        "leaves": (5, 8, 12, 24),
        "leaf_rows": (15, 30, 60),
    }

    def estimator_params(self) -> dict[str, Any]:
        """Return the hyperparameters by the library's names."""
        raise NotImplementedError

    def _classifier(self) -> Any:
        raise NotImplementedError

    def _regressor(self, loss: str) -> Any:
        raise NotImplementedError

    @property
    def _only_payers(self) -> bool:
        return bool(self.settings["loss"] == "gamma")

    def _learn(self, inputs: Array, examples: Examples) -> None:
        self.unit_ = float(np.mean(examples.revenue[examples.bought])) or 1.0
        paid = np.maximum(examples.revenue, 0.0) / self.unit_
        rows = paid > 0 if self._only_payers else np.ones(len(paid), dtype=np.bool_)
        self.buys_ = self._classifier().fit(inputs, examples.bought)
        self.days_ = self._regressor("poisson").fit(inputs, examples.orders)
        self.money_ = self._regressor(self.settings["loss"]).fit(inputs[rows], paid[rows])

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        p_buy = self.buys_.predict_proba(inputs)[:, 1]
        money = self.money_.predict(inputs) * self.unit_
        return p_buy, self.days_.predict(inputs), money * p_buy if self._only_payers else money


class HistBoosting(Boosting):
    """scikit-learn's histogram gradient boosting."""

    name: ClassVar[str] = "hist_boosting"
    title: ClassVar[str] = "Histogram boosting"
    defaults: ClassVar = {**Boosting.defaults, "loss": "poisson"}
    space: ClassVar = {**Boosting.space, "loss": ("poisson", "squared_error", "gamma")}

    def estimator_params(self) -> dict[str, Any]:
        """Return the hyperparameters by scikit-learn's names."""
        return {
            "learning_rate": self.settings["learning_rate"],
            "max_iter": self.settings["rounds"],
            "max_leaf_nodes": self.settings["leaves"],
            "min_samples_leaf": self.settings["leaf_rows"],
            "l2_regularization": 1.0,
            "early_stopping": False,
            "random_state": self.seed,
        }

    def _classifier(self) -> Any:
        from sklearn.ensemble import HistGradientBoostingClassifier

        return HistGradientBoostingClassifier(**self.estimator_params())

    def _regressor(self, loss: str) -> Any:
        from sklearn.ensemble import HistGradientBoostingRegressor

        return HistGradientBoostingRegressor(loss=loss, **self.estimator_params())


class LightGBM(Boosting):
    """LightGBM (Ke et al. 2017) with a Tweedie loss for the money; explains itself exactly."""

    name: ClassVar[str] = "lightgbm"
    title: ClassVar[str] = N_("LightGBM")
    defaults: ClassVar = {**Boosting.defaults, "loss": "tweedie"}
    space: ClassVar = {**Boosting.space, "loss": ("tweedie", "poisson", "gamma")}

    def estimator_params(self) -> dict[str, Any]:
        """Return the hyperparameters by LightGBM's names, on one thread."""
        return {
            "learning_rate": self.settings["learning_rate"],
            "n_estimators": self.settings["rounds"],
            "num_leaves": self.settings["leaves"],
            "min_child_samples": self.settings["leaf_rows"],
            "subsample": 0.8,
            "subsample_freq": 1,
            "colsample_bytree": 0.6,
            "reg_lambda": 1.0,
            "num_threads": 1,
            "random_state": self.seed,
            "deterministic": True,
            "verbosity": -1,
        }

    def _classifier(self) -> Any:
        from lightgbm import LGBMClassifier

        return LGBMClassifier(**self.estimator_params())

    def _regressor(self, loss: str) -> Any:
        from lightgbm import LGBMRegressor

        return LGBMRegressor(objective=loss, **self.estimator_params())


class ModelOffset(LightGBM):
    """The purchase model's forecast, times a correction of at most four that LightGBM learns.

    Boosting starts from log(purchase model) instead of a constant, so that it learns only what the
    purchase model misses.
    """

    name: ClassVar[str] = "model_offset"
    title: ClassVar[str] = "Purchase model, corrected"
    defaults: ClassVar = {**LightGBM.defaults, "learning_rate": 0.03}
    space: ClassVar = {**LightGBM.space, "loss": ("tweedie", "poisson")}

    def _learn(self, inputs: Array, examples: Examples) -> None:
        self.unit_ = float(np.mean(examples.revenue[examples.bought])) or 1.0
        self.buys_ = self._classifier().fit(inputs, examples.bought)
        self.level_: dict[str, float] = {}
        money = np.maximum(examples.revenue, 0.0) / self.unit_
        self.days_ = self._corrector("poisson", "model_orders", inputs, examples.orders)
        self.money_ = self._corrector(self.settings["loss"], "model_revenue", inputs, money)

    def _corrector(self, loss: str, base: str, inputs: Array, targets: Array) -> Any:
        """Fit the correction; the purchase model's total is set right before it."""
        expected = feature_column(self, inputs, base)
        self.level_[base] = float(np.clip(targets.sum() / max(expected.sum(), 1e-9), 1e-9, 1e9))
        return self._regressor(loss).fit(inputs, targets, init_score=self.start(inputs, base))

    def start(self, inputs: Array, base: str = "model_revenue") -> Array:
        """Return the logarithm from which the correction starts."""
        expected = feature_column(self, inputs, base)
        start: Array = np.log(np.maximum(expected * self.level_[base], 1e-6))
        return start

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        orders, money = (
            np.exp(self.start(inputs, base) + bounded(model.predict(inputs, raw_score=True)))
            for model, base in ((self.days_, "model_orders"), (self.money_, "model_revenue"))
        )
        return self.buys_.predict_proba(inputs)[:, 1], orders, money * self.unit_


def bounded(logs: Array) -> Array:
    """Keep a correction of logarithms within what may be believed."""
    most = np.log(MOST_CORRECTED)
    kept: Array = np.clip(logs, -most, most)
    return kept


class XGBoost(Boosting):
    """XGBoost (Chen & Guestrin 2016), where it is installed."""

    name: ClassVar[str] = "xgboost"
    title: ClassVar[str] = "XGBoost"
    defaults: ClassVar = {**Boosting.defaults, "loss": "tweedie"}
    space: ClassVar = {**Boosting.space, "loss": ("tweedie", "poisson", "gamma")}
    objectives: ClassVar = {
        "poisson": "count:poisson",
        "tweedie": "reg:tweedie",
        "gamma": "reg:gamma",
    }

    def estimator_params(self) -> dict[str, Any]:
        """Return the hyperparameters by XGBoost's names, on one thread."""
        return {
            "learning_rate": self.settings["learning_rate"],
            "n_estimators": self.settings["rounds"],
            "max_leaves": self.settings["leaves"],
            "grow_policy": "lossguide",
            "min_child_weight": 5,
            "subsample": 0.8,
            "colsample_bytree": 0.6,
            "n_jobs": 1,
            "random_state": self.seed,
        }

    def _classifier(self) -> Any:
        from xgboost import XGBClassifier

        return XGBClassifier(**self.estimator_params())

    def _regressor(self, loss: str) -> Any:
        from xgboost import XGBRegressor

        return XGBRegressor(objective=self.objectives[loss], **self.estimator_params())


def is_installed(learner: type[Learner]) -> bool:
    """Say whether the library a learner needs is there."""
    return learner is not XGBoost or find_spec("xgboost") is not None
