"""Workbooks (XLSX, XLSB, XLS, ODS): the sheets, hidden ones named, the header below titles.

calamine (through fastexcel) reads the cells: dates by their format, in the 1900 or 1904 system,
formulas by their stored result. It expands no XML entity. Before it sees a file, every part is
unfolded once, a piece at a time, to know its real size (an .xls is not packed, and its sheets end
at 65,536 rows and 256 columns); and it runs in a worker (`clv.intake.files.isolated`), since a
damaged workbook may take the process with it.
"""

from __future__ import annotations

import io
import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.names import named_roles
from clv.intake.csv.dialect import Dialect, choose_header
from clv.intake.csv.records import Grammar, Record
from clv.intake.csv.text import about_doubled, column_names
from clv.intake.files.limits import MAX_EXPANDED, check_expansion, check_shape, refusing
from clv.intake.files.raw import ROW, RawTable
from clv.intake.files.unpack import WORKBOOK_PARTS, pieces_of
from clv.options import ReadHints

_HEAD = 300
_NEEDED = {"customer", "date", "amount"}
# All bounded, so that no part makes a search quadratic.
_CELL = re.compile(rb'<c(?:\s[^<>]{0,200}?)?\sr="([A-Z]{1,3})(\d{1,7})"')
_REFERENCE = re.compile(rb't="s"[^<>]{0,200}><v>(\d{1,9})</v>')
_STRING = re.compile(rb"<si[\s>]")
_DATE_1904 = re.compile(rb"<workbookPr[^>]{0,500}\bdate1904=[\"'](?:1|true)[\"']")
_SURELY_FINE_CELLS = 5_000_000
_LONG_STRING = 4_096


@dataclass(frozen=True)
class _Sheet:
    name: str
    visible: bool
    frame: pl.DataFrame
    dialect: Dialect | None
    names: list[str]
    doubled: list[str]


def read_workbook(data: bytes, hints: ReadHints) -> RawTable:
    """Read the sheet or sheets of a workbook that hold the transactions.

    Raises
    ------
    InputError
        ``corrupt_file``, ``no_data_rows``, ``too_large_expanded``, ``missing_sheet``.
    """
    serials = _check_parts(data)
    with refusing("corrupt_file", "workbook"):
        sheets = list(_sheets(data, hints))
    chosen = _chosen(sheets, hints)
    first, *others = [_records(sheet) for sheet in chosen]
    frame = pl.concat([first, *(other.select(first.columns) for other in others)])
    if frame.is_empty():
        raise InputError("no_data_rows", variant="sheet")
    return RawTable(frame, tuple(_about(sheets, chosen)), bool(chosen[0].doubled), serials)


def sheet_names(data: bytes) -> RawTable:
    """Name the sheets of a workbook in their order."""
    import fastexcel

    _check_parts(data)
    with refusing("corrupt_file", "workbook"):
        return RawTable(pl.DataFrame({"sheet": fastexcel.read_excel(data).sheet_names}))


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
    """Return the sheets to read: those named, else the table that looks most like orders."""
    if hints.sheet is not None:
        return _named(sheets, hints.sheet)
    tables = [sheet for sheet in sheets if sheet.visible and sheet.dialect is not None]
    if not tables:
        raise InputError("no_data_rows", variant="sheets")
    best = max(tables, key=lambda sheet: len(_NEEDED & named_roles(sheet.names)))
    return [sheet for sheet in tables if sorted(sheet.names) == sorted(best.names)]


def _named(sheets: list[_Sheet], wanted: str | int | tuple[str, ...]) -> list[_Sheet]:
    by_name = {sheet.name: sheet for sheet in sheets}
    names = _names(list(by_name), wanted)
    chosen = [by_name[n] for n in names if n in by_name and by_name[n].dialect is not None]
    if len(chosen) < max(1, len(names)):
        raise InputError("missing_sheet", sheet=str(wanted), sheets=tuple(by_name))
    if any(sorted(sheet.names) != sorted(chosen[0].names) for sheet in chosen):
        raise InputError("different_columns", variant="sheets", names=tuple(names))
    return chosen


