"""Workbooks (XLSX): sheets offered, hidden ones named, the header found below titles.

calamine (through fastexcel) reads the cells: dates by their format, in the 1900 or 1904 system,
formulas by their stored result. It expands no XML entity. Before it sees a file, every part is
unfolded once, a piece at a time, to know its real size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.names import named_roles
from clv.intake.csv.dialect import Dialect, choose_header
from clv.intake.csv.records import Grammar, Record
from clv.intake.csv.text import about_doubled, column_names
from clv.intake.files.guarded import refusing
from clv.intake.files.limits import check_shape
from clv.intake.files.raw import ROW, Input, Raw, no_malformed
from clv.intake.files.workbookparts import check_parts
from clv.options import ReadHints
from clv.words import _

_HEAD = 300
_NEEDED = {"customer", "date", "amount"}


@dataclass(frozen=True)
class _Sheet:
    name: str
    visible: bool
    frame: pl.DataFrame
    dialect: Dialect | None
    names: list[str]
    doubled: list[str]


def read_workbook(data: bytes, passport: Input, hints: ReadHints) -> Raw:
    """Read the sheet or sheets of a workbook that hold the transactions.

    Raises
    ------
    InputError
        ``corrupt_file``, ``no_data_rows``, ``too_large_expanded``, ``missing_sheet``.
    """
    serials = check_parts(data)
    with refusing(
        "corrupt_file",
        _("The workbook is damaged; open it in a spreadsheet program and save it anew."),
    ):
        sheets = list(_sheets(data, hints))
    chosen = _chosen(sheets, hints)
    frame = pl.concat([_records(sheet) for sheet in chosen])
    if frame.is_empty():
        raise InputError("no_data_rows", _("The sheet has a header but no rows below it."))
    return Raw(
        input=replace(passport, format="xlsx"),
        frame=frame.lazy(),
        malformed=no_malformed(),
        notices=tuple(_about(sheets, chosen)),
        doubled=bool(chosen[0].doubled),
        hints=replace(hints, date_unit=hints.date_unit or serials),
    )


def _sheets(data: bytes, hints: ReadHints) -> Iterator[_Sheet]:
    import fastexcel

    reader: Any = fastexcel.read_excel(data)
    for name in reader.sheet_names:
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        frame = sheet.to_polars()
        yield _understood(name, sheet.visible == "visible", frame, hints)


def _understood(name: str, visible: bool, frame: pl.DataFrame, hints: ReadHints) -> _Sheet:
    """Find the header of a sheet and number its rows as the spreadsheet does."""
    filled = [series.name for series in frame if series.null_count() < len(series)]
    frame = frame.select(filled)
    check_shape(frame.height, frame.width)
    cells = frame.with_row_index(ROW, 1).with_columns(pl.col(ROW).cast(pl.Int64))
    if not filled:
        return _Sheet(name, visible, cells, None, [], [])
    cells = cells.filter(~pl.all_horizontal(pl.col(filled).is_null()))
    rows = [
        Record(number - 1, ["" if cell is None else cell for cell in fields])
        for number, *fields in cells.head(_HEAD).iter_rows()
    ]
    try:
        dialect = choose_header(Grammar(",", ""), rows, hints)
    except InputError:
        return _Sheet(name, visible, cells, None, [], [])
    names, doubled = column_names(dialect)
    return _Sheet(name, visible, cells, dialect, names, doubled)


def _records(sheet: _Sheet) -> pl.DataFrame:
    header = (
        -1 if sheet.dialect is None or sheet.dialect.header is None else (sheet.dialect.header.line)
    )
    below = sheet.frame.filter(pl.col(ROW) > header + 1)
    return below.rename(dict(zip(below.columns[1:], sheet.names, strict=True)))


def _chosen(sheets: list[_Sheet], hints: ReadHints) -> list[_Sheet]:
    """Return the sheets to read: those asked for, else the table that looks most like orders."""
    if hints.sheet is not None:
        return _asked_for(sheets, hints.sheet)
    tables = [sheet for sheet in sheets if sheet.visible and sheet.dialect is not None]
    if not tables:
        raise InputError(
            "no_data_rows",
            _("No visible sheet holds a table with a header; name the sheet or its header row."),
        )
    best = max(tables, key=lambda sheet: len(_NEEDED & named_roles(sheet.names)))
    return [sheet for sheet in tables if sheet.names == best.names]


def _asked_for(sheets: list[_Sheet], asked: str | int | tuple[str, ...]) -> list[_Sheet]:
    known = {sheet.name: sheet for sheet in sheets}
    if isinstance(asked, int) or (
        isinstance(asked, str) and asked.isdigit() and asked not in known
    ):
        names = [sheet.name for sheet in sheets][int(asked) : int(asked) + 1]
    elif isinstance(asked, str):
        names = [asked] if asked in known else [part.strip() for part in re.split("[|,]", asked)]
    else:
        names = list(asked)
    chosen = [known[name] for name in names if name in known and known[name].dialect is not None]
    if len(chosen) < max(1, len(names)):
        raise InputError(
            "missing_sheet",
            _("There is no table on sheet {asked!r}; the sheets are {known}.").format(
                asked=asked, known=", ".join(known)
            ),
        )
    if any(sheet.names != chosen[0].names for sheet in chosen):
        raise InputError(
            "different_columns",
            _("The sheets {names} have different columns; read them one by one.").format(
                names=", ".join(names)
            ),
        )
    return chosen


def _about(sheets: list[_Sheet], chosen: list[_Sheet]) -> Iterator[Notice]:
    if len(sheets) > 1:
        read = ", ".join(sheet.name for sheet in chosen)
        left = [sheet for sheet in sheets if sheet not in chosen]
        hidden = [sheet.name for sheet in left if not sheet.visible]
        others = ", ".join(sheet.name for sheet in left) or _("none")
        said = _("Of {count} sheets {read} was read; left out: {others} ({hidden} hidden).")
        yield Notice(
            "other_sheets",
            said.format(count=len(sheets), read=read, others=others, hidden=len(hidden)),
        )
    first = chosen[0].dialect
    if first is not None and first.above and first.header is not None:
        said = _("The header was found on row {row}; what stands above it was passed over.")
        yield Notice("header_found", said.format(row=first.header.line + 1))
    yield from about_doubled(chosen[0].doubled)
