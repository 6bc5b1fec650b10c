"""Physical lines into records: the exact reader, in which no line vanishes and none is shifted.

A field is quoted where it begins with a quote; elsewhere a quote is a letter. What stands between
quotes may run over several lines, but only where the lines together make one record as wide as the
table and are not records each for itself. Otherwise the line with the open quote is damaged and
stands alone, so that a stray quote costs one line and not the rest of the file.

The cost is linear: a line is read once, and again where it was tried as the rest of an open quote;
in a file in which that goes wrong all the time it is no longer tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from clv.intake.files.limits import MAX_TEXT_FIELD

_MOST_LINES = 1_000
_PATIENCE = 10_000
# Zeros one after another are a hole in the file, a single one is a letter gone wrong.
_DAMAGE = "\x00\x00"


@dataclass(frozen=True)
class Grammar:
    """Delimiter, quote character (empty for none) and escape character of a text table."""

    delimiter: str
    quote: str = '"'
    escape: str | None = None

    @cached_property
    def inside(self) -> re.Pattern[str]:
        """What may stand between quotes, up to the closing one or the end of the line."""
        return re.compile(f"(?:{self._letters}|{re.escape(self.quote) * 2})*+", re.DOTALL)

    @cached_property
    def close(self) -> re.Pattern[str]:
        """The closing quote, up to the delimiter or the end of the line."""
        return re.compile(f"{re.escape(self.quote)} *+(?={re.escape(self.delimiter)}|$)")

    @cached_property
    def open(self) -> re.Pattern[str]:
        """The opening quote."""
        return re.compile(" *+" + re.escape(self.quote))

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """An unquoted field in which delimiters may be escaped."""
        other = re.escape(self.delimiter) + re.escape(self.escape or "")
        return re.compile(rf"(?:[^{other}]|{re.escape(self.escape or self.delimiter)}.?)*+")

    @property
    def _letters(self) -> str:
        if self.escape:
            escape = re.escape(self.escape)
            return f"[^{re.escape(self.quote)}{escape}]|{escape}.?"
        return f"[^{re.escape(self.quote)}]"

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

    def text(self, field: str) -> str:
        """Return what is meant by what stands between quotes."""
        field = self.unescaped(field)
        return field.replace(self.quote * 2, self.quote) if self.quote else field

    def split(self, text: str) -> list[str] | None:
        """Split one line; None where a quote stays open or text follows a closing quote.

        Examples
        --------
        >>> Grammar(",").split('a,"b, ""c"" d",19" pipe')
        ['a', 'b, "c" d', '19" pipe']
        >>> Grammar(",").split('a,"b') is None, Grammar(",").split('"Big" one,5')
        (True, ['"Big" one', '5'])
        """
        partial = _Partial(self)
        return partial.fields if partial.take(text) == _WHOLE else self.evenly(text)

    def evenly(self, text: str) -> list[str] | None:
        """Split where no delimiter stands between quotes, so that every reading parts alike."""
        fields = self.cut(text)
        even = self.escape is None and all(field.count(self.quote) % 2 == 0 for field in fields)
        if not even:
            return None
        return [self._unwrapped(field) for field in fields]

    def _unwrapped(self, field: str) -> str:
        opening = self.open.match(field) if self.quote else None
        inside = self.inside.match(field, opening.end()) if opening else None
        if inside is None:
            return field
        close = self.close.match(field, inside.end())
        return self.text(inside[0]) if close and close.end() == len(field) else field

    def unescaped(self, text: str) -> str:
        """Take off the escape marks."""
        mark = re.escape(self.escape or "")
        return re.sub(f"{mark}(.)", r"\1", text, flags=re.DOTALL) if mark else text


_WHOLE, _OPEN, _BROKEN = "whole", "open", "broken"


class _Partial:
    """A record that is being read, line by line."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.fields: list[str] = []
        self.stray: list[str] = []
        self._open: list[str] | None = None
        self._size = 0

    def take(self, line: str) -> str:
        """Read one more line; tell whether the record is whole, open or broken after it."""
        grammar, place = self.grammar, 0
        if self._open is None and grammar.is_plain(line):
            self.fields += grammar.cut(line)
            return _WHOLE
        while True:
            opening = None
            if self._open is None and grammar.quote:
                opening = grammar.open.match(line, place)
            if opening or self._open is not None:
                place = self._quoted(line, opening.end() if opening else place)
                if place < 0:
                    return _OPEN if self._open is not None else _BROKEN
            else:
                place = self._bare(line, place)
            if place >= len(line):
                return _WHOLE
            place += len(grammar.delimiter)
            while grammar.delimiter == " " and line.startswith(" ", place):
                place += 1

    def _quoted(self, line: str, place: int) -> int:
        """Read on in a quoted field; return where it ends, -1 where it does not or is broken."""
        inside = self.grammar.inside.match(line, place)
        end = inside.end() if inside else place
        pieces, self._open = [*(self._open or []), line[place:end]], None
        self._size += end - place
        if end == len(line) and self._size <= MAX_TEXT_FIELD:
            self._open = pieces
            return -1
        close = self.grammar.close.match(line, end)
        if close is None:
            return -1
        self.fields.append(self.grammar.text("\n".join(pieces)))
        return close.end()

    def _bare(self, line: str, place: int) -> int:
        if self.grammar.escape:
            match = self.grammar.bare.match(line, place)
            end = match.end() if match else place
            self.fields.append(
                re.sub(rf"{re.escape(self.grammar.escape)}(.)", r"\1", line[place:end])
            )
            return end
        end = line.find(self.grammar.delimiter, place)
        end = len(line) if end < 0 else end
        self.fields.append(line[place:end])
        if self.grammar.quote and self.grammar.quote in self.fields[-1]:
            self.stray.append(self.fields[-1])
        return end


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it begins on (from 0), its fields, whether it could be split.

    A record that could be read in two ways, as one over several lines or as lines each for itself,
    has its `doubt`; one in which a quote is a letter is `stray`.
    """

    line: int
    fields: list[str]
    sound: bool = True
    lines: int = 1
    doubt: bool = False
    stray: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether the line holds nothing but white space."""
        return (
            self.sound and self.lines == 1 and len(self.fields) == 1 and not self.fields[0].strip()
        )


