"""Orders, items, customers and payments in tables of their own, joined by the keys they share.

The table of orders is the dated one that most others point at, customers left aside. Tables it
points at (customers) are joined to it; their own days, totals and states are not the orders'.
Payments are summed to one an order: what was paid is the order's money. Without payments the items
are the lines, each with its order's customer and day. Every row of every table is accounted for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.guess import guess
from clv.intake.columns.header_roles import score
from clv.intake.columns.header_words import header
from clv.intake.columns.names import fold
from clv.intake.files.raw import ROW, Input, Raw
from clv.intake.values import money
from clv.intake.values.ids import text
from clv.options import Mapping, ReadHints

_MATCHED, _UNIQUE = 0.8, 0.9
# What a customer, a product or a state holds of these is its own, not the order's.
_OF_ORDERS = ("date", "amount", "order", "quantity", "discount", "refund", "payment_status")
_WITH_IDS = {"customer", "product", "order"}
_NAMES = frozenset(("name", "title", "label", "technicalname", "isocode", "iso", "code"))


@dataclass(frozen=True)
class Table:
    """One file of several.

    Parameters
    ----------
    name : str
        Its place, and the file's name without its ending.
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
    def of(cls, raw: Raw, place: int) -> Table:
        """Read a file, its columns guessed."""
        stem = raw.input.file.rpartition("/")[2].rpartition(".")[0] or raw.input.file
        name = f"{place} {stem}"
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
    opened = sorted(opened, key=lambda raw: (raw.input.file, raw.columns))
    tables = [Table.of(raw, place) for place, raw in enumerate(_numbered(opened))]
    links = [link for many in tables for one in tables if (link := link_of(many, one)) is not None]
    orders = _orders(tables, links)
    if orders is None:
        raise InputError("different_columns", variant="no_keys",
                         files=tuple(table.raw.input.file for table in tables))  # fmt: skip
    join = _Join(orders, links, hints)
    join.add_attributes(orders)
    join.add_companions()
    join.add_money()
    used = {table.name for link in join.used for table in (link.one, link.many)}
    unused = tuple(table.raw.input.file for table in tables if table.name not in used)
    malformed = pl.concat([table.raw.malformed for table in tables]).sort(ROW)
    return replace(
        join.grain.raw,
        input=together_named([table.raw.input for table in tables]),
        frame=join.frame.drop(join.replaced, strict=False).lazy(),
        malformed=malformed,
        notices=(
            *join.report(),
            *((Notice("tables_left_out", files=unused),) if unused else ()),
            *dict.fromkeys(note for table in tables for note in table.raw.notices),
        ),
        hints=hints,
        starts=(),
        short=None,
    )


def _numbered(raws: Sequence[Raw]) -> list[Raw]:
    """Let the row numbers of several files run on."""
    offset, numbered = 0, []
    for raw in raws:
        further = pl.col(ROW) + offset
        malformed = raw.malformed.with_columns(further)
        numbered.append(replace(raw, frame=raw.frame.with_columns(further), malformed=malformed))
        rows = pl.concat([raw.frame.select(ROW), raw.malformed.lazy().select(ROW)])
        offset += rows.select(pl.col(ROW).max()).collect().item() or 0
    return numbered


def together_named(parts: Sequence[Input]) -> Input:
    """Return one passport for several files."""
    return replace(
        parts[0],
        file=" + ".join(part.file for part in parts),
        bytes=sum(part.bytes for part in parts),
        content=tuple(parts),
    )


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
        if fold(name) in keys and fold(name) not in _OWN_KEYS and _is_key(name)
    ]
    own = next((keys[name] for name in _OWN_KEYS if name in keys), None)
    table = fold(one.name).rstrip("s")
    pointing = [name for name in many.raw.columns if own and _names(fold(name), table)]
    return pairs + [(name, own) for name in pointing if own is not None]


_OWN_KEYS = ("id", "uuid", "key", "entityid")


