"""Text tables (CSV and its kin) into columns of text: decode, find the dialect, read the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.names import shown
from clv.intake.csv.dialect import Dialect, sniff
from clv.intake.csv.encoding import decode
from clv.intake.csv.rows import lines_of, read_rows
from clv.intake.files.limits import MAX_LINE, check_shape
from clv.intake.files.raw import ROW, Input, Raw
from clv.intake.values.formula_guard import unguarded
from clv.options import ReadHints
from clv.words import _

HEAD = 1 << 17


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
    _refuse_long_line(body)
    head = list(islice(lines_of(body[:HEAD], newline), 5_000))
    if len(body) > HEAD and len(head) > 1:
        head.pop()
    dialect = sniff(head, hints)
    check_shape(0, dialect.width)
    columns, doubled = column_names(dialect)
    header = dialect.header
    first = 0 if header is None else header.line + header.lines
    rows = read_rows(body, newline, dialect, first, columns)
    notices = [*decoded.notices, *_about(dialect, rows.malformed, doubled)]
    if "\x00" in body:
        said = _(
            "There are NUL characters within the text; the lines that hold one were set aside."
        )
        notices.append(Notice("bad_bytes", said))
    return Raw(
        input=replace(passport, format="csv", encoding=decoded.encoding),
        frame=rows.frame,
        malformed=rows.malformed,
        notices=tuple(notices),
        hints=hints,
        short=rows.short,
        doubled=bool(doubled),
        delimiter=dialect.grammar.delimiter,
    )


def _refuse_long_line(body: str) -> None:
    """Refuse a line longer than any record is: memory would go to many times its length."""
    start = 0
    while len(body) - start > MAX_LINE:
        stop = start + MAX_LINE
        end = max(body.rfind(mark, start, stop) for mark in "\n\r")
        if end < 0:
            raise InputError(
                "malformed_csv",
                _(
                    "Line {line:,} has over {limit:,} characters, so this is no table of orders; "
                    "export it again."
                ).format(line=body.count("\n", 0, start) + 1, limit=MAX_LINE),
            )
        start = end + 1


def line_end(text: str) -> str | None:
    """Tell whether a lone carriage return ends a line, as on old Macs; None: it does."""
    returns = text.count("\r") - text.count("\r\n")
    return None if returns and returns * 10 >= text.count("\n") else "\n"


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
        yield Notice("duplicate_columns", said.format(names=shown(sorted(set(doubled)))))
