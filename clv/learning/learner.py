"""What every learner has in common: it learns three things from the past and looks ahead.

A learner estimates, for the stretch it was trained on, whether somebody buys, on how many days,
and for how much. What the stretch lacks to the horizon is added by the purchase model's growth, and
nothing is predicted beyond what the training data have seen.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.errors import NotFittedError
from clv.learning.past import Examples, Past

Array = npt.NDArray[np.float64]


class Learner(ABC):
    """A learned forecaster of orders and revenue.

    Parameters
    ----------
    seed : int
        Seed of everything random.

    Attributes
    ----------
    examples_ : Examples
        What it was fitted on.
    most_ : float
        The most revenue any training customer brought: no prediction lies above it, stretched.
    """

    name: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, seed: int = 7) -> None:
        self.seed = seed

    def fit(self, past: Past) -> Self:
        """Learn from the anchors of `past`.

        Raises
        ------
        UnsuitableDataError
            ``too_little_to_learn``.
        """
        return self.fit_examples(past.examples)

    def fit_examples(self, examples: Examples) -> Self:
        """Learn from prepared examples."""
        from threadpoolctl import threadpool_limits

        self.examples_ = examples
        self.columns_ = usable_columns(examples.inputs)
        self.most_ = float(np.max(examples.revenue, initial=0.0))
        with threadpool_limits(1):  # OpenMP spins on small data: 18 s against 0.27 s
            self._learn(self._matrix(examples.inputs), examples)
        return self

    def predict(self, inputs: pl.DataFrame) -> tuple[Array, Array, Array]:
        """Predict for the training stretch: chance to buy, purchase days, revenue.

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

        if not hasattr(self, "examples_"):
            raise NotFittedError
        with threadpool_limits(1):
            p_buy, orders, revenue = self._foresee(self._matrix(inputs))
        p_buy = np.clip(p_buy, 0.0, 1.0)
        orders = np.clip(orders, 0.0, float(self.examples_.stretch))
        return p_buy, orders, np.clip(revenue, 0.0, self.most_)

    def outlook(self, past: Past) -> pl.DataFrame:
        """Look ahead from the cut of `past` over its horizon.

        Returns
        -------
        polars.DataFrame
            Table `clv.tables.OUTLOOK`.
        """
        p_buy, orders, revenue = self.predict(past.today.drop(t.CUSTOMER_ID))
        growth = past.growth
        return past.today.select(t.CUSTOMER_ID).with_columns(
            pl.Series(t.P_BUY, 1.0 - (1.0 - p_buy) ** growth),
            pl.Series(t.EXPECTED_ORDERS, orders * growth),
            pl.Series(t.EXPECTED_REVENUE, revenue * growth),
        )

    def _matrix(self, inputs: pl.DataFrame) -> Array:
        # Single precision: the order in which Polars happens to sum may not turn a tree.
        return inputs.select(self.columns_).to_numpy().astype(np.float32).astype(np.float64)

    @abstractmethod
    def _learn(self, inputs: Array, examples: Examples) -> None:
        """Fit on a matrix of shape (n, features), NaN where unknown."""

    @abstractmethod
    def _foresee(self, inputs: Array) -> tuple[Any, Any, Any]:
        """Return chance to buy, purchase days, revenue within the stretch, each of shape (n,)."""


def usable_columns(inputs: pl.DataFrame) -> list[str]:
    """Names of the columns that are known somewhere and differ somewhere.

    Examples
    --------
    >>> usable_columns(pl.DataFrame({"a": [1.0, 2.0], "b": [3.0, 3.0], "c": [None, None]}))
    ['a']
    """
    return [name for name in inputs.columns if inputs[name].drop_nulls().n_unique() > 1]
