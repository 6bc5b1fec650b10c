"""From orders to customers: the one pass that touches every transaction.

Two group-bys, first by customer and day, then by customer, in one lazy expression that Polars
streams. Purchases of one customer on one day are one purchase occasion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import polars as pl

from clv.tables import (
    AMOUNT,
    CUSTOMER_ID,
    CUSTOMERS,
    DATE,
    FIRST_ORDER,
    FREQUENCY,
    LAST_ORDER,
    LOG_GAPS,
    MONETARY_VALUE,
    ORDER_COUNT,
    ORDERS,
    RECENCY,
    REVENUE,
    T,
)

# Threads add in any order, and sums differ in their last bits: rounded, every run is the same run.
_DECIMALS = 8
_DAY, _DAYS, _FIRST_SPEND = "day", "days", "first_spend"
_PURCHASES, _SQUARES = "purchases", "squares"


def summarise(orders: pl.DataFrame | pl.LazyFrame, end: date | None = None) -> pl.DataFrame:
    """Summarise every customer's orders as *(frequency, recency, T, monetary value)*.

    With purchase days ``d_0 < d_1 < … < d_x`` of one customer and the spends ``m_0 … m_x`` on
    them: frequency is ``x``, recency ``d_x - d_0``, T ``end - d_0``, and the monetary value the
    mean of ``m_1 … m_x``, the first day left out, or 0 where nobody came back.

    Parameters
    ----------
    orders : polars DataFrame or LazyFrame
        Table `clv.tables.ORDERS`; further columns are never read.
    end : datetime.date, optional
        Last day of the observation, itself included; later orders are left out. By default the
        day of the last order.

    Returns
    -------
    polars.DataFrame
        Table `clv.tables.CUSTOMERS`, sorted by customer id. Days, and the currency of the orders.

    Raises
    ------
    InputError
        ``missing_columns`` or ``unsupported_types``, when `orders` is no table of orders.

    References
    ----------
    Fader, Hardie & Lee (2005), "RFM and CLV", *Journal of Marketing Research* 42, section 2; the
    same figures as ``lifetimes.utils.summary_data_from_transaction_data``.

    Examples
    --------
    >>> from datetime import datetime
    >>> orders = pl.DataFrame(
    ...     {
    ...         "customer_id": ["ann", "ann", "bob"],
    ...         "date": [datetime(2024, 1, 1), datetime(2024, 1, 11), datetime(2024, 1, 5)],
    ...         "amount": [10.0, 30.0, 20.0],
    ...     }
    ... )
    >>> summarise(orders, date(2024, 1, 31)).select("frequency", "recency", "T").rows()
    [(1, 10, 30), (0, 0, 26)]
    """
    ORDERS.check(orders)
    until = orders.lazy() if end is None else _until(orders.lazy(), end)
    last_day = pl.col(LAST_ORDER).max() if end is None else pl.lit(end)
    return _per_customer(_per_day(until), last_day).collect(engine="streaming")


def summarise_at(
    orders: pl.DataFrame | pl.LazyFrame, ends: Sequence[date]
) -> Iterator[pl.DataFrame]:
    """Summarise the customers as they were seen on each of several days.

    The orders are gone through once, and the ids numbered, so that many days cost little more
    than one.

    Parameters
    ----------
    orders : polars DataFrame or LazyFrame
        Table `clv.tables.ORDERS`.
    ends : sequence of datetime.date
        Last days of observation, in any order.

    Yields
    ------
    polars.DataFrame
        What `summarise` returns for that day.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 2, 9)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b"], "date": days, "amount": 9.0})
    >>> [table.height for table in summarise_at(orders, [date(2024, 1, 31), date(2024, 2, 29)])]
    [1, 2]
    """
    ORDERS.check(orders)
    days = _per_day(orders.lazy()).collect(engine="streaming")
    names = days.select(pl.col(CUSTOMER_ID).unique().sort())
    numbered = names.with_row_index("number")
    days = days.join(numbered, on=CUSTOMER_ID).with_columns(pl.col("number").alias(CUSTOMER_ID))
    for end in ends:
        seen = days.lazy().filter(pl.col(_DAY) <= end)
        table = _per_customer(seen, pl.lit(end)).collect(engine="streaming")
        yield table.with_columns(names[CUSTOMER_ID].gather(table[CUSTOMER_ID]))


def purchase_days(orders: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """Count purchase days by cohort: what all who first bought on one day did on each later day.

    From this small table follow newcomers, repeat purchases and revenue of all customers known
    on any past day.

    Parameters
    ----------
    orders : polars DataFrame or LazyFrame
        Table `clv.tables.ORDERS`.

    Returns
    -------
    polars.DataFrame
        ``first_order``, ``date``, ``purchases`` (customers who bought), ``revenue``, ``squares``
        (of what each of them spent that day); sorted.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 2, 9), datetime(2024, 2, 9)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "a", "b"], "date": days, "amount": 9.0})
    >>> purchase_days(orders)["purchases"].to_list()
    [1, 1, 1]
    """
    first = pl.col(_DAY).min().over(CUSTOMER_ID).alias(FIRST_ORDER)
    return (
        _per_day(orders.lazy())
        .with_columns(first)
        .group_by(FIRST_ORDER, pl.col(_DAY).alias(DATE))
        .agg(
            pl.len().cast(pl.Int64).alias(_PURCHASES),
            pl.col(AMOUNT).sum().round(_DECIMALS).alias(REVENUE),
            (pl.col(AMOUNT) ** 2).sum().alias(_SQUARES),
        )
        .sort(FIRST_ORDER, DATE)
        .collect(engine="streaming")
    )


def with_log_gaps(customers: pl.DataFrame, orders: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """Add what tells how regularly each customer buys: the sum of the logs of their gaps.

    Parameters
    ----------
    customers : polars.DataFrame
        From `summarise` of the same orders.
    orders : polars DataFrame or LazyFrame
        Table `clv.tables.ORDERS`.

    Returns
    -------
    polars.DataFrame
        `customers` with the column `clv.tables.LOG_GAPS`; 0 where there is no gap.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 2), datetime(2024, 1, 12)]
    >>> orders = pl.DataFrame({"customer_id": "a", "date": days, "amount": 9.0})
    >>> with_log_gaps(summarise(orders), orders)["log_gaps"].round(4).to_list()
    [2.3026]
    """
    if customers.is_empty() or LOG_GAPS in customers.columns:
        return customers
    end = customers.select((pl.col(FIRST_ORDER) + pl.duration(days=pl.col(T))).max()).item()
    numbers = customers.select(CUSTOMER_ID).with_row_index("number")
    days = (
        _until(orders.lazy(), end)
        .select(CUSTOMER_ID, pl.col(DATE).dt.date().alias(_DAY))
        .join(numbers.lazy(), on=CUSTOMER_ID)
        .select("number", _DAY)
        .unique()
        .sort("number", _DAY)
    )
    gap = pl.when(pl.col("number") == pl.col("number").shift()).then(pl.col(_DAY).diff())
    sums = (
        days.with_columns(gap.dt.total_days().log().alias(LOG_GAPS))
        .group_by("number")
        .agg(pl.col(LOG_GAPS).sum().round(_DECIMALS))
        .sort("number")
        .collect()
    )
    return customers.with_columns(sums[LOG_GAPS])


def _until(orders: pl.LazyFrame, end: date) -> pl.LazyFrame:
    return orders.filter(pl.col(DATE) < end + timedelta(days=1))


def _per_day(orders: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row a purchase occasion: customer, day, money, orders."""
    return (
        orders.select(CUSTOMER_ID, pl.col(DATE).dt.date().alias(_DAY), AMOUNT)
        .group_by(CUSTOMER_ID, _DAY)
        .agg(pl.col(AMOUNT).sum(), pl.len().cast(pl.Int64).alias(ORDER_COUNT))
    )


