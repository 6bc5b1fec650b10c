"""What every registered model must keep, whatever its formulas: one contract for all."""

import inspect

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from clv.errors import InputError, ModelError, NotFittedError, SettingsError, UnsuitableDataError
from clv.models import PURCHASE_MODELS, SPEND_MODELS
from tests.models.frames import customers_of
from tests.models.simulate import simulate
from tests.models.strategies import shops

PURCHASE = pytest.mark.parametrize("name", PURCHASE_MODELS)
SPEND = pytest.mark.parametrize("name", SPEND_MODELS)
ALL = pytest.mark.parametrize("name", [*PURCHASE_MODELS, *SPEND_MODELS])
REGISTRY = {**PURCHASE_MODELS, **SPEND_MODELS}
PREDICTIONS = {
    "p_alive": lambda model, customers: model.p_alive(customers),
    "p_buy": lambda model, customers: model.p_buy(customers, 90),
    "expected_purchases": lambda model, customers: model.expected_purchases(customers, 90),
    "probability_of_orders": lambda model, customers: model.probability_of_orders(3, 90, customers),
    "new_customer": lambda model, customers: model.new_customer(90),
    "parameters_in": lambda model, customers: model.parameters_in("week"),
    "log_likelihood_in": lambda model, customers: model.log_likelihood_in("week"),
    "summary": lambda model, customers: model.summary("week"),
}


@pytest.fixture(scope="module")
def shop() -> pl.DataFrame:
    world = simulate("mbg_nbd", 600, seed=3)
    return customers_of(world.past, world.end)


@pytest.fixture(scope="module")
def fitted(shop):
    return {name: model().fit(shop) for name, model in REGISTRY.items()}


@ALL
def test_the_registry_name_is_the_models_own(name):
    assert REGISTRY[name].name == name
    assert REGISTRY[name].title
    assert inspect.getdoc(REGISTRY[name])


@ALL
def test_the_constructor_only_stores(name):
    stored = vars(REGISTRY[name](engine="lifetimes"))
    assert stored["engine"] == "lifetimes"
    assert set(stored) <= {"engine", "calendar", "k"}


@ALL
def test_the_repr_tells_whether_it_is_fitted(name, fitted):
    assert "not fitted" in repr(REGISTRY[name]())
    assert f"{fitted[name].customers_:,} customers" in repr(fitted[name])


@PURCHASE
@pytest.mark.parametrize("prediction", PREDICTIONS)
def test_an_unfitted_purchase_model_says_so(name, prediction, shop):
    with pytest.raises(NotFittedError, match="not_fitted"):
        PREDICTIONS[prediction](PURCHASE_MODELS[name](), shop)


@SPEND
def test_an_unfitted_spend_model_says_so(name, shop):
    for ask in (lambda m: m.expected_spend(shop), lambda m: m.new_customer()):
        with pytest.raises(NotFittedError):
            ask(SPEND_MODELS[name]())


@ALL
def test_fit_returns_the_model_and_leaves_the_table_alone(name, shop):
    before = shop.clone()
    model = REGISTRY[name]()
    assert model.fit(shop) is model
    assert shop.equals(before)
    assert model.seconds_ > 0
    assert model.converged_


@ALL
def test_a_second_fit_forgets_the_first(name, shop, fitted):
    model = REGISTRY[name]().fit(shop.head(300)).fit(shop)
    assert model.parameters_ == fitted[name].parameters_
    assert model.log_likelihood_ == fitted[name].log_likelihood_


@ALL
def test_known_parameters_predict_without_a_fit(name, shop, fitted):
    known = REGISTRY[name].from_parameters(**fitted[name].parameters_)
    assert known.parameters_ == fitted[name].parameters_
    assert known.summary()["standard_error"].sum() == 0
    ask = "expected_spend" if name in SPEND_MODELS else "p_alive"
    assert np.array_equal(getattr(known, ask)(shop), getattr(fitted[name], ask)(shop))
    assert "0 customers" in repr(known)


@ALL
def test_parameters_that_cannot_be_are_refused(name, fitted):
    good = fitted[name].parameters_
    for bad in ({}, {**good, "z": 1.0}, {**good, next(iter(good)): -1.0}):
        with pytest.raises(SettingsError, match="bad_parameters"):
            REGISTRY[name].from_parameters(**bad)


@ALL
def test_the_order_of_rows_does_not_matter(name, shop, fitted):
    model = REGISTRY[name]().fit(shop.reverse())
    assert model.parameters_ == pytest.approx(fitted[name].parameters_, rel=1e-6)
    assert model.log_likelihood_ == pytest.approx(fitted[name].log_likelihood_, rel=1e-10)


