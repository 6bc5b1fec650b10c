"""Subscriptions: payments that fall due are forecast one by one, and the router finds them."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from clv.customers import SubscriptionPlan, recognise_plan
from clv.errors import UnsuitableDataError
from clv.evaluate import backtest
from clv.evaluate.renewals import Renewals
from clv.learning import TrainingData
from clv.models import ShiftedBetaGeometric
from clv.options import Settings
from clv.present.words import say
from clv.run import Run
from tests.bench._shops import shop

MONTHLY = SubscriptionPlan("month", 30.0, 1.0, 1.0, 3)
PLAN = Renewals(MONTHLY, ShiftedBetaGeometric(1.0, 3.0), overdue=0.1)


def subscriber(silence, renewals=2, paid=10.0):
    """One who paid `renewals` times after the first payment, the last time `silence` days ago."""
    recency = 30 * renewals
    return pl.DataFrame(
        {
            "customer_id": ["s"],
            "recency": [recency],
            "T": [recency + silence],
            "revenue": [paid * (renewals + 1)],
            "orders": [renewals + 1],
        }
    )


def test_each_payment_that_falls_due_counts_with_its_chance():
    once, twice = 5 / 6, 5 / 6 * 6 / 7  # (β + n) / (α + β + n), n = 2 and 3
    row = PLAN.outlook(subscriber(silence=10), 65).row(0, named=True)
    assert row["p_buy"] == pytest.approx(once)
    assert row["expected_purchases"] == pytest.approx(once + twice)
    assert row["expected_revenue"] == pytest.approx(10 * (once + twice))
    assert (row["expected_revenue_low"], row["expected_revenue_high"]) == (0, 20)


def test_nothing_falls_due_within_a_few_days():
    row = PLAN.outlook(subscriber(silence=10), 15).row(0, named=True)
    assert (row["p_buy"], row["expected_revenue"]) == (0, 0)


def test_who_is_overdue_has_probably_left_and_who_is_long_gone_surely():
    due, overdue, gone = (PLAN.outlook(subscriber(each), 60)["p_buy"][0] for each in (32, 40, 60))
    assert overdue == pytest.approx(0.1 * due)
    assert gone == 0


def test_overdue_payments_that_came_are_counted():
    """A hundred pay for a year; every tenth payment of a quarter of them is ten days late."""
    rows = []
    for number in range(100):
        day = date(2023, 1, 1) + timedelta(days=number % 28)
        for month in range(12 if number % 2 else 6):
            late = 10 * (number % 4 == 1 and month == 10)
            paid = day + timedelta(days=round(month * 365.25 / 12) + late)
            rows.append((f"s{number}", datetime(paid.year, paid.month, paid.day), 9.9))
    orders = pl.DataFrame(rows, ["customer_id", "date", "amount"], orient="row")
    data = TrainingData(Run.of(orders).history, 60)
    assert recognise_plan(orders).period == "month"
    assert Renewals.fit(data).overdue == pytest.approx((25 + 0.5) / (25 + 50 + 1), abs=0.02)


@pytest.fixture(scope="module")
def run():
    return Run.of(shop("contractual", 7, (400, 401), (700, 701))).with_(horizon=90)


def test_the_router_chooses_renewals_where_customers_pay_a_plan(run):
    assert run.champion.name == "renewals"
    assert "customers pay a plan" in say(run.champion_choice.reason)
    table = run.predictions
    assert table["p_buy"].is_between(0, 1).all()
    for name in ("expected_purchases", "expected_spend", "clv"):
        assert (table[f"{name}_low"] <= table[name] + 1e-9).all()
        assert (table[name] <= table[f"{name}_high"] + 1e-9).all()
    assert table["clv"].sum() == pytest.approx(run.forecast.total.value)


def test_renewals_carry_their_own_sums(run):
    """What falls due adds up: customers, months and past totals say the same."""
    today = run.forecast
    own = run.outlook_of("renewals")
    times = today.revenue_error.factor
    assert today.revenue.value == pytest.approx(times * own["expected_revenue"].sum())
    assert today.by_month["revenue"].sum() == pytest.approx(today.revenue.value)
    purchases = today.predictions["expected_purchases"].sum()
    assert today.by_month["purchases"].sum() == pytest.approx(purchases)
    rolling = run.rolling_totals
    misses = (rolling["revenue"] / rolling["came_revenue"]).log().abs()
    assert misses.mean() < 0.05


def test_nothing_is_said_of_models_that_a_plan_is_unlike(run):
    codes = {notice.code for notice in run.notices}
    assert "subscription" in codes
    assert not codes & {"regular", "same_frequency", "boundary"}


def test_a_small_plan_is_told_as_it_came():
    """300 subscribers, as of a quarter ago: renewals are chosen, and their total holds."""
    orders = shop("contractual", 2, (300, 301), (400, 1000))
    day = pl.col("date").dt.date()
    end = orders.select(day.max()).item() - timedelta(days=90)
    then = Run.of(orders).with_(as_of=end, horizon=90, discount=0.0)
    assert then.champion.name == "renewals"
    known = day.min().over("customer_id") <= end
    came = orders.filter(known, day > end)["amount"].sum()
    assert then.forecast.revenue.low < came < then.forecast.revenue.high
    assert then.forecast.revenue.value == pytest.approx(came, rel=0.1)
    assert then.verdict.use == "money"


def test_the_value_of_a_subscriber_is_taken_apart_without_a_rest(run):
    best = run.predictions.sort("clv")["customer_id"][-1]
    explained = run.explanation(best)
    value = run.predictions.filter(pl.col("customer_id") == best)["clv"][0]
    parts = explained.base + explained.table["contribution"].sum()
    assert parts == pytest.approx(value)


@pytest.mark.parametrize("seed", [1, 2])
def test_renewals_beat_the_models_that_know_no_plan(seed):
    orders = shop("contractual", seed, (400, 800), (600, 900))
    tested = backtest(orders, settings=Settings(horizon=120))
    rows = {row["name"]: row for row in tested.table.iter_rows(named=True)}
    mine, reference = rows["renewals"], rows["bg_nbd+gamma_gamma"]
    assert mine["mae_spend"] < 0.6 * reference["mae_spend"]
    assert mine["gini"] > reference["gini"]
    assert np.abs(mine["bias"] - 1) < 0.1
    assert 0.85 < mine["coverage90"] <= 1


def test_a_shop_is_told_that_it_is_none(cdnow):
    tested = backtest(cdnow, models=("renewals", "last_period"))
    assert tested.failures["renewals"].code == "no_subscription"
    assert "renewals" not in backtest(cdnow, models="default").table["name"].to_list()
    with pytest.raises(UnsuitableDataError, match="no_subscription"):
        Renewals.fit(TrainingData(Run.of(cdnow).history, 60))
