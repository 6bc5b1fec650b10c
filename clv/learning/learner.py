"""What every learner has in common: it learns three things from the past and looks ahead.

A learner estimates, for the period it was trained on, whether somebody buys, on how many days,
and for how much. What the period lacks to the horizon is added by the purchase model's growth, and
nothing is predicted beyond what the training data have seen.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.errors import NotFittedError, SettingsError, UnsuitableDataError
from clv.learning.ranges import range90, spread_of
from clv.learning.training_data import MOST_ROWS, Examples, TrainingData

Array = npt.NDArray[np.float64]
SPREAD_ROWS = 5_000  # enough to estimate one spread


class Learner(ABC):
    """A learned forecaster of orders and revenue.

    Parameters
    ----------
    seed : int
        Seed of everything random.
    **choices
        Hyperparameters by name, instead of those in `defaults`.

    Attributes
    ----------
    target_window_ : int
        Days ahead it was trained for. The training data themselves are not kept.
    columns_ : list of str
        The features it looks at.
    most_ : float
        The most revenue any training customer brought: no prediction lies above it, stretched.
    spread_ : float
        Spread of the logarithm of revenue around its prediction, among those who bought.

    Raises
    ------
    SettingsError
        ``bad_setting`` for a hyperparameter the learner does not have.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    defaults: ClassVar[Mapping[str, Any]] = {}
    space: ClassVar[Mapping[str, tuple[Any, ...]]] = {}

    def __init__(self, seed: int = 7, **choices: Any) -> None:
        unknown = set(choices) - set(self.defaults)
        if unknown:
            raise SettingsError(
                "bad_setting",
                variant="learner",
                learner=self.name,
                names=tuple(sorted(unknown)),
                choices=tuple(self.defaults),
            )
        self.seed = seed
        self.choices = choices

    def __repr__(self) -> str:
        inside = "".join(f", {name}={value!r}" for name, value in self.choices.items())
        return f"{type(self).__name__}(seed={self.seed}{inside})"

    @property
    def settings(self) -> dict[str, Any]:
        """The hyperparameters in force: those chosen, else the defaults."""
        return {**self.defaults, **self.choices}

    def fit(self, data: TrainingData) -> Self:
        """Learn from the cutoffs of `data`.

        Raises
        ------
        UnsuitableDataError
            ``too_little_to_learn``; ``all_alike`` where no feature tells customers apart.
        """
        return self.fit_examples(data.examples)

    def fit_examples(self, examples: Examples) -> Self:
        """Learn from prepared examples."""
        from threadpoolctl import threadpool_limits

        examples = examples.sample(MOST_ROWS, self.seed).in_content_order()
        self.target_window_ = examples.target_window
        self.columns_ = usable_columns(examples.inputs)
        if not self.columns_:
            raise UnsuitableDataError("all_alike")
        self.most_ = float(np.max(examples.revenue, initial=0.0))
        with threadpool_limits(1):  # OpenMP spins on small data: 18 s against 0.27 s
            self._learn(matrix(examples.inputs, self.columns_), examples)
        some = examples.sample(SPREAD_ROWS, self.seed)
        p_buy, _orders, revenue = self.predict(some.inputs)
        self.spread_ = spread_of(some.revenue, p_buy, revenue)
        return self

    def predict(self, inputs: pl.DataFrame) -> tuple[Array, Array, Array]:
        """Predict for the training window: chance to buy, purchase days, revenue.

        Parameters
        ----------
        inputs : polars.DataFrame
            Feature columns, as in `Examples.inputs`.

        Returns
        -------
        tuple of three ndarrays of shape (n,)

        Raises
        ------
        NotFittedError
            Before `fit`.
        """
        from threadpoolctl import threadpool_limits

        if not hasattr(self, "target_window_"):
            raise NotFittedError
        with threadpool_limits(1):
            p_buy, orders, revenue = self._predict(matrix(inputs, self.columns_))
        return (
            np.clip(p_buy, 0.0, 1.0),
            np.clip(orders, 0.0, float(self.target_window_)),
            np.clip(revenue, 0.0, self.most_),
        )

    def outlook(self, data: TrainingData) -> pl.DataFrame:
        """Look ahead from the cut of `data` over its horizon.

        Returns
        -------
        polars.DataFrame
            Table `clv.tables.OUTLOOK`, sorted by customer.
        """
        return self.outlook_from(data.today, data.growth)

    def outlook_from(self, today: pl.DataFrame, growth: Array) -> pl.DataFrame:
        """Look ahead from features.

        Parameters
        ----------
        today : polars.DataFrame
            ``customer_id`` and features.
        growth : ndarray of shape (n,)
            Expected orders within the horizon over those within the training period.

        Returns
        -------
        polars.DataFrame
            Table `clv.tables.OUTLOOK`.
        """
        p_buy, orders, revenue = self.predict(today.drop(t.CUSTOMER_ID))
        p_buy, revenue = 1.0 - (1.0 - p_buy) ** growth, revenue * growth
        low, high = range90(p_buy, revenue, self.spread_)
        return today.select(t.CUSTOMER_ID).with_columns(
            pl.Series(t.P_BUY, p_buy),
            pl.Series(t.EXPECTED_PURCHASES, orders * growth),
            pl.Series(t.EXPECTED_REVENUE, revenue),
            pl.Series(t.EXPECTED_REVENUE_LOW, low),
            pl.Series(t.EXPECTED_REVENUE_HIGH, high),
        )

    @abstractmethod
    def _learn(self, inputs: Array, examples: Examples) -> None:
        """Fit on a matrix of shape (n, features), NaN where unknown."""

    @abstractmethod
    def _predict(self, inputs: Array) -> tuple[Array, Array, Array]:
        """Return chance to buy, purchase days, revenue within the period, each of shape (n,)."""


def matrix(inputs: pl.DataFrame, columns: list[str]) -> Array:
    """Return feature columns as a matrix, NaN where unknown.

    Rounded to single precision: the order in which Polars happens to sum may not turn a tree.
    """
    return inputs.select(columns).to_numpy().astype(np.float32).astype(np.float64)


def feature_column(learner: Learner, inputs: Array, name: str) -> Array:
    """Take one feature out of a learner's matrix.

    Raises
    ------
    UnsuitableDataError
        ``no_purchase_model`` where the data carry no purchase model.
    """
    if name not in learner.columns_:
        raise UnsuitableDataError("no_purchase_model", title=learner.title)
    return np.nan_to_num(inputs[:, learner.columns_.index(name)], nan=0.0)


def usable_columns(inputs: pl.DataFrame) -> list[str]:
    """Names of the columns that are known somewhere and differ somewhere.

    Examples
    --------
    >>> usable_columns(pl.DataFrame({"a": [1.0, 2.0], "b": [3.0, 3.0], "c": [None, None]}))
    ['a']
    """
    return [name for name in inputs.columns if inputs[name].drop_nulls().n_unique() > 1]
