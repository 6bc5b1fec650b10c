"""What was known on a given day, and what came after it: the two halves of every fair test."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

import polars as pl

from clv.customers.summarise import summarise
from clv.intake import CustomerSource
from clv.tables import AMOUNT, CUSTOMER_ID, DATE, ORDER_COUNT, REVENUE


class History:
    """The orders up to and including one day, as seen from that day.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`; later orders are cut off and can't be looked at.
    cut : datetime.date
        Last day seen.
    lines : polars.DataFrame, optional
        Table `clv.tables.LINES`, cut at the same day.
    sources : iterable of CustomerSource
        What else is known of the customers, cut at the same day where it has days.

    Attributes
    ----------
    orders, lines : polars.DataFrame
        What was known on the day `cut`; `lines` may be None.
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS` on that day, made when first asked for.

    Examples
    --------
    >>> from datetime import datetime
    >>> orders = pl.DataFrame(
    ...     {
    ...         "customer_id": ["ann", "ann", "bob"],
    ...         "date": [datetime(2024, 1, 1), datetime(2024, 2, 11), datetime(2024, 1, 5)],
    ...         "amount": [10.0, 30.0, 20.0],
    ...     }
    ... )
    >>> january = History(orders, date(2024, 1, 31))
    >>> january.customers["revenue"].to_list()
    [10.0, 20.0]
    >>> january.future(orders, horizon=28).rows()
    [('ann', 1, 30.0), ('bob', 0, 0.0)]
    """

    def __init__(
        self,
        orders: pl.DataFrame,
        cut: date,
        lines: pl.DataFrame | None = None,
        sources: Iterable[CustomerSource] = (),
    ) -> None:
        self.cut = cut
        self.orders = _between(orders, None, cut)
        self.lines = None if lines is None else _between(lines, None, cut)
        self.sources = tuple(source.until(cut) for source in sources)

    def __repr__(self) -> str:
        return f"History(orders={self.orders.height:,}, cut={self.cut})"

    @cached_property
    def customers(self) -> pl.DataFrame:
        """Return the table `clv.tables.CUSTOMERS` on the day of the cut."""
        return summarise(self.orders, self.cut)

    def future(self, all_orders: pl.DataFrame, horizon: int) -> pl.DataFrame:
        """Return what each known customer did in the `horizon` days after the cut.

        Parameters
        ----------
        all_orders : polars.DataFrame
            Table `clv.tables.ORDERS` that reaches beyond the cut.
        horizon : int
            Days, counted from the day after the cut.

        Returns
        -------
        polars.DataFrame
            ``customer_id``, ``orders`` (purchase days), ``revenue``: one row for every customer
            of `customers`, in the same order, zeros for those who stayed away. Customers won
            after the cut are not in it.
        """
        return (
            self.customers.select(CUSTOMER_ID)
            .join(
                purchases(all_orders, self.cut, self.cut + timedelta(days=horizon)),
                on=CUSTOMER_ID,
                how="left",
                maintain_order="left",
            )
            .with_columns(pl.col(ORDER_COUNT, REVENUE).fill_null(0))
        )


def purchases(orders: pl.DataFrame, after: date, until: date) -> pl.DataFrame:
    """Count each customer's purchase days and money in the days after `after`, up to `until`.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``orders`` (purchase days), ``revenue``, for those who bought.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 2), datetime(2024, 1, 2, 12)]
    >>> orders = pl.DataFrame({"customer_id": "ann", "date": days, "amount": 10.0})
    >>> purchases(orders, date(2024, 1, 1), date(2024, 1, 31)).rows()
    [('ann', 1, 20.0)]
    """
    return (
        _between(orders, after, until)
        .group_by(CUSTOMER_ID)
        .agg(
            pl.col(DATE).dt.date().n_unique().cast(pl.Int64).alias(ORDER_COUNT),
            pl.col(AMOUNT).sum().alias(REVENUE),
        )
    )


def _between(table: pl.DataFrame, after: date | None, until: date) -> pl.DataFrame:
    seen = pl.col(DATE) < until + timedelta(days=1)
    if after is not None:
        seen &= pl.col(DATE) >= after + timedelta(days=1)
    return table.filter(seen)
