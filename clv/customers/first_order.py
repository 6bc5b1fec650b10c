"""How customers came: channel, country, category and discount of the first order."""

from __future__ import annotations

import polars as pl

from clv.tables import CATEGORY, CHANNEL, COUNTRY, CUSTOMER_ID, DATE, DISCOUNT

_KINDS = (CHANNEL, COUNTRY, CATEGORY)
WITH_DISCOUNT, WITHOUT_DISCOUNT = "with discount", "without discount"


def first_order_covariates(orders: pl.DataFrame) -> pl.DataFrame:
    """Return what the first order of each customer tells of how they came.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, and of ``channel``, ``country``, ``category`` and ``discount`` those that
        the orders hold, as text.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 2, 9)]
    >>> log = {"customer_id": "a", "date": days, "amount": 9.0, "channel": ["web", "ads"]}
    >>> first_order_covariates(pl.DataFrame(log)).rows()
    [('a', 'web')]
    """
    names = [name for name in _KINDS if name in orders.columns]
    columns = [pl.col(name).cast(pl.String).sort_by(DATE).first() for name in names]
    if DISCOUNT in orders.columns:
        given = pl.col(DISCOUNT).sort_by(DATE).first().fill_null(0.0).abs() > 0
        named = pl.when(given).then(pl.lit(WITH_DISCOUNT)).otherwise(pl.lit(WITHOUT_DISCOUNT))
        columns.append(named.alias(DISCOUNT))
    return orders.group_by(CUSTOMER_ID).agg(columns).sort(CUSTOMER_ID)
