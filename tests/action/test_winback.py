import polars as pl
import pytest

from clv.action import next_days, tiers, watch_list
from clv.customers import LOST, QUIET, TIERS, ReturnModel, value_at_risk
from clv.options import Settings
from clv.present.numbers import Numbers
from clv.present.words.watch_list import in_words
from tests.action.conftest import END, SETTINGS


@pytest.fixture(scope="module")
def model(cdnow):
    return ReturnModel().fit(cdnow, END)


@pytest.fixture(scope="module")
def people(customers, predictions, model):
    told = model.predict(customers)
    activity = told.select("customer_id", "own_gap", "p_return", "activity")
    table = customers.join(predictions, on="customer_id").with_columns(segment=pl.lit("New"))
    return value_at_risk(table.join(activity, on="customer_id"), SETTINGS)


@pytest.fixture(scope="module")
def watched(people, model):
    return watch_list(people, model)


def test_the_most_at_risk_come_first(watched):
    assert watched["value_at_risk"].is_sorted(descending=True)
    assert watched["value_at_risk"].min() >= 0


def test_value_at_risk_is_what_they_brought_less_what_is_expected():
    gone = {"customer_id": "a", "frequency": 99, "recency": 990, "T": 2000, "revenue": 1000.0}
    people = pl.DataFrame({**gone, "clv": [0.0, 100.0], "activity": "lost"})
    settings = Settings(margin=0.5, discount=0.0, horizon=365)
    nothing_left, something_left = value_at_risk(people, settings)["value_at_risk"]
    assert nothing_left == pytest.approx(0.5 * 10.0 * 36.5, rel=0.05)
    assert nothing_left - something_left == pytest.approx(100.0)


def test_the_lost_put_more_at_risk_than_twins_who_keep_buying(people):
    for low, high in ((3, 5), (6, 12)):
        alike = people.filter(pl.col("frequency").is_between(low, high))
        mean = alike.group_by("quiet").agg((pl.col("value_at_risk") / pl.col("revenue")).mean())
        share = dict(mean.iter_rows())
        assert share[True] > share[False]


def test_everybody_quiet_or_lost_is_listed_and_who_is_due_goes_quiet_soon(watched, people, model):
    now = people.filter(pl.col("activity").is_in([QUIET, LOST]))
    listed = watched.filter(pl.col("state") != "due")
    assert set(listed["customer_id"]) == set(now["customer_id"])
    assert (listed["quiet_from"] <= END).all()
    due = watched.filter(pl.col("state") == "due")
    assert (due["quiet_from"] > END).all()
    assert ((due["quiet_from"] - END).dt.total_days() <= 30).all()


def test_a_silence_that_is_normal_is_no_urgent_case(watched):
    urgent = watched.filter(pl.col("tier") == "Critical")
    assert (urgent["p_return"] < 1 / 3).all()
    assert (watched.filter(pl.col("state") == "due")["tier"] == "Watch").all()


def test_tiers_count_everybody(watched):
    counted = tiers(watched)
    assert counted["tier"].to_list() == list(TIERS)
    assert counted["customers"].sum() == watched.height
    assert counted["value_at_risk"].sum() == pytest.approx(watched["value_at_risk"].sum())


def test_everyone_has_a_reason_and_a_treatment_in_words(watched):
    told = in_words(watched, None, 90, Numbers("USD"))
    assert told.select("why", "treatment", "tier").null_count().sum_horizontal()[0] == 0
    once = told.filter(pl.col("mean_gap").is_null())
    assert once["why"].str.starts_with("One order").all()
    assert told["why"].str.contains("of 100 like them").any()


def test_the_next_days_come_in_the_order_of_their_dates(watched):
    coming = next_days(watched)
    assert coming["quiet_from"].is_sorted()
    assert (coming["state"] == "due").all()


def test_the_order_of_rows_changes_nothing(people, model, watched):
    shuffled = people.sample(fraction=1, shuffle=True, seed=2)
    assert watch_list(shuffled, model).equals(watched)


def test_an_empty_base_has_an_empty_list(people, model):
    watched = watch_list(people.clear(), model)
    assert watched.is_empty()
    assert tiers(watched)["customers"].to_list() == [0, 0, 0]


def test_the_day_of_the_next_order_stands_only_where_one_is_likelier_than_not(predictions):
    unlikely = predictions["p_buy"] <= 0.5
    assert (predictions["next_order"].is_null() == unlikely).all()
