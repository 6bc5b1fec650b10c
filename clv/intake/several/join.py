"""Orders, items, customers and payments in tables of their own, joined by the keys they share.

The table of orders is the one that most others point at. Tables it points at (customers) are joined
to it. Payments are summed to one an order: what was paid is the order's money. Without payments the
items are the lines, each with its order's customer and day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.guess import guess
from clv.intake.columns.names import fold
from clv.intake.files.raw import ROW, Input, Raw
from clv.intake.values import money
from clv.intake.values.ids import text
from clv.options import Mapping, ReadHints

_MATCHED = 0.8
_MONEY = "paid"


@dataclass(frozen=True)
class Table:
    """One file of several.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    raw : Raw
        The file.
    frame : polars.DataFrame
        Its rows.
    roles : Mapping
        What its columns seem to be.
    """

    name: str
    raw: Raw
    frame: pl.DataFrame
    roles: Mapping

    @classmethod
    def of(cls, raw: Raw) -> Table:
        """Read a file, its columns guessed."""
        name = raw.input.file.rpartition("/")[2].rpartition(".")[0] or raw.input.file
        try:
            roles = guess(raw).sure
        except InputError:
            roles = Mapping()
        return cls(name, raw, raw.frame.collect(), roles)


@dataclass(frozen=True, slots=True)
class Link:
    """A column of one table whose values are keys of another.

    Parameters
    ----------
    many, one : Table
        The table that points, and the table that has each key once.
    column, key : str
        The two columns.
    share : float
        How many of the rows that point find their key.
    """

    many: Table
    one: Table
    column: str
    key: str
    share: float


def joined_by_keys(opened: Sequence[Raw], hints: ReadHints) -> Raw:
    """Join files of different shape into one table of orders or of their lines.

    Raises
    ------
    InputError
        ``different_columns`` where no keys join them.
    """
    tables = [Table.of(raw) for raw in opened]
    links = [link for many in tables for one in tables if (link := link_of(many, one)) is not None]
    orders = _orders(tables, links)
    if orders is None:
        raise InputError("different_columns", variant="no_keys",
                         files=tuple(table.raw.input.file for table in tables))  # fmt: skip
    used: list[Link] = []
    frame = _with_what_it_points_at(orders, links, used)
    frame = _with_what_stands_beside(orders, frame, links, used)
    frame, lines = _with_money(orders, frame, links, used, hints)
    unused = tuple(
        table.raw.input.file
        for table in tables
        if table is not orders and not any(table in (link.one, link.many) for link in used)
    )
    match = Notice(
        "joined_tables",
        orders=orders.raw.input.file,
        tables=tuple(f"{_other(link, orders).raw.input.file} ({link.column})" for link in used),
        share=min((link.share for link in used), default=1.0),
    )
    aside = (Notice("tables_left_out", files=unused),) if unused else ()
    grain = lines.raw if lines is not None else orders.raw
    return replace(
        grain,
        input=_passport([table.raw.input for table in tables]),
        frame=frame.lazy(),
        notices=(match, *aside, *dict.fromkeys(note for raw in opened for note in raw.notices)),
        hints=hints,
        starts=(),
        short=None,
    )


def _passport(parts: list[Input]) -> Input:
    return replace(parts[0], file=" + ".join(part.file for part in parts),
                   bytes=sum(part.bytes for part in parts), content=tuple(parts))  # fmt: skip


def _other(link: Link, orders: Table) -> Table:
    return link.one if link.one is not orders else link.many


def link_of(many: Table, one: Table) -> Link | None:
    """Return the best column by which the rows of one table name rows of another."""
    links = [
        Link(many, one, column, key, share)
        for column, key in _shared(many, one)
        if many is not one and (share := _match(many.frame[column], one.frame[key])) >= _MATCHED
    ]
    return max(links, key=lambda link: (link.share, fold(link.key) != "id"), default=None)


def _shared(many: Table, one: Table) -> list[tuple[str, str]]:
    """Return pairs of columns of one name, and of ``customer_id`` and the ``id`` of customers."""
    keys = {fold(name): name for name in one.raw.columns}
    pairs = [
        (name, keys[fold(name)])
        for name in many.raw.columns
        if fold(name) in keys and fold(name) != "id" and _is_key(name)
    ]
    own = next((keys[name] for name in ("id", "uuid", "key") if name in keys), None)
    table = fold(one.name).rstrip("s")
    pointing = [name for name in many.raw.columns if own and _names(fold(name), table)]
    return pairs + [(name, own) for name in pointing if own is not None]


def _names(column: str, table: str) -> bool:
    """Tell whether a column like ``orderid`` points at the id of a table like ``shop_order``."""
    stem = column.removesuffix("id")
    return stem != column and len(stem) > 2 and table.endswith(stem)


def _is_key(name: str) -> bool:
    folded = fold(name)
    return any(word in folded for word in ("id", "number", "no", "nr", "key", "code", "email", "#"))


def _match(values: pl.Series, keys: pl.Series) -> float:
    """Return the share of values that are keys, 0 where the keys repeat."""
    pointing, targets = text(values).drop_nulls(), text(keys).drop_nulls()
    if pointing.is_empty() or targets.is_empty() or targets.n_unique() < len(targets):
        return 0.0
    return float(pointing.is_in(targets.implode()).mean() or 0.0)  # type: ignore[arg-type]


def _orders(tables: list[Table], links: list[Link]) -> Table | None:
    """Return the table of orders: it has dates, and most tables point at it."""
    dated = [table for table in tables if table.roles.date is not None]
    counts = {
        table.name: (
            sum(link.one is table for link in links),
            sum(link.many is table for link in links),
        )
        for table in dated
    }
    best = max(dated, key=lambda table: counts[table.name], default=None)
    return best if best is not None and any(counts[best.name]) else None


def _with_what_it_points_at(table: Table, links: list[Link], used: list[Link]) -> pl.DataFrame:
    """Join the tables that a table points at, and those that these point at."""
    frame, waiting, seen = table.frame, [table], {table.name}
    while waiting:
        many = waiting.pop(0)
        for link in links:
            if link.many is many and link.one.name not in seen and link.column in frame.columns:
                frame = _left_join(frame, link.column, link.one.frame.drop(ROW), link.key)
                seen.add(link.one.name)
                waiting.append(link.one)
                used.append(link)
    return frame


def _with_what_stands_beside(
    orders: Table, frame: pl.DataFrame, links: list[Link], used: list[Link]
) -> pl.DataFrame:
    """Join tables of one row an order that hold no money: its customer, its address."""
    beside = [link for link in links if link.one is orders and not _has_money(link.many)]
    for link in beside:
        values = text(link.many.frame[link.column]).drop_nulls()
        if link.key in frame.columns and values.n_unique() == len(values):
            frame = _left_join(frame, link.key, link.many.frame.drop(ROW), link.column)
            used.append(link)
    return frame


def _left_join(left: pl.DataFrame, column: str, right: pl.DataFrame, key: str) -> pl.DataFrame:
    """Join by text; columns of a name that is taken are left out."""
    free = [name for name in right.columns if name == key or name not in left.columns]
    joining = right.select(
        text(right[key]).alias("__key__"), *[n for n in free if n not in left.columns]
    )
    keyed = left.with_columns(text(left[column]).alias("__key__"))
    joined = keyed.join(joining.unique("__key__"), on="__key__", how="left", maintain_order="left")
    return joined.drop("__key__")


def _with_money(
    orders: Table, frame: pl.DataFrame, links: list[Link], used: list[Link], hints: ReadHints
) -> tuple[pl.DataFrame, Table | None]:
    """Bring in what the order's own table lacks: payments summed, or else the items as lines."""
    parts = [link for link in links if link.one is orders]
    if orders.roles.amount is not None:
        return frame, None
    joined = [link.one.roles.amount for link in used if _is_payment(link.one)]
    if any(amount in frame.columns for amount in joined):
        return frame, None
    paid = next((link for link in parts if _is_payment(link.many)), None)
    if paid is not None:
        used.append(paid)
        return _left_join(frame, paid.key, _summed(paid, hints), paid.column), None
    items = next((link for link in parts if _has_money(link.many)), None)
    if items is None:
        return frame, None
    used.append(items)
    lines = _with_what_it_points_at(
        items.many, [link for link in links if link.one is not orders], used
    )
    return _left_join(lines, items.column, frame.drop(ROW), items.key), items.many


def _has_money(table: Table) -> bool:
    return table.roles.amount is not None or table.roles.unit_price is not None


def _is_payment(table: Table) -> bool:
    names = {fold(name) for name in table.raw.columns} | {fold(table.name)}
    return table.roles.amount is not None and any(
        word in name
        for name in names
        for word in ("payment", "paid", "transaction", "zahlung", "pago")
    )


def _summed(link: Link, hints: ReadHints) -> pl.DataFrame:
    """Sum the payments of each order."""
    amount = link.many.roles.amount or ""
    read = money.parse(link.many.frame[amount], hints.decimal_mark).values
    table = link.many.frame.select(link.column).with_columns(read.alias(amount))
    return table.group_by(link.column).agg(pl.col(amount).sum().round(6).cast(pl.String))
