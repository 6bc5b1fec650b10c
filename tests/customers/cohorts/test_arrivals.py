"""Customers who are still to come: right where arrivals are steady, in its range where not."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from clv.customers import expected_arrivals
from clv.run import Run


def shop(days=900, a_day=4.0, growth=0.0, seed=1):
    """Simulate newcomers who each order a Poisson number of times in the 300 days after coming."""
    rng = np.random.default_rng(seed)
    start, rows = datetime(2022, 1, 1), []
    for day in range(days):
        for n in range(rng.poisson(a_day * np.exp(growth * day / 365))):
            offsets = [0, *rng.integers(1, 300, rng.poisson(1.5))]
            rows += [(f"c{day}-{n}", start + timedelta(days=day + int(o)), 20.0) for o in offsets]
    return pl.DataFrame(rows, ["customer_id", "date", "amount"], orient="row")


def came(orders, end, months):
    first = pl.col("date").min().over("customer_id").dt.date()
    until = end + timedelta(days=round(months * 365.25 / 12))
    new = orders.filter((first > end) & (pl.col("date").dt.date() <= until))
    return new["amount"].sum()


@pytest.mark.parametrize("months", [1, 3, 12])
def test_steady_arrivals_are_foreseen(months):
    orders = shop(days=1100)
    end = date(2024, 1, 1)
    seen = orders.filter(pl.col("date").dt.date() <= end)
    total = expected_arrivals(seen, end, months)["revenue"].sum()
    assert total == pytest.approx(came(orders, end, months), rel=0.12)


def test_the_range_holds_what_came():
    inside = []
    for seed, growth in [(s, g) for s in range(4) for g in (-0.4, 0.0, 0.4)]:
        orders = shop(days=1000, a_day=2.0, growth=growth, seed=seed)
        for end in (date(2023, 6, 1), date(2024, 1, 1)):
            table = expected_arrivals(orders.filter(pl.col("date").dt.date() <= end), end, 6)
            low, high = table["low"].sum(), table["high"].sum()
            inside.append(low <= came(orders, end, 6) <= high)
    assert np.mean(inside) >= 0.85


def test_on_the_demo_shop_it_is_near_what_came():
    orders = Run.of("sample_data/demo_shop.csv").cleaned.orders
    end = date(2024, 12, 31)
    table = expected_arrivals(orders.filter(pl.col("date").dt.date() <= end), end, 3)
    assert table["low"].sum() <= came(orders, end, 3) <= table["high"].sum()


def test_a_short_log_says_nothing():
    assert expected_arrivals(shop(days=120), date(2022, 5, 1), 12) is None


def test_ids_and_order_of_rows_do_not_matter():
    orders = shop(days=500)
    end = date(2023, 3, 1)
    renamed = orders.with_columns(pl.col("customer_id").str.reverse()).sample(
        fraction=1, shuffle=True, seed=5
    )
    first, second = (expected_arrivals(each, end, 6)["revenue"] for each in (orders, renamed))
    assert (first - second).abs().max() < 1e-6
