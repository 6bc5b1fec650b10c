"""Returns are taken off the purchase they belong to, not merely dropped.

A return is a negative line. Within a group (same customer and product, say) lines are ordered in
time and money is stacked: a purchase lays its amount on the stack, a return takes the same amount
off the top, so off the latest purchases before it. With C the running sum of the signed amounts,

    S_k = C_k − min(0, min_{j≤k} C_j)            what lies on the stack after line k,
    left_i = max(0, min_{j≥i} S_j − S_{i−1})      what stays of purchase i in the end,

and what a return finds no purchase for is the fall of the running minimum of C at its line. This
is the reflection of a random walk at zero (Skorokhod's map), three window functions in all, so it
runs on millions of lines without a loop.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from clv.intake.files.raw import ROW
from clv.intake.rows.line_columns import REFUND
from clv.tables import AMOUNT, CUSTOMER_ID, DATE, ORDER_ID, PRODUCT

LEFT = "__left__"
_SIZE, _DAY, _ORDER, _LINE = "__size__", "__day__", "__place__", "__line__"
# Less than this is rounding, not money.
_DUST = 1e-6
# How many of a customer's latest purchases a return may belong to that names none.
_LATEST = 100

Way = tuple[list[str], bool]
"""Columns that both share, and whether the purchase may come later on the same day."""


@dataclass(frozen=True, slots=True)
class Netted:
    """What netting did.

    Parameters
    ----------
    kept : polars.DataFrame
        The purchases that stay, with what is left of their amount.
    returns : polars.DataFrame
        The negative lines, all of which leave.
    returned : polars.DataFrame
        The purchases of which nothing is left.
    cancelled : float
        Money taken off purchases, those in `kept` included.
    unmatched : int
        Returns for which (in part) no purchase was found.
    unnamed : tuple of (int, float)
        Returns that name neither order nor product, taken off the nearest purchase before them
        that could hold them: how many, and their money.
    """

    kept: pl.DataFrame
    returns: pl.DataFrame
    returned: pl.DataFrame
    cancelled: float
    unmatched: int
    unnamed: tuple[int, float]


def net(lines: pl.DataFrame, ways: Sequence[Way] | None = None) -> Netted:
    """Take each return off its purchase: same order, same product, same amount, else same day.

    One that names neither order nor product is taken off the nearest purchase that can hold it.

    Parameters
    ----------
    lines : polars.DataFrame
        `ROW`, `CUSTOMER_ID`, `DATE`, `AMOUNT`, and `ORDER_ID` and `PRODUCT` where known.
    ways : sequence of Way, optional
        What a return and its purchase must share, one after the other; as above by default.

    Examples
    --------
    >>> from datetime import datetime
    >>> lines = pl.DataFrame({ROW: [2, 3, 4], CUSTOMER_ID: ["a", "a", "a"],
    ...     DATE: [datetime(2024, 1, 1), datetime(2024, 1, 2), datetime(2024, 1, 3)],
    ...     AMOUNT: [20.0, 30.0, -20.0]})
    >>> result = net(lines)
    >>> result.kept[AMOUNT].to_list(), result.returned[ROW].to_list(), result.unmatched
    ([30.0], [2], 0)
    """
    negative = pl.col(AMOUNT) < 0
    returners = lines.lazy().filter(negative).select(CUSTOMER_ID).unique()
    # Numbers stand for texts, and only what tells purchases apart is carried along.
    texts = [name for name in (CUSTOMER_ID, ORDER_ID, PRODUCT) if name in lines.columns]
    concerned = (
        lines.lazy()
        .with_row_index(_LINE)
        .join(returners, on=CUSTOMER_ID, how="semi", maintain_order="left")
        .select(
            *(_LINE, ROW, DATE, AMOUNT),
            *[pl.col(name).rank("dense").cast(pl.UInt32) for name in texts],
            pl.col(AMOUNT).alias(LEFT),
            pl.col(DATE).dt.date().alias(_DAY),
        )
        .collect()
    )
    for keys, within_day in ways or _ways(lines):
        concerned = _cancel(concerned, keys, within_day)
    concerned, unnamed = _onto_nearest(concerned)
    purchases, returns = concerned.filter(~negative), concerned.filter(negative)
    gone = purchases.filter((pl.col(LEFT) <= _DUST) & (pl.col(AMOUNT) > 0))[_LINE]
    changed = purchases.filter(pl.col(LEFT) != pl.col(AMOUNT))
    amounts = lines[AMOUNT].clone().scatter(changed[_LINE], changed[LEFT])
    line = pl.int_range(pl.len(), dtype=pl.UInt32)
    leaves = line.is_in(pl.concat([gone, returns[_LINE]]).implode())
    return Netted(
        kept=lines.with_columns(amounts).filter(~leaves),
        returns=lines.filter(negative),
        returned=lines.filter(line.is_in(gone.implode())),
        cancelled=float((purchases[AMOUNT] - purchases[LEFT]).sum()),
        unmatched=int((returns[LEFT] < -_DUST).sum()),
        unnamed=unnamed,
    )


def of_gone_orders(lines: pl.DataFrame, gone: pl.Expr) -> pl.Series:
    """Find the negative rows that pay back orders which leave anyway: they are one event.

    A negative row first meets its own order, then an equal amount of the same customer.

    Parameters
    ----------
    lines : polars.DataFrame
        `ROW`, `CUSTOMER_ID`, `AMOUNT`, and `ORDER_ID` where known.
    gone : polars.Expr
        Which lines leave.

    Returns
    -------
    polars.Series
        Row numbers of the refunds.
    """
    refunds = lines.filter((pl.col(AMOUNT) < 0) & ~gone)
    orders = lines.filter(gone & (pl.col(AMOUNT) > 0))
    if refunds.is_empty() or orders.is_empty():
        return pl.Series(dtype=pl.Int64)
    rows = []
    if ORDER_ID in lines.columns:
        own = refunds.filter(pl.col(ORDER_ID).is_not_null())
        elsewhere = lines.filter(~gone & (pl.col(AMOUNT) > 0)).select(CUSTOMER_ID, ORDER_ID)
        same = own.join(orders, on=[CUSTOMER_ID, ORDER_ID], how="semi")
        rows.append(same[ROW])
        kept = own.join(elsewhere, on=[CUSTOMER_ID, ORDER_ID], how="semi")
        settled = pl.concat([same[ROW], kept[ROW]])
        refunds = refunds.filter(~pl.col(ROW).is_in(settled.implode()))
        orders = orders.join(same, on=[CUSTOMER_ID, ORDER_ID], how="anti")
    rows.append(_equal_amounts(refunds, orders)[ROW])
    return pl.concat(rows)


def refunded_once(lines: pl.DataFrame) -> pl.DataFrame:
    """Drop a refund noted on its order where a negative row tells the same one.

    Examples
    --------
    >>> lines = pl.DataFrame({ROW: [2, 3], CUSTOMER_ID: ["a", "a"], ORDER_ID: ["1", "1"],
    ...                       AMOUNT: [9.0, -4.0], REFUND: [4.0, None]})
    >>> refunded_once(lines)[REFUND].to_list()
    [None, None]
    """
    refunds = lines.filter(pl.col(AMOUNT) < 0)
    noted = lines.filter(pl.col(REFUND).fill_null(0.0).abs() > _DUST)
    if refunds.is_empty() or noted.is_empty():
        return lines
    noted = noted.with_columns(pl.col(REFUND).abs().alias(AMOUNT))
    twice = [_equal_amounts(noted, refunds)[ROW]]
    if ORDER_ID in lines.columns:
        keys = [CUSTOMER_ID, ORDER_ID]
        of_order = refunds.filter(pl.col(ORDER_ID).is_not_null())
        twice.append(noted.join(of_order, on=keys, how="semi")[ROW])
    is_twice = pl.col(ROW).is_in(pl.concat(twice).implode())
    return lines.with_columns(pl.when(~is_twice).then(REFUND).alias(REFUND))


def _equal_amounts(lines: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that have a partner of the same size and customer, one to one."""
    keys = [CUSTOMER_ID, _SIZE, "nth"]
    sized, partners = (
        side.with_columns(pl.col(AMOUNT).abs().round(2).alias(_SIZE)).with_columns(
            pl.int_range(pl.len()).over(CUSTOMER_ID, _SIZE).alias("nth")
        )
        for side in (lines, others)
    )
    return sized.join(partners.select(keys), on=keys, how="semi")


