"""Who bought what on which day, as numbers and sparse matrices: what offers are learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.errors import InputError, UnsuitableDataError
from clv.tables import AMOUNT, CUSTOMER_ID, DATE, PRODUCT, PRODUCT_NAME

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]

ITEM = "item"
_PRIOR_PAIRS = 20.0  # pairs of days that the popularity of an item counts for


@dataclass(frozen=True, slots=True)
class PurchaseLog:
    """Purchase days and items as numbers.

    Parameters
    ----------
    customers, items : polars.Series
        Ids of the customers, sorted, and names of the items, the commonest first.
    held : scipy.sparse.csr_matrix, shape (days, items)
        1 where a purchase day holds an item, in the order of customer and day.
    owner : array of int, shape (days,)
        Number of the customer of each purchase day.
    counts : scipy.sparse.csr_matrix, shape (customers, items)
        Purchase days with the item.
    bought : polars.DataFrame
        ``customer`` and ``number`` (of the item), ``times``, ``first``, ``last``.
    """

    customers: pl.Series
    items: pl.Series
    held: csr_matrix
    owner: NDArray[np.int64]
    counts: csr_matrix
    bought: pl.DataFrame


def purchase_days(lines: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return one row a customer, day and item bought on it; returns and blanks are left out.

    Raises
    ------
    InputError
        ``missing_columns``, where the log has no column `by`.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1, 9), datetime(2024, 1, 1, 12)]
    >>> lines = pl.DataFrame(
    ...     {"customer_id": "ann", "date": days, "amount": [5.0, 2.0], "category": "tea"}
    ... )
    >>> purchase_days(lines, "category").rows()
    [('ann', datetime.date(2024, 1, 1), 'tea')]
    """
    if by not in lines.columns:
        raise InputError("missing_columns", variant="offers", column=by)
    return (
        lines.lazy()
        .filter(pl.col(AMOUNT) > 0, pl.col(by).is_not_null())
        .select(CUSTOMER_ID, pl.col(DATE).dt.date(), pl.col(by).alias(ITEM))
        .unique()
        .collect(engine="streaming")
    )


def numbered(lines: pl.DataFrame, by: str, most: int) -> PurchaseLog:
    """Give numbers to customers, purchase days and the `most` commonest items.

    Raises
    ------
    InputError
        ``missing_columns``, where the log has no column `by`.
    UnsuitableDataError
        ``no_line_items``, where no line names an item.
    """
    from scipy.sparse import csr_matrix

    days = purchase_days(lines, by)
    common = days.group_by(ITEM).len().sort("len", ITEM, descending=[True, False]).head(most)
    items = common.select(ITEM).with_row_index("number")
    kept = days.join(items, on=ITEM).sort(CUSTOMER_ID, DATE)
    if kept.is_empty():
        raise UnsuitableDataError("no_line_items")
    kept = kept.with_columns(
        pl.col(CUSTOMER_ID).rle_id().cast(pl.Int64).alias("customer"),
        pl.struct(CUSTOMER_ID, DATE).rle_id().cast(pl.Int64).alias("day"),
        pl.col("number").cast(pl.Int64),
    )
    days_of = kept.group_by("day", maintain_order=True).agg(pl.col("customer").first())
    owner = days_of["customer"].to_numpy()
    cells = (np.ones(kept.height), (kept["day"].to_numpy(), kept["number"].to_numpy()))
    bought = kept.group_by("customer", "number").agg(
        pl.len().cast(pl.Int64).alias("times"),
        pl.col(DATE).min().alias("first"),
        pl.col(DATE).max().alias("last"),
    )
    held = csr_matrix(cells, shape=(len(owner), items.height))
    customers = kept[CUSTOMER_ID].unique(maintain_order=True)
    return PurchaseLog(customers, items[ITEM], held, owner, _per_customer(held, owner), bought)


def follows(held: csr_matrix, owner: NDArray[np.int64], share: Floats) -> Floats:
    """Return how often an item (row) is followed by another (column) on the next purchase day.

    Parameters
    ----------
    held : scipy.sparse.csr_matrix, shape (days, items)
        1 where a purchase day holds an item, in the order of customer and day.
    owner : array of int, shape (days,)
        The customer of each purchase day.
    share : array of float, shape (items,)
        Share of all purchase days that hold the item; few pairs are drawn towards it.
    """
    same = owner[1:] == owner[:-1]
    before, after = held[:-1][same], held[1:][same]
    times = np.asarray(before.sum(axis=0)).ravel()[:, None]
    pairs = (before.T @ after).toarray()
    return np.asarray((pairs + _PRIOR_PAIRS * share) / (times + _PRIOR_PAIRS))


def _per_customer(held: csr_matrix, owner: NDArray[np.int64]) -> csr_matrix:
    """Sum purchase days by customer."""
    from scipy.sparse import csr_matrix

    belongs = csr_matrix((np.ones(len(owner)), (owner, np.arange(len(owner)))))
    return belongs @ held


def with_names(lines: pl.DataFrame) -> pl.DataFrame:
    """Call products by name where the lines know one: nobody offers 85123A.

    Of several names the commonest counts; products that share one keep their code beside it.

    Parameters
    ----------
    lines : polars.DataFrame
        Table `clv.tables.LINES`.

    Examples
    --------
    >>> lines = pl.DataFrame({"product": ["a1", "a1", "b2"], "product_name": ["Mug", "Mug", None]})
    >>> with_names(lines)["product"].to_list()
    ['Mug', 'Mug', 'b2']
    """
    if not {PRODUCT, PRODUCT_NAME} <= set(lines.columns):
        return lines
    names = (
        lines.drop_nulls([PRODUCT, PRODUCT_NAME])
        .group_by(PRODUCT, PRODUCT_NAME)
        .len()
        .sort("len", PRODUCT_NAME, descending=[True, False])
        .unique(PRODUCT, keep="first", maintain_order=True)
        .with_columns(pl.len().over(PRODUCT_NAME).alias("sharing"))
    )
    code = pl.format("{} ({})", PRODUCT_NAME, PRODUCT)
    label = pl.when(pl.col("sharing") > 1).then(code).otherwise(PRODUCT_NAME)
    labels = names.select(PRODUCT, label.alias("label"))
    named = lines.join(labels, on=PRODUCT, how="left", maintain_order="left")
    return named.with_columns(pl.coalesce("label", PRODUCT).alias(PRODUCT)).drop("label")
