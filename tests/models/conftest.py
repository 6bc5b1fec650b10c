"""Tables of customers of known data sets."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.models.frames import customers_of

SHARED = Path(__file__).parents[3] / "shared" / "data"


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
