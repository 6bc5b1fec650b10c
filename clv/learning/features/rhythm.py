"""How often and how regularly somebody comes: recency, frequency, tenure and the gaps between."""

from __future__ import annotations

import polars as pl

from clv.learning.features.feature import DAY, GAP, ORDERS, Feature, Window


def _tenure(window: Window) -> pl.Expr:
    return window.ago.max().cast(pl.Float64)


def _silence(window: Window) -> pl.Expr:
    return window.ago.min().cast(pl.Float64)


def _in_last(share: float, title: str, days: str) -> Feature:
    """Count purchase days in the last `share` of a horizon."""
    return Feature(
        f"days_bought_last_{share * 100:.0f}",
        title,
        "orders",
        "How often somebody bought lately, in a period measured by the days looked ahead",
        lambda w: w.within(share * w.horizon).sum(),
        phrase=f"bought on {{value}} of the last {days} days",
    )


def _decayed(weeks: int) -> Feature:
    """Count purchase days, each counting half as much for every `weeks` weeks that have passed."""
    return Feature(
        f"purchases_decayed_{weeks}w",
        f"Purchase days, fading by half every {weeks} weeks",
        "orders",
        "How often somebody bought, lately counting more: a rate that may have changed",
        lambda w: w.decay(7 * weeks).sum(),
    )


FEATURES = (
    Feature(
        "days_since_last",
        "Days since the last order",
        "days",
        "Silence so far; the strongest single sign of somebody leaving",
        _silence,
        phrase="last ordered {value} days ago",
    ),
    Feature(
        "tenure",
        "Days since the first order",
        "days",
        "How long somebody has been a customer",
        _tenure,
        phrase="customer for {value} days",
    ),
    Feature(
        "purchase_days",
        "Purchase days",
        "orders",
        "Days with at least one order",
        lambda _: pl.len(),
        phrase="bought on {value} days",
    ),
    Feature(
        "orders_per_day",
        "Orders per purchase day",
        "ratio",
        "Several orders on one day hint at a business or a split basket",
        lambda _: pl.col(ORDERS).mean(),
    ),
    Feature(
        "purchase_rate",
        "Purchase days per year",
        "orders",
        "Purchase days over the time as a customer (a month is added, to be fair to newcomers)",
        lambda w: pl.len() * 365.25 / (_tenure(w) + 30.0),
        phrase="buys on {value} days a year",
    ),
    Feature(
        "recency_share",
        "Active part of the time as a customer",
        "share",
        "First to last order over first order to today: 1 bought just now, 0 never came back",
        lambda w: (_tenure(w) - _silence(w)) / (_tenure(w) + 1.0),
    ),
    *(_decayed(weeks) for weeks in (4, 13, 26, 52)),
    _in_last(1.0, "Purchase days in the last horizon", "{horizon}"),
    _in_last(0.5, "Purchase days in the last half horizon", "{half}"),
    _in_last(0.25, "Purchase days in the last quarter of a horizon", "{quarter}"),
    Feature(
        "gap_mean",
        "Usual gap between orders",
        "days",
        "Mean days between purchase days; unknown after one purchase",
        lambda _: pl.col(GAP).mean(),
        phrase="usually orders every {value} days",
    ),
    Feature(
        "gap_spread",
        "Spread of the gaps",
        "days",
        "Standard deviation of the gaps: small for clockwork, large for whims",
        lambda _: pl.col(GAP).std(),
    ),
    Feature(
        "gap_last",
        "Last gap",
        "days",
        "Days between the last two purchase days",
        lambda _: pl.col(GAP).last(),
        phrase="last came back after {value} days",
    ),
    Feature(
        "gap_trend",
        "Gaps growing or shrinking",
        "ratio",
        "Last gap over the usual gap: above 1 somebody is slowing down",
        lambda _: pl.col(GAP).last() / pl.col(GAP).mean(),
    ),
    Feature(
        "silence_in_gaps",
        "Silence in own gaps",
        "ratio",
        "Days since the last order over the usual gap: 3 means three orders were missed",
        lambda w: _silence(w) / pl.col(GAP).mean(),
        phrase="silent for {value} times the usual gap",
    ),
    Feature(
        "longest_gap_share",
        "Silence against the longest gap",
        "ratio",
        "Days since the last order over the longest gap ever: above 1 is new behaviour",
        lambda w: _silence(w) / pl.col(GAP).max(),
        phrase="silent for {value} times the longest gap so far",
    ),
    Feature(
        "half_life",
        "Purchases in the later half",
        "share",
        "Share of purchase days in the later half of the time as a customer",
        lambda w: (w.ago * 2 < w.ago.max()).mean(),
    ),
    Feature(
        "months_active",
        "Months with an order",
        "months",
        "Different calendar months with at least one order",
        lambda _: pl.col(DAY).dt.truncate("1mo").n_unique(),
        phrase="bought in {value} different months",
    ),
)
