"""MBG/CNBD-k: regular buyers, recovered from simulated shops whose truth is known."""

from datetime import date, datetime, time, timedelta

import numpy as np
import polars as pl
import pytest

from clv.customers import summarise, with_log_gaps
from clv.errors import SettingsError
from clv.models import PURCHASE_MODELS
from clv.models.mbg_cnbd import MBGCNBD
from clv.models.sufficient_stats import SufficientStats

TRUTH = {"r": 0.9, "alpha": 20.0, "a": 0.9, "b": 2.5}
DAYS, AHEAD = 365, 180
START = date(2023, 1, 1)
STATES = pl.DataFrame(
    {
        "frequency": [0, 4, 4, 30, 0, 2],
        "recency": [0, 120, 120, 300, 0, 90],
        "T": [100, 125, 365, 310, 0, 120],
    }
)


def shop(k, size=4000, seed=1):
    """Orders of a shop whose customers pass k stages from purchase to purchase."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(TRUTH["r"], 1 / TRUTH["alpha"], size)
    leaving = rng.beta(TRUTH["a"], TRUTH["b"], size)
    rows = []
    for who, first in enumerate(rng.integers(0, DAYS, size)):
        moment = first + 0.5
        while moment < DAYS + AHEAD:
            day = datetime.combine(START, time()) + timedelta(days=int(moment))
            rows.append((str(who), day, 10.0))
            if rng.random() < leaving[who]:
                break
            moment += rng.gamma(k, 1 / rate[who])
    schema = {"customer_id": pl.String, "date": pl.Datetime("us"), "amount": pl.Float64}
    return pl.DataFrame(rows, schema, orient="row")


@pytest.fixture(scope="module")
def regular():
    orders = shop(3)
    end = START + timedelta(days=DAYS - 1)
    return orders, end, with_log_gaps(summarise(orders, end), orders)


def test_k_1_is_mbg_nbd():
    plain, model = (kind.from_parameters(**TRUTH) for kind in (PURCHASE_MODELS["mbg_nbd"], MBGCNBD))
    for ask in (
        lambda one: one.p_alive(STATES),
        lambda one: one.p_buy(STATES, 90),
        lambda one: one.expected_purchases(STATES, 365),
        lambda one: one.probability_of_orders(5, 90, STATES),
    ):
        assert ask(model) == pytest.approx(ask(plain), rel=1e-7)


@pytest.mark.parametrize("k", [1, 2, 4])
def test_the_derivatives_are_those_of_the_likelihood(k):
    model, states = MBGCNBD.from_parameters(k=k, **TRUTH), SufficientStats.of(STATES)
    model._log_gaps_ = 0.0
    point, step = np.array([*TRUTH.values()]), 1e-5 * np.eye(4)
    there = [model._log_likelihood(point + each, states, 1.0) for each in (*step, *-step)]
    _value, gradient, hessian = model._log_likelihood(point, states, 1.0)
    slopes = [(there[n][0] - there[n + 4][0]) / 2e-5 for n in range(4)]
    curves = [(there[n][1] - there[n + 4][1]) / 2e-5 for n in range(4)]
    assert gradient == pytest.approx(slopes, rel=1e-5, abs=1e-6)
    assert hessian == pytest.approx(np.array(curves), rel=1e-5, abs=1e-6)


def test_k_and_the_parameters_are_recovered(regular):
    model = MBGCNBD().fit(regular[2])
    assert model.k_ == 3
    assert {"regularity"} == {notice.code for notice in model.notices_}
    for name, value in TRUTH.items():
        off = np.log(model.parameters_[name] / value)
        assert abs(off) < 3 * model.standard_errors_[name] / model.parameters_[name], name


def test_a_shop_without_rhythm_gets_k_1():
    orders = shop(1, size=1500)
    end = START + timedelta(days=DAYS - 1)
    customers = with_log_gaps(summarise(orders, end), orders)
    model = MBGCNBD().fit(customers)
    plain = PURCHASE_MODELS["mbg_nbd"]().fit(customers)
    assert model.k_ == 1
    assert model.parameters_ == pytest.approx(plain.parameters_, rel=1e-4)
    assert model.log_likelihood_ == pytest.approx(plain.log_likelihood_, rel=1e-9)


def test_the_total_is_nearer_than_that_of_a_model_without_rhythm(regular):
    orders, end, customers = regular
    later = orders.filter(pl.col("date").dt.date() > end)
    came = later.unique(["customer_id", "date"]).join(customers, on="customer_id").height
    model, plain = MBGCNBD().fit(customers), PURCHASE_MODELS["mbg_nbd"]().fit(customers)
    totals = np.array([one.expected_purchases(customers, AHEAD).sum() for one in (model, plain)])
    off = np.abs(np.log(totals / came))
    assert off[0] < 0.06 < off[1]


def test_the_expectation_is_the_mean_of_simulated_futures():
    model = MBGCNBD.from_parameters(k=3, **TRUTH)
    (frequency, age, silence), _index = model.living(STATES)
    edges = np.array([0.0, 60.0, 365.0])
    drawn = model.draw_if_alive(frequency, age, edges, 60_000, np.random.default_rng(4), silence)
    path = model.path_if_alive(frequency, age, edges[1:], silence)
    error = drawn.cumsum(axis=2).std(axis=1) / 60_000**0.5
    assert np.all(np.abs(drawn.mean(axis=1).cumsum(axis=1) - path) < 4.5 * error)
    nothing = model.no_purchase_if_alive(frequency, age, 60, silence)
    assert (drawn[..., 0] == 0).mean(axis=1) == pytest.approx(nothing, abs=0.01)
    counts = model.counts_if_alive(frequency, age, 60, 300, silence)
    assert counts @ np.arange(301) == pytest.approx(path[:, 0], rel=1e-6)


def test_who_is_due_is_likelier_to_come_than_who_just_came():
    model = MBGCNBD.from_parameters(k=4, **TRUTH)
    seen = pl.DataFrame({"frequency": [4, 4], "recency": [120, 120], "T": [121, 150]})
    just, due = model.p_buy(seen, 7)
    assert due > 3 * just


def test_other_k_are_refused():
    with pytest.raises(SettingsError, match="bad_parameters"):
        MBGCNBD.from_parameters(k=9, **TRUTH)
