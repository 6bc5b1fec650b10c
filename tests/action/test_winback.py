from datetime import date, timedelta

import polars as pl
import pytest

from clv.action import next_days, tiers, watch_list
from clv.customers.activity import TIERS
from tests.action.conftest import END


@pytest.fixture(scope="module")
def watched(customers, predictions):
    return watch_list(customers, predictions, END)


def test_the_most_at_risk_come_first(watched, predictions):
    expected = watched.join(predictions, on="customer_id", suffix="_then", maintain_order="left")
    at_risk = expected["clv_then"] * (1 - expected["p_buy"])
    assert (watched["value_at_risk"] - at_risk).abs().max() < 1e-9
    assert watched["value_at_risk"].is_sorted(descending=True)


def test_silent_are_past_their_day_and_due_are_near_it(watched):
    quiet = watched["quiet_until"]
    silent = watched["state"] == "silent"
    assert ((quiet < END) == silent).all()
    assert (quiet <= END + timedelta(days=30)).all()
    assert ((watched["overdue"] > 0) == silent).all()


def test_nobody_who_belongs_on_the_list_is_missing(watched, predictions):
    late = predictions.filter(pl.col("quiet_until") <= END + timedelta(days=30))
    assert set(late["customer_id"]) <= set(watched["customer_id"])


def test_tiers_hold_half_and_four_fifths_of_the_value(watched):
    counted = tiers(watched)
    assert counted["tier"].to_list() == list(TIERS)
    assert counted["customers"].sum() == watched.height
    share = (counted["value_at_risk"] / watched["value_at_risk"].sum()).cum_sum().to_list()
    assert share[0] == pytest.approx(0.5, abs=0.02)
    assert share[1] == pytest.approx(0.8, abs=0.02)


def test_everyone_has_a_reason_and_a_treatment(watched):
    assert watched.select("why", "treatment", "tier").null_count().sum_horizontal()[0] == 0
    once = watched.filter(pl.col("typical_gap").is_null())
    assert once["why"].str.starts_with("One order").all()


def test_the_next_days_come_in_the_order_of_their_dates(watched):
    coming = next_days(watched, END, days=10)
    assert coming["quiet_until"].is_sorted()
    assert coming["quiet_until"].is_between(END, END + timedelta(days=10)).all()
    assert (coming["state"] == "due").all()


def test_without_a_forecast_day_the_own_rhythm_counts(customers, predictions):
    bare = predictions.drop("quiet_until", strict=False)
    watched = watch_list(customers, bare, END)
    assert watched["quiet_until"].null_count() == 0


def test_an_empty_base_has_an_empty_list(customers, predictions):
    watched = watch_list(customers.clear(), predictions.clear(), date(2024, 1, 1))
    assert watched.is_empty()
    assert tiers(watched)["customers"].to_list() == [0, 0, 0]
