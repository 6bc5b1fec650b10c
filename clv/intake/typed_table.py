"""A table of any kind, its columns read for what they hold: numbers, dates, yes or no, words.

No column has a role here: money is a number like any other, and what is no number, no date and no
yes or no stays the word it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.names import named_roles
from clv.intake.columns.truths import NO, YES
from clv.intake.csv.kinds import is_date
from clv.intake.files.raw import Input, Raw
from clv.intake.load import Source, load
from clv.intake.progress import Tell, silently
from clv.intake.values import dates, money
from clv.intake.values.day_order import DAY_FIRST
from clv.intake.values.formula_guard import unguarded
from clv.options import DEFAULT_HINTS, ReadHints

Kind = Literal["number", "date", "truth", "text"]
MISSING = ("", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "–", "—", "?")
_LOOKED_AT = 500  # different values by which a column is judged
_NEARLY_ALL = 0.95
_CODE = r"^0\d+$"  # a postcode, not a number
_SHARE = r"\s*%$"


@dataclass(frozen=True, eq=False)
class Column:
    """One column, read.

    Parameters
    ----------
    kind : {"number", "date", "truth", "text"}
        What it holds.
    values : polars.Series
        Float64, Datetime, Boolean or String; null where nothing, or nothing of the kind, stands.
    unread : int
        Cells that hold something else than the kind.
    is_identifier : bool
        Whether the header names customers or orders.
    """

    kind: Kind
    values: pl.Series
    unread: int = 0
    is_identifier: bool = False

    @property
    def name(self) -> str:
        """The header."""
        return self.values.name


@dataclass(frozen=True, eq=False)
class TypedTable:
    """A table whose columns were read for what they hold.

    Parameters
    ----------
    input : Input
        The passport of the file.
    frame : polars.DataFrame
        The rows as they stood.
    columns : tuple of Column
        In the order of the file; columns of lists are not among them.
    notices : tuple of Notice
        What had to be said while reading.
    """

    input: Input
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    notices: tuple[Notice, ...] = ()

    def __len__(self) -> int:
        return self.frame.height

    @property
    def names(self) -> tuple[str, ...]:
        """The headers."""
        return tuple(self.frame.columns)

    def column(self, name: str) -> Column:
        """Return a column.

        Raises
        ------
        InputError
            ``unknown_column``, with those there are.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise InputError("unknown_column", name=name[:60], columns=self.names[:12])

    def texts(self, name: str) -> pl.Series:
        """Return a column's cells as words, null where nothing stands."""
        return _texts(self.frame[name])


def load_table(
    source: Source, name: str = "", hints: ReadHints = DEFAULT_HINTS, tell: Tell = silently
) -> TypedTable:
    r"""Open a file of any kind as a table whose rows mean nothing in particular.

    Parameters
    ----------
    source : bytes, str or Path
        The bytes as uploaded, or where the file is.
    name : str
        What to call it.
    hints : ReadHints
        How to read it, where the file leaves a doubt.
    tell : callable
        Is told what is being done and the share done.

    Raises
    ------
    InputError
        What `load` raises.

    Examples
    --------
    >>> table = load_table(b"since,member,city,spent\n2020-05-01,yes,Rome,\"$1,200.50\"\n")
    >>> [(column.name, column.kind) for column in table.columns]
    [('since', 'date'), ('member', 'truth'), ('city', 'text'), ('spent', 'number')]
    """
    return typed_table(load(source, name, hints, tell, as_table=True))


def typed_table(raw: Raw) -> TypedTable:
    """Read every column of an opened file for what it holds."""
    frame = raw.frame.select(raw.columns).collect(engine="streaming")
    if raw.input.format == "csv":
        texts = [name for name, kind in frame.schema.items() if kind == pl.String]
        frame = frame.with_columns(unguarded(pl.col(texts)))
    flat = [each for each in frame if not (each.dtype.is_nested() or each.dtype == pl.Binary)]
    columns = tuple(read_column(values, raw.hints) for values in flat)
    nested = tuple(name for name in frame.columns if name not in {each.name for each in flat})
    notices = (Notice("nested_columns", names=nested),) if nested else ()
    return TypedTable(raw.input, frame, columns, (*raw.notices, *notices))


