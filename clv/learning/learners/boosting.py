"""Gradient boosting: scikit-learn's histogram boosting in three losses, LightGBM, XGBoost.

One model says who buys (logistic loss), one on how many days (Poisson), one for how much. For
money the Poisson loss needs no Poisson data: it fits a mean that can't be negative, and stays calm
where a squared error runs after a few huge orders.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, ClassVar

import numpy as np

from clv.learning.learner import Array, Learner
from clv.learning.training_data import Examples


class Boosting(Learner):
    """Three boosted models: who buys, on how many days, for how much."""

    defaults: ClassVar = {"learning_rate": 0.06, "rounds": 80, "leaves": 12, "leaf_rows": 30}
    space: ClassVar = {
        "learning_rate": (0.03, 0.06, 0.1),
        "rounds": (40, 80, 160),
        "leaves": (5, 8, 12, 24),
        "leaf_rows": (15, 30, 60),
    }

    def _classifier(self) -> Any:
        raise NotImplementedError

    def _counter(self) -> Any:
        raise NotImplementedError

    def _payer(self) -> Any:
        raise NotImplementedError

    def _learn(self, inputs: Array, examples: Examples) -> None:
        self.unit_ = float(np.mean(examples.revenue[examples.bought])) or 1.0
        self.buys_ = self._classifier().fit(inputs, examples.bought)
        self.days_ = self._counter().fit(inputs, examples.orders)
        self.money_ = self._payer().fit(inputs, np.maximum(examples.revenue, 0.0) / self.unit_)

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        return (
            self.buys_.predict_proba(inputs)[:, 1],
            self.days_.predict(inputs),
            self.money_.predict(inputs) * self.unit_,
        )


class HistBoosting(Boosting):
    """scikit-learn's histogram gradient boosting, Poisson loss for the money."""

    name: ClassVar[str] = "hist_boosting"
    title: ClassVar[str] = "Histogram boosting"

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

    def _counter(self) -> Any:
        return self._regressor("poisson")

    def _payer(self) -> Any:
        return self._regressor("poisson")


class HistBoostingSquared(HistBoosting):
    """The same with a squared error for the money: the default elsewhere, kept to compare."""

    name: ClassVar[str] = "hist_boosting_squared"
    title: ClassVar[str] = "Histogram boosting, squared error"

    def _payer(self) -> Any:
        return self._regressor("squared_error")


class HistBoostingGamma(HistBoosting):
    """Who buys, times a gamma loss for how much the buyers bring."""

    name: ClassVar[str] = "hist_boosting_gamma"
    title: ClassVar[str] = "Histogram boosting, gamma"

    def _learn(self, inputs: Array, examples: Examples) -> None:
        self.unit_ = float(np.mean(examples.revenue[examples.bought])) or 1.0
        paid = examples.revenue > 0
        self.buys_ = self._classifier().fit(inputs, examples.bought)
        self.days_ = self._counter().fit(inputs, examples.orders)
        self.money_ = self._regressor("gamma").fit(
            inputs[paid], examples.revenue[paid] / self.unit_
        )

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        p_buy, orders, given = super()._predict(inputs)
        return p_buy, orders, p_buy * given


class LightGBM(Boosting):
    """LightGBM (Ke et al. 2017) with a Tweedie loss for the money; explains itself exactly."""

    name: ClassVar[str] = "lightgbm"
    title: ClassVar[str] = "LightGBM"

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

    def _counter(self) -> Any:
        from lightgbm import LGBMRegressor

        return LGBMRegressor(objective="poisson", **self.estimator_params())

    def _payer(self) -> Any:
        from lightgbm import LGBMRegressor

        return LGBMRegressor(
            objective="tweedie", tweedie_variance_power=1.5, **self.estimator_params()
        )


class XGBoost(Boosting):
    """XGBoost (Chen & Guestrin 2016), where it is installed."""

    name: ClassVar[str] = "xgboost"
    title: ClassVar[str] = "XGBoost"

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

    def _counter(self) -> Any:
        from xgboost import XGBRegressor

        return XGBRegressor(objective="count:poisson", **self.estimator_params())

    def _payer(self) -> Any:
        from xgboost import XGBRegressor

        return XGBRegressor(objective="reg:tweedie", **self.estimator_params())


def installed(learner: type[Learner]) -> bool:
    """Say whether the library a learner needs is there."""
    return learner is not XGBoost or find_spec("xgboost") is not None
