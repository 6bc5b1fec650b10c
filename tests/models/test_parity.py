"""lifetimes as the oracle: the same parameters give the same numbers, and ours fit no worse."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from clv.models import PURCHASE_MODELS, SPEND_MODELS, forecast
from clv.options import Settings
from tests.models.frames import customers_of
from tests.models.simulate import simulate

lifetimes = pytest.importorskip("lifetimes")


def _cohort(model, watched=0, **changes):
    world = simulate(model, 700, **changes)
    return customers_of(world.log, world.end + timedelta(days=watched))


THEIRS = [name for name, model in PURCHASE_MODELS.items() if model.lifetimes_fitter]
COHORTS = {
    "a year of daily dates": lambda: _cohort("bg_nbd", seed=1),
    "all new in one week": lambda: _cohort("mbg_nbd", 200, days=7, seed=2),
    "all new on one day": lambda: _cohort("pareto_nbd", 300, days=1, seed=4),
    "weeks": lambda: _cohort("mbg_nbd", seed=5).with_columns(
        pl.col("recency") * 7, pl.col("T") * 7
    ),
    "frequent": lambda: _cohort("bg_nbd", parameters=(2.0, 12.0, 0.8, 8.0), seed=6),
}


@pytest.fixture(scope="module", params=COHORTS)
def cohort(request):
    return COHORTS[request.param]()


def columns(customers):
    return [customers[name].to_numpy().astype(float) for name in ("frequency", "recency", "T")]


def oracle(model):
    """Their predictions from our parameters."""
    import pandas as pd

    fitter = getattr(lifetimes, model.lifetimes_fitter)()
    fitter.params_ = pd.Series(model.parameters_)
    if model.name == "bg_nbd":
        fitter.predict = fitter.conditional_expected_number_of_purchases_up_to_time
    return fitter


@pytest.mark.parametrize("name", THEIRS)
def test_the_fit_is_no_worse_and_the_predictions_agree(name, cohort):
    ours = PURCHASE_MODELS[name]().fit(cohort)
    theirs = PURCHASE_MODELS[name](engine="lifetimes").fit(cohort)
    assert ours.log_likelihood_ >= theirs.log_likelihood_ - 0.01
    if theirs.converged_:
        for parameter, error in ours.standard_errors_.items():  # theirs stops a little early
            assert abs(ours.parameters_[parameter] - theirs.parameters_[parameter]) < 0.1 * error
        total = ours.expected_purchases(cohort, 90).sum()
        assert total == pytest.approx(theirs.expected_purchases(cohort, 90).sum(), rel=1e-3)


@pytest.mark.parametrize("name", THEIRS)
def test_from_the_same_parameters_come_the_same_predictions(name, cohort):
    model = PURCHASE_MODELS[name]().fit(cohort)
    them, history = oracle(model), columns(cohort)
    alive = np.ravel(them.conditional_probability_alive(*history))
    assert model.p_alive(cohort) == pytest.approx(alive, abs=1e-9)
    for days in (1, 30, 365):
        orders = them.conditional_expected_number_of_purchases_up_to_time(days, *history)
        assert model.expected_purchases(cohort, days) == pytest.approx(orders, rel=1e-6, abs=1e-9)


def test_counts_of_pareto_agree_with_theirs(cohort):
    model = PURCHASE_MODELS["pareto_nbd"]().fit(cohort)
    them, few = oracle(model), cohort.head(100)
    counts = model.probability_of_orders(3, 120, few)
    for n in range(4):
        theirs = them.conditional_probability_of_n_purchases_up_to_time(n, 120, *columns(few))
        assert counts[:, n] == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize("days", [7, 90, 700])
def test_counts_of_a_new_customer_agree_with_equation_eight(days, cdnow):
    model = PURCHASE_MODELS["bg_nbd"]().fit(cdnow)
    them = oracle(model)
    theirs = [them.probability_of_n_purchases_up_to_time(days, n) for n in range(12)]
    assert model.probability_of_orders(11, days) == pytest.approx(theirs, abs=1e-9)
    new = them.expected_number_of_purchases_up_to_time(days)
    assert model.new_customer(days).expected_purchases == pytest.approx(new, rel=1e-9)


def test_expected_spend_agrees(cdnow):
    model = SPEND_MODELS["gamma_gamma"]().fit(cdnow)
    theirs = oracle(model).conditional_expected_average_profit(
        cdnow["frequency"].to_numpy(), cdnow["monetary_value"].to_numpy()
    )
    assert model.expected_spend(cdnow) == pytest.approx(theirs, rel=1e-12)


def test_lifetime_value_agrees_up_to_the_length_of_a_month(cdnow):
    """Theirs has months of 30 days, ours of 365.25 / 12; both pay at the month's end."""
    purchase = PURCHASE_MODELS["bg_nbd"]().fit(cdnow)
    spend = SPEND_MODELS["gamma_gamma"]().fit(cdnow)
    ahead = forecast(
        cdnow, purchase, spend, Settings(horizon=360, discount=1.01**12.175 - 1), date(1997, 9, 30)
    )
    import pandas as pd

    history = [pd.Series(column) for column in columns(cdnow)]
    theirs = oracle(spend).customer_lifetime_value(
        oracle(purchase),
        *history,
        pd.Series(cdnow["monetary_value"].to_numpy()),
        time=12,
        discount_rate=0.01,
        freq="D",
    )
    clv = ahead.predictions["clv"].to_numpy()
    assert clv.sum() == pytest.approx(theirs.sum(), rel=2e-3)
    assert clv == pytest.approx(theirs.to_numpy(), rel=5e-3)
