from pathlib import Path

import polars as pl
import pytest

from clv.customers import cohort_trend, cohorts
from clv.present.numbers import Numbers
from clv.present.words import findings
from tests.bench.activity import orders_of

UCI = Path(__file__).parents[4] / "shared" / "data" / "uci_online_retail_lines.csv.gz"


def retention_of(shares, customers=1_000):
    months = [f"2024-{month:02}" for month in range(1, len(shares) + 1)]
    return pl.DataFrame({"cohort": months, "age": 1, "value": shares, "customers": customers})


def test_the_first_month_is_left_out():
    trend = cohort_trend(retention_of([0.9, 0.2, 0.2, 0.2, 0.2, 0.2]))
    assert trend.older == trend.newer == pytest.approx(0.2)
    assert trend.left_out == "2024-01"
    assert trend.outcome == "unclear"


def test_cohorts_that_differ_anyway_show_no_trend():
    trend = cohort_trend(retention_of([0.9, 0.1, 0.3, 0.1, 0.3, 0.15, 0.3, 0.2]))
    assert trend.outcome == "unclear"
    assert "about as older ones" in findings.of_cohorts(
        retention_of([0.9, 0.1, 0.3, 0.1, 0.3, 0.15, 0.3, 0.2]), Numbers()
    )


def test_a_fall_is_a_fall():
    assert cohort_trend(retention_of([0.1, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1])).outcome == "less"


@pytest.mark.parametrize("shares", [[], [0.5], [0.5, 0.2, 0.2, 0.2]])
def test_few_months_show_nothing(shares):
    assert cohort_trend(retention_of(shares).cast({"value": pl.Float64})) is None


@pytest.mark.skipif(not UCI.exists(), reason="the log of UCI is not here")
def test_newer_customers_of_uci_come_back_no_less():
    trend = cohort_trend(cohorts(orders_of(UCI)))
    assert trend.left_out == "2010-12"
    assert trend.older == pytest.approx(0.189, abs=0.004)
    assert trend.newer == pytest.approx(0.213, abs=0.004)
    assert trend.outcome != "less"
