"""What the customer base earns, in the metrics a manager quotes.

All of them describe one period, by default the last year of the log. A "customer" of the period is
one who ordered in it; retention and churn count who is not lost (`clv.customers.cohorts.rates`).
"""

from __future__ import annotations

import polars as pl

from clv.action.economics.acquisition import acquisition
from clv.action.economics.costs import MONTH, RETENTION
from clv.action.economics.metric import Metric, metric, ratio
from clv.action.economics.period_stats import PeriodStats
from clv.action.economics.unit_economics import UnitEconomics
from clv.options import DAYS_PER, DAYS_PER_YEAR, Settings
from clv.tables import CUSTOMER_ID


def economics(
    unit: UnitEconomics, costs: pl.DataFrame | None = None, wanted: float = 1.0
) -> tuple[Metric, ...]:
    """Work out the metrics of the period under review.

    Parameters
    ----------
    unit : UnitEconomics
        From `clv.action.unit_economics`.
    costs : polars.DataFrame, optional
        From `clv.action.costs_of`; metrics about costs are None without.
    wanted : float
        Wanted LTV:CAC, as in `clv.action.acquisition`.

    References
    ----------
    Gupta & Lehmann (2003), "Customers as assets", *J. Interactive Marketing* 17: m r / (1 + d − r).

    Examples
    --------
    >>> from datetime import datetime
    >>> from clv.action.economics.unit_economics import unit_economics
    >>> days = [datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 3, 1)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": 20.0})
    >>> metrics = economics(unit_economics(orders, Settings()))
    >>> {metric.name: metric.value for metric in metrics}["arpu"]
    30.0
    """
    period, settings = unit.period, unit.settings
    return (
        *_per_customer(period, settings),
        *_loyalty(period),
        *_lifetime(period, settings, unit.worth),
        *_acquired(unit, costs, wanted),
        _retained(unit, costs),
    )


def _per_customer(period: PeriodStats, settings: Settings) -> tuple[Metric, ...]:
    revenue, orders, customers = period.revenue, period.orders, period.customers
    return (
        metric("arpu", "money", ratio(revenue, customers), revenue=revenue, customers=customers),
        metric("aov", "money", ratio(revenue, orders), revenue=revenue, orders=orders),
        metric("frequency", "orders", ratio(orders, customers), orders=orders, customers=customers),
        metric(
            "gross_margin",
            "money",
            revenue * settings.margin,
            revenue=revenue,
            margin=settings.margin,
        ),
    )


def _loyalty(period: PeriodStats) -> tuple[Metric, ...]:
    kept, started, stay = period.kept, period.started, period.retention
    churn = None if stay is None else 1 - stay
    return (
        metric("retention", "share", stay, kept=kept, started=started),
        metric("churn", "share", churn, kept=kept, started=started),
    )


def _lifetime(period: PeriodStats, settings: Settings, worth: pl.DataFrame) -> tuple[Metric, ...]:
    earned = ratio(period.revenue * settings.margin, period.customers * period.months)
    stay = period.retention
    discount = (1 + settings.discount) ** (DAYS_PER["month"] / DAYS_PER_YEAR) - 1
    value, size = float(worth["value"].sum()), int(worth["valued"].sum())
    simple = gupta = None
    if earned is not None and stay is not None:
        simple = ratio(earned, 1 - stay)
        gupta = ratio(earned * stay, 1 + discount - stay)
    parts = {"monthly_margin": earned, "monthly_retention": stay}
    return (
        metric("ltv_simple", "money", simple, **parts),
        metric("ltv_gupta", "money", gupta, **parts, monthly_discount=discount),
        metric("ltv_model", "money", ratio(value, size), expected_margin=value, customers=size)
        if size
        else metric("ltv_model", "money", None),
    )


def _acquired(unit: UnitEconomics, costs: pl.DataFrame | None, wanted: float) -> tuple[Metric, ...]:
    """Hold value against cost, over all channels and all months with costs."""
    table = acquisition(unit, costs, "all", wanted)
    row = table.row(0, named=True) if table.height else dict.fromkeys(table.columns)
    return (
        metric("cac", "money", row["cac"], acquisition_costs=row["cost"], won=row["customers"]),
        metric("ratio", "ratio", row["ratio"], ltv=row["ltv"], cac=row["cac"]),
        metric("payback", "months", row["payback"], cac=row["cac"]),
        metric("ceiling", "money", row["ceiling"], ltv_low=row["ltv_low"], wanted=wanted),
    )


def _retained(unit: UnitEconomics, costs: pl.DataFrame | None) -> Metric:
    """Divide what keeping cost by the customers of the months that it was spent in."""
    if costs is None or costs.is_empty():
        return metric("crc", "money", None)
    first, last = unit.period.first.replace(day=1), unit.period.last
    months = costs.filter(pl.col(RETENTION) > 0, pl.col(MONTH).is_between(first, last))
    if months.is_empty():
        return metric("crc", "money", None)
    buyers = unit.buyers.join(months.select(MONTH).unique(), on=MONTH, how="semi")
    size, spent = buyers[CUSTOMER_ID].n_unique(), float(months[RETENTION].sum())
    return metric("crc", "money", ratio(spent, size), retention_costs=spent, customers=size)
