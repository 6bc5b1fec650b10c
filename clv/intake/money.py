"""Money."""

from __future__ import annotations

import polars as pl


def parse(values: pl.Series) -> pl.Series:
    """Read numbers."""
    number = values.cast(pl.Float64, strict=False)
    return number.set(~number.is_finite(), None)
