from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from clv.customers import History
from clv.learning import TrainingData

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def cdnow() -> pl.DataFrame:
    return pl.read_csv(ROOT / "sample_data" / "cdnow_sample.csv", infer_schema=False).select(
        "customer_id",
        pl.col("date").str.to_datetime("%Y-%m-%d", time_unit="us"),
        pl.col("amount").cast(pl.Float64),
    )


@pytest.fixture(scope="session")
def shop() -> pl.DataFrame:
    """Two years of a made-up shop: heavy and light buyers, channels, countries, discounts."""
    rng = np.random.default_rng(5)
    start, rows = datetime(2022, 1, 1), []
    for number in range(500):
        rate, day = rng.gamma(1.5, 1 / 60), float(rng.integers(0, 500))
        mean, alive = rng.lognormal(3, 0.6), rng.exponential(500)
        channel, country = (
            rng.choice(["ads", "mail", "shop"]),
            rng.choice(["DE", "FR"], p=[0.8, 0.2]),
        )
        first = day
        while day < min(730, first + alive):
            amount = mean * rng.gamma(4, 0.25)
            category = rng.choice(["tea", "cups", "books"])
            moment = start + timedelta(days=day)
            rows.append((f"c{number:03}", moment, amount, category, channel, country, amount / 20))
            day += rng.exponential(1 / rate) + 0.01
    names = ["customer_id", "date", "amount", "category", "channel", "country", "discount"]
    schema = dict.fromkeys(names, pl.String) | {
        "date": pl.Datetime("us"),
        "amount": pl.Float64,
        "discount": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").sort("date")


@pytest.fixture(scope="session")
def lines(shop) -> pl.DataFrame:
    """Products for every order of the shop: sixty names of three kinds."""
    rng = np.random.default_rng(6)
    kinds = {"tea": "green tea tin", "cups": "painted cup", "books": "picture book"}
    names = [f"{kinds[kind]} {word}" for kind in kinds for word in ["red", "blue", "old", "new"]]
    names = [f"{name} no {number}" for name in names for number in range(5)]
    return shop.select("customer_id", "date", "amount").with_columns(
        pl.Series("product", rng.choice(names, shop.height))
    )


@pytest.fixture(scope="session")
def data(cdnow) -> TrainingData:
    return TrainingData(History(cdnow, date(1997, 9, 30)), 273)


@pytest.fixture(scope="session")
def shop_past(shop) -> TrainingData:
    return TrainingData(History(shop, date(2023, 6, 30)), 120)
