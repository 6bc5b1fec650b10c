"""Text tables (CSV and its kin) into columns of text.

Three readers, the quickest that is safe: a lazy scan by Polars for large files without quotes
(verified in cleaning, where every value is looked at anyway), Polars over a table whose structure
was checked, and record by record where a line is out of order.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.choices import ReadHints
from clv.intake.dialect import Dialect, sniff
from clv.intake.encoding import decode
from clv.intake.guard import unguarded
from clv.intake.limits import check_shape
from clv.intake.raw import ROW, Input, Raw, no_malformed
from clv.intake.records import Record, records
from clv.intake.structure import is_regular
from clv.words import _

HEAD = 1 << 17
_BATCH = 50_000
_MOSTLY = 0.5
_SHOWN = 200


def read_text(data: bytes, passport: Input, hints: ReadHints) -> Raw:
    """Read a text table as records of text.

    Raises
    ------
    InputError
        ``empty_file``, ``no_data_rows``, ``unreadable_encoding``, ``malformed_csv`` ….
    """
    decoded = decode(data, hints.encoding)
    body = decoded.text.rstrip(" \t\r\n")
    if not body:
        raise InputError("empty_file", _("The file holds no text; export it again."))
    newline = line_end(body)
    head = list(islice(lines_of(body[:HEAD], newline), 5_000))
    if len(body) > HEAD and len(head) > 1:
        head.pop()
    dialect = sniff(head, hints)
    check_shape(0, dialect.width)
    columns, doubled = column_names(dialect)
    header = dialect.header
    first = 0 if header is None else header.line + header.lines
    frame, malformed, short = _table(body, newline, dialect, first, columns)
    notices = [*decoded.notices, *_about(dialect, malformed, doubled)]
    if "\x00" in body:
        said = _(
            "There are NUL characters within the text; the lines that hold one were set aside."
        )
        notices.append(Notice("bad_bytes", said))
    return Raw(
        input=replace(passport, format="csv", encoding=decoded.encoding),
        frame=frame,
        malformed=malformed,
        notices=tuple(notices),
        hints=hints,
        short=short,
        doubled=bool(doubled),
        delimiter=dialect.grammar.delimiter,
    )


def line_end(text: str) -> str | None:
    """Tell whether a lone carriage return ends a line, as on old Macs; None: it does."""
    returns = text.count("\r") - text.count("\r\n")
    return None if returns and returns * 10 >= text.count("\n") else "\n"


def lines_of(text: str, newline: str | None) -> Iterator[str]:
    """Yield the lines without their ends; `newline` as from `line_end`."""
    for line in io.StringIO(text, newline=newline):
        yield line.rstrip("\r\n") if newline is None else line.removesuffix("\n").removesuffix("\r")


def column_names(dialect: Dialect) -> tuple[list[str], list[str]]:
    """Name every column once; return the names, and those that stood twice in the header.

    Examples
    --------
    >>> from clv.intake.records import Grammar, Record
    >>> column_names(Dialect(Grammar(","), Record(0, ["id", "", "sum", "sum"]), 4))
    (['id', 'column 2', 'sum', 'sum (2)'], ['sum'])
    """
    if dialect.header is None:
        return [str(number) for number in range(1, dialect.width + 1)], []
    cells = pl.Series([field.removeprefix("\ufeff") for field in dialect.header.fields])
    return unique_names(unguarded(cells).to_list())


def unique_names(cells: list[str]) -> tuple[list[str], list[str]]:
    """Give empty headers a name and repeated ones a number; return also the repeated."""
    names: list[str] = []
    doubled: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell if cell.strip() else f"column {number}"
        if name in names:
            doubled.append(name)
            again = 2
            while f"{name} ({again})" in names:
                again += 1
            name = f"{name} ({again})"
        names.append(name)
    return names, doubled


def _table(
    body: str,
    newline: str | None,
    dialect: Dialect,
    first: int,
    columns: list[str],
) -> tuple[pl.LazyFrame, pl.DataFrame, pl.DataFrame]:
    grammar = dialect.grammar
    data = body.encode("utf-8", errors="replace")
    start = _offset(data, first) if newline == "\n" else -1
    plain = grammar.escape is None and start >= 0 and grammar.delimiter.isascii()
    if plain and is_regular(data, start, grammar.delimiter, grammar.quote, dialect.width):
        frame = pl.scan_csv(
            data[start:],
            has_header=False,
            separator=grammar.delimiter,
            quote_char=grammar.quote if grammar.quote.encode() in data[start:] else None,
            schema=dict.fromkeys(columns, pl.String()),
            encoding="utf8",
        ).with_row_index(ROW, first + 1)
        return frame.with_columns(pl.col(ROW).cast(pl.Int64)), no_malformed(), no_short()
    return _record_by_record(lines_of(body, newline), dialect, first, columns)


def _offset(data: bytes, line: int) -> int:
    """Return where a line (from 0) begins, -1 when there is none."""
    place = 0
    for _number in range(line):
        place = data.find(b"\n", place) + 1
        if not place:
            return -1
    return place


def no_short() -> pl.DataFrame:
    """Return an empty table of short records."""
    return pl.DataFrame(schema={ROW: pl.Int64(), "fields": pl.Int64()})


def _record_by_record(
    lines: Iterator[str], dialect: Dialect, first: int, columns: list[str]
) -> tuple[pl.LazyFrame, pl.DataFrame, pl.DataFrame]:
    """Read line by line, in batches, setting aside what is no record of this table."""
    width, schema = dialect.width, dict.fromkeys(columns, pl.String())
    batches: list[pl.DataFrame] = []
    bad: list[tuple[int, str]] = []
    short: list[tuple[int, int]] = []
    stream = records(islice(lines, first, None), dialect.grammar, width)
    while batch := list(islice(stream, _BATCH)):
        rows, numbers = [], []
        for record in batch:
            fields = _fitted(record, width)
            if record.is_blank:
                continue
            if fields is None:
                bad.append((record.line + first + 1, _shown(record, dialect)))
                continue
            if len(fields) < width:
                short.append((record.line + first + 1, len(fields)))
                fields = fields + [""] * (width - len(fields))
            rows.append(fields)
            numbers.append(record.line + first + 1)
        table = (
            pl.DataFrame(rows, schema=schema, orient="row") if rows else pl.DataFrame([], schema)
        )
        batches.append(table.with_columns(pl.Series(ROW, numbers, pl.Int64)))
    frame = pl.concat(batches) if batches else pl.DataFrame(schema={**schema, ROW: pl.Int64()})
    malformed = pl.DataFrame(bad, schema=no_malformed().schema, orient="row")
    _refuse_mostly_malformed(frame.height, malformed)
    return frame.lazy(), malformed, pl.DataFrame(short, schema=no_short().schema, orient="row")


def _fitted(record: Record, width: int) -> list[str] | None:
    """Return the fields, without empty ones beyond the width; None if the record is broken."""
    fields = record.fields
    if not record.sound:
        return None
    while len(fields) > width and not fields[-1].strip():
        fields = fields[:-1]
    return fields if len(fields) <= width else None


def _shown(record: Record, dialect: Dialect) -> str:
    return dialect.grammar.delimiter.join(record.fields)[:_SHOWN]


def _refuse_mostly_malformed(good: int, malformed: pl.DataFrame) -> None:
    if malformed.height > _MOSTLY * (good + malformed.height):
        raise InputError(
            "malformed_csv",
            _(
                "{bad:,} of {all:,} lines do not fit the header, the first is line {line}; check "
                "delimiter, quotes and header line."
            ).format(bad=malformed.height, all=good + malformed.height, line=malformed[ROW][0]),
        )


def _about(dialect: Dialect, malformed: pl.DataFrame, doubled: list[str]) -> Iterator[Notice]:
    if dialect.above and dialect.header is not None:
        said = _("The header was found on line {line}; what stands above it was passed over.")
        yield Notice("header_found", said.format(line=dialect.header.line + 1))
    if malformed.height:
        said = _(
            "{count:,} lines do not fit the header and were set aside, the first is line {line}."
        )
        yield Notice("malformed_rows", said.format(count=malformed.height, line=malformed[ROW][0]))
    yield from about_doubled(doubled)


def about_doubled(doubled: list[str]) -> Iterator[Notice]:
    """Say which column names stand twice."""
    if doubled:
        said = _("Two columns have the same name ({names}); the later ones were numbered.")
        yield Notice("duplicate_columns", said.format(names=", ".join(sorted(set(doubled)))))
