"""Sales written as negative amounts: asked about before they leave as returns."""

from __future__ import annotations

import polars as pl

from clv.errors import InputError
from clv.intake.rows.line_columns import REFUND
from clv.options import Policy
from clv.tables import AMOUNT, QUANTITY

_MOST, _FEWEST = 0.5, 5


def signed(lines: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Turn signs round where the person says so, or where pieces that came back have none.

    Raises
    ------
    InputError
        ``negative_sales`` where most amounts are negative and nobody says what that means;
        ``no_purchases`` where all are.

    Examples
    --------
    >>> signed(pl.DataFrame({AMOUNT: [-5.0, 2.0]}), Policy(sign="turn"))[AMOUNT].to_list()
    [5.0, -2.0]
    """
    lines = _pieces_back(lines)
    if policy.sign == "turn":
        turned = [name for name in (AMOUNT, QUANTITY, REFUND) if name in lines.columns]
        return lines.with_columns(-pl.col(name) for name in turned)
    negative, money, other = lines.select(
        (pl.col(AMOUNT) < 0).sum().alias("negative"),
        pl.col(AMOUNT).filter(pl.col(AMOUNT) < 0).sum().alias("money"),
        (pl.col(AMOUNT) > 0).sum().alias("other"),
    ).row(0)
    if policy.sign == "auto" and negative and not other:
        raise InputError("no_purchases", variant="negative", money=money)
    if policy.sign == "auto" and negative >= _FEWEST and negative > _MOST * (negative + other):
        raise InputError("negative_sales", count=negative, rows=lines.height, money=money)
    return lines


def _pieces_back(lines: pl.DataFrame) -> pl.DataFrame:
    """Take the money of negative pieces for money paid back, where it never says so itself."""
    if QUANTITY not in lines.columns:
        return lines
    came_back = pl.col(QUANTITY) < 0
    unsigned, signed_too = lines.select(
        (came_back & (pl.col(AMOUNT) > 0)).sum().alias("unsigned"),
        (came_back & (pl.col(AMOUNT) < 0)).sum().alias("signed"),
    ).row(0)
    if not unsigned or signed_too:
        return lines
    return lines.with_columns(
        pl.when(came_back).then(-pl.col(AMOUNT)).otherwise(AMOUNT).alias(AMOUNT)
    )
