"""The ledger: every row that left on the way from the file to the orders, with reason and money."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext

import polars as pl

from clv.errors import Notice
from clv.intake.files.raw import ROW
from clv.tables import AMOUNT, CUSTOMER_ID, DATE, LEDGER, REASON, ROWS, STEP

READ, POLICY, OBSERVE, MERGE = "read", "policy", "observe", "merge"


@dataclass(frozen=True, slots=True)
class Totals:
    """Headline figures of a set of lines.

    Parameters
    ----------
    rows, customers, repeat_customers : int
        Lines, different customers, and customers seen on more than one day.
    amount : decimal.Decimal
        Their money.
    first_day, last_day : datetime.date, optional
        None where there are no lines.
    """

    rows: int
    customers: int
    amount: Decimal
    first_day: date | None
    last_day: date | None
    repeat_customers: int


FIRST, LAST = "first", "last"


def people(lines: pl.DataFrame) -> pl.DataFrame:
    """Return each customer's `FIRST` and `LAST` day and `AMOUNT`: the one pass over all lines."""
    day = pl.col(DATE).dt.date()
    grouped = (
        lines.lazy()
        .group_by(CUSTOMER_ID)
        .agg(day.min().alias(FIRST), day.max().alias(LAST), pl.col(AMOUNT).sum())
    )
    return grouped.collect(engine="streaming")


def totals(rows: int, everybody: pl.DataFrame, guests: pl.Series | None = None) -> Totals:
    """Sum up what `people` returns; guests bring money but are no customers.

    Examples
    --------
    >>> from datetime import datetime
    >>> lines = pl.DataFrame({CUSTOMER_ID: ["a", "a"], AMOUNT: [0.1, 0.2],
    ...                       DATE: [datetime(2024, 1, 1), datetime(2024, 1, 3, 9)]})
    >>> figures = totals(2, people(lines))
    >>> str(figures.amount), figures.repeat_customers, figures.last_day.isoformat()
    ('0.30', 1, '2024-01-03')
    """
    first, last = pl.col(FIRST), pl.col(LAST)
    nobody = pl.Series([], dtype=pl.String) if guests is None else guests
    is_customer = ~pl.col(CUSTOMER_ID).is_in(nobody.implode())
    amount, customers, repeat, first_day, last_day = everybody.select(
        pl.col(AMOUNT).sum(),
        is_customer.sum().alias("customers"),
        ((last > first) & is_customer).sum().alias("repeat"),
        first.min().alias("first day"),
        last.max().alias("last day"),
    ).row(0)
    return Totals(rows, customers, exact(amount), first_day, last_day, repeat)


def exact(amount: float) -> Decimal:
    """Return a sum of floats as the decimal number a person would have got.

    Examples
    --------
    >>> str(exact(0.1 + 0.2)), str(exact(12.0)), str(exact(400039995.90000004))
    ('0.30', '12.00', '400039995.90')
    """
    with localcontext(prec=60):
        # Beyond fifteen digits a float holds its own noise.
        sure = 14 - math.frexp(amount)[1] * 3 // 10
        number = Decimal(repr(round(amount, max(2, min(8, sure))))) + 0
        places = max(2, -int(number.normalize().as_tuple().exponent))
        return number.quantize(Decimal(1).scaleb(-places))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger and the rows behind it.

    Parameters
    ----------
    step, reason : str
        Where and why they left.
    rows : polars.Series
        Row numbers in the file.
    amount : float
        Their money.
    """

    step: str
    reason: str
    rows: pl.Series
    amount: float


@dataclass(slots=True)
class Ledger:
    """Collects what leaves, in order; the lines that stay go on.

    Examples
    --------
    >>> ledger = Ledger()
    >>> lines = pl.DataFrame({ROW: [2, 3], AMOUNT: [5.0, -1.0]})
    >>> ledger.take(lines, pl.col(AMOUNT) < 0, POLICY, "returns")[ROW].to_list()
    [2]
    >>> ledger.table().rows()
    [('policy', 'returns', 1, -1.0)]
    """

    entries: list[Entry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    """What has to be said of what left, beside the entries."""

    def take(self, lines: pl.DataFrame, condition: pl.Expr, step: str, reason: str) -> pl.DataFrame:
        """Set aside the lines for which `condition` holds; return the others."""
        aside = lines.select(condition.fill_null(value=False).alias("aside"))["aside"]
        if not aside.any():
            return lines
        self.note(step, reason, lines.filter(aside))
        return lines.filter(~aside)

    def note(self, step: str, reason: str, gone: pl.DataFrame, amount: float | None = None) -> None:
        """Enter the lines `gone`, with their money or the `amount` that left with them."""
        money = float(gone[AMOUNT].sum()) if amount is None else amount
        if gone.height or money:
            self.entries.append(Entry(step, reason, gone[ROW], money))

    def rows(self, *steps: str) -> int:
        """Count the rows that left in these steps."""
        return sum(len(entry.rows) for entry in self.entries if entry.step in steps)

    def table(self) -> pl.DataFrame:
        """Return the ledger as a table (`clv.tables.LEDGER`)."""
        return pl.DataFrame(
            {
                STEP: [entry.step for entry in self.entries],
                REASON: [entry.reason for entry in self.entries],
                ROWS: [len(entry.rows) for entry in self.entries],
                AMOUNT: [float(exact(entry.amount)) for entry in self.entries],
            },
            schema=LEDGER.schema,
        )
