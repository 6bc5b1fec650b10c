"""What changed between two looks at the same shop: who came, fell quiet, woke up, moved."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv import tables as t
from clv.customers import ACTIVE, LOST, QUIET, RECENT, Bridge, bridge

EVENT, BEFORE, AFTER = "event", "before", "after"
ORDERS_SINCE, SPENT_SINCE = "orders_since", "spent_since"
VALUE_THEN, VALUE_NOW, CHANGE = "value_then", "value_now", "change"
JOINED, WOKE_UP, FELL_QUIET, MOVED, GONE, STEADY = EVENTS = (
    "joined", "woke_up", "fell_quiet", "moved", "gone", "steady"
)  # fmt: skip
_LOOKED_AT = (t.CUSTOMER_ID, t.SEGMENT, t.ACTIVITY, t.ORDER_COUNT, t.REVENUE, t.CLV)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, customer by customer.

    Parameters
    ----------
    customers : polars.DataFrame
        ``customer_id``, ``event`` (one of `EVENTS`), ``before`` and ``after`` (segments),
        ``orders_since``, ``spent_since``, ``value_then``, ``value_now``, ``change``: every customer
        of either look, the largest change of value first, then by id.
    """

    customers: pl.DataFrame

    def of(self, event: str) -> pl.DataFrame:
        """Return the customers whom an event concerns."""
        return self.customers.filter(pl.col(EVENT) == event)

    @property
    def counts(self) -> dict[str, int]:
        """How many customers each event concerns."""
        return {event: self.of(event).height for event in EVENTS}

    @property
    def bridge(self) -> Bridge | None:
        """From the expected value then to that of now; None where either look had no forecast."""
        then, now = (
            self.customers.select(t.CUSTOMER_ID, pl.col(name).alias(t.CLV)).drop_nulls()
            for name in (VALUE_THEN, VALUE_NOW)
        )
        return None if then.is_empty() or now.is_empty() else bridge(then, now)

    def among(self, customer_ids: pl.Series) -> Changes:
        """Return what changed among the customers of a list."""
        return Changes(self.customers.filter(pl.col(t.CUSTOMER_ID).is_in(customer_ids.implode())))


def changes_between(before: pl.DataFrame, now: pl.DataFrame) -> Changes:
    """Compare two looks.

    Parameters
    ----------
    before, now : polars.DataFrame
        ``customer_id``, ``segment``, ``activity``, ``orders``, ``revenue``, ``clv`` of each look.

    Returns
    -------
    Changes
        Each customer with one event, the first that holds: *joined* (not there before), *gone* (no
        longer there: their orders were corrected away), *woke up* (was quiet or lost, ordered
        again), *fell quiet* (was recent or active, is quiet or lost), *moved* (to another
        segment), else *steady*.

    Examples
    --------
    >>> before = pl.DataFrame({"customer_id": ["ann", "bob"], "segment": ["Active", "At risk"],
    ...     "activity": ["active", "quiet"], "orders": [3, 1], "revenue": [60.0, 9.0],
    ...     "clv": [30.0, 4.0]})
    >>> now = pl.DataFrame({"customer_id": ["ann", "bob", "cy"], "segment": ["At risk"] * 3,
    ...     "activity": ["quiet", "recent", "recent"], "orders": [3, 2, 1],
    ...     "revenue": [60.0, 19.0, 5.0], "clv": [20.0, 9.0, 3.0]})
    >>> changes_between(before, now).customers.select("customer_id", "event", "change").rows()
    [('ann', 'fell_quiet', -10.0), ('bob', 'woke_up', 5.0), ('cy', 'joined', 3.0)]
    """
    both = before.select(_LOOKED_AT).join(
        now.select(_LOOKED_AT), on=t.CUSTOMER_ID, how="full", coalesce=True, suffix=" now"
    )
    here, away = [RECENT, ACTIVE], [QUIET, LOST]
    was, is_now = pl.col(t.ACTIVITY), pl.col(f"{t.ACTIVITY} now")
    more = pl.col(f"{t.ORDER_COUNT} now") - pl.col(t.ORDER_COUNT).fill_null(0)
    spent = pl.col(f"{t.REVENUE} now") - pl.col(t.REVENUE).fill_null(0.0)
    event = (
        pl.when(pl.col(t.ORDER_COUNT).is_null())
        .then(pl.lit(JOINED))
        .when(pl.col(f"{t.ORDER_COUNT} now").is_null())
        .then(pl.lit(GONE))
        .when(was.is_in(away) & (more > 0))
        .then(pl.lit(WOKE_UP))
        .when(was.is_in(here) & is_now.is_in(away))
        .then(pl.lit(FELL_QUIET))
        .when(pl.col(t.SEGMENT) != pl.col(f"{t.SEGMENT} now"))
        .then(pl.lit(MOVED))
        .otherwise(pl.lit(STEADY))
    )
    then, value = pl.col(t.CLV), pl.col(f"{t.CLV} now")
    table = both.select(
        t.CUSTOMER_ID,
        event.alias(EVENT),
        pl.col(t.SEGMENT).alias(BEFORE),
        pl.col(f"{t.SEGMENT} now").alias(AFTER),
        more.alias(ORDERS_SINCE),
        spent.round(6).alias(SPENT_SINCE),
        then.alias(VALUE_THEN),
        value.alias(VALUE_NOW),
        (value.fill_null(0.0) - then.fill_null(0.0)).alias(CHANGE),
    )
    size = pl.col(CHANGE).abs()
    return Changes(table.sort(size, pl.col(t.CUSTOMER_ID), descending=[True, False]))
