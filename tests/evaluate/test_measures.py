import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clv.evaluate import measures as m

values = arrays(float, st.integers(2, 40), elements=st.integers(0, 6).map(float))


@st.composite
def pairs(draw):
    actual = draw(values)
    predicted = draw(arrays(float, len(actual), elements=st.integers(0, 6).map(float)))
    return actual, predicted


@given(pairs(), st.randoms())
def test_the_order_of_rows_never_matters(pair, random):
    actual, predicted = pair
    order = list(range(len(actual)))
    random.shuffle(order)
    for measure in (m.gini, m.spearman, lambda a, p: m.top_share(a, p, 0.2), m.mae, m.rmse):
        here, there = measure(actual, predicted), measure(actual[order], predicted[order])
        assert here == pytest.approx(there, abs=1e-12) if here is not None else there is None


@given(pairs())
def test_gini_is_one_for_the_perfect_order_and_turns_its_sign_with_the_order(pair):
    actual, predicted = pair
    if np.ptp(actual) == 0:
        assert m.gini(actual, predicted) is None or actual.sum() > 0
        return
    assert m.gini(actual, actual) == pytest.approx(1)
    assert m.gini(actual, -predicted) == pytest.approx(-m.gini(actual, predicted), abs=1e-12)


@given(pairs())
def test_ties_share_what_a_random_order_would_catch(pair):
    actual, predicted = pair
    if actual.sum() == 0:
        return
    flat = np.zeros_like(predicted)
    size = max(1, round(0.3 * len(actual)))
    assert m.top_share(actual, flat, 0.3) == pytest.approx(size / len(actual))
    assert m.gini(actual, flat) in (None, 0.0)


def test_auc_agrees_with_scikit_learn():
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(1)
    score = rng.integers(0, 9, 300).astype(float)
    bought = rng.random(300) < score / 12
    assert m.auc(bought, score) == pytest.approx(roc_auc_score(bought, score))


def test_spearman_agrees_with_scipy():
    from scipy.stats import spearmanr

    rng = np.random.default_rng(1)
    actual, predicted = rng.poisson(1.0, 300).astype(float), rng.poisson(2.0, 300).astype(float)
    assert m.spearman(actual, predicted) == pytest.approx(spearmanr(actual, predicted).statistic)


def test_what_is_not_defined_is_none():
    nobody, ahead = np.zeros(5), np.arange(5.0)
    assert m.bias(nobody, ahead) is None
    assert m.gini(nobody, ahead) is None
    assert m.top_share(nobody, ahead, 0.1) is None
    assert m.spearman(nobody, ahead) is None
    assert m.auc(nobody > 0, ahead) is None
