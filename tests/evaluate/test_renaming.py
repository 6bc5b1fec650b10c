"""Who a customer is called, and where their rows stand, changes no number."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from clv.customers import History
from clv.evaluate import backtest, chances, classify
from clv.evaluate.backtests.bootstrap import draw
from clv.learning import CLASSIFIERS, LEARNERS, Task, TrainingData, draw_customers
from clv.options import Settings

CUT = date(2024, 9, 30)


@pytest.fixture(scope="module")
def demo() -> pl.DataFrame:
    """The demo shop's 700 customers, whose ids follow their first day."""
    root = Path(__file__).parents[2]
    lines = pl.read_csv(root / "sample_data" / "demo_shop.csv", infer_schema=False)
    money = pl.col("quantity").cast(pl.Float64, strict=False) * pl.col("unit_price").cast(
        pl.Float64, strict=False
    )
    day = pl.col("order_date").str.to_datetime("%Y-%m-%d %H:%M", time_unit="us", strict=False)
    orders = lines.select("customer_id", day.alias("date"), money.alias("amount"), "channel")
    orders = orders.drop_nulls().filter(pl.col("amount") > 0)
    ids = orders["customer_id"].unique().sort()[::6]
    return orders.filter(pl.col("customer_id").is_in(ids.implode())).sort("customer_id", "date")


@pytest.fixture(scope="module")
def names(demo) -> pl.DataFrame:
    """A new name for everybody, in another order."""
    ids = demo["customer_id"].unique().sort()
    places = np.random.default_rng(3).permutation(len(ids))
    return pl.DataFrame({"customer_id": ids, "new": [f"x{place:05}" for place in places]})


@pytest.fixture(scope="module")
def renamed(demo, names) -> pl.DataFrame:
    return (
        demo.join(names, on="customer_id")
        .select(pl.col("new").alias("customer_id"), "date", "amount", "channel")
        .sample(fraction=1.0, shuffle=True, seed=5)
    )


def in_order(table: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Call the renamed customers by their first names again."""
    old = table.join(names, left_on="customer_id", right_on="new")
    return old.with_columns(pl.col("customer_id_right").alias("customer_id")).sort("customer_id")


@pytest.mark.parametrize("name", LEARNERS)
def test_a_learner_says_the_same_of_renamed_customers(name, demo, renamed, names):
    before = LEARNERS[name]().fit(data := TrainingData(History(demo, CUT), 180)).outlook(data)
    after = LEARNERS[name]().fit(data := TrainingData(History(renamed, CUT), 180)).outlook(data)
    after = in_order(after, names)
    for column in ("p_buy", "expected_revenue"):
        np.testing.assert_allclose(after[column], before[column], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_classifier_says_the_same_of_renamed_customers(name, demo, renamed, names):
    before, after = (
        chances(TrainingData(History(orders, CUT), 180), Task("churn"), name)
        for orders in (demo, renamed)
    )
    before, after = before.sort("customer_id"), in_order(after, names)
    np.testing.assert_allclose(after["chance"], before["chance"], rtol=1e-3, atol=1e-3)


def test_classifiers_tell_who_leaves_though_ids_follow_the_first_day(demo):
    tested = classify(demo, split=CUT, settings=Settings(horizon=180))
    auc = dict(tested.table.select("name", "auc").iter_rows())
    assert min(auc[name] for name in CLASSIFIERS) > 0.6


def test_the_backtest_measures_the_same_of_renamed_customers(demo, renamed):
    models = ("bg_nbd", "hist_boosting", "last_period")
    before, after = (backtest(log, CUT, models, Settings(horizon=180)) for log in (demo, renamed))
    numbers = pl.selectors.float() - pl.selectors.by_name("seconds")
    np.testing.assert_allclose(
        after.table.select(numbers).to_numpy(), before.table.select(numbers).to_numpy(), rtol=1e-3
    )
    np.testing.assert_allclose(
        after.ranges["gini_low"].to_numpy(), before.ranges["gini_low"].to_numpy(), rtol=1e-3
    )


def test_a_draw_of_customers_does_not_depend_on_their_names(demo, renamed, names):
    before = draw_customers(demo, 100)["customer_id"].to_list()
    after = in_order(draw_customers(renamed, 100), names)["customer_id"].to_list()
    assert sorted(before) == after


def test_the_bootstrap_does_not_depend_on_the_rows_order():
    rng = np.random.default_rng(1)
    came, said = rng.exponential(size=300), rng.exponential(size=300)
    turned = draw(came[::-1], {"model": said[::-1]})
    assert np.allclose(draw(came, {"model": said}).gini["model"], turned.gini["model"])
