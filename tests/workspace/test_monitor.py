"""Archived forecasts, held against what came."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from clv.workspace.monitor import Score, health, order_value_shift, score

DAY = date(2024, 1, 1)
FORECAST = {
    "model": "bg_nbd+gamma_gamma",
    "horizon": 60,
    "revenue": 200.0,
    "low": 150.0,
    "high": 260.0,
    "by_month": [[120.0, 90.0, 150.0], [80.0, 60.0, 110.0]],
}
CUSTOMERS = pl.DataFrame(
    {
        "customer_id": ["ann", "bob", "cy"],
        "expected_revenue": [150.0, 40.0, 10.0],
        "expected_revenue_low": [50.0, 0.0, 0.0],
        "expected_revenue_high": [250.0, 90.0, 30.0],
    }
)


def orders(*entries):
    return pl.DataFrame(
        [
            (who, datetime(2024, 1, 1) + timedelta(days=days), amount)
            for who, days, amount in entries
        ],
        schema={"customer_id": pl.String, "date": pl.Datetime("us"), "amount": pl.Float64},
        orient="row",
    )


BOUGHT = orders(("ann", 0, 99.0), ("ann", 10, 100.0), ("bob", 50, 30.0), ("new", 20, 500.0))


def test_a_month_has_to_pass():
    assert score(DAY, FORECAST, CUSTOMERS, BOUGHT, DAY + timedelta(days=29)) is None


def test_within_the_horizon_the_months_that_are_over_count():
    result = score(DAY, FORECAST, CUSTOMERS, BOUGHT, DAY + timedelta(days=45))
    assert (result.days, result.until) == (30, date(2024, 1, 31))
    assert (result.expected, result.low, result.high) == (120.0, 90.0, 150.0)
    # The order of the day itself was known, bob's lies beyond, and the newcomer was not expected.
    assert result.came == 100.0
    assert result.inside
    assert result.coverage is None


def test_at_the_end_the_total_s_own_range_counts_and_customers_ranges_are_held():
    result = score(DAY, FORECAST, CUSTOMERS, BOUGHT, DAY + timedelta(days=400))
    assert (result.days, result.low, result.high) == (60, 150.0, 260.0)
    assert result.came == 130.0
    assert not result.inside
    assert result.coverage == pytest.approx(1.0)
    assert result.off == pytest.approx(200 / 130 - 1)
    assert result.gini == pytest.approx(1.0)


def test_where_nothing_came_nothing_is_divided():
    result = score(DAY, FORECAST, CUSTOMERS, BOUGHT.clear(), DAY + timedelta(days=60))
    assert result.came == 0
    assert result.off is None
    assert result.gini is None


def scored(came, day=DAY):
    return Score(day, day + timedelta(days=30), 30, "m", 100.0, 80.0, 120.0, came, None, None)


@pytest.mark.parametrize(
    ("came", "state"),
    [
        ([], "too_early"),
        ([100.0], "fine"),
        ([50.0], "refit"),
        ([50.0, 100.0], "fine"),
        ([50.0, 60.0], "world_changed"),
        ([50.0, 200.0], "refit"),
    ],
)
def test_two_misses_on_one_side_are_no_accident(came, state):
    result = health([scored(amount) for amount in came], BOUGHT, date(2024, 4, 1))
    assert result.state == state
    assert result.alarming == (state in ("refit", "world_changed"))


def test_other_order_values_are_another_world():
    amounts = [10.0 + n % 20 for n in range(200)] + [60.0 + n % 20 for n in range(200)]
    days = [datetime(2024, 1, 1) + timedelta(days=n) for n in range(400)]
    log = pl.DataFrame({"customer_id": "a", "date": days, "amount": amounts})
    middle, end = days[199].date(), days[399].date()
    assert order_value_shift(log, middle, end) > 1
    assert health([scored(100.0, middle)], log, end).state == "world_changed"
    assert order_value_shift(log, days[350].date(), end) is None
