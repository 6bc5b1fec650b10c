"""About whom purchase model, learning and RFM disagree most, and why."""

from __future__ import annotations

import numpy as np
import polars as pl

from clv import tables as t
from clv.customers import score
from clv.learning.explain.shapley import REST, Explainer

_SCHOOLS = ("purchase", "learned", "rfm")
REASON = {
    "feature": pl.String,
    "title": pl.String,
    "unit": pl.String,
    "value": pl.Float64,
    "contribution": pl.Float64,
    "phrase": pl.String,
}


def disagreements(explainer: Explainer, most: int = 50) -> pl.DataFrame:
    """List the customers whose place differs most between the three ways to look at them.

    Places are shares: 0.9 means that nine tenths of the customers are rated lower.

    Parameters
    ----------
    explainer : Explainer
        Of the learner to compare; its past brings the purchase model and the RFM scores.
    most : int
        Customers listed.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``purchase``, ``learned``, ``rfm`` (places), ``spread`` (largest less
        smallest), ``higher`` and ``lower`` (who rates highest and lowest); and what weighs most
        with the learner, in the direction in which it differs from the others: ``feature``,
        ``title``, ``unit``, ``value``, ``contribution``, ``phrase``, null where nothing does.
    """
    places = _places(explainer).with_columns(
        spread=pl.max_horizontal(_SCHOOLS) - pl.min_horizontal(_SCHOOLS)
    )
    listed = places.sort("spread", t.CUSTOMER_ID, descending=[True, False]).head(most)
    values = listed.select(_SCHOOLS).to_numpy()
    up = values[:, 1] >= (values[:, 0] + values[:, 2]) / 2
    reasons = [
        _reason(explainer, customer, bool(above))
        for customer, above in zip(listed[t.CUSTOMER_ID], up, strict=True)
    ]
    names = np.array(_SCHOOLS)
    return listed.with_columns(
        pl.Series("higher", names[values.argmax(axis=1)].tolist()),
        pl.Series("lower", names[values.argmin(axis=1)].tolist()),
    ).hstack(pl.DataFrame(reasons, REASON, orient="row"))


def _places(explainer: Explainer) -> pl.DataFrame:
    data = explainer.data
    learned = explainer.learner.outlook(data)[t.EXPECTED_REVENUE]
    scored = data.history.customers.select(t.CUSTOMER_ID).join(
        score(data.history.customers), on=t.CUSTOMER_ID, how="left", maintain_order="left"
    )
    together = {
        "purchase": data.forecasts.columns(data.horizon)["model_revenue"].fill_null(0.0),
        "learned": learned,
        "rfm": scored.select(pl.sum_horizontal("r", "f", "m"))["r"].cast(pl.Float64),
    }
    return data.today.select(t.CUSTOMER_ID).with_columns(
        (values.rank("average") / len(values)).alias(name) for name, values in together.items()
    )


def _reason(explainer: Explainer, customer: str, up: bool) -> tuple[object, ...]:
    """Return the weightiest row in one direction, the purchase model's own words left out."""
    table = explainer.customer(customer).table
    own = ~pl.col("feature").str.starts_with("model_") & (pl.col("feature") != REST.name)
    side = pl.col("contribution") >= 0 if up else pl.col("contribution") < 0
    rows = table.filter(own & side).select(list(REASON))
    return rows.row(0) if rows.height else (None,) * len(REASON)
