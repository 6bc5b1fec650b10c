"""Where the orders come from: files, bytes, a table; and whatever else can be opened like them."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol, runtime_checkable

import polars as pl
from polars import selectors

from clv.errors import InputError
from clv.intake.clean import Cleaned
from clv.intake.files.raw import ROW, Input, Raw, no_malformed
from clv.intake.load import load, load_many
from clv.intake.progress import Tell, silently
from clv.options import Mapping, Policy, ReadHints

Part = tuple[str, bytes]


@runtime_checkable
class Source(Protocol):
    """Something that orders can be read from. Sources that are equal hold the same orders."""

    @property
    def title(self) -> str:
        """What people call it."""

    def open(self, hints: ReadHints, tell: Tell = silently) -> Raw:
        """Open it, telling how far it is; nothing is interpreted yet."""

    def __hash__(self) -> int:
        """Return what tells it from other sources: it is part of keys."""


@runtime_checkable
class CleanedSource(Protocol):
    """A source that may hold what was made of its orders before."""

    def cleaned(self, hints: ReadHints, mapping: Mapping | None, policy: Policy) -> Cleaned | None:
        """Return its orders where they were read and cleaned in this way."""

    def customers(
        self, hints: ReadHints, mapping: Mapping | None, policy: Policy
    ) -> pl.DataFrame | None:
        """Return its customers, summarised on the day of the last order, likewise."""


@dataclass(frozen=True)
class Files:
    r"""One or several files of one shape, as name and bytes; equal where their bytes and names are.

    Examples
    --------
    >>> log = b"customer,date,amount\na,2024-01-02,5\n"
    >>> Files((("shop.csv", log),)) == Files((("shop.csv", bytes(log)),))
    True
    >>> Files((("may.csv", log), ("june.csv", log))).title
    'may.csv + june.csv'
    """

    parts: tuple[Part, ...] = field(repr=False, compare=False)
    digest: str = ""

    def __post_init__(self) -> None:
        if not self.parts:
            raise InputError("no_file")
        digest = hashlib.sha256()
        for name, content in self.parts:
            digest.update(name.encode())
            digest.update(hashlib.sha256(content).digest())
        object.__setattr__(self, "digest", digest.hexdigest())

    @property
    def title(self) -> str:
        """The names of the files."""
        return " + ".join(name for name, _content in self.parts)

    def open(self, hints: ReadHints, tell: Tell = silently) -> Raw:
        """Read them one after the other."""
        names, contents = zip(*self.parts, strict=True)
        return load_many(contents, names, hints, tell)


@dataclass(frozen=True)
class File:
    """A file on disk, read where it lies: large ones need no memory of their own.

    Parameters
    ----------
    path : pathlib.Path
        Where it is.
    state : hashable
        Size and time of the last change: an edited file is another source.
    """

    path: Path
    state: Hashable = None

    def __post_init__(self) -> None:
        if not self.path.is_file():
            raise InputError("file_not_found", path=str(self.path))
        status = self.path.stat()
        object.__setattr__(self, "state", (status.st_size, status.st_mtime_ns))

    @property
    def title(self) -> str:
        """The name of the file."""
        return self.path.name

    def open(self, hints: ReadHints, tell: Tell = silently) -> Raw:
        """Read it."""
        return load(self.path, hints=hints, tell=tell)


@dataclass(frozen=True, eq=False)
class Table:
    """A table in memory; it equals no other, since comparing tables would take longer than reading.

    Examples
    --------
    >>> table = Table(pl.DataFrame({"who": ["a"], "when": ["2024-01-02"], "sum": [5.0]}))
    >>> table.open(ReadHints()).columns
    ('who', 'when', 'sum')
    """

    frame: pl.DataFrame
    title: str = "table"

    @cached_property
    def _text(self) -> bytes:
        return self.frame.select(~selectors.nested()).write_csv().encode()

    def open(self, hints: ReadHints, tell: Tell = silently) -> Raw:
        """Return its rows, numbered."""
        tell("reading", 1.0)
        passport = Input(self.title, len(self._text), "table", content=self._text)
        rows = (
            self.frame.select(~selectors.nested())
            .lazy()
            .with_row_index(ROW, 1)
            .with_columns(pl.col(ROW).cast(pl.Int64))
        )
        return Raw(passport, rows, no_malformed(), hints=hints)


def source_of(
    source: Source | bytes | str | Path | Sequence[Part] | pl.DataFrame, name: str = ""
) -> Source:
    r"""Return a `Source` for whatever orders come in.

    Parameters
    ----------
    source : Source, bytes, path, sequence of (name, bytes), or polars.DataFrame
        The orders.
    name : str
        What to call bytes or a table.

    Examples
    --------
    >>> source_of(b"customer,date,amount\na,2024-01-02,5\n", "shop.csv").title
    'shop.csv'
    """
    match source:
        case bytes():
            return Files(((name or "upload", source),))
        case str() | Path():
            return File(Path(source))
        case pl.DataFrame():
            return Table(source, name or "table")
        case Source():
            return source
        case _:
            return Files(tuple(source))
