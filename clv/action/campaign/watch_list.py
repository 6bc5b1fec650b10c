"""Win-back: who has gone quiet or is about to, what is at stake, why, and what to do."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from clv.action.sentences import sentence
from clv.customers import lifecycle
from clv.customers.activity import TIERS
from clv.tables import (
    CLV,
    CLV_HIGH,
    CLV_LOW,
    CUSTOMER_ID,
    FREQUENCY,
    LAST_ORDER,
    P_BUY,
    QUIET_UNTIL,
    RECENCY,
    T,
)
from clv.words import _

VALUE_AT_RISK, P_SILENCE, STATE, TIER = "value_at_risk", "p_silence", "state", "tier"
WHY, TREATMENT, OVERDUE = "why", "treatment", "overdue"
SILENT, DUE = "silent", "due"
# The first tier holds half of the value at risk, the first two four fifths of it.
_TIER_ENDS = (0.5, 0.8)

COLUMNS = (
    CUSTOMER_ID,
    VALUE_AT_RISK,
    TIER,
    STATE,
    CLV,
    CLV_LOW,
    CLV_HIGH,
    P_SILENCE,
    LAST_ORDER,
    "silence",
    "typical_gap",
    QUIET_UNTIL,
    OVERDUE,
    WHY,
    TREATMENT,
)


def watch_list(
    customers: pl.DataFrame, predictions: pl.DataFrame, end: date, days: int = 30
) -> pl.DataFrame:
    """List those who are silent for longer than is normal for them, or will be within `days`.

    Value at risk is the expected value times the probability of silence, ``clv × (1 − p_buy)``:
    what is lost in the mean should nothing be done. ``1 − p_alive`` would miss everyone who bought
    once, whom some models hold alive for ever.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS`.
    predictions : polars.DataFrame
        Table `clv.tables.PREDICTIONS`; its ``quiet_until`` counts where it has one, else that of
        `clv.customers.lifecycle`.
    end : datetime.date
        Last day of the observation: today.
    days : int
        How far ahead to look for those about to go quiet.

    Returns
    -------
    polars.DataFrame
        `COLUMNS`, most value at risk first. ``tier``: Critical holds half of the value at risk,
        High the next 30 %. ``state``: silent (``quiet_until`` has passed) or due (it falls within
        `days`). ``overdue`` (days since ``quiet_until``; negative while due), ``typical_gap``
        (days), ``why`` and ``treatment`` in words.

    Examples
    --------
    >>> customers = pl.DataFrame(
    ...     {
    ...         "customer_id": ["ann", "bob"],
    ...         "frequency": [9, 0],
    ...         "recency": [270, 0],
    ...         "T": [400, 5],
    ...         "last_order": [date(2024, 2, 22), date(2024, 6, 26)],
    ...     }
    ... )
    >>> value = {"p_buy": 0.25, "clv": 100.0, "clv_low": 40.0, "clv_high": 190.0}
    >>> ahead = pl.DataFrame({"customer_id": ["ann", "bob"], **value})
    >>> watched = watch_list(customers, ahead, date(2024, 7, 1))
    >>> watched.select("customer_id", "value_at_risk", "tier", "state", "why").rows()
    [('ann', 75.0, 'Critical', 'silent', 'Silent for 130 days; used to order every 30 days')]
    """
    people = _people(customers, predictions)
    overdue = (pl.lit(end) - pl.col(QUIET_UNTIL)).dt.total_days()
    return (
        people.with_columns(overdue.alias(OVERDUE))
        .filter(pl.col(OVERDUE) >= -days)
        .with_columns(
            pl.when(pl.col(OVERDUE) > 0).then(pl.lit(SILENT)).otherwise(pl.lit(DUE)).alias(STATE)
        )
        .sort(VALUE_AT_RISK, CUSTOMER_ID, descending=[True, False])
        .with_columns(_tier().alias(TIER), _reason().alias(WHY))
        .with_columns(_treatment().alias(TREATMENT))
        .select(COLUMNS)
    )


def next_days(watched: pl.DataFrame, end: date, days: int = 30) -> pl.DataFrame:
    """Return those of the watch list whose silence becomes unusual within `days`, soonest first.

    Parameters
    ----------
    watched : polars.DataFrame
        From `watch_list` with at least as many days.

    Examples
    --------
    >>> days = [date(2024, 3, 9), date(2024, 3, 5), date(2024, 5, 1)]
    >>> names = {"customer_id": ["a", "b", "c"], "state": "due", "value_at_risk": 1.0}
    >>> watched = pl.DataFrame({**names, "quiet_until": days})
    >>> next_days(watched, date(2024, 3, 1))["customer_id"].to_list()
    ['b', 'a']
    """
    coming = watched.filter(pl.col(STATE) == DUE, pl.col(QUIET_UNTIL) <= end + timedelta(days=days))
    return coming.sort(QUIET_UNTIL, VALUE_AT_RISK, CUSTOMER_ID, descending=[False, True, False])


def tiers(watched: pl.DataFrame) -> pl.DataFrame:
    """Sum the watch list by tier: ``tier``, ``customers``, ``value_at_risk``, all three tiers.

    Examples
    --------
    >>> tiers(pl.DataFrame({"tier": ["High", "High"], "value_at_risk": [2.0, 1.0]})).row(1)
    ('High', 2, 3.0)
    """
    counted = watched.group_by(TIER).agg(
        pl.len().cast(pl.Int64).alias("customers"), pl.col(VALUE_AT_RISK).sum()
    )
    return (
        pl.DataFrame({TIER: TIERS})
        .join(counted, on=TIER, how="left", maintain_order="left")
        .with_columns(pl.col("customers", VALUE_AT_RISK).fill_null(0))
    )


def _people(customers: pl.DataFrame, predictions: pl.DataFrame) -> pl.DataFrame:
    rhythm = lifecycle(customers).select(
        CUSTOMER_ID, "stage", pl.col(QUIET_UNTIL).alias("own_rhythm")
    )
    foreseen = [pl.col(QUIET_UNTIL)] if QUIET_UNTIL in predictions.columns else []
    own_gap = pl.when(pl.col(FREQUENCY) > 0).then(pl.col(RECENCY) / pl.col(FREQUENCY))
    return (
        customers.join(rhythm, on=CUSTOMER_ID)
        .join(
            predictions.select(CUSTOMER_ID, P_BUY, CLV, CLV_LOW, CLV_HIGH, *foreseen),
            on=CUSTOMER_ID,
        )
        .with_columns(
            pl.coalesce(*foreseen, "own_rhythm").alias(QUIET_UNTIL),
            (1 - pl.col(P_BUY)).alias(P_SILENCE),
            (pl.col(CLV) * (1 - pl.col(P_BUY))).alias(VALUE_AT_RISK),
            (pl.col(T) - pl.col(RECENCY)).alias("silence"),
            own_gap.alias("typical_gap"),
        )
    )


def _tier() -> pl.Expr:
    """Tell the tier from the share of value at risk above each row of the sorted list."""
    at_risk = pl.col(VALUE_AT_RISK)
    above = (at_risk.cum_sum() - at_risk) / at_risk.sum()
    critical, high = _TIER_ENDS
    return (
        pl.when(above < critical)
        .then(pl.lit("Critical"))
        .when(above < high)
        .then(pl.lit("High"))
        .otherwise(pl.lit("Watch"))
    )


def _reason() -> pl.Expr:
    once = sentence(_("One order {silence} days ago, none since"), silence=pl.col("silence"))
    rhythm = sentence(
        _("Silent for {silence} days; used to order every {gap} days"),
        silence=pl.col("silence"),
        gap=pl.col("typical_gap").round().cast(pl.Int64),
    )
    return pl.when(pl.col(FREQUENCY) == 0).then(once).otherwise(rhythm)


def _treatment() -> pl.Expr:
    due, lost = pl.col(STATE) == DUE, pl.col("stage") == "Lost"
    critical, high = pl.col(TIER) == "Critical", pl.col(TIER) == "High"
    return (
        pl.when(due & (critical | high))
        .then(pl.lit(_("Remind them now, with what they are likely to want next")))
        .when(due)
        .then(pl.lit(_("Leave them in the newsletter; no offer yet")))
        .when(critical)
        .then(pl.lit(_("Call or write in person, with an offer of their own")))
        .when(high & ~lost)
        .then(pl.lit(_("Send a win-back offer with an end date")))
        .when(lost)
        .then(pl.lit(_("One last mail, then leave them out of paid campaigns")))
        .otherwise(pl.lit(_("Send an automatic reminder without a discount")))
    )
