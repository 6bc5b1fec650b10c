"""Titles, formulas and parts of the economic metrics, and their values written out."""

from __future__ import annotations

from clv.action import Metric
from clv.present.numbers import Numbers
from clv.words import N_, _, ngettext

# Name of a metric: its title, and how it is worked out.
METRICS = {
    "arpu": (N_("Revenue per customer (ARPU)"), N_("revenue / customers who ordered")),
    "aov": (N_("Average order value (AOV)"), N_("revenue / orders")),
    "frequency": (N_("Order frequency"), N_("orders / customers who ordered")),
    "gross_margin": (N_("Gross margin"), N_("revenue × margin")),
    "retention": (
        N_("Retention rate, a month"),
        N_("customers kept / customers there at the start, summed over the months"),
    ),
    "churn": (N_("Churn rate, a month"), N_("1 − retention rate")),
    "ltv_simple": (N_("Lifetime value, simple"), N_("margin a customer and month / churn rate")),
    "ltv_gupta": (
        N_("Lifetime value, Gupta and Lehmann"),
        N_("margin a customer and month × retention / (1 + discount − retention)"),
    ),
    "ltv_model": (
        N_("Expected value, model"),
        N_("mean expected margin of all customers within the days looked ahead, discounted"),
    ),
    "cac": (
        N_("Acquisition cost of a customer (CAC)"),
        N_("acquisition costs / customers won in the months with costs"),
    ),
    "crc": (
        N_("Retention cost of a customer (CRC)"),
        N_("retention costs / customers who ordered in the months with them"),
    ),
    "ratio": (N_("LTV:CAC"), N_("margin in the first horizon after the first order / CAC")),
    "payback": (
        N_("Payback"),
        N_("first month after the first order in which margin to date reaches CAC"),
    ),
    "ceiling": (
        N_("Spend ceiling"),
        N_("lower end of the margin's range / wanted LTV:CAC: what a customer may cost at most"),
    ),
}
_PARTS = {
    "revenue": N_("revenue"),
    "orders": N_("orders"),
    "customers": N_("customers"),
    "margin": N_("margin"),
    "kept": N_("kept"),
    "started": N_("there at the start"),
    "monthly_margin": N_("margin a month"),
    "monthly_retention": N_("retention"),
    "monthly_discount": N_("discount a month"),
    "expected_margin": N_("expected margin of all"),
    "acquisition_costs": N_("acquisition costs"),
    "retention_costs": N_("retention costs"),
    "won": N_("customers won"),
    "ltv": N_("margin in the first horizon"),
    "ltv_low": N_("lower end of its range"),
    "cac": N_("CAC"),
    "wanted": N_("wanted LTV:CAC"),
}
_MONEY = {
    *("revenue", "monthly_margin", "expected_margin", "acquisition_costs", "retention_costs"),
    *("ltv", "ltv_low", "cac"),
}
_SHARES = {"margin", "monthly_retention", "monthly_discount"}
_NEED_COSTS = ("cac", "crc", "ratio", "payback")


def title_of(metric: Metric) -> str:
    """Name a metric."""
    return _(METRICS[metric.name][0])


def formula_of(metric: Metric) -> str:
    """Say how a metric is worked out."""
    return _(METRICS[metric.name][1])


def parts_of(metric: Metric, numbers: Numbers) -> str:
    """Write the numbers that went into a metric.

    Examples
    --------
    >>> parts_of(Metric("aov", "money", 2.0, (("revenue", 6.0), ("orders", 3.0))), Numbers("GBP"))
    'revenue £6.00 · orders 3'
    """
    return " · ".join(
        f"{_(_PARTS[name])} {_part(name, value, numbers)}" for name, value in metric.parts
    )


def part_title(name: str) -> str:
    """Name a part of a metric."""
    return _(_PARTS[name])


def _part(name: str, value: float, numbers: Numbers) -> str:
    if name in _MONEY:
        return numbers.exact(value)
    if name in _SHARES:
        return numbers.decimal(100 * value, 2) + "%"
    return numbers.count(value)


def value_of(metric: Metric, numbers: Numbers) -> str:
    """Write a metric in its unit, or say that it takes costs to know it.

    Examples
    --------
    >>> value_of(Metric("cac", "money", None), Numbers())
    'needs costs'
    """
    value = metric.value
    if value is None:
        return _("needs costs") if metric.name in _NEED_COSTS else "–"
    return {
        "money": numbers.exact,
        "share": numbers.percent,
        "months": in_months,
        "ratio": lambda ratio: numbers.decimal(ratio, 2),
        "orders": lambda orders: numbers.decimal(orders, 2),
        "customers": numbers.count,
    }[metric.kind](value)


def in_months(count: float) -> str:
    """Write a number of months.

    Examples
    --------
    >>> in_months(1), in_months(5)
    ('1 month', '5 months')
    """
    return ngettext("{n} month", "{n} months", count).format(n=round(count))
