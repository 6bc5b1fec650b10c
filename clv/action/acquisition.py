"""What winning a customer may cost: cost and return of each channel and month.

A customer's lifetime value to a day is what they brought so far plus what the model expects of
them; the mean over those won through a channel is what the next one there is likely to be worth.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import polars as pl

from clv.action.costs import ACQUISITION, MONTH
from clv.customers import cohorts
from clv.settings import Settings
from clv.tables import (
    AMOUNT,
    CHANNEL,
    CLV,
    CLV_HIGH,
    CLV_LOW,
    CUSTOMER_ID,
    DATE,
)
from clv.words import _

By = Literal["all", "channel", "month", "channel and month"]

_Z90 = 1.6448536269514722
_ALL = "all"
_KEYS: dict[str, list[str]] = {
    "all": [_ALL],
    "channel": [CHANNEL],
    "month": [MONTH],
    "channel and month": [CHANNEL, MONTH],
}


def acquisition_formulas() -> dict[str, str]:
    """Return how each column of `acquisition` is worked out, in words."""
    return {
        "customers": _("customers whose first order falls here"),
        "cost": _("acquisition costs from the cost table"),
        "cac": _("cost / customers won"),
        "ltv": _("mean of margin so far + expected margin"),
        "ltv_low": _("mean less 1.645 standard errors: spread of customers, and of the forecast"),
        "ltv_high": _("mean plus 1.645 standard errors"),
        "ratio": _("ltv / cac"),
        "ceiling": _("ltv_low / wanted LTV:CAC: what a customer may cost at most"),
        "payback": _("first month after the first order in which margin to date reaches cac"),
    }


def acquisition(
    orders: pl.DataFrame,
    predictions: pl.DataFrame,
    settings: Settings,
    costs: pl.DataFrame | None = None,
    by: By = "channel",
    wanted: float = 1.0,
    end: date | None = None,
) -> pl.DataFrame:
    """Compare what customers cost with what they are worth.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`; the channel is that of the first order, and absent channels
        are one.
    predictions : polars.DataFrame
        Table `clv.tables.PREDICTIONS`.
    settings : Settings
        Its margin is that of the predictions.
    costs : polars.DataFrame, optional
        From `clv.action.costs_of`. Where costs are known, only customers won in months with costs
        are counted, so that both sides speak of the same people.
    by : {"all", "channel", "month", "channel and month"}
        What a row is.
    wanted : float
        Wanted LTV:CAC; 1 breaks even within the horizon, 3 is a rule of thumb.
    end : datetime.date, optional
        Last day of the observation.

    Returns
    -------
    polars.DataFrame
        ``channel`` and/or ``month`` (or ``all``), ``customers``, ``cost``, ``cac``, ``ltv``,
        ``ltv_low``, ``ltv_high``, ``ratio``, ``ceiling``, ``payback`` (months; null where not
        reached within the log): see `acquisition_formulas`. Money in the currency of the orders.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 9), datetime(2024, 2, 1)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": 10.0})
    >>> value = {"clv": 5.0, "clv_low": 1.0, "clv_high": 9.0}
    >>> ahead = pl.DataFrame({"customer_id": ["a", "b"], **value})
    >>> acquisition(orders, ahead, Settings(margin=0.5)).select("customers", "ltv").rows()
    [(2, 12.5)]
    """
    keys = _KEYS[by]
    people = _people(orders, predictions, settings.margin)
    spent = _spent(costs, keys)
    if costs is not None and not costs.is_empty():
        people = people.join(_covered(people, costs), on=CUSTOMER_ID, how="semi")
    worth = people.group_by(keys).agg(_worth())
    table = worth.join(spent, on=keys, how="left", nulls_equal=True).with_columns(
        (pl.col("cost") / pl.col("customers")).alias("cac")
    )
    payback = _payback(people, orders, table, keys, settings.margin, end)
    return (
        table.join(payback, on=keys, how="left", nulls_equal=True)
        .with_columns(
            pl.when(pl.col("cac") > 0).then(pl.col("ltv") / pl.col("cac")).alias("ratio"),
            (pl.col("ltv_low").clip(lower_bound=0) / wanted).alias("ceiling"),
        )
        .select(*keys, *acquisition_formulas())
        .sort(keys)
    )


def _people(orders: pl.DataFrame, predictions: pl.DataFrame, margin: float) -> pl.DataFrame:
    """Return each customer's channel, month of joining, worth to date and ahead."""
    channel = (
        pl.col(CHANNEL).min_by(DATE) if CHANNEL in orders.columns else pl.lit(None, pl.String())
    )
    past = orders.group_by(CUSTOMER_ID).agg(
        channel.alias(CHANNEL),
        pl.col(DATE).min().dt.date().dt.truncate("1mo").alias(MONTH),
        (pl.col(AMOUNT).sum() * margin).alias("earned"),
        pl.lit("all").alias(_ALL),
    )
    return past.join(predictions.select(CUSTOMER_ID, CLV, CLV_LOW, CLV_HIGH), on=CUSTOMER_ID)


def _worth() -> tuple[pl.Expr, ...]:
    total = pl.col("earned") + pl.col(CLV)
    people = pl.len().cast(pl.Float64)
    spread = total.var().fill_null(0.0) / people
    ahead = ((pl.col(CLV_HIGH) - pl.col(CLV_LOW)) / 2).pow(2).sum() / people.pow(2)
    half = (_Z90**2 * spread + ahead).sqrt()
    return (
        pl.len().cast(pl.Int64).alias("customers"),
        total.mean().alias("ltv"),
        (total.mean() - half).alias("ltv_low"),
        (total.mean() + half).alias("ltv_high"),
    )


def _spent(costs: pl.DataFrame | None, keys: list[str]) -> pl.DataFrame:
    if costs is None or costs.is_empty():
        schema = {
            _ALL: pl.String(),
            CHANNEL: pl.String(),
            MONTH: pl.Date(),
            "cost": pl.Float64(),
        }
        return pl.DataFrame(schema={name: schema[name] for name in (*keys, "cost")})
    everyone = costs.with_columns(pl.lit("all").alias(_ALL))
    return everyone.group_by(keys).agg(pl.col(ACQUISITION).sum().alias("cost"))


def _covered(people: pl.DataFrame, costs: pl.DataFrame) -> pl.DataFrame:
    """Return those won in months for which costs are known."""
    return people.join(costs.select(MONTH).unique(), on=MONTH, how="semi")


def _payback(
    people: pl.DataFrame,
    orders: pl.DataFrame,
    table: pl.DataFrame,
    keys: list[str],
    margin: float,
    end: date | None,
) -> pl.DataFrame:
    """Return the first month of age by whose end the mean margin reaches the cost."""
    last = end or orders.select(pl.col(DATE).max().dt.date()).item()
    label = pl.concat_str([pl.col(key).cast(pl.String) for key in keys], ignore_nulls=True)
    groups = people.select(CUSTOMER_ID, label.alias("group"))
    grown = cohorts(
        orders.join(groups, on=CUSTOMER_ID), by="group", measure="cumulative", end=last
    ).select(pl.col("cohort").alias("group"), "age", (pl.col("value") * margin).alias("earned"))
    return (
        table.select(*keys, "cac", label.alias("group"))
        .join(grown, on="group")
        .filter(pl.col("earned") >= pl.col("cac"))
        .group_by(keys)
        .agg((pl.col("age").min() + 1).alias("payback"))
    )
