"""A large plain file, read at full speed: not verified line by line before it is used."""

from __future__ import annotations

import codecs
import mmap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from clv.intake.csv.dialect import sniff
from clv.intake.csv.rows import lines_of
from clv.intake.csv.text import HEAD, column_names, line_end, read_text
from clv.intake.files.raw import ROW, Input, Raw, no_malformed
from clv.options import ReadHints


@dataclass(frozen=True)
class PlainScan:
    """A large plain file, not verified line by line.

    Parameters
    ----------
    path : Path
        Where it is.
    passport : Input
        Its passport.
    hints : ReadHints
        How it was opened.
    delimiter : str
        One ASCII character.
    columns : tuple of str
        The header.
    has_apostrophes : bool
        Whether some value may have a guard to take off.
    """

    path: Path
    passport: Input
    hints: ReadHints
    delimiter: str
    columns: tuple[str, ...]
    has_apostrophes: bool

    def typed(self, types: Mapping[str, pl.DataType]) -> pl.LazyFrame:
        """Scan with these types, text for the other columns; a value of another type raises."""
        return pl.scan_csv(
            self.path,
            separator=self.delimiter,
            quote_char=None,
            schema={name: types.get(name, pl.String()) for name in self.columns},
        )

    def head(self, rows: int) -> pl.DataFrame:
        """Return the first rows for guessing, whatever is wrong with them."""
        with self.path.open("rb") as file:
            start = file.read(4 * HEAD)
        return pl.read_csv(
            start[: start.rfind(b"\n") + 1],
            separator=self.delimiter,
            quote_char=None,
            schema=dict.fromkeys(self.columns, pl.String()),
            n_rows=rows,
            truncate_ragged_lines=True,
            encoding="utf8-lossy",
        )

    def carefully(self) -> Raw:
        """Read the file anew, accounting for every line."""
        return read_text(self.path.read_bytes(), self.passport, self.hints)


def scan_text(path: Path, passport: Input, hints: ReadHints) -> Raw | None:
    """Return an unverified lazy scan of a large plain file, or None when that is not safe.

    Safe means: no quote and no NUL anywhere, a header on the first line, plain line ends, a head
    in UTF-8. That every record is whole is seen in cleaning, where every value is looked at; if
    one is not, `PlainScan.carefully` reads the file anew.
    """
    if hints.encoding not in (None, "utf-8", "utf8") or hints.escape_char:
        return None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        head = data[:HEAD]
        if data.find(b'"') >= 0 or data.find(b"\x00") >= 0 or b"\n" not in head:
            return None
        apostrophes = data.find(b"'") >= 0
    lines = _head_lines(head)
    dialect = None if lines is None else sniff(lines, hints)
    if dialect is None or dialect.header is None or dialect.header.line or dialect.width < 2:
        return None
    columns, doubled = column_names(dialect)
    if doubled or not dialect.grammar.delimiter.isascii() or dialect.grammar.delimiter == " ":
        return None
    passport = replace(passport, format="csv", encoding="utf-8")
    plain = PlainScan(path, passport, hints, dialect.grammar.delimiter, tuple(columns), apostrophes)
    frame = plain.typed({}).with_row_index(ROW, 2).with_columns(pl.col(ROW).cast(pl.Int64))
    return Raw(passport, frame, no_malformed(), (), hints, delimiter=plain.delimiter, plain=plain)


def _head_lines(head: bytes) -> list[str] | None:
    """Decode the head of a file without its last, cut line; None where it is not plain UTF-8."""
    if head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    try:
        text = head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if line_end(text) is None else list(lines_of(text, "\n"))
