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

FEWEST_CUSTOMERS = 5
FEWEST_REPEAT_CUSTOMERS = 1
FEWEST_REGULARS = 5
FEWEST_TO_COMPARE = 20
SHORTEST_SPAN = 7
FEW_REPEAT_CUSTOMERS = 20
SHORT_SPAN = 28
_MONTH = 30


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
    clv.errors.UnsuitableDataError: too_few_customers (count=1, least=5)
    """
    frequency, recency, age = history_of(customers)
    _refuse(frequency, age)
    notices = [
        *_short(frequency, age),
        *_unlike_the_model(frequency, recency, age),
        *_gaps(customers, recency, age),
        *_outliers(customers),
        *_active_before(age),
    ]
    return tuple(notices)


def _refuse(frequency: Integers, age: Integers) -> None:
    count, repeat = len(frequency), int((frequency > 0).sum())
    span = int(age.max(initial=0))
    if count < FEWEST_CUSTOMERS:
        raise UnsuitableDataError("too_few_customers", count=count, least=FEWEST_CUSTOMERS)
    if span < SHORTEST_SPAN:
        raise UnsuitableDataError("time_span_too_short", span=span, least=SHORTEST_SPAN)
    if repeat < FEWEST_REPEAT_CUSTOMERS:
        raise UnsuitableDataError(
            "too_few_repeat_customers", repeat=repeat, count=count, least=FEWEST_REPEAT_CUSTOMERS
        )


def _short(frequency: Integers, age: Integers) -> list[Notice]:
    notices = []
    repeat, span = int((frequency > 0).sum()), int(age.max())
    if repeat < FEW_REPEAT_CUSTOMERS:
        notices.append(Notice("few_repeat_customers", count=repeat))
    if span < SHORT_SPAN:
        notices.append(Notice("short_history", span=span))
    newest = float((age == 0).mean())
    if newest > 0.2:
        notices.append(Notice("new_customers", share=newest))
    return notices


def _unlike_the_model(frequency: Integers, recency: Integers, age: Integers) -> list[Notice]:
    """Find what no random buying looks like: all gone, all alike, all by the clock."""
    notices = []
    span = age.max()
    silent = float((age - recency > span / 2).mean())
    recent = float((age - recency <= max(span / 20, SHORTEST_SPAN)).mean())
    if silent > 0.8 and recent < 0.02:
        notices.append(Notice("all_gone", share=silent))
    usual = int(np.bincount(frequency).argmax())
    alike = float((frequency == usual).mean())
    if usual > 0 and alike > 0.95:
        notices.append(Notice("same_frequency", share=alike, days=usual + 1))
    if _is_regular(frequency, recency):
        notices.append(Notice("regular"))
    return notices


def _is_regular(frequency: Integers, recency: Integers) -> bool:
    """Tell whether gaps between orders agree far better than those of random buying would."""
    chosen = frequency >= 3
    if chosen.sum() < FEWEST_REGULARS:
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
    before, after = int(days[widest + 1]), int(days[widest])
    if FIRST_ORDER not in customers.columns:
        return [Notice("gap", variant="days", before=before, after=after)]
    end = customers[FIRST_ORDER][0] + timedelta(days=int(age[0]))
    first, last = (end - timedelta(days=each) for each in (before, after))
    return [Notice("gap", before=first, after=last)]


def _outliers(customers: pl.DataFrame) -> list[Notice]:
    if REVENUE not in customers.columns:
        return []
    revenue = customers[REVENUE].to_numpy()
    total, largest = float(np.abs(revenue).sum()), float(revenue.max())
    if len(revenue) < FEWEST_TO_COMPARE or largest <= 0.4 * total:
        return []
    rest = total - largest
    return [Notice("outliers", share=largest / total, largest=largest, rest=rest)]


def _active_before(age: Integers) -> list[Notice]:
    """Find a first month in which far more customers are new than in the three after it."""
    since = int(age.max()) - age
    first = int((since < _MONTH).sum())
    usual = int(((since >= _MONTH) & (since < 4 * _MONTH)).sum()) / 3
    if since.max() < 5 * _MONTH or first <= max(2 * usual, FEW_REPEAT_CUSTOMERS):
        return []
    return [Notice("active_before", count=first, usual=usual)]
