"""A log written anew, with cells changed or rows left out, so that it reads as before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from clv.errors import InputError
from clv.intake.columns.guess import shop_of
from clv.intake.columns.header_roles import score
from clv.intake.columns.roles import settle
from clv.intake.contacts import contact_columns
from clv.intake.files.raw import ROW, Raw
from clv.intake.load import load
from clv.intake.parse import parse
from clv.intake.values.ids import text
from clv.options import Mapping, ReadHints
from clv.tables import CUSTOMER_ID, DATE, EMAIL, PHONE

_TELLING = (EMAIL, PHONE)
_SET_ASIDE = "(a line that was no row)"


@dataclass(frozen=True)
class Rewritten:
    """A log as CSV.

    Parameters
    ----------
    content : bytes
        The log.
    hints : ReadHints
        How to read it.
    gone : int
        How many rows were left out.
    """

    content: bytes
    hints: ReadHints
    gone: int = 0


def rewritten(raw: Raw, frame: pl.DataFrame) -> Rewritten:
    """Write the rows of an opened log in the form that its hints name, else as plain CSV.

    A line that was no row is counted again; its text is not kept.
    """
    given = raw.hints
    mark = given.delimiter or ","
    text = "#\n" * (given.header_row or 0) + frame.select(raw.columns).write_csv(
        include_header=given.has_header, separator=mark, quote_char=given.quote_char or '"'
    )
    text += f"{_SET_ASIDE}\n" * raw.malformed.height
    rows: int = raw.frame.select(pl.len()).collect().item()
    hints = replace(given, sheet=None)
    return Rewritten(text.encode(given.encoding or "utf-8"), hints, rows - frame.height)


def without_people(
    content: bytes, name: str, names: Sequence[str], hints: ReadHints, mapping: Mapping | None
) -> Rewritten:
    r"""Leave out all rows of some people, known by any of these ids or addresses.

    Examples
    --------
    >>> log = b"customer,date,amount\nann,2024-01-02,5\nbob,2024-01-03,6\n"
    >>> without_people(log, "a.csv", ["Ann "], ReadHints(), None).content
    b'customer,date,amount\nbob,2024-01-03,6\n'
    """
    raw = load(content, name, hints, beside_others=True)
    frame = raw.frame.collect()
    wanted = pl.Series([_plain(each) for each in names], dtype=pl.String)
    lines = _lines(raw, mapping)
    gone = [] if lines is None else [lines[ROW].filter(_are(lines[CUSTOMER_ID], wanted))]
    gone += [frame[ROW].filter(_are(frame[name], wanted)) for name in _of_people(raw)]
    rows = pl.concat([pl.Series([], dtype=pl.Int64), *gone])
    return rewritten(raw, frame.filter(~frame[ROW].is_in(rows.implode())))


def _are(cells: pl.Series, wanted: pl.Series) -> pl.Series:
    plain = text(cells).str.strip_chars().str.to_lowercase()
    return plain.is_in(wanted.implode()).fill_null(value=False)


def _of_people(raw: Raw) -> list[str]:
    """List the columns that name customers: elsewhere a number is no id."""
    named = [name for name in raw.columns if score("customer", name) > 0]
    contacts = [column for kind, column in contact_columns(raw).items() if kind in _TELLING]
    types = raw.frame.collect_schema()
    return [
        name
        for name in dict.fromkeys([*named, *contacts])
        if not types[name].is_nested() and types[name] != pl.Binary
    ]


def without_older(
    content: bytes, name: str, before: date, hints: ReadHints, mapping: Mapping | None
) -> Rewritten:
    r"""Leave out the rows of days before one.

    Examples
    --------
    >>> log = b"customer,date,amount\nann,2019-01-02,5\nbob,2024-01-03,6\n"
    >>> without_older(log, "a.csv", date(2020, 1, 1), ReadHints(), None).gone
    1
    """
    raw = load(content, name, hints, beside_others=True)
    frame, lines = raw.frame.collect(), _lines(raw, mapping)
    if lines is None:
        return rewritten(raw, frame)
    old = lines.filter(pl.col(DATE).dt.date() < before)[ROW]
    return rewritten(raw, frame.filter(~frame[ROW].is_in(old.implode())))


def _lines(raw: Raw, mapping: Mapping | None) -> pl.DataFrame | None:
    """Return the lines of a file of orders, None of one that says other things."""
    try:
        roles = settle(raw, mapping)
        return parse(raw, roles, shop_of(raw, roles)).lines
    except InputError:
        return None


def _plain(name: str) -> str:
    return name.strip().lower()
