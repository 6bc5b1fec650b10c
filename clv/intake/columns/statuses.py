"""What an order's status says of its money: paid, open, cancelled, failed, refunded or returned."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from clv.intake.columns.phrases import Phrases, phrase_of
from clv.intake.columns.status_words import NOT, PARTIAL, SHIP, STATUS_WORDS, WAIT

PAID, OPEN, CANCELLED, FAILED = "paid", "open", "cancelled", "failed"
REFUNDED, RETURNED, NEUTRAL = "refunded", "returned", "neutral"
UNPAID = (CANCELLED, FAILED, REFUNDED, RETURNED, OPEN)
"""Classes of orders that brought nothing (yet), the first that applies counts."""

# Words that other things than orders are called too.
_WEAK = frozenset(("new", "active", "ok", "yes", "done", "open", "closed", "sale", "sold", "ready"))
_MOST = 0.8

_CLASSES = {name: Phrases.of(words) for name, words in STATUS_WORDS.items()}
_PARTIAL, _NOT, _WAIT, _SHIP = (Phrases.of(words) for words in (PARTIAL, NOT, WAIT, SHIP))


@lru_cache(maxsize=8192)
def class_of(status: str) -> str | None:
    """Return what a status says of the money, None where no word of it is known.

    Examples
    --------
    >>> [class_of(status) for status in ("wc-refunded", "İptal Edildi", "交易关闭", "Closed won")]
    ['refunded', 'cancelled', 'cancelled', 'paid']
    >>> [class_of(status) for status in ("Not paid", "partially_refunded", "Awaiting pickup", "X")]
    ['open', 'paid', 'paid', None]
    """
    phrase = phrase_of(status)
    for name, words in _CLASSES.items():
        if phrase in words.whole:
            return name
    lengths = {name: words.longest(phrase) for name, words in _CLASSES.items()}
    spoken = {name for name, length in lengths.items() if length}
    if _WAIT.longest(phrase) and _SHIP.longest(phrase):
        return PAID
    if not spoken:
        return None
    if _PARTIAL.longest(phrase) and spoken & {REFUNDED, RETURNED, PAID}:
        return PAID
    if _NOT.longest(phrase) and PAID in spoken and not spoken & {FAILED, CANCELLED}:
        return OPEN
    return next((name for name in UNPAID if name in spoken), PAID if PAID in spoken else NEUTRAL)


def are_statuses(values: Iterable[str]) -> bool:
    """Tell whether a column's different values are statuses of orders, by their words.

    Examples
    --------
    >>> are_statuses(["completed", "cancelled"]), are_statuses(["Berlin", "Open Sky Records"])
    (True, False)
    >>> are_statuses(["New", "Open box"]), are_statuses(["New", "Returned"])
    (False, False)
    """
    phrases = [phrase_of(value) for value in values]
    classes = [class_of(phrase) for phrase in phrases]
    told = {name for name, phrase in zip(classes, phrases, strict=True) if phrase not in _WEAK}
    known = sum(name is not None for name in classes)
    return PAID in told and bool(told & set(UNPAID)) and known >= _MOST * len(classes)
