"""The customers' summary as Parquet, merged layer by layer like the account it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from clv import tables as t
from clv.customers import summarise

_TABLE = "customers.parquet"


def write_customers(
    folder: Path, orders: pl.DataFrame, touched: pl.DataFrame, *, first: bool
) -> None:
    """Summarise the customers that a layer touches, all of them in the first one, beside it."""
    if not first:
        orders = orders.filter(pl.col(t.CUSTOMER_ID).is_in(touched[t.CUSTOMER_ID].implode()))
    summarise(orders).write_parquet(folder / _TABLE, compression="lz4")


def read_customers(folders: Sequence[Path]) -> pl.DataFrame | None:
    """Return `clv.customers.summarise` of all orders; None where a layer is not whole.

    Only T, the age at the end of the observation, is of all customers' days.
    """
    try:
        customers = pl.read_parquet(folders[0] / _TABLE)
        later = [
            (pl.read_parquet(folder / "touched.parquet"), pl.read_parquet(folder / _TABLE))
            for folder in folders[1:]
        ]
    except (OSError, pl.exceptions.PolarsError):
        return None
    if later:
        touched = pl.concat([names for names, _table in later])[t.CUSTOMER_ID].unique()
        newest = pl.concat([table for _names, table in _latest(later)]).sort(t.CUSTOMER_ID)
        others = customers.filter(~pl.col(t.CUSTOMER_ID).is_in(touched.implode()))
        customers = others.merge_sorted(newest, t.CUSTOMER_ID)
    age = (pl.col(t.LAST_ORDER).max() - pl.col(t.FIRST_ORDER)).dt.total_days()
    return customers.with_columns(age.alias(t.T))


def _latest(
    layers: Sequence[tuple[pl.DataFrame, pl.DataFrame]],
) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """Leave out of each layer those whom a later one touches."""
    kept, seen = [], pl.Series(t.CUSTOMER_ID, [], pl.String)
    for names, table in reversed(layers):
        kept.append((names, table.filter(~pl.col(t.CUSTOMER_ID).is_in(seen.implode()))))
        seen = pl.concat([seen, names[t.CUSTOMER_ID]])
    return kept
