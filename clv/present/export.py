"""Tables as files that open anywhere."""

from __future__ import annotations

import polars as pl


def to_csv(frame: pl.DataFrame) -> bytes:
    """Write `frame` as CSV with a byte-order mark, so that Excel reads it as UTF-8."""
    return frame.write_csv(include_bom=True).encode()
