from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.customers import (
    NEWCOMER,
    PRESETS,
    STEP_TITLES,
    bridge,
    changes,
    matrix,
    month_ends,
    movement,
    segment,
    segment_history,
    summarise,
)
from tests.customers.conftest import orders_of
from tests.customers.test_summarise import logs

values = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 1e6), max_size=8)


@settings(max_examples=40, deadline=None)
@given(logs, st.integers(0, 200), st.integers(0, 200))
def test_the_matrix_counts_every_customer_of_the_later_day(rows, one, two):
    then, now = (date(2023, 1, 1) + timedelta(days) for days in sorted((one, two)))
    orders = orders_of(rows)
    moved = movement(orders, then, now)
    counted = matrix(moved)
    assert counted["customers"].sum() == summarise(orders, now).height
    newcomers = counted.filter(pl.col("before") == NEWCOMER)["customers"].sum()
    assert newcomers == summarise(orders, now).height - summarise(orders, then).height
    assert counted.height == 12 * 11


def test_nobody_moves_within_a_day(cdnow):
    day = date(1997, 12, 31)
    moved = movement(cdnow, day, day)
    assert (moved["before"] == moved["after"]).all()


def test_the_history_knows_today_and_the_segment_before(cdnow):
    last = date(1998, 6, 30)
    days = month_ends(date(1997, 1, 1), last, months=3)
    changed = changes(segment_history(cdnow, days))
    today = segment(summarise(cdnow, last), PRESETS["eleven"])
    assert changed.sort("customer_id")["segment"].to_list() == today["segment"].to_list()
    moved = changed.filter(pl.col("previous").is_not_null())
    assert (moved["previous"] != moved["segment"]).all()
    assert set(changed["since"]) <= set(days)
    assert (changed.filter(pl.col("previous").is_null())["since"] == days[0]).all()


def test_month_ends_never_begin_before_the_first_order():
    assert month_ends(date(2024, 3, 5), date(2024, 3, 10)) == (date(2024, 3, 10),)
    assert len(month_ends(date(2000, 1, 1), date(2024, 3, 10), months=6)) == 7


def predictions_of(values):
    return pl.DataFrame(
        {"customer_id": list(values), "clv": list(values.values())},
        schema={"customer_id": pl.String, "clv": pl.Float64},
    )


@settings(max_examples=100, deadline=None)
@given(values, values)
def test_the_bridge_leads_from_then_to_now(then, now):
    built = bridge(predictions_of(then), predictions_of(now))
    steps = dict(built.steps.select("step", "value").rows())
    start, *between, end = steps.values()
    assert start + sum(between) == pytest.approx(end, abs=1e-6)
    assert steps["new"] >= 0
    assert steps["expansion"] >= 0
    assert steps["contraction"] <= 0
    assert steps["churned"] <= 0
    assert built.customers.height == len({*then, *now})
    for step, change in zip(list(steps)[1:-1], between, strict=True):
        assert built.behind(step)["change"].sum() == pytest.approx(change, abs=1e-6)


def test_the_bars_open_on_the_largest_change():
    built = bridge(predictions_of({"a": 10.0, "b": 20.0}), predictions_of({"a": 11.0, "b": 29.0}))
    assert built.behind("expansion")["customer_id"].to_list() == ["b", "a"]
    assert built.behind("now")["value_now"].to_list() == [29.0, 11.0]
    assert set(STEP_TITLES) == set(built.steps["step"])
