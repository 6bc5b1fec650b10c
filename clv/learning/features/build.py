"""The features: what learning knows about a customer on the day of the cut, and not a day later.

A feature is one line in its family's file: a plain name, a unit, one line of meaning and one Polars
expression over the customer's purchase days. All are computed in one group-by. As a `History`
holds nothing from after its cut, neither can a feature; a test changes the future and expects
every feature to stay as it was.
"""

from __future__ import annotations

import polars as pl

from clv import tables as t
from clv.customers import History
from clv.learning.features import basket, purchase_model, rhythm, season, spending
from clv.learning.features.feature import Feature, Window
from clv.learning.features.purchase_model import Forecasts

DAYWISE: tuple[Feature, ...] = (*rhythm.FEATURES, *spending.FEATURES, *season.FEATURES)


def features(
    history: History,
    horizon: int,
    vocabulary: basket.Vocabulary | None = None,
    forecasts: Forecasts | None = None,
) -> pl.DataFrame:
    """Compute every feature of every customer of `history`, as known on the day of its cut.

    Parameters
    ----------
    history : clv.customers.History
        The orders up to and including the cut.
    horizon : int
        Days that will be looked ahead; the recent-activity windows and the purchase models' own
        outputs are measured against it.
    vocabulary : Vocabulary, optional
        Which categories, channels, countries and products have columns of their own. The one of
        `history` itself when None; learners pass the vocabulary they were trained with.
    forecasts : Forecasts, optional
        The purchase models fitted on `history`; fitted here when None.

    Returns
    -------
    polars.DataFrame
        ``customer_id`` and one Float64 column a feature, one row a customer, sorted by id. What is
        not known (the gap of somebody who bought once) is null.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> orders = pl.DataFrame(
    ...     {
    ...         "customer_id": ["a", "a", "b"],
    ...         "date": [datetime(2024, 1, 1), datetime(2024, 1, 11), datetime(2024, 1, 5)],
    ...         "amount": [10.0, 30.0, 5.0],
    ...     }
    ... )
    >>> table = features(History(orders, date(2024, 1, 31)), horizon=30)
    >>> table.select("customer_id", "days_since_last", "gap_mean", "spend_mean").rows()
    [('a', 20.0, 10.0, 20.0), ('b', 26.0, None, 5.0)]
    """
    window = Window(history.cut, horizon)
    daywise = [feature.column(window) for feature in DAYWISE]
    table = _purchase_days(history).group_by(t.CUSTOMER_ID).agg(daywise).collect()
    words = vocabulary or basket.Vocabulary.of(history)
    parts = [words.columns(history, horizon), (forecasts or Forecasts(history)).columns(horizon)]
    for part in parts:
        table = table.join(part, on=t.CUSTOMER_ID, how="left")
    return table.sort(t.CUSTOMER_ID)


def describe(name: str, vocabulary: basket.Vocabulary | None = None) -> Feature:
    """Say what a feature column is: plain name, unit and meaning.

    Examples
    --------
    >>> describe("days_since_last").title
    'Days since the last order'
    """
    fixed = {feature.name: feature for feature in (*DAYWISE, *purchase_model.FEATURES)}
    return fixed[name] if name in fixed else basket.describe(name, vocabulary)


def _purchase_days(history: History) -> pl.LazyFrame:
    """One row a customer and purchase day, in time order, with the gap to the one before."""
    orders = history.orders.lazy()
    has_discount = t.DISCOUNT in orders.collect_schema()
    discount = pl.col(t.DISCOUNT) if has_discount else pl.lit(None, pl.Float64)
    return (
        orders.group_by(t.CUSTOMER_ID, pl.col(t.DATE).dt.date().alias("day"))
        .agg(
            pl.col(t.AMOUNT).sum(),
            pl.len().cast(pl.Int64).alias("orders"),
            pl.col(t.AMOUNT).clip(upper_bound=0).sum().alias("returned"),
            discount.sum().alias(t.DISCOUNT)
            if has_discount
            else discount.alias(t.DISCOUNT).first(),
            pl.col(t.DATE).dt.hour().mean().alias("hour"),
        )
        .sort(t.CUSTOMER_ID, "day")
        .with_columns(
            pl.col("day").diff().dt.total_days().over(t.CUSTOMER_ID).cast(pl.Float64).alias("gap")
        )
    )
