"""A discount written as a share of the price, or in percent, is taken off price times pieces."""

from __future__ import annotations

import polars as pl

from clv.options import Mapping
from clv.tables import AMOUNT, DISCOUNT

_PERCENT = ("%", "percent", "prozent", "pct")


def discounted(lines: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Take shares off, where the amount is price times pieces; the discount becomes money.

    Examples
    --------
    >>> lines = pl.DataFrame({AMOUNT: [10.0, 20.0], DISCOUNT: [0.0, 0.25]})
    >>> discounted(lines, Mapping(discount="Discount"))[AMOUNT].to_list()
    [10.0, 15.0]
    """
    if mapping.amount is not None or DISCOUNT not in lines.columns:
        return lines
    header = (mapping.discount or "").casefold()
    scale = 100.0 if any(word in header for word in _PERCENT) else 1.0
    share = lines[DISCOUNT].fill_null(0.0) / scale
    if not (share.is_between(0, 1).all() and ((share > 0) & (share < 1)).any()):
        return lines
    off = (lines[AMOUNT] * share).round(6)
    return lines.with_columns((lines[AMOUNT] - off).round(6).alias(AMOUNT), off.alias(DISCOUNT))
