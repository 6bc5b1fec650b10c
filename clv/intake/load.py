"""Open a file of any kind, by its content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.names import shown
from clv.intake.csv.text import read_text
from clv.intake.files.limits import MAX_EXPANDED
from clv.intake.files.parquet import read_parquet
from clv.intake.files.raw import ROW, Input, Raw
from clv.intake.files.unpack import unpack
from clv.intake.files.workbook import read_workbook
from clv.options import DEFAULT_HINTS, ReadHints
from clv.words import _

_READERS = {"text": read_text, "xlsx": read_workbook, "parquet": read_parquet}
Source = bytes | str | Path


def load(source: Source, name: str = "", hints: ReadHints = DEFAULT_HINTS) -> Raw:
    r"""Open a file and find its table; nothing is interpreted yet.

    Parameters
    ----------
    source : bytes, str or Path
        The bytes as uploaded, or where the file is.
    name : str
        What to call it; the name decides nothing.
    hints : ReadHints
        How to read it, where the file leaves a doubt.

    Raises
    ------
    InputError
        One sentence with the remedy; ``kind`` is one of ``empty_file``, ``binary_file``,
        ``corrupt_file``, ``unsupported_format``, ``unreadable_encoding``, ``malformed_csv``,
        ``missing_columns``, ``no_data_rows``, ``too_large_expanded`` ….

    Examples
    --------
    >>> load(b"customer,date,amount\na,2024-01-02,5\n").columns
    ('customer', 'date', 'amount')
    """
    if isinstance(source, bytes):
        return _read(source, Input(name or "upload", len(source), "", content=source), hints)
    path = Path(source)
    try:
        size = path.stat().st_size
        passport = Input(name or path.name, size, "", content=path)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            "unreadable_file",
            _("The file {name} can't be opened ({why}); check the path.").format(
                name=path.name, why=error.strerror
            ),
        ) from error
    return _read(data, passport, hints)


def _read(data: bytes, passport: Input, hints: ReadHints) -> Raw:
    if not data:
        raise InputError("empty_file", _("The file is empty; export it again."))
    if len(data) > 2 * MAX_EXPANDED:
        raise InputError(
            "too_large",
            _("The file has {size:,} MB, the limit is {limit:,} MB; read it in parts.").format(
                size=len(data) >> 20, limit=2 * MAX_EXPANDED >> 20
            ),
        )
    content = unpack(data)
    return _READERS[content.kind](content.data, passport, hints)


def load_many(
    sources: Sequence[Source], names: Sequence[str] = (), hints: ReadHints = DEFAULT_HINTS
) -> Raw:
    r"""Open several files of one shape (a year in twelve exports, say) as one.

    Raises
    ------
    InputError
        ``different_columns`` when a file lacks columns of the first, and what `load` raises.

    Examples
    --------
    >>> first, second = b"who,when,sum\na,2024-01-02,5\n", b"who,when,sum\nb,2024-02-02,7\n"
    >>> load_many([first, second]).frame.select("who").collect()["who"].to_list()
    ['a', 'b']
    """
    called = [*names, *[""] * (len(sources) - len(names))]
    opened = [load(source, name, hints) for source, name in zip(sources, called, strict=True)]
    if not opened:
        raise InputError("empty_file", _("No file was given; choose at least one."))
    return opened[0] if len(opened) == 1 else _joined(opened, hints)


def _joined(opened: list[Raw], hints: ReadHints) -> Raw:
    """Put verified files one below the other; row numbers run on."""
    first, as_text = opened[0], _differ(opened)
    wanted = [pl.col(name).cast(pl.String) if as_text else pl.col(name) for name in first.columns]
    frames, malformed, short, offset = [], [], [], 0
    for raw in opened:
        _refuse_other_columns(raw, first)
        further = pl.col(ROW) + offset
        frames.append(raw.frame.select(further, *wanted))
        malformed.append(raw.malformed.with_columns(further))
        short += [] if raw.short is None else [raw.short.with_columns(further)]
        rows = pl.concat([raw.frame.select(ROW), raw.malformed.lazy().select(ROW)])
        offset += rows.select(pl.col(ROW).max()).collect().item() or 0
    said = _("{count} files were read one after the other; row numbers run on.")
    told = Notice("several_files", said.format(count=len(opened)))
    return Raw(
        input=_together([raw.input for raw in opened]),
        frame=pl.concat(frames),
        malformed=pl.concat(malformed),
        notices=(told, *dict.fromkeys(notice for raw in opened for notice in raw.notices)),
        hints=hints,
        short=pl.concat(short) if short else None,
        delimiter=first.delimiter,
    )


def _refuse_other_columns(raw: Raw, first: Raw) -> None:
    missing = [name for name in first.columns if name not in raw.columns]
    if missing:
        raise InputError(
            "different_columns",
            _("{file} lacks the columns {columns} of {first}; join files of one kind.").format(
                file=raw.input.file, columns=shown(missing), first=first.input.file
            ),
        )


def _together(parts: list[Input]) -> Input:
    return Input(
        file=" + ".join(part.file for part in parts),
        bytes=sum(part.bytes for part in parts),
        format=parts[0].format,
        encoding=parts[0].encoding,
        content=tuple(parts),
    )


def _differ(opened: list[Raw]) -> bool:
    """Whether the files hold their columns in different types, so that text must join them."""
    schemas = [dict(raw.frame.collect_schema()) for raw in opened]
    return any(
        schema.get(name) != schemas[0][name] for schema in schemas for name in opened[0].columns
    )
