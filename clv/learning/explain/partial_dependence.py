"""How the prediction moves when one feature does, everything else as it is: partial dependence."""

from __future__ import annotations

import numpy as np
import polars as pl

from clv.learning.learner import Learner

SAMPLE = 400


def partial_dependence(
    learner: Learner, inputs: pl.DataFrame, feature: str, points: int = 15, seed: int = 7
) -> pl.DataFrame:
    """Set one feature to several values for everybody, and average the predictions.

    Friedman (2001), Annals of Statistics 29. Points are quantiles of the feature, so each stands
    for as many customers.

    Parameters
    ----------
    learner : Learner
        Fitted.
    inputs : polars.DataFrame
        Feature columns; at most 400 customers are used.
    feature : str
        One of ``learner.columns_``.
    points : int
        Values tried at most.

    Returns
    -------
    polars.DataFrame
        ``value``, ``revenue`` (mean prediction for the training period), ``low``, ``high``
        (of the middle 80 % of customers), ``p_buy``.
    """
    rows = np.random.default_rng(seed).permutation(inputs.height)[:SAMPLE]
    sample, values = inputs[rows], inputs[feature].drop_nulls().to_numpy()
    grid = np.unique(np.quantile(values, np.linspace(0.02, 0.98, points)))
    steps = []
    for value in grid:
        p_buy, _orders, revenue = learner.predict(sample.with_columns(pl.lit(value).alias(feature)))
        low, high = np.quantile(revenue, [0.1, 0.9])
        steps.append(
            (float(value), float(revenue.mean()), float(low), float(high), float(p_buy.mean()))
        )
    return pl.DataFrame(steps, ["value", "revenue", "low", "high", "p_buy"], orient="row")
