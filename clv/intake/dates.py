"""Dates."""

from __future__ import annotations

import polars as pl


def parse(values: pl.Series) -> pl.Series:
    """Read dates."""
    if values.dtype == pl.Date or values.dtype.base_type() == pl.Datetime:
        return values.cast(pl.Datetime("us"))
    day = values.str.to_datetime("%Y-%m-%d", strict=False)
    moment = values.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
    return day.fill_null(moment) if day.null_count() else day
