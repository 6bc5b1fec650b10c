"""Fields that stand only on the first line of an order are those of its further lines too."""

from __future__ import annotations

import polars as pl

from clv.intake.rows.line_columns import FURTHER
from clv.options import Mapping

_NEARLY_ALL = 0.95


def filled_down(frame: pl.DataFrame, mapping: Mapping, *, first_only: bool = False) -> pl.DataFrame:
    """Give the further lines of an order, which carry no amount, its own fields and no money.

    Only rows of the same order as the row above are filled.

    Parameters
    ----------
    frame : polars.DataFrame
        The mapped columns.
    mapping : Mapping
        Which is which.
    first_only : bool
        Whether the export is known to be of this shape; else the further lines must show it.

    Returns
    -------
    polars.DataFrame
        With `FURTHER` where there are such lines.

    Examples
    --------
    >>> lines = pl.DataFrame({"no": ["1", "1", "2"], "who": ["a", "", "b"], "sum": ["5", "", "7"]})
    >>> filled_down(lines, Mapping(order="no", customer="who", amount="sum"))["who"].to_list()
    ['a', 'a', 'b']
    """
    order, amount = mapping.order, mapping.amount
    if order is None or amount is None or order == amount:
        return frame
    text = pl.col(order).cast(pl.String)
    own_number = pl.when(text != "").then(text).otherwise(None)
    number = own_number.forward_fill() if first_only else own_number
    empty = pl.col(amount).is_null() | (pl.col(amount).cast(pl.String) == "")
    again = (number == number.shift(1)).fill_null(value=False)
    further = again & empty
    lines, bare, first = frame.select(
        again.sum(),
        further.sum().alias("bare"),
        empty.filter(~again).mean().alias("first"),
    ).row(0)
    if not bare or not (
        first_only or (bare >= _NEARLY_ALL * lines and (first or 0) <= 1 - _NEARLY_ALL)
    ):
        return frame
    own = {mapping.customer, mapping.date, mapping.status, mapping.currency, mapping.country}
    own |= {mapping.payment_status, mapping.cancelled, mapping.channel}
    shared = sorted(name for name in own if name and name not in (order, amount))
    once = {mapping.refund, mapping.discount} - {None, order, amount, *shared}
    return frame.with_columns(
        number.alias(order),
        *[
            pl.when(pl.col(name).cast(pl.String) != "")
            .then(pl.col(name))
            .forward_fill()
            .over(number)
            for name in shared
        ],
        pl.when(further)
        .then(pl.lit("0").cast(frame.schema[amount]))
        .otherwise(pl.col(amount))
        .alias(amount),
        *[pl.when(~further).then(pl.col(name)).alias(name) for name in sorted(map(str, once))],
        further.alias(FURTHER),
    )
