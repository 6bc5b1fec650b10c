"""The rows of a text table: regular lines by Polars at once, all others by the exact reader.

Every physical line below the header is kept, joined to the line before it, blank, or set aside;
`Rows.count` says how many of each there are. A line with one separator too many or too few is set
aside and never shifted into place. Only where a program leaves out empty cells at the end of its
lines, as a habit, are shorter lines completed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import overload

import numpy as np
import polars as pl

from clv.errors import InputError
from clv.intake.csv.dialect import Dialect
from clv.intake.csv.records import Record, records
from clv.intake.csv.structure import Flags, Lines, Places, classify
from clv.intake.files.raw import ROW, LineCount, no_malformed
from clv.intake.progress import Tell, silently

_BATCH = 50_000
_MOSTLY = 0.5
_SHOWN = 200
_HABIT = 3


@dataclass(frozen=True)
class Rows:
    """What the body of a text table holds.

    Parameters
    ----------
    frame : polars.LazyFrame
        The records, all columns text, and `ROW`.
    malformed : polars.DataFrame
        Lines that are no row of the table: `ROW` and ``text``.
    short : polars.DataFrame
        Records with too few fields, filled up with nothing: `ROW` and their number of ``fields``.
    count : LineCount
        What became of the physical lines.
    stray : list of int
        Row numbers of records in which a quote is a letter.
    """

    frame: pl.LazyFrame
    malformed: pl.DataFrame
    short: pl.DataFrame
    count: LineCount
    stray: list[int] = field(default_factory=list)

    def moved(self, lines: int) -> Rows:
        """Return the same with row numbers for a text that has so many more lines above."""
        if not lines:
            return self
        further = pl.col(ROW) + lines
        return Rows(
            self.frame.with_columns(further),
            self.malformed.with_columns(further),
            self.short.with_columns(further),
            self.count,
            [row + lines for row in self.stray],
        )


def read_rows(
    data: bytes,
    dialect: Dialect,
    first: int,
    columns: list[str],
    multiline: bool | None = None,
    tell: Tell = silently,
) -> Rows:
    r"""Read the lines from number `first` (from 0) on.

    Parameters
    ----------
    data : bytes
        The whole text in UTF-8, its lines ending in ``\n`` or ``\r\n``.
    dialect : Dialect
        How it is written.
    first : int
        The first line below the header.
    columns : list of str
        Names of the columns.
    multiline : bool, optional
        Whether a record may run over several lines, where a person says so.
    tell : callable
        Is told how far it is.

    Raises
    ------
    InputError
        ``malformed_csv`` where most lines are no rows of this table, ``ambiguous_quotes`` where
        an open quote leaves two readings.

    Examples
    --------
    >>> from clv.intake.csv.records import Grammar
    >>> dialect = Dialect(Grammar(","), None, 2)
    >>> rows = read_rows(b"a,1\nb\nc,2,3\n\nd,4", dialect, 0, ["who", "n"])
    >>> rows.frame.collect()["who"].to_list(), rows.malformed.rows()
    (['a', 'd'], [(2, 'b'), (3, 'c,2,3')])
    >>> rows.count
    LineCount(kept=2, joined=0, blank=1, aside=2)
    """
    start = _offset(data, first)
    lines = _classified(data, start, dialect)
    tell("reading", 0.3)
    text = _Text(data, lines.begins)
    exact = _Exact(dialect, columns, first)
    visit = np.flatnonzero(~lines.regular & ~lines.blank)
    whole = records(
        text,
        dialect.grammar,
        dialect.fields,
        visit=_progress(visit, tell),
        fits=dialect.profile.resembles,
        multiline=multiline,
    )
    while batch := list(islice(whole, _BATCH)):
        exact.take(batch, text, lines.regular)
    exact.settle_short(text, dialect, int(lines.regular.sum()))
    block = _block(data, lines, dialect, columns, first)
    count = LineCount(
        kept=int(lines.regular.sum()) + exact.kept,
        joined=exact.joined,
        blank=int((lines.blank & ~exact.within(lines.blank.size)).sum()),
        aside=len(exact.bad),
    )
    _refuse_mostly_malformed(count, exact.bad)
    frame = exact.frame
    both = block if frame.is_empty() else block.merge_sorted(frame.lazy(), ROW)
    return Rows(both, exact.malformed, exact.short, count, exact.stray)


def _classified(data: bytes, start: int, dialect: Dialect) -> Lines:
    grammar = dialect.grammar
    if (
        grammar.delimiter == " "
        or not f"{grammar.delimiter}{grammar.quote}{grammar.escape or ''}".isascii()
    ):
        # Nothing is regular: no line has this number of fields.
        return classify(data, start, ",", "", 0, 0)
    return classify(
        data, start, grammar.delimiter, grammar.quote, dialect.fields, dialect.width, grammar.escape
    )


def _progress(visit: Places, tell: Tell) -> Iterator[int]:
    for place, line in enumerate(visit.tolist()):
        if place % _BATCH == 0:
            tell("reading", 0.3 + 0.7 * place / visit.size)
        yield line


def _offset(data: bytes, line: int) -> int:
    """Return where a line (from 0) begins, the end of the text when there is none."""
    place = 0
    for _number in range(line):
        place = data.find(b"\n", place) + 1
        if not place:
            return len(data)
    return place


class _Text(Sequence[str]):
    """The lines of a text, decoded when they are asked for."""

    def __init__(self, data: bytes, begins: Places) -> None:
        self._data, self._begins = data, begins

    def __len__(self) -> int:
        return self._begins.size - 1

    @overload
    def __getitem__(self, line: int) -> str: ...
    @overload
    def __getitem__(self, line: slice) -> Sequence[str]: ...
    def __getitem__(self, line: int | slice) -> str | Sequence[str]:
        if isinstance(line, slice):
            return [self[number] for number in range(*line.indices(len(self)))]
        piece = self._data[self._begins[line] : self._begins[line + 1]]
        return piece.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", errors="replace")


@dataclass
class _Exact:
    """Collects what the exact reader makes of the lines that are not regular."""

    dialect: Dialect
    columns: list[str]
    first: int
    bad: list[tuple[int, str]] = field(default_factory=list)
    kept: int = 0
    joined: int = 0
    stray: list[int] = field(default_factory=list)
    _batches: list[pl.DataFrame] = field(default_factory=list)
    _short: list[tuple[int, list[str]]] = field(default_factory=list)
    _filled: list[tuple[int, int]] = field(default_factory=list)
    _spans: list[tuple[int, int]] = field(default_factory=list)

    def take(self, batch: list[Record], text: _Text, regular: Flags) -> None:
        """Take records; lines that are part of one are no longer regular by themselves."""
        good: list[list[object]] = []
        for record in batch:
            if record.doubt:
                raise InputError(
                    "ambiguous_quotes", row=self.first + record.line + 1, lines=record.lines
                )
            fields = self._fitted(record)
            if fields is not None:
                good.append([*fields, self.first + record.line + 1])
                self.stray += [self.first + record.line + 1] * record.stray
            elif record.sound and len(record.fields) < self.dialect.fields:
                self._short.append((record.line, record.fields))
                continue
            else:
                self._set_aside(record.line, record.lines, text)
            if record.lines > 1:
                regular[record.line : record.line + record.lines] = False
                self._spans.append((record.line, record.lines))
                self.joined += record.lines - 1 if fields is not None else 0
        self._keep(good)

    def settle_short(self, text: _Text, dialect: Dialect, complete: int) -> None:
        """Complete shorter lines where leaving out empty cells is a habit, else set them aside."""
        share = len(self._short) / (complete + len(self._short) or 1)
        habit = len(self._short) >= _HABIT
        good: list[list[object]] = []
        for line, fields in self._short:
            if habit and dialect.may_be_short(fields, share):
                row = self.first + line + 1
                good.append([*fields[: dialect.width], *[""] * (dialect.width - len(fields)), row])
                self._filled.append((row, len(fields)))
            else:
                self._set_aside(line, 1, text)
        self._keep(good)
        self.bad.sort()

    def within(self, size: int) -> Flags:
        """Tell the lines that are part of a record over several lines."""
        inside = np.zeros(size, np.bool_)
        for line, lines in self._spans:
            inside[line : line + lines] = True
        return inside

    @property
    def frame(self) -> pl.DataFrame:
        """The records, in the order of the file."""
        return pl.concat([pl.DataFrame(schema=_schema(self.columns)), *self._batches]).sort(ROW)

    @property
    def malformed(self) -> pl.DataFrame:
        """The lines set aside."""
        return pl.DataFrame(self.bad, schema=no_malformed().schema, orient="row")

    @property
    def short(self) -> pl.DataFrame:
        """The lines that were completed."""
        schema = {ROW: pl.Int64(), "fields": pl.Int64()}
        return pl.DataFrame(sorted(self._filled), schema=schema, orient="row")

    def _keep(self, good: list[list[object]]) -> None:
        self.kept += len(good)
        self._batches.append(pl.DataFrame(good, schema=_schema(self.columns), orient="row"))

    def _set_aside(self, line: int, lines: int, text: _Text) -> None:
        rows = range(line, line + lines)
        self.bad += [(self.first + number + 1, text[number][:_SHOWN]) for number in rows]

    def _fitted(self, record: Record) -> list[str] | None:
        """Return the fields if they are exactly as many as there should be, those beyond empty."""
        width, fields = self.dialect.width, record.fields
        if (
            not record.sound
            or len(fields) != self.dialect.fields
            or any(map(str.strip, fields[width:]))
        ):
            return None
        return [cell.replace("\x00", "") for cell in fields[:width]]


def _block(
    data: bytes, lines: Lines, dialect: Dialect, columns: list[str], first: int
) -> pl.LazyFrame:
    """Let Polars read the regular lines; each is whole, so that none can shift another."""
    grammar, beyond = dialect.grammar, range(dialect.fields - dialect.width)
    everything = bool(lines.regular.all())
    # Where every line is regular the text is not copied.
    body = data if everything else b"".join(_runs(data, lines))
    schema = dict.fromkeys([*columns, *(f"{ROW}{number}" for number in beyond)], pl.String())
    if not lines.regular.any():
        return pl.LazyFrame(schema=_schema(columns))
    scan = pl.scan_csv(
        body,
        has_header=False,
        skip_lines=first if everything else 0,
        separator=grammar.delimiter,
        quote_char=grammar.quote if grammar.quote and grammar.quote.encode() in body else None,
        schema=schema,
    ).with_row_index(ROW)
    number = pl.col(ROW).cast(pl.Int64) + first + 1
    if not everything:
        removed = np.flatnonzero(~lines.regular)
        skipped = pl.Series(removed - np.arange(removed.size), dtype=pl.Int64)
        number += (
            pl.lit(skipped).search_sorted(pl.col(ROW).cast(pl.Int64), side="right").cast(pl.Int64)
        )
    return scan.select(*columns, number.alias(ROW))


def _runs(data: bytes, lines: Lines) -> Iterator[bytes]:
    """Yield the regular lines, neighbours together."""
    edges = np.flatnonzero(np.diff(lines.regular, prepend=False, append=False))
    begins = lines.begins[edges].tolist()
    for begin, end in zip(begins[0::2], begins[1::2], strict=True):
        yield data[begin:end]


def _schema(columns: list[str]) -> dict[str, pl.DataType]:
    return {**dict.fromkeys(columns, pl.String()), ROW: pl.Int64()}


def _refuse_mostly_malformed(count: LineCount, bad: list[tuple[int, str]]) -> None:
    if count.aside and count.aside > _MOSTLY * (count.aside + count.kept):
        raise InputError("malformed_csv", bad=count.aside, row=bad[0][0])
