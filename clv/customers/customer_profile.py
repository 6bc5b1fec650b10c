"""One customer: what they did, how they compare, and who is like them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.customers.regularity import regular_customers
from clv.errors import InputError, Notice
from clv.tables import (
    AMOUNT,
    CUSTOMER_ID,
    DATE,
    FREQUENCY,
    LOG_GAPS,
    ORDER_COUNT,
    ORDERS,
    REVENUE,
    SEGMENT,
    T,
    mean_gap,
    silence,
)

_ALIKE = 5


@dataclass(frozen=True, slots=True)
class CustomerProfile:
    """What there is to know about one customer.

    Parameters
    ----------
    customer_id : str
        Who.
    facts : dict of str to object
        The row of table `clv.tables.CUSTOMERS`, with ``mean_gap`` (own mean days between orders,
        None below two), ``silence`` (days) and ``segment``.
    timeline : polars.DataFrame
        ``date``, ``amount``, ``total`` (money to date), ``gap`` (days since the order before),
        and category, channel and country where known: an order a row, the oldest first.
    reasons : tuple of Notice
        How this customer compares with the others.
    similar : polars.DataFrame
        ``customer_id``, ``distance``, ``silence``, ``orders``, ``revenue``: the nearest first.
    """

    customer_id: str
    facts: dict[str, object]
    timeline: pl.DataFrame
    reasons: tuple[Notice, ...]
    similar: pl.DataFrame


def customer_profile(
    customer_id: str,
    orders: pl.DataFrame,
    customers: pl.DataFrame,
    segments: pl.DataFrame,
) -> CustomerProfile:
    """Describe one customer.

    Parameters
    ----------
    customer_id : str
        Who.
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS`.
    segments : polars.DataFrame
        ``customer_id``, ``segment``.

    Raises
    ------
    InputError
        ``unknown_customer``.

    Examples
    --------
    >>> from datetime import datetime
    >>> from clv.customers import segment, summarise
    >>> days = [datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 3, 1)]
    >>> orders = pl.DataFrame({"customer_id": ["ann", "bob", "ann"], "date": days, "amount": 9.0})
    >>> customers = summarise(orders)
    >>> customer_profile("ann", orders, customers, segment(customers)).reasons[0]
    Notice(code='orders_every', message='', variant='today', values=(('gap', 60.0), ('silence', 0)))
    """
    row = customers.filter(pl.col(CUSTOMER_ID) == customer_id)
    if row.is_empty():
        raise InputError("unknown_customer", customer=customer_id)
    facts, timeline = _facts(row, segments), _timeline(orders, customer_id)
    return CustomerProfile(
        customer_id,
        facts,
        timeline,
        _reasons(facts, customers, regular=_is_regular(timeline, row)),
        similar(customer_id, customers),
    )


def search(customers: pl.DataFrame, text: str, most: int = 20) -> pl.DataFrame:
    """Find customers by a part of their id: exact first, then beginnings, then the rest.

    Examples
    --------
    >>> search(pl.DataFrame({"customer_id": ["a1", "b", "1"]}), "1")["customer_id"].to_list()
    ['1', 'a1']
    """
    name = pl.col(CUSTOMER_ID).str.to_lowercase()
    wanted = text.strip().lower()
    closeness = (
        pl.when(name == wanted).then(0).when(name.str.starts_with(wanted)).then(1).otherwise(2)
    )
    matches = customers.filter(name.str.contains(wanted, literal=True))
    return matches.sort(closeness, CUSTOMER_ID).head(most)


def similar(customer_id: str, customers: pl.DataFrame, most: int = _ALIKE) -> pl.DataFrame:
    """Return the customers nearest in silence, orders, spend an order and time known.

    Each measure is a logarithm and standardised; the distance is Euclid's.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``distance`` (standard deviations), ``silence`` (days), ``orders``,
        ``revenue``: the nearest first, without the customer.

    Examples
    --------
    >>> customers = pl.DataFrame(
    ...     {
    ...         "customer_id": ["a", "b", "c"],
    ...         "frequency": [1, 1, 9],
    ...         "recency": [10, 12, 200],
    ...         "T": [20, 22, 210],
    ...         "orders": [2, 2, 10],
    ...         "revenue": [20.0, 21.0, 900.0],
    ...     }
    ... )
    >>> similar("a", customers)["customer_id"].to_list()
    ['b', 'c']
    """
    places = _places(customers)
    here = places[customers[CUSTOMER_ID].to_numpy() == customer_id]
    apart = np.sqrt(np.square(places - here).sum(axis=1))
    return (
        customers.select(
            CUSTOMER_ID,
            pl.Series("distance", apart),
            silence(),
            ORDER_COUNT,
            REVENUE,
        )
        .filter(pl.col(CUSTOMER_ID) != customer_id)
        .bottom_k(most, by=["distance", CUSTOMER_ID])
        .sort("distance", CUSTOMER_ID)
    )


def _places(customers: pl.DataFrame) -> NDArray[np.float64]:
    measures = customers.select(
        silence(),
        FREQUENCY,
        (pl.col(REVENUE) / pl.col(ORDER_COUNT)).alias("spend"),
        T,
    ).select(pl.all().clip(lower_bound=0).log1p())
    places = measures.to_numpy()
    spread = places.std(axis=0)
    return np.asarray((places - places.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _facts(row: pl.DataFrame, segments: pl.DataFrame) -> dict[str, object]:
    named = segments.filter(pl.col(CUSTOMER_ID) == row[CUSTOMER_ID][0])[SEGMENT]
    facts = row.with_columns(mean_gap(), silence()).row(0, named=True)
    return facts | {SEGMENT: named[0] if len(named) else None}


def _timeline(orders: pl.DataFrame, customer_id: str) -> pl.DataFrame:
    columns = [name for name in ORDERS.names if name in orders.columns and name != CUSTOMER_ID]
    gap = (pl.col(DATE).dt.date() - pl.col(DATE).dt.date().shift(1)).dt.total_days()
    return (
        orders.filter(pl.col(CUSTOMER_ID) == customer_id)
        .select(columns)
        .sort(DATE)
        .with_columns(pl.col(AMOUNT).cum_sum().alias("total"), gap.alias("gap"))
    )


def _is_regular(timeline: pl.DataFrame, row: pl.DataFrame) -> bool:
    """Whether this customer buys in a rhythm."""
    gaps = timeline["gap"].drop_nulls()
    logs = pl.lit(float(gaps.filter(gaps > 0).log().sum())).alias(LOG_GAPS)
    return not regular_customers(row.with_columns(logs)).is_empty()


def _reasons(
    facts: dict[str, object], customers: pl.DataFrame, *, regular: bool
) -> tuple[Notice, ...]:
    days, gap = int(facts["silence"]), facts["mean_gap"]  # type: ignore[call-overload]
    today = "" if days else "today"
    if isinstance(gap, float):
        variant = today or ("regular" if regular else "")
        rhythm = Notice("orders_every", variant=variant, gap=gap, silence=days)
    else:
        rhythm = Notice("ordered_once", variant=today, silence=days)
    return (
        rhythm,
        _standing("spent", customers[REVENUE], facts[REVENUE]),
        _standing("ordered", customers[FREQUENCY], facts[FREQUENCY]),
    )


def _standing(measure: str, values: pl.Series, value: object) -> Notice:
    """Say on which side of most customers somebody stands; shares are rounded down to be true."""
    below, above = _share(values < value), _share(values > value)
    if below >= above:
        return Notice(f"{measure}_more", share=below)
    return Notice(f"{measure}_less", share=above)


def _share(holds: pl.Series) -> float:
    return int(100 * holds.sum() / len(holds)) / 100
