from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given, settings

from clv.customers import behind_cell, cohort_values, cohorts, follow_cohorts
from clv.errors import InputError, SettingsError
from tests.customers.conftest import orders_of
from tests.customers.test_summarise import logs


def cells(frame):
    return {(cohort, age): value for cohort, age, value, _ in frame.rows()}


ORDERS = orders_of(
    [
        ("ann", datetime(2024, 1, 3), 10.0),
        ("ann", datetime(2024, 2, 29), 20.0),
        ("ann", datetime(2024, 4, 10), 5.0),
        ("bob", datetime(2024, 1, 31), 30.0),
        ("cem", datetime(2024, 3, 1), 40.0),
        ("cem", datetime(2024, 3, 2), 2.0),
    ]
)


def test_retention_by_month_leaves_the_unobserved_empty():
    found = cells(cohorts(ORDERS, end=date(2024, 4, 15)))
    assert found["2024-01", 0] == 1.0
    assert found["2024-01", 1] == 0.5
    assert found["2024-01", 2] == 0.0
    assert found["2024-01", 3] is None, "April is not over"
    assert found["2024-03", 0] == 1.0
    assert found["2024-03", 1] is None
    assert found["2024-03", 3] is None


def test_a_period_counts_once_it_is_over():
    assert cells(cohorts(ORDERS, end=date(2024, 4, 30)))["2024-01", 3] == 0.5


def test_money_is_per_customer_of_the_cohort():
    end = date(2024, 4, 30)
    assert cells(cohorts(ORDERS, measure="revenue", end=end))["2024-01", 1] == 10.0
    assert cells(cohorts(ORDERS, measure="cumulative", end=end))["2024-01", 3] == 32.5


def test_a_cohort_by_channel_counts_only_those_seen_that_long():
    orders = ORDERS.with_columns(pl.lit("search").alias("channel"))
    found = cells(cohorts(orders, by="channel", end=date(2024, 4, 30)))
    assert found["search", 0] == 1.0
    assert found["search", 1] == pytest.approx(1 / 3)
    assert found["search", 3] == pytest.approx(1 / 2), "cem was won in March: no age 3 yet"


def test_the_first_order_gives_the_channel():
    orders = ORDERS.with_columns(pl.Series("channel", ["a", "b", "b", "a", None, "b"]))
    assert set(cohorts(orders, by="channel")["cohort"]) == {"a", "unknown"}


@pytest.mark.parametrize("by", ["week", "month", "quarter"])
@settings(max_examples=30, deadline=None)
@given(rows=logs)
def test_what_must_hold_of_any_cohorts(by, rows):
    orders = orders_of(rows)
    kept = cohorts(orders, by)
    sizes = kept.filter(pl.col("age") == 0)
    assert sizes["customers"].sum() == orders["customer_id"].n_unique()
    assert (sizes["value"] == 1.0).all()
    assert kept["value"].drop_nulls().is_between(0, 1).all()
    assert kept.height == sizes.height * kept["age"].n_unique(), "every cohort at every age"


@settings(max_examples=30, deadline=None)
@given(rows=logs)
def test_cumulative_is_the_running_sum_of_revenue(rows):
    orders = orders_of(rows)
    revenue = cohorts(orders, measure="revenue").with_columns(
        pl.col("value").cum_sum().over("cohort")
    )
    cumulative = cohorts(orders, measure="cumulative")
    both = revenue.join(cumulative, on=["cohort", "age"]).drop_nulls()
    assert (both["value"] - both["value_right"]).abs().max() < 1e-6


def test_no_orders_make_no_cohorts():
    assert cohorts(orders_of([])).height == 0


def test_a_column_that_is_missing_is_named():
    with pytest.raises(InputError, match="channel"):
        cohorts(ORDERS, by="channel")
    with pytest.raises(SettingsError):
        cohorts(ORDERS, measure="joy")


def test_a_cell_opens_on_the_customers_it_counts(cdnow):
    end = date(1998, 6, 30)
    for cohort, age in (("1997-01", 0), ("1997-02", 3), ("1997-03", 15)):
        people = behind_cell(cdnow, cohort, age, end=end)
        shown = {
            measure: cells(cohorts(cdnow, measure=measure, end=end))[cohort, age]
            for measure in ("retention", "revenue")
        }
        assert (people["orders"] > 0).mean() == pytest.approx(shown["retention"])
        assert people["revenue"].mean() == pytest.approx(shown["revenue"])


def test_counting_once_and_measuring_is_the_same_as_both_at_once(cdnow):
    followed = follow_cohorts(cdnow, by="quarter", period="month")
    for measure in ("retention", "revenue", "cumulative"):
        assert cohort_values(followed, measure).equals(cohorts(cdnow, "quarter", measure, "month"))
