"""Subscriptions: logs in which customers pay in a fixed rhythm, the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from clv import tables as t

FEWEST_GAPS = 60
REGULAR = 0.85  # share of gaps that are one period long, from which a log is one of subscriptions
EQUAL = 0.80  # share of renewals that cost what the one before did
_PERIODS = (("week", 7.0, 1), ("month", 365.25 / 12, 3), ("quarter", 91.3, 4), ("year", 365.25, 5))


@dataclass(frozen=True, slots=True)
class SubscriptionPlan:
    """What makes a log one of subscriptions.

    Parameters
    ----------
    period : {"week", "month", "quarter", "year"}
        How often is paid.
    days : float
        Mean length of a period.
    regular : float
        Share of the gaps between a customer's payments that are one period long.
    equal : float
        Share of the renewals that cost the same as the payment before.
    slack : int
        Days by which a punctual payment may lie off.
    """

    period: str
    days: float
    regular: float
    equal: float
    slack: int


def recognise_plan(orders: pl.DataFrame) -> SubscriptionPlan | None:
    """Tell whether the customers of a log pay in a fixed rhythm, the same every time.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.

    Returns
    -------
    SubscriptionPlan or None
        None for a shop where people buy when they like.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, month, 5) for month in range(1, 5)]
    >>> paid = [(f"c{i}", day, 9.9) for i in range(40) for day in days]
    >>> orders = pl.DataFrame(paid, ["customer_id", "date", "amount"], orient="row")
    >>> recognise_plan(orders).period
    'month'
    """
    days = (
        orders.group_by(t.CUSTOMER_ID, day=pl.col(t.DATE).dt.date())
        .agg(pl.col(t.AMOUNT).sum())
        .sort(t.CUSTOMER_ID, "day")
        .with_columns(
            gap=pl.col("day").diff().over(t.CUSTOMER_ID).dt.total_days(),
            before=pl.col(t.AMOUNT).shift().over(t.CUSTOMER_ID),
        )
        .drop_nulls("gap")
    )
    if days.height < FEWEST_GAPS:
        return None
    gap = days["gap"].to_numpy()
    equal = float((days[t.AMOUNT] - days["before"]).abs().le(0.01 * days["before"].abs()).mean())  # type: ignore[arg-type]
    regular, period, length, slack = max(
        (float(np.mean(np.abs(gap - length) <= slack)), period, length, slack)
        for period, length, slack in _PERIODS
    )
    if regular < REGULAR or equal < EQUAL:
        return None
    return SubscriptionPlan(period, length, regular, equal, slack)


def recurring_revenue(orders: pl.DataFrame, plan: SubscriptionPlan, end: date) -> pl.DataFrame:
    """Follow the recurring revenue from period to period: won, grown, shrunk, lost, won back.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    plan : SubscriptionPlan
        How often is paid.
    end : datetime.date
        The last day; the last whole period ends there.

    Returns
    -------
    polars.DataFrame
        ``period`` (1, 2, …), ``revenue`` and its parts ``new``, ``expansion``, ``contraction``,
        ``churn`` and ``reactivation``: revenue less that of the period before is their sum.
    """
    ago = (pl.lit(end) - pl.col(t.DATE).dt.date()).dt.total_days()
    placed = orders.filter(ago >= 0).select(
        t.CUSTOMER_ID, ago=(ago / plan.days).floor().cast(pl.Int64), amount=t.AMOUNT
    )
    last: int = placed["ago"].max() or 0  # type: ignore[assignment]
    paid = placed.group_by(t.CUSTOMER_ID, period=last - pl.col("ago") + 1).agg(
        pl.col(t.AMOUNT).sum()
    )
    grid = paid.select(t.CUSTOMER_ID, first=pl.col("period").min().over(t.CUSTOMER_ID)).unique()
    every = grid.join(pl.DataFrame({"period": range(1, last + 2)}), how="cross").join(
        paid, on=[t.CUSTOMER_ID, "period"], how="left"
    )
    now = pl.col(t.AMOUNT).fill_null(0.0)
    before = now.shift(fill_value=0.0).over(t.CUSTOMER_ID, order_by="period")
    change = now - before
    return (
        every.sort(t.CUSTOMER_ID, "period")
        .with_columns(now=now, before=before, change=change)
        .group_by("period")
        .agg(
            revenue=pl.col("now").sum(),
            new=pl.col("change").filter(pl.col("period") == pl.col("first")).sum(),
            reactivation=pl.col("change")
            .filter((pl.col("before") == 0) & (pl.col("period") > pl.col("first")))
            .sum(),
            expansion=pl.col("change")
            .filter((pl.col("before") > 0) & (pl.col("change") > 0))
            .sum(),
            contraction=pl.col("change").filter((pl.col("now") > 0) & (pl.col("change") < 0)).sum(),
            churn=pl.col("change").filter((pl.col("now") == 0) & (pl.col("change") < 0)).sum(),
        )
        .sort("period")
    )
