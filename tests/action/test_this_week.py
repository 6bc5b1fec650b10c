"""Three things this week: for whom, by which money, and never for the same person twice."""

from pathlib import Path

import polars as pl
import pytest

from clv import tables as t
from clv.action import this_week
from clv.run import Run

SAMPLES = Path(__file__).parents[2] / "sample_data"


@pytest.fixture(scope="module")
def run():
    return Run.of(SAMPLES / "cdnow_sample.csv").with_(forecasters="none")


@pytest.mark.parametrize("measure", [t.REVENUE, t.VALUE_AT_RISK])
def test_each_is_for_those_it_speaks_of(run, measure):
    tasks = {each.name: each for each in this_week(run.activity, run.return_model, measure)}
    assert list(tasks) == ["win_back", "remind", "stop"]
    assert set(tasks["win_back"].customers[t.ACTIVITY]) == {"quiet"}
    assert set(tasks["stop"].customers[t.ACTIVITY]) == {"lost"}
    assert set(tasks["remind"].customers[t.ACTIVITY]) <= {"recent", "active"}
    assert tasks["stop"].p_return < 0.15 < tasks["win_back"].p_return
    for task in tasks.values():
        assert task.money == pytest.approx(task.customers[measure].sum())
        assert task.customers[measure].is_sorted(descending=True)


def test_winning_back_is_for_those_who_hold_most_of_the_money(run):
    quiet = run.activity.filter(pl.col(t.ACTIVITY) == "quiet")
    chosen = run.this_week[0]
    assert chosen.money >= 0.8 * quiet[t.REVENUE].sum()
    without_last = chosen.money - chosen.customers[t.REVENUE][-1]
    assert without_last < 0.8 * quiet[t.REVENUE].sum()


def test_who_is_to_be_reminded_would_be_quiet_in_a_week(run):
    model = run.return_model
    who = next(task for task in run.this_week if task.name == "remind").customers
    assert set(model.predict(who, 7)[t.ACTIVITY]) <= {"quiet", "lost"}


def test_where_nobody_is_quiet_a_second_order_is_the_thing():
    run = Run.of(SAMPLES / "demo_shop.csv").with_(forecasters="none")
    here = run.activity.filter(pl.col(t.ACTIVITY).is_in(["recent", "active"]))
    tasks = this_week(here, run.return_model)
    assert [task.name for task in tasks] == ["remind", "second_order"]
    assert set(tasks[1].customers[t.FREQUENCY]) == {0}


def test_a_log_too_short_to_judge_asks_for_nothing():
    log = b"customer,date,amount\n" + b"".join(
        b"c%d,2024-01-%02d,5\n" % (n % 30, 1 + n % 20) for n in range(90)
    )
    assert Run.of(log).with_(forecasters="none").this_week == []


def test_who_wants_no_mail_is_on_no_list_for_contacting(run):
    before = {each.name: each for each in this_week(run.activity, run.return_model)}
    unwilling = before["win_back"].customers[t.CUSTOMER_ID].head(5)
    tasks = this_week(run.activity, run.return_model, unwilling=unwilling)
    for task in tasks:
        if task.name != "stop":
            assert not task.customers[t.CUSTOMER_ID].is_in(unwilling.implode()).any()