def _ways(lines: pl.DataFrame) -> list[Way]:
    """List what a return and its purchase may share, the surest first."""
    ways = [([column], False) for column in (ORDER_ID, PRODUCT) if column in lines.columns]
    return [*ways, ([_SIZE], False), ([_DAY], True)]


def _onto_nearest(lines: pl.DataFrame) -> tuple[pl.DataFrame, tuple[int, float]]:
    """Take open returns that name no purchase off the latest one before them that can hold them."""
    is_open = pl.col(LEFT) < -_DUST
    if PRODUCT in lines.columns:
        is_open &= pl.col(PRODUCT).is_null()
    if ORDER_ID in lines.columns:
        bought = pl.col(ORDER_ID).is_in(lines.filter(pl.col(AMOUNT) > 0)[ORDER_ID].implode())
        is_open &= ~bought.fill_null(value=False)
    returners = lines.filter(is_open)[CUSTOMER_ID].unique()
    if returners.is_empty():
        return lines, (0, 0.0)
    before: dict[int, deque[int]] = defaultdict(lambda: deque(maxlen=_LATEST))
    left: dict[int, float] = {}
    unnamed = []
    concerned = lines.filter(pl.col(CUSTOMER_ID).is_in(returners.implode()))
    ordered = concerned.with_columns(is_open.alias("open")).sort(
        _DAY, AMOUNT, ROW, descending=[False, True, False]
    )
    for line, who, money, open_ in ordered.select(_LINE, CUSTOMER_ID, LEFT, "open").iter_rows():
        if money > 0:
            before[who].append(line)
            left[line] = money
        elif open_:
            holder = next(
                (one for one in reversed(before[who]) if left[one] >= -money - _DUST), None
            )
            if holder is not None:
                left[holder] = round(left[holder] + money, 6)
                left[line] = 0.0
                unnamed.append(-money)
    changed = lines.with_row_index("at").filter(pl.col(_LINE).is_in(list(left)))
    amounts = (
        lines[LEFT]
        .clone()
        .scatter(changed["at"], changed[_LINE].replace_strict(left, return_dtype=pl.Float64))
    )
    return lines.with_columns(amounts), (len(unnamed), sum(unnamed))


