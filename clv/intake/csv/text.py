"""Text tables (CSV and its kin) into columns of text: decode, find the dialect, read the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.names import shown
from clv.intake.csv.dialect import Dialect, sniff
from clv.intake.csv.encoding import decode
from clv.intake.csv.rows import Rows, read_rows
from clv.intake.files.limits import MAX_LINE, MAX_NAME, check_shape
from clv.intake.files.raw import ROW, Input, Raw
from clv.intake.progress import Tell, silently, within
from clv.intake.values.formula_guard import unguarded
from clv.options import ReadHints

_MULTILINE = {"yes": True, "no": False}
_HEAD, _HEAD_LINES, _FEW_LINES = 1 << 17, 5_000, 20
_MANY_LINES, _LEAST_LINE = 2_000_000, 4


def read_text(
    data: bytes,
    passport: Input,
    hints: ReadHints,
    tell: Tell = silently,
) -> Raw:
    """Read a text table as records of text.

    Raises
    ------
    InputError
        ``empty_file``, ``no_data_rows``, ``unreadable_encoding``, ``malformed_csv`` ….
    """
    plain = decode(data, hints.encoding)
    text, above = _without_blank_start(_with_line_feeds(plain.data))
    if not text:
        raise InputError("empty_file", variant="no_text")
    _refuse_long_line(text, above)
    _refuse_mostly_blank(text)
    tell("reading", 0.2)
    dialect = sniff(_head(text), _moved(hints, above))
    check_shape(0, dialect.width)
    columns, duplicates = column_names(dialect)
    header = dialect.header
    first = 0 if header is None else header.line + header.lines
    rows = read_rows(
        text,
        dialect,
        first,
        columns,
        _MULTILINE.get(hints.multiline or ""),
        within(tell, 0.2, 1.0),
    ).moved(above)
    notices = [*plain.notices, *_about(dialect, rows, duplicates, above)]
    if b"\x00" in text:
        notices.append(Notice("bad_bytes", variant="nul"))
    return Raw(
        input=replace(passport, format="csv", encoding=plain.encoding),
        frame=rows.frame,
        malformed=rows.malformed,
        notices=tuple(notices),
        hints=hints,
        short=rows.short,
        doubled=bool(duplicates),
        delimiter=dialect.grammar.delimiter,
        count=rows.count,
    )


def _with_line_feeds(data: bytes) -> bytes:
    """End lines in a line feed where carriage returns alone do it, as on old Macs."""
    returns = data.count(b"\r")
    lone = returns - data.count(b"\r\n") if returns else 0
    if lone and lone * 10 >= data.count(b"\n"):
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _without_blank_start(data: bytes) -> tuple[bytes, int]:
    """Leave out blank lines at the start; return also how many."""
    first = re.search(rb"\S", data)
    if first is None:
        return b"", 0
    begin = data.rfind(b"\n", 0, first.start()) + 1
    return data[begin:], data.count(b"\n", 0, begin)


def _head(text: bytes) -> list[str]:
    """Return the first lines, none of them cut."""
    end = _HEAD
    if len(text) > _HEAD and text.count(b"\n", 0, _HEAD) < _FEW_LINES:
        end = text.rfind(b"\n", 0, MAX_LINE) + 1 or _HEAD
    lines = text[:end].split(b"\n", _HEAD_LINES)
    if len(lines) > 1 and (len(text) > end or len(lines) > _HEAD_LINES or not lines[-1]):
        lines.pop()
    return [line.removesuffix(b"\r").decode("utf-8", errors="replace") for line in lines]


def _moved(hints: ReadHints, above: int) -> ReadHints:
    return (
        hints
        if hints.header_row is None
        else replace(hints, header_row=max(0, hints.header_row - above))
    )


def _refuse_mostly_blank(text: bytes) -> None:
    """Refuse millions of lines of next to nothing: each costs memory, and none is an order."""
    lines = text.count(b"\n")
    if lines > _MANY_LINES and lines * _LEAST_LINE > len(text):
        raise InputError("malformed_csv", variant="blank", count=lines)


def _refuse_long_line(text: bytes, above: int) -> None:
    """Refuse a line longer than any record is: memory would go to many times its length."""
    start = 0
    while len(text) - start > MAX_LINE:
        end = text.rfind(b"\n", start, start + MAX_LINE)
        if end < 0:
            row = above + text.count(b"\n", 0, start) + 1
            raise InputError("malformed_csv", variant="long_line", row=row, limit=MAX_LINE)
        start = end + 1


def column_names(dialect: Dialect) -> tuple[list[str], list[str]]:
    """Name every column once; return the names, and those that stood twice in the header.

    Examples
    --------
    >>> from clv.intake.csv.records import Grammar, Record
    >>> column_names(Dialect(Grammar(","), Record(0, ["id", "", "sum", "sum"]), 4))
    (['id', 'column 2', 'sum', 'sum (2)'], ['sum'])
    """
    if dialect.header is None:
        return [str(number) for number in range(1, dialect.width + 1)], []
    cells = pl.Series([field.removeprefix("\ufeff") for field in dialect.header.fields])
    return unique_names(unguarded(cells[: dialect.width]).to_list())


def unique_names(cells: list[str]) -> tuple[list[str], list[str]]:
    """Give empty headers a name and repeated ones a number; return also the repeated.

    Names as long as a novel are cut: a header is a name, not a text.

    Examples
    --------
    >>> unique_names(["sum", "sum", "sum (2)", " "])
    (['sum', 'sum (2)', 'sum (2) (2)', 'column 4'], ['sum', 'sum (2)'])
    """
    names: list[str] = []
    duplicates: list[str] = []
    taken: set[str] = set()
    times: dict[str, int] = {}
    for number, cell in enumerate(cells, 1):
        short = cell if len(cell) <= MAX_NAME else cell[: MAX_NAME - 1] + "…"
        name = plain = short if short.strip() else f"column {number}"
        while name in taken:
            times[plain] = times.get(plain, 1) + 1
            name = f"{plain} ({times[plain]})"
        if name != plain:
            duplicates.append(plain)
        names.append(name)
        taken.add(name)
    return names, duplicates


def _about(dialect: Dialect, rows: Rows, duplicates: list[str], above: int) -> Iterator[Notice]:
    if dialect.above and dialect.header is not None:
        yield Notice("header_found", row=above + dialect.header.line + 1)
    if rows.malformed.height:
        yield Notice("malformed_rows", count=rows.malformed.height, row=rows.malformed[ROW][0])
    if rows.count.joined:
        yield Notice("joined_lines", count=rows.count.joined)
    if rows.stray:
        yield Notice("stray_quotes", count=len(rows.stray), row=rows.stray[0])
    if rows.count.blank:
        yield Notice("blank_lines", count=rows.count.blank)
    if rows.short.height:
        yield Notice("short_rows", count=rows.short.height, row=rows.short[ROW][0])
    yield from about_doubled(duplicates)


def about_doubled(duplicates: list[str]) -> Iterator[Notice]:
    """Say which column names stand twice."""
    if duplicates:
        yield Notice("duplicate_columns", names=shown(sorted(set(duplicates))))
