from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.customers import STAGES, lifecycle, longest_normal, rates, summarise, typical_gap
from tests.customers.conftest import orders_of
from tests.customers.test_summarise import logs


@settings(max_examples=60, deadline=None)
@given(logs, st.integers(0, 2000))
def test_everybody_has_one_stage_that_fits_the_dates(rows, later):
    end = max(row[1] for row in rows).date() + timedelta(later)
    customers = summarise(orders_of(rows), end)
    staged = customers.join(lifecycle(customers), on="customer_id")
    assert staged.height == customers.height
    assert set(staged["stage"]) <= {stage.name for stage in STAGES}
    quiet = pl.lit(end) > pl.col("quiet_until")
    gone = pl.lit(end) >= pl.col("lost_from")
    assert staged.filter(pl.col("stage").is_in(["Sleeping", "Lost"]) != quiet).is_empty()
    assert staged.filter((pl.col("stage") == "Lost") != gone).is_empty()
    assert (staged["last_order"] <= staged["quiet_until"]).all()


def test_a_long_silence_for_one_is_short_for_another():
    customers = pl.DataFrame(
        {
            "customer_id": ["weekly", "quarterly"],
            "frequency": [30, 8],
            "recency": [210, 720],
            "T": [250, 760],
            "last_order": [date(2024, 5, 1)] * 2,
        }
    )
    staged = lifecycle(customers)
    assert staged["stage"].to_list() == ["Lost", "Active"]
    assert staged["typical_gap"][0] < 15 < 40 < staged["typical_gap"][1]


def test_normal_silence_has_the_probability_it_claims():
    rng = np.random.default_rng(11)
    shape, everybodys, seen = 3.0, 40.0, 6
    rate = rng.gamma(shape, 1 / (shape * everybodys), 200_000)
    recency = rng.gamma(seen, 1 / rate)
    next_gap = rng.exponential(1 / rate)
    known = pl.DataFrame({"frequency": np.full(len(rate), seen), "recency": recency})
    for share in (0.5, 0.1, 0.02):
        normal = known.select(longest_normal(share, everybodys)).to_series().to_numpy()
        assert (next_gap > normal).mean() == pytest.approx(share, abs=0.003)


def test_without_repeat_orders_a_quarter_is_the_rhythm():
    assert typical_gap(pl.DataFrame({"frequency": [0, 0], "recency": [0, 0]})) == 90


@pytest.mark.parametrize("every", ["month", "quarter"])
@settings(max_examples=40, deadline=None)
@given(rows=logs)
def test_who_comes_and_goes_adds_up(every, rows):
    table = rates(orders_of(rows), every)
    assert (table["start"] == table["kept"] + table["lost"]).all()
    assert (table["end"] == table["kept"] + table["won"] + table["returned"]).all()
    assert (table["end"][:-1] == table["start"][1:]).all()
    assert (table.select("kept", "lost", "won", "returned").min_horizontal() >= 0).all()


def test_the_last_count_agrees_with_the_lifecycle(cdnow):
    end = date(1998, 6, 30)
    stages = lifecycle(summarise(cdnow, end))["stage"]
    here = stages.is_in(["Sleeping", "Lost"]).not_().sum()
    table = rates(cdnow, end=end)
    assert table["period"][-1] == date(1998, 6, 1)
    assert table["end"][-1] == here


def test_no_orders_have_no_rates():
    assert rates(orders_of([])).is_empty()
