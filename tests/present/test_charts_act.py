"""The charts of movement, economics, campaigns and one customer say what their tables say."""

from datetime import date, timedelta

import polars as pl
import pytest

from clv.action import Campaign, plan
from clv.customers import NEWCOMER, bridge, matrix
from clv.present.charts import campaigns, customer, economics, movement, style
from clv.present.numbers import Numbers
from clv.present.words import actions

POUNDS = Numbers("GBP", "en-GB")


@pytest.fixture
def steps():
    then = pl.DataFrame({"customer_id": ["a", "b", "c"], "clv": [10.0, 20.0, 30.0]})
    now = pl.DataFrame({"customer_id": ["a", "b", "c", "d"], "clv": [15.0, 1.0, 25.0, 5.0]})
    return bridge(then, now).steps


@pytest.fixture
def cells():
    moved = pl.DataFrame(
        {
            "before": ["Loyal", "Loyal", "At risk", NEWCOMER],
            "after": ["Loyal", "At risk", "Loyal", "New"],
        }
    )
    return matrix(moved)


def test_the_bars_of_the_bridge_meet(steps):
    (bars,) = movement.value_bridge(steps, POUNDS).data
    ends = [base + height for base, height in zip(bars.base, bars.y, strict=True)]
    for end, base in zip(ends[:-2], bars.base[1:-1], strict=True):
        assert base == pytest.approx(end)
    assert ends[-2] == pytest.approx(bars.y[-1])
    assert [point[0] for point in bars.customdata] == steps["step"].to_list()


def test_moves_are_coloured_by_their_direction(cells):
    (discs,) = movement.from_to(cells, POUNDS).data
    colours = {
        tuple(pair): colour
        for pair, colour in zip(discs.customdata, discs.marker.color, strict=True)
    }
    assert colours["Loyal", "Loyal"] == style.GREY
    assert colours["Loyal", "At risk"] == style.VERMILLION
    assert colours["At risk", "Loyal"] == style.GREEN
    assert colours[NEWCOMER, "New"] == style.BLUE


def test_the_streams_carry_everybody(cells):
    (streams,) = movement.flow(cells, POUNDS).data
    assert sum(streams.link.value) == cells["customers"].sum() == 4
    assert max(streams.link.target) < len(streams.node.label)


@pytest.fixture
def channels():
    return pl.DataFrame(
        {
            "title": ["Ads", "Friends"],
            "customers": [10, 20],
            "cost": [500.0, 100.0],
            "cac": [50.0, 5.0],
            "ltv": [60.0, 40.0],
            "ltv_low": [45.0, 35.0],
            "ltv_high": [75.0, 45.0],
            "ratio": [1.2, 8.0],
            "ceiling": [45.0, 35.0],
            "payback": [4, None],
        }
    )


def test_cost_is_drawn_only_where_it_is_known(channels):
    named = [trace.name for trace in economics.worth_and_cost(channels, POUNDS).data]
    assert "Cost (CAC)" in named
    unknown = channels.with_columns(cac=pl.lit(None, pl.Float64))
    named = [trace.name for trace in economics.worth_and_cost(unknown, POUNDS).data]
    assert "Cost (CAC)" not in named


def test_payback_is_marked_where_it_was_reached(channels):
    curves = pl.DataFrame(
        {"title": ["Ads"] * 4 + ["Friends"] * 4, "month": [1, 2, 3, 4] * 2, "earned": [20.0] * 8}
    )
    marks = [t for t in economics.payback(curves, channels, POUNDS).data if not t.showlegend]
    dots = [trace for trace in marks if trace.mode == "lines+markers"]
    assert [tuple(dot.x) for dot in dots] == [(0, 4)]
    assert dots[0].y[1] == 50.0


@pytest.fixture
def planned():
    people = pl.DataFrame(
        {
            "customer_id": [f"k{n}" for n in range(500)],
            "p_buy": [0.3] * 500,
            "expected_spend": [float(n) for n in range(500)],
        }
    )
    return plan(people, Campaign(lift=0.02, contact_cost=1.0), 365)


def test_the_profit_curve_is_the_plans(planned):
    figure = campaigns.profit_curve(planned.curve, planned.best, POUNDS)
    profit = figure.data[-1]
    assert max(profit.y) == pytest.approx(planned.at(planned.best).profit)
    assert profit.x[profit.y.index(max(profit.y))] == planned.best
    assert figure.layout.shapes[-1].x0 == planned.best


def test_the_campaign_is_said_with_its_range(planned):
    said = actions.of_campaign(planned, planned.best, 6052, 0.02, POUNDS)
    assert f"of the best {planned.best}" in said or "Contact all" in said
    assert "a lift of 2 points" in said
    assert "6,052" in said


def test_a_plan_that_never_pays_says_what_would():
    people = pl.DataFrame({"customer_id": ["a"], "p_buy": [0.3], "expected_spend": [10.0]})
    hopeless = plan(people, Campaign(lift=0.02, contact_cost=1.0), 365)
    said = actions.of_campaign(hopeless, 1, None, 0.02, POUNDS)
    assert said == "No list pays yet: contacting everybody would from a lift of 10.0 points on."
    giving = plan(people, Campaign(lift=0.02, discount=1.0), 365)
    assert "less than the offer costs" in actions.of_campaign(giving, 1, None, 0.02, POUNDS)


def test_intervals_are_coloured_by_what_they_say():
    rows = pl.DataFrame(
        {
            "title": ["up", "down", "unclear"],
            "value": [2.0, -2.0, 0.1],
            "low": [1.0, -3.0, -1.0],
            "high": [3.0, -1.0, 1.2],
        }
    )
    (dots,) = campaigns.effects(rows, POUNDS, money=True).data
    assert list(dots.marker.color) == [style.GREEN, style.VERMILLION, style.GREY]


def test_a_timeline_shows_orders_chances_and_segments():
    first, end = date(2024, 1, 1), date(2024, 3, 31)
    orders = pl.DataFrame({"date": [first, end], "amount": [10.0, 20.0]}).with_columns(
        pl.col("date").cast(pl.Datetime("us"))
    )
    days = pl.date_range(first, end, eager=True)
    path = pl.DataFrame({"date": days, "p_alive": None, "p_buy": 0.5}).with_columns(
        pl.col("p_alive").cast(pl.Float64)
    )
    seen = pl.DataFrame(
        {"date": [date(2024, 1, 31), end], "segment": ["New", "Loyal"]},
    )
    window = (end + timedelta(days=3), end + timedelta(days=20), end + timedelta(days=60))
    figure = customer.timeline(orders, path, seen, end, window, POUNDS)
    named = [trace.name for trace in figure.data]
    assert "Likely to buy again" in named
    assert "Still a customer" not in named  # the model said nothing of it
    assert len([trace for trace in figure.data if trace.yaxis == "y3"]) == 2


def test_economics_names_the_dearest_channel(channels):
    assert actions.of_economics(channels, 40.0, POUNDS) == (
        "Ads pays back in 4 months; stop above £45 a customer."
    )
    free = channels.with_columns(cost=pl.lit(None, pl.Float64))
    assert actions.of_economics(free, 40.0, POUNDS) == "A new customer may cost up to £40."


@pytest.mark.parametrize(("gap", "begins"), [(None, "Ordered once"), (41.0, "Ordered every 41")])
def test_one_customer_is_told_in_one_sentence(gap, begins):
    facts = {"mean_gap": gap, "silence": 97, "clv": 212.0, "clv_low": 90.0, "clv_high": 380.0}
    said = actions.of_customer(facts, 365, POUNDS)
    assert said.startswith(begins)
    assert "£212 (£90–£380)" in said
