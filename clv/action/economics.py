"""What the customer base earns, in the figures a manager quotes, each with its formula.

All figures describe one stretch of days, by default the last year of the log. A "customer" of the
stretch is one who ordered in it; retention and churn count who is still with the shop by their own
rhythm (`clv.customers.rates`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from clv.action.stretch import Stretch, review
from clv.settings import DAYS_PER, DAYS_PER_YEAR, Settings
from clv.tables import CLV
from clv.words import _

Kind = Literal["money", "share", "orders", "customers", "ratio", "months"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and how it came about.

    Parameters
    ----------
    name : str
        Stable name.
    title : str
        Words for people.
    value : float or None
        None where it can't be had; `formula` says what is missing.
    kind : str
        What the value counts: money, share, orders, customers, ratio or months.
    formula : str
        How it is worked out, in words.
    parts : tuple of (str, float)
        The numbers that went into it, by their names in the formula.
    """

    name: str
    title: str
    value: float | None
    kind: Kind
    formula: str
    parts: tuple[tuple[str, float], ...] = ()


def economics(
    orders: pl.DataFrame,
    settings: Settings,
    costs: pl.DataFrame | None = None,
    predictions: pl.DataFrame | None = None,
    days: int = 365,
    end: date | None = None,
) -> tuple[Figure, ...]:
    """Work out the figures of the last `days` days.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    settings : Settings
        Margin, yearly discount and horizon.
    costs : polars.DataFrame, optional
        From `clv.action.costs_of`; figures about costs are None without.
    predictions : polars.DataFrame, optional
        Table `clv.tables.PREDICTIONS`: the model's value beside the textbook's.
    days : int
        Length of the stretch.
    end : datetime.date, optional
        Its last day; by default the day of the last order.

    Raises
    ------
    UnsuitableDataError
        ``no_orders``, where none falls into the stretch.

    References
    ----------
    Gupta & Lehmann (2003), "Customers as assets", *J. Interactive Marketing* 17: m r / (1 + d − r).

    Examples
    --------
    >>> from datetime import datetime
    >>> orders = pl.DataFrame(
    ...     {
    ...         "customer_id": ["a", "b", "a"],
    ...         "date": [datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 3, 1)],
    ...         "amount": [10.0, 20.0, 30.0],
    ...     }
    ... )
    >>> {figure.name: figure.value for figure in economics(orders, Settings())}["arpu"]
    30.0
    """
    seen = review(orders, costs, days, end)
    return (
        *_per_customer(seen, settings),
        *_loyalty(seen),
        *_costs(seen),
        *_lifetime(seen, settings, predictions),
    )


def _figure(
    name: str,
    title: str,
    kind: Kind,
    formula: str,
    parts: dict[str, float | None],
    value: float | None,
) -> Figure:
    known = tuple((part, number) for part, number in parts.items() if number is not None)
    return Figure(name, title, value, kind, formula, known)


def _ratio(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None


def _per_customer(seen: Stretch, settings: Settings) -> tuple[Figure, ...]:
    revenue, orders, customers = _("revenue"), _("orders"), _("customers")
    return (
        _figure(
            "arpu",
            _("Revenue per customer (ARPU)"),
            "money",
            _("revenue / customers who ordered"),
            {revenue: seen.revenue, customers: seen.customers},
            _ratio(seen.revenue, seen.customers),
        ),
        _figure(
            "aov",
            _("Average order value (AOV)"),
            "money",
            _("revenue / orders"),
            {revenue: seen.revenue, orders: seen.orders},
            _ratio(seen.revenue, seen.orders),
        ),
        _figure(
            "frequency",
            _("Order frequency"),
            "orders",
            _("orders / customers who ordered"),
            {orders: seen.orders, customers: seen.customers},
            _ratio(seen.orders, seen.customers),
        ),
        _figure(
            "gross_margin",
            _("Gross margin"),
            "money",
            _("revenue × margin"),
            {revenue: seen.revenue, _("margin"): settings.margin},
            seen.revenue * settings.margin,
        ),
    )


def _loyalty(seen: Stretch) -> tuple[Figure, ...]:
    parts: dict[str, float | None] = {_("kept"): seen.kept, _("there at the start"): seen.started}
    retention = seen.retention
    return (
        _figure(
            "retention",
            _("Retention rate, a month"),
            "share",
            _("customers kept / customers there at the start, summed over the months"),
            parts,
            retention,
        ),
        _figure(
            "churn",
            _("Churn rate, a month"),
            "share",
            _("1 − retention rate"),
            parts,
            None if retention is None else 1 - retention,
        ),
    )


def _costs(seen: Stretch) -> tuple[Figure, ...]:
    acquisition, retention = seen.acquisition, seen.retention_costs
    return (
        _figure(
            "cac",
            _("Acquisition cost of a customer (CAC)"),
            "money",
            _("acquisition costs / customers won"),
            {_("acquisition costs"): acquisition, _("customers won"): seen.won},
            _ratio(acquisition, seen.won),
        ),
        _figure(
            "crc",
            _("Retention cost of a customer (CRC)"),
            "money",
            _("retention costs / customers who ordered"),
            {_("retention costs"): retention, _("customers who ordered"): seen.customers},
            _ratio(retention, seen.customers),
        ),
    )


def _lifetime(
    seen: Stretch, settings: Settings, predictions: pl.DataFrame | None
) -> tuple[Figure, ...]:
    earned = _ratio(seen.revenue * settings.margin, seen.customers * seen.months)
    stay = seen.retention
    discount = (1 + settings.discount) ** (DAYS_PER["month"] / DAYS_PER_YEAR) - 1
    parts = {_("margin a month"): earned, _("retention"): stay}
    simple = gupta = None
    if earned is not None and stay is not None:
        simple = _ratio(earned, 1 - stay)
        gupta = _ratio(earned * stay, 1 + discount - stay)
    return (
        _figure(
            "ltv_simple",
            _("Lifetime value, simple"),
            "money",
            _("margin a customer and month / churn rate"),
            parts,
            simple,
        ),
        _figure(
            "ltv_gupta",
            _("Lifetime value, Gupta and Lehmann"),
            "money",
            _("margin a customer and month × retention / (1 + discount − retention)"),
            parts | {_("discount a month"): discount},
            gupta,
        ),
        _figure(
            "ltv_model",
            _("Expected value, model"),
            "money",
            _("mean expected margin of all customers within {n} days, discounted").format(
                n=settings.horizon
            ),
            {} if predictions is None else {_("customers"): predictions.height},
            None if predictions is None else _mean(predictions[CLV]),
        ),
    )


def _mean(values: pl.Series) -> float | None:
    return float(values.sum()) / len(values) if len(values) else None
