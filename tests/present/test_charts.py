"""Each chart on toy tables: its marks say what the table says, and are few enough to send."""

from datetime import date

import polars as pl
import pytest

from clv import tables as t
from clv.action import watch_list
from clv.customers import PRESETS, SEGMENTS, cohorts, risk_tables, summaries
from clv.present import value_tables
from clv.present.charts import churn, ledger, models, revenue, segments, style, value
from clv.present.charts import cohorts as cohort_charts
from clv.present.numbers import Numbers

POUNDS = Numbers("GBP", "en-GB")
MOST_MARKS = 20_000


def marks(figure):
    return sum(len(trace.x) for trace in figure.data)


def test_a_waterfall_ends_at_what_is_left():
    table = pl.DataFrame(
        {"reason": ["bad_date", "returns"], "rows": [3, 4], "amount": [30.0, -20.0]}
    )
    figure = ledger.waterfall(table, 20, "rows", POUNDS)
    assert figure.data[0].text[-1] == "13"
    assert figure.data[0].y[1] == "Date unreadable"
    assert ledger.waterfall(table, 100.0, "amount", POUNDS).data[0].text[-1] == "£90"


def test_revenue_stacks_new_on_returning_and_pales_the_running_month(orders):
    months = summaries.revenue_by_month(orders)
    figure = revenue.by_month(months, None, date(2024, 7, 5), POUNDS)
    returning, new = figure.data
    assert sum(returning.y) + sum(new.y) == pytest.approx(orders[t.AMOUNT].sum())
    assert min(new.marker.opacity) < 1.0


def test_the_forecast_stands_inside_its_band(orders, end):
    coming = pl.DataFrame(
        {"month": [1, 2], "value": [5.0, 4.0], "low": [3.0, 2.0], "high": [8.0, 7.0]}
    )
    figure = revenue.by_month(
        summaries.revenue_by_month(orders), value_tables.months_ahead(coming, end), end, POUNDS
    )
    high, low, middle = figure.data[2:]
    assert all(a <= b <= c for a, b, c in zip(low.y, middle.y, high.y, strict=True))


def test_the_map_names_every_area_once(customers, people):
    valued = people.select(t.CUSTOMER_ID, t.SEGMENT, pl.col(t.CLV).alias("value"))
    figure = segments.segment_map(
        summaries.segment_cells(customers, valued), PRESETS["eleven"], POUNDS
    )
    names = [note.text.replace("<br>", " ") for note in figure.layout.annotations]
    assert sorted(names) == sorted(f"<b>{segment.name}</b>" for segment in SEGMENTS)


def test_the_map_agrees_with_the_segments(customers, people):
    valued = people.select(t.CUSTOMER_ID, t.SEGMENT, pl.col(t.CLV).alias("value"))
    for r, fm, name in (
        summaries.segment_cells(customers, valued).select("r", "fm", t.SEGMENT).rows()
    ):
        assert segments.area_of(PRESETS["eleven"], r, fm) == name


def test_a_segment_has_the_same_colour_everywhere(people):
    colours = style.segment_colours()
    assert len(set(colours.values())) == len(SEGMENTS)
    table = summaries.segment_table(people)
    figure = segments.treemap(table, "value", POUNDS)
    assert list(figure.data[0].marker.colors) == [colours[name] for name in table[t.SEGMENT]]


def test_cohort_cells_nobody_has_lived_to_see_stay_empty(orders, end):
    figure = cohort_charts.heatmap(cohorts(orders, end=end), money=False, numbers=POUNDS)
    cells, handles = figure.data
    assert cells.z[-1][-1] is None
    assert cells.text[0][0] == "100%"
    assert len(handles.x) == sum(value is not None for row in cells.z for value in row)


def test_a_distribution_labels_its_open_end():
    bins = value_tables.value_bins(pl.Series([1.0, 3.0, 500.0]))
    figure = value.distribution(bins, POUNDS)
    assert sum(figure.data[0].y) == 3
    assert "and more" in figure.data[0].hovertext[-1]


def test_a_ranking_of_one_customer_can_be_drawn():
    curve = pl.DataFrame({"rank": [1], "value": [5.0], "low": [1.0], "high": [9.0]})
    assert marks(value.ranking(curve, 1, POUNDS)) == 3


def test_quadrants_stay_light(people):
    many = pl.concat([people] * 400, rechunk=True)
    cells = risk_tables.quadrant_cells(risk_tables.placed(many))
    figure = churn.quadrants(cells, 0.5, 50.0, POUNDS)
    assert marks(figure) < MOST_MARKS / 10


def test_what_is_at_risk_stacks_up_to_the_watch_list(people, model):
    listed = watch_list(people, model)
    figure = churn.at_risk(risk_tables.risk_by_silence(listed), POUNDS)
    assert sum(sum(trace.y) for trace in figure.data) == pytest.approx(
        listed["value_at_risk"].sum()
    )


def test_a_decline_leaves_out_a_certainty_that_says_nothing():
    days = [date(2024, 1, day) for day in (1, 2)]
    once = pl.DataFrame(
        {"date": days, "p_alive": [None, None], "p_buy": [0.5, 0.4]},
        schema_overrides={"p_alive": pl.Float64},
    )
    names = [trace.name for trace in churn.decline(once, days[:1], None, POUNDS).data]
    assert names == ["Chance of another order", "Order"]


def test_the_recommended_forecaster_stands_out():
    table = pl.DataFrame(
        {
            "name": ["a", "b"],
            "title": ["A", "B"],
            "kind": ["purchase", "learned"],
            "gini": [0.6, 0.4],
        }
    )
    figure = models.leaderboard(table, "gini", "a", POUNDS, percent=True)
    assert list(figure.data[0].y) == ["<b>A</b>", "B"]


@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "ja", "zz", ""])
def test_money_always_shows_its_currency(locale):
    numbers = Numbers("EUR", locale)
    for amount in (0, 0.4, 7, 86, 4_321, 2_123_456, -1_234):
        assert "€" in numbers.money(amount)


@pytest.mark.parametrize("odd", [None, float("nan"), float("inf"), "x"])
def test_what_is_no_number_is_a_dash(odd):
    assert POUNDS.money(odd) == POUNDS.percent(odd) == POUNDS.count(odd) == "–"


def test_data_bring_no_markup_into_a_chart():
    link = '<a href="//evil.example">click</a> & co'
    figure = style.canvas()
    figure.add_bar(x=[1.0], y=[link], name=link, hovertext=[f"<b>{link}</b>"], customdata=[link])
    figure.add_annotation(text=link)
    safe = style.without_markup(figure)
    text = '&lt;a href="//evil.example">click&lt;/a> &amp; co'
    assert safe.data[0].name == safe.data[0].y[0] == safe.layout.annotations[0].text == text
    assert safe.data[0].hovertext[0] == f"<b>{text}</b>"
    assert safe.data[0].customdata[0] == link
