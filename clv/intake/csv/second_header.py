"""A header within the data: another table may begin below it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from clv.errors import Notice
from clv.intake.columns.names import named_roles, shown
from clv.intake.files.raw import ROW, Raw

_LOOKED_AT = 200
_NAMES = 2


def second_header(raw: Raw, unreadable: pl.Series) -> Iterator[Notice]:
    """Say which unreadable row names columns, unless it is the header once more.

    Parameters
    ----------
    raw : Raw
        The file.
    unreadable : polars.Series
        Row numbers.
    """
    if raw.input.format == "parquet" or unreadable.is_empty():
        return
    numbers = unreadable.head(_LOOKED_AT).implode()
    for number, *cells in (
        raw.frame.filter(pl.col(ROW).is_in(numbers))
        .collect()
        .select(ROW, pl.exclude(ROW).cast(pl.String).fill_null(""))
        .iter_rows()
    ):
        if len(named_roles(cells)) >= _NAMES and tuple(cells) != raw.columns:
            yield Notice("second_header", row=number, names=shown(cells))
            return
