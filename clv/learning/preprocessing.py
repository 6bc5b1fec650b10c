"""Preprocessing for learners that are not trees, as scikit-learn pipelines.

Missing values are filled and marked, outliers are winsorised at quantiles learnt inside the fold,
money and counts are compressed, features scaled, and the few that tell most are kept. This module
imports scikit-learn when it is imported: import it inside the function that needs it.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from clv.learning.preparation import Outliers, bounds

Array = npt.NDArray[np.float64]


class Winsoriser(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Clip each feature to bounds learnt in training, then compress it by the inverse sinh.

    Parameters
    ----------
    method : {"quantile", "z_score", "iqr", "none"}
        How the bounds are found, see `clv.learning.preparation.bounds`.

    Examples
    --------
    >>> tamed = Winsoriser("iqr").fit(np.arange(11.0).reshape(-1, 1))
    >>> bool(tamed.transform([[1e9]]) == tamed.transform([[15.0]]))
    True
    """

    def __init__(self, method: Outliers = "quantile") -> None:
        self.method = method

    def fit(self, inputs: Array, _targets: Any = None) -> Self:
        """Learn the bounds, and the size at which a feature counts as large."""
        inputs = np.asarray(inputs, dtype=np.float64)
        self.low_, self.high_ = bounds(inputs, self.method)
        size = np.median(np.abs(np.clip(inputs, self.low_, self.high_)), axis=0)
        self.size_ = np.where(size > 0, size, 1.0)
        return self

    def transform(self, inputs: Array) -> Array:
        """Clip and compress."""
        inputs = np.asarray(inputs, dtype=np.float64)
        tamed: Array = np.arcsinh(np.clip(inputs, self.low_, self.high_) / self.size_)
        return tamed


def relevance(inputs: Array, targets: Array) -> Array:
    """Score each feature by its strongest squared correlation with a target.

    Examples
    --------
    >>> grid = np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 0.0]])
    >>> relevance(grid, grid[:, :1]).round(2).tolist()
    [1.0, 0.75]
    """
    targets = np.asarray(targets, dtype=np.float64).reshape(len(inputs), -1)
    first, second = inputs - inputs.mean(axis=0), targets - targets.mean(axis=0)
    size = np.sqrt(np.outer((first**2).sum(axis=0), (second**2).sum(axis=0)))
    cross = np.abs(first.T @ second)
    scores = np.divide(cross, size, out=np.zeros_like(cross), where=size > 0)
    best: Array = scores.max(axis=1) ** 2
    return best


def prepared(
    estimator: Any, features: int, keep: int = 30, outliers: Outliers = "quantile"
) -> Pipeline:
    """Put the preprocessing before an estimator.

    Parameters
    ----------
    estimator : scikit-learn estimator
        Fitted on the prepared features.
    features : int
        Columns of the input.
    keep : int
        Features to keep at most.
    outliers : {"quantile", "z_score", "iqr", "none"}
        Beyond which bounds values are clipped.
    """
    return Pipeline(
        [
            ("fill", SimpleImputer(strategy="median")),
            ("tame", Winsoriser(outliers)),
            ("scale", StandardScaler()),
            ("select", SelectKBest(relevance, k=min(keep, features))),
            ("estimator", estimator),
        ]
    )
