from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from clv.errors import SettingsError, UnsuitableDataError
from clv.evaluate import (
    FORECASTERS,
    backtest,
    choose,
    judge,
    judge_each,
    recommend,
    rolling_backtest,
)
from clv.evaluate.backtests.backtest import SCHEMA, Backtest
from clv.evaluate.measures import measure
from clv.options import Settings
from clv.present.words.verdicts import verdict_sentence

CDNOW_SPLIT = date(1997, 9, 30)
REFERENCE = "bg_nbd+gamma_gamma"


def made_up(actual: np.ndarray, **predicted: np.ndarray) -> Backtest:
    """Build a backtest of forecasts that were thought up."""
    ids = [f"c{number}" for number in range(len(actual))]
    came = pl.DataFrame({"customer_id": ids, "orders": (actual > 0).astype(int), "revenue": actual})
    outlooks, rows = {}, []
    for name, values in predicted.items():
        outlooks[name] = pl.DataFrame(
            {
                "customer_id": ids,
                "p_buy": np.clip(values / 100, 0, 1),
                "expected_purchases": values / 20,
                "expected_revenue": values,
            }
        )
        rows.append((name, name, "purchase", *measure(outlooks[name], came).values(), 0.1))
    table = pl.DataFrame(rows, SCHEMA, orient="row")
    return Backtest(date(2024, 1, 1), 90, came, outlooks, table)


@pytest.fixture
def hint() -> np.ndarray:
    """What everybody may be expected to spend."""
    return np.random.default_rng(2).lognormal(3, 1, 2_000)


@pytest.fixture
def revenue(hint) -> np.ndarray:
    """What they then spent: nothing for most, and in all as much as expected."""
    rng = np.random.default_rng(4)
    spent = hint * rng.exponential(1.0, hint.size) * (rng.random(hint.size) < 0.4)
    return spent * hint.sum() / spent.sum()


def test_a_good_forecast_may_be_used_as_money(revenue, hint):
    verdict = judge(made_up(revenue, good=hint * 0.96))
    assert verdict.use == "money"
    assert verdict_sentence(verdict).startswith(
        "Use the money: over the last 90 days this model was 4% low"
    )


def past(forecast: float, half: float = 0.3, count: int = 8) -> pl.DataFrame:
    """Build past totals of which 100 came each, with ranges of ± `half` around the forecast."""
    ends = {"low": forecast * (1 - half), "high": forecast * (1 + half)}
    columns = {"forecast": forecast, **ends, "actual": 100.0}
    return pl.DataFrame({name: [value] * count for name, value in columns.items()})


@pytest.mark.parametrize(
    ("totals", "use"),
    [
        (past(94), "money"),
        (past(86), "ranking"),  # in their ranges, but too far off to be quoted
        (past(94, half=0.01), "ranking"),  # near, but outside their ranges
    ],
)
def test_money_rests_on_past_totals_in_their_ranges_and_near(revenue, hint, totals, use):
    assert judge(made_up(revenue, good=hint * 0.96), totals=totals).use == use


def test_past_totals_outweigh_one_backtest(revenue, hint):
    assert judge(made_up(revenue, low=hint * 0.86), totals=past(97)).use == "money"


def test_a_forecast_of_half_the_money_is_a_ranking(revenue, hint):
    assert judge(made_up(revenue, half=hint / 2)).use == "ranking"


def test_the_right_total_on_the_wrong_people_is_nothing(revenue):
    shuffled = np.random.default_rng(3).permutation(revenue)
    assert judge(made_up(revenue, shuffled=shuffled)).use == "nothing"


def test_the_right_order_with_money_far_off_at_the_top_is_a_ranking(revenue):
    steep = revenue**3
    verdict = judge(made_up(revenue, steep=steep * revenue.sum() / steep.sum()))
    assert verdict.use == "ranking"
    assert "too far off for groups of customers" in verdict_sentence(verdict)


def test_what_kept_the_money_from_being_used_is_named(revenue, hint):
    off_in_total = judge(made_up(revenue, good=hint * 0.96), totals=past(86))
    assert off_in_total.reason.variant == ""
    text = verdict_sentence(off_in_total)
    assert "groups" not in text
    assert "16% off in the mean" in text


def test_a_forecast_of_zero_for_everybody_does_not_win(revenue, hint):
    tested = made_up(revenue, zero=revenue * 0 + 1e-9, noisy=hint * 1.6)
    rows = {row["name"]: row for row in tested.table.iter_rows(named=True)}
    assert rows["zero"]["mae_spend"] < 1.5 * rows["noisy"]["mae_spend"]
    assert recommend(tested) == "noisy"


