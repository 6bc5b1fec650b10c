"""A local explanation for learners without trees: a straight line through a neighbourhood.

The idea of LIME (Ribeiro, Singh & Guestrin 2016): around one customer the learner is followed by a
weighted linear model, fitted on real customers, nearer ones weighing more. Where the line fits
badly, `fidelity` says so.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.errors import InputError
from clv.learning.explain.shapley import Explanation, explanation
from clv.learning.features.build import describe
from clv.learning.learner import Learner
from clv.learning.training_data import TrainingData

Array = npt.NDArray[np.float64]
NEIGHBOURS = 400


def explain_locally(learner: Learner, data: TrainingData, customer_id: str) -> Explanation:
    """Explain one prediction by a line through its neighbourhood.

    Parameters
    ----------
    learner : Learner
        Fitted; of any kind.
    data : TrainingData
        Whose customer is explained.
    customer_id : str
        Who.

    Returns
    -------
    Explanation
        ``base`` is the line at the mean of the neighbourhood; ``fidelity`` its weighted R²; what
        the line misses of the learner's own number is a row of its own.

    Raises
    ------
    InputError
        ``unknown_customer``.
    """
    place = data.today[t.CUSTOMER_ID].index_of(customer_id)
    if place is None:
        raise InputError("unknown_customer", customer=customer_id)
    scaled = _scaled(data.today.select(learner.columns_))
    near, weight = _neighbours(scaled, place)
    predicted = learner.predict(data.today[near].drop(t.CUSTOMER_ID))[2] * data.growth[near]
    slope, middle, base, fidelity = _line(scaled[near], predicted, weight)
    parts = slope * (scaled[place] - middle)
    features = [describe(name, data.vocabulary) for name in learner.columns_]
    values = data.today.row(place, named=True)
    own = learner.predict(data.today[[place]].drop(t.CUSTOMER_ID))[2]
    value = float(own[0] * data.growth[place])
    return explanation(features, values, parts, base, value, fidelity, data.target_window)


def _scaled(inputs: pl.DataFrame) -> Array:
    """Features compressed and put on one scale, the unknown at the middle."""
    values = np.arcsinh(inputs.to_numpy().astype(np.float64))
    middle, spread = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    scaled: Array = np.nan_to_num((values - middle) / np.where(spread > 0, spread, 1.0), nan=0.0)
    return scaled


def _neighbours(scaled: Array, row: int) -> tuple[npt.NDArray[np.int64], Array]:
    """Find the nearest customers, and weights that fall with the square of the distance."""
    distance = np.sqrt(np.mean((scaled - scaled[row]) ** 2, axis=1))
    near = np.argsort(distance, kind="stable")[:NEIGHBOURS]
    width = max(float(np.median(distance[near])), 1e-9)
    return near, np.exp(-((distance[near] / width) ** 2))


def _line(inputs: Array, values: Array, weight: Array) -> tuple[Array, Array, float, float]:
    """Weighted ridge regression: slopes, weighted means of inputs and of values, weighted R²."""
    share = weight / weight.sum()
    middle, mean = share @ inputs, float(share @ values)
    centred, response = inputs - middle, values - mean
    gram = centred.T @ (centred * share[:, None]) + 0.01 * np.eye(inputs.shape[1])
    slope: Array = np.linalg.solve(gram, centred.T @ (share * response))
    rest, spread = share @ (response - centred @ slope) ** 2, share @ response**2
    return slope, middle, mean, float(1 - rest / spread) if spread > 0 else 1.0