def _names(sheets: list[str], wanted: str | int | tuple[str, ...]) -> list[str]:
    """Return the names in a tuple, a text parted by ``|`` or a comma, or of the n-th sheet."""
    if isinstance(wanted, tuple):
        return list(wanted)
    if isinstance(wanted, str) and wanted in sheets:
        return [wanted]
    if isinstance(wanted, int) or wanted.isdigit():
        return sheets[int(wanted) : int(wanted) + 1]
    return [part.strip() for part in re.split("[|,]", wanted)]


def _about(sheets: list[_Sheet], chosen: list[_Sheet]) -> Iterator[Notice]:
    others = [sheet for sheet in sheets if sheet not in chosen]
    if others:
        yield Notice(
            "other_sheets",
            count=len(sheets),
            sheets=tuple(sheet.name for sheet in chosen),
            others=tuple(sheet.name for sheet in others),
            hidden=sum(not sheet.visible for sheet in others),
        )
    elif len(sheets) > 1:
        yield Notice("other_sheets", variant="none", sheets=tuple(sheet.name for sheet in chosen))
    first = chosen[0].dialect
    if first is not None and first.above and first.header is not None:
        yield Notice("header_found", row=first.header.line + 1)
    yield from about_doubled(chosen[0].doubled)


def _check_parts(data: bytes) -> str | None:
    """Unfold every part of a workbook, counting what a reader would hold in memory.

    Parameters
    ----------
    data : bytes
        The workbook, a zip.

    Returns
    -------
    str or None
        ``"excel1904"`` where the workbook counts days from 1904.

    Raises
    ------
    InputError
        ``too_large_expanded``, ``corrupt_file``, ``unsupported_format``.
    """
    if not data.startswith(b"PK"):
        return None
    with refusing("corrupt_file", "workbook"):
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    if not WORKBOOK_PARTS & {member.filename for member in members}:
        raise InputError("unsupported_format", variant="office")
    unfolded, serials, strings = 0, None, _Strings()
    # The texts come first: the sheets refer to them.
    for member in sorted(members, key=lambda member: "sharedStrings" not in member.filename):
        extent = _Extent(strings)
        for piece in pieces_of(data, member):
            unfolded += len(piece)
            check_expansion(len(data), unfolded)
            if member.filename.startswith("xl/worksheets/"):
                extent.see(piece)
            elif "sharedStrings" in member.filename:
                strings.see(piece)
            elif member.filename == "xl/workbook.xml" and _DATE_1904.search(piece):
                serials = "excel1904"
        extent.check()
    return serials


class _Strings:
    """How long each text is that cells refer to by number."""

    def __init__(self) -> None:
        self.lengths = array("L")
        self.longest = 0
        self._seen = 0
        self._last: int | None = None

    def see(self, piece: bytes) -> None:
        for text in _STRING.finditer(piece):
            self._close(self._seen + text.start())
            self._last = self._seen + text.start()
        self._seen += len(piece)
        if self._last is not None:
            self.longest = max(self.longest, self._seen - self._last)

    def _close(self, place: int) -> None:
        if self._last is not None:
            self.lengths.append(place - self._last)
            self.longest = max(self.longest, place - self._last)


class _Extent:
    """How far the cells of a sheet reach, and how much text they repeat.

    A reader holds the whole rectangle in memory, and every text as often as it is used.
    """

    def __init__(self, strings: _Strings) -> None:
        self.cells = self.rows = self.columns = self.text = 0
        self._strings = strings

    def see(self, piece: bytes) -> None:
        cells = _CELL.findall(piece)
        self.cells += len(cells)
        for letters, row in cells:
            self.rows = max(self.rows, int(row))
            self.columns = max(self.columns, _column_number(letters))
        if self._strings.longest > _LONG_STRING:
            lengths = self._strings.lengths
            for number in map(int, _REFERENCE.findall(piece)):
                self.text += lengths[number] if number < len(lengths) else self._strings.longest

    def check(self) -> None:
        area = self.rows * self.columns
        wide = area > _SURELY_FINE_CELLS and area > 100 * self.cells
        if wide or self.text > MAX_EXPANDED:
            raise InputError("too_large_expanded", variant="sheet", area=area, cells=self.cells)
        check_shape(self.rows, 0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
