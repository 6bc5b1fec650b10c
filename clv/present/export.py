"""Tables as files that open anywhere and run nothing.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``, and customers choose their
own names. In CSV such texts get an apostrophe (`clv.intake.values.formula_guard`, which our
reader takes off again); in XLSX every text is stored as text, never as a formula.
Numbers stay numbers.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import polars as pl
from polars import selectors

from clv.intake import guarded
from clv.words import _

if TYPE_CHECKING:
    import xlsxwriter

_MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767
_NARROWEST, _WIDEST = 8, 48
_LOOKED_AT = 200
_FORMATS = {"float": "#,##0.00", "integer": "#,##0", "date": "yyyy-mm-dd"}
_MOMENT = "yyyy-mm-dd hh:mm"


def to_csv(frame: pl.DataFrame) -> bytes:
    r"""Write a table as CSV that Excel reads as UTF-8 and of which it runs nothing.

    Parameters
    ----------
    frame : polars.DataFrame
        Any table; texts and headers that could run get an apostrophe.

    Examples
    --------
    >>> print(to_csv(pl.DataFrame({"=id": ["@a", "b"], "sum": [-1.5, 2.0]})).decode("utf-8-sig"))
    "'=id","sum"
    "'@a",-1.5
    "b",2.0
    <BLANKLINE>
    """
    buffer = io.BytesIO()
    write_csv(frame, buffer)
    return buffer.getvalue()


def write_csv(frame: pl.DataFrame, target: Path | BinaryIO) -> None:
    """Write the same in one pass, row by row, into a file or a stream."""
    texts = _safe_texts(frame)
    safe = _guarded_headers(frame.with_columns(texts))
    # Apostrophes could be read as quotation marks: beside real ones they are letters.
    doubtful = any(values.str.contains(r"^\s*'").any() for values in texts)
    style: Literal["non_numeric", "necessary"] = "non_numeric" if doubtful else "necessary"
    safe.write_csv(target, include_bom=True, quote_style=style)


def _safe_texts(frame: pl.DataFrame) -> list[pl.Series]:
    texts = frame.select(selectors.string() | selectors.categorical() | selectors.enum())
    return [guarded(values.cast(pl.String)).alias(values.name) for values in texts]


def _guarded_headers(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.rename(dict(zip(frame.columns, guarded(pl.Series(frame.columns)), strict=True)))


def to_xlsx(
    sheets: pl.DataFrame | Mapping[str, pl.DataFrame],
    notes: Sequence[tuple[str, str]] | Mapping[str, str] = (),
    currency: str | None = None,
) -> bytes:
    """Write tables as a workbook: typed columns, header frozen, filters on, notes on a sheet.

    Parameters
    ----------
    sheets : polars.DataFrame or mapping of str to polars.DataFrame
        One table, or tables by sheet name; one too long for a sheet goes on on the next.
    notes : sequence of (str, str) or mapping, optional
        What each thing means; they stand on a sheet of their own.
    currency : str, optional
        ISO code to show behind money, which is to say behind numbers with decimals.

    Examples
    --------
    >>> to_xlsx(pl.DataFrame({"id": ["=1+1"], "sum": [2.0]}), [("sum", "in EUR")])[:2]
    b'PK'
    """
    import xlsxwriter

    tables = {_("Table"): sheets} if isinstance(sheets, pl.DataFrame) else dict(sheets)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **_NOTHING_RUNS}) as book:
        names: set[str] = set()
        for name, frame in tables.items():
            for start in range(0, max(1, frame.height), _MOST_ROWS):
                sheet = book.add_worksheet(_sheet_name(name, names))
                _fill(book, sheet, frame.slice(start, _MOST_ROWS), currency)
        pairs = list(notes.items()) if isinstance(notes, Mapping) else list(notes)
        if pairs:
            notes_table = pl.DataFrame(
                pairs, schema={_("About"): pl.String, _("Note"): pl.String}, orient="row"
            )
            _fill(book, book.add_worksheet(_sheet_name(_("Notes"), names)), notes_table, None)
    return buffer.getvalue()


_NOTHING_RUNS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def _sheet_name(name: str, names_in_use: set[str]) -> str:
    """Return a name that spreadsheets accept and that is not taken yet."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:28] or _("Table")
    unique, number = plain, 1
    while unique.casefold() in names_in_use:
        number += 1
        unique = f"{plain[:26]} {number}"
    names_in_use.add(unique.casefold())
    return unique


def _fill(book: xlsxwriter.Workbook, sheet: Any, frame: pl.DataFrame, currency: str | None) -> None:
    """Write one table, column by column."""
    bold = book.add_format({"bold": True, "bottom": 1, "quote_prefix": True})
    for place, values in enumerate(frame):
        sheet.write_string(0, place, values.name[:_MOST_CHARACTERS], bold)
        sheet.set_column(place, place, _width(values))
        _write_column(book, sheet, place, values, currency)
    sheet.freeze_panes(1, 1)
    if frame.width and frame.height:
        sheet.autofilter(0, 0, frame.height, frame.width - 1)


def _write_column(
    book: xlsxwriter.Workbook, sheet: Any, place: int, values: pl.Series, currency: str | None
) -> None:
    kind = values.dtype
    if kind.is_numeric():
        whole = "integer" if kind.is_integer() else "float"
        unit = f' "{currency}"' if currency and whole == "float" else ""
        form = book.add_format({"num_format": _FORMATS[whole] + unit})
        finite = values.cast(pl.Float64).fill_nan(None)
        numbers = finite.set(finite.is_infinite().fill_null(value=False), None)
        for row, number in enumerate(numbers, 1):
            if number is not None:
                sheet.write_number(row, place, number, form)
    elif kind == pl.Date or kind.base_type() == pl.Datetime:
        form = book.add_format({"num_format": _FORMATS["date"] if kind == pl.Date else _MOMENT})
        plain = values if kind == pl.Date else values.dt.replace_time_zone(None)
        for row, moment in enumerate(plain, 1):
            if moment is not None:
                sheet.write_datetime(row, place, moment, form)
    else:
        # Also when somebody edits the cell it stays text.
        form = book.add_format({"quote_prefix": True})
        for row, text in enumerate(values.cast(pl.String), 1):
            if text is not None:
                sheet.write_string(row, place, text[:_MOST_CHARACTERS], form)


def _width(values: pl.Series) -> int:
    lengths = values.head(_LOOKED_AT).cast(pl.String, strict=False).str.len_chars()
    longest = max((length for length in lengths if length is not None), default=0)
    return min(_WIDEST, max(_NARROWEST, longest + 2, len(values.name) + 3))


def hashed_emails(values: pl.Series) -> pl.Series:
    """Return the SHA-256 of each trimmed, lower-cased e-mail, as ad platforms match on.

    Parameters
    ----------
    values : polars.Series
        Text; what is no e-mail becomes null.

    Examples
    --------
    >>> hashed_emails(pl.Series([" Ann@Example.com", "C0047"])).to_list()[0][:12]
    '71d4f55f72fa'
    """
    plain = values.str.strip_chars().str.to_lowercase()
    hashes = [
        hashlib.sha256(text.encode()).hexdigest() if text is not None and _is_email(text) else None
        for text in plain
    ]
    return pl.Series(values.name, hashes, pl.String)


def _is_email(text: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) is not None
