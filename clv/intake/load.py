"""Open a file of any kind, by its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from clv.errors import InputError
from clv.intake.columns.joint_customer import with_joint_customer
from clv.intake.csv.text import read_text
from clv.intake.files.isolated import read_isolated
from clv.intake.files.limits import MAX_EXPANDED
from clv.intake.files.raw import Input, Raw, no_malformed
from clv.intake.files.unpack import WORKBOOK_STARTS, members_of, unpack
from clv.intake.progress import Tell, silently, within
from clv.intake.several.stack import together
from clv.intake.shapes import refuse_summary, reshaped
from clv.options import DEFAULT_HINTS, ReadHints

# A file called so was meant to hold something else: a failed export, an error message.
_TEXT_NAMES = (".csv", ".tsv", ".xlsx", ".parquet")
Source = bytes | str | Path


def load(
    source: Source,
    name: str = "",
    hints: ReadHints = DEFAULT_HINTS,
    tell: Tell = silently,
    *,
    beside_others: bool = False,
    as_table: bool = False,
) -> Raw:
    r"""Open a file and find its table; nothing is interpreted yet.

    Parameters
    ----------
    source : bytes, str or Path
        The bytes as uploaded, or where the file is.
    name : str
        What to call it; the name decides nothing.
    hints : ReadHints
        How to read it, where the file leaves a doubt.
    tell : callable
        Is told what is being done and the share done.
    beside_others : bool
        Whether it is one of several files: a list of customers is no log, but may stand beside one.
    as_table : bool
        Whether its rows are no orders: its shape is left as it is.

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
    data, passport = _bytes_of(source, name)
    if not as_table and len(members := members_of(data)) > 1:
        names, parts = zip(*members, strict=True)
        return load_many(parts, names, hints, tell)
    raw = _read(data, passport, hints, tell)
    return raw if as_table else with_joint_customer(reshaped(raw, beside_others=beside_others))


def _bytes_of(source: Source, name: str) -> tuple[bytes, Input]:
    if isinstance(source, bytes):
        return source, Input(name or "upload", len(source), "", content=source)
    path = Path(source)
    try:
        size = path.stat().st_size
        passport = Input(name or path.name, size, "", content=path)
        return path.read_bytes(), passport
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError("unreadable_file", name=path.name, reason=reason) from error


def _read(data: bytes, passport: Input, hints: ReadHints, tell: Tell) -> Raw:
    tell("reading", 0.0)
    if not data:
        raise InputError("empty_file")
    if len(data) > 2 * MAX_EXPANDED:
        raise InputError("too_large", size=len(data) >> 20, limit=2 * MAX_EXPANDED >> 20)
    content = unpack(data)
    if content.kind == "text":
        return read_text(content.data, passport, hints, tell)
    if content.kind == "json" and passport.file.lower().endswith(_TEXT_NAMES):
        raise InputError("unsupported_format", variant="json", name=passport.file)
    table = read_isolated(content.kind, content.data, hints)
    tell("reading", 1.0)
    return Raw(
        input=replace(passport, format=content.kind),
        frame=table.frame.lazy(),
        malformed=pl.DataFrame(table.malformed, schema=no_malformed().schema, orient="row"),
        notices=table.notices,
        hints=replace(hints, date_unit=hints.date_unit or table.date_unit),
        doubled=table.doubled,
    )


def sheets_of(data: bytes) -> tuple[str, ...]:
    r"""Name the sheets of a workbook in their order; a file of another kind has none.

    Examples
    --------
    >>> sheets_of(b"customer,date,amount\n")
    ()
    """
    try:
        if not data.startswith(WORKBOOK_STARTS) or unpack(data).kind != "xlsx":
            return ()
        return tuple(read_isolated("sheets", data, DEFAULT_HINTS).frame["sheet"])
    except InputError:
        return ()


def load_many(
    sources: Sequence[Source],
    names: Sequence[str] = (),
    hints: ReadHints = DEFAULT_HINTS,
    tell: Tell = silently,
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
    titles = [*names, *[""] * (len(sources) - len(names))]
    count = len(sources)
    raws = [
        load(
            source,
            name,
            hints,
            within(tell, place / count, (place + 1) / count),
            beside_others=count > 1,
        )
        for place, (source, name) in enumerate(zip(sources, titles, strict=True))
    ]
    if not raws:
        raise InputError("empty_file", variant="none")
    raw = together(raws, hints)
    refuse_summary(raw)
    return raw
