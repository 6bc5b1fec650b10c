"""Data preparation in sight: what is missing, what lies outside, which features tell something.

Trees take features as they are; the other learners see them filled, tamed, scaled and chosen (see
`clv.learning.preprocessing`). The tables here show what that does.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from clv.errors import UnsuitableDataError
from clv.learning.features.build import describe
from clv.learning.learner import matrix, usable_columns
from clv.learning.training_data import Examples

Array = npt.NDArray[np.float64]
Outliers = Literal["quantile", "z_score", "iqr", "none"]
OUTLIERS: tuple[Outliers, ...] = ("quantile", "z_score", "iqr", "none")
TAIL = 0.005  # clipped at each end by quantiles
DEVIATIONS = 3.0  # from the mean, by the z-score
RANGES = 1.5  # interquartile ranges beyond the quartiles (Tukey)
ROWS = 5_000  # looked at when features are judged


def bounds(inputs: Array, method: Outliers) -> tuple[Array, Array]:
    """Return the lowest and the highest value of each feature that is no outlier.

    Parameters
    ----------
    inputs : ndarray of shape (n, features)
        NaN where unknown.
    method : {"quantile", "z_score", "iqr", "none"}
        The outermost half per cent; three standard deviations from the mean; one and a half
        interquartile ranges beyond the quartiles; or nothing is an outlier.

    Examples
    --------
    >>> values = np.array([[1.0], [2.0], [3.0], [4.0], [100.0]])
    >>> [end.tolist() for end in bounds(values, "iqr")]
    [[-1.0], [7.0]]
    """
    if method == "z_score":
        mean, spread = np.nanmean(inputs, axis=0), np.nanstd(inputs, axis=0)
        return mean - DEVIATIONS * spread, mean + DEVIATIONS * spread
    if method == "iqr":
        low, high = np.nanquantile(inputs, [0.25, 0.75], axis=0)
        return low - RANGES * (high - low), high + RANGES * (high - low)
    if method == "quantile":
        low, high = np.nanquantile(inputs, [TAIL, 1 - TAIL], axis=0)
        return low, high
    edge = np.full(inputs.shape[1], np.inf)
    return -edge, edge


def feature_quality(inputs: pl.DataFrame, method: Outliers = "quantile") -> pl.DataFrame:
    """Say of each feature how much is missing and how much lies outside.

    Parameters
    ----------
    inputs : polars.DataFrame
        Feature columns, as in `Examples.inputs`.
    method : {"quantile", "z_score", "iqr", "none"}
        What counts as an outlier.

    Returns
    -------
    polars.DataFrame
        ``feature``, ``title``, ``unit``, ``missing`` and ``outliers`` (shares of the customers),
        ``low``, ``high`` (bounds; null where there are none), ``constant``.
    """
    rows = []
    for name in inputs.columns:
        values = inputs[name].drop_nulls().to_numpy().astype(np.float64)
        feature = describe(name)
        low, high = (None, None) if not len(values) else _ends(values, method)
        bounded = low is not None and high is not None
        outside = float(np.mean((values < low) | (values > high))) if bounded else 0.0  # type: ignore[operator]
        missing = 1 - len(values) / max(inputs.height, 1)
        constant = len(np.unique(values)) < 2
        rows.append((name, feature.title, feature.unit, missing, outside, low, high, constant))
    names = ["feature", "title", "unit", "missing", "outliers", "low", "high", "constant"]
    schema = dict.fromkeys(names, pl.Float64) | dict.fromkeys(names[:3], pl.String)
    return pl.DataFrame(rows, schema | {"constant": pl.Boolean}, orient="row")


def _ends(values: Array, method: Outliers) -> tuple[float | None, float | None]:
    low, high = bounds(values[:, None], method)
    return (float(low[0]), float(high[0])) if np.isfinite(low[0]) else (None, None)


def feature_selection(examples: Examples, seed: int = 7) -> pl.DataFrame:
    """Judge features by three measures of what they tell of the revenue to come.

    Returns
    -------
    polars.DataFrame
        ``feature``, ``title``, ``correlation`` (Spearman's, absolute), ``mutual_information``
        (nats), ``model`` (share of what LightGBM's trees gained by it), the most telling by the
        mean of their ranks first, and ``rank``.

    Raises
    ------
    UnsuitableDataError
        ``all_alike`` where no feature tells customers apart.
    """
    from lightgbm import LGBMRegressor
    from scipy.stats import rankdata
    from sklearn.feature_selection import mutual_info_regression

    examples = examples.sample(ROWS, seed).in_content_order()
    names = usable_columns(examples.inputs)
    if not names:
        raise UnsuitableDataError("all_alike")
    inputs = matrix(examples.inputs, names)
    money = np.log1p(np.maximum(examples.revenue, 0.0))
    filled = np.where(np.isfinite(inputs), inputs, np.nanmedian(inputs, axis=0))
    ranks = np.column_stack([rankdata(column) for column in (*filled.T, money)])
    with np.errstate(invalid="ignore"):  # a column that filling made constant tells nothing
        correlation = np.abs(np.corrcoef(ranks, rowvar=False)[-1, :-1])
    information = mutual_info_regression(filled, money, random_state=seed)
    trees = LGBMRegressor(n_estimators=60, num_leaves=12, num_threads=1, verbosity=-1)
    gain = trees.fit(inputs, money).booster_.feature_importance("gain")
    scores = np.column_stack([np.nan_to_num(correlation), information, gain / max(gain.sum(), 1)])
    rank = np.mean([rankdata(-score) for score in scores.T], axis=0)
    titles = [describe(name).title for name in names]
    table = pl.DataFrame({"feature": names, "title": titles}).with_columns(
        pl.Series("correlation", scores[:, 0]),
        pl.Series("mutual_information", scores[:, 1]),
        pl.Series("model", scores[:, 2]),
        pl.Series("rank", rank),
    )
    return table.sort("rank", "feature")
