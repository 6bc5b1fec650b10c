"""An order's total that stands on each of its lines counts once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.facts import is_money_column, read_money
from clv.intake.columns.header_words import header
from clv.intake.columns.names import fold
from clv.intake.files.raw import ROW, Raw
from clv.intake.rows.line_columns import FURTHER
from clv.options import Mapping

LINE, ORDER, OPEN = "line", "order", "open"
_ENOUGH, _PROVEN = 5, 2
_MOST, _ALL_LINES, _CENT, _CLOSE = 0.6, 0.95, 0.011, 0.002
_CANDIDATES, _HALF, _HISTORY, _LITTLE = 8, 0.5, 0.3, 0.01
_INSTALMENT = timedelta(days=20)

Read = Callable[[pl.Series], pl.Series]


def counted_once(
    raw: Raw,
    frame: pl.DataFrame,
    mapping: Mapping,
    read_days: Read,
    amounts: str = "auto",
    *,
    of_order: bool = False,
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Leave an order's total on the first of its rows, where every row repeats it.

    Every order of several rows must have one amount, the rows must differ elsewhere (else they
    are duplicates), and something must show that it is the order's: that lines add up to it, that
    it is called so, or that orders differ where lines never do. Where nothing shows it, and much
    hangs on it, a person is asked.

    Parameters
    ----------
    raw : Raw
        The file, for the columns that are not mapped.
    frame : polars.DataFrame
        The mapped columns.
    mapping : Mapping
        Which is which.
    read_days : callable
        From a column to days.
    amounts : {"auto", "line", "order"}
        What the person says.
    of_order : bool
        Whether the amount of this export is known to be the order's; rows of one order with
        another amount count too.

    Returns
    -------
    tuple of (polars.DataFrame, tuple of Notice)
        The frame, with `FURTHER` where lines count nothing, and what has to be said.

    Raises
    ------
    InputError
        ``ambiguous_totals`` with what the amounts come to either way.
    """
    order, amount = mapping.order, mapping.amount
    if order is None or amount is None or amounts == "line" or order == amount:
        return frame, ()
    # A missing order number is no order of many rows.
    numbered = frame.filter(pl.col(order).is_not_null() & (pl.col(order).cast(pl.String) != ""))
    key = _key(mapping)
    several = numbered.filter((pl.len().over(key) > 1) & pl.col(amount).is_not_null())
    if several.is_empty():
        return frame, ()
    if of_order and amounts == "auto":
        key = [*key, amount]
        further = several.filter(~pl.struct(key).is_first_distinct())[ROW]
        return _told(_without(frame, mapping, further), amount, further)
    side = _side(raw, several, mapping, read_days) if amounts == "auto" else amounts
    if side == OPEN:
        return _left_open(frame, several, mapping)
    if side == LINE:
        return frame, ()
    if _is_history(several, mapping):
        further = several.filter(~pl.struct(key).is_last_distinct())[ROW]
        frame = frame.with_columns(pl.col(mapping.date or order).first().over(key))
    else:
        further = several.filter(~pl.struct(key).is_first_distinct())[ROW]
    return _told(_without(frame, mapping, further), amount, further)


