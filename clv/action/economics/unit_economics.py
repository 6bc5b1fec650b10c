"""What the economics need of the orders, added up once.

Costs are typed and retyped; orders are many. So the pass over the orders ends in small tables, by
what the first order was, and every figure that depends on costs comes from those.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from clv.action.economics.costs import MONTH
from clv.action.economics.period_stats import PeriodStats, period_stats
from clv.customers import follow_cohorts
from clv.options import Settings
from clv.tables import AMOUNT, CATEGORY, CHANNEL, CLV, CLV_HIGH, CLV_LOW, CUSTOMER_ID, DATE, SEGMENT

# Stands for a missing channel, which cohorts would call by a name that a channel may have.
_MISSING = "\x00"


@dataclass(frozen=True, slots=True)
class UnitEconomics:
    """What the economics start from.

    Parameters
    ----------
    period : PeriodStats
        Counts of the days under review.
    settings : Settings
        Margin, discount and horizon.
    worth : polars.DataFrame
        ``channel``, ``category``, ``month`` (first day; all three of the first order), ``segment``
        (of today), ``customers``, ``valued`` (those with predictions), ``with_worth`` (those whose
        worth is known: all with predictions, else those won long enough ago; never those of the
        log's first month, see `left_out`), and the sums
        ``value`` (expected from today on), ``total``
        (margin of their first horizon), ``squares`` (of total) and ``half_squares`` (of half the
        width of each range).
    margins : polars.DataFrame
        ``channel``, ``month``, ``age`` (months), ``customers``, ``earned`` (margin up to that
        age), ``seen`` (whether that month is over).
    buyers : polars.DataFrame
        ``month``, ``customer_id``: who ordered in which month.
    """

    period: PeriodStats
    settings: Settings
    worth: pl.DataFrame
    margins: pl.DataFrame
    buyers: pl.DataFrame

    @property
    def left_out(self) -> date | None:
        """The log's first month, whose customers may be older; None where there is no other."""
        months = self.worth[MONTH].unique().sort()
        return months[0] if len(months) > 1 else None


def unit_economics(
    orders: pl.DataFrame,
    settings: Settings,
    predictions: pl.DataFrame | None = None,
    days: int = 365,
    end: date | None = None,
) -> UnitEconomics:
    """Add up the orders.

    What a customer is worth is like for like: the margin of their first horizon after the first
    order. For whoever is older it is what came; for the others, what came so far and of the
    expected value the share of the horizon that still lies ahead. Without predictions it is of the
    past alone: of the months whose customers all have their first horizon behind them.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`; a customer's channel is that of the first order.
    settings : Settings
        Its margin and horizon are those of the predictions.
    predictions : polars.DataFrame, optional
        Table `clv.tables.PREDICTIONS`; None where none may be relied on.
    days : int
        Length of the period under review.
    end : datetime.date, optional
        Its last day; by default the day of the last order.

    Raises
    ------
    UnsuitableDataError
        ``no_orders``, where no order falls into the period.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 9), datetime(2024, 2, 1)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": 10.0})
    >>> unit_economics(orders, Settings(margin=0.5)).margins.select("age", "earned").rows()
    [(0, 10.0), (1, 15.0)]
    """
    period = period_stats(orders, days, end)
    empty = pl.lit(None, pl.String())
    absent = [empty.alias(name) for name in (CHANNEL, CATEGORY) if name not in orders.columns]
    orders = orders.with_columns(absent)
    month = pl.col(DATE).dt.date().dt.month_start().alias(MONTH)
    return UnitEconomics(
        period,
        settings,
        _worth(orders, predictions, settings, period.last),
        _of_newcomers(_margins(orders, period.last, settings.margin)),
        orders.select(month, CUSTOMER_ID).unique(),
    )


def _worth(
    orders: pl.DataFrame, predictions: pl.DataFrame | None, settings: Settings, last: date
) -> pl.DataFrame:
    won, counted = _first_horizon(orders, settings, last), pl.lit(value=True)
    if predictions is None:
        money = dict.fromkeys((CLV, CLV_LOW, CLV_HIGH), pl.Float64())
        predictions = pl.DataFrame(schema={CUSTOMER_ID: pl.String(), **money})
        counted = pl.col(MONTH).dt.month_end() + timedelta(days=settings.horizon) <= last
    if SEGMENT not in predictions.columns:
        predictions = predictions.with_columns(pl.lit(None, pl.String()).alias(SEGMENT))
    if won[MONTH].n_unique() > 1:  # who first ordered in the log's first month may be older
        counted &= pl.col(MONTH) > pl.col(MONTH).min()
    ahead = predictions.select(CUSTOMER_ID, SEGMENT, CLV, CLV_LOW, CLV_HIGH)
    total = pl.col("earned") + pl.col("rest") * pl.col(CLV).fill_null(0.0)
    half = pl.col("rest") * (pl.col(CLV_HIGH) - pl.col(CLV_LOW)).fill_null(0.0) / 2
    return (
        won.with_columns(counted.alias("with_worth"))
        .join(ahead, on=CUSTOMER_ID, how="left")
        .group_by(CHANNEL, CATEGORY, SEGMENT, MONTH)
        .agg(
            pl.len().cast(pl.Int64).alias("customers"),
            pl.col(CLV).count().cast(pl.Int64).alias("valued"),
            pl.col("with_worth").sum().cast(pl.Int64),
            pl.col(CLV).sum().alias("value"),
            total.filter("with_worth").sum().alias("total"),
            total.filter("with_worth").pow(2).sum().alias("squares"),
            half.filter("with_worth").pow(2).sum().alias("half_squares"),
        )
        .sort(CHANNEL, CATEGORY, SEGMENT, MONTH)
    )


def _of_newcomers(table: pl.DataFrame) -> pl.DataFrame:
    """Leave out the log's first month, whose customers may be older, where there is another."""
    if table[MONTH].n_unique() < 2:
        return table
    return table.filter(pl.col(MONTH) > pl.col(MONTH).min())


def _first_horizon(orders: pl.DataFrame, settings: Settings, last: date) -> pl.DataFrame:
    """Return each customer's first order, margin so far within the horizon after it, and its rest.

    ``rest`` is the share of that horizon that lies ahead of today.
    """
    day, first = pl.col(DATE).dt.date(), pl.col(DATE).min().dt.date()
    within = day < first + timedelta(days=settings.horizon)
    age = (pl.lit(last) - first).dt.total_days()
    return orders.group_by(CUSTOMER_ID).agg(
        pl.col(CHANNEL, CATEGORY).min_by(DATE),
        first.dt.month_start().alias(MONTH),
        (pl.col(AMOUNT).filter(within).sum() * settings.margin).alias("earned"),
        (1 - age / settings.horizon).clip(lower_bound=0.0).alias("rest"),
    )


def _margins(orders: pl.DataFrame, last: date, margin: float) -> pl.DataFrame:
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
