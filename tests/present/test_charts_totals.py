"""Past totals against what came, and the season."""

from datetime import date

import polars as pl

from clv.models import Calendar
from clv.present.charts import totals as charts
from clv.present.numbers import Numbers
from clv.present.words import trust

EUROS = Numbers("EUR", "en")
PAST = pl.DataFrame(
    {
        "split": [date(2024, 1, 1), date(2024, 4, 1)],
        "forecast": [100.0, 120.0],
        "low": [80.0, 100.0],
        "high": [130.0, 150.0],
        "actual": [90.0, 170.0],
    }
)


def test_each_total_stands_in_its_range_beside_what_came():
    told, came = charts.past_totals(PAST, EUROS).data
    assert [y - e for y, e in zip(told.y, told.error_y.arrayminus, strict=True)] == [80.0, 100.0]
    assert list(came.y) == [90.0, 170.0]


def test_the_sentence_counts_those_that_held():
    assert trust.of_past_totals(PAST, EUROS).startswith("Of the totals told on 2 earlier days, 1 ")


def test_a_season_has_twelve_bars():
    (bars,) = charts.season(Calendar(index=(1.0,) * 11 + (2.1,)).table, EUROS).data
    assert len(bars.x) == 12
    assert max(bars.y) == 2.1
