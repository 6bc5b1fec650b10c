import math
from datetime import date, datetime

import numpy as np
import polars as pl
import pytest

from clv.action import (
    acquisition,
    allocate_budget,
    costs_of,
    economics,
    margin_by_age,
    present_value_by_year,
    unit_economics,
)
from clv.action.economics.acquisition import COLUMNS
from clv.customers import rates
from clv.errors import InputError, SettingsError, UnsuitableDataError
from clv.options import Settings
from clv.present.words.economics import formula_of, title_of
from tests.action.conftest import END, SETTINGS
from tests.customers.conftest import orders_of

COSTS = costs_of(
    pl.DataFrame(
        {
            "month": ["1997-01", "1997-02", "1997-03"] * 3,
            "channel": ["search"] * 3 + ["mail"] * 3 + ["friends"] * 3,
            "acquisition": [2000.0] * 3 + [4000.0] * 3 + [0.0] * 3,
            "retention": [10.0] * 9,
        }
    )
)


@pytest.fixture(scope="module")
def books(cdnow, predictions):
    return unit_economics(cdnow, SETTINGS, predictions, end=END)


def values(figures):
    return {figure.name: figure.value for figure in figures}


def test_the_figures_of_a_small_shop_by_hand():
    orders = orders_of(
        [
            ("old", datetime(2022, 5, 1), 999.0),
            ("ann", datetime(2024, 1, 1), 10.0),
            ("ann", datetime(2024, 2, 1), 20.0),
            ("bob", datetime(2024, 3, 1), 30.0),
        ]
    )
    costs = costs_of(pl.DataFrame({"month": ["2024-01"], "acquisition": [8.0], "retention": [3.0]}))
    found = values(economics(unit_economics(orders, Settings(margin=0.5)), costs))
    assert found["arpu"] == 30
    assert found["aov"] == 20
    assert found["frequency"] == 1.5
    assert found["gross_margin"] == 30
    assert found["cac"] == 8  # bob was won in a month whose cost is unknown
    assert found["ratio"] is None  # without a forecast nobody's worth is held against it
    assert found["crc"] == 3.0  # one customer ordered in the month that was paid for


def test_costs_of_channels_and_months_are_shared_by_who_was_won_in_them(books):
    table = acquisition(books, COSTS, "segment")
    counted = COSTS.filter(pl.col("month") > books.left_out)["acquisition"].sum()
    assert counted == 12_000.0
    assert table["cost"].sum() == pytest.approx(counted)
    everyone = acquisition(books, COSTS, "all")
    assert everyone["cost"][0] == counted
    assert everyone["cac"][0] == pytest.approx(everyone["cost"][0] / everyone["customers"][0])
    found = values(economics(books, COSTS, wanted=3.0))
    assert found["cac"] == everyone["cac"][0]
    assert found["ceiling"] == pytest.approx(everyone["ceiling"][0] / 3)


def test_costs_of_other_months_leave_an_empty_table_and_no_error(books):
    other = costs_of(pl.DataFrame({"month": ["2030-01"], "acquisition": [9.0], "retention": [1.0]}))
    assert acquisition(books, other).is_empty()
    found = values(economics(books, other))
    assert found["cac"] is None
    assert found["crc"] is None


def test_a_curve_of_one_fixed_cohort_never_falls(books, cdnow):
    curves = margin_by_age(books, by="all")
    assert (curves["earned"].diff().drop_nulls() >= 0).all()
    for channel in ("mail", "search", "friends"):
        curve = margin_by_age(books).filter(pl.col("channel") == channel)["earned"]
        assert (curve.diff().drop_nulls() >= 0).all()


def test_a_budget_goes_where_the_next_unit_brings_most():
    responses = pl.DataFrame(
        {
            "channel": ["a", "b", "c"],
            "spent": [100.0, 200.0, 50.0],
            "customers": [20, 20, 1],
            "ltv": [20.0, 30.0, 5.0],
            "low": [0.0, 0.0, 10.0],
            "high": [1000.0, 1000.0, 1000.0],
        }
    )
    shares = allocate_budget(responses, 400.0)
    assert shares.budget == pytest.approx(400.0)
    a, b, c = shares.table["marginal"]
    assert a == pytest.approx(b, rel=1e-6)
    assert c <= a
    assert shares.table["suggested"][2] == pytest.approx(10.0)
    profit = shares.table["profit"].sum()
    for move in (5.0, -5.0):
        x = shares.table["suggested"].to_numpy() + np.array([move, -move, 0.0])
        won = responses["customers"].to_numpy() * (x / responses["spent"].to_numpy()) ** 0.6
        assert (won * responses["ltv"].to_numpy()).sum() - x.sum() < profit
    assert allocate_budget(responses, 1e9).budget == 3000.0
    assert allocate_budget(responses, 0.0).budget == pytest.approx(10.0)
    for wrong in (0.0, 1.0):
        with pytest.raises(SettingsError):
            allocate_budget(responses, 400.0, wrong)


