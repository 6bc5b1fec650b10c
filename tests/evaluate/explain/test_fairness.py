from datetime import date

import numpy as np
import polars as pl
import pytest

from clv.customers import History
from clv.errors import InputError
from clv.evaluate import cost_of_removing, fairness
from clv.evaluate.backtests.backtest import SCHEMA, Backtest
from clv.evaluate.measures import measure
from clv.learning import LEARNERS, TrainingData


@pytest.fixture(scope="module")
def groups():
    names = np.repeat(["north", "south", "islands"], [900, 900, 10])
    return pl.DataFrame({"customer_id": [f"c{n}" for n in range(1810)], "region": names})


def unfair(groups, factor):
    """Build a backtest of a forecast that sees `factor` of what the south spends."""
    rng = np.random.default_rng(8)
    fair = rng.lognormal(3, 1, groups.height)
    actual = fair * rng.exponential(1, groups.height)
    south = groups["region"].to_numpy() == "south"
    predicted = np.where(south, fair * factor, fair)
    ids = groups["customer_id"]
    came = pl.DataFrame({"customer_id": ids, "orders": 1, "revenue": actual})
    outlook = pl.DataFrame(
        {"customer_id": ids, "p_buy": 1.0, "expected_purchases": 1.0, "expected_revenue": predicted}
    )
    row = ("model", "Model", "purchase", *measure(outlook, came).values(), 0.0)
    table = pl.DataFrame([row], SCHEMA, orient="row")
    return Backtest(date(2024, 1, 1), 90, came, {"model": outlook}, table)


def test_a_forecast_that_sells_one_group_short_is_warned_about(groups):
    told = {
        row["group"]: row
        for row in fairness(unfair(groups, 0.4), "model", groups).iter_rows(named=True)
    }
    assert told["south"]["warning"] == "foreseen_low"
    assert told["south"]["bias_low"] < told["south"]["bias"] < told["south"]["bias_high"] < 0.6
    assert told["north"]["warning"] == ""
    assert told["south"]["selected"] < told["south"]["deserved"]


def test_a_fair_forecast_is_not(groups):
    assert set(fairness(unfair(groups, 1.0), "model", groups)["warning"]) == {""}


def test_small_groups_are_put_together_and_nobody_is_lost(groups):
    table = fairness(unfair(groups, 1.0), "model", groups.head(1_700))
    assert table["group"].to_list() == ["north", "not known", "south"]
    whole = fairness(unfair(groups, 1.0), "model", groups)
    assert whole["group"].to_list() == ["north", "others", "south"]
    assert whole["customers"].sum() == groups.height


def test_a_comparison_without_an_attribute_is_refused(groups):
    with pytest.raises(InputError, match=r"missing_columns.groups"):
        fairness(unfair(groups, 1.0), "model", groups.select("customer_id"))


def test_removing_what_nothing_depends_on_costs_next_to_nothing(cdnow):
    rng = np.random.default_rng(1)
    orders = cdnow.with_columns(country=pl.Series(rng.choice(["x", "y"], cdnow.height)))
    data = TrainingData(History(orders, date(1997, 9, 30)), 120)
    came = data.history.future(orders, 120)
    table = cost_of_removing(LEARNERS["hist_boosting"], data, came, "country")
    assert table["with_attribute"].to_list() == [True, False]
    assert abs(table["gini"][0] - table["gini"][1]) < 0.03


def test_an_attribute_nobody_knows_is_refused(cdnow):
    data = TrainingData(History(cdnow, date(1997, 9, 30)), 120)
    with pytest.raises(InputError, match=r"unknown_attribute.*shoe_size"):
        cost_of_removing(LEARNERS["ridge"], data, data.history.future(cdnow, 120), "shoe_size")
