"""Lines into records, one at a time, so that one broken quote costs one line and not the file.

The csv module of the standard library does the splitting. What it leaves open is decided here: a
quote that is opened and not closed. A record may run over several lines, but a field that seems
to hold whole records is a stray quote, and its line alone is set aside.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from clv.intake.files.limits import MAX_TEXT_FIELD

_MOST_LINES = 200
# The module's own limit is 131,072 characters, for the whole process.
csv.field_size_limit(MAX_TEXT_FIELD)


@dataclass(frozen=True)
class Grammar:
    """Delimiter, quote character (empty for none) and escape character of a text table."""

    delimiter: str
    quote: str = '"'
    escape: str | None = None

    @cached_property
    def opening(self) -> re.Pattern[str]:
        """Where a field begins with a quote."""
        return re.compile(f"(?:^|{re.escape(self.delimiter)}) *{re.escape(self.quote)}")

    def quotes(self, line: str) -> int:
        """Count the quotes that open or close."""
        if self.escape:
            line = line.replace(self.escape * 2, "").replace(self.escape + self.quote, "")
        return line.count(self.quote)

    def split(self, text: str) -> list[str]:
        """Split one whole record.

        Raises
        ------
        csv.Error
            Where text follows a closing quote, or a quote stays open.

        Examples
        --------
        >>> Grammar(",").split('a,"b, ""c"" d",5" pipe')
        ['a', 'b, "c" d', '5" pipe']
        """
        if self.is_plain(text):
            return self.cut(text)
        spaced = f"{self.delimiter} {self.quote}" in text or text.startswith(f" {self.quote}")
        reader = csv.reader(
            text.splitlines(keepends=True) if "\n" in text else [text],
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape,
            doublequote=self.escape is None,
            skipinitialspace=spaced or self.delimiter == " ",
            strict=True,
        )
        return next(reader, [""])

    def is_plain(self, text: str) -> bool:
        """Tell whether every delimiter in the text parts fields."""
        return not any(mark and mark in text for mark in (self.quote, self.escape))

    def cut(self, text: str) -> list[str]:
        """Split a plain text; of several spaces one is the delimiter, the others line columns up.

        Examples
        --------
        >>> Grammar(" ").cut(" 00004 19970101   2"), Grammar(";").cut("a;;b")
        (['00004', '19970101', '2'], ['a', '', 'b'])
        """
        fields = text.split(self.delimiter)
        return fields if self.delimiter != " " else [field for field in fields if field] or [""]


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it begins on (from 0), its fields, whether it could be split."""

    line: int
    fields: list[str]
    sound: bool = True
    lines: int = 1

    @property
    def is_blank(self) -> bool:
        """Whether the line holds nothing but white space."""
        return self.sound and len(self.fields) == 1 and not self.fields[0].strip()


def records(lines: Iterator[str], grammar: Grammar, width: int | None = None) -> Iterator[Record]:
    r"""Split lines (without their ends) into records.

    Parameters
    ----------
    lines : iterator of str
        The lines of the file.
    grammar : Grammar
        How they are written.
    width : int, optional
        Number of columns, where known: a record over several lines must have it.

    Examples
    --------
    >>> text = ['a,1', '"b', 'c",2', '"d,3', 'e,4']
    >>> [(r.line, r.fields, r.sound) for r in records(iter(text), Grammar(","), width=2)]
    [(0, ['a', '1'], True), (1, ['b\nc', '2'], True), (3, ['"d,3'], False), (4, ['e', '4'], True)]
    """
    feed = _Feed(lines)
    for line in feed:
        number = feed.number
        if grammar.is_plain(line):
            yield Record(number, grammar.cut(line), "\x00" not in line)
        elif not grammar.quote or grammar.quotes(line) % 2 == 0:
            yield _split(number, line, grammar)
        elif not grammar.opening.search(line):
            yield Record(number, grammar.cut(line), "\x00" not in line)
        else:
            yield _over_lines(line, feed, grammar, width)


class _Feed:
    """Lines with their numbers, some of which may be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self.number = -1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.number += 1
        return line

    def give_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)


def _split(number: int, text: str, grammar: Grammar) -> Record:
    try:
        fields = grammar.split(text)
    except csv.Error:
        return Record(number, [text], sound=False)
    return Record(number, fields, "\x00" not in text)


def _over_lines(line: str, feed: _Feed, grammar: Grammar, width: int | None) -> Record:
    """Join following lines until the quotes balance; give them back when that makes no record."""
    number, joined = feed.number, [line]
    for following in islice(feed, _MOST_LINES):
        joined.append(following)
        if grammar.quotes(following) % 2:
            record = _split(number, "\n".join(joined), grammar)
            if record.sound and not _swallows(record.fields, grammar, width):
                return replace(record, lines=len(joined))
            break
    feed.give_back(joined[1:])
    return Record(number, [line], sound=False)


def _swallows(fields: list[str], grammar: Grammar, width: int | None) -> bool:
    """Tell a field over several lines from a stray quote that swallowed whole records."""
    if width is not None and len(fields) != width:
        return True
    delimiters = (width or len(fields)) - 1
    return any(
        part.count(grammar.delimiter) >= max(1, delimiters)
        for field in fields
        if "\n" in field
        for part in field.split("\n")[1:]
    )
