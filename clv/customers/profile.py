"""One customer: what they did, how they compare, who is like them, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.customers import SEGMENTS, lifecycle
from clv.errors import InputError
from clv.tables import (
    AMOUNT,
    CUSTOMER_ID,
    DATE,
    FREQUENCY,
    ORDER_COUNT,
    ORDERS,
    RECENCY,
    REVENUE,
    SEGMENT,
    T,
)
from clv.words import _

_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Portrait:
    """What there is to know about one customer.

    Parameters
    ----------
    customer_id : str
        Who.
    facts : dict of str to object
        The row of table `clv.tables.CUSTOMERS`, with ``stage``, ``typical_gap`` (own mean days
        between orders, None below two), ``silence`` (days) and ``segment``.
    timeline : polars.DataFrame
        ``date``, ``amount``, ``total`` (money to date), ``gap`` (days since the order before),
        and category, channel and country where known: an order a row, the oldest first.
    reasons : tuple of str
        Sentences: how this customer compares with the others.
    action : str
        What to do.
    similar : polars.DataFrame
        ``customer_id``, ``distance``, ``silence``, ``orders``, ``revenue``: the nearest first.
    """

    customer_id: str
    facts: dict[str, object]
    timeline: pl.DataFrame
    reasons: tuple[str, ...]
    action: str
    similar: pl.DataFrame


def portrait(
    customer_id: str,
    orders: pl.DataFrame,
    customers: pl.DataFrame,
    segments: pl.DataFrame,
) -> Portrait:
    """Draw the portrait of one customer.

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
    >>> portrait("ann", orders, customers, segment(customers)).reasons[0]
    'Orders every 60 days or so; the last order was 0 days ago.'
    """
    row = customers.filter(pl.col(CUSTOMER_ID) == customer_id)
    if row.is_empty():
        message = _("No customer has the id {id}; search for another.")
        raise InputError("unknown_customer", message.format(id=customer_id))
    facts = _facts(row, customers, segments)
    return Portrait(
        customer_id,
        facts,
        _timeline(orders, customer_id),
        _reasons(facts, customers),
        _action(str(facts[SEGMENT])),
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
    found = customers.filter(name.str.contains(wanted, literal=True))
    return found.sort(closeness, CUSTOMER_ID).head(most)


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
            (pl.col(T) - pl.col(RECENCY)).alias("silence"),
            ORDER_COUNT,
            REVENUE,
        )
        .filter(pl.col(CUSTOMER_ID) != customer_id)
        .bottom_k(most, by=["distance", CUSTOMER_ID])
        .sort("distance", CUSTOMER_ID)
    )


def _places(customers: pl.DataFrame) -> NDArray[np.float64]:
    measures = customers.select(
        (pl.col(T) - pl.col(RECENCY)).alias("silence"),
        FREQUENCY,
        (pl.col(REVENUE) / pl.col(ORDER_COUNT)).alias("spend"),
        T,
    ).select(pl.all().clip(lower_bound=0).log1p())
    places = measures.to_numpy()
    spread = places.std(axis=0)
    return np.asarray((places - places.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _facts(row: pl.DataFrame, customers: pl.DataFrame, segments: pl.DataFrame) -> dict[str, object]:
    who = row[CUSTOMER_ID][0]
    stage = lifecycle(customers).filter(pl.col(CUSTOMER_ID) == who)["stage"][0]
    named = segments.filter(pl.col(CUSTOMER_ID) == who)[SEGMENT]
    gap = pl.when(pl.col(FREQUENCY) > 0).then(pl.col(RECENCY) / pl.col(FREQUENCY))
    told = row.with_columns(
        gap.alias("typical_gap"), (pl.col(T) - pl.col(RECENCY)).alias("silence")
    )
    return told.row(0, named=True) | {"stage": stage, SEGMENT: named[0] if len(named) else None}


def _timeline(orders: pl.DataFrame, customer_id: str) -> pl.DataFrame:
    known = [name for name in ORDERS.names if name in orders.columns and name != CUSTOMER_ID]
    gap = (pl.col(DATE).dt.date() - pl.col(DATE).dt.date().shift(1)).dt.total_days()
    return (
        orders.filter(pl.col(CUSTOMER_ID) == customer_id)
        .select(known)
        .sort(DATE)
        .with_columns(pl.col(AMOUNT).cum_sum().alias("total"), gap.alias("gap"))
    )


def _reasons(facts: dict[str, object], customers: pl.DataFrame) -> tuple[str, ...]:
    silence, gap = facts["silence"], facts["typical_gap"]
    if isinstance(gap, float):
        rhythm = _("Orders every {gap:.0f} days or so; the last order was {silence} days ago.")
        first = rhythm.format(gap=gap, silence=silence)
    else:
        first = _("Ordered once, {silence} days ago.").format(silence=silence)
    return (
        first,
        _standing(
            _("Has spent more than {share:.0%} of customers."),
            _("Has spent less than {share:.0%} of customers."),
            customers[REVENUE],
            facts[REVENUE],
        ),
        _standing(
            _("Has ordered more often than {share:.0%} of customers."),
            _("Has ordered less often than {share:.0%} of customers."),
            customers[FREQUENCY],
            facts[FREQUENCY],
        ),
    )


def _standing(more: str, less: str, values: pl.Series, value: object) -> str:
    """Say on which side of most customers somebody stands; shares are rounded down to be true."""
    below, above = _share(values < value), _share(values > value)
    return more.format(share=below) if below >= above else less.format(share=above)


def _share(holds: pl.Series) -> float:
    return int(100 * holds.sum() / len(holds)) / 100


def _action(segment: str) -> str:
    known = {one.name: one.action for one in SEGMENTS}
    return known.get(segment, _("No action is set for this segment."))
