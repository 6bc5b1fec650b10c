"""What a learner of a table leans on: by shuffling each column, and by exact Shapley values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from clv.learning.tabular import measures as m
from clv.learning.tabular.candidates import prediction
from clv.learning.tabular.target import Target

if TYPE_CHECKING:
    from clv.learning.tabular.table_model import TableModel

Array = npt.NDArray[np.float64]
ROWS = 2_000  # shuffled at most
REPEATS = 3
SCHEMA = {
    "feature": pl.String,
    "importance": pl.Float64,
    "spread": pl.Float64,
    "contribution": pl.Float64,
}


def importances(
    model: TableModel, estimator: Any, inputs: Array, target: Target, seed: int
) -> pl.DataFrame:
    """Measure how much worse rows that were held back are predicted without each column.

    Parameters
    ----------
    model : TableModel
        Whose columns are looked at.
    estimator : scikit-learn estimator
        The same learner, fitted without these rows.
    inputs : ndarray of shape (n, columns)
        The rows, encoded.
    target : Target
        Of these rows.
    seed : int
        Of the shuffles.

    Returns
    -------
    polars.DataFrame
        ``feature``, ``importance`` (share of the baseline's loss that is added by shuffling it),
        ``spread`` (standard deviation over the shuffles), ``contribution`` (mean absolute Shapley
        value: of a number in its unit, of a class on the logarithm of the odds; null where the
        learner has no exact ones), the most important first.
    """
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.permutation(len(inputs))[:ROWS])
    origins, plain = np.array(model.encoder.origins), _plain_loss(target)
    added = {name: [0.0] * REPEATS for name in model.encoder.names}
    whole = _loss(estimator, inputs[rows], target, rows)
    for name, losses in added.items():
        places = np.flatnonzero(origins == name)
        for repeat in range(REPEATS):
            shuffled = inputs[rows]
            shuffled[:, places] = shuffled[rng.permutation(len(rows))][:, places]
            losses[repeat] = (_loss(estimator, shuffled, target, rows) - whole) / plain
    sizes = shapley_sizes(model, estimator, inputs[rows])
    table = [
        (name, float(np.mean(losses)), float(np.std(losses)), sizes.get(name))
        for name, losses in added.items()
    ]
    return pl.DataFrame(table, SCHEMA, orient="row").sort(
        "importance", "feature", descending=[True, False]
    )


def _loss(estimator: Any, inputs: Array, target: Target, rows: npt.NDArray[np.int64]) -> float:
    predicted = prediction(estimator, inputs, target.kind, len(target.labels))
    part = Target(target.name, target.kind, target.values[rows], rows, target.labels)
    return float(m.losses(part, predicted).mean())


def _plain_loss(target: Target) -> float:
    """Return the loss of the baseline on these rows."""
    if target.kind == "number":
        return max(float(target.values.var()), 1e-300)
    shares = target.shares[target.shares > 0]
    return max(float(-(shares * np.log(shares)).sum()), 1e-9)


def shapley_sizes(model: TableModel, estimator: Any, inputs: Array) -> dict[str, float]:
    """Mean absolute Shapley value of each column, where the learner has exact ones."""
    parts = _contributions(estimator, inputs)
    if parts is None:
        return {}
    origins = _origins(model, estimator)
    sizes = {}
    for name in model.encoder.names:
        places = np.flatnonzero(np.array(origins) == name)
        sizes[name] = float(np.abs(parts[:, :, places].sum(axis=2)).mean())
    return sizes


def _contributions(estimator: Any, inputs: Array) -> Array | None:
    """Shapley values of shape (n, outputs, columns); None where they are not exact."""
    steps = getattr(estimator, "named_steps", {})
    if "words" in steps:
        return _contributions(steps["learner"], steps["words"].transform(inputs))
    if type(estimator).__name__ in ("LGBMRegressor", "LGBMClassifier"):
        raw = np.asarray(estimator.predict(inputs, pred_contrib=True))
        return raw.reshape(len(inputs), -1, inputs.shape[1] + 1)[:, :, :-1]
    if type(estimator).__name__ == "TransformedTargetRegressor":
        parts = _contributions(estimator.regressor_, inputs)
        return None if parts is None else parts * float(estimator.transformer_.scale_[0])
    if steps and hasattr(steps["estimator"], "coef_"):
        return _linear(estimator, inputs)
    return None


def _linear(pipeline: Any, inputs: Array) -> Array:
    """Of a linear model: coefficient times distance from the mean (Lundberg & Lee 2017)."""
    prepared = pipeline[:-1].transform(inputs)
    weights = np.atleast_2d(pipeline[-1].coef_)
    parts: Array = (prepared - prepared.mean(axis=0))[:, None, :] * weights[None, :, :]
    return parts


def _origins(model: TableModel, estimator: Any) -> list[str]:
    """Return the column of the table that each column the learner sees comes from."""
    origins, many = list(model.encoder.origins), model.encoder.many
    if "words" not in getattr(estimator, "named_steps", {}):
        return origins
    copies = len(model.labels) if len(model.labels) > 2 else 1
    others = [name for place, name in enumerate(origins) if place not in many]
    return [origins[place] for place in many for _copy in range(copies)] + others
