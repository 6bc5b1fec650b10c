import polars as pl
import pytest

from clv import tables as t
from clv.action import watch_list
from clv.customers import risk_tables, summaries
from clv.present import value_tables


def test_monthly_revenue_adds_up_to_all_revenue(orders):
    months = summaries.revenue_by_month(orders)
    assert months.select(pl.col("new", "returning").sum()).sum_horizontal().item() == pytest.approx(
        orders[t.AMOUNT].sum()
    )
    assert (months["month"].diff().drop_nulls().dt.total_days() <= 31).all()


def test_concentration_rises_to_all_of_the_money(people):
    curve = summaries.concentration(people[t.REVENUE])
    assert curve.row(0) == (0.0, 0.0)
    assert curve.row(-1) == pytest.approx((1.0, 1.0))
    assert (curve["revenue"] >= curve["customers"] - 1e-12).all()


def test_concentration_of_nothing_is_no_error():
    assert summaries.concentration(pl.Series([0.0, 0.0]))["revenue"].to_list() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("values", [[0.0], [5.0], [1.0, 1e9], list(range(1, 500))])
def test_value_bins_count_every_customer_once(values):
    bins = value_tables.value_bins(pl.Series(values, dtype=pl.Float64))
    assert bins["customers"].sum() == len(values)
    assert bins["high"][-1] is None
    assert bins["low"][0] == 0.0


def test_ranking_falls_from_the_best(people):
    curve = value_tables.ranking(people)
    assert curve["value"].is_sorted(descending=True)
    assert curve["rank"][-1] == people.height


def test_segment_table_covers_every_customer(people):
    table = summaries.segment_table(people)
    assert table["customers"].sum() == people.height
    assert table["value"].sum() == pytest.approx(people[t.CLV].sum())
    assert table["share"].sum() == pytest.approx(1.0)


def test_map_cells_cover_every_customer(customers, people):
    valued = people.select(t.CUSTOMER_ID, t.SEGMENT, pl.col(t.CLV).alias("value"))
    cells = summaries.segment_cells(customers, valued)
    assert cells["customers"].sum() == customers.height
    assert cells.select("r", "fm").is_unique().all()


def test_quadrants_hold_everybody_with_a_value(people):
    cells = risk_tables.quadrant_cells(risk_tables.placed(people))
    assert cells["customers"].sum() == people.filter(pl.col(t.CLV) > 0).height


def test_risk_by_silence_keeps_all_the_money(people, model):
    listed = watch_list(people, model)
    assert risk_tables.risk_by_silence(listed)["value"].sum() == pytest.approx(
        listed["value_at_risk"].sum()
    )


def test_the_watch_list_and_every_other_page_call_the_same_people_quiet(people, model):
    listed = watch_list(people, model).filter(pl.col("state") != "due")
    quiet = people.filter("quiet")
    assert sorted(listed[t.CUSTOMER_ID]) == sorted(quiet[t.CUSTOMER_ID])
    assert listed["value_at_risk"].sum() == pytest.approx(quiet["value_at_risk"].sum())


def test_months_ahead_follow_each_other(end):
    months = value_tables.months_ahead(pl.DataFrame({"month": [1, 2, 3]}), end)["month"]
    assert [day.isoformat() for day in months] == ["2024-10-01", "2024-11-01", "2024-12-01"]
