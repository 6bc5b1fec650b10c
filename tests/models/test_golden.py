"""The published numbers: estimates and log-likelihoods on the CDNOW sample, in weeks."""

import pytest

from clv.models import PURCHASE_MODELS, SPEND_MODELS

PUBLISHED = {
    "bg_nbd": ({"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259}, -9582.43),
    "mbg_nbd": ({"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, -9582.14),
}


@pytest.mark.parametrize("engine", ["perennial", "lifetimes"])
@pytest.mark.parametrize("name", PUBLISHED)
def test_purchase_models_agree_with_the_papers(name, engine, cdnow):
    model = PURCHASE_MODELS[name](engine=engine).fit(cdnow)
    parameters, log_likelihood = PUBLISHED[name]
    assert model.parameters_in("week") == pytest.approx(parameters, abs=6e-4)
    assert model.log_likelihood_in("week") == pytest.approx(log_likelihood, abs=0.005)
    assert model.customers_ == 2357
    assert model.converged_
    assert model.boundary_ == ()


@pytest.mark.parametrize("engine", ["perennial", "lifetimes"])
def test_gamma_gamma_agrees_with_the_note(engine, cdnow):
    model = SPEND_MODELS["gamma_gamma"](engine=engine).fit(cdnow)
    assert model.parameters_ == pytest.approx({"p": 6.25, "q": 3.74, "v": 15.44}, abs=0.006)
    assert model.log_likelihood_ == pytest.approx(-4055.92, abs=0.005)
    assert model.customers_ == 946