@ALL
def test_everybody_twice_tells_the_same_with_smaller_errors(name, shop, fitted):
    model = REGISTRY[name]().fit(pl.concat([shop, shop]))
    one = fitted[name]
    assert model.parameters_ == pytest.approx(one.parameters_, rel=1e-5)
    assert model.log_likelihood_ == pytest.approx(2 * one.log_likelihood_, rel=1e-9)
    for parameter, error in one.standard_errors_.items():
        assert model.standard_errors_[parameter] == pytest.approx(error / 2**0.5, rel=1e-3)


@ALL
def test_the_summary_holds_the_estimates_with_their_ranges(name, fitted):
    table = fitted[name].summary("week")
    assert dict(table.select("parameter", "estimate").rows()) == fitted[name].parameters_in("week")
    assert (table["low"] < table["estimate"]).all()
    assert (table["estimate"] < table["high"]).all()
    errors = table["standard_error"] / table["estimate"]
    days = np.array(list(fitted[name].standard_errors_.values()))
    assert errors.to_numpy() == pytest.approx(days / np.array([*fitted[name].parameters_.values()]))


@PURCHASE
def test_time_in_another_unit_only_rescales(name, shop, fitted):
    slower = shop.with_columns(pl.col("recency") * 7, pl.col("T") * 7)
    model, one = PURCHASE_MODELS[name]().fit(slower), fitted[name]
    expected = {k: v * (7 if k in model.with_unit else 1) for k, v in one.parameters_.items()}
    assert model.parameters_ == pytest.approx(expected, rel=1e-5)
    assert model.parameters_in("week") == pytest.approx(one.parameters_, rel=1e-5)
    assert model.log_likelihood_in("week") == pytest.approx(one.log_likelihood_, rel=1e-10)
    assert model.p_alive(slower) == pytest.approx(one.p_alive(shop), rel=1e-4)
    assert model.p_buy(slower, 630) == pytest.approx(one.p_buy(shop, 90), rel=1e-4)


@SPEND
@pytest.mark.parametrize("factor", [1e-6, 100.0, 1e9])
def test_money_in_another_currency_only_rescales(name, factor, shop, fitted):
    dearer = shop.with_columns(pl.col("monetary_value", "revenue") * factor)
    model, one = SPEND_MODELS[name]().fit(dearer), fitted[name]
    expected = {**one.parameters_, "v": one.parameters_["v"] * factor}
    assert model.parameters_ == pytest.approx(expected, rel=1e-5)
    assert model.expected_spend(dearer) == pytest.approx(
        factor * one.expected_spend(shop), rel=1e-5
    )


@PURCHASE
def test_a_prediction_depends_on_the_customer_alone(name, shop, fitted):
    model, some = fitted[name], np.array([5, 3, 3, 77])
    for ask in ("p_alive", "p_buy", "expected_purchases", "probability_of_orders"):
        whole = PREDICTIONS[ask](model, shop)
        assert PREDICTIONS[ask](model, shop[some]) == pytest.approx(whole[some], rel=1e-12)


@PURCHASE
def test_probabilities_are_probabilities_and_agree(name, shop, fitted):
    model = fitted[name]
    alive, buys = model.p_alive(shop), model.p_buy(shop, 90)
    counts = model.probability_of_orders(60, 90, shop)
    assert np.all((alive >= 0) & (alive <= 1))
    assert np.all((buys >= 0) & (buys <= alive))
    assert np.all((counts >= 0) & (counts <= 1))
    assert counts.sum(axis=1) == pytest.approx(1, abs=1e-6)
    assert counts[:, 0] == pytest.approx(1 - buys, abs=1e-9)
    assert counts @ np.arange(61) == pytest.approx(model.expected_purchases(shop, 90), rel=1e-4)


@PURCHASE
def test_more_time_brings_more(name, shop, fitted):
    model = fitted[name]
    for ask in (model.p_buy, model.expected_purchases):
        path = np.column_stack([ask(shop, days) for days in (0.01, 1, 30, 365, 3650)])
        assert np.all(np.diff(path, axis=1) >= 0)
        assert path[:, 0] == pytest.approx(0, abs=2e-3)


@PURCHASE
def test_silence_makes_a_customer_less_likely_alive(name, fitted):
    silent = pl.DataFrame({"T": [100, 130, 200, 400, 900]}).with_columns(frequency=4, recency=100)
    alive = fitted[name].p_alive(silent)
    assert np.all(np.diff(alive) < 0)