def _cancel(lines: pl.DataFrame, keys: list[str], within_day: bool) -> pl.DataFrame:
    """Stack and unstack the money still left within each customer's groups by `keys`.

    Only groups in which a return is still open are looked at.
    """
    group = [CUSTOMER_ID, *keys]
    sized = lines.with_columns(pl.col(LEFT).abs().round(2).alias(_SIZE))
    open_groups = sized.filter(pl.col(LEFT) < -_DUST).select(group).drop_nulls().unique()
    touched = sized.join(open_groups, on=group, how="semi")
    if touched.is_empty():
        return lines
    others = sized.join(open_groups, on=group, how="anti").select(lines.columns)
    # Ties in time: a purchase comes before the return of it.
    time = [_DAY] if within_day else [DATE]
    ordered = touched.lazy().with_columns((pl.col(LEFT) < 0).alias(_ORDER)).sort(*time, _ORDER, ROW)
    running = pl.col(LEFT).cum_sum().over(group)
    floor = pl.min_horizontal(running.cum_min().over(group), 0.0)
    level = pl.col("__level__")
    lowest_after = level.cum_min(reverse=True).over(group)
    before = level.shift(1, fill_value=0.0).over(group)
    floor_before = pl.col("__floor__").shift(1, fill_value=0.0).over(group)
    has_keys = pl.all_horizontal(pl.col(key).is_not_null() for key in keys)
    result = (
        ordered.with_columns(floor.alias("__floor__"), running.alias("__running__"))
        .with_columns((pl.col("__running__") - pl.col("__floor__")).alias("__level__"))
        .with_columns(
            pl.when(~has_keys)
            .then(pl.col(LEFT))
            .when(pl.col(LEFT) > 0)
            .then(pl.min_horizontal(pl.max_horizontal(lowest_after - before, 0.0), pl.col(LEFT)))
            .otherwise(pl.col("__floor__") - floor_before)
            .alias("__new__")
        )
        .with_columns(
            # An untouched line keeps its amount to the last bit.
            pl.when((pl.col("__new__") - pl.col(LEFT)).abs() <= _DUST)
            .then(pl.col(LEFT))
            .otherwise(pl.col("__new__").round(6))
            .alias(LEFT)
        )
    )
    return pl.concat([result.select(lines.columns).collect(), others])
