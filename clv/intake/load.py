"""Open a file of any kind."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import polars as pl

from clv.errors import InputError
from clv.intake.choices import ReadHints
from clv.intake.raw import ROW, Input, Raw, no_malformed
from clv.words import _


def load(source: bytes | str | Path, name: str = "", hints: ReadHints = ReadHints()) -> Raw:
    """Open a file.

    Examples
    --------
    >>> load(b"customer,date,amount\\na,2024-01-02,5\\n").columns
    ('customer', 'date', 'amount')
    """
    if isinstance(source, bytes):
        data, name = source, name or "upload"
    else:
        try:
            data = Path(source).read_bytes()
        except OSError as error:
            raise InputError(
                "unreadable_file",
                _("The file {name} can't be opened: {why}.").format(
                    name=Path(source).name, why=error.strerror
                ),
            ) from error
        name = name or Path(source).name
    if not data:
        raise InputError("empty_file", _("The file is empty; export it again."))
    content = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    if content[:4] == b"PAR1":
        frame = pl.scan_parquet(io.BytesIO(content)).with_row_index(ROW, 1)
        kind = "parquet"
    else:
        frame = pl.scan_csv(content, infer_schema=False).with_row_index(ROW, 2)
        kind = "csv"
    frame = frame.with_columns(pl.col(ROW).cast(pl.Int64))
    passport = Input(name, len(data), kind, "utf-8" if kind == "csv" else None, content=data)
    return Raw(passport, frame, no_malformed(), hints=hints)
