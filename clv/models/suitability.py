"""Whether customers can carry a purchase model at all, and what has to be said beforehand."""

from __future__ import annotations

import polars as pl

from clv.errors import Notice, UnsuitableDataError
from clv.tables import FREQUENCY, T
from clv.words import _

FEWEST_CUSTOMERS = 10
FEWEST_REPEAT_CUSTOMERS = 5
SHORTEST_SPAN = 7


def check_suitable(customers: pl.DataFrame) -> tuple[Notice, ...]:
    """Raise where `customers` can't carry a model; return what has to be said where they can.

    Raises
    ------
    UnsuitableDataError
        ``too_few_customers``, ``time_span_too_short`` or ``too_few_repeat_customers``.
    """
    count = len(customers)
    repeat = int((customers[FREQUENCY] > 0).sum())
    span = int(customers[T].to_numpy().max(initial=0))
    if count < FEWEST_CUSTOMERS:
        raise UnsuitableDataError(
            "too_few_customers",
            _(
                "A forecast needs at least {fewest} customers, and there are {count}; "
                "use a longer log."
            ).format(fewest=FEWEST_CUSTOMERS, count=count),
        )
    if span < SHORTEST_SPAN:
        raise UnsuitableDataError(
            "time_span_too_short",
            _(
                "The log spans {span} days and a forecast needs at least {shortest}; "
                "use a longer log."
            ).format(span=span, shortest=SHORTEST_SPAN),
        )
    if repeat < FEWEST_REPEAT_CUSTOMERS:
        raise UnsuitableDataError(
            "too_few_repeat_customers",
            _(
                "Only {repeat} of {count} customers came back on another day and a forecast needs "
                "{fewest}; use a longer log."
            ).format(repeat=repeat, count=count, fewest=FEWEST_REPEAT_CUSTOMERS),
        )
    return ()
