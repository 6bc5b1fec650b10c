"""Another source about the same customers, and how its rows were matched to them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, get_args

import polars as pl

from clv.errors import Notice, SettingsError
from clv.intake.source import Source
from clv.tables import CUSTOMER_COUNT, DATE, REASON, ROWS, STEP

Kind = Literal["attributes", "touches", "events", "reviews"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class SourceFile:
    """A file about customers, with what a person decided about it.

    Parameters
    ----------
    source : Source
        Where it is.
    kind : {"attributes", "touches", "events", "reviews"}, optional
        What its rows are; recognised where None.
    customer : str, optional
        The column that names the customer; the one that matches best where None.
    """

    source: Source
    kind: Kind | None = None
    customer: str | None = None

    def __post_init__(self) -> None:
        if self.kind is not None and self.kind not in KINDS:
            raise SettingsError("bad_setting", variant="source_kind", choices=KINDS)


@dataclass(frozen=True, slots=True)
class MatchReport:
    """What became of every row and every id of a source.

    Parameters
    ----------
    rows : int
        Rows of the file: `matched`, `unmatched` and `without_id` together.
    matched, unmatched, without_id : int
        Rows of customers of the orders, of others, and of nobody.
    ids : int
        Different ids: `ids_matched` and `ids_unmatched` together.
    ids_matched, ids_unmatched : int
        Ids that are customers of the orders, and that are not.
    ids_folded : int
        Of `ids_matched`, those written differently in the orders: ``47.0``, ``0047``, capitals.
    duplicates : int
        Of `matched`, rows that tell a customer's attributes once more, or that stand twice.
    undated : int
        Of `matched`, rows without a readable day; they can't be placed before or after a cut.
    customers, customers_matched : int
        Customers of the orders, and those of them that the source knows.
    """

    rows: int
    matched: int
    unmatched: int
    without_id: int
    ids: int
    ids_matched: int
    ids_unmatched: int
    ids_folded: int
    duplicates: int
    undated: int
    customers: int
    customers_matched: int

    @property
    def customers_unmatched(self) -> int:
        """Customers of the orders of whom the source knows nothing."""
        return self.customers - self.customers_matched

    def table(self) -> pl.DataFrame:
        """Return the report as a ledger: every row of the file and every customer, once.

        Returns
        -------
        polars.DataFrame
            ``step`` (``"match"``, or ``"use"`` for matched rows that tell nothing new),
            ``reason``, ``rows`` and ``customers`` (ids of the file; customers of the orders where
            it has no row for them).
        """
        entries = [
            ("match", "source_matched", self.matched, self.ids_matched),
            ("match", "source_unmatched", self.unmatched, self.ids_unmatched),
            ("match", "source_without_id", self.without_id, 0),
            ("match", "source_no_row", 0, self.customers_unmatched),
            ("use", "source_duplicates", self.duplicates, 0),
            ("use", "source_undated", self.undated, 0),
        ]
        schema = {STEP: pl.String, REASON: pl.String, ROWS: pl.Int64, CUSTOMER_COUNT: pl.Int64}
        return pl.DataFrame(entries, schema, orient="row")


@dataclass(frozen=True, eq=False)
class CustomerSource:
    """What one source knows of the customers of the orders.

    Parameters
    ----------
    name : str
        Short and unique: what its features begin with.
    title : str
        The file's name.
    kind : {"attributes", "touches", "events", "reviews"}
        What its rows are.
    table : polars.DataFrame
        Attributes: one row a customer, ``customer_id`` and the source's own columns, numbers, days
        or text. Of other kinds: `clv.tables.RECORDS`.
    contacts : polars.DataFrame
        What it tells of how to reach customers and of their consent, see `clv.tables.CONTACTS`.
    report : MatchReport
        What became of its rows.
    customer : str
        The column that names the customer.
    file : SourceFile, optional
        Where it was read from.
    columns : tuple of str
        All columns of the file, to choose the customer's from.
    unused : tuple of str
        Columns that nothing is made of: free text, ids, one value only.
    retold : tuple of str
        Attributes that tell of the days of the orders, kept for groups, never learned.
    notices : tuple of Notice
        What had to be said.
    """

    name: str
    title: str
    kind: Kind
    table: pl.DataFrame
    contacts: pl.DataFrame
    report: MatchReport
    customer: str
    file: SourceFile | None = None
    columns: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    retold: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = field(default=())

    @property
    def is_dated(self) -> bool:
        """Whether its rows have days, so that a cut can be kept."""
        return self.kind != "attributes" and DATE in self.table.columns

    def until(self, day: date) -> CustomerSource:
        r"""Return what was known on a day: no record of a later one.

        Attributes have no day; they are as they stand in the file.

        Examples
        --------
        >>> from clv.intake.sources.read import read_source
        >>> from clv.intake.load import load
        >>> raw = load(b"id,event,time\na,visit,2024-01-02\na,visit,2024-03-02\n")
        >>> source = read_source(raw, "web", pl.DataFrame({"customer_id": ["a"]}))
        >>> source.kind, source.until(date(2024, 1, 31)).table.height
        ('events', 1)
        """
        if not self.is_dated:
            return self
        return replace(self, table=self.table.filter(pl.col(DATE) < day + timedelta(days=1)))