def _names(column: str, table: str) -> bool:
    """Tell whether a column like ``orderid`` points at the id of a table like ``shop_order``."""
    stem = column.removesuffix("id")
    return stem != column and len(stem) > 2 and stem in table


def _is_key(name: str) -> bool:
    """Tell whether a header speaks of a key: order_id, or order where it stands alone."""
    folded, concepts = fold(name), header(name).concepts
    parts = ("id", "number", "no", "nr", "key", "code", "email", "#")
    return bool(concepts and concepts <= _WITH_IDS) or any(part in folded for part in parts)


def _match(values: pl.Series, keys: pl.Series) -> float:
    """Return the share of values that are keys, 0 where most of the keys repeat."""
    pointing, targets = text(values).drop_nulls(), text(keys).drop_nulls()
    if pointing.is_empty() or targets.n_unique() < max(1, _UNIQUE * len(targets)):
        return 0.0
    return float(pointing.is_in(targets.implode()).mean() or 0.0)  # type: ignore[arg-type]


def _orders(tables: list[Table], links: list[Link]) -> Table | None:
    """Return the table of orders: it has dates, and most tables point at it.

    Customers may have days of their own and orders that point at them.
    """
    customers = {
        link.one.name
        for link in links
        if "customer" in header(link.column).concepts and link.many.roles.date is not None
    }
    dated = [table for table in tables if table.roles.date is not None]
    dated = [table for table in dated if table.name not in customers] or dated
    counts = {
        table.name: (
            sum(link.one is table for link in links),
            sum(link.many is table for link in links),
        )
        for table in dated
    }
    best = max(dated, key=lambda table: counts[table.name], default=None)
    return best if best is not None and any(counts[best.name]) else None


