import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.action import Campaign, break_even, lift_of, p_within, plan
from clv.errors import SettingsError, UnsuitableDataError

people = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 500)), min_size=1, max_size=30)
campaigns = st.builds(
    Campaign,
    lift=st.floats(0, 0.2),
    contact_cost=st.floats(0.01, 5),
    discount=st.floats(0, 0.5),
    gift=st.floats(0, 5),
    margin=st.floats(0.1, 1),
    fixed_cost=st.floats(0, 20),
    window=st.integers(1, 365),
    budget=st.none() | st.floats(0, 100),
)


def predictions_of(rows):
    return pl.DataFrame(
        {
            "customer_id": [f"c{i:02}" for i in range(len(rows))],
            "p_buy": [float(row[0]) for row in rows],
            "expected_spend": [float(row[1]) for row in rows],
        }
    )


@settings(max_examples=150, deadline=None)
@given(people, campaigns)
def test_what_must_hold_of_any_plan(rows, campaign):
    made = plan(predictions_of(rows), campaign, horizon=365)
    assert made.customers.height == len(rows)
    assert made.customers["rank"].to_list() == list(range(1, len(rows) + 1))
    assert (made.customers["lift"] >= 0).all()
    assert made.customers["lift"].mean() <= campaign.lift + 1e-9
    assert ((made.customers["p_order"] + made.customers["lift"]) <= 1 + 1e-12).all()
    best = made.at(made.best)
    assert best.low <= best.profit <= best.high
    assert best.contacted == made.best
    assert made.chosen.height == made.best
    if campaign.budget is not None:
        assert not made.best or best.cost <= campaign.budget + 1e-9
    if made.best:
        profit = made.chosen["profit"].sum() - campaign.fixed_cost
        assert profit == pytest.approx(best.profit, abs=1e-6)
    assert all(math.isfinite(value) for value in made.curve["profit"])


@settings(max_examples=100, deadline=None)
@given(people, campaigns)
def test_without_a_budget_no_other_length_is_better(rows, campaign):
    made = plan(predictions_of(rows), campaign, horizon=365)
    if campaign.budget is None:
        assert made.curve["profit"].max() <= max(0.0, made.at(made.best).profit) + 1e-9


def test_profit_is_the_formula_of_the_page():
    campaign = Campaign(lift=0.1, contact_cost=1.0, discount=0.1, gift=2.0, margin=0.5, window=365)
    made = plan(predictions_of([(0.3, 100.0)]), campaign, horizon=365)
    offer = 0.1 * 100 + 2
    expected = 0.1 * (0.5 * 100 - offer) - 0.3 * offer - 1
    assert made.customers["profit"][0] == pytest.approx(expected)


def test_who_orders_often_orders_within_a_month_and_the_whole_horizon_is_p_buy():
    table = pl.DataFrame(
        {"p_buy": [0.999, 0.5, 0.3, 0.0], "expected_purchases": [60.0, 0.5, 2.0, 0.0]}
    )
    month, year = (p_within(table, 365, days) for days in (30, 365))
    assert year == pytest.approx(table["p_buy"].to_numpy(), abs=1e-9)
    assert month[0] > 0.99
    assert month[1] == pytest.approx(0.5 * 30 / 365, rel=0.01)
    # Of 30 % who order, each 6.65 times in the mean: rate m with m / (1 − e^−m) = 6.667.
    assert month[2] == pytest.approx(0.3 * (1 - np.exp(-6.658 * 30 / 365)) / 0.9987, rel=0.01)
    assert month[3] == pytest.approx(0.0, abs=1e-9)


def test_a_simulated_campaign_earns_what_was_expected():
    rng = np.random.default_rng(2)
    n, campaign = 40_000, Campaign(lift=0.05, contact_cost=0.3, discount=0.1, margin=0.6, window=60)
    table = predictions_of(np.column_stack([rng.beta(1, 4, n), rng.gamma(3, 15, n)]))
    made = plan(table, campaign, horizon=365)
    chosen = made.chosen
    base, spend = chosen["p_order"].to_numpy(), chosen["expected_spend"].to_numpy()
    luck = rng.random(len(base))
    without, treated = luck < base, luck < base + chosen["lift"].to_numpy()
    earned = (0.6 * spend * treated - 0.1 * spend * treated - 0.3).sum() - (
        0.6 * spend * without
    ).sum()
    assert 0 < made.best < n
    expected = made.at(made.best)
    assert expected.low < earned < expected.high
    assert earned == pytest.approx(expected.profit, rel=0.15)


