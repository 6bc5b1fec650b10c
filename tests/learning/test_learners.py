from datetime import date

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from clv import tables as t
from clv.customers import History
from clv.errors import NotFittedError, SettingsError, UnsuitableDataError
from clv.learning import LEARNERS, TrainingData, fitted

EVERY = pytest.mark.parametrize("name", LEARNERS)


@pytest.fixture(scope="module")
def outlooks(shop_past):
    """Outlooks of every learner, each fitted once."""
    return {name: fitted(LEARNERS[name], shop_past, 7).outlook(shop_past) for name in LEARNERS}


@EVERY
def test_the_outlook_keeps_the_contract(name, outlooks, shop_past):
    outlook = outlooks[name]
    t.OUTLOOK.check(outlook)
    customers = shop_past.history.customers["customer_id"].to_list()
    assert outlook["customer_id"].to_list() == customers
    numbers = outlook.drop("customer_id").to_numpy()
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert outlook["p_buy"].max() <= 1


@EVERY
def test_nothing_is_predicted_beyond_what_was_seen(name, outlooks, shop_past):
    most = shop_past.examples.revenue.max() * shop_past.growth.max()
    assert outlooks[name]["expected_revenue"].max() <= most * (1 + 1e-9)


@EVERY
def test_ranges_hold_the_forecast_in_between(name, outlooks):
    outlook = outlooks[name]
    low, high = outlook["expected_revenue_low"], outlook["expected_revenue_high"]
    assert (low <= high).all()
    assert (low <= outlook["expected_revenue"] + 1e-9).all()


@EVERY
def test_it_ranks_better_than_lots(name, outlooks, shop, shop_past):
    came = shop_past.history.future(shop, 120)["revenue"].to_numpy()
    foreseen = outlooks[name]["expected_revenue"].to_numpy()
    assert np.corrcoef(np.argsort(np.argsort(foreseen)), came)[0, 1] > 0.25


@EVERY
def test_before_fitting_there_is_no_answer(name, shop_past):
    with pytest.raises(NotFittedError):
        LEARNERS[name]().predict(shop_past.today.drop("customer_id"))


@pytest.mark.parametrize("name", ["random_forest", "hist_boosting", "lightgbm", "ridge", "blend"])
def test_the_same_seed_gives_the_same_answer(name, shop):
    cut = date(2023, 6, 30)
    here, there = (
        LEARNERS[name](seed=3).fit(data).outlook(data)
        for data in (
            TrainingData(History(shop, cut), 120),
            TrainingData(History(shop.clone(), cut), 120),
        )
    )
    assert_frame_equal(here, there, rel_tol=1e-6)


@pytest.mark.parametrize("name", ["hist_boosting", "model_offset", "ridge", "mlp"])
def test_a_customer_like_nobody_before_stays_within_reason(name, shop_past):
    """Features a thousand times beyond training may not make a forecast explode."""
    learner = fitted(LEARNERS[name], shop_past, 7)
    strange = shop_past.today.drop("customer_id").with_columns(pl.selectors.float() * 1000)
    _p_buy, orders, revenue = learner.predict(strange)
    assert revenue.max() <= shop_past.examples.revenue.max()
    assert orders.max() <= shop_past.target_window


def test_training_looks_back_from_the_cutoffs_only(shop_past):
    """No cutoff's targets reach beyond the cut, and the oldest still knows half of the log."""
    for cutoff in shop_past.cutoffs:
        assert (shop_past.history.cut - cutoff).days >= shop_past.target_window
    assert (shop_past.history.cut - shop_past.cutoffs[-1]).days <= max(
        shop_past.target_window, shop_past.span // 2
    )
    assert set(shop_past.examples.cutoff) == set(range(len(shop_past.cutoffs)))


def test_a_short_log_trains_on_a_shorter_window_and_grows(data):
    assert data.target_window == data.span // 2
    assert data.horizon > data.target_window
    assert (data.growth > 1).all()
    assert (data.growth <= data.horizon / data.target_window + 1e-9).all()


def test_a_log_without_returning_customers_is_refused_in_words():
    days = pl.datetime_range(pl.datetime(2024, 1, 1), pl.datetime(2024, 6, 1), "6h", eager=True)
    orders = pl.DataFrame({"date": days}).with_columns(
        customer_id=pl.int_range(pl.len()).cast(pl.String), amount=pl.lit(5.0)
    )
    with pytest.raises(UnsuitableDataError, match="too_little_to_learn"):
        LEARNERS["hist_boosting"]().fit(TrainingData(History(orders, date(2024, 6, 1)), 60))


def test_an_unknown_hyperparameter_is_refused_by_name():
    with pytest.raises(SettingsError, match=r"bad_setting.*depth"):
        LEARNERS["ridge"](depth=3)


def test_the_rehearsal_is_of_the_customers_of_the_latest_cutoff(data):
    came = data.rehearsal.history.future(data.history.orders, data.target_window)
    latest = data.examples.where(data.examples.cutoff == 0)
    assert came["revenue"].to_numpy() == pytest.approx(latest.revenue)


def test_a_large_log_is_learnt_from_in_part_and_foretold_in_whole(shop, monkeypatch):
    monkeypatch.setattr("clv.learning.training_data.MOST_CUSTOMERS", 200)
    data = TrainingData(History(shop, date(2023, 6, 30)), 120)
    assert len(data.examples) <= 200 * len(data.cutoffs)
    assert (
        LEARNERS["hist_boosting"]().fit(data).outlook(data).height == data.history.customers.height
    )
