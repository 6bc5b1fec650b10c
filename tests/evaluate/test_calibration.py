"""Rolling totals: only the past is looked at, and today's total is moved by what they tell."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from clv.customers import summarise
from clv.evaluate import estimate_calendar, past_totals, rolling_totals
from clv.evaluate.calibration import (
    MOST_CUSTOMERS,
    MOST_SPLITS,
    fit_pair,
    luck_of,
    representative,
    splits_inside,
)
from clv.models import forecast
from clv.options import Settings
from clv.run import Run

PAIR = ("mbg_nbd", "gamma_gamma_all")
END = date(2024, 12, 31)
DAYS = (
    date(2023, 12, 31),
    date(2024, 3, 31),
    date(2024, 6, 30),
    date(2024, 9, 30),
    date(2024, 12, 31),
    date(2025, 3, 31),
)


@pytest.fixture(scope="module")
def orders():
    sample = Path(__file__).parents[2] / "sample_data" / "demo_shop.csv"
    return Run.of(sample).cleaned.orders


@pytest.mark.parametrize("span", [0, 20, 41, 42, 60, 200, 500, 1200, 4000])
@pytest.mark.parametrize("horizon", [30, 90, 365])
def test_splits_lie_inside_the_log(span, horizon):
    first = date(2010, 3, 1)
    end = first + timedelta(days=span)
    splits = splits_inside(first, end, horizon)
    assert len(splits) <= MOST_SPLITS
    assert bool(splits) == (span >= 42)
    for split in splits:
        assert first < split.day < end
        assert split.day + timedelta(days=split.horizon) <= end
        assert split.horizon <= min(horizon, (split.day - first).days)
    assert list(splits) == sorted(splits)


def test_nothing_later_is_looked_at(orders):
    until = orders.filter(pl.col("date").dt.date() <= END)
    assert_frame_equal(rolling_totals(orders, END, 90), rolling_totals(until, END, 90))
    indices = [estimate_calendar(each, END, Settings()).index for each in (orders, until)]
    assert indices[0] == pytest.approx(indices[1])


def test_names_and_order_of_rows_decide_nothing(orders):
    new = pl.col("customer_id").hash(3).cast(pl.String)
    other = orders.with_columns(new).sample(fraction=1, shuffle=True, seed=1)
    first, second = (rolling_totals(each, END, 90) for each in (orders, other))
    assert first["revenue"].to_list() == pytest.approx(second["revenue"].to_list(), rel=1e-6)
    assert first["came_revenue"].to_list() == pytest.approx(second["came_revenue"].to_list())


def test_a_part_stands_for_all_whatever_their_names(orders, monkeypatch):
    monkeypatch.setattr("clv.evaluate.calibration.MOST_CUSTOMERS", 1000)
    assert MOST_CUSTOMERS > 1000
    new = pl.col("customer_id").str.reverse() + "z"
    part, other = representative(orders), representative(orders.with_columns(new))
    assert part["customer_id"].n_unique() <= 1000
    assert part["amount"].sum() == pytest.approx(other["amount"].sum())
    share = part["customer_id"].n_unique() / orders["customer_id"].n_unique()
    assert part["amount"].sum() == pytest.approx(share * orders["amount"].sum(), rel=0.02)


def test_equal_spends_vary_as_their_number_does():
    days = pl.DataFrame({"purchases": [3, 1], "revenue": [30.0, 10.0], "squares": [300.0, 100.0]})
    assert luck_of(days) == pytest.approx(1)


def test_everything_adds_up_to_the_moved_total(orders):
    settings = Settings(horizon=90)
    calendar = estimate_calendar(orders, END, settings)
    customers = summarise(orders, END)
    models = fit_pair(customers, PAIR, calendar)
    past = past_totals(rolling_totals(orders, END, 90, PAIR, calendar), calendar)
    plain, moved = (forecast(customers, *models, settings, END, each) for each in (None, past))
    times = moved.revenue_error.factor
    assert times != 1
    assert moved.total.value == pytest.approx(times * plain.total.value)
    assert moved.predictions["clv"].sum() == pytest.approx(moved.total.value)
    assert moved.by_month["value"].sum() == pytest.approx(moved.total.value)
    assert moved.by_month["revenue"].sum() == pytest.approx(moved.revenue.value)
    spent = moved.predictions["expected_purchases"] * moved.predictions["expected_spend"]
    assert spent.sum() == pytest.approx(moved.revenue.value)
    assert (moved.predictions["p_buy"] <= moved.predictions["expected_purchases"] + 1e-9).all()


def test_ranges_hold_the_models_being_wrong(orders):
    settings = Settings(horizon=90)
    customers = summarise(orders, END)
    models = fit_pair(customers, PAIR)
    past = past_totals(rolling_totals(orders, END, 90, PAIR))
    plain, honest = (forecast(customers, *models, settings, END, each) for each in (None, past))
    widths = [(each.total.high - each.total.low) / each.total.value for each in (plain, honest)]
    assert widths[1] > 1.2 * widths[0]


def test_most_totals_of_the_demo_shop_hold(orders):
    held = [holds(orders, end) for end in DAYS]
    assert sum(held) >= len(DAYS) - 1


def holds(orders, end):
    settings = Settings(horizon=90, discount=0.0)
    calendar = estimate_calendar(orders, end, settings)
    customers = summarise(orders, end)
    models = fit_pair(customers, PAIR, calendar)
    past = past_totals(rolling_totals(orders, end, 90, PAIR, calendar), calendar)
    total = forecast(customers, *models, settings, end, past).revenue
    after = orders.filter(
        pl.col("customer_id").is_in(customers["customer_id"].implode()),
        pl.col("date").dt.date() > end,
        pl.col("date").dt.date() <= end + timedelta(days=90),
    )
    return total.low <= after["amount"].sum() <= total.high