def _per_customer(days: pl.LazyFrame, end: pl.Expr) -> pl.LazyFrame:
    """Return one row a customer: the table `CUSTOMERS`."""
    frequency = pl.col(_DAYS) - 1
    repeat_spend = pl.col(REVENUE) - pl.col(_FIRST_SPEND)
    return (
        days.group_by(CUSTOMER_ID)
        .agg(
            pl.col(_DAY).min().alias(FIRST_ORDER),
            pl.col(_DAY).max().alias(LAST_ORDER),
            pl.len().cast(pl.Int64).alias(_DAYS),
            pl.col(ORDER_COUNT).sum(),
            pl.col(AMOUNT).sum().round(_DECIMALS).alias(REVENUE),
            pl.col(AMOUNT).min_by(_DAY).round(_DECIMALS).alias(_FIRST_SPEND),
        )
        .with_columns(
            frequency.alias(FREQUENCY),
            (pl.col(LAST_ORDER) - pl.col(FIRST_ORDER)).dt.total_days().alias(RECENCY),
            (end - pl.col(FIRST_ORDER)).dt.total_days().alias(T),
            pl.when(frequency > 0)
            .then(repeat_spend / frequency)
            .otherwise(0.0)
            .alias(MONETARY_VALUE),
        )
        .select(CUSTOMERS.names)
        .sort(CUSTOMER_ID)
    )