def test_years_add_up_to_the_expected_value():
    discount = 0.1
    months = pl.DataFrame({"month": range(1, 37), "revenue": 100.0})
    value = 0.4 * pl.col("revenue") * (1 + discount) ** (-(pl.col("month") - 0.5) / 12)
    table = present_value_by_year(
        months.with_columns(value=value), Settings(margin=0.4, discount=discount)
    )
    assert table["total"][-1] == pytest.approx(table["present_value"].sum())
    factors = table["discount_factor"].to_list()
    assert factors[1] / factors[0] == pytest.approx(1 / 1.1)


def test_amounts_no_shop_can_spend_are_refused():
    with pytest.raises(InputError) as refused:
        costs_of(pl.DataFrame({"month": ["2024-01"], "acquisition": ["1e300"]}))
    assert refused.value.kind == "bad_amounts"


def test_retention_is_that_of_the_rates(cdnow):
    found = values(economics(unit_economics(cdnow, SETTINGS, end=END)))
    monthly = rates(cdnow, end=END).filter(pl.col("period") > date(1997, 3, 31))
    assert found["retention"] == pytest.approx(monthly["kept"].sum() / monthly["start"].sum())
    assert found["churn"] == pytest.approx(1 - found["retention"])


def test_textbook_values_follow_their_formulas(cdnow):
    figures = {
        figure.name: figure for figure in economics(unit_economics(cdnow, SETTINGS, end=END))
    }
    parts = dict(figures["ltv_gupta"].parts)
    margin, stay, discount = parts.values()
    assert figures["ltv_gupta"].value == pytest.approx(margin * stay / (1 + discount - stay))
    assert figures["ltv_simple"].value == pytest.approx(margin / (1 - stay))
    assert (1 + discount) ** 12 == pytest.approx(1.1, abs=1e-9)


def test_the_models_value_is_the_mean_of_the_predictions(cdnow, predictions):
    found = values(economics(unit_economics(cdnow, SETTINGS, predictions, end=END), COSTS))
    assert found["ltv_model"] == pytest.approx(predictions["clv"].mean())
    row = acquisition(unit_economics(cdnow, SETTINGS, predictions, end=END), COSTS, by="all").row(
        0, named=True
    )
    assert found["ceiling"] == row["ceiling"]
    assert found["ratio"] == pytest.approx(row["ltv"] / row["cac"])


def test_without_costs_and_forecast_their_figures_are_empty_and_say_how(cdnow):
    """The ceiling is of the past then: what those brought whose first horizon is over."""
    figures = economics(unit_economics(cdnow, SETTINGS, end=END))
    empty = {figure.name for figure in figures if figure.value is None}
    assert empty == {"cac", "crc", "ltv_model", "ratio", "payback"}
    assert all(title_of(figure) and formula_of(figure) for figure in figures)


def test_no_figure_is_ever_nan(cdnow, predictions):
    one = cdnow.head(1)
    for orders, days in ((cdnow, 365), (cdnow, 30), (one, 365)):
        for figure in economics(unit_economics(orders, SETTINGS, predictions, days), COSTS):
            assert figure.value is None or math.isfinite(figure.value), figure


def test_an_empty_stretch_is_said():
    orders = orders_of([("ann", datetime(2022, 5, 1), 9.0)])
    with pytest.raises(UnsuitableDataError):
        unit_economics(orders, SETTINGS, end=date(2024, 1, 1))
    with pytest.raises(UnsuitableDataError):
        unit_economics(orders_of([]), SETTINGS)


def test_channels_share_out_customers_and_costs(books, cdnow):
    table = acquisition(books, COSTS)
    assert table["channel"].to_list() == ["friends", "mail", "search"]
    assert table["customers"].sum() == newer(cdnow)["customer_id"].n_unique()
    assert table["cost"].to_list() == [0.0, 8_000.0, 4_000.0]
    assert (table["ltv_low"] < table["ltv"]).all()
    assert (table["ltv"] < table["ltv_high"]).all()
    assert (table["ceiling"] == table["ltv_low"]).all()
    assert table["ratio"].is_null().to_list() == [True, False, False]
    assert set(table.columns) == {"channel", *COLUMNS}


def newer(orders):
    """Leave out who first ordered in the log's first month, who may be older."""
    first = pl.col("date").min()
    return orders.filter(first.over("customer_id").dt.month_start() > first.dt.month_start())