def records(
    lines: Sequence[str],
    grammar: Grammar,
    width: int | None = None,
    *,
    visit: Iterable[int] | None = None,
    fits: Callable[[list[str]], bool] = bool,
    multiline: bool | None = None,
) -> Iterator[Record]:
    r"""Read lines (without their ends) as records.

    Parameters
    ----------
    lines : sequence of str
        The lines of the file.
    grammar : Grammar
        How they are written.
    width : int, optional
        Number of fields of a record, where known: one over several lines must have it.
    visit : iterable of int, optional
        The lines to begin at, in order; all of them by default.
    fits : callable
        Whether fields of the right number also look like a record of this table.
    multiline : bool, optional
        Whether a record may run over several lines, where a person says so.

    Examples
    --------
    >>> text = ['a,1', '"b', 'c",2', '"d,3', 'e,4']
    >>> [(r.line, r.fields, r.sound) for r in records(text, Grammar(","), width=2)]
    [(0, ['a', '1'], True), (1, ['b\nc', '2'], True), (3, ['"d,3'], False), (4, ['e', '4'], True)]
    """
    wasted, begin = 0, 0
    for number in range(len(lines)) if visit is None else visit:
        if number < begin:
            continue
        line, partial, record = lines[number], _Partial(grammar), None
        state = partial.take(line)
        if state == _WHOLE:
            sound = _DAMAGE not in line and not _is_torn(partial.stray, grammar)
            record = Record(number, partial.fields, sound, stray=bool(partial.stray))
        elif state == _OPEN and multiline is not False and wasted <= _PATIENCE + 4 * number:
            joined = _over_lines(lines, number, partial, width, fits, multiline)
            if joined.sound or joined.doubt:
                record = joined
            else:
                wasted += joined.lines
        record = record or _alone(number, line, grammar, multiline)
        begin = number + record.lines
        yield record


def _is_torn(stray: list[str], grammar: Grammar) -> bool:
    """Tell whether a quote within a field seems to open a text that another field closes.

    The delimiter before it is missing then: what follows would be shifted.
    """
    odd = [field for field in stray if field.count(grammar.quote) % 2]
    return any(
        not opening.rpartition(grammar.quote)[2][:1].isspace()
        and not opening.endswith(grammar.quote)
        and closing.rstrip().endswith(grammar.quote)
        for opening, closing in pairwise(odd)
    )


def _alone(number: int, line: str, grammar: Grammar, multiline: bool | None) -> Record:
    """Read a damaged line by itself: whole only if every reading of its quotes parts it alike."""
    fields = grammar.cut(line) if multiline is False else grammar.evenly(line)
    sound = fields is not None
    return Record(number, fields if fields else [line], sound=sound, stray=sound)


def _over_lines(
    lines: Sequence[str],
    number: int,
    partial: _Partial,
    width: int | None,
    fits: Callable[[list[str]], bool],
    multiline: bool | None,
) -> Record:
    """Read on until the quote is closed; unsound where that makes no record of this table."""
    last, state = number, _OPEN
    while state == _OPEN and last + 1 < len(lines) and last - number < _MOST_LINES:
        last += 1
        state = partial.take(lines[last])
        if width is not None and len(partial.fields) > width:
            break
    fields, count = partial.fields, last - number + 1
    if state != _WHOLE or (width is not None and len(fields) != width):
        return Record(number, fields, sound=False, lines=count)

    def stands_alone(line: int) -> bool:
        parts = _by_itself(lines[line], partial.grammar)
        return len(parts) == len(fields) and fits(parts)

    between = range(number + 1, last)
    # The first line or the last may well look like a record: it holds the better part of one.
    if multiline or not (
        any(map(stands_alone, between)) or (stands_alone(number) and stands_alone(last))
    ):
        return Record(number, fields, lines=count)
    # If every line is a record, the quote is a stray one; if some are, neither reading is sure.
    doubt = not all(map(stands_alone, (number, *between, last)))
    return Record(number, fields, sound=False, lines=count, doubt=doubt)


def _by_itself(line: str, grammar: Grammar) -> list[str]:
    """Read a line as if none before it had left a quote open."""
    return grammar.split(line) or grammar.cut(line)
