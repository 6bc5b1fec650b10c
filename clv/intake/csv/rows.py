"""The rows of a text table, by the quickest reader that is safe.

Polars reads a table whose structure was checked. Where some lines of a table without quotes are
out of order, those alone are read one by one and Polars reads the rest. All else is read record
by record.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
import polars as pl

from clv.errors import InputError
from clv.intake.csv.dialect import Dialect
from clv.intake.csv.records import Record, records
from clv.intake.csv.structure import is_regular, odd_lines
from clv.intake.files.raw import ROW, no_malformed
from clv.words import _

_BATCH = 50_000
_MOSTLY, _SOME = 0.5, 0.2
_SHOWN = 200


@dataclass(frozen=True)
class Rows:
    """What the body of a text table holds.

    Parameters
    ----------
    frame : polars.LazyFrame
        The records, all columns text, and `ROW`.
    malformed : polars.DataFrame
        Records that are no row of the table: `ROW` and ``text``.
    short : polars.DataFrame
        Records with too few fields, filled up with nothing: `ROW` and their number of ``fields``.
    """

    frame: pl.LazyFrame
    malformed: pl.DataFrame
    short: pl.DataFrame


def read_rows(
    body: str, newline: str | None, dialect: Dialect, first: int, columns: list[str]
) -> Rows:
    r"""Read the lines from number `first` (from 0) on.

    Parameters
    ----------
    body : str
        The whole text.
    newline : str or None
        ``"\n"``, or None where a lone carriage return ends a line too.
    dialect : Dialect
        How it is written.
    first : int
        The first line below the header.
    columns : list of str
        Names of the columns.

    Raises
    ------
    InputError
        ``malformed_csv`` where most lines are no rows of this table.

    Examples
    --------
    >>> from clv.intake.csv.records import Grammar
    >>> rows = read_rows("a,1\nb\nc,2,3", "\n", Dialect(Grammar(","), None, 2), 0, ["who", "n"])
    >>> rows.frame.collect()["who"].to_list(), rows.malformed.rows(), rows.short.rows()
    (['a', 'b'], [(3, 'c,2,3')], [(2, 1)])
    """
    grammar, width = dialect.grammar, dialect.width
    rows = None
    even = grammar.escape is None and grammar.delimiter != " "
    if newline == "\n" and even and grammar.delimiter.isascii():
        data = body.encode("utf-8", errors="replace")
        start = _offset(data, first)
        if start >= 0 and is_regular(data, start, grammar.delimiter, grammar.quote, width):
            return _whole(data[start:], dialect, first, columns)
        quoted = bool(grammar.quote) and grammar.quote.encode() in data
        if start >= 0 and not quoted and width > 1 and b"\x00" not in data:
            rows = _around_odd_lines(data, start, dialect, first, columns)
    if rows is None:
        lines = islice(lines_of(body, newline), first, None)
        rows = record_by_record(lines, dialect, columns, lambda line: line + first + 1)
    _refuse_mostly_malformed(rows)
    return rows


def lines_of(text: str, newline: str | None) -> Iterator[str]:
    """Yield the lines without their ends; `newline` as in `read_rows`."""
    for line in io.StringIO(text, newline=newline):
        yield line.rstrip("\r\n") if newline is None else line.removesuffix("\n").removesuffix("\r")


def _offset(data: bytes, line: int) -> int:
    """Return where a line (from 0) begins, -1 when there is none."""
    place = 0
    for _number in range(line):
        place = data.find(b"\n", place) + 1
        if not place:
            return -1
    return place


def _scan(data: bytes, dialect: Dialect, columns: list[str]) -> pl.LazyFrame:
    quote = dialect.grammar.quote
    return pl.scan_csv(
        data,
        has_header=False,
        separator=dialect.grammar.delimiter,
        quote_char=quote if quote and quote.encode() in data else None,
        schema=dict.fromkeys(columns, pl.String()),
        encoding="utf8",
    )


def _whole(data: bytes, dialect: Dialect, first: int, columns: list[str]) -> Rows:
    frame = _scan(data, dialect, columns).with_row_index(ROW, first + 1)
    return Rows(frame.with_columns(pl.col(ROW).cast(pl.Int64)), no_malformed(), _no_short())


def _around_odd_lines(
    data: bytes, start: int, dialect: Dialect, first: int, columns: list[str]
) -> Rows | None:
    """Read lines out of order one by one and the others at once; None if too many are."""
    begins, odd = odd_lines(data, start, dialect.grammar.delimiter, dialect.width)
    lines = begins.size - 1
    if odd.size > _SOME * lines:
        return None
    cuts = np.concatenate(([-1], odd, [lines]))
    runs = (data[begins[after + 1] : begins[before]] for after, before in pairwise(cuts))
    regular = _scan(b"".join(runs), dialect, columns).collect()
    numbers = np.delete(np.arange(lines), odd) + first + 1
    texts = (data[begins[line] : begins[line + 1]].decode().rstrip("\r\n") for line in odd)
    rows = record_by_record(texts, dialect, columns, lambda line: int(odd[line]) + first + 1)
    frame = regular.with_columns(pl.Series(ROW, numbers, pl.Int64))
    both = pl.concat([frame, rows.frame.collect()]).sort(ROW)
    return Rows(both.lazy(), rows.malformed, rows.short)


def record_by_record(
    lines: Iterator[str], dialect: Dialect, columns: list[str], number: Callable[[int], int]
) -> Rows:
    """Read line by line, in batches, setting aside what is no record of this table.

    Parameters
    ----------
    lines : iterator of str
        Without their ends.
    dialect : Dialect
        How they are written.
    columns : list of str
        Names of the columns.
    number : callable
        Place of a line in `lines` to its row number in the file.
    """
    width = dialect.width
    stream = records(lines, dialect.grammar, width)
    batches = [pl.DataFrame(schema=_schema(columns))]
    bad: list[tuple[int, str]] = []
    short: list[tuple[int, int]] = []
    while batch := list(islice(stream, _BATCH)):
        good: list[list[object]] = []
        for record in batch:
            row, fields = number(record.line), _fitted(record, width)
            if fields is None:
                bad.append((row, dialect.grammar.delimiter.join(record.fields)[:_SHOWN]))
            elif not record.is_blank:
                if len(fields) < width:
                    short.append((row, len(fields)))
                good.append([*fields, *[""] * (width - len(fields)), row])
        batches.append(pl.DataFrame(good, schema=_schema(columns), orient="row"))
    return Rows(
        pl.concat(batches).lazy(),
        pl.DataFrame(bad, schema=no_malformed().schema, orient="row"),
        pl.DataFrame(short, schema=_no_short().schema, orient="row"),
    )


def _schema(columns: list[str]) -> dict[str, pl.DataType]:
    return {**dict.fromkeys(columns, pl.String()), ROW: pl.Int64()}


def _no_short() -> pl.DataFrame:
    return pl.DataFrame(schema={ROW: pl.Int64(), "fields": pl.Int64()})


def _fitted(record: Record, width: int) -> list[str] | None:
    """Return the fields, without empty ones beyond the width; None if the record is broken."""
    fields = record.fields
    if not record.sound:
        return None
    while len(fields) > width and not fields[-1].strip():
        fields = fields[:-1]
    return fields if len(fields) <= width else None


def _refuse_mostly_malformed(rows: Rows) -> None:
    bad = rows.malformed.height
    if bad and bad > _MOSTLY * (bad + rows.frame.select(pl.len()).collect().item()):
        raise InputError(
            "malformed_csv",
            _(
                "{bad:,} lines, which is most, do not fit the header, the first is line {line}; "
                "check delimiter, quotes and header line."
            ).format(bad=bad, line=rows.malformed[ROW][0]),
        )
