from datetime import date
from pathlib import Path

import polars as pl
import pytest

from clv.customers import summarise
from clv.models import PURCHASE_MODELS, SPEND_MODELS, forecast
from clv.options import Settings

SAMPLES = Path(__file__).parents[2] / "sample_data"
END = date(1998, 3, 31)
SETTINGS = Settings(margin=0.4, horizon=365)


@pytest.fixture(scope="session")
def cdnow():
    """CDNOW to the end of March 1998, each customer won through one of three channels."""
    channels = ["search", "mail", "friends"]
    number = pl.col("customer_id").cast(pl.Int64)
    return (
        pl.read_csv(SAMPLES / "cdnow_sample.csv", schema_overrides={"customer_id": pl.String})
        .select(
            "customer_id",
            pl.col("date").str.to_datetime("%Y-%m-%d", time_unit="us"),
            "amount",
            (number % 3).replace_strict(dict(enumerate(channels))).alias("channel"),
        )
        .filter(pl.col("date").dt.date() <= END)
    )


@pytest.fixture(scope="session")
def customers(cdnow):
    return summarise(cdnow, END)


@pytest.fixture(scope="session")
def predictions(customers):
    purchase = PURCHASE_MODELS["mbg_nbd"]().fit(customers)
    spend = SPEND_MODELS["gamma_gamma"]().fit(customers)
    return forecast(customers, purchase, spend, SETTINGS, END).predictions


@pytest.fixture(scope="session")
def journey():
    """Lines of the basket sample."""
    return pl.read_parquet(SAMPLES / "complete_journey.parquet").select(
        "customer_id",
        pl.col("date").cast(pl.Datetime("us")),
        pl.col("amount").cast(pl.Float64),
        "category",
    )
