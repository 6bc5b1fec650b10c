"""Exports of one shop that overlap: what a second file tells once more counts once."""

from __future__ import annotations

import polars as pl

from clv.errors import Notice
from clv.intake.files.raw import ROW
from clv.intake.ledger import POLICY, Ledger
from clv.options import Policy
from clv.tables import AMOUNT, CUSTOMER_ID, DATE, ORDER_ID, PRODUCT, PRODUCT_NAME, QUANTITY

_FILE, _TURN = "__file__", "__turn__"
_ITEM = (PRODUCT, PRODUCT_NAME)
_SAME = (ORDER_ID, CUSTOMER_ID, DATE, AMOUNT, *_ITEM, QUANTITY)
_NO_ROWS = pl.Series(dtype=pl.Int64)
_MOST = 0.5
_FEWEST = 5


def without_overlaps(
    lines: pl.DataFrame, starts: tuple[int, ...], policy: Policy, ledger: Ledger
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Count once what several files tell.

    With order numbers, an order that a later file tells again counts as told there: corrected
    amounts take the place of the earlier ones. A refund under the number of its order is no second
    telling of it; it counts once where both files hold the same row. Without order numbers, rows
    repeat where at least half of the days that both files cover do.

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
    if repeated.is_empty():
        return lines, ()
    gone = pl.col(ROW).is_in(repeated.implode())
    kept = ledger.take(lines, gone, POLICY, "overlapping_rows")
    return kept, (Notice("overlapping_rows", count=len(repeated)),)


def _file_of(rows: pl.Series, starts: tuple[int, ...]) -> pl.Series:
    return pl.Series(starts, dtype=pl.Int64).search_sorted(rows, side="left").cast(pl.Int64)


def _by_order(filed: pl.DataFrame) -> pl.Series:
    """Return the row numbers of orders, and of refunds, that a later file tells again."""
    numbered = filed.filter(pl.col(ORDER_ID).is_not_null())
    files = numbered.group_by(ORDER_ID).agg(
        pl.col(_FILE).min().alias("first"), pl.col(_FILE).max().alias("last")
    )
    several = files.filter(pl.col("first") < pl.col("last"))
    shared = numbered.join(several, on=ORDER_ID, how="semi")
    if shared.is_empty() or several.height == _cut_by_pages(filed):
        return _NO_ROWS
    is_refund = pl.col(AMOUNT) < 0
    sales = shared.filter(~is_refund)
    row_an_order = numbered.filter(~is_refund).select(_FILE, ORDER_ID).is_unique().all()
    newest = sales[_FILE] if row_an_order else _told_again(sales)
    if _are_parted(sales, newest):
        return _NO_ROWS
    superseded = sales.with_columns(newest.alias("newest")).filter(
        pl.col(_FILE) < pl.col("newest").max().over(ORDER_ID)
    )
    return pl.concat([superseded[ROW], _repeats(shared.filter(is_refund), _SAME)])


def _are_parted(sales: pl.DataFrame, newest: pl.Series) -> bool:
    """Tell whether files share orders because their rows were parted, not told twice.

    Of exports that overlap the later one tells most of the shared orders whole.
    """
    again = (
        sales.select(ORDER_ID, (newest > 0).alias("again"))
        .group_by(ORDER_ID)
        .agg(pl.col("again").any())
    )
    return int(again["again"].sum()) < _MOST * again.height


def _cut_by_pages(filed: pl.DataFrame) -> int:
    """Count the orders that end one file and begin the next: an export in pages cuts them."""
    ends = (
        filed.sort(ROW)
        .group_by(_FILE, maintain_order=True)
        .agg(pl.col(ORDER_ID).first().alias("first"), pl.col(ORDER_ID).last().alias("last"))
    )
    return int(ends.select((pl.col("first") == pl.col("last").shift(1)).sum()).item())


def _told_again(sales: pl.DataFrame) -> pl.Series:
    """Return each row's file where most of its order's rows there are in an earlier one, else 0.

    A page of an export may end within an order, and an order may hold a product twice: that some
    of its rows look alike does not make the next page a second telling.
    """
    what = [name for name in _ITEM if name in sales.columns]
    keys = [ORDER_ID, CUSTOMER_ID, *(what or [name for name in _SAME if name in sales.columns])]
    again = sales.select(
        _FILE, ORDER_ID, (pl.col(_FILE) > pl.col(_FILE).min().over(keys)).alias("again")
    )
    whole = pl.col("again").mean().over(ORDER_ID, _FILE) > _MOST
    return again.select(pl.when(whole).then(_FILE).otherwise(0))[_FILE]


def _repeats(filed: pl.DataFrame, columns: tuple[str, ...]) -> pl.Series:
    """Return the rows of which an earlier file holds as many: two alike in each of two are two."""
    if filed.is_empty():
        return _NO_ROWS
    keys = [name for name in columns if name in filed.columns]
    # Most rows of the largest file are in no other: only those that are have to be counted.
    largest = pl.col(_FILE) == filed[_FILE].mode().min()
    others = filed.filter(~largest)
    twins = filed.filter(largest).join(others, on=keys, how="semi", nulls_equal=True)
    turn = pl.concat([twins, others]).with_columns(
        pl.int_range(pl.len()).over([_FILE, *keys]).alias(_TURN)
    )
    later = pl.col(_FILE) > pl.col(_FILE).min().over([*keys, _TURN])
    return turn.filter(later)[ROW]


def _by_row(filed: pl.DataFrame) -> pl.Series:
    """Return repeated rows where files cover the same days and mostly repeat each other there."""
    repeated = _repeats(filed, _SAME)
    if repeated.is_empty():
        return _NO_ROWS
    marked = filed.select(ROW, _FILE, DATE, pl.col(ROW).is_in(repeated.implode()).alias("again"))
    days = marked.group_by(_FILE).agg(
        pl.col(DATE).min().alias("first"), pl.col(DATE).max().alias("last")
    )
    gone = [_NO_ROWS]
    for number in days[_FILE].sort()[1:]:
        earlier = days.filter(pl.col(_FILE) < number)
        span = pl.col(DATE).is_between(earlier["first"].min(), earlier["last"].max())
        both = marked.filter((pl.col(_FILE) == number) & span)
        again = both.filter("again")
        if again.height >= max(_FEWEST, _MOST * both.height):
            gone.append(again[ROW])
    return pl.concat(gone)
