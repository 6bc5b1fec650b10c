"""Open a file of any kind, by its content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clv.errors import InputError
from clv.intake.csv.text import read_text
from clv.intake.files.limits import MAX_EXPANDED
from clv.intake.files.parquet import read_parquet
from clv.intake.files.raw import Input, Raw
from clv.intake.files.unpack import members_of, unpack
from clv.intake.files.workbook import read_workbook
from clv.intake.stack_files import together
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
    members = members_of(data)
    if len(members) > 1:
        return load_many(
            [part for _name, part in members], [name for name, _part in members], hints
        )
    content = unpack(data)
    return _READERS[content.kind](content.data, passport, hints)


def load_many(
    sources: Sequence[Source], names: Sequence[str] = (), hints: ReadHints = DEFAULT_HINTS
) -> Raw:
    r"""Open several files as one: a year in twelve exports, or orders, items and customers.

    Raises
    ------
    InputError
        ``different_columns`` when nothing joins files of different shape, and what `load` raises.

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
    return together(opened, hints)
