from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from clv.errors import InputError
from clv.learning import (
    LEARNERS,
    Explainer,
    describe,
    disagreements,
    explain_locally,
    fitted,
    importance,
    partial_dependence,
)
from clv.present.numbers import Numbers
from clv.present.words.feature_reasons import phrase, with_reasons


@pytest.fixture(scope="module")
def explainer(shop_past):
    return Explainer(fitted(LEARNERS["lightgbm"], shop_past, 7), shop_past)


def test_contributions_add_up_to_the_prediction_of_every_customer(explainer, shop_past):
    rows = np.arange(shop_past.today.height)
    parts, base, value = explainer.contributions(rows)
    outlook = explainer.learner.outlook(shop_past)["expected_revenue"].to_numpy()
    inside = outlook < explainer.learner.most_  # clipped predictions can't be explained in full
    assert base + parts.sum(axis=1) == pytest.approx(value)
    assert value[inside] == pytest.approx(outlook[inside])
    assert explainer.fidelity == 1


def test_one_customer_is_explained_in_words_with_money(explainer, shop_past):
    customer = shop_past.today["customer_id"][7]
    told = explainer.customer(customer)
    assert told.base + told.table["contribution"].sum() == pytest.approx(told.value)
    sizes = told.table["contribution"].abs()
    assert sizes.is_sorted(descending=True)
    euros = Numbers("EUR")
    first = with_reasons(told.table, told.target_window, euros).row(0, named=True)
    sign = "+" if first["contribution"] >= 0 else "−"
    assert first["sentence"].startswith(f"{sign}{euros.money(abs(first['contribution']))}: ")


@pytest.mark.parametrize("name", ["random_forest", "average", "ridge"])
def test_a_mimic_follows_its_learner_closely(name, shop_past):
    assert Explainer(fitted(LEARNERS[name], shop_past, 7), shop_past).fidelity > 0.9


@pytest.mark.parametrize("name", ["blend", "model_offset", "lightgbm"])
def test_a_blend_is_the_weighted_sum_of_its_parts(name, shop_past):
    explainer = Explainer(fitted(LEARNERS[name], shop_past, 7), shop_past)
    assert explainer.fidelity == 1
    rows = np.arange(0, shop_past.today.height, 9)
    parts, base, value = explainer.contributions(rows)
    off = np.abs(np.log((base + parts.sum(axis=1)) / value))
    assert np.median(off) < 1e-6  # exact, where the bounds on the correction and money do not bind


def test_a_mimic_never_stands_for_the_learner(shop_past):
    learner = fitted(LEARNERS["random_forest"], shop_past, 7)
    explainer = Explainer(learner, shop_past)
    customer = shop_past.today["customer_id"][11]
    told = explainer.customer(customer)
    own = dict(learner.outlook(shop_past).select("customer_id", "expected_revenue").iter_rows())
    assert told.value == pytest.approx(own[customer])
    assert told.base + told.table["contribution"].sum() == pytest.approx(told.value)


def test_plain_words_leave_out_the_purchase_model(shop_past):
    plain = Explainer(fitted(LEARNERS["lightgbm"], shop_past, 7), shop_past, plain=True)
    assert not [name for name in plain.columns if name.startswith("model_")]
    assert 0.8 < plain.fidelity < 1


def test_everybody_is_one_row_a_customer_and_feature(explainer, shop_past):
    table = explainer.everybody(sample=100)
    assert table.height == 100 * len(explainer.columns)
    assert table["place"].drop_nulls().is_between(0, 1).all()
    one = table["customer_id"][0]
    told = explainer.customer(one).table.select("feature", "contribution")
    both = table.filter(pl.col("customer_id") == one).join(told, on="feature")
    assert both["contribution"].to_numpy() == pytest.approx(both["contribution_right"].to_numpy())


def test_a_line_explains_what_is_nearly_a_line(shop_past):
    learner = fitted(LEARNERS["ridge"], shop_past, 7)
    customer = shop_past.today["customer_id"][3]
    told = explain_locally(learner, shop_past, customer)
    assert told.fidelity > 0.8
    assert told.base + told.table["contribution"].sum() == pytest.approx(told.value)


def test_a_stranger_is_refused_in_words(explainer, shop_past):
    with pytest.raises(InputError, match=r"unknown_customer.*nobody"):
        explainer.customer("nobody")
    with pytest.raises(InputError, match=r"unknown_customer.*nobody"):
        explain_locally(explainer.learner, shop_past, "nobody")


def test_disagreements_are_the_widest_and_name_both_sides(explainer):
    table = disagreements(explainer, most=20)
    assert table["spread"].is_sorted(descending=True)
    for row in table.iter_rows(named=True):
        places = {name: row[name] for name in ("purchase", "learned", "rfm")}
        assert row["spread"] == pytest.approx(max(places.values()) - min(places.values()))
        assert places[row["higher"]] == max(places.values())
        assert places[row["lower"]] == min(places.values())
        assert row["title"]


def test_partial_dependence_of_a_learner_that_knows_one_thing(shop_past):
    """More expected revenue, more revenue: the line must rise."""
    learner = fitted(LEARNERS["model_offset"], shop_past, 7)
    inputs = shop_past.today.drop("customer_id")
    table = partial_dependence(learner, inputs, "model_revenue")
    assert table["value"].is_sorted()
    assert table["revenue"][-1] > 3 * table["revenue"][0]
    assert (table["low"] <= table["high"]).all()


def test_a_feature_made_of_noise_has_no_importance(shop_past):
    rng = np.random.default_rng(0)
    telling = ["model_revenue", "days_since_last", "spend_mean"]
    examples = shop_past.examples
    inputs = examples.inputs.select(telling).with_columns(noise=rng.normal(size=len(examples)))
    learner = LEARNERS["hist_boosting"](seed=1).fit_examples(replace(examples, inputs=inputs))
    latest = examples.cutoff == 0
    table = importance(learner, inputs.filter(pl.Series(latest)), examples.revenue[latest])
    found = dict(table.select("feature", "importance").iter_rows())
    assert table["feature"][0] == "model_revenue"
    assert found["noise"] < 0.2 * found["model_revenue"]
    assert (table["spread"] >= 0).all()


def test_a_category_called_by_braces_stays_as_it_is():
    told = describe("category={odd} %s")
    row = {"title": told.title, "unit": told.unit, "value": 0.5, "phrase": told.phrase}
    assert phrase(row, 90, Numbers()) == "Share of orders with category {odd} %s: 50%"