@dataclass
class _Join:
    """The table of orders as it grows, and what each table that was joined gave it."""

    orders: Table
    links: list[Link]
    hints: ReadHints
    used: list[Link] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.frame, self.grain = self.orders.frame, self.orders
        parts = [link for link in self.links if link.one is self.orders]
        self.payments = [link for link in parts if _is_payment(link.many)]
        self.items = [link for link in parts if _has_money(link.many) and link not in self.payments]
        self.companions = [link for link in parts if not _has_money(link.many)]

    @property
    def is_priced(self) -> bool:
        """Whether orders, items or payments hold money, so that a list price is none."""
        return _has_money(self.orders) or bool(self.payments or self.items)

    def add_attributes(self, table: Table) -> None:
        """Join the tables that a table points at, and those that these point at."""
        waiting, seen = [table], {table.name, *(link.many.name for link in self.links_of_parts)}
        while waiting:
            many = waiting.pop(0)
            for link in self.links:
                free = link.one.name not in seen and link.column in self.frame.columns
                if link.many is many and free:
                    self._left_join(link.column, self._fitting(link), link.key)
                    seen.add(link.one.name)
                    waiting.append(link.one)
                    self.used.append(link)

    @property
    def links_of_parts(self) -> list[Link]:
        """Payments, items and companions: they point at the orders."""
        return [*self.payments, *self.items, *self.companions]

    def add_companions(self) -> None:
        """Join tables of one row an order that hold no money: its customer, its address."""
        for link in self.companions:
            values = text(link.many.frame[link.column]).drop_nulls()
            if link.key in self.frame.columns and values.n_unique() == len(values):
                self._left_join(link.key, self._fitting(_turned(link)), link.column)
                self.used.append(link)

    def add_money(self) -> None:
        """Bring in what the orders lack: payments summed, or else the items as lines."""
        if self.orders.roles.amount is not None:
            return
        if self.payments:
            link = self.payments[0]
            self.used.append(link)
            self._left_join(link.key, _summed(link, self.hints), link.column)
        elif self.items:
            link = self.items[0]
            self.used.append(link)
            orders, self.frame, self.grain = self.frame, link.many.frame, link.many
            self.add_attributes(link.many)
            self._left_join(link.column, orders.drop(ROW), link.key)

    def _fitting(self, link: Link) -> pl.DataFrame:
        """Return the rows of an attribute table without what is its own and not the order's."""
        barred = [*_OF_ORDERS, *(("unit_price",) if self.is_priced else ())]
        concepts = header(link.column).concepts
        is_somebody = bool(concepts & _WITH_IDS)
        barred += ["status"] if is_somebody else []
        # What was paid back of an order is the order's, in whichever table it stands.
        barred = [role for role in barred if role != "refund" or "order" not in concepts]
        frame, stem = link.one.frame.drop(ROW), _stem(link.column)
        own = [n for n in frame.columns if n != link.key and any(score(r, n) for r in barred)]
        name = next((n for n in frame.columns if fold(n) in _NAMES and n != link.key), None)
        price = link.one.roles.unit_price or link.one.roles.amount
        frame = frame.drop(own)
        if not self.is_priced and "product" in concepts and price is not None:
            prices = link.one.frame[price].alias("unit_price")
            frame = frame.drop(price, strict=False).with_columns(prices)
        if name is None or name in own:
            return frame
        if is_somebody or link.column not in self.frame.columns:
            return frame.rename({name: f"{stem} name"})
        # A state by its name takes the place of its number.
        self.replaced.append(link.column)
        return frame.rename({name: stem})

    def _left_join(self, column: str, right: pl.DataFrame, key: str) -> None:
        """Join by text; columns of a name that is taken are left out."""
        left, taken = self.frame, {fold(name) for name in self.frame.columns}
        free = [name for name in right.columns if fold(name) not in taken]
        joining = right.select(text(right[key]).alias(_KEY), *free)
        keyed = left.with_columns(text(left[column]).alias(_KEY))
        once = joining.unique(_KEY, keep="last", maintain_order=True)
        self.frame = keyed.join(once, on=_KEY, how="left", maintain_order="left").drop(_KEY)

    def report(self) -> Iterator[Notice]:
        """Say of each table how many of its rows found their match, and which did not."""
        yield Notice(
            "joined_tables",
            orders=self.orders.raw.input.file,
            tables=tuple(dict.fromkeys(self._other(link).raw.input.file for link in self.used)),
        )
        for link in self.used:
            yield from _match_report(link, self._other(link))

    def _other(self, link: Link) -> Table:
        return link.one if link.one is not self.orders else link.many


_KEY = "__key__"


def _turned(link: Link) -> Link:
    return Link(link.one, link.many, link.key, link.column, link.share)


def _stem(column: str) -> str:
    """Take the word for "id" off a column: ``state_id``, ``ProductID``.

    Examples
    --------
    >>> _stem("state_id"), _stem("ProductID"), _stem("id_customer")
    ('state', 'Product', 'customer')
    """
    return re.sub(r"(?i)^id[_\s-]+|[_\s-]*(?:id|uuid|key|code)$", "", column) or column


def _match_report(link: Link, other: Table) -> Iterator[Notice]:
    """Count the rows of a table that found their match, those that did not, and repeated keys."""
    one_side = other is link.one
    keys = text(other.frame[link.key if one_side else link.column])
    theirs, column = (link.many, link.column) if one_side else (link.one, link.key)
    pointing = text(theirs.frame[column])
    matched = int(keys.is_in(pointing.drop_nulls().implode()).sum())
    missing = int((~pointing.is_in(keys.drop_nulls().implode())).fill_null(value=True).sum())
    given = keys.drop_nulls()
    duplicates = len(given) - given.n_unique() if one_side else 0
    unmatched = len(keys) - matched
    yield Notice(
        "joined_table",
        variant="" if unmatched or missing or duplicates else "whole",
        file=other.raw.input.file,
        column=link.column,
        rows=len(keys),
        matched=matched,
        unmatched=unmatched,
        duplicates=duplicates,
        missing=missing,
        into=theirs.raw.input.file,
    )


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
