"""Draws that depend on what customers did, never on their ids or on the order of rows.

A log whose customers are renamed, or whose rows are shuffled, must give the same numbers. Wherever
rows are drawn or dealt into folds they are first put into an order that only their content decides.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t

Places = npt.NDArray[np.int64]
CENT = 2  # decimals of money: the order in which Polars sums may not decide who is drawn


def content_order(*columns: npt.ArrayLike) -> Places:
    """Return the places of the rows in the order of their values, the first column deciding first.

    Values are compared in single precision. Rows that are equal in all columns are alike: which of
    them comes first does not matter.

    Examples
    --------
    >>> content_order([2.0, 1.0, 1.0], [0.0, 5.0, 3.0]).tolist()
    [2, 1, 0]
    """
    keys = [np.asarray(column, dtype=np.float32) for column in columns]
    return np.lexsort(keys[::-1]).astype(np.int64)


def draw_rows(rows: int, seed: int, *columns: npt.ArrayLike) -> Places:
    """Draw at most `rows` places by lot, in random order; who is drawn the content decides.

    Examples
    --------
    >>> values = np.array([30.0, 10.0, 20.0, 40.0])
    >>> turned = values[::-1]
    >>> (values[draw_rows(2, 7, values)] == turned[draw_rows(2, 7, turned)]).all()
    np.True_
    """
    order = content_order(*columns)
    return order[np.random.default_rng(seed).permutation(len(order))[:rows]]


def draw_customers(orders: pl.DataFrame, most: int, seed: int = 7) -> pl.DataFrame | None:
    """Draw at most `most` customers of a log by lot.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    most : int
        Customers to draw.
    seed : int
        Seed of the lot.

    Returns
    -------
    polars.DataFrame or None
        ``customer_id`` of those drawn; None where the log has no more than `most`.
    """
    if orders.select(pl.col(t.CUSTOMER_ID).n_unique()).item() <= most:
        return None
    content = (
        orders.lazy()
        .group_by(t.CUSTOMER_ID)
        .agg(
            pl.col(t.DATE).min().alias("first"),
            pl.col(t.DATE).max().alias("last"),
            pl.len().alias("rows"),
            pl.col(t.AMOUNT).sum().round(CENT).alias("money"),
            pl.col(t.DATE).dt.epoch("s").sum().alias("days"),
        )
        .sort("first", "last", "rows", "money", "days")
        .collect()
    )
    taken = np.random.default_rng(seed).permutation(content.height)[:most]
    return content[np.sort(taken)].select(t.CUSTOMER_ID)
