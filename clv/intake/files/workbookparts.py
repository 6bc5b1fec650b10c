"""The parts of a workbook, unfolded once and counted before any reader sees them."""

from __future__ import annotations

import io
import re
import zipfile
from array import array

from clv.errors import InputError
from clv.intake.files.guarded import refusing
from clv.intake.files.limits import MAX_EXPANDED, check_expansion, check_shape
from clv.intake.files.unpack import pieces_of
from clv.words import _

# All bounded, so that no part makes a search quadratic.
_CELL = re.compile(rb'<c(?:\s[^<>]{0,200}?)?\sr="([A-Z]{1,3})(\d{1,7})"')
_REFERENCE = re.compile(rb't="s"[^<>]{0,200}><v>(\d{1,9})</v>')
_STRING = re.compile(rb"<si[\s>]")
_DATE_1904 = re.compile(rb"<workbookPr[^>]{0,500}\bdate1904=[\"'](?:1|true)[\"']")
_SURELY_FINE_CELLS = 5_000_000
_LONG_STRING = 4_096


def check_parts(data: bytes) -> str | None:
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
    with refusing("corrupt_file", _("The workbook is damaged; save it anew.")):
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise InputError(
            "unsupported_format",
            _("This is an Office document but no XLSX workbook; save the table as XLSX or CSV."),
        )
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
        for found in _STRING.finditer(piece):
            self._close(self._seen + found.start())
            self._last = self._seen + found.start()
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
        found = _CELL.findall(piece)
        self.cells += len(found)
        for letters, row in found:
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
            raise InputError(
                "too_large_expanded",
                _(
                    "A sheet unfolds too far: it spans {area:,} cells, fills {cells:,} and repeats "
                    "long texts; delete stray cells or save it as CSV."
                ).format(area=area, cells=self.cells),
            )
        check_shape(self.rows, 0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
