"""Profile cards: what makes a segment, in the numbers a person would ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.customers.segments.segment import SEGMENTS
from clv.tables import (
    AMOUNT,
    CATEGORY,
    CLV,
    CLV_HIGH,
    CLV_LOW,
    CUSTOMER_ID,
    REVENUE,
    SEGMENT,
    mean_gap,
    silence,
)


class Total(Protocol):
    """A sum with its range, such as ``Forecast.total_of`` returns."""

    @property
    def value(self) -> float:
        """The sum."""

    @property
    def low(self) -> float:
        """Lower end of the range."""

    @property
    def high(self) -> float:
        """Upper end of the range."""


TotalOf = Callable[[NDArray[np.bool_]], Total]


def profiles(
    customers: pl.DataFrame,
    segments: pl.DataFrame,
    purchases: pl.DataFrame | None = None,
    predictions: pl.DataFrame | None = None,
    total_of: TotalOf | None = None,
) -> pl.DataFrame:
    """Describe each segment.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS`.
    segments : polars.DataFrame
        ``customer_id``, ``segment``: from `segment`, `lifecycle` (renamed) or clusters.
    purchases : polars.DataFrame, optional
        Table `clv.tables.ORDERS` or `LINES` with a ``category``.
    predictions : polars.DataFrame, optional
        Table `clv.tables.PREDICTIONS`.
    total_of : callable, optional
        Takes a mask over the rows of `predictions`, returns value, low and high of their sum:
        ``Forecast.total_of``. Without it the range treats customers as independent, with
        half-widths ``sqrt(Σ w²)``, and so leaves out that the parameters are uncertain.

    Returns
    -------
    polars.DataFrame
        One row a segment, most revenue first: ``segment``, ``customers``, ``share``, ``revenue``,
        ``revenue_share``, ``spend`` (median revenue a customer), ``mean_gap`` (median of the
        customers' mean days between orders; null where nobody came back), ``silence`` (median
        days since the last order), ``category`` (most money went to it; null without), ``value``
        with ``value_low``/``value_high`` (money; null without predictions), ``action``.

    Examples
    --------
    >>> customers = pl.DataFrame(
    ...     {
    ...         "customer_id": ["a", "b"],
    ...         "frequency": [0, 2],
    ...         "recency": [0, 60],
    ...         "T": [90, 61],
    ...         "revenue": [10.0, 30.0],
    ...     }
    ... )
    >>> named = pl.DataFrame({"customer_id": ["a", "b"], "segment": ["Dormant", "Champions"]})
    >>> profiles(customers, named).select("segment", "revenue_share", "mean_gap").rows()
    [('Champions', 0.75, 30.0), ('Dormant', 0.25, None)]
    """
    members = customers.join(segments.select(CUSTOMER_ID, SEGMENT), on=CUSTOMER_ID)
    cards = _sizes(members)
    for part in (
        _favourites(purchases, segments),
        _values(predictions, segments, total_of),
        _actions(),
    ):
        cards = cards.join(part, on=SEGMENT, how="left")
    return cards.sort(REVENUE, SEGMENT, descending=[True, False])


def _sizes(members: pl.DataFrame) -> pl.DataFrame:
    return (
        members.group_by(SEGMENT)
        .agg(
            pl.len().cast(pl.Int64).alias("customers"),
            pl.col(REVENUE).sum(),
            pl.col(REVENUE).median().alias("spend"),
            mean_gap().median(),
            silence().median(),
        )
        .with_columns(
            (pl.col("customers") / members.height).alias("share"),
            _share(pl.col(REVENUE)).alias("revenue_share"),
        )
    )


def _share(money: pl.Expr) -> pl.Expr:
    return pl.when(money.sum() != 0).then(money / money.sum()).otherwise(0.0)


def _favourites(purchases: pl.DataFrame | None, segments: pl.DataFrame) -> pl.DataFrame:
    """Return the category that most of each segment's money went to."""
    if purchases is None or CATEGORY not in purchases.columns:
        return pl.DataFrame(schema={SEGMENT: pl.String(), CATEGORY: pl.String()})
    return (
        purchases.lazy()
        .filter(pl.col(CATEGORY).is_not_null())
        .join(segments.lazy().select(CUSTOMER_ID, SEGMENT), on=CUSTOMER_ID)
        .group_by(SEGMENT, CATEGORY)
        .agg(pl.col(AMOUNT).sum())
        .group_by(SEGMENT)
        .agg(pl.col(CATEGORY).sort_by(AMOUNT, CATEGORY, descending=[True, False]).first())
        .collect()
    )


def _values(
    predictions: pl.DataFrame | None, segments: pl.DataFrame, total_of: TotalOf | None
) -> pl.DataFrame:
    names = ("value", "value_low", "value_high")
    if predictions is None:
        return pl.DataFrame(schema={SEGMENT: pl.String(), **dict.fromkeys(names, pl.Float64())})
    ahead = (
        predictions.select(CUSTOMER_ID, CLV, CLV_LOW, CLV_HIGH)
        .join(segments.select(CUSTOMER_ID, SEGMENT), on=CUSTOMER_ID, how="left")
        .with_columns(pl.col(SEGMENT).fill_null(""))
    )
    if total_of is None:
        return _independent(ahead)
    totals = {
        name: total_of((ahead[SEGMENT] == name).to_numpy()) for name in ahead[SEGMENT].unique()
    }
    rows = [(name, total.value, total.low, total.high) for name, total in totals.items()]
    return pl.DataFrame(rows, schema=[SEGMENT, *names], orient="row")


def _independent(ahead: pl.DataFrame) -> pl.DataFrame:
    value = pl.col(CLV).sum()
    half = ((pl.col(CLV_HIGH) - pl.col(CLV_LOW)) / 2).pow(2).sum().sqrt()
    return ahead.group_by(SEGMENT).agg(
        value.alias("value"), (value - half).alias("value_low"), (value + half).alias("value_high")
    )


def _actions() -> pl.DataFrame:
    return pl.DataFrame(
        {
            SEGMENT: [segment.name for segment in SEGMENTS],
            "action": [segment.action for segment in SEGMENTS],
        }
    )
