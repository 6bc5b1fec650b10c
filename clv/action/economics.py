"""What the customer base earns, in the figures a manager quotes, each with its formula.

All figures describe one stretch of days, by default the last year of the log. A "customer" of the
stretch is one who ordered in it; retention and churn count who is still with the shop by their own
rhythm (`clv.customers.rates`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from clv.action.acquisition import acquisition, acquisition_formulas
from clv.action.figure import Figure, Kind, figure, ratio
from clv.action.stretch import Stretch, review
from clv.settings import DAYS_PER, DAYS_PER_YEAR, Settings
from clv.tables import CLV
from clv.words import _


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
        *_acquired(orders, settings, costs, predictions, end),
    )


def _per_customer(seen: Stretch, settings: Settings) -> tuple[Figure, ...]:
    revenue, orders, customers = _("revenue"), _("orders"), _("customers")
    return (
        figure(
            "arpu",
            _("Revenue per customer (ARPU)"),
            "money",
            _("revenue / customers who ordered"),
            {revenue: seen.revenue, customers: seen.customers},
            ratio(seen.revenue, seen.customers),
        ),
        figure(
            "aov",
            _("Average order value (AOV)"),
            "money",
            _("revenue / orders"),
            {revenue: seen.revenue, orders: seen.orders},
            ratio(seen.revenue, seen.orders),
        ),
        figure(
            "frequency",
            _("Order frequency"),
            "orders",
            _("orders / customers who ordered"),
            {orders: seen.orders, customers: seen.customers},
            ratio(seen.orders, seen.customers),
        ),
        figure(
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
        figure(
            "retention",
            _("Retention rate, a month"),
            "share",
            _("customers kept / customers there at the start, summed over the months"),
            parts,
            retention,
        ),
        figure(
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
        figure(
            "cac",
            _("Acquisition cost of a customer (CAC)"),
            "money",
            _("acquisition costs / customers won"),
            {_("acquisition costs"): acquisition, _("customers won"): seen.won},
            ratio(acquisition, seen.won),
        ),
        figure(
            "crc",
            _("Retention cost of a customer (CRC)"),
            "money",
            _("retention costs / customers who ordered"),
            {_("retention costs"): retention, _("customers who ordered"): seen.customers},
            ratio(retention, seen.customers),
        ),
    )


def _lifetime(
    seen: Stretch, settings: Settings, predictions: pl.DataFrame | None
) -> tuple[Figure, ...]:
    earned = ratio(seen.revenue * settings.margin, seen.customers * seen.months)
    stay = seen.retention
    discount = (1 + settings.discount) ** (DAYS_PER["month"] / DAYS_PER_YEAR) - 1
    parts = {_("margin a month"): earned, _("retention"): stay}
    simple = gupta = None
    if earned is not None and stay is not None:
        simple = ratio(earned, 1 - stay)
        gupta = ratio(earned * stay, 1 + discount - stay)
    return (
        figure(
            "ltv_simple",
            _("Lifetime value, simple"),
            "money",
            _("margin a customer and month / churn rate"),
            parts,
            simple,
        ),
        figure(
            "ltv_gupta",
            _("Lifetime value, Gupta and Lehmann"),
            "money",
            _("margin a customer and month × retention / (1 + discount − retention)"),
            parts | {_("discount a month"): discount},
            gupta,
        ),
        figure(
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


def _acquired(
    orders: pl.DataFrame,
    settings: Settings,
    costs: pl.DataFrame | None,
    predictions: pl.DataFrame | None,
    end: date | None,
) -> tuple[Figure, ...]:
    """Hold value against cost, over all channels and all months with costs."""
    row: dict[str, float | None] = {}
    if predictions is not None:
        table = acquisition(orders, predictions, settings, costs, "all", end=end)
        row = table.row(0, named=True) if table.height else {}
    titles: dict[str, tuple[str, Kind, tuple[str, ...]]] = {
        "ratio": (_("LTV:CAC"), "ratio", ("ltv", "cac")),
        "payback": (_("Payback"), "months", ("cac",)),
        "ceiling": (_("Spend ceiling"), "money", ("ltv_low", "ltv_high")),
    }
    return tuple(
        figure(
            name,
            title,
            kind,
            acquisition_formulas()[name],
            {part: row.get(part) for part in parts},
            row.get(name),
        )
        for name, (title, kind, parts) in titles.items()
    )
