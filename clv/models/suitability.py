"""Whether customers can carry a purchase model at all, and what has to be said beforehand.

Too little data is refused, in one sentence. What makes a forecast doubtful without making it
impossible is said as a notice: the models would answer all of these with a straight face.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from clv.errors import Notice, UnsuitableDataError
from clv.models.sufficient_stats import Integers, history_of
from clv.tables import FIRST_ORDER, REVENUE
from clv.words import _

FEWEST_CUSTOMERS = 10
FEWEST_REPEAT_CUSTOMERS = 5
SHORTEST_SPAN = 7
FEW_REPEAT_CUSTOMERS = 20
SHORT_SPAN = 28


def check_suitable(customers: pl.DataFrame) -> tuple[Notice, ...]:
    """Raise where `customers` can't carry a model; return what has to be said where they can.

    Parameters
    ----------
    customers : polars.DataFrame
        See `clv.tables.CUSTOMERS`.

    Returns
    -------
    tuple of Notice
        Codes ``few_repeat_customers``, ``short_history``, ``new_customers``, ``all_gone``,
        ``same_frequency``, ``regular``, ``gap``, ``outliers`` and ``active_before``.

    Raises
    ------
    UnsuitableDataError
        ``too_few_customers``, ``time_span_too_short`` or ``too_few_repeat_customers``.

    Examples
    --------
    >>> check_suitable(pl.DataFrame({"frequency": [1], "recency": [3], "T": [9]}))
    Traceback (most recent call last):
    clv.errors.UnsuitableDataError: A forecast needs at least 10 customers, and there are 1;
    use a longer log.
    """
    frequency, recency, age = history_of(customers)
    _refuse(frequency, age)
    found = [
        *_short(frequency, age),
        *_unlike_the_model(frequency, recency, age),
        *_gaps(customers, recency, age),
        *_outliers(customers),
        *_active_before(age),
    ]
    return tuple(found)


def _refuse(frequency: Integers, age: Integers) -> None:
    count, repeat = len(frequency), int((frequency > 0).sum())
    span = int(age.max(initial=0))
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
                "A forecast needs a log of at least {shortest} days, and this one spans {span}; "
                "use a longer log."
            ).format(span=span, shortest=SHORTEST_SPAN),
        )
    if repeat < FEWEST_REPEAT_CUSTOMERS:
        raise UnsuitableDataError(
            "too_few_repeat_customers",
            _(
                "A forecast needs at least {fewest} customers who bought on a second day, and "
                "{repeat} of {count} did; use a longer log."
            ).format(repeat=repeat, count=count, fewest=FEWEST_REPEAT_CUSTOMERS),
        )


def _short(frequency: Integers, age: Integers) -> list[Notice]:
    notices = []
    repeat, span = int((frequency > 0).sum()), int(age.max())
    if repeat < FEW_REPEAT_CUSTOMERS:
        notices.append(
            Notice(
                "few_repeat_customers",
                _(
                    "Only {repeat} customers bought on a second day: take the ranges, "
                    "not the numbers."
                ).format(repeat=repeat),
            )
        )
    if span < SHORT_SPAN:
        notices.append(
            Notice(
                "short_history",
                _("The log spans {span} days only: a look far ahead is a guess.").format(span=span),
            )
        )
    newest = float((age == 0).mean())
    if newest > 0.2:
        notices.append(
            Notice(
                "new_customers",
                _(
                    "{share:.0%} of the customers were first seen on the last day: "
                    "nothing is known of them yet."
                ).format(share=newest),
            )
        )
    return notices


def _unlike_the_model(frequency: Integers, recency: Integers, age: Integers) -> list[Notice]:
    """Find what no random buying looks like: all gone, all alike, all by the clock."""
    notices = []
    span = age.max()
    silent = float((age - recency > span / 2).mean())
    recent = float((age - recency <= max(span / 20, SHORTEST_SPAN)).mean())
    if silent > 0.8 and recent < 0.02:
        notices.append(
            Notice(
                "all_gone",
                _(
                    "{share:.0%} of the customers have been silent for more than half of the "
                    "log: hardly anybody is left to forecast."
                ).format(share=silent),
            )
        )
    usual = int(np.bincount(frequency).argmax())
    alike = float((frequency == usual).mean())
    if usual > 0 and alike > 0.95:
        notices.append(
            Notice(
                "same_frequency",
                _(
                    "{share:.0%} of the customers bought on exactly {days} days: a real log "
                    "varies, so look at how this one was made."
                ).format(share=alike, days=usual + 1),
            )
        )
    if _is_regular(frequency, recency):
        notices.append(
            Notice(
                "regular",
                _(
                    "Customers buy by the clock, as with a subscription: these models expect "
                    "chance, and are late to notice who left."
                ),
            )
        )
    return notices


def _is_regular(frequency: Integers, recency: Integers) -> bool:
    """Tell whether gaps between orders agree far better than those of random buying would."""
    chosen = frequency >= 3
    if chosen.sum() < FEWEST_REPEAT_CUSTOMERS:
        return False
    gap = recency[chosen] / frequency[chosen]
    return bool(np.std(gap) < 0.25 * np.mean(gap) / np.sqrt(np.mean(frequency[chosen])))


def _gaps(customers: pl.DataFrame, recency: Integers, age: Integers) -> list[Notice]:
    """Find a long time in which nobody came first or last: two logs in one, or a false date."""
    seen = np.zeros(int(age.max()) + 1, dtype=bool)
    seen[age] = True  # days before the end
    seen[age - recency] = True
    days = np.flatnonzero(seen)
    gaps = np.diff(days)
    if not len(gaps) or gaps.max() <= max(180, 0.25 * (days[-1] - days[0])):
        return []
    widest = int(gaps.argmax())
    before, after = (_day(customers, age, int(days[place])) for place in (widest + 1, widest))
    return [
        Notice(
            "gap",
            _(
                "From {before} to {after} no customer came or was last seen: two logs in one, or "
                "false dates."
            ).format(before=before, after=after),
        )
    ]


def _day(customers: pl.DataFrame, age: Integers, before_the_end: int) -> str:
    """Name a day by its date where dates are known, else by its distance from the end."""
    if FIRST_ORDER not in customers.columns:
        return _("{days:,} days before the end").format(days=before_the_end)
    first = customers[FIRST_ORDER][0]
    return str(first + timedelta(days=int(age[0]) - before_the_end))


def _outliers(customers: pl.DataFrame) -> list[Notice]:
    if REVENUE not in customers.columns:
        return []
    revenue = customers[REVENUE].to_numpy()
    total, largest = float(np.abs(revenue).sum()), float(revenue.max())
    if len(revenue) < 2 * FEWEST_CUSTOMERS or largest <= 0.4 * total:
        return []
    return [
        Notice(
            "outliers",
            _(
                "One customer brought {share:.0%} of all revenue, {largest:,.0f} against "
                "{rest:,.0f} of all others together: check that amount, and compare with a run "
                "without it."
            ).format(share=largest / total, largest=largest, rest=total - largest),
        )
    ]


def _active_before(age: Integers) -> list[Notice]:
    """Find a first month in which far more customers are new than in the second."""
    span = int(age.max())
    first = int((age > span - 30).sum())
    second = int(((age > span - 60) & (age <= span - 30)).sum())
    if span < 120 or second == 0 or first < max(2 * second, FEW_REPEAT_CUSTOMERS):
        return []
    return [
        Notice(
            "active_before",
            _(
                "{first:,} customers look new in the first 30 days and {second:,} in the next: "
                "many were customers before the log begins, and are taken for younger than they "
                "are."
            ).format(first=first, second=second),
        )
    ]