def _told(
    frame: pl.DataFrame, amount: str, further: pl.Series
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    if not len(further):
        return frame, ()
    return frame, (Notice("repeated_totals", column=amount[:40], count=len(further)),)


def _is_history(several: pl.DataFrame, mapping: Mapping) -> bool:
    """Tell whether rows of an order are its statuses one after the other: the last one holds."""
    if mapping.status is None or mapping.status in _key(mapping):
        return False
    statuses = several.group_by(_key(mapping)).agg(pl.col(mapping.status).n_unique())
    return float((statuses[mapping.status] > 1).mean() or 0) > _HISTORY  # type: ignore[arg-type]


def _key(mapping: Mapping) -> list[str]:
    """List the columns whose values the lines of one order share."""
    names = (mapping.order, mapping.customer, mapping.kind)
    return list(dict.fromkeys(name for name in names if name is not None))


def _without(frame: pl.DataFrame, mapping: Mapping, further: pl.Series) -> pl.DataFrame:
    """Take the money off the further lines."""
    amount = mapping.amount or ""
    is_further = pl.col(ROW).is_in(further.implode())
    nothing = pl.lit(0).cast(frame.schema[amount])
    once = sorted({name for name in (mapping.refund, mapping.discount) if name} - {amount})
    return frame.with_columns(
        pl.when(is_further).then(nothing).otherwise(pl.col(amount)).alias(amount),
        *[pl.when(~is_further).then(pl.col(name)).alias(name) for name in once],
        is_further.alias(FURTHER),
    )


def _side(raw: Raw, several: pl.DataFrame, mapping: Mapping, read_days: Read) -> str:
    """Tell whose the amounts of orders with several rows are: the lines', the orders', or open."""
    amount = mapping.amount or ""
    totals = several.group_by(_key(mapping)).agg(
        pl.col(amount).n_unique().alias("totals"), pl.col(amount).first().alias("total")
    )
    same = float((totals["totals"] == 1).mean())  # type: ignore[arg-type]
    rows = raw.frame.filter(pl.col(ROW).is_in(several[ROW].implode())).collect()
    if same < _ALL_LINES or _are_duplicates(rows):
        return LINE
    if totals.height >= _PROVEN and (proof := _proof(rows, mapping)) is not None:
        return proof
    if (apart := _paid_apart(several, mapping, read_days)) is not None:
        return apart
    if totals.height < _PROVEN or same < 1:
        return OPEN
    differ = totals["total"].n_unique()
    is_telling = totals.height >= _ENOUGH and differ > max(3, totals.height // 2)
    return ORDER if is_telling or _is_called_an_orders(amount) else OPEN


def _paid_apart(several: pl.DataFrame, mapping: Mapping, read: Read) -> str | None:
    """Tell by days whether rows of one number are instalments; one order has one day."""
    key = _key(mapping)
    try:
        read_days = read(several[mapping.date or ""])
    except InputError:
        return None
    days = several.select(*key, day=read_days).unique().drop_nulls("day")
    gaps = days.sort("day").select(pl.col("day").diff().over(key), *key).drop_nulls("day")
    if gaps.select(key).n_unique() <= (1 - _ALL_LINES) * several.select(key).n_unique():
        return None
    if gaps.select(pl.col("day").median() >= _INSTALMENT).item():
        return LINE
    return None if _is_history(several, mapping) else OPEN


def _left_open(
    frame: pl.DataFrame, several: pl.DataFrame, mapping: Mapping
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Count each row where little hangs on it, and say so; else ask, with money both ways."""
    amount, key = mapping.amount or "", _key(mapping)
    everything, repeated = read_money(frame[amount]), read_money(several[amount])
    orders = several.select(key).n_unique()
    if everything is None or repeated is None:
        return frame, ()
    lines = float(everything.sum())
    twice = float(
        repeated.filter(~several.select(pl.struct(key).is_first_distinct()).to_series()).sum()
    )
    is_price = bool(header(amount).concepts & {"price", "unit"})
    if orders >= _PROVEN and not is_price and abs(twice) > _LITTLE * abs(lines):
        first = several.filter(pl.struct(key) == pl.struct(key).first())
        raise InputError(
            "ambiguous_totals",
            column=amount[:40],
            order=str(first[mapping.order or ""][0])[:40],
            rows=first.height,
            example=str(first[amount][0])[:25],
            lines=lines,
            orders=lines - twice,
        )
    return frame, (Notice("repeated_amounts", column=amount[:40], count=orders),)


def _is_called_an_orders(column: str) -> bool:
    concepts = header(column).concepts
    is_of_line = concepts & {"price", "unit", "product"}
    return fold(column).startswith("grandtotal") or bool(
        concepts & {"order", "invoice", "payment"} and not is_of_line
    )


def _are_duplicates(rows: pl.DataFrame) -> bool:
    """Tell whether most rows of these orders are equal to another in every column."""
    flat = [name for name, kind in rows.schema.items() if not kind.is_nested() and name != ROW]
    return float(rows.select(pl.struct(flat).is_duplicated().mean()).item()) > _HALF


def _proof(rows: pl.DataFrame, mapping: Mapping) -> str | None:
    """Tell by other columns of money whether the amount is a line's or the order's, if they do."""
    total = read_money(rows[mapping.amount or ""])
    others = [
        name
        for name in rows.columns
        if name not in (ROW, mapping.amount, mapping.order, mapping.customer)
        and is_money_column(name)
    ][:_CANDIDATES]
    parts = {name: read for name in others if (read := read_money(rows[name])) is not None}
    if total is None or not parts:
        return None
    table = pl.DataFrame({"order": rows[mapping.order or ""], "total": total, **{
        f"part {n}": part for n, part in enumerate(parts.values())
    }})  # fmt: skip
    names = [name for name in table.columns if name.startswith("part")]
    sums = [pl.col(name) for name in names]
    sums += [pl.col(a) * pl.col(b) for a, b in combinations(names, 2)]
    sums += [pl.col(a) + pl.col(b) for a, b in combinations(names, 2)]
    close = _CENT + _CLOSE * pl.col("total").abs()
    per_line = table.select(
        ((part - pl.col("total")).abs() <= close).mean().alias(f"{n}")
        for n, part in enumerate(sums)
    )
    # A column equal to the amount on every line is its twin, and proves nothing.
    twins = {n for n, share in enumerate(per_line.row(0)) if (share or 0) >= _ALL_LINES}
    products = range(len(names), len(names) + len(names) * (len(names) - 1) // 2)
    if any(n in twins for n in products):
        return "line"
    by_order = table.group_by("order").agg(
        pl.col("total").first(), *[part.sum().alias(f"{n}") for n, part in enumerate(sums)]
    )
    spread = by_order["total"].n_unique() > 1
    for n in range(len(sums)):
        share = by_order.select(((pl.col(f"{n}") - pl.col("total")).abs() <= close).mean()).item()
        if n not in twins and spread and (share or 0) >= _MOST:
            return "order"
    return None
