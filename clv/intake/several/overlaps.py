"""Exports of one shop that overlap: rows which a second file tells once more count once."""

from __future__ import annotations

import polars as pl

from clv.errors import Notice
from clv.intake.files.raw import ROW
from clv.intake.ledger import POLICY, Ledger
from clv.options import Policy
from clv.tables import AMOUNT, CUSTOMER_ID, DATE, ORDER_ID, PRODUCT, QUANTITY

_FILE, _TURN, _SPAN = "__file__", "__turn__", "__span__"
_MOST = 0.5
_FEWEST = 5


def without_overlaps(
    lines: pl.DataFrame, starts: tuple[int, ...], policy: Policy, ledger: Ledger
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Count rows once that several files tell.

    With order numbers, a row repeats another file's where order, customer and item are the same;
    where an order is one row, the order's number alone tells, and the later file knows better.
    Without them, rows repeat where at least half of the days that both files cover do.

    Parameters
    ----------
    lines : polars.DataFrame
        Readable lines of all files.
    starts : tuple of int
        The row number before the first of each file.
    policy : Policy
        Its `overlaps`.
    ledger : Ledger
        Is told (``overlapping_rows``).
    """
    if len(starts) < 2 or policy.overlaps == "keep":
        return lines, ()
    filed = lines.with_columns(_file_of(lines[ROW], starts).alias(_FILE))
    repeated = _by_order(filed) if ORDER_ID in lines.columns else _by_row(filed)
    kept = ledger.take(
        filed.with_columns(repeated.alias(_SPAN)), pl.col(_SPAN), POLICY, "overlapping_rows"
    )
    gone = lines.height - kept.height
    if not gone:
        return lines, ()
    return kept.drop(_FILE, _SPAN), (Notice("overlapping_rows", count=gone),)


def _file_of(rows: pl.Series, starts: tuple[int, ...]) -> pl.Series:
    return pl.Series(starts, dtype=pl.Int64).search_sorted(rows, side="left").cast(pl.Int64)


def _by_order(filed: pl.DataFrame) -> pl.Series:
    """Mark rows of orders that another file tells, too."""
    numbered = filed[ORDER_ID].is_not_null()
    one_row = filed.filter(numbered).select(
        pl.struct(_FILE, ORDER_ID).is_unique().all()
    ).item()  # fmt: skip
    if one_row:
        newest = filed.select(pl.col(_FILE) == pl.col(_FILE).max().over(ORDER_ID))[_FILE]
        return numbered & ~newest
    return numbered & _repeats(filed, (ORDER_ID, CUSTOMER_ID, DATE, PRODUCT, QUANTITY, AMOUNT))


def _repeats(filed: pl.DataFrame, columns: tuple[str, ...]) -> pl.Series:
    """Mark rows of which an earlier file holds as many: two alike in each of two files are two."""
    keys = [name for name in columns if name in filed.columns]
    turn = filed.with_columns(pl.int_range(pl.len()).over([_FILE, *keys]).alias(_TURN))
    first = turn.select((pl.col(_FILE) > pl.col(_FILE).min().over([*keys, _TURN])).alias(_SPAN))
    return first[_SPAN]


def _by_row(filed: pl.DataFrame) -> pl.Series:
    """Mark repeated rows where files cover the same days and mostly repeat each other there."""
    repeated = _repeats(filed, (CUSTOMER_ID, DATE, AMOUNT, PRODUCT, QUANTITY))
    marked = filed.select(_FILE, DATE, repeated.alias(_SPAN))
    overlapping = pl.repeat(value=False, n=filed.height, eager=True)
    for number in range(2, int(filed[_FILE].max() or 0) + 1):  # type: ignore[arg-type]
        earlier, later = (
            marked.filter(pl.col(_FILE) < number),
            marked.filter(pl.col(_FILE) == number),
        )
        if earlier.is_empty() or later.is_empty():
            continue
        days = later[DATE].is_between(earlier[DATE].min(), earlier[DATE].max())
        both, again = int(days.sum()), int((days & later[_SPAN]).sum())
        if again >= max(_FEWEST, _MOST * both):
            overlapping |= filed[_FILE] == number
    return repeated & overlapping
