"""Parquet: the footer is checked before a page is touched, then Polars reads."""

from __future__ import annotations

import io
from typing import Any
from zoneinfo import available_timezones

import polars as pl
from polars import selectors

from clv.errors import InputError
from clv.intake.csv.text import about_doubled, unique_names
from clv.intake.files.limits import check_expansion, check_shape, memory_for, refusing
from clv.intake.files.raw import ROW, RawTable

_MAGIC = b"PAR1"
_WORD = 8


def read_parquet(data: bytes) -> RawTable:
    """Read a Parquet file; columns keep their types, binary ids become text.

    Raises
    ------
    InputError
        ``corrupt_file``, ``no_data_rows``, ``too_large_expanded``, ``too_many_rows``.
    """
    metadata = _footer(data)
    _check_size(data, metadata)
    with refusing("corrupt_file", "parquet"):
        schema = metadata.schema.to_arrow_schema()
        unique, doubled = unique_names(list(schema.names))
        foreign = any(_common(kind) != kind for kind in schema.types)
    with refusing("corrupt_file", "parquet"):
        frame = _table(data, unique, bool(doubled) or foreign)
    if frame.is_empty():
        raise InputError("no_data_rows", variant="parquet")
    return RawTable(frame, tuple(about_doubled(doubled)), bool(doubled))


# Days since 1970.
_YEAR_1, _YEAR_9999 = -719_162, 2_932_896


def _footer(data: bytes) -> Any:
    """Read the footer, after making sure that its length is possible."""
    from pyarrow import parquet

    length = int.from_bytes(data[-8:-4], "little")
    if len(data) < 12 or data[-4:] != _MAGIC or length > len(data) - 12:
        raise InputError("corrupt_file", variant="parquet")
    with refusing("corrupt_file", "parquet"):
        return parquet.read_metadata(io.BytesIO(data))


def _check_size(data: bytes, metadata: Any) -> None:
    """Refuse what would unfold too far: by the sizes it claims, and decoded, at a word a value."""
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    check_shape(metadata.num_rows, metadata.num_columns)
    claimed = sum(group.total_byte_size for group in groups)
    check_expansion(len(data), claimed)
    decoded = metadata.num_rows * _WORD * max(1, metadata.num_columns)
    if decoded > memory_for(len(data)):
        raise InputError("too_large_expanded", variant="decoded", megabytes=decoded >> 20)


def _table(data: bytes, names: list[str], through_arrow: bool) -> pl.DataFrame:
    frame = _through_arrow(data, names) if through_arrow else pl.read_parquet(io.BytesIO(data))
    frame = frame.with_columns(_texts(frame, memory_for(len(data))))
    binary = [name for name, kind in frame.schema.items() if kind == pl.Binary]
    for name in binary:
        frame = frame.with_columns(_as_text(frame[name]))
    frame = frame.with_columns(_possible(frame))
    return frame.with_row_index(ROW, 1).with_columns(pl.col(ROW).cast(pl.Int64))


def _texts(frame: pl.DataFrame, memory: int) -> list[pl.Series]:
    """Write out texts that are kept once and referred to; refuse where that takes too much."""
    texts = []
    for values in frame.select(selectors.categorical() | selectors.enum()):
        longest = values.unique().cast(pl.String).str.len_bytes().max()
        if isinstance(longest, int) and longest * len(values) > memory:
            megabytes = longest * len(values) >> 20
            raise InputError("too_large_expanded", variant="decoded", megabytes=megabytes)
        texts.append(values.cast(pl.String))
    return texts


def _possible(frame: pl.DataFrame) -> list[pl.Series]:
    """Drop days that no calendar has, which a damaged page or a careless writer leaves."""
    dates = frame.select(selectors.date() | selectors.datetime())
    per_day = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
    possible = []
    for values in dates:
        day = values.cast(pl.Int64)
        if isinstance(values.dtype, pl.Datetime):
            day = day // per_day[values.dtype.time_unit]
        possible.append(
            values.set(~day.is_between(_YEAR_1, _YEAR_9999).fill_null(value=True), None)
        )
    return possible


def _through_arrow(data: bytes, names: list[str]) -> pl.DataFrame:
    """Read what Polars refuses: a column name that stands twice, types it does not have."""
    import pyarrow
    from pyarrow import parquet

    table = parquet.ParquetFile(io.BytesIO(data)).read(use_threads=False).rename_columns(names)
    fields = [(field.name, _common(field.type)) for field in table.schema]
    frame = pl.from_arrow(table.cast(pyarrow.schema(fields)))
    assert isinstance(frame, pl.DataFrame)  # noqa: S101  (a table, not a column)
    return frame


def _common(kind: Any) -> Any:
    """Return the type itself, or the nearest that Polars has.

    A moment with a zone is kept in UTC whatever the zone is called.
    """
    import pyarrow

    if pyarrow.types.is_timestamp(kind) and kind.tz and kind.tz not in available_timezones():
        return pyarrow.timestamp(kind.unit, "UTC")
    return pyarrow.float64() if pyarrow.types.is_decimal256(kind) else kind


def _as_text(values: pl.Series) -> pl.Series:
    """Read bytes as UTF-8 where they are, else leave them as they are: numbers, UUIDs."""
    try:
        text = values.cast(pl.String)
    except pl.exceptions.PolarsError:
        return values
    return values if text.str.contains(r"[\x00-\x08\x0e-\x1f]").any() else text