@PURCHASE
def test_a_new_customer_is_one_seen_today_for_the_first_time(name, fitted):
    newborn = pl.DataFrame({"frequency": [0], "recency": [0], "T": [0]})
    model = fitted[name]
    expected = (
        model.p_alive(newborn)[0],
        model.p_buy(newborn, 90)[0],
        model.expected_purchases(newborn, 90)[0],
    )
    new = model.new_customer(90)
    assert (new.p_alive, new.p_buy, new.expected_purchases) == expected
    assert model.probability_of_orders(0, 90)[0] == pytest.approx(1 - new.p_buy)


@SPEND
def test_expected_spend_lies_between_the_customers_own_and_everybodys(name, shop, fitted):
    model = fitted[name]
    seen, spend = model.spends(shop), model.expected_spend(shop)
    nobody = model.new_customer()
    known = seen.days > 0
    assert spend[~known] == pytest.approx(nobody)
    low, high = np.minimum(seen.mean, nobody), np.maximum(seen.mean, nobody)
    assert np.all((spend[known] >= low[known] - 1e-9) & (spend[known] <= high[known] + 1e-9))


@ALL
@pytest.mark.parametrize("count", [0, 1, 4])
def test_too_few_customers_are_refused_in_words(name, count, shop):
    if name == "gamma_gamma_all" and count:
        pytest.skip("one purchase day is spend seen, and the rest is what other shops were like")
    with pytest.raises(UnsuitableDataError, match="least=") as refusal:
        REGISTRY[name]().fit(shop.filter(pl.col("frequency") == 0).head(count))
    assert refusal.value.kind.startswith("too_few")


@ALL
def test_a_missing_column_is_named(name, shop):
    with pytest.raises(InputError, match="frequency"):
        REGISTRY[name]().fit(shop.drop("frequency"))


@PURCHASE
@pytest.mark.parametrize(
    ("column", "value"), [("T", 1), ("recency", -3), ("frequency", -1), ("frequency", None)]
)
def test_a_history_that_cannot_be_is_refused(name, column, value, shop):
    regulars = shop.filter(pl.col("frequency") > 3).with_columns(
        pl.lit(value, dtype=pl.Int64).alias(column)
    )
    with pytest.raises(InputError):
        PURCHASE_MODELS[name]().fit(regulars)


@PURCHASE
def test_times_in_weeks_are_refused_rather_than_cut(name, shop, fitted):
    weeks = shop.with_columns(pl.col("recency") / 7, pl.col("T") / 7)
    with pytest.raises(InputError, match=r"unsupported_types\.whole"):
        PURCHASE_MODELS[name]().fit(weeks)
    whole = shop.with_columns(pl.col("frequency", "recency", "T").cast(pl.Float64))
    assert PURCHASE_MODELS[name]().fit(whole).parameters_ == fitted[name].parameters_


@ALL
def test_lifetimes_as_engine_is_silent_and_agrees(name, shop, fitted, capfd):
    if not REGISTRY[name].lifetimes_fitter:
        with pytest.raises(ModelError, match="unknown_engine"):
            REGISTRY[name](engine="lifetimes").fit(shop)
        return
    model = REGISTRY[name](engine="lifetimes").fit(shop)
    assert capfd.readouterr() == ("", "")
    assert model.log_likelihood_ == pytest.approx(fitted[name].log_likelihood_, abs=0.01)
    for parameter, error in fitted[name].standard_errors_.items():  # theirs stops a little early
        difference = model.parameters_[parameter] - fitted[name].parameters_[parameter]
        assert abs(difference) < 0.2 * error


@ALL
def test_an_unknown_engine_is_refused(name, shop):
    with pytest.raises(SettingsError, match="unknown_engine"):
        REGISTRY[name](engine="excel").fit(shop)


@PURCHASE
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(shop=shops())
def test_any_purchases_give_numbers_or_a_sentence(name, shop):
    try:
        model = PURCHASE_MODELS[name]().fit(shop)
    except ModelError:
        return
    assert all(np.isfinite(value) and value > 0 for value in model.parameters_.values())
    assert np.isfinite(model.log_likelihood_)
    assert np.isfinite(list(model.standard_errors_.values())).all()
    for ask in ("p_alive", "p_buy", "expected_purchases", "probability_of_orders"):
        assert np.isfinite(PREDICTIONS[ask](model, shop)).all(), ask


@SPEND
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(shop=shops())
def test_any_amounts_give_numbers_or_a_sentence(name, shop):
    try:
        model = SPEND_MODELS[name]().fit(shop)
    except ModelError:
        return
    spend = model.expected_spend(shop)
    low, high = model.spend_range(shop)
    assert np.isfinite(spend).all()
    assert (spend > 0).all()
    assert np.isfinite(low).all()
    assert np.isfinite(high).all()
