"""Win-back: who is quiet, lost or about to go quiet, what is at stake, why, and what to do."""

from __future__ import annotations

import polars as pl

from clv import tables as t
from clv.customers import ACTIVE, LOST, QUIET, RECENT, TIERS, ReturnModel

STATE, REASON, TREATMENT = "state", "reason", "treatment"
DUE = "due"
# The first tier holds half of the value at risk, the first two four fifths of it.
_TIER_ENDS = (0.5, 0.8)
_URGENT = 1 / 3  # chance of coming back below which a case can't wait

COLUMNS = (
    t.CUSTOMER_ID,
    t.VALUE_AT_RISK,
    t.TIER,
    STATE,
    t.CLV,
    t.CLV_LOW,
    t.CLV_HIGH,
    t.P_BUY,
    t.P_RETURN,
    t.SEGMENT,
    t.ORDER_COUNT,
    t.REVENUE,
    t.LAST_ORDER,
    t.SILENCE,
    t.MEAN_GAP,
    t.QUIET_FROM,
    REASON,
    TREATMENT,
)


def watch_list(customers: pl.DataFrame, model: ReturnModel, days: int = 30) -> pl.DataFrame:
    """List those who are quiet or lost, and those who will be within `days` if no order comes.

    Parameters
    ----------
    customers : polars.DataFrame
        `clv.tables.CUSTOMERS` with `clv.tables.PREDICTIONS` and ``value_at_risk``.
    model : ReturnModel
        What called them active, quiet or lost.
    days : int
        How far ahead to look for those about to go quiet, at most one usual gap: within more
        than that, everybody is about to.

    Returns
    -------
    polars.DataFrame
        `COLUMNS`, most value at risk first. ``state``: quiet, lost, or due (recent or active, and
        ``quiet_from`` falls within `days`). ``tier``: of those who hold half of the value at risk,
        the ones whose chance of coming back is below a third are Critical, the others High; of
        the next 30 %, High and Watch; all else, and who is only due, is Watch. ``reason`` and
        ``treatment`` are codes: `clv.present.words.watch_list` puts them into words.

    Examples
    --------
    >>> watch_list(pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.Float64)), ReturnModel())
    Traceback (most recent call last):
    clv.errors.NotFittedError: not_fitted
    """
    soon = min(days, round(model.usual_gap_)) if hasattr(model, "usual_gap_") else days
    later = model.predict(customers, soon)[t.ACTIVITY].is_in([QUIET, LOST])
    due = pl.col(t.ACTIVITY).is_in([RECENT, ACTIVE])
    state = pl.when(due).then(pl.lit(DUE)).otherwise(t.ACTIVITY)
    listed = (
        customers.with_columns(state.alias(STATE))
        .filter(later | pl.col(STATE).is_in([QUIET, LOST]), pl.col(t.VALUE_AT_RISK).is_not_null())
        .sort(t.VALUE_AT_RISK, t.CUSTOMER_ID, descending=[True, False])
        .with_columns(t.silence(), t.mean_gap())
    )
    return (
        listed.with_columns(model.quiet_from(listed), _tier().alias(t.TIER), _reason())
        .with_columns(_treatment().alias(TREATMENT))
        .select(COLUMNS)
    )


def next_days(watched: pl.DataFrame) -> pl.DataFrame:
    """Return those of the watch list who will go quiet if no order comes, soonest first.

    Examples
    --------
    >>> from datetime import date
    >>> days = [date(2024, 3, 9), date(2024, 3, 5), date(2024, 1, 1)]
    >>> names = {"customer_id": ["a", "b", "c"], "state": ["due", "due", "quiet"]}
    >>> watched = pl.DataFrame({**names, "value_at_risk": 1.0, "quiet_from": days})
    >>> next_days(watched)["customer_id"].to_list()
    ['b', 'a']
    """
    coming = watched.filter(pl.col(STATE) == DUE)
    return coming.sort(
        t.QUIET_FROM, t.VALUE_AT_RISK, t.CUSTOMER_ID, descending=[False, True, False]
    )


def tiers(watched: pl.DataFrame) -> pl.DataFrame:
    """Sum the watch list by tier: ``tier``, ``customers``, ``value_at_risk``, all three tiers.

    Examples
    --------
    >>> tiers(pl.DataFrame({"tier": ["High", "High"], "value_at_risk": [2.0, 1.0]})).row(1)
    ('High', 2, 3.0)
    """
    counted = watched.group_by(t.TIER).agg(
        pl.len().cast(pl.Int64).alias(t.CUSTOMER_COUNT), pl.col(t.VALUE_AT_RISK).sum()
    )
    return (
        pl.DataFrame({t.TIER: TIERS})
        .join(counted, on=t.TIER, how="left", maintain_order="left")
        .with_columns(pl.col(t.CUSTOMER_COUNT, t.VALUE_AT_RISK).fill_null(0))
    )


def _tier() -> pl.Expr:
    """Tell the tier from the share of value at risk above each row, and from the urgency."""
    lost_value = pl.when(pl.col(STATE) != DUE).then(pl.col(t.VALUE_AT_RISK)).otherwise(0.0)
    above = (lost_value.cum_sum() - lost_value) / lost_value.sum()
    urgent = pl.col(t.P_RETURN) < _URGENT
    half, four_fifths = _TIER_ENDS
    return (
        pl.when(pl.col(STATE) == DUE)
        .then(pl.lit("Watch"))
        .when((above < half) & urgent)
        .then(pl.lit("Critical"))
        .when((above < half) | ((above < four_fifths) & urgent))
        .then(pl.lit("High"))
        .otherwise(pl.lit("Watch"))
    )


def _reason() -> pl.Expr:
    """Name the sentence: one order only, an own rhythm."""
    once = pl.col(t.FREQUENCY) == 0
    return pl.when(once).then(pl.lit("once")).otherwise(pl.lit("rhythm")).alias(REASON)


def _treatment() -> pl.Expr:
    due, lost = pl.col(STATE) == DUE, pl.col(STATE) == LOST
    critical, high = pl.col(t.TIER) == "Critical", pl.col(t.TIER) == "High"
    return (
        pl.when(due)
        .then(pl.lit("remind"))
        .when(critical)
        .then(pl.lit("in_person"))
        .when(high)
        .then(pl.lit("offer"))
        .when(lost)
        .then(pl.lit("last_mail"))
        .otherwise(pl.lit("automatic"))
    )
