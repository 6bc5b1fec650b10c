"""Subscriptions: recognised where they are, and nowhere else; recurring revenue adds up."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from clv.customers import recognise_plan, recurring_revenue, summarise
from clv.errors import UnsuitableDataError
from clv.models import ShiftedBetaGeometric, Subscribers
from clv.run import Run

END = date(2024, 12, 31)


def subscriptions(n=800, alpha=0.7, beta=2.5, seed=3, late=0.05):
    """Simulate monthly subscribers who joined over three years; a few pay some days late."""
    rng = np.random.default_rng(seed)
    rows = []
    for i, chance in enumerate(rng.beta(alpha, beta, n)):
        joined = date(2022, 1, 1) + timedelta(days=int(rng.integers(0, 1000)))
        stays = min(int(rng.geometric(chance)), 40)
        price = float(rng.choice([9.9, 19.9]))
        for k in range(stays):
            day = joined + timedelta(days=round(k * 365.25 / 12))
            delay = int(rng.integers(1, 3)) if rng.random() < late else 0
            if day + timedelta(days=delay) <= END:
                paid = datetime.combine(day + timedelta(days=delay), datetime.min.time())
                rows.append((f"s{i}", paid, price))
    return pl.DataFrame(rows, ["customer_id", "date", "amount"], orient="row")


@pytest.fixture(scope="module")
def orders():
    return subscriptions()


@pytest.fixture(scope="module")
def plan(orders):
    return recognise_plan(orders)


def test_a_monthly_plan_is_recognised(plan):
    assert plan.period == "month"
    assert plan.regular > 0.95
    assert plan.equal == 1.0


@pytest.mark.parametrize(
    "sample", ["cdnow_sample.csv", "demo_shop.csv", "complete_journey.parquet"]
)
def test_a_shop_is_none(sample):
    assert recognise_plan(Run.of(f"sample_data/{sample}").cleaned.orders) is None


def test_a_rhythm_without_equal_amounts_is_none(orders):
    rng = np.random.default_rng(1)
    assert recognise_plan(orders.with_columns(amount=rng.gamma(2, 10, orders.height))) is None


def test_the_parameters_are_recovered(orders, plan):
    model = ShiftedBetaGeometric.fit(Subscribers.of(summarise(orders, END), plan))
    errors = np.sqrt(np.diag(model.covariance))
    assert abs(np.log(model.alpha / 0.7)) < 3 * errors[0]
    assert abs(np.log(model.beta / 2.5)) < 3 * errors[1]


def test_expected_renewals_come(plan):
    orders = subscriptions(n=3000, seed=8, late=0.0)
    then = date(2023, 12, 31)
    past = orders.filter(pl.col("date").dt.date() <= then)
    customers = summarise(past, then)
    subscribers = Subscribers.of(customers, plan)
    model = ShiftedBetaGeometric.fit(subscribers)
    expected = model.expected_renewals(subscribers, 12).sum()
    came = orders.filter(
        (pl.col("date").dt.date() > then) & pl.col("customer_id").is_in(customers["customer_id"])
    ).height
    assert expected == pytest.approx(came, rel=0.08)


def test_what_is_still_to_come_lies_in_its_range():
    inside = 0
    for seed in range(20):
        orders = subscriptions(n=400, seed=seed, late=0.0)
        then = date(2023, 12, 31)
        past = orders.filter(pl.col("date").dt.date() <= then)
        customers = summarise(past, then)
        subscribers = Subscribers.of(customers, recognise_plan(past))
        model = ShiftedBetaGeometric.fit(subscribers)
        payment = (customers["revenue"] / customers["orders"]).to_numpy()
        _value, low, high = model.residual_value(subscribers, payment, 12)
        later = orders.filter(
            (pl.col("date").dt.date() > then)
            & pl.col("customer_id").is_in(customers["customer_id"].to_list())
        )
        inside += low <= later["amount"].sum() <= high
    assert inside >= 15


def test_discounting_lowers_and_leaving_ends(orders, plan):
    subscribers = Subscribers.of(summarise(orders, END), plan)
    model = ShiftedBetaGeometric.fit(subscribers)
    plain, discounted = (model.expected_renewals(subscribers, 12, d) for d in (0.0, 0.01))
    assert (discounted <= plain).all()
    assert not plain[~subscribers.active].any()


def test_nobody_left_is_no_fit(plan):
    everybody = Subscribers(np.full(100, 3), np.ones(100, dtype=bool))
    with pytest.raises(UnsuitableDataError, match="nobody_left"):
        ShiftedBetaGeometric.fit(everybody)


def test_recurring_revenue_adds_up(orders, plan):
    table = recurring_revenue(orders, plan, END)
    parts = table.select(
        pl.sum_horizontal("new", "reactivation", "expansion", "contraction", "churn")
    ).to_series()
    change = table["revenue"] - table["revenue"].shift(fill_value=0.0)
    assert (parts - change).abs().max() < 1e-6
    assert table["revenue"].sum() == pytest.approx(orders["amount"].sum())