def test_who_may_have_come_before_the_log_is_no_new_customer(cdnow, predictions):
    """Twins of the others but for a first month in which they bought ten times as much."""
    first = pl.col("date").min()
    old = first.over("customer_id").dt.month_start() == first.dt.month_start()
    rich = cdnow.with_columns(pl.when(old).then(10 * pl.col("amount")).otherwise("amount"))
    usual, other = (
        acquisition(unit_economics(orders, SETTINGS, predictions, end=END), by="all")
        for orders in (cdnow, rich)
    )
    assert usual.equals(other)
    assert unit_economics(cdnow, SETTINGS, end=END).left_out == date(1997, 1, 1)
    one_month = orders_of([("ann", datetime(2024, 1, 1), 9.0)])
    assert unit_economics(one_month, SETTINGS, end=date(2024, 1, 31)).left_out is None


def test_worth_is_the_margin_of_everybodys_first_horizon(books, cdnow, predictions):
    """Whoever is a year old counts with what came; the others with part of what is expected."""
    table, cdnow = acquisition(books, by="all"), newer(cdnow)
    first = pl.col("date").min().over("customer_id")
    age = (pl.lit(END) - first.dt.date()).dt.total_days()
    within = (pl.col("date") - first).dt.total_days() < SETTINGS.horizon
    came = cdnow.filter(within)["amount"].sum() * SETTINGS.margin
    rest = cdnow.select("customer_id", age.alias("age")).unique()
    rest = rest.with_columns((1 - pl.col("age") / SETTINGS.horizon).clip(0).alias("rest"))
    ahead = rest.join(predictions, on="customer_id")
    expected = ahead.select((pl.col("rest") * pl.col("clv")).sum()).item()
    assert table["ltv"][0] == pytest.approx((came + expected) / ahead.height)


def test_old_customers_count_with_what_came_and_nothing_else():
    orders = orders_of([("a", datetime(2020, 1, 1), 100.0), ("a", datetime(2023, 6, 1), 900.0)])
    ahead = pl.DataFrame({"customer_id": ["a"], "clv": 50.0, "clv_low": 0.0, "clv_high": 90.0})
    unit = unit_economics(orders, Settings(margin=0.5), ahead, days=3650, end=date(2024, 1, 1))
    assert acquisition(unit, by="all")["ltv"][0] == 50.0


def test_without_a_forecast_worth_is_what_came_of_those_won_long_enough_ago():
    orders = orders_of(
        [
            ("old", datetime(2022, 12, 5), 70.0),  # of the log's first month, maybe older
            ("ann", datetime(2023, 1, 5), 10.0),
            ("ann", datetime(2023, 3, 1), 30.0),
            ("ann", datetime(2024, 6, 1), 99.0),  # after the first year
            ("bob", datetime(2024, 5, 1), 50.0),  # won too lately
        ]
    )
    unit = unit_economics(orders, Settings(margin=0.5, horizon=365), end=date(2024, 6, 30))
    row = acquisition(unit, by="all").row(0, named=True)
    assert (row["customers"], row["ltv"], row["ceiling"]) == (1, 20.0, 20.0)
    young = unit_economics(orders.tail(1), Settings(), end=date(2024, 6, 30))
    assert acquisition(young, by="all")["ltv"].to_list() == [None]


def test_a_wanted_ratio_lowers_the_ceiling(books):
    one, three = (
        acquisition(books, by="all", wanted=wanted)["ceiling"][0] for wanted in (1.0, 3.0)
    )
    assert one == pytest.approx(3 * three)


def test_payback_is_the_month_in_which_margin_reaches_the_cost(predictions):
    orders = orders_of(
        [
            ("0001", datetime(1997, 1, 5), 10.0),
            ("0001", datetime(1997, 3, 5), 10.0),
            ("0002", datetime(1997, 1, 9), 10.0),
            ("0002", datetime(1997, 6, 30), 10.0),
        ]
    )
    kept = unit_economics(orders, Settings(margin=0.5), predictions)
    for cost, month in ((9.0, 1), (14.0, 3), (20.0, 6), (21.0, None)):
        costs = costs_of(pl.DataFrame({"month": ["1997-01"], "acquisition": [cost]}))
        table = acquisition(kept, costs, by="month")
        assert table["cac"][0] == cost / 2
        assert table["payback"][0] == (month if cost / 2 <= 10 else None)


def test_only_people_won_in_months_with_costs_are_counted(books):
    january = COSTS.filter(pl.col("month") == date(1997, 1, 1))
    table = acquisition(books, january, by="channel and month")
    assert set(table["month"]) == {date(1997, 1, 1)}


def test_payback_is_where_the_margin_curve_reaches_the_cost(books):
    table = acquisition(books, COSTS)
    curves = margin_by_age(books, COSTS)
    for channel, cac, month in table.select("channel", "cac", "payback").rows():
        curve = curves.filter(pl.col("channel") == channel)
        assert curve["age"].to_list() == list(range(curve.height))
        reached = curve.filter(pl.col("earned") >= cac)["age"]
        assert month == (reached[0] + 1 if len(reached) else None)
