"""Are the offers any good? What people bought next, against two ways that need no model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from clv.action.offers.item_history import ITEM, purchase_days
from clv.action.offers.next_offer import By, NextOffer
from clv.errors import UnsuitableDataError
from clv.tables import CUSTOMER_ID, DATE

WAYS = ("offers", "popular", "last")


def judge_offers(
    lines: pl.DataFrame, split: date, by: By = "category", tops: Sequence[int] = (1, 3, 5)
) -> pl.DataFrame:
    """Recommend as of the split, and look whether the next purchase day holds one of the items.

    Parameters
    ----------
    lines : polars.DataFrame
        Table `clv.tables.LINES` or `ORDERS` with the column `by`.
    split : datetime.date
        Last day that may be learned from.
    by : {"category", "product"}
        What an item is.
    tops : sequence of int
        Lengths of the list.

    Returns
    -------
    polars.DataFrame
        ``way`` (offers; popular: what most purchase days hold; last: what the last purchase day
        held, the most popular of it first, then the most popular of the rest), ``top``, ``hits``
        (share of customers whose next purchase day holds one of so many items), ``customers``.

    Raises
    ------
    UnsuitableDataError
        ``too_few_customers``, where nobody bought both before and after the split.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 3, 1)]
    >>> lines = pl.DataFrame(
    ...     {"customer_id": "ann", "date": days, "amount": 5.0, "category": ["tea", "tea", "tea"]}
    ... )
    >>> judge_offers(lines, date(2024, 2, 15), tops=[1])["hits"].to_list()
    [1.0, 1.0, 1.0]
    """
    days = purchase_days(lines, by)
    past = days.filter(pl.col(DATE) <= split)
    following = _next_day(days.filter(pl.col(DATE) > split))
    bought = following.join(past, on=CUSTOMER_ID, how="semi")
    if bought.is_empty():
        raise UnsuitableDataError("too_few_customers", variant="offers", split=split)
    buyers = bought.select(CUSTOMER_ID).unique()
    longest = max(tops)
    model = NextOffer(by).fit(lines.filter(pl.col(DATE) < split + timedelta(days=1)))
    lists = {
        "offers": model.recommend(buyers[CUSTOMER_ID].to_list(), longest),
        "popular": _popular(past, buyers),
        "last": _last(past, buyers),
    }
    rows = [
        (way, top, _hits(ranked, bought, top) / buyers.height, buyers.height)
        for way, ranked in lists.items()
        for top in tops
    ]
    return pl.DataFrame(rows, schema=["way", "top", "hits", "customers"], orient="row")


def _next_day(days: pl.DataFrame) -> pl.DataFrame:
    return days.filter(pl.col(DATE) == pl.col(DATE).min().over(CUSTOMER_ID))


def _popularity(past: pl.DataFrame) -> pl.DataFrame:
    counted = past.group_by(ITEM).len().sort("len", ITEM, descending=[True, False])
    return counted.with_row_index("rank", offset=1).select(ITEM, pl.col("rank").cast(pl.Int64))


def _popular(past: pl.DataFrame, buyers: pl.DataFrame) -> pl.DataFrame:
    return buyers.join(_popularity(past).head(50), how="cross")


def _last(past: pl.DataFrame, buyers: pl.DataFrame) -> pl.DataFrame:
    """Put the items of the last purchase day before all others."""
    recent = past.filter(pl.col(DATE) == pl.col(DATE).max().over(CUSTOMER_ID))
    held = recent.join(buyers, on=CUSTOMER_ID).join(_popularity(past), on=ITEM)
    others = _popular(past, buyers).with_columns(pl.col("rank") + 1_000_000)
    return (
        pl.concat([held.select(CUSTOMER_ID, ITEM, "rank"), others])
        .group_by(CUSTOMER_ID, ITEM)
        .agg(pl.col("rank").min())
        .with_columns(pl.col("rank").rank("ordinal").over(CUSTOMER_ID).cast(pl.Int64))
    )


def _hits(ranked: pl.DataFrame, bought: pl.DataFrame, top: int) -> int:
    """Count the customers of whom one of the first `top` items came true."""
    offered = ranked.filter(pl.col("rank") <= top).select(CUSTOMER_ID, ITEM)
    return offered.join(bought, on=[CUSTOMER_ID, ITEM])[CUSTOMER_ID].n_unique()
