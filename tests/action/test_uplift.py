from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from clv.action import assign, check_experiment, difference, measure, one_group_each
from clv.errors import InputError, UnsuitableDataError

START = date(2024, 7, 1)
EFFECT = 1.5  # extra money a treated person, in the mean


def campaign(rng, n=1_000):
    """Spends before and in the window: a habit of one's own, and many who buy nothing."""
    habit = rng.gamma(0.7, 12.0, n)
    before = rng.poisson(3 * habit / 10) * 10 * rng.gamma(4, 0.25, n)
    treated = rng.random(n) < 0.5
    extra = treated * (rng.random(n) < 0.1) * EFFECT / 0.1
    spent = rng.poisson(habit / 10) * 10 * rng.gamma(4, 0.25, n) + extra
    return spent, before, treated


def test_the_interval_covers_the_known_effect_nine_times_in_ten():
    rng = np.random.default_rng(20)
    effects = []
    for _ in range(1_000):
        spent, before, treated = campaign(rng)
        effects.append(
            difference(spent[treated], spent[~treated], before[treated], before[~treated])
        )
    covered = np.mean([effect.low <= EFFECT <= effect.high for effect in effects])
    assert 0.87 <= covered <= 0.93
    assert np.mean([effect.value for effect in effects]) == pytest.approx(EFFECT, abs=0.05)


def test_the_past_makes_the_interval_narrower():
    rng = np.random.default_rng(21)
    spent, before, treated = campaign(rng, 4_000)
    nothing = np.zeros_like(before)
    plain = difference(spent[treated], spent[~treated], nothing[treated], nothing[~treated])
    cuped = difference(spent[treated], spent[~treated], before[treated], before[~treated])
    assert plain.variance_removed == 0
    assert cuped.variance_removed > 0.2
    narrower = (cuped.high - cuped.low) / (plain.high - plain.low)
    assert narrower == pytest.approx(np.sqrt(1 - cuped.variance_removed), rel=1e-6)


def shop(rng, effect, n=3_000):
    """Orders of people drawn by `assign`; the treated order more often after the start."""
    people = pl.DataFrame({"customer_id": [f"c{i}" for i in range(n)]})
    groups = assign(people, seed=5)
    treated = (groups["group"] == "treatment").to_numpy()
    rate = rng.gamma(1.0, 1.0, n)
    rows = []
    for i, name in enumerate(people["customer_id"]):
        for _ in range(rng.poisson(4 * rate[i])):
            day = START - timedelta(days=int(rng.integers(1, 300)))
            rows.append((name, datetime.combine(day, datetime.min.time()), 20.0))
        for _ in range(rng.poisson(rate[i] * 0.5 + effect * treated[i])):
            day = START + timedelta(days=int(rng.integers(0, 30)))
            rows.append((name, datetime.combine(day, datetime.min.time()), 20.0))
    return groups, pl.DataFrame(rows, schema=["customer_id", "date", "amount"], orient="row")


def test_an_effect_is_found_in_the_following_orders():
    groups, orders = shop(np.random.default_rng(8), effect=0.15)
    found = measure(groups, orders, START, window=30, margin=0.5, cost=500.0)
    assert found.spend.low < 20 * 0.15 < found.spend.high
    assert found.spend.outcome == "works"
    assert found.conversion.outcome == "works"
    assert found.spend.variance_removed > 0.1
    assert found.total == pytest.approx(found.spend.value * found.treatment)
    assert found.profit == pytest.approx(0.5 * found.total - 500)
    assert found.verdict == "works"
    assert found.treatment + found.control == groups.height


def test_no_effect_and_a_dear_effect_have_their_own_verdicts():
    groups, orders = shop(np.random.default_rng(1), effect=0.0)
    assert measure(groups, orders, START, 30).verdict == "unclear"
    groups, orders = shop(np.random.default_rng(8), effect=0.15)
    assert measure(groups, orders, START, 30, cost=1e6).verdict == "too_dear"
    swapped = groups.with_columns(
        pl.col("group").replace({"treatment": "control", "control": "treatment"})
    )
    assert measure(swapped, orders, START, 30).verdict == "harms"


def test_only_orders_in_the_window_count():
    groups, orders = shop(np.random.default_rng(8), effect=0.15)
    late = orders.with_columns(
        pl.when(pl.col("date") >= START)
        .then(pl.col("date") + pl.duration(days=60))
        .otherwise("date")
    )
    found = measure(groups, late, START, window=30)
    assert (found.spend.value, found.spend.p_value) == (0, 1)


def test_a_handful_of_people_is_no_test():
    groups, orders = shop(np.random.default_rng(8), effect=0.1, n=30)
    with pytest.raises(UnsuitableDataError):
        measure(groups, orders, START, 30)


def test_what_was_expected_narrows_the_interval_beside_the_past():
    groups, orders = shop(np.random.default_rng(8), effect=0.15)
    window = orders.filter(pl.col("date") >= datetime.combine(START, datetime.min.time()))
    spent = window.group_by("customer_id").agg(expected_revenue=pl.col("amount").sum())
    noise = np.random.default_rng(4).normal(0, 10, spent.height)
    told = spent.with_columns(pl.col("expected_revenue") + noise)
    past, both = (measure(groups, orders, START, 30, predicted=one) for one in (None, told))
    assert both.spend.variance_removed > past.spend.variance_removed + 0.1
    assert both.spend.high - both.spend.low < past.spend.high - past.spend.low


def test_one_large_order_decides_nothing_in_the_trimmed_line():
    groups, orders = shop(np.random.default_rng(3), effect=0.0)
    treated = groups.filter(pl.col("group") == "treatment")["customer_id"][0]
    giant = pl.DataFrame(
        {"customer_id": [treated], "date": [datetime(2024, 7, 9)], "amount": [1e6]}
    )
    found = measure(groups, pl.concat([orders, giant]), START, 30)
    assert abs(found.spend.value) > 100
    assert abs(found.trimmed.value) < 5


def test_what_speaks_against_a_result_is_named():
    groups, orders = shop(np.random.default_rng(8), effect=0.15)
    fine = check_experiment(groups, orders, START, 20, share=0.5)
    assert {notice.code for notice in fine} <= {"ids_unknown"}
    codes = {notice.code for notice in check_experiment(groups, orders, START, 60, share=0.8)}
    assert {"sample_ratio_mismatch", "window_beyond_orders"} <= codes
    strangers = groups.with_columns(pl.format("x{}", "customer_id").alias("customer_id"))
    with pytest.raises(InputError) as refused:
        check_experiment(strangers, orders, START, 20)
    assert refused.value.kind == "ids_of_nobody"


def test_who_stands_in_both_groups_is_left_out_whatever_the_order_of_rows():
    rows = pl.DataFrame(
        {"customer_id": ["a", "b", "a", "c"], "group": ["treatment", "control", "control", "x"]}
    )
    for lists in (rows, rows.reverse()):
        groups, notices = one_group_each(lists)
        assert groups.rows() == [("b", "control")]
        assert notices[0]["count"] == 1
