import math
from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from clv.customers import History, summarise, summarise_at
from clv.errors import InputError
from clv.tables import CUSTOMERS
from tests.customers.conftest import orders_of

MEASURES = ["frequency", "recency", "T", "monetary_value"]
moments = st.datetimes(datetime(2023, 1, 1), datetime(2023, 6, 30))
logs = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        moments,
        st.integers(-500, 100_000).map(lambda cents: cents / 100),
    ),
    min_size=1,
    max_size=40,
)


def reference(orders, end=None):
    from lifetimes.utils import summary_data_from_transaction_data

    summary = summary_data_from_transaction_data(
        orders.to_pandas(), "customer_id", "date", "amount", observation_period_end=end
    )
    return pl.from_pandas(summary.reset_index()).sort("customer_id")


@pytest.mark.parametrize("end", [None, date(1997, 9, 30), date(1999, 1, 1)])
def test_cdnow_is_summarised_as_lifetimes_does(cdnow, end):
    ours = summarise(cdnow, end).select("customer_id", *MEASURES)
    assert_frame_equal(ours.cast(dict.fromkeys(MEASURES, pl.Float64)), reference(cdnow, end))


def test_cdnow_to_september_1997_has_the_published_customers(cdnow, cut):
    customers = summarise(cdnow, cut)
    assert customers.height == 2357
    assert (customers["frequency"] > 0).sum() == 946


@settings(max_examples=40, deadline=None)
@given(logs)
def test_any_log_is_summarised_as_lifetimes_does(rows):
    orders = orders_of(rows)
    ours = summarise(orders).select("customer_id", *MEASURES)
    assert_frame_equal(
        ours.cast(dict.fromkeys(MEASURES, pl.Float64)), reference(orders), abs_tol=1e-6
    )


@settings(max_examples=60, deadline=None)
@given(logs, st.randoms())
def test_what_must_hold_of_any_summary(rows, random):
    customers = summarise(orders_of(rows))
    CUSTOMERS.check(customers)
    assert customers["customer_id"].to_list() == sorted({row[0] for row in rows})
    assert (customers["recency"] <= customers["T"]).all()
    assert ((customers["frequency"] == 0) == (customers["recency"] == 0)).all()
    assert (customers["frequency"] < customers["orders"]).all()
    assert customers["orders"].sum() == len(rows)
    assert math.isclose(customers["revenue"].sum(), sum(row[2] for row in rows), abs_tol=1e-6)
    assert customers["monetary_value"].is_finite().all()
    random.shuffle(rows)
    assert_frame_equal(summarise(orders_of(rows)), customers, abs_tol=1e-6)


@settings(max_examples=40, deadline=None)
@given(logs, st.dates(date(2022, 12, 1), date(2023, 8, 1)))
def test_orders_after_the_end_do_not_exist(rows, end):
    before = [row for row in rows if row[1].date() <= end]
    assert_frame_equal(summarise(orders_of(rows), end), summarise(orders_of(before), end))


def test_a_lazy_frame_and_further_columns_are_welcome(cdnow, cut):
    lazy = cdnow.lazy().with_columns(pl.lit("x").alias("note"))
    assert_frame_equal(summarise(lazy, cut), summarise(cdnow, cut))


def test_spends_that_cancel_out_leave_exactly_nothing():
    day = datetime(2024, 1, 1)
    orders = orders_of(
        [("a", day, 0.1), ("a", day + timedelta(1), 0.2), ("a", day + timedelta(1), -0.2)]
    )
    assert summarise(orders)["monetary_value"].to_list() == [0.0]


def test_no_orders_make_no_customers():
    assert summarise(orders_of([])).height == 0
    assert summarise(orders_of([])).schema == pl.DataFrame(schema=CUSTOMERS.schema).schema


def test_what_is_no_table_of_orders_is_refused_by_name():
    with pytest.raises(InputError, match="amount") as refused:
        summarise(pl.DataFrame({"customer_id": ["a"], "date": [datetime(2024, 1, 1)]}))
    assert refused.value.kind == "missing_columns"


@settings(max_examples=40, deadline=None)
@given(logs, st.integers(0, 200), st.integers(1, 100))
def test_past_and_future_share_out_the_orders(rows, days, horizon):
    cut = date(2023, 1, 1) + timedelta(days)
    orders = orders_of(rows)
    past = History(orders, cut)
    future = past.future(orders, horizon)
    assert future["customer_id"].to_list() == past.customers["customer_id"].to_list()
    known = set(past.customers["customer_id"])
    later = {
        (who, when.date())
        for who, when, _ in rows
        if who in known and cut < when.date() <= cut + timedelta(horizon)
    }
    assert future["orders"].sum() == len(later)
    assert past.orders.height == sum(row[1].date() <= cut for row in rows)


def test_history_keeps_the_lines_of_its_time(journey):
    seen = History(journey, date(2017, 3, 31), lines=journey).lines
    assert seen["date"].max() == datetime(2017, 3, 31)


@settings(max_examples=30, deadline=None)
@given(logs, st.lists(st.dates(date(2022, 12, 1), date(2023, 8, 1)), max_size=4))
def test_many_days_are_seen_as_each_alone(rows, ends):
    orders = orders_of(rows)
    for end, seen in zip(ends, summarise_at(orders, ends), strict=True):
        assert_frame_equal(seen, summarise(orders, end), abs_tol=1e-6)


def test_every_run_is_the_same_run_to_the_last_bit(baskets):
    first = summarise(baskets)
    for seed in range(5):
        assert summarise(baskets.sample(fraction=1, shuffle=True, seed=seed)).equals(first)
