from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from clv.customers import PRESETS, History, SegmentRules, audit
from clv.errors import UnsuitableDataError
from tests.customers.conftest import orders_of


def test_cdnow_groups_tell_the_future_apart_and_hold_still(cdnow, cut):
    found = audit(History(cdnow, cut), cdnow, horizon=270)
    assert found.coverage == 1
    assert found.stability > 0.8
    assert found.separation > 0.1
    assert found.sound
    spend = dict(found.table.select("segment", "spend").rows())
    assert spend["Champions"] == max(spend.values())
    assert spend["Champions"] > 5 * spend["Dormant"]
    assert (found.table["spend_low"] <= found.table["spend_high"]).all()


def test_a_past_that_says_nothing_of_the_future_separates_nothing():
    rng = np.random.default_rng(3)
    start, cut = datetime(2024, 1, 1), datetime(2024, 6, 30)
    rows = [
        (f"c{who}", since + timedelta(days=int(day)), 10.0)
        for who in range(600)
        for since, least in ((start, 1), (cut, 0))
        for day in rng.integers(1, 180, least + rng.poisson(2))
    ]
    orders = orders_of(rows)
    found = audit(History(orders, cut.date()), orders, 180)
    assert 0 <= found.separation < 0.05
    assert not found.sound


def test_all_in_one_segment_is_stable_and_useless(cdnow, cut):
    found = audit(History(cdnow, cut), cdnow, 90, SegmentRules("one", (), otherwise="all"))
    assert (found.stability, found.separation) == (1, 0)
    assert not found.sound


def test_separation_is_kruskal_and_wallis_h_over_its_most(cdnow, cut):
    from scipy.stats import kruskal

    from clv.customers import segment

    past = History(cdnow, cut)
    found = audit(past, cdnow, 270, PRESETS["quintiles"], draws=1)
    judged = segment(past.customers, PRESETS["quintiles"]).join(
        past.future(cdnow, 270), on="customer_id"
    )
    groups = [part["revenue"].to_numpy() for part in judged.partition_by("segment")]
    h = kruskal(*groups).statistic
    assert found.separation == pytest.approx(h / (judged.height - 1))


def test_nobody_to_audit_is_said():
    orders = orders_of([("a", datetime(2024, 1, 1), 1.0)])
    with pytest.raises(UnsuitableDataError):
        audit(History(orders, date(2023, 1, 1)), orders, 30)


def test_the_table_counts_every_customer(cdnow, cut):
    past = History(cdnow, cut)
    table = audit(past, cdnow, 90, draws=2).table
    assert table["customers"].sum() == past.customers.height
    revenue = (table["spend"] * table["customers"]).sum()
    assert revenue == pytest.approx(past.future(cdnow, 90).select(pl.col("revenue").sum()).item())
