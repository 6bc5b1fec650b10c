"""Orders into customers in the plainest way, so that the models are tested on their own."""

from datetime import date

import polars as pl


def customers_of(days: pl.DataFrame, end: date) -> pl.DataFrame:
    """Summarise rows of customer_id, date and amount, in the plainest way."""
    per_day = (
        days.filter(pl.col("date") <= end)
        .group_by("customer_id", "date")
        .agg(pl.col("amount").sum(), orders=pl.len().cast(pl.Int64))
    )
    repeats = pl.len().cast(pl.Int64) - 1
    return (
        per_day.sort("date")
        .group_by("customer_id")
        .agg(
            frequency=repeats,
            recency=(pl.col("date").max() - pl.col("date").min()).dt.total_days(),
            T=(pl.lit(end) - pl.col("date").min()).dt.total_days(),
            monetary_value=pl.col("amount").slice(1).mean().fill_null(0.0),
            first_order=pl.col("date").min(),
            last_order=pl.col("date").max(),
            orders=pl.col("orders").sum(),
            revenue=pl.col("amount").sum(),
        )
        .sort("customer_id")
    )
