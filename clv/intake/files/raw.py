"""What a file is before anybody says which column means what."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import polars as pl

from clv.errors import Notice
from clv.options import DEFAULT_HINTS, ReadHints

ROW = "__row__"
"""Name of the column that holds each record's row number in the file (1-based)."""

SAMPLE_ROWS = 2_000


Content: TypeAlias = "bytes | Path | tuple[Input, ...]"


@dataclass(frozen=True)
class Input:
    """The passport of a file.

    Parameters
    ----------
    file : str
        Its name, without any folder.
    bytes : int
        Its size as it came.
    format : str
        ``"csv"``, ``"xlsx"`` or ``"parquet"``, after unpacking.
    encoding : str, optional
        The text encoding, for CSV.
    records : int, optional
        Records found; `None` until all of the file was read.
    content : bytes or Path
        Where the bytes are, for the digest.

    Examples
    --------
    >>> Input("a.csv", 3, "csv", content=b"a,b").sha256[:8]
    '1eb7c54d'
    """

    file: str
    bytes: int
    format: str
    encoding: str | None = None
    records: int | None = None
    content: Content = field(default=b"", repr=False, compare=False)

    @cached_property
    def sha256(self) -> str:
        """Digest of the bytes as they came, as hexadecimal text (computed when first asked for)."""
        digest = hashlib.sha256()
        if isinstance(self.content, bytes):
            digest.update(self.content)
        elif isinstance(self.content, Path):
            with self.content.open("rb") as file:
                while piece := file.read(1 << 20):
                    digest.update(piece)
        else:
            for part in self.content:
                digest.update(part.sha256.encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class LineCount:
    """What became of the physical lines below the header of a text table: none vanishes.

    Parameters
    ----------
    kept : int
        Records, each beginning on a line of its own.
    joined : int
        Further lines of records over several lines.
    blank : int
        Lines of nothing but white space between records.
    aside : int
        Lines that are no row of the table.

    Examples
    --------
    >>> LineCount(kept=7, joined=2, blank=1, aside=3).lines
    13
    """

    kept: int
    joined: int = 0
    blank: int = 0
    aside: int = 0

    @property
    def lines(self) -> int:
        """All of them."""
        return self.kept + self.joined + self.blank + self.aside


@dataclass(frozen=True)
class Raw:
    """A file opened: columns by name, nothing interpreted yet.

    Parameters
    ----------
    input : Input
        The file's passport.
    frame : polars.LazyFrame
        The records. Columns of text files are text, those of Parquet and workbooks have the
        type they had there. The column `ROW` holds the row number in the file.
    malformed : polars.DataFrame
        Records that are no row of the table (too many or too few fields): `ROW` and ``text``.
    notices : tuple of Notice
        What had to be said while reading.
    hints : ReadHints
        The hints the file was opened with; those on dates are used in cleaning.
    short : polars.DataFrame, optional
        Records with too few fields, filled up with nothing: `ROW` and their number of ``fields``.
    delimiter : str, optional
        The delimiter of a text table.
    doubled : bool
        Whether a column name stands twice.
    count : LineCount, optional
        What became of the physical lines of a text table.
    starts : tuple of int
        Of several files read as one, the row number before the first of each.
    """

    input: Input
    frame: pl.LazyFrame
    malformed: pl.DataFrame
    notices: tuple[Notice, ...] = ()
    hints: ReadHints = DEFAULT_HINTS
    short: pl.DataFrame | None = None
    delimiter: str | None = None
    doubled: bool = False
    count: LineCount | None = None
    starts: tuple[int, ...] = ()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in the order of the file."""
        return tuple(name for name in self.frame.collect_schema().names() if name != ROW)

    @cached_property
    def sample(self) -> pl.DataFrame:
        """The first rows, for guessing and for showing."""
        return self.frame.head(SAMPLE_ROWS).select(self.columns).collect()

    def with_column(self, column: pl.Expr) -> Raw:
        """Return the same file with one column more."""
        return replace(self, frame=self.frame.with_columns(column))

    def noting(self, *notices: Notice) -> Raw:
        """Return the same file with more notices."""
        return replace(self, notices=(*self.notices, *notices))


@dataclass(frozen=True)
class RawTable:
    """What a reader of workbooks, Parquet or JSON found.

    Parameters
    ----------
    frame : polars.DataFrame
        The records, with `clv.intake.files.raw.ROW`.
    notices : tuple of Notice
        What had to be said.
    doubled : bool
        Whether a column name stands twice.
    date_unit : str, optional
        What numbers in date columns count, where the file says so.
    malformed : tuple of (int, str)
        Row number and text of what is no record.
    """

    frame: pl.DataFrame
    notices: tuple[Notice, ...] = ()
    doubled: bool = False
    date_unit: str | None = None
    malformed: tuple[tuple[int, str], ...] = ()


def no_malformed() -> pl.DataFrame:
    """Return an empty table of malformed records."""
    return pl.DataFrame(schema={ROW: pl.Int64(), "text": pl.String()})
