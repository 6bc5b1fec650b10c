"""Learners that put a value together from parts: a hurdle, a count times a spend, an offset."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from clv.errors import UnsuitableDataError
from clv.learning.learner import Array, Learner
from clv.learning.learners.boosting import HistBoosting, LightGBM
from clv.learning.training_data import Examples


def column(learner: Learner, inputs: Array, name: str) -> Array:
    """Take one feature out of a learner's matrix.

    Raises
    ------
    UnsuitableDataError
        ``no_purchase_model`` where the data carry no purchase model.
    """
    if name not in learner.columns_:
        raise UnsuitableDataError("no_purchase_model", title=learner.title)
    return np.nan_to_num(inputs[:, learner.columns_.index(name)], nan=0.0)


class Hurdle(HistBoosting):
    """Who buys, times what the buyers bring, learnt on a logarithmic scale.

    The idea of zero-inflated lognormal values (Wang, Liu & Miao 2019, arXiv:1912.07753): the mean
    of a lognormal is exp(m + s²/2). Here s² is replaced by Duan's smearing, which needs no
    normality.
    """

    name: ClassVar[str] = "hurdle"
    title: ClassVar[str] = "Hurdle (buys × amount)"

    def _learn(self, inputs: Array, examples: Examples) -> None:
        paid = examples.revenue > 0
        self.buys_ = self._classifier().fit(inputs, examples.bought)
        self.days_ = self._counter().fit(inputs, examples.orders)
        logs = np.log(examples.revenue[paid])
        self.money_ = self._regressor("squared_error").fit(inputs[paid], logs)
        guessed = np.exp(self.money_.predict(inputs[paid]))
        self.smear_ = float(examples.revenue[paid].sum() / guessed.sum())

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        p_buy = self.buys_.predict_proba(inputs)[:, 1]
        given = self.smear_ * np.exp(np.clip(self.money_.predict(inputs), None, 30.0))
        return p_buy, self.days_.predict(inputs), p_buy * given


class CountTimesSpend(HistBoosting):
    """A learnt Poisson count of purchase days, times the spend model's expected spend."""

    name: ClassVar[str] = "count_spend"
    title: ClassVar[str] = "Learnt count × Gamma-Gamma"

    def _learn(self, inputs: Array, examples: Examples) -> None:
        self.buys_ = self._classifier().fit(inputs, examples.bought)
        self.days_ = self._counter().fit(inputs, examples.orders)
        guessed = self.days_.predict(inputs) * column(self, inputs, "model_spend")
        self.level_ = float(np.clip(examples.revenue.sum() / max(guessed.sum(), 1e-9), 0.5, 2.0))

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        orders = self.days_.predict(inputs)
        spend = column(self, inputs, "model_spend")
        return self.buys_.predict_proba(inputs)[:, 1], orders, self.level_ * orders * spend


class ModelOffset(LightGBM):
    """The purchase model's forecast, times a learnt correction of at most four.

    Boosting with a Poisson loss starts from log(purchase model) instead of a constant, so that it
    learns only what the purchase model misses. Unclipped it exploded on some logs.
    """

    name: ClassVar[str] = "model_offset"
    title: ClassVar[str] = "Purchase model, corrected"
    most_corrected: ClassVar[float] = 4.0

    def _learn(self, inputs: Array, examples: Examples) -> None:
        self.unit_ = float(np.mean(examples.revenue[examples.bought])) or 1.0
        self.buys_ = self._classifier().fit(inputs, examples.bought)
        self.days_ = self._corrector(inputs, "model_orders", examples.orders)
        paid = np.maximum(examples.revenue, 0.0) / self.unit_
        self.money_ = self._corrector(inputs, "model_revenue", paid)

    def _corrector(self, inputs: Array, base: str, came: Array) -> Any:
        from lightgbm import LGBMRegressor

        start = np.log(np.maximum(column(self, inputs, base), 1e-6))
        start += np.log(max(came.sum(), 1e-9) / np.exp(start).sum())
        choices = self.estimator_params() | {"learning_rate": 0.03}
        return LGBMRegressor(objective="poisson", **choices).fit(inputs, came, init_score=start)

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        return (
            self.buys_.predict_proba(inputs)[:, 1],
            self._corrected(self.days_, inputs, "model_orders"),
            self._corrected(self.money_, inputs, "model_revenue"),
        )

    def _corrected(self, model: Any, inputs: Array, base: str) -> Array:
        most = np.log(self.most_corrected)
        factor = np.exp(np.clip(model.predict(inputs, raw_score=True), -most, most))
        corrected: Array = column(self, inputs, base) * factor
        return corrected
