"""Learners that put a value together from parts: who buys times how much, a count times a spend."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from clv.learning.learner import Array, feature_column
from clv.learning.learners.boosting import HistBoosting, ModelOffset, bounded
from clv.learning.training_data import Examples


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
        self.days_ = self._regressor("poisson").fit(inputs, examples.orders)
        logs = np.log(examples.revenue[paid])
        self.money_ = self._regressor("squared_error").fit(inputs[paid], logs)
        fitted = np.exp(self.money_.predict(inputs[paid]))
        self.smear_ = float(examples.revenue[paid].sum() / fitted.sum())

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        p_buy = self.buys_.predict_proba(inputs)[:, 1]
        given = self.smear_ * np.exp(np.clip(self.money_.predict(inputs), None, 30.0))
        return p_buy, self.days_.predict(inputs), p_buy * given


class ZeroInflatedLognormal(ModelOffset):
    """Zero-inflated lognormal values by LightGBM, started from what the purchase model expects.

    The loss of Wang, Liu & Miao (2019, arXiv:1912.07753), −log P(buys) for everybody and
    ½ (log y − m)²/s² for the buyers, parts into a classifier and a regression of logs as soon as
    each has trees of its own; both begin at the purchase model, so that where nothing is to be
    learnt nothing changes.
    """

    name: ClassVar[str] = "zero_inflated_lognormal"
    title: ClassVar[str] = "Zero-inflated lognormal, from the purchase model"

    def _learn(self, inputs: Array, examples: Examples) -> None:
        paid = examples.revenue > 0
        self.unit_ = float(np.mean(examples.revenue[examples.bought])) or 1.0
        self.level_: dict[str, float] = {}
        self.days_ = self._corrector("poisson", "model_orders", inputs, examples.orders)
        start = self._start_of_chance(inputs)
        self.buys_ = self._classifier().fit(inputs, examples.bought, init_score=start)
        logs = np.log(examples.revenue[paid] / self.unit_)
        given = self._start_of_money(inputs[paid])
        self.shift_ = float(np.mean(logs - given))
        self.money_ = self._regressor("regression")
        self.money_.fit(inputs[paid], logs, init_score=given + self.shift_)
        fitted = given + self.shift_ + self.money_.predict(inputs[paid])
        self.variance_ = float(np.mean((logs - fitted) ** 2))

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        raw = self._start_of_chance(inputs) + bounded(self.buys_.predict(inputs, raw_score=True))
        chance = 1 / (1 + np.exp(-raw))
        logs = self._start_of_money(inputs) + self.shift_ + bounded(self.money_.predict(inputs))
        orders = np.exp(
            self.start(inputs, "model_orders") + bounded(self.days_.predict(inputs, raw_score=True))
        )
        money = np.exp(np.minimum(logs + self.variance_ / 2, 30.0)) * self.unit_
        return chance, orders, chance * money

    def _start_of_chance(self, inputs: Array) -> Array:
        chance = np.clip(feature_column(self, inputs, "model_p_buy"), 1e-4, 1 - 1e-4)
        start: Array = np.log(chance / (1 - chance))
        return start

    def _start_of_money(self, inputs: Array) -> Array:
        chance = np.maximum(feature_column(self, inputs, "model_p_buy"), 1e-4)
        money = feature_column(self, inputs, "model_revenue") / self.unit_
        start: Array = np.log(np.maximum(money / chance, 1e-6))
        return start


class CountTimesSpend(HistBoosting):
    """A learnt Poisson count of purchase days, times the spend model's expected spend."""

    name: ClassVar[str] = "count_spend"
    title: ClassVar[str] = "Learnt count × Gamma-Gamma"

    def _learn(self, inputs: Array, examples: Examples) -> None:
        self.buys_ = self._classifier().fit(inputs, examples.bought)
        self.days_ = self._regressor("poisson").fit(inputs, examples.orders)
        fitted = self.days_.predict(inputs) * feature_column(self, inputs, "model_spend")
        self.level_ = float(np.clip(examples.revenue.sum() / max(fitted.sum(), 1e-9), 0.5, 2.0))

    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        orders = self.days_.predict(inputs)
        spend = feature_column(self, inputs, "model_spend")
        return self.buys_.predict_proba(inputs)[:, 1], orders, self.level_ * orders * spend
