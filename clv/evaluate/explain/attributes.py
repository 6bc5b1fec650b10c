"""The attributes by which customers can be compared: what their orders say of them."""

from __future__ import annotations

from datetime import date

import polars as pl

from clv import tables as t
from clv.words import N_

KINDS = (t.COUNTRY, t.CHANNEL, t.CATEGORY)
TENURE = "tenure"
UNDER_3_MONTHS, TO_12_MONTHS = N_("Under 3 months"), N_("3 to 12 months")
OVER_A_YEAR = N_("More than a year")


def attributes(orders: pl.DataFrame, split: date) -> dict[str, pl.DataFrame]:
    """Say of each customer where, how and what was bought last, and since when somebody buys.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    split : datetime.date
        Last day that counts.

    Returns
    -------
    dict of str to polars.DataFrame
        Attribute -> ``customer_id`` and the group, for `clv.evaluate.explain.fairness`. Kinds with
        a single value are left out; ``"tenure"`` is always there.

    Examples
    --------
    >>> from datetime import datetime
    >>> orders = pl.DataFrame(
    ...     {
    ...         "customer_id": ["a", "b"],
    ...         "date": [datetime(2023, 1, 1), datetime(2024, 1, 5)],
    ...         "country": ["FR", "DE"],
    ...     }
    ... )
    >>> groups = attributes(orders, date(2024, 1, 31))
    >>> list(groups), groups["tenure"]["tenure"].to_list()
    (['country', 'tenure'], ['More than a year', 'Under 3 months'])
    """
    seen = orders.filter(pl.col(t.DATE).dt.date() <= split).sort(t.DATE)
    groups = {}
    for kind in KINDS:
        if kind in seen.columns and seen[kind].drop_nulls().n_unique() > 1:
            last = pl.col(kind).drop_nulls().last()
            groups[kind] = seen.group_by(t.CUSTOMER_ID, maintain_order=True).agg(last)
    return groups | {TENURE: _tenure(seen, split)}


def _tenure(seen: pl.DataFrame, split: date) -> pl.DataFrame:
    days = (pl.lit(split) - pl.col(t.DATE).min().dt.date()).dt.total_days()
    tenure = seen.group_by(t.CUSTOMER_ID, maintain_order=True).agg(days.alias("days"))
    band = (
        pl.when(pl.col("days") <= 91)
        .then(pl.lit(UNDER_3_MONTHS))
        .when(pl.col("days") <= 365)
        .then(pl.lit(TO_12_MONTHS))
        .otherwise(pl.lit(OVER_A_YEAR))
    )
    return tenure.select(t.CUSTOMER_ID, band.alias(TENURE))
