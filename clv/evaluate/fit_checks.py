"""What a purchase model says of the data it was fitted on, and of the days after: side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clv import tables as t

if TYPE_CHECKING:
    from clv.models import PurchaseModel

MOST = 7  # repeat orders told apart; more are one group
_AGES = 40  # ages at which counts are worked out; between them they are interpolated


def counts(customers: pl.DataFrame, model: PurchaseModel) -> pl.DataFrame:
    """Count customers by repeat purchase days, and what the model expects of them.

    A customer known for ``T`` days is expected in group ``n`` with ``P(X(T) = n)`` (Fader, Hardie
    & Lee 2005, equation 8; for other models its like).

    Parameters
    ----------
    customers : polars.DataFrame
        `tables.CUSTOMERS`.
    model : PurchaseModel
        A fitted model.

    Returns
    -------
    polars.DataFrame
        ``orders`` (0 … `MOST`, the last and more), ``actual``, ``expected`` (customers).
    """
    tenure = customers[t.T].to_numpy()
    ages = np.unique(np.quantile(tenure, np.linspace(0, 1, _AGES)).astype(np.int64))
    chances = np.stack([model.probability_of_orders(MOST - 1, float(age)) for age in ages])
    expected = np.array([np.interp(tenure, ages, chance).sum() for chance in chances.T])
    seen = np.bincount(np.minimum(customers[t.FREQUENCY].to_numpy(), MOST), minlength=MOST + 1)
    return pl.DataFrame(
        {
            "orders": range(MOST + 1),
            "actual": seen.astype(np.float64),
            "expected": [*expected, max(0.0, len(tenure) - expected.sum())],
        }
    )


def conditional(before: pl.DataFrame, came: pl.DataFrame, expected: pl.Series) -> pl.DataFrame:
    """Compare later purchase days with those expected, by repeat purchase days before.

    Parameters
    ----------
    before : polars.DataFrame
        `tables.CUSTOMERS` on the day of the split.
    came : polars.DataFrame
        ``customer_id``, ``orders`` in the days after it, zeros included.
    expected : polars.Series
        What the model expected of each row of `before`.

    Returns
    -------
    polars.DataFrame
        ``orders`` (repeat purchase days before, `MOST` and more in one), ``actual``, ``expected``
        (mean a customer), ``customers``.
    """
    return (
        before.select(t.CUSTOMER_ID, pl.col(t.FREQUENCY).clip(upper_bound=MOST).alias("before"))
        .with_columns(expected.alias("expected"))
        .join(came.select(t.CUSTOMER_ID, pl.col(t.ORDER_COUNT).alias("came")), on=t.CUSTOMER_ID)
        .group_by(pl.col("before").alias("orders"))
        .agg(
            pl.col("came").mean().alias("actual"),
            pl.col("expected").mean(),
            pl.len().cast(pl.Int64).alias("customers"),
        )
        .sort("orders")
    )


def each_period(tracked: pl.DataFrame) -> pl.DataFrame:
    """Turn the cumulative table of `tracking` into what came, and was expected, in each period.

    Examples
    --------
    >>> tracked = pl.DataFrame({"day": [1, 8], "actual": [2.0, 5.0], "expected": [1.0, 4.0]})
    >>> each_period(tracked).rows()
    [(8, 3.0, 3.0)]
    """
    return tracked.with_columns(pl.col("actual", "expected").diff()).drop_nulls()
