"""How good predictions of rows that were held back are."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from clv.learning.tabular.target import UNEVEN, Target

Array = npt.NDArray[np.float64]
NUMBER_MEASURES = ("r2", "mae", "rmse", "ranking")
CLASS_MEASURES = ("accuracy", "balanced_accuracy", "f1", "auc", "log_loss")
SMALLEST = 1e-6  # chance that a class is given at least: a wrong zero would weigh without end
POINTS = 200  # of a curve


def losses(target: Target, predicted: Array) -> Array:
    """Return the loss of each row: squared error, or minus the logarithm of the chance it had."""
    if target.kind == "number":
        errors: Array = (target.values - predicted) ** 2
        return errors
    chances = predicted[np.arange(len(predicted)), target.values.astype(np.int64)]
    logs: Array = -np.log(np.clip(chances, SMALLEST, 1.0))
    return logs


def measures(target: Target, predicted: Array) -> dict[str, float]:
    """Measure predictions of rows that were held back.

    Returns
    -------
    dict of str to float
        For a number ``r2``, ``mae``, ``rmse``, ``ranking`` (Spearman's correlation); for a class
        ``accuracy``, ``balanced_accuracy``, ``f1`` (mean over the classes), ``auc``, ``log_loss``.
    """
    from sklearn import metrics

    actual = target.values
    if target.kind == "number":
        return {
            "r2": float(metrics.r2_score(actual, predicted)),
            "mae": float(np.mean(np.abs(actual - predicted))),
            "rmse": float(np.sqrt(np.mean((actual - predicted) ** 2))),
            "ranking": _ranking(actual, predicted),
        }
    classes = classes_of(target, predicted)
    return {
        "accuracy": float(np.mean(classes == actual)),
        "balanced_accuracy": float(metrics.balanced_accuracy_score(actual, classes)),
        "f1": float(metrics.f1_score(actual, classes, average="macro", zero_division=0)),
        "auc": _auc(actual, predicted),
        "log_loss": float(np.mean(losses(target, predicted))),
    }


def _ranking(actual: Array, predicted: Array) -> float:
    from scipy.stats import spearmanr

    flat = np.ptp(actual) == 0 or np.ptp(predicted) == 0
    return 0.0 if flat else float(spearmanr(actual, predicted).statistic)


def _auc(actual: Array, chances: Array) -> float:
    """Area under the ROC curve; of several classes the mean, each against all others."""
    from sklearn.metrics import roc_auc_score

    labels = range(chances.shape[1]) if chances.shape[1] > 2 else (1,)
    return float(np.mean([roc_auc_score(actual == label, chances[:, label]) for label in labels]))


def classes_of(target: Target, chances: Array) -> Array:
    """Return the predicted class of each row.

    The likeliest; where one of two classes is rare, the one whose chance is higher than its share:
    else nobody would ever be named.
    """
    weights = class_weights(target)
    classes: Array = np.argmax(chances * weights, axis=1).astype(np.float64)
    return classes


def class_weights(target: Target) -> Array:
    """Return what the chances are multiplied with before the largest is taken."""
    shares = target.shares
    if len(shares) == 2 and shares.min() < UNEVEN:
        inverse: Array = 1 / shares
        return inverse
    return np.ones(len(shares))


def confusion(target: Target, chances: Array) -> pl.DataFrame:
    """Count rows by actual and predicted class.

    Returns
    -------
    polars.DataFrame
        ``actual``, ``predicted``, ``rows``, every pair of classes once.
    """
    size = len(target.labels)
    pairs = target.values * size + classes_of(target, chances)
    counts = np.bincount(pairs.astype(np.int64), minlength=size * size)
    return pl.DataFrame(
        {
            "actual": np.repeat(target.labels, size),
            "predicted": np.tile(target.labels, size),
            "rows": counts,
        }
    )


def curves(target: Target, chances: Array) -> pl.DataFrame:
    """Return the ROC curve and precision over recall, for each class against all others.

    Of two classes only the rarer one's: the other's is the same, mirrored.

    Returns
    -------
    polars.DataFrame
        ``label``, ``share`` (of the rows, the likeliest first), ``recall``, ``false_share``
        (of the others that are caught), ``precision``.
    """
    labels = range(len(target.labels)) if len(target.labels) > 2 else (1,)
    return pl.concat([_curve(target, chances, label) for label in labels])


def _curve(target: Target, chances: Array, label: int) -> pl.DataFrame:
    order = np.argsort(-chances[:, label], kind="stable")
    right = (target.values[order] == label).astype(np.float64)
    caught, wrong = np.cumsum(right), np.cumsum(1 - right)
    last = np.append(np.diff(chances[order, label]) != 0, True)  # ties are caught together
    places = np.flatnonzero(last)
    places = places[np.unique(np.linspace(0, len(places) - 1, POINTS).astype(np.int64))]
    return pl.DataFrame(
        {
            "label": [target.labels[label]] * len(places),
            "share": (places + 1) / len(right),
            "recall": caught[places] / max(1.0, right.sum()),
            "false_share": wrong[places] / max(1.0, (1 - right).sum()),
            "precision": caught[places] / (places + 1),
        }
    )


def calibration(target: Target, chances: Array) -> pl.DataFrame:
    """Hold the chances of each class against the share for which they came true.

    Returns
    -------
    polars.DataFrame
        ``chance``, ``came``, ``rows``, in tenths of all chances that were given.
    """
    labels = list(range(chances.shape[1])) if chances.shape[1] > 2 else [1]
    given = chances[:, labels].ravel()
    came = (target.values[:, None] == np.array(labels)).ravel()
    tenth = np.minimum((10 * pl.Series(given).rank("ordinal").to_numpy() - 1) // len(given), 9)
    table = pl.DataFrame({"tenth": tenth, "chance": given, "came": came.astype(np.float64)})
    grouped = table.group_by("tenth").agg(
        pl.col("chance").mean(), pl.col("came").mean(), rows=pl.len()
    )
    return grouped.sort("chance").drop("tenth")


def deciles(target: Target, predicted: Array) -> pl.DataFrame:
    """Hold a number against its prediction, in tenths of the rows from the lowest predicted.

    Returns
    -------
    polars.DataFrame
        ``decile`` (1 the lowest), ``predicted``, ``actual`` (means), ``rows``.
    """
    place = pl.Series(predicted).rank("ordinal").to_numpy()
    tenth = 1 + np.minimum((10 * (place - 1)) // len(predicted), 9).astype(np.int64)
    table = pl.DataFrame({"decile": tenth, "predicted": predicted, "actual": target.values})
    grouped = table.group_by("decile").agg(
        pl.col("predicted").mean(), pl.col("actual").mean(), rows=pl.len()
    )
    return grouped.sort("decile")


def as_row(values: dict[str, float]) -> dict[str, Any]:
    """Keep what is no number out of tables."""
    return {name: value if np.isfinite(value) else None for name, value in values.items()}