def test_nobody_came_back_is_said_and_is_nothing(revenue, hint):
    verdict = judge(made_up(revenue * 0, good=hint))
    assert verdict.use == "nothing"
    assert "Nobody spent anything in the 90 days" in verdict_sentence(verdict)


def test_on_a_log_without_signal_every_verdict_is_nothing(no_signal):
    tested = backtest(no_signal, settings=Settings(horizon=180))
    assert tested.table.height >= 3
    assert set(judge_each(tested)["use"]) == {"nothing"}


@pytest.fixture(scope="module")
def compared(cdnow):
    return backtest(cdnow, CDNOW_SPLIT)


def test_the_recommended_does_not_lose_to_the_reference(compared):
    tested = compared
    rows = {row["name"]: row for row in tested.table.iter_rows(named=True)}
    best = rows[recommend(tested)]
    assert best["gini"] >= rows[REFERENCE]["gini"]
    assert best["mae_spend"] <= rows[REFERENCE]["mae_spend"]


def test_no_number_of_a_backtest_is_nan(compared):
    numbers = compared.table.select(pl.selectors.float())
    assert not numbers.select(pl.all().is_nan().any()).transpose()["column_0"].any()


def test_a_log_too_short_is_refused_in_words(cdnow):
    start = cdnow["date"].min()
    short = cdnow.filter(pl.col("date") < start + timedelta(days=20))
    with pytest.raises(UnsuitableDataError, match="least=56") as caught:
        backtest(short)
    assert caught.value.kind == "too_short_to_test"
    assert judge(None, caught.value.notice).use == "nothing"


def test_a_handful_of_customers_is_refused_in_words(cdnow):
    few = cdnow.filter(
        pl.col("customer_id").is_in(cdnow["customer_id"].unique().sort()[:20].implode())
    )
    with pytest.raises(UnsuitableDataError, match="least=50"):
        backtest(few)


def test_a_split_outside_the_log_is_refused(cdnow):
    with pytest.raises(SettingsError, match="bad_split"):
        backtest(cdnow, date(2011, 1, 1))


def test_an_unknown_model_is_refused_by_name():
    with pytest.raises(SettingsError, match=r"unknown_model.*prophet"):
        choose("prophet")


def test_all_means_all():
    assert [found.name for found in choose("all")] == list(FORECASTERS)


def test_the_default_split_hides_half_of_a_short_log(cdnow):
    tested = backtest(cdnow, models="last_period", settings=Settings(horizon=365))
    assert tested.horizon == 272
    assert tested.split == date(1997, 10, 1)


def test_the_hidden_days_change_nothing_in_the_forecasts(cdnow):
    """What comes after the split may not reach a forecast."""
    later = pl.col("date").dt.date() > CDNOW_SPLIT
    changed = cdnow.with_columns(
        pl.when(later).then(999.0).otherwise(pl.col("amount")).alias("amount")
    )
    here, there = (
        backtest(log, CDNOW_SPLIT, ("mbg_nbd+gg_all", "blend", "recency"))
        for log in (cdnow, changed)
    )
    assert here.actual["revenue"].sum() != there.actual["revenue"].sum()
    for name, outlook in here.outlooks.items():
        assert_frame_equal(outlook, there.outlooks[name], rel_tol=1e-6)


def test_rolling_splits_all_hide_as_much(cdnow):
    rolled = rolling_backtest(cdnow, 3, ("bg_nbd", "last_period"), Settings(horizon=120))
    assert len(rolled.tests) == 3
    assert {test.horizon for test in rolled.tests} == {120}
    assert rolled.mean["splits"].to_list() == [3, 3]
    worst = rolled.table.filter(pl.col("name") == REFERENCE)["gini"].min()
    assert rolled.mean.row(0, named=True)["gini_worst"] == worst


def test_ranges_hold_the_measure_and_pair_the_gains(cdnow):
    tested = backtest(cdnow, CDNOW_SPLIT, ("bg_nbd", "mbg_nbd+gg_all", "last_period"))
    both = tested.table.join(tested.ranges, on="name")
    for row in both.iter_rows(named=True):
        assert row["gini_low"] < row["gini"] < row["gini_high"]
        assert row["bias_low"] < row["bias"] < row["bias_high"]
    gains = {row["name"]: row["gini_gain"] for row in both.iter_rows(named=True)}
    assert gains[REFERENCE] == 0
    assert gains["mbg_nbd+gamma_gamma_all"] > 0.02
