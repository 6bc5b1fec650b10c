"""The recurrent network on a log small enough to train in seconds, and what is said without it."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal, assert_series_equal

from clv import tables as t
from clv.customers import History
from clv.errors import InputError, NotFittedError, UnsuitableDataError
from clv.learning import SequenceModel, TrainingData
from clv.learning.features.weekly import Weekly
from clv.learning.learners import sequence

CUT, HORIZON = date(2024, 6, 30), 70


@pytest.fixture(scope="module")
def orders():
    """Half buy about every other week, half about twice a year; nobody leaves."""
    rng, rows = np.random.default_rng(4), []
    for number in range(600):
        gap, day = (12, 0.0) if number % 2 else (180, 0.0)
        day = float(rng.integers(0, 120))
        while day < 340:
            moment = datetime(2023, 11, 5) + timedelta(days=day)
            rows.append((f"c{number:03d}", moment, float(np.round(rng.lognormal(3, 0.3), 2))))
            day += rng.exponential(gap)
    return pl.DataFrame(
        rows,
        {t.CUSTOMER_ID: pl.String, t.DATE: pl.Datetime("us"), t.AMOUNT: pl.Float64},
        orient="row",
    )


@pytest.fixture(scope="module")
def data(orders):
    return TrainingData(History(orders, CUT), HORIZON)


@pytest.fixture(scope="module")
def model(data):
    pytest.importorskip("jax", reason="the extra deep is not installed")
    pytest.importorskip("optax")
    pytest.importorskip("safetensors")
    return SequenceModel(seeds=2).fit(data)


def test_every_purchase_day_lies_in_its_week(orders, data):
    weekly = Weekly.of(data.history)
    days = data.history.orders.select(t.CUSTOMER_ID, pl.col(t.DATE).dt.date()).unique()
    assert weekly.counts.sum() == days.height
    assert weekly.spend.sum() == pytest.approx(data.history.orders[t.AMOUNT].sum(), rel=1e-5)
    last_week = days.filter(pl.col(t.DATE) > CUT - timedelta(days=7)).height
    assert weekly.counts[:, -1].sum() == last_week
    assert (weekly.counts[np.arange(len(weekly.ids)), weekly.first] > 0).all()


def test_without_the_extra_it_says_how_to_add_it(data, monkeypatch):
    monkeypatch.setattr(sequence, "find_spec", lambda _name: None)
    with pytest.raises(UnsuitableDataError, match="no_deep_extra"):
        SequenceModel().fit(data)


def test_before_fitting_there_is_no_answer(data):
    with pytest.raises(NotFittedError):
        SequenceModel().outlook(data)


def test_the_outlook_keeps_the_contract(model, data):
    outlook = model.outlook(data)
    t.OUTLOOK.check(outlook)
    assert outlook[t.CUSTOMER_ID].to_list() == data.history.customers[t.CUSTOMER_ID].to_list()
    numbers = outlook.drop(t.CUSTOMER_ID).to_numpy()
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert (outlook[t.P_BUY] <= outlook[t.EXPECTED_PURCHASES] + 1e-12).all()
    assert outlook[t.P_BUY].max() <= 1
    assert (outlook[t.EXPECTED_REVENUE_LOW] <= outlook[t.EXPECTED_REVENUE]).all()
    assert (outlook[t.EXPECTED_REVENUE] <= outlook[t.EXPECTED_REVENUE_HIGH]).all()


def test_it_finds_who_buys_how_often(model, data, orders):
    """Buyers of every twelfth day come about 5.5 times in ten weeks, the others about .4 times."""
    outlook = model.outlook(data)
    often = outlook[t.CUSTOMER_ID].str.slice(1).cast(pl.Int64) % 2 == 1
    expected = outlook[t.EXPECTED_PURCHASES]
    assert 3.5 < expected.filter(often).mean() < 7.5
    assert expected.filter(~often).mean() < 1.5
    came = data.history.future(orders, HORIZON)
    assert expected.sum() == pytest.approx(came[t.ORDER_COUNT].sum(), rel=0.35)
    assert outlook[t.EXPECTED_REVENUE].sum() == pytest.approx(came[t.REVENUE].sum(), rel=0.4)


def test_it_learns_and_stops(model):
    curve = model.loss_curve_
    assert curve["seed"].unique().sort().to_list() == [7, 8]
    first = curve.filter(pl.col("epoch") == 1)["held_back"].mean()
    best = curve.group_by("seed").agg(pl.col("held_back").min())["held_back"].mean()
    assert best < 0.9 * first


def test_it_comes_back_from_its_file(model, data):
    content = model.to_bytes()
    assert_frame_equal(SequenceModel.from_bytes(content).outlook(data), model.outlook(data))
    for bad in (b"", b"cos\nsystem\n", content[:200], content.replace(b"again", b"aga1n")):
        with pytest.raises(InputError, match="not_a_model"):
            SequenceModel.from_bytes(bad)


def test_other_names_change_nothing(model, orders, data):
    names = {f"c{number:03d}": f"x{(number * 77) % 600:03d}" for number in range(600)}
    renamed = orders.with_columns(pl.col(t.CUSTOMER_ID).replace(names))
    other = TrainingData(History(renamed, CUT), HORIZON)
    here = model.outlook(data).with_columns(pl.col(t.CUSTOMER_ID).replace(names))
    there = model.outlook(other)
    # Two customers with one and the same history may swap the lives that were drawn for them.
    swapped = here.join(there, on=t.CUSTOMER_ID).filter(pl.col(t.P_BUY) != pl.col("p_buy_right"))
    assert swapped.height <= 2
    numbers = [name for name in there.columns if name != t.CUSTOMER_ID]
    for name in numbers:
        assert_series_equal(here[name].sort(), there[name].sort(), rel_tol=1e-5)


def test_a_log_of_some_weeks_is_refused(orders):
    pytest.importorskip("jax", reason="the extra deep is not installed")
    short = orders.filter(pl.col(t.DATE) < datetime(2023, 12, 10))
    with pytest.raises(UnsuitableDataError, match="too_little_to_learn"):
        SequenceModel().fit(TrainingData(History(short, date(2023, 12, 9)), 30))


def test_it_stands_in_the_leaderboard_where_it_is_installed():
    from clv.evaluate import FORECASTERS

    assert ("sequence" in FORECASTERS) is sequence.is_deep_installed()
