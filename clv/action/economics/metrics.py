"""What the customer base earns, in the figures a manager quotes, each with its formula.

All figures describe one stretch of days, by default the last year of the log. A "customer" of the
stretch is one who ordered in it; retention and churn count who is still with the shop by their own
rhythm (`clv.customers.rates`).
"""

from __future__ import annotations

import polars as pl

from clv.action.economics.acquisition import acquisition, acquisition_formulas
from clv.action.economics.costs import MONTH
from clv.action.economics.metric import Figure, Kind, figure, ratio
from clv.action.economics.period_stats import Stretch
from clv.action.economics.unit_economics import Books
from clv.options import DAYS_PER, DAYS_PER_YEAR, Settings
from clv.words import _


def economics(books: Books, costs: pl.DataFrame | None = None) -> tuple[Figure, ...]:
    """Work out the figures of the stretch under review.

    Parameters
    ----------
    books : Books
        From `clv.action.keep_books`.
    costs : polars.DataFrame, optional
        From `clv.action.costs_of`; figures about costs are None without.

    References
    ----------
    Gupta & Lehmann (2003), "Customers as assets", *J. Interactive Marketing* 17: m r / (1 + d − r).

    Examples
    --------
    >>> from datetime import datetime
    >>> from clv.action.economics.unit_economics import keep_books
    >>> days = [datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 3, 1)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": 20.0})
    >>> figures = economics(keep_books(orders, Settings()))
    >>> {figure.name: figure.value for figure in figures}["arpu"]
    30.0
    """
    seen, settings = books.stretch, books.settings
    return (
        *_per_customer(seen, settings),
        *_loyalty(seen),
        *_costs(books, costs),
        *_lifetime(seen, settings, books.worth),
        *_acquired(books, costs),
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


def _costs(books: Books, costs: pl.DataFrame | None) -> tuple[Figure, ...]:
    seen = books.stretch
    acquired, retained = seen.spent(costs)
    won = _won(books, costs)
    return (
        figure(
            "cac",
            _("Acquisition cost of a customer (CAC)"),
            "money",
            _("acquisition costs / customers won in the months with costs"),
            {_("acquisition costs"): acquired, _("customers won"): won},
            ratio(acquired, won),
        ),
        figure(
            "crc",
            _("Retention cost of a customer (CRC)"),
            "money",
            _("retention costs / customers who ordered"),
            {_("retention costs"): retained, _("customers who ordered"): seen.customers},
            ratio(retained, seen.customers),
        ),
    )


def _won(books: Books, costs: pl.DataFrame | None) -> int:
    """Count the customers won in the stretch, as far as it is known what they cost."""
    seen = books.stretch
    if costs is None or costs.is_empty():
        return seen.won
    known = costs[MONTH].filter(costs[MONTH].is_between(seen.first.replace(day=1), seen.last))
    joined = books.grown.filter(pl.col("age") == 0, pl.col(MONTH).is_in(known.unique().implode()))
    return int(joined["customers"].sum())


def _lifetime(seen: Stretch, settings: Settings, worth: pl.DataFrame) -> tuple[Figure, ...]:
    earned = ratio(seen.revenue * settings.margin, seen.customers * seen.months)
    stay = seen.retention
    discount = (1 + settings.discount) ** (DAYS_PER["month"] / DAYS_PER_YEAR) - 1
    parts = {_("margin a month"): earned, _("retention"): stay}
    value, people = float(worth["value"].sum()), int(worth["customers"].sum())
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
            {_("expected margin of all"): value, _("customers"): people},
            ratio(value, people),
        ),
    )


def _acquired(books: Books, costs: pl.DataFrame | None) -> tuple[Figure, ...]:
    """Hold value against cost, over all channels and all months with costs."""
    table = acquisition(books, costs, by="all")
    row: dict[str, float | None] = table.row(0, named=True) if table.height else {}
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
