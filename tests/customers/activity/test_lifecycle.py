from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.customers import LOST, QUIET, STAGES, ReturnModel, lifecycle, rates, summarise
from tests.customers.conftest import orders_of
from tests.customers.test_summarise import logs


def staged(orders, end):
    customers = summarise(orders, end)
    people = ReturnModel().fit(orders, end).predict(customers)
    people = customers.hstack(people.drop("customer_id"))
    return people.join(lifecycle(people), on="customer_id", maintain_order="left")


@settings(max_examples=40, deadline=None)
@given(logs, st.integers(0, 2000))
def test_everybody_has_one_stage_that_fits_the_activity(rows, later):
    end = max(row[1] for row in rows).date() + timedelta(later)
    people = staged(orders_of(rows), end)
    assert people.height == len({row[0] for row in rows})
    assert set(people["stage"]) <= {stage.name for stage in STAGES}
    assert ((people["stage"] == "Quiet") == (people["activity"] == QUIET)).all()
    assert ((people["stage"] == "Lost") == (people["activity"] == LOST)).all()


def test_the_third_order_is_due_after_the_own_gap():
    people = pl.DataFrame(
        {
            "customer_id": ["a", "b", "c", "d"],
            "frequency": [0, 1, 5, 5],
            "silence": [5, 5, 6, 8],
            "own_gap": [7.0] * 4,
            "activity": ["recent", "recent", "active", "active"],
        }
    )
    stages = ["Acquisition", "Conversion", "Regular", "Due"]
    assert lifecycle(people)["stage"].to_list() == stages


@pytest.mark.parametrize("every", ["month", "quarter"])
@settings(max_examples=30, deadline=None)
@given(rows=logs)
def test_who_comes_and_goes_adds_up(every, rows):
    table = rates(orders_of(rows), every)
    assert (table["start"] == table["kept"] + table["lost"]).all()
    assert (table["end"] == table["kept"] + table["won"] + table["returned"]).all()
    assert (table["end"][:-1] == table["start"][1:]).all()
    assert (table.select("kept", "lost", "won", "returned").min_horizontal() >= 0).all()


def test_the_last_count_agrees_with_the_activity(cdnow):
    end = date(1998, 6, 30)
    here = (staged(cdnow, end)["activity"] != LOST).sum()
    table = rates(cdnow, end=end)
    assert table["period"][-1] == date(1998, 6, 1)
    assert table["end"][-1] == here


def test_no_orders_have_no_rates():
    assert rates(orders_of([])).is_empty()


def test_a_log_shorter_than_three_windows_has_no_rates():
    rows = [("ann", f"2024-01-{day:02}", 9.0) for day in (1, 11, 21)]
    orders = orders_of([(who, date.fromisoformat(day), money) for who, day, money in rows])
    assert rates(orders).is_empty()
