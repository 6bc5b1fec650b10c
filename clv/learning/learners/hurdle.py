"""Learners that put a value together from parts: who buys times how much, a count times a spend."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from clv.learning.learner import Array, feature_column
from clv.learning.learners.boosting import HistBoosting
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
