"""The champion: chosen on earlier days, spread over the customers, never above what is expected."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from clv.customers import History, summarise
from clv.evaluate import (
    FORECASTERS,
    ChampionForecast,
    backtest,
    champion_forecast,
    choose_champion,
    earlier_tests,
    line_up,
    purchase_probability,
)
from clv.evaluate.champion.purchase_probability import Calibration
from clv.evaluate.measures import crps
from clv.models import PURCHASE_MODELS, SPEND_MODELS, forecast
from clv.options import Settings

END = date(1998, 6, 30)
SETTINGS = Settings(horizon=120)


@pytest.fixture(scope="module")
def tests(cdnow):
    tested = backtest(cdnow, settings=SETTINGS)
    return (tested, *earlier_tests(tested, cdnow, SETTINGS))


@pytest.fixture(scope="module")
def plain(cdnow):
    customers = summarise(cdnow, END)
    purchase = PURCHASE_MODELS["mbg_nbd"]().fit(customers)
    spend = SPEND_MODELS["gamma_gamma_all"]().fit(customers)
    return forecast(customers, purchase, spend, SETTINGS, END)


@pytest.fixture(scope="module")
def blend(cdnow):
    return FORECASTERS["blend"].predict(History(cdnow, END), 120)


def test_the_earlier_tests_end_before_the_latest_begins(tests):
    assert len(tests) == 3
    latest, *earlier = tests
    for test in earlier:
        assert test.split + timedelta(days=test.horizon) <= latest.split


def test_the_champion_ranks_better_than_the_reference_on_all_tests_together(tests):
    choice = choose_champion(tests)
    row = choice.merits.row(by_predicate=pl.col("name") == choice.name, named=True)
    assert row["merit"] > 0
    assert choice.reason["tests"] == 3
    assert line_up(SETTINGS, tests)[0].name == choice.name


def test_any_forecaster_can_be_pinned_with_a_pair_behind_it():
    first, second = line_up(Settings(model="random_forest"))[:2]
    assert (first.name, second.kind) == ("random_forest", "purchase")


def test_the_champion_spreads_the_total_and_keeps_it(plain, blend):
    spread = champion_forecast(plain, blend, None)
    assert isinstance(spread, ChampionForecast)
    total = plain.outlook["expected_revenue"].sum()
    assert spread.outlook["expected_revenue"].sum() == pytest.approx(total, rel=1e-9)
    assert spread.predictions["clv"].sum() == pytest.approx(spread.total.value, rel=1e-9)
    assert spread.by_month["value"].sum() == pytest.approx(spread.total.value, rel=1e-9)
    order = blend["expected_revenue"].rank()
    assert np.corrcoef(order, spread.outlook["expected_revenue"].rank())[0, 1] > 0.999


def test_every_range_of_the_champion_holds_its_number(plain, blend):
    table = champion_forecast(plain, blend, None).predictions
    for name in ("expected_purchases", "expected_spend", "clv"):
        assert (table[f"{name}_low"] <= table[name] + 1e-9).all()
        assert (table[name] <= table[f"{name}_high"] + 1e-9).all()


def test_the_chance_of_an_order_is_never_above_the_expected_purchases(cdnow, tests, plain, blend):
    contest = purchase_probability(tests, cdnow, SETTINGS)
    asked = contest.predict(History(cdnow, END), 120, SETTINGS)
    table = champion_forecast(plain, blend, asked).predictions
    assert (table["p_buy"] <= table["expected_purchases"] + 1e-12).all()
    losses = dict(contest.table.select("name", "log_loss").iter_rows())
    assert {"logistic", "boosting"} <= set(losses)
    assert losses[contest.name] < losses["base_rate"]


def test_calibrated_chances_come_true_as_often_as_they_say():
    rng = np.random.default_rng(2)
    truth = rng.uniform(0, 0.6, 20_000)
    bought = rng.random(20_000) < truth
    bent = Calibration.fit(truth**2, bought).bend(truth**2)
    assert abs(bent[truth > 0.5].mean() - bought[truth > 0.5].mean()) < 0.05
    assert (np.argsort(bent, kind="stable") == np.argsort(truth, kind="stable")).all()


def test_crps_agrees_with_drawing_it():
    rng = np.random.default_rng(3)
    p, mean, spread, came = 0.4, 12.0, 0.7, 25.0
    draws = np.exp(np.log(mean / p) - spread**2 / 2 + spread * rng.standard_normal(400_000))
    draws *= rng.random(400_000) < p
    drawn = np.abs(draws - came).mean() - np.abs(draws[::2] - draws[1::2]).mean() / 2
    one = [np.array([value]) for value in (came, p, mean, spread)]
    assert crps(*one) == pytest.approx(drawn, rel=0.02)
