"""Several forecasts in one: blends of the purchase model with learners, and a stack.

A purchase model errs where people change their habits, a learner where the years differ; their
mean errs less than either. Blending on the logarithm (a geometric mean) keeps one forecaster's
giant from deciding alone.
"""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar, Self

import numpy as np

from clv.errors import ModelError
from clv.learning.learner import Array, Learner, matrix
from clv.learning.learners.boosting import HistBoosting
from clv.learning.learners.linear import Ridge
from clv.learning.learners.trees import RandomForest
from clv.learning.training_data import Examples, TrainingData

Forecasts = tuple[Array, Array, Array]
PURCHASE = ("model_p_buy", "model_orders", "model_revenue")


def fitted(learner: type[Learner], data: TrainingData, seed: int) -> Learner:
    """Fit a learner with its defaults on `data`, or return it where that was done before."""
    key = (learner.name, seed)
    if key not in data.kept:
        data.kept[key] = learner(seed).fit(data)
    found: Learner = data.kept[key]
    return found


class Ensemble(Learner):
    """The purchase model and some learners; subclasses say how they are put together."""

    members: ClassVar[tuple[type[Learner], ...]]

    def fit(self, data: TrainingData) -> Self:
        """Fit the members, sharing those that `data` already knows."""
        self.members_ = [fitted(member, data, self.seed) for member in self.members]
        return super().fit(data)

    def _learn(self, _inputs: Array, examples: Examples) -> None:
        if not hasattr(self, "members_"):
            self.members_ = [member(self.seed).fit_examples(examples) for member in self.members]

    def _heard(self, inputs: Array) -> list[Forecasts]:
        """Ask each; the purchase model speaks first, where there is one."""
        said = [_bounded(member, member._predict(inputs)) for member in self.members_]
        if all(name in self.columns_ for name in PURCHASE):
            own = tuple(inputs[:, self.columns_.index(name)] for name in PURCHASE)
            if all(np.isfinite(part).all() for part in own):
                said.insert(0, (own[0], own[1], np.minimum(own[2], self.most_)))
        return said


def _bounded(member: Learner, said: Forecasts) -> Forecasts:
    p_buy, orders, revenue = said
    return (
        np.clip(p_buy, 0.0, 1.0),
        np.maximum(orders, 0.0),
        np.clip(revenue, 0.0, member.most_),
    )


def geometric(said: list[Array], weights: Array | None = None) -> Array:
    """Weighted geometric mean, customer by customer.

    Examples
    --------
    >>> geometric([np.array([4.0]), np.array([9.0])]).round(6).tolist()
    [6.0]
    """
    shares = np.full(len(said), 1 / len(said)) if weights is None else weights
    logs = np.log(np.maximum(np.stack(said), 1e-9))
    return np.exp(np.tensordot(shares, logs, axes=1))


class Blend(Ensemble):
    """Geometric mean of MBG/NBD + Gamma-Gamma and histogram boosting."""

    name: ClassVar[str] = "blend"
    title: ClassVar[str] = "Blend of purchase model and boosting"
    members: ClassVar = (HistBoosting,)

    def _predict(self, inputs: Array) -> Forecasts:
        p_buy, orders, revenue = zip(*self._heard(inputs), strict=True)
        return np.mean(p_buy, axis=0), geometric(list(orders)), geometric(list(revenue))


class Average(Ensemble):
    """Plain mean of MBG/NBD + Gamma-Gamma, histogram boosting and the forest."""

    name: ClassVar[str] = "average"
    title: ClassVar[str] = "Average of purchase model, boosting and forest"
    members: ClassVar = (HistBoosting, RandomForest)

    def _predict(self, inputs: Array) -> Forecasts:
        p_buy, orders, revenue = zip(*self._heard(inputs), strict=True)
        return np.mean(p_buy, axis=0), np.mean(orders, axis=0), np.mean(revenue, axis=0)


class Stack(Ensemble):
    """A weighted geometric mean whose weights a rehearsal decides.

    The rehearsal is the same task one period earlier, when the outcome is known; the weights are
    those of the least Tweedie deviance there, drawn halfway towards equal ones.
    """

    name: ClassVar[str] = "stack"
    title: ClassVar[str] = "Stack of purchase model and learners"
    members: ClassVar = (HistBoosting, RandomForest, Ridge)
    weights_: Array | None = None

    def fit(self, data: TrainingData) -> Self:
        """Rehearse, weigh, and fit on all of `data`; equal weights where a rehearsal can't be."""
        with suppress(ModelError):
            rehearsal = type(self)(self.seed)
            super(Stack, rehearsal).fit(data.rehearsal)
            self.weights_ = rehearsal.weigh(data)
        return super().fit(data)

    def weigh(self, data: TrainingData) -> Array:
        """Find the weights with which the rehearsal would have gone best."""
        from scipy.optimize import minimize

        then = data.examples.where(data.examples.cutoff == 0)
        said = [part[2] for part in self._heard(matrix(data.rehearsal.today, self.columns_))]

        def loss(raw: Array) -> float:
            shares = np.exp(raw - raw.max())
            return deviance(then.revenue, geometric(said, shares / shares.sum()))

        found = minimize(loss, np.zeros(len(said)), method="Nelder-Mead", options={"maxiter": 200})
        shares = np.exp(found.x - found.x.max())
        mixed: Array = 0.5 * shares / shares.sum() + 0.5 / len(said)
        return mixed

    def _predict(self, inputs: Array) -> Forecasts:
        p_buy, orders, revenue = zip(*self._heard(inputs), strict=True)
        known = self.weights_
        weights = known if known is not None and len(known) == len(revenue) else None
        return (
            np.average(p_buy, axis=0, weights=weights),
            geometric(list(orders), weights),
            geometric(list(revenue), weights),
        )


def deviance(actual: Array, predicted: Array) -> float:
    """Tweedie deviance of power 1.5, scaled: proper for the mean of values with many zeros.

    ``mean(4 * (y / sqrt(m) + sqrt(m) - 2 * sqrt(y)))``, see Jørgensen (1987), JRSS B 49; values
    and forecasts are first divided by the mean of the values, so that the currency does not matter.

    Examples
    --------
    >>> came = np.array([0.0, 1.0, 5.0])
    >>> deviance(came, came + 1e-9) < deviance(came, np.full(3, 2.0)) < deviance(came, came * 0)
    True
    """
    unit = max(float(np.mean(actual)), 1e-9)
    came, foreseen = np.maximum(actual, 0.0) / unit, np.maximum(predicted / unit, 1e-4)
    root = np.sqrt(foreseen)
    return float(np.mean(4 * (came / root + root - 2 * np.sqrt(came))))
