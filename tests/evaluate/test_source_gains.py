"""What a source adds: something where it tells something, nothing where it is noise, no leak."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from clv.evaluate import backtest, source_gains
from clv.intake import load
from clv.intake.sources.read import read_source
from clv.options import Settings

SETTINGS = Settings(horizon=180)
START = datetime(2022, 1, 1)


@pytest.fixture(scope="module")
def rates():
    return np.random.default_rng(1).gamma(0.8, 1 / 60, 900)


@pytest.fixture(scope="module")
def orders(rates):
    rng, rows = np.random.default_rng(2), []
    for number, rate in enumerate(rates):
        day = float(rng.uniform(0, 300))
        while day < 720:
            rows.append((f"c{number:03}", START + timedelta(days=day), float(rng.gamma(4, 5))))
            day += rng.exponential(1 / rate) + 0.01
    schema = {"customer_id": pl.String, "date": pl.Datetime("us"), "amount": pl.Float64}
    return pl.DataFrame(rows, schema, orient="row").sort("date")


@pytest.fixture(scope="module")
def tested(orders):
    return backtest(orders, None, ["mbg_nbd", "lightgbm"], SETTINGS)


def source(text, name, orders):
    raw = load(text.encode(), f"{name}.csv", beside_others=True)
    return read_source(raw, name, orders.select("customer_id").unique())


def test_what_tells_adds_and_noise_adds_nothing(orders, tested, rates):
    rng = np.random.default_rng(3)
    told = "customer,appetite\n" + "".join(f"c{n:03},{rate:.5f}\n" for n, rate in enumerate(rates))
    noise = "customer,luck,sign\n" + "".join(
        f"c{n:03},{rng.normal():.3f},{rng.choice(['lion', 'fish', 'twins'])}\n" for n in range(900)
    )
    sources = [source(told, "appetite", orders), source(noise, "noise", orders)]
    gains = source_gains(orders, None, tested, sources)
    adds = dict(gains.select("source", "adds").rows())
    assert adds["appetite"] == "yes"
    assert adds["noise"] != "yes"
    assert (gains["gini_gain_low"] <= gains["gini_gain_high"]).all()
    assert gains.filter(source="appetite")["gini_gain"].item() > 0.02


def test_a_test_sees_no_record_of_later_days(orders, tested):
    rng = np.random.default_rng(4)
    days = [START + timedelta(days=int(day)) for day in rng.integers(0, 720, 4_000)]
    text = "customer,event,time\n" + "".join(
        f"c{who:03},{what},{day:%Y-%m-%d}\n"
        for who, what, day in zip(
            rng.integers(0, 900, 4_000), rng.choice(["view", "cart"], 4_000), days, strict=True
        )
    )
    visits = source(text, "web", orders)
    later = pl.col("date").dt.date() > tested.split
    betrayed = visits.table.with_columns(
        pl.when(later).then(pl.lit("bought")).otherwise("what").alias("what"),
        pl.when(later).then(pl.lit("c001")).otherwise("customer_id").alias("customer_id"),
    )
    for table in (visits.table.filter(~later), betrayed):
        ours, theirs = (
            backtest(orders, None, ["lightgbm"], SETTINGS, sources=[each]).outlooks["lightgbm"]
            for each in (visits, replace(visits, table=table))
        )
        assert_frame_equal(ours, theirs)


def test_without_a_source_nothing_is_added(orders, tested):
    assert source_gains(orders, None, tested, []).is_empty()
