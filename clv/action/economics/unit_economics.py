"""The books: everything the economics need of the orders, added up once.

Costs are typed and retyped; orders are many. So the pass over the orders ends in small tables, by
channel and month of the first order, and every figure that depends on costs comes from those.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from clv.action.economics.costs import MONTH
from clv.action.economics.period_stats import Stretch, review
from clv.customers import follow_cohorts
from clv.options import Settings
from clv.tables import AMOUNT, CHANNEL, CLV, CLV_HIGH, CLV_LOW, CUSTOMER_ID, DATE

# Stands for a missing channel, which cohorts would call by a name that a channel may have.
_MISSING = "\x00"


@dataclass(frozen=True, slots=True)
class Books:
    """What the economics start from.

    Parameters
    ----------
    stretch : Stretch
        Counts of the days under review.
    settings : Settings
        Margin, discount and horizon.
    worth : polars.DataFrame
        ``channel``, ``month`` (first day; of the first order), ``customers``, and their sums
        ``value`` (expected), ``total`` (margin so far + expected), ``squares`` (of total) and
        ``half_squares`` (of half the width of each range). Empty without predictions.
    grown : polars.DataFrame
        ``channel``, ``month``, ``age`` (months), ``customers``, ``earned`` (margin up to that
        age), ``seen`` (whether that month is over).
    """

    stretch: Stretch
    settings: Settings
    worth: pl.DataFrame
    grown: pl.DataFrame


def keep_books(
    orders: pl.DataFrame,
    settings: Settings,
    predictions: pl.DataFrame | None = None,
    days: int = 365,
    end: date | None = None,
) -> Books:
    """Add up the orders.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`; a customer's channel is that of the first order.
    settings : Settings
        Its margin and horizon are those of the predictions.
    predictions : polars.DataFrame, optional
        Table `clv.tables.PREDICTIONS`; without, nothing is said about the value of customers.
    days : int
        Length of the stretch under review.
    end : datetime.date, optional
        Its last day; by default the day of the last order.

    Raises
    ------
    UnsuitableDataError
        ``no_orders``, where no order falls into the stretch.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 9), datetime(2024, 2, 1)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": 10.0})
    >>> keep_books(orders, Settings(margin=0.5)).grown.select("age", "earned").rows()
    [(0, 10.0), (1, 15.0)]
    """
    stretch = review(orders, days, end)
    if CHANNEL not in orders.columns:
        orders = orders.with_columns(pl.lit(None, pl.String()).alias(CHANNEL))
    return Books(
        stretch,
        settings,
        _worth(orders, predictions, settings.margin),
        _grown(orders, stretch.last, settings.margin),
    )


def _worth(orders: pl.DataFrame, predictions: pl.DataFrame | None, margin: float) -> pl.DataFrame:
    if predictions is None:
        predictions = pl.DataFrame(
            schema={
                CUSTOMER_ID: pl.String(),
                **dict.fromkeys((CLV, CLV_LOW, CLV_HIGH), pl.Float64()),
            }
        )
    past = orders.group_by(CUSTOMER_ID).agg(
        pl.col(CHANNEL).min_by(DATE),
        pl.col(DATE).min().dt.date().dt.truncate("1mo").alias(MONTH),
        (pl.col(AMOUNT).sum() * margin).alias("earned"),
    )
    total = pl.col("earned") + pl.col(CLV)
    half = (pl.col(CLV_HIGH) - pl.col(CLV_LOW)) / 2
    return (
        past.join(predictions.select(CUSTOMER_ID, CLV, CLV_LOW, CLV_HIGH), on=CUSTOMER_ID)
        .group_by(CHANNEL, MONTH)
        .agg(
            pl.len().cast(pl.Int64).alias("customers"),
            pl.col(CLV).sum().alias("value"),
            total.sum().alias("total"),
            total.pow(2).sum().alias("squares"),
            half.pow(2).sum().alias("half_squares"),
        )
        .sort(CHANNEL, MONTH)
    )


def _grown(orders: pl.DataFrame, last: date, margin: float) -> pl.DataFrame:
    marked = orders.with_columns(pl.col(CHANNEL).fill_null(_MISSING))
    earned = (pl.col(AMOUNT) * margin).cum_sum().over("cohort", "joined", order_by="age")
    channel = pl.when(pl.col("cohort") != _MISSING).then(pl.col("cohort"))
    month = pl.date(pl.col("joined") // 12, pl.col("joined") % 12 + 1, 1)
    return (
        follow_cohorts(marked, by=CHANNEL, end=last)
        .select(
            channel.alias(CHANNEL),
            month.alias(MONTH),
            "age",
            "customers",
            earned.alias("earned"),
            "seen",
        )
        .sort(CHANNEL, MONTH, "age")
    )
