"""Tables of customers, made here so that the models are tested without the wings before them."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

SHARED = Path(__file__).parents[3] / "shared" / "data"


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


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not part of the repository")
    return path


@pytest.fixture(scope="session")
def cdnow_days() -> pl.DataFrame:
    rows = pl.read_csv(
        shared("cdnow_sample.csv"),
        schema_overrides={"customer_id": pl.String},
        try_parse_dates=True,
    )
    return rows.select("customer_id", "date", pl.col("amount").cast(pl.Float64))


@pytest.fixture(scope="session")
def cdnow(cdnow_days) -> pl.DataFrame:
    return customers_of(cdnow_days, date(1997, 9, 30))