@settings(max_examples=100, deadline=None)
@given(people, campaigns)
def test_at_the_break_even_lift_nothing_is_won_or_lost(rows, campaign):
    made = plan(predictions_of(rows), campaign, horizon=365)
    listed = made.customers
    lift = break_even(listed, campaign)
    spend, p = listed["expected_spend"].to_numpy(), listed["p_order"].to_numpy()
    offer = campaign.discount * spend + campaign.gift
    gain = campaign.margin * spend - offer
    spent = (p * offer + campaign.contact_cost).sum() + campaign.fixed_cost
    if lift is None:
        assert gain.sum() <= spent
    else:
        assert lift * gain.sum() == pytest.approx(spent, rel=1e-6)


def test_under_a_budget_the_best_return_comes_first():
    rows = [(0.9, 100.0), (0.1, 60.0)]
    campaign = Campaign(lift=0.1, contact_cost=0.1, discount=0.05, window=365, budget=1.0)
    made = plan(predictions_of(rows), campaign, horizon=365)
    assert made.chosen["customer_id"].to_list() == ["c01"]


def test_nobody_is_contacted_at_a_loss():
    made = plan(predictions_of([(0.5, 10.0)]), Campaign(lift=0.01, contact_cost=5.0), 365)
    assert made.best == 0
    assert made.break_even == pytest.approx(0.5)


def test_an_empty_list_and_impossible_campaigns_are_refused():
    with pytest.raises(UnsuitableDataError):
        plan(predictions_of([]), Campaign(), 365)
    for wrong in ({"lift": 2.0}, {"contact_cost": -1.0}, {"margin": 0.0}, {"lift_low": 0.5}):
        with pytest.raises(SettingsError):
            Campaign(**wrong)


def test_the_held_back_cost_nothing_and_bring_nothing():
    rows = [(0.4, 50.0)] * 400
    campaign = Campaign(lift=0.1, contact_cost=1.0, budget=150.0)
    everybody, drawn = (
        plan(predictions_of(rows), campaign, 30, seed=3, share=share) for share in (1.0, 0.5)
    )
    treated = (drawn.customers["group"] == "treatment").sum()
    at = drawn.at(400)
    assert at.contacted == treated
    assert at.profit == pytest.approx(everybody.at(400).profit * treated / 400)
    assert at.cost == pytest.approx(treated * 1.0)
    assert everybody.best == 150
    assert drawn.at(drawn.best).contacted == 150


def test_a_lift_falls_to_nothing_where_nobody_would_order_and_where_all_would():
    chances = np.array([1e-6, 0.05, 0.5, 0.95, 1 - 1e-6])
    lift = lift_of(chances, 0.03)
    assert lift.mean() == pytest.approx(0.03)
    assert lift[0] < 1e-4
    assert lift[-1] < 1e-4
    assert lift.argmax() == 2
    assert lift_of(np.array([0.0, 1.0]), 0.1).tolist() == [0.0, 0.0]
    assert lift_of(np.array([0.9, 0.9]), 0.5).sum() <= 0.2 + 1e-9
    assert lift_of(chances, -0.02).mean() == pytest.approx(-0.02)


def test_an_activity_can_have_a_lift_of_its_own():
    table = predictions_of([(0.4, 50.0)] * 40).with_columns(
        activity=pl.Series(["active", "lost"] * 20)
    )
    made = plan(table, Campaign(lift=0.05, lifts=(("lost", 0.0),)), 30)
    lifts = (
        made.customers.join(table, on="customer_id").group_by("activity").agg(pl.col("lift").mean())
    )
    assert dict(lifts.iter_rows()) == pytest.approx({"active": 0.05, "lost": 0.0})


def test_the_order_of_rows_changes_nothing():
    table = predictions_of([(0.4, 50.0)] * 30)
    campaign = Campaign(lift=0.05)
    shuffled = table.sample(fraction=1, shuffle=True, seed=1)
    assert plan(shuffled, campaign, 30).customers.equals(plan(table, campaign, 30).customers)