def read_column(
    values: pl.Series, hints: ReadHints = DEFAULT_HINTS, kind: Kind | None = None
) -> Column:
    """Read a column for what it holds.

    Parameters
    ----------
    values : polars.Series
        Texts, or anything that a typed file holds.
    hints : ReadHints
        The decimal mark and the order of day and month, where a person says them.
    kind : {"number", "date", "truth", "text"}, optional
        What to read it as; found by evidence when None.

    Examples
    --------
    >>> read_column(pl.Series("x", ["12 %", "7,5 %", "n/a"])).values.to_list()
    [12.0, 7.5, None]
    >>> read_column(pl.Series("x", ["01234", "98765"])).kind
    'text'
    """
    texts = _texts(values)
    for each in ("number", "date", "truth") if kind is None else (kind,):
        read = _READERS[each](values, texts, hints, kind is not None) if each != "text" else None
        if read is not None:
            unread = read.null_count() - texts.null_count()
            return Column(each, read.alias(values.name), max(0, unread), _identifies(values.name))
    return Column("text", texts, is_identifier=_identifies(values.name))


def _identifies(name: str) -> bool:
    words = name.replace("_", " ").replace("-", " ").split()
    ends = bool(words) and (words[-1].casefold() in ("id", "no", "nr", "uuid", "guid"))
    return ends or name.endswith(("ID", "Id")) or bool(named_roles([name]) & {"customer", "order"})


def _texts(values: pl.Series) -> pl.Series:
    """Write cells as words; whole numbers without a point, and nothing where nothing stands."""
    if values.dtype.is_float():
        whole = values.cast(pl.Int64, strict=False)
        is_whole = (values == whole.cast(pl.Float64)).fill_null(value=False)
        texts = values.fill_nan(None).cast(pl.String)
        texts = whole.cast(pl.String).zip_with(is_whole, texts)
    else:
        texts = values.cast(pl.String, strict=False)
    texts = texts.str.strip_chars().alias(values.name)
    return texts.set(texts.str.to_lowercase().is_in(MISSING), None)


def _numbers(
    values: pl.Series, texts: pl.Series, hints: ReadHints, forced: bool
) -> pl.Series | None:
    if values.dtype.is_numeric() or (values.dtype == pl.Boolean and forced):
        return _finite(values.cast(pl.Float64))
    if values.dtype == pl.Duration:
        return values.dt.total_seconds().cast(pl.Float64) / 86_400
    if values.dtype != pl.String:
        return None
    bare = texts.str.replace(_SHARE, "")
    head = bare.drop_nulls().unique(maintain_order=True).head(_LOOKED_AT)
    alike = sum(map(money.looks_like_money, head)) >= _NEARLY_ALL * max(1, len(head))
    if not forced and (not alike or head.is_empty() or bool(head.str.contains(_CODE).any())):
        return None
    for mark in (hints.decimal_mark, ".", ","):
        try:
            read = _finite(money.parse(bare, mark).values)
        except InputError:
            continue
        return read if forced or _is_nearly_all(read, texts) else None
    return None


def _finite(values: pl.Series) -> pl.Series:
    return values.set(~values.is_finite().fill_null(value=False), None)


def _moments(
    values: pl.Series, texts: pl.Series, hints: ReadHints, forced: bool
) -> pl.Series | None:
    native = values.dtype == pl.Date or values.dtype.base_type() == pl.Datetime
    if not native:
        head = texts.drop_nulls().unique(maintain_order=True).head(_LOOKED_AT)
        alike = sum(map(is_date, head)) >= _NEARLY_ALL * max(1, len(head))
        if values.dtype != pl.String or not (forced or (alike and len(head))):
            return None
    for form in (hints.date_format, DAY_FIRST, dates.MONTH):
        try:
            read = dates.parse(values if native else texts, form, hints.date_unit).values
        except InputError:
            continue
        return read if forced or native or _is_nearly_all(read, texts) else None
    return pl.repeat(None, len(values), dtype=pl.Datetime("us"), eager=True) if forced else None


def _truths(
    values: pl.Series, texts: pl.Series, _hints: ReadHints, forced: bool
) -> pl.Series | None:
    if values.dtype == pl.Boolean:
        return values
    words = texts.str.to_lowercase()
    different = set(words.drop_nulls().unique())
    if not forced and not (different and different <= YES | NO and len(different) <= 2):
        return None
    yes, no = words.is_in(sorted(YES)), words.is_in(sorted(NO))
    return yes.set(~(yes | no).fill_null(value=False), None)


_READERS = {"number": _numbers, "date": _moments, "truth": _truths}


def _is_nearly_all(read: pl.Series, texts: pl.Series) -> bool:
    there = len(texts) - texts.null_count()
    return there > 0 and len(read) - read.null_count() >= _NEARLY_ALL * there
