import math
from datetime import date, datetime

import polars as pl
import pytest

from clv.action import (
    acquisition,
    acquisition_formulas,
    costs_of,
    economics,
    keep_books,
    margin_by_age,
)
from clv.customers import rates
from clv.errors import UnsuitableDataError
from clv.options import Settings
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
    return keep_books(cdnow, SETTINGS, predictions, end=END)


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
    found = values(economics(keep_books(orders, Settings(margin=0.5)), costs))
    assert found["arpu"] == 30
    assert found["aov"] == 20
    assert found["frequency"] == 1.5
    assert found["gross_margin"] == 30
    assert found["cac"] == 8  # bob was won in a month whose cost is unknown
    assert found["crc"] == 1.5


def test_retention_is_that_of_the_rates(cdnow):
    found = values(economics(keep_books(cdnow, SETTINGS, end=END)))
    monthly = rates(cdnow, end=END).filter(pl.col("period") > date(1997, 3, 31))
    assert found["retention"] == pytest.approx(monthly["kept"].sum() / monthly["start"].sum())
    assert found["churn"] == pytest.approx(1 - found["retention"])


def test_textbook_values_follow_their_formulas(cdnow):
    figures = {figure.name: figure for figure in economics(keep_books(cdnow, SETTINGS, end=END))}
    parts = dict(figures["ltv_gupta"].parts)
    margin, stay, discount = parts.values()
    assert figures["ltv_gupta"].value == pytest.approx(margin * stay / (1 + discount - stay))
    assert figures["ltv_simple"].value == pytest.approx(margin / (1 - stay))
    assert (1 + discount) ** 12 == pytest.approx(1.1, abs=1e-9)


def test_the_models_value_is_the_mean_of_the_predictions(cdnow, predictions):
    found = values(economics(keep_books(cdnow, SETTINGS, predictions, end=END), COSTS))
    assert found["ltv_model"] == pytest.approx(predictions["clv"].mean())
    row = acquisition(keep_books(cdnow, SETTINGS, predictions, end=END), COSTS, by="all").row(
        0, named=True
    )
    assert found["ceiling"] == row["ceiling"]
    assert found["ratio"] == pytest.approx(row["ltv"] / row["cac"])


def test_without_costs_and_forecast_their_figures_are_empty_and_say_how(cdnow):
    figures = economics(keep_books(cdnow, SETTINGS, end=END))
    empty = {figure.name for figure in figures if figure.value is None}
    assert empty == {"cac", "crc", "ltv_model", "ratio", "payback", "ceiling"}
    assert all(figure.formula and figure.title for figure in figures)


def test_no_figure_is_ever_nan(cdnow, predictions):
    one = cdnow.head(1)
    for orders, days in ((cdnow, 365), (cdnow, 30), (one, 365)):
        for figure in economics(keep_books(orders, SETTINGS, predictions, days), COSTS):
            assert figure.value is None or math.isfinite(figure.value), figure


def test_an_empty_stretch_is_said():
    orders = orders_of([("ann", datetime(2022, 5, 1), 9.0)])
    with pytest.raises(UnsuitableDataError):
        keep_books(orders, SETTINGS, end=date(2024, 1, 1))
    with pytest.raises(UnsuitableDataError):
        keep_books(orders_of([]), SETTINGS)


def test_channels_share_out_customers_and_costs(books, predictions):
    table = acquisition(books, COSTS)
    assert table["channel"].to_list() == ["friends", "mail", "search"]
    assert table["customers"].sum() == predictions.height
    assert table["cost"].to_list() == [0.0, 12_000.0, 6_000.0]
    assert (table["ltv_low"] < table["ltv"]).all()
    assert (table["ltv"] < table["ltv_high"]).all()
    assert (table["ceiling"] == table["ltv_low"]).all()
    assert table["ratio"].is_null().to_list() == [True, False, False]
    assert set(table.columns) == {"channel", *acquisition_formulas()}


def test_lifetime_value_is_margin_so_far_plus_expected(books, cdnow, predictions):
    table = acquisition(books, by="all")
    total = cdnow["amount"].sum() * SETTINGS.margin + predictions["clv"].sum()
    assert table["ltv"][0] == pytest.approx(total / predictions.height)


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
    kept = keep_books(orders, Settings(margin=0.5), predictions)
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
