"""Ranges of single customers, stretched by tenths until as many held as should have."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from clv.customers import History
from clv.evaluate import FORECASTERS, backtest, champion_forecast
from clv.evaluate.conformal import (
    NARROWEST,
    WIDEST,
    range_factors,
    range_factors_of_tests,
    stretch,
)
from clv.models import PURCHASE_MODELS, SPEND_MODELS, TENTHS, forecast, tenth_of
from clv.options import Settings
from tests.models.simulate import simulate


def test_equal_customers_belong_to_the_same_tenth():
    expected = np.array([0.0] * 60 + [1.0] * 30 + [2.0] * 10)
    tenth = tenth_of(expected)
    assert [len(set(tenth[expected == value])) for value in (0, 1, 2)] == [1, 1, 1]
    assert (np.diff(tenth) >= 0).all()


@pytest.mark.parametrize("times", [0.5, 1.0, 2.0])
def test_the_factor_makes_up_for_ranges_that_are_off(times):
    rng = np.random.default_rng(1)
    expected = rng.uniform(10, 100, 20_000)
    came = expected * rng.lognormal(0, 0.5, len(expected))
    half = np.exp(1.645 * 0.5)
    low, high = expected / half, expected * half
    factor = stretch(expected, low * times, high / times, came)
    assert factor == pytest.approx(np.clip(times, NARROWEST, WIDEST), rel=0.1)


def test_where_nobody_buys_ranges_stay():
    nothing = np.zeros(500)
    assert stretch(nothing, nothing, nothing, nothing).tolist() == [1.0] * TENTHS


def test_too_few_customers_tell_nothing():
    few = np.linspace(1, 2, 100)
    assert stretch(few, few, few, 9 * few).tolist() == [1.0] * TENTHS


def test_ranges_hold_nine_in_ten_where_the_model_does_not():
    """A shop of clockwork customers: chance forecasters are too wide or too narrow for it."""
    world = simulate("mbg_nbd", 2500, seed=8)
    orders = world.log.with_columns(pl.col("date").cast(pl.Datetime("us")))
    end, settings = world.end, Settings(horizon=120)
    model = FORECASTERS["mbg_nbd+gamma_gamma_all"]
    narrow = 3.0  # as if the model were three times as sure as it is

    def look(history: History, horizon: int) -> pl.DataFrame:
        return model.predict(history, horizon, settings).with_columns(
            pl.col("expected_revenue_high") / narrow
        )

    factors = range_factors(orders, end, 120, look)
    history = History(orders, end)
    outlook = look(history, 120)
    came = history.future(orders, 120).select("customer_id", came="revenue")
    table = outlook.join(came, on="customer_id")
    times = factors[tenth_of(table["expected_revenue"].to_numpy())]
    held = table["came"].to_numpy() <= table["expected_revenue_high"].to_numpy() * times
    unstretched = (table["came"] <= table["expected_revenue_high"]).mean()
    assert unstretched < 0.88
    assert 0.88 < held.mean() < 0.97


def test_nothing_later_is_looked_at():
    world = simulate("mbg_nbd", 400, seed=2)
    orders = world.log.with_columns(pl.col("date").cast(pl.Datetime("us")))
    seen = []

    def look(history: History, horizon: int) -> pl.DataFrame:
        seen.append(history.cut + timedelta(days=horizon))
        return FORECASTERS["mbg_nbd+gamma_gamma_all"].predict(history, horizon)

    range_factors(orders, date(2021, 10, 1), 60, look)
    assert seen
    assert max(seen) <= date(2021, 10, 1)


def test_ranges_of_a_learned_forecast_hold_too_by_tests_already_made(cdnow):
    """The blend spreads what the pair expects: its ranges are stretched where it expects money."""
    pair, settings = "mbg_nbd+gamma_gamma_all", Settings(horizon=120)
    earlier, end = date(1997, 10, 31), date(1998, 3, 1)
    before = cdnow.filter(pl.col("date").dt.date() <= end)
    tests = [backtest(before, earlier, (pair, "blend"), settings)]
    factors = range_factors_of_tests(tests, "blend", pair)
    history = History(before, end)
    models = (PURCHASE_MODELS["mbg_nbd"](), SPEND_MODELS["gamma_gamma_all"]())
    fitted = (model.fit(history.customers) for model in models)
    plain = forecast(history.customers, *fitted, settings, end, None, factors)
    champion = FORECASTERS["blend"].predict(history, 120, settings)
    shown = champion_forecast(plain, champion, None).outlook
    came = history.future(cdnow, 120).select("customer_id", came="revenue")
    table = shown.join(came, on="customer_id")
    ends = (table[f"expected_revenue_{end}"] for end in ("low", "high"))
    assert 0.87 < table["came"].is_between(*ends).mean() < 0.95


def test_without_a_test_of_both_nothing_is_known(cdnow):
    tests = [backtest(cdnow, date(1997, 10, 31), "last_period", Settings(horizon=120))]
    assert range_factors_of_tests(tests, "last_period", "mbg_nbd+gamma_gamma_all") is None
