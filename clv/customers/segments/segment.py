"""Scores for recency, frequency and money, and the named segment of every customer.

Quantile cuts fall apart when many customers tie: half of them bought once, the quintile borders
coincide, groups vanish or get mixed up. Here a value is placed by the share of customers below
it, so equals always share a score, more is never scored lower, and the lowest value scores 1 and
the highest the top score, however many tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from clv.customers.segments.rules import ELEVEN, Cuts, SegmentRules
from clv.tables import CUSTOMER_ID, FREQUENCY, RECENCY, REVENUE, SEGMENT, T
from clv.words import N_

R, F, M = "r", "f", "m"
_SILENCE = pl.col(T) - pl.col(RECENCY)


@dataclass(frozen=True, slots=True)
class Segment:
    """What a named segment means, and what to do about it.

    Parameters
    ----------
    name : str
        As it stands in tables and files; people read it in their language, as all three.
    meaning : str
        Who is in it, in one line.
    action : str
        What to do about them, in one line.

    Examples
    --------
    >>> SEGMENTS[0].name, SEGMENTS[0].meaning
    ('Champions', 'Bought very recently, often and for much')
    """

    name: str
    meaning: str
    action: str


# The order is the order of colours: a segment has the same colour on every page.
SEGMENTS: tuple[Segment, ...] = (
    Segment(
        N_("Champions"),
        N_("Bought very recently, often and for much"),
        N_("Thank them, show them new things first, ask for a referral; no discounts"),
    ),
    Segment(
        N_("Loyal"),
        N_("Buy often or for much, and not long ago"),
        N_("Offer a loyalty programme and things that go with what they buy"),
    ),
    Segment(
        N_("Rising"),
        N_("Bought very recently, on the way to buying often"),
        N_("Recommend by what they bought; make the next order easy"),
    ),
    Segment(
        "Active",
        "Bought recently, some orders, moderate spend",
        N_("Widen what they buy: bundles, a second category"),
    ),
    Segment(
        "New",
        "Bought very recently, few orders so far",
        N_("Welcome them; lead them to a second order within weeks"),
    ),
    Segment(
        N_("Promising"),
        N_("Bought recently, few orders, low spend"),
        N_("Invite to a second order with a small, dated offer"),
    ),
    Segment(
        N_("Needs attention"),
        N_("Some orders, moderate spend, now going quiet"),
        N_("Remind them of what they bought and what is new"),
    ),
    Segment(
        N_("At risk"),
        N_("Bought often or for much, and have been quiet for long"),
        N_("Win back with a personal offer before they are gone"),
    ),
    Segment(
        N_("Previously loyal"),
        N_("Were among the best, and have been quiet for long"),
        N_("Call or write in person; ask what went wrong"),
    ),
    Segment(
        N_("Almost lost"),
        N_("Few orders, and none for a while"),
        N_("One cheap reminder; stop if it stays unanswered"),
    ),
    Segment(
        N_("Dormant"),
        N_("Few orders, low spend, very long ago"),
        N_("Leave out of paid campaigns; one seasonal mail at most"),
    ),
)


def score(customers: pl.DataFrame, rules: SegmentRules = ELEVEN) -> pl.DataFrame:
    """Score recency, frequency and money of every customer, from 1 up; higher is better.

    With ``b`` customers below a value, ``t`` at the very top value and ``n`` in all, the score of
    ``k`` groups is ``1 + min(k - 1, floor(k b / (n - t)))``; where all are alike, the middle one.
    With `rules.cuts` it is one more than the number of borders reached.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS`.
    rules : SegmentRules
        Says how many scores there are, or where the borders lie.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``r`` (days since the last order: fewer is better), ``f`` (repeat
        purchase days), ``m`` (revenue in all), one row a customer in the same order.

    Examples
    --------
    >>> customers = pl.DataFrame(
    ...     {
    ...         "customer_id": ["a", "b", "c", "d"],
    ...         "frequency": [0, 0, 0, 7],
    ...         "recency": [0, 0, 0, 60],
    ...         "T": [90, 60, 30, 70],
    ...         "revenue": [10.0, 20.0, 30.0, 400.0],
    ...     }
    ... )
    >>> score(customers).rows()
    [('a', 1, 1, 1), ('b', 2, 1, 2), ('c', 4, 1, 4), ('d', 5, 5, 5)]
    """
    if rules.cuts is None:
        r, f, m = (
            _by_rank(value, rules.groups)
            for value in (-_SILENCE, pl.col(FREQUENCY), pl.col(REVENUE))
        )
    else:
        r, f, m = _by_cuts(rules.cuts)
    return customers.select(CUSTOMER_ID, r.alias(R), f.alias(F), m.alias(M))


def segment(customers: pl.DataFrame, rules: SegmentRules = ELEVEN) -> pl.DataFrame:
    """Name every customer's segment.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS`.
    rules : SegmentRules
        One of `clv.customers.PRESETS`, or one's own.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``r``, ``f``, ``m``, ``segment``: each customer once, in the same order.

    Examples
    --------
    >>> customers = pl.DataFrame(
    ...     {
    ...         "customer_id": ["a", "b"],
    ...         "frequency": [0, 7],
    ...         "recency": [0, 60],
    ...         "T": [90, 61],
    ...         "revenue": [10.0, 400.0],
    ...     }
    ... )
    >>> segment(customers)["segment"].to_list()
    ['Dormant', 'Champions']
    """
    return score(customers, rules).with_columns(_named(rules).alias(SEGMENT))


def _by_rank(value: pl.Expr, groups: int) -> pl.Expr:
    below = value.rank("min").cast(pl.Int64) - 1
    not_top = pl.len().cast(pl.Int64) - (value == value.max()).sum().cast(pl.Int64)
    placed = 1 + (below * groups // pl.max_horizontal(not_top, 1)).clip(upper_bound=groups - 1)
    return pl.when(not_top > 0).then(placed).otherwise((groups + 1) // 2)


def _by_cuts(cuts: Cuts) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    return (
        _reached(-_SILENCE, [-border for border in cuts.silence]),
        _reached(pl.col(FREQUENCY), cuts.frequency),
        _reached(pl.col(REVENUE), cuts.money),
    )


def _reached(value: pl.Expr, borders: Sequence[float]) -> pl.Expr:
    return 1 + pl.sum_horizontal([(value >= border).cast(pl.Int64) for border in borders])


def _named(rules: SegmentRules) -> pl.Expr:
    scores = {
        "r": pl.col(R),
        "f": pl.col(F),
        "m": pl.col(M),
        "fm": (pl.col(F) + pl.col(M) + 1) // 2,
        "total": pl.col(R) + pl.col(F) + pl.col(M),
    }
    name = pl.lit(rules.otherwise)
    for rule in reversed(rules.rules):
        fits = pl.all_horizontal(
            value.is_between(*getattr(rule, part)) for part, value in scores.items()
        )
        name = pl.when(fits).then(pl.lit(rule.segment)).otherwise(name)
    return name
