from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from clv.customers import (
    ACTIVE,
    LOST,
    QUIET,
    RECENT,
    UNKNOWN,
    ReturnModel,
    came_back,
    review_window,
    summarise,
)
from tests.bench import activity as bench
from tests.customers.conftest import orders_of
from tests.customers.test_summarise import logs

END = date(1998, 6, 30)
UCI = Path(__file__).parents[4] / "shared" / "data" / "uci_online_retail_lines.csv.gz"


@pytest.fixture(scope="module")
def model(cdnow):
    return ReturnModel().fit(cdnow, END)


@pytest.fixture(scope="module")
def people(cdnow, model):
    customers = summarise(cdnow, END)
    return customers.join(model.predict(customers), on="customer_id", maintain_order="left")


def test_the_usual_gap_is_the_median_of_all_gaps(cdnow, model):
    days = (
        cdnow.select("customer_id", pl.col("date").dt.date()).unique().sort("customer_id", "date")
    )
    gaps = days.select(pl.col("date").diff().over("customer_id").dt.total_days()).drop_nulls()
    assert model.usual_gap_ == gaps.to_series().median() == 34
    assert model.window_ == 102


@pytest.mark.parametrize(("gap", "window"), [(1, 30), (10, 30), (34, 102), (60, 180), (400, 180)])
def test_a_window_is_three_gaps_from_30_to_180_days(gap, window):
    assert review_window(gap) == window


def test_the_five_states_follow_their_definitions(people, model):
    silent = people["silence"] > model.usual_gap_
    assert ((people["activity"] == RECENT) == ~silent).all()
    assert (people["p_return"].is_null() == ~silent).all()
    for activity, low, high in ((ACTIVE, 0.5, 1.0), (QUIET, 0.15, 0.5), (LOST, 0.0, 0.15)):
        chances = people.filter(pl.col("activity") == activity)["p_return"]
        assert len(chances) > 20
        assert chances.is_between(low, high, closed="left").all()


def test_who_ordered_once_long_ago_is_lost_and_who_orders_often_is_active(people):
    once = people.filter(pl.col("frequency") == 0, pl.col("silence") > 365)
    assert (once["activity"] == LOST).all()
    often = people.filter(pl.col("frequency") > 12, pl.col("silence") < 60)
    assert often["activity"].is_in([RECENT, ACTIVE]).all()


def test_ids_and_the_order_of_rows_change_nothing(cdnow, people):
    number = pl.col("customer_id").cast(pl.Int64)
    renamed = cdnow.with_columns((9_999_999 - number).cast(pl.String).alias("customer_id"))
    shuffled = renamed.sample(fraction=1, shuffle=True, seed=3)
    again = ReturnModel().fit(shuffled, END).predict(summarise(shuffled, END))
    again = again.with_columns((9_999_999 - number).alias("number"))
    before = people.with_columns(number.alias("number"))
    both = before.join(again, on="number", suffix="_again")
    assert (both["activity"] == both["activity_again"]).all()
    assert (both["p_return"] - both["p_return_again"]).abs().max() < 1e-9


def test_a_log_under_three_windows_calls_nobody_anything():
    days = [
        (who, date(2024, 1, 1) + timedelta(12 * k + i))
        for i, who in enumerate("abcde")
        for k in range(5)
    ]
    orders = orders_of([(who, day, 9.0) for who, day in days])
    model = ReturnModel().fit(orders, date(2024, 3, 1))
    told = model.predict(summarise(orders, date(2024, 3, 1)))
    assert not model.known_
    assert set(told["activity"]) == {UNKNOWN}
    assert told["p_return"].is_null().all()


@settings(max_examples=40, deadline=None)
@given(logs)
def test_any_log_gets_chances_between_nothing_and_one(rows):
    orders = orders_of(rows)
    end = max(row[1] for row in rows).date() + timedelta(400)
    told = ReturnModel().fit(orders, end).predict(summarise(orders, end))
    chances = told["p_return"].drop_nulls()
    assert chances.is_finite().all()
    assert chances.is_between(0, 1).all()


def test_twelve_customers_get_an_answer_like_everybody_elses():
    rng = np.random.default_rng(5)
    rows = [
        (f"c{who}", date(2023, 1, 1) + timedelta(int(day)), 10.0)
        for who in range(12)
        for day in np.cumsum(rng.exponential(30, 14))
    ]
    orders = orders_of(rows)
    end = max(row[1] for row in rows)
    told = ReturnModel().fit(orders, end).predict(summarise(orders, end))
    late = told.filter(pl.col("silence") > 200)["p_return"]
    soon = told.filter(pl.col("silence") < 60)["p_return"].drop_nulls()
    assert late.is_empty() or soon.is_empty() or late.max() < soon.min()


def test_quiet_from_is_the_first_day_below_one_half(cdnow, model):
    customers = summarise(cdnow, END).head(300)
    days = model.quiet_from(customers)
    ahead = (days - customers["last_order"]).dt.total_days()
    for later, quiet in ((0, True), (-1, False)):
        aged = customers.with_columns((pl.col("recency") + ahead + later).alias("T"))
        told = model.predict(aged)["activity"].is_in([QUIET, LOST])
        assert (told == quiet).all()


def test_a_chance_is_read_within_what_levels_strayed(model):
    low, high = model.range_of(0.3)
    assert 0.2 < low < 0.27 < 0.33 < high < 0.41
    chances = [model.range_of(p) for p in (0.01, 0.5, 0.99)]
    assert all(0 < low < high < 1 for low, high in chances)
    assert np.isclose(chances[0][0], 1 - chances[2][1])


@pytest.mark.skipif(not UCI.exists(), reason="the log of UCI is not here")
def test_uci_on_the_last_day_of_august_came_back_as_measured():
    orders = bench.orders_of(UCI)
    table = came_back(orders, date(2011, 8, 31), 100, (30, 60, 90, 120, 180))
    shares = (table["returned"] / table["customers"]).round(2).to_list()
    assert shares == pytest.approx([0.77, 0.69, 0.60, 0.54, 0.41, 0.36], abs=0.006)


@pytest.mark.parametrize("name", ["cdnow_sample.csv", "complete_journey.parquet", "demo_shop.csv"])
def test_each_fifth_returns_as_often_as_it_was_told(name):
    for window in bench.judged(bench.orders_of(bench.SAMPLES / name)):
        assert window.holds, window
        assert window.log_loss < window.log_loss_silence < window.log_loss_base


def test_groups_by_silence_count_everybody_once():
    days = [datetime(2024, 1, 1), datetime(2024, 1, 20), datetime(2024, 2, 9)]
    orders = pl.DataFrame({"customer_id": ["a", "b", "a"], "date": days})
    table = came_back(orders, date(2024, 1, 31), 30, (15, 60))
    assert table["customers"].to_list() == [1, 1, 0]
    assert table["returned"].to_list() == [0, 1, 0]
