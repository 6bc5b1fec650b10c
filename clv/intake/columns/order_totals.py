"""An order's total that stands on each of its line items counts once."""

from __future__ import annotations

import polars as pl

from clv.errors import Notice
from clv.intake.columns.names import fold
from clv.intake.files.raw import ROW, Raw
from clv.options import Mapping
from clv.words import _

_OF_ORDERS = frozenset(
    fold(name)
    for name in (
        "Order Total", "Order Total Amount", "Order Amount", "Order Value", "Grand Total",
        "Total Order Amount", "Order Grand Total", "Invoice Total", "Invoice Amount",
    )
)  # fmt: skip
_ENOUGH = 5


def counted_once(
    raw: Raw, frame: pl.DataFrame, mapping: Mapping
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Leave an order's total on the first of its rows, where every row repeats it.

    The amount must be called an order's, every order of several rows must have one amount, and
    the rows must differ elsewhere: else they are duplicates.

    Parameters
    ----------
    raw : Raw
        The file, for the columns that are not mapped.
    frame : polars.DataFrame
        The mapped columns.
    mapping : Mapping
        Which is which.

    Returns
    -------
    tuple of (polars.DataFrame, tuple of Notice)
        The frame, and what has to be said.
    """
    order, amount = mapping.order, mapping.amount
    if order is None or amount is None or fold(amount) not in _OF_ORDERS:
        return frame, ()
    # A missing order number is no order of many rows.
    numbered = frame.filter(pl.col(order).is_not_null() & (pl.col(order).cast(pl.String) != ""))
    several = numbered.filter(pl.len().over(order, mapping.customer or order) > 1)
    totals = several.group_by(order).agg(pl.col(amount).n_unique().alias("totals"))
    if totals.height < _ENOUGH or bool((totals["totals"] > 1).any()) or _are_same(raw, several):
        return frame, ()
    first = pl.struct(order, mapping.customer or order).is_first_distinct()
    further = several.filter(~first)[ROW]
    nothing = pl.lit(0).cast(frame.schema[amount])
    once = pl.when(pl.col(ROW).is_in(further.implode())).then(nothing).otherwise(pl.col(amount))
    said = _(
        "{name} stands on every line of an order; it was counted once an order, {count:,} further "
        "lines count nothing."
    )
    notice = Notice("repeated_totals", said.format(name=amount[:40], count=len(further)))
    return frame.with_columns(once.alias(amount)), (notice,)


def _are_same(raw: Raw, rows: pl.DataFrame) -> bool:
    """Tell whether rows of one order are equal in every column: duplicates."""
    whole = raw.frame.filter(pl.col(ROW).is_in(rows[ROW].implode())).drop(ROW).collect()
    flat = [name for name, kind in whole.schema.items() if not kind.is_nested()]
    return bool(whole.select(pl.struct(flat).is_duplicated().any()).item())
