from datetime import date
from pathlib import Path

import polars as pl
import pytest

from clv.customers import summarise

SAMPLES = Path(__file__).parents[2] / "sample_data"


def orders_of(rows):
    """Table ORDERS from (customer, day or moment, amount) rows."""
    return pl.DataFrame(
        rows, schema=["customer_id", "date", "amount"], orient="row", strict=False
    ).cast({"customer_id": pl.String, "date": pl.Datetime("us"), "amount": pl.Float64})


@pytest.fixture(scope="session")
def cdnow():
    return pl.read_csv(
        SAMPLES / "cdnow_sample.csv", schema_overrides={"customer_id": pl.String}
    ).select("customer_id", pl.col("date").str.to_datetime("%Y-%m-%d", time_unit="us"), "amount")


@pytest.fixture(scope="session")
def journey():
    """Lines of the basket sample: one a basket and aisle."""
    return pl.read_parquet(SAMPLES / "complete_journey.parquet").select(
        "customer_id",
        pl.col("date").cast(pl.Datetime("us")),
        pl.col("amount").cast(pl.Float64),
        pl.col("order_id").cast(pl.String),
        "category",
    )


@pytest.fixture(scope="session")
def baskets(journey):
    """Orders of the basket sample, each with its main category."""
    return (
        journey.sort("amount", descending=True)
        .group_by("customer_id", "order_id")
        .agg(pl.col("date").min(), pl.col("amount").sum(), pl.col("category").first())
        .sort("customer_id", "order_id")
    )


@pytest.fixture(scope="session")
def cut():
    return date(1997, 9, 30)


@pytest.fixture(scope="session")
def customers(cdnow):
    return summarise(cdnow)
