from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine")
    return path


def read_cdnow(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False).select(
        "customer_id",
        pl.col("date").str.to_datetime("%Y-%m-%d", time_unit="us"),
        pl.col("amount").cast(pl.Float64),
    )


@pytest.fixture(scope="session")
def cdnow() -> pl.DataFrame:
    return read_cdnow(ROOT / "sample_data" / "cdnow_sample.csv")


@pytest.fixture(scope="session")
def cdnow_master() -> pl.DataFrame:
    return read_cdnow(shared("cdnow_master.csv.gz"))


@pytest.fixture(scope="session")
def uci() -> pl.DataFrame:
    """Invoices and cancellations netted by customer and day; days not above zero are dropped."""
    lines = pl.read_csv(shared("uci_online_retail_lines.csv.gz"), infer_schema=False)
    return (
        lines.filter(pl.col("CustomerID").str.len_chars() > 0)
        .select(
            pl.col("CustomerID").alias("customer_id"),
            pl.col("InvoiceDate")
            .str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us")
            .dt.truncate("1d")
            .alias("date"),
            (pl.col("Quantity").cast(pl.Float64) * pl.col("UnitPrice").cast(pl.Float64)).alias(
                "amount"
            ),
        )
        .group_by("customer_id", "date")
        .agg(pl.col("amount").sum())
        .filter(pl.col("amount") > 0)
        .sort("customer_id", "date")
    )


@pytest.fixture(scope="session")
def no_signal() -> pl.DataFrame:
    """Every order thrown to a customer by lot: nothing about anybody foretells anything."""
    rng = np.random.default_rng(3)
    size, start = 6_000, datetime(2023, 1, 1)
    return pl.DataFrame(
        {
            "customer_id": [f"c{number}" for number in rng.integers(0, 1_500, size)],
            "date": [start + timedelta(days=int(day)) for day in rng.integers(0, 500, size)],
            "amount": rng.lognormal(3.0, 0.5, size),
        }
    ).sort("date")
