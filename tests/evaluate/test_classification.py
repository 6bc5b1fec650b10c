from datetime import date

import numpy as np
import polars as pl
import pytest

from clv.errors import SettingsError, UnsuitableDataError
from clv.evaluate import classify
from clv.evaluate.backtests.classifier_metrics import curve
from clv.learning import CLASSIFIERS, Task
from clv.options import Settings

SPLIT = date(1997, 9, 30)


@pytest.fixture(scope="module")
def churn(cdnow):
    return classify(cdnow, Task("churn"), SPLIT)


def test_all_classifiers_and_both_baselines_are_there(churn):
    assert set(churn.table["name"]) == {*CLASSIFIERS, "purchase_model", "silence"}
    assert churn.table["brier"].is_sorted()
    assert not churn.failures


def test_every_chance_is_a_chance(churn):
    for probability in churn.probabilities.values():
        assert np.isfinite(probability).all()
        assert ((probability >= 0) & (probability <= 1)).all()


def test_the_best_classifier_ranks_no_worse_than_silence(churn):
    auc = dict(churn.table.select("name", "auc").iter_rows())
    assert (
        auc[churn.best] >= auc["silence"] - 0.015
    )  # one standard error; silence is nearly all there is


def test_chances_are_calibrated(churn):
    groups = churn.calibration("logistic", groups=5)
    assert (groups["said"] - groups["came"]).abs().max() < 0.12
    assert groups["customers"].sum() == len(churn.answer)


def test_confusion_counts_everybody_once_and_agrees_with_the_report(churn):
    count = churn.confusion("forest", 0.7)
    assert sum(count.values()) == len(churn.answer)
    yes = churn.report("forest", 0.7).row(0, named=True)
    assert yes["recall"] == pytest.approx(count["true_yes"] / churn.answer.sum())
    assert yes["precision"] == pytest.approx(
        count["true_yes"] / (count["true_yes"] + count["false_yes"])
    )


@pytest.mark.parametrize(("missed", "contact"), [(20.0, 2.0), (5.0, 4.0), (3.0, 0.01)])
def test_no_other_threshold_is_cheaper(churn, missed, contact):
    threshold, cost = churn.cheapest("logistic", missed, contact)
    for other in [*np.linspace(0, 1, 41), threshold]:
        count = churn.confusion("logistic", other)
        spent = contact * (count["true_yes"] + count["false_yes"]) + missed * count["false_no"]
        assert cost <= spent / len(churn.answer) + 1e-9


def test_when_contacting_costs_more_than_a_loss_nobody_is_contacted(churn):
    threshold, cost = churn.cheapest("logistic", 1.0, 5.0)
    assert threshold > 1
    assert cost == pytest.approx(churn.base_rate)


def test_the_curve_agrees_with_scikit_learn():
    from sklearn.metrics import precision_recall_curve, roc_curve

    rng = np.random.default_rng(0)
    score = rng.integers(0, 20, 400) / 20
    answer = rng.random(400) < score
    table = curve(answer, score)
    false_alarms, recall, _ = roc_curve(answer, score, drop_intermediate=False)
    assert table["recall"].to_numpy() == pytest.approx(recall[1:])
    assert table["false_alarms"].to_numpy() == pytest.approx(false_alarms[1:])
    precision, _, _ = precision_recall_curve(answer, score)
    assert table["precision"].to_numpy()[::-1] == pytest.approx(precision[:-1])
    assert table["lift"][-1] == pytest.approx(1)


def test_high_value_finds_the_best_tenth(cdnow):
    found = classify(cdnow, Task("high_value", 0.1), SPLIT, ["forest"])
    assert found.base_rate == pytest.approx(0.1, abs=0.002)
    lift = dict(found.table.select("name", "lift10").iter_rows())
    assert lift["forest"] > 4
    assert lift["forest"] > lift["silence"]


def test_when_nobody_comes_back_it_says_so(cdnow):
    silent = cdnow.filter(pl.col("date").dt.date() <= date(1997, 8, 1))
    with pytest.raises(UnsuitableDataError, match="one_answer_only"):
        classify(silent, split=date(1997, 8, 1), settings=Settings(as_of=date(1997, 12, 1)))


def test_an_unknown_classifier_is_refused_by_name(cdnow):
    with pytest.raises(SettingsError, match=r"unknown_model.*oracle"):
        classify(cdnow, models=["oracle"])
