"""What is said of other sources: their kinds, their groups, how they matched, what they add."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from clv import tables as t
from clv.evaluate import ALL_SOURCES as ALL
from clv.intake import CustomerSource, SourceKind
from clv.present.numbers import Numbers
from clv.present.words.say import say
from clv.words import _

_KINDS: dict[SourceKind, Callable[[], str]] = {
    "attributes": lambda: _("Attributes: age, city, tier …"),
    "touches": lambda: _("Marketing touches and their costs"),
    "events": lambda: _("Events: visits, baskets, clicks …"),
    "reviews": lambda: _("Reviews or tickets"),
}


def kinds() -> dict[SourceKind, str]:
    """Name the kinds of source."""
    return {kind: title() for kind, title in _KINDS.items()}


def source_title(name: str) -> str:
    """Write a source's name for people.

    Examples
    --------
    >>> source_title("web_events")
    'web events'
    """
    return _(name).replace("_", " ")


def text_title(source: str) -> str:
    """Say where texts are from: names of products, or a source by its name."""
    return source_title(source) if source else _("Products")


def group_title(name: str) -> str:
    """Name a way to group customers that another source makes.

    Examples
    --------
    >>> group_title("people/home_owner"), group_title("people/age"), group_title("web_events")
    ('Home owner (people)', 'Age (people)', 'In web events')
    """
    source, _slash, attribute = name.partition("/")
    readable = source.replace("_", " ")
    if not attribute:
        return say("sources.known", source=readable)
    return say("sources.group", attribute=_spelled(attribute), source=readable)


def _spelled(attribute: str) -> str:
    return t.label(attribute) if attribute == t.RATING else t.spelled(attribute)


def of_match(source: CustomerSource, numbers: Numbers) -> str:
    """Say in one line what became of a source's rows."""
    report = source.report
    parts = [
        say(f"sources.{name}", numbers, n=count)
        for name, count in (
            ("rows", report.rows),
            ("matched", report.matched),
            ("unmatched", report.unmatched),
            ("without_id", report.without_id),
            ("duplicates", report.duplicates),
            ("undated", report.undated),
            ("folded", report.ids_folded),
        )
        if count
    ]
    return " · ".join(parts)


def of_gains(gains: pl.DataFrame, numbers: Numbers) -> list[str]:
    """Say of each source what it adds to the ranking of unseen days, or that it adds nothing."""
    return [
        say(
            f"sources.{'all' if row['source'] == ALL else 'adds'}_{row['adds']}",
            numbers,
            source=source_title(row["source"]),
            gain=numbers.decimal(100 * (row["gini_gain"] or 0.0), 2),
            low=numbers.decimal(100 * (row["gini_gain_low"] or 0.0), 2),
            high=numbers.decimal(100 * (row["gini_gain_high"] or 0.0), 2),
        )
        for row in gains.iter_rows(named=True)
    ]
