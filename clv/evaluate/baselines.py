"""What costs nothing to believe: three naive forecasts that every model has to beat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import polars as pl

from clv import tables as t
from clv.customers import History
from clv.learning import TrainingData
from clv.words import N_

Baseline = Callable[[TrainingData], pl.DataFrame]
RECENCY_GROUPS = 10


def last_period(data: TrainingData) -> pl.DataFrame:
    """Forecast for everybody what they did in the last period, as long as the one ahead.

    Where the log is shorter than the horizon, all of it counts, scaled to the horizon.

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
    >>> data = TrainingData(History(orders, date(2024, 1, 20)), 14)
    >>> last_period(data)["expected_revenue"].to_list()
    [30.0, 0.0]
    """
    length = max(1, min(data.horizon, data.span + 1))
    scaled = data.horizon / length
    did = _did_in_last(data.history, length)
    return did.select(
        t.CUSTOMER_ID,
        (pl.col(t.ORDER_COUNT) > 0).cast(pl.Float64).alias(t.P_BUY),
        (pl.col(t.ORDER_COUNT) * scaled).alias(t.EXPECTED_PURCHASES),
        (pl.col(t.REVENUE).clip(0) * scaled).alias(t.EXPECTED_REVENUE),
    )


def everybody_same(data: TrainingData) -> pl.DataFrame:
    """Forecast for everybody the mean of what those known a period ago did since.

    It ranks nobody: a model whose ranking does not beat it knows nothing about single customers.
    """
    return _by_group(data, groups=1)


def recency(data: TrainingData) -> pl.DataFrame:
    """Forecast what customers silent for as long brought a period ago: ten groups by silence."""
    return _by_group(data, groups=RECENCY_GROUPS)


def _did_in_last(history: History, days: int) -> pl.DataFrame:
    """Purchase days and money of the last `days` days, for every customer, zeros included."""
    before = history.cut - timedelta(days=days)
    lately = history.orders.filter(pl.col(t.DATE).dt.date() > before)
    did = lately.group_by(t.CUSTOMER_ID).agg(
        pl.col(t.DATE).dt.date().n_unique().cast(pl.Float64).alias(t.ORDER_COUNT),
        pl.col(t.AMOUNT).sum().alias(t.REVENUE),
    )
    return (
        history.customers.select(t.CUSTOMER_ID)
        .join(did, on=t.CUSTOMER_ID, how="left", maintain_order="left")
        .with_columns(pl.col(t.ORDER_COUNT, t.REVENUE).fill_null(0.0))
    )


def _by_group(data: TrainingData, groups: int) -> pl.DataFrame:
    """Mean of what came after the last cutoff, by group of silence, put onto today's customers."""
    then = History(data.history.orders, data.cutoffs[0])
    came = then.future(data.history.orders, data.target_window)
    scaled = data.horizon / data.target_window
    means = (
        came.with_columns(_group(then.customers, groups))
        .group_by("group")
        .agg(
            (pl.col(t.ORDER_COUNT) > 0).mean().alias(t.P_BUY),
            (pl.col(t.ORDER_COUNT).mean() * scaled).alias(t.EXPECTED_PURCHASES),
            (pl.col(t.REVENUE).mean().clip(0) * scaled).alias(t.EXPECTED_REVENUE),
        )
        .sort("group")
    )
    today = data.history.customers
    return (
        today.select(t.CUSTOMER_ID)
        .with_columns(_group(today, groups))
        .sort("group")
        .join_asof(means, on="group", strategy="nearest")
        .drop("group")
        .sort(t.CUSTOMER_ID)
    )


def _group(customers: pl.DataFrame, groups: int) -> pl.Series:
    """Group of silence, 0 the most recent; equal silence is always in the same group."""
    silence = customers[t.T] - customers[t.RECENCY]
    share = (silence.rank("average") - 0.5) / max(1, len(silence))
    return (share * groups).floor().cast(pl.Int64).alias("group")


BASELINES: dict[str, tuple[str, Baseline]] = {
    "last_period": (N_("Same as last period"), last_period),
    "everybody_same": ("Everybody the same", everybody_same),
    "recency": ("By recency alone", recency),
}
