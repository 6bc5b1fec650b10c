from datetime import date, datetime

import polars as pl
import pytest

from clv.action import COSTS, costs_of
from clv.errors import InputError


def test_months_are_read_however_they_are_written():
    texts = pl.DataFrame({"month": ["2024-03", "2024-03-17"], "acquisition": [1, 2]})
    days = pl.DataFrame({"month": [date(2024, 3, 5), date(2024, 3, 31)], "acquisition": [1.0, 2.0]})
    moments = days.with_columns(pl.col("month").cast(pl.Datetime))
    for table in (texts, days, moments):
        assert costs_of(table).rows() == [(date(2024, 3, 1), None, 3.0, 0.0)]


def test_channels_stay_apart_and_headers_may_shout():
    typed = pl.DataFrame(
        {
            "Month": ["2024-01", "2024-01", "2024-02"],
            " Channel ": ["ads", "", "ads"],
            "ACQUISITION": ["10", "20.5", None],
            "Retention": [1, 2, 3],
        }
    )
    costs = costs_of(typed)
    assert costs.schema == pl.Schema(COSTS)
    assert set(costs.rows()) == {
        (date(2024, 1, 1), "ads", 10.0, 1.0),
        (date(2024, 1, 1), None, 20.5, 2.0),
        (date(2024, 2, 1), "ads", 0.0, 3.0),
    }


def test_empty_rows_of_an_editor_are_left_out():
    typed = pl.DataFrame({"month": ["2024-01", None], "acquisition": [5.0, None]})
    assert costs_of(typed).height == 1


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ({"month": ["2024-01"]}, "missing_columns"),
        ({"month": ["spring"], "acquisition": [1.0]}, "bad_dates"),
        ({"month": [None], "acquisition": [1.0]}, "bad_dates"),
        ({"month": ["2024-01"], "acquisition": ["a lot"]}, "bad_amounts"),
        ({"month": ["2024-01"], "acquisition": [-1.0]}, "negative_amounts"),
        ({"month": ["2024-01"], "acquisition": [float("inf")]}, "bad_amounts"),
    ],
)
def test_what_is_no_cost_table_is_refused(table, kind):
    with pytest.raises(InputError) as refused:
        costs_of(pl.DataFrame(table))
    assert refused.value.kind == kind


def test_a_moment_is_a_month():
    table = pl.DataFrame({"month": [datetime(2024, 3, 5, 12)], "acquisition": [1]})
    assert costs_of(table)["month"][0] == date(2024, 3, 1)
