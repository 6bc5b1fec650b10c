import io
import json
import pickle
import zipfile
from datetime import date

import numpy as np
import pytest
from polars.testing import assert_frame_equal

from clv.customers import History
from clv.errors import InputError
from clv.learning import LEARNERS, TrainingData, fitted, load, save

CUT = date(2023, 6, 30)


def repacked(data: bytes, **members: bytes) -> bytes:
    """Replace members of a kept file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, members.get(name.replace(".", "_"), old.read(name)))
    return out.getvalue()


@pytest.fixture(scope="module")
def kept(shop_past) -> bytes:
    return save(fitted(LEARNERS["random_forest"], shop_past, 7), shop_past, {"run": "of today"})


@pytest.mark.parametrize("name", LEARNERS)
def test_what_comes_back_foretells_the_same(name, shop_past):
    learner = fitted(LEARNERS[name], shop_past, 7)
    back = load(save(learner, shop_past, {"run": "of today"}))
    assert back.passport == {"run": "of today"}
    assert_frame_equal(back.outlook(shop_past.history, 120), learner.outlook(shop_past))


def test_themes_come_back_too(shop, lines):
    data = TrainingData(History(shop, CUT, lines), 120)
    learner = fitted(LEARNERS["lightgbm"], data, 7)
    assert "theme_1" in learner.columns_
    back = load(save(learner, data))
    assert_frame_equal(back.outlook(data.history, 120), learner.outlook(data))


def test_no_customer_is_in_the_file(kept, shop_past):
    with zipfile.ZipFile(io.BytesIO(kept)) as file:
        inside = b"".join(file.read(name) for name in file.namelist())
    for customer in shop_past.today["customer_id"].head(50):
        assert customer.encode() not in inside


def test_a_pickle_is_never_opened(tmp_path):
    class Bomb:
        def __reduce__(self):
            return (open, (str(tmp_path / "opened"), "w"))

    with pytest.raises(InputError, match="not_a_model"):
        load(pickle.dumps(Bomb()))
    assert not (tmp_path / "opened").exists()


def test_a_strange_type_inside_is_refused_by_name(kept):
    from skops import io as skops_io

    strange = skops_io.dumps(date(2024, 1, 1))
    with pytest.raises(InputError, match=r"datetime\.date") as caught:
        load(repacked(kept, learner_skops=strange))
    assert caught.value.kind == "untrusted_model"


@pytest.mark.parametrize("name", ["random_forest", "hist_boosting"])
def test_a_tree_that_points_outside_itself_is_refused(name, shop_past):
    learner = LEARNERS[name](seed=2).fit(shop_past)
    if name == "random_forest":
        learner.model_.estimators_[3].tree_.children_left[0] = 10**6
    else:
        learner.money_._predictors[0][0].nodes["left"][0] = 10**6
    with pytest.raises(InputError, match="not_a_model"):
        load(save(learner, shop_past))


@pytest.mark.parametrize("cut", [0, 10, 1_000])
def test_a_torn_file_is_refused(kept, cut):
    with pytest.raises(InputError, match="not_a_model"):
        load(kept[:cut])


def test_nonsense_in_the_members_is_refused(kept):
    for nonsense in (b"", b"[]", b'{"values": 3}', json.dumps({"values": {}}).encode()):
        with pytest.raises(InputError, match="not_a_model"):
            load(repacked(kept, vocabulary_json=nonsense))


def test_a_model_of_another_edition_is_refused_by_its_format(kept):
    other = json.dumps({"format": 1, "learner": "random_forest", "passport": {}}).encode()
    with pytest.raises(InputError, match=r"other_model_format.*format=1"):
        load(repacked(kept, passport_json=other))


@pytest.mark.parametrize("name", ["ridge", "random_forest", "hist_boosting", "mlp"])
def test_weights_that_are_no_numbers_are_refused(name, shop_past):
    learner = LEARNERS[name](seed=3).fit(shop_past)
    if name == "random_forest":
        learner.model_.estimators_[0].tree_.value[0] = np.nan
    elif name == "hist_boosting":
        learner.money_._predictors[0][0].nodes["value"][0] = np.nan
    else:
        estimator = learner.model_[-1]
        weights = estimator.coefs_[0] if name == "mlp" else estimator.coef_
        weights[0] = np.nan
    with pytest.raises(InputError, match="not_a_model"):
        load(save(learner, shop_past))
