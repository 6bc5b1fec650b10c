from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from clv.errors import UnsuitableDataError
from clv.learning import LEARNERS, OUTLIERS, feature_quality, feature_selection


@pytest.mark.parametrize("method", OUTLIERS)
def test_an_outlier_is_counted_by_the_chosen_method(method):
    values = [*np.linspace(0, 1, 999).tolist(), 1e6]
    inputs = pl.DataFrame({"spend_total": values, "tenure": [None, *range(999)]})
    table = feature_quality(inputs, method)
    row = table.filter(pl.col("feature") == "spend_total").row(0, named=True)
    assert (row["outliers"] > 0) == (method != "none")
    assert table.filter(pl.col("feature") == "tenure")["missing"][0] == pytest.approx(0.001)


def test_features_that_tell_stand_before_noise(shop_past):
    table = feature_selection(shop_past.examples)
    places = dict(table.with_row_index().select("feature", "index").iter_rows())
    assert places["days_since_last"] < places["weekday_share"]
    assert table["model"].sum() == pytest.approx(1)


@pytest.mark.parametrize("method", OUTLIERS)
def test_a_learner_can_be_told_how_to_treat_outliers(method, shop_past):
    learner = LEARNERS["ridge"](outliers=method, keep=12).fit(shop_past)
    assert np.isfinite(learner.outlook(shop_past)["expected_revenue"].to_numpy()).all()


def test_features_that_tell_nothing_apart_are_refused_in_words(shop_past):
    alike = shop_past.examples.inputs.with_columns(pl.all().first())
    with pytest.raises(UnsuitableDataError, match="all_alike"):
        feature_selection(replace(shop_past.examples, inputs=alike))
