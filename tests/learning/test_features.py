from datetime import date, datetime

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from clv.customers import History
from clv.learning import describe
from clv.learning.features.basket import Vocabulary
from clv.learning.features.build import features
from clv.learning.features.text_themes import Themes

CUT = date(2023, 6, 30)


def log(*rows):
    """Build orders of one customer from (day, amount)."""
    moments = [datetime.fromisoformat(day) for day, _ in rows]
    return pl.DataFrame(
        {"customer_id": ["a"] * len(rows), "date": moments, "amount": [float(m) for _, m in rows]}
    )


def test_nothing_from_after_the_cut_reaches_a_feature(shop, lines):
    """Throw the future away, or turn it upside down: every feature stays as it was."""
    rng = np.random.default_rng(1)
    later = pl.col("date").dt.date() > CUT
    upside_down = shop.with_columns(
        pl.when(later).then(1e6).otherwise(pl.col("amount")).alias("amount"),
        pl.when(later).then(pl.lit("new")).otherwise(pl.col("channel")).alias("channel"),
        pl.when(later)
        .then(pl.Series(rng.permutation(shop["customer_id"].to_numpy())))
        .otherwise(pl.col("customer_id"))
        .alias("customer_id"),
    )
    renamed = lines.with_columns(
        pl.when(later).then(pl.lit("gold bar")).otherwise(pl.col("product")).alias("product")
    )
    known = features(History(shop, CUT, lines), 120)
    for orders, products in ((shop.filter(~later), lines.filter(~later)), (upside_down, renamed)):
        told = features(History(orders, CUT, products), 120)
        assert_frame_equal(known, told, rel_tol=1e-9)


def test_every_customer_has_one_row_and_every_column_is_described(shop, lines):
    history = History(shop, CUT, lines)
    vocabulary = Vocabulary.of(history)
    table = features(history, 120, vocabulary)
    assert table["customer_id"].to_list() == history.customers["customer_id"].to_list()
    for name in table.columns[1:]:
        told = describe(name, vocabulary)
        assert told.name == name
        assert told.title
        assert told.meaning
        assert table[name].dtype == pl.Float64
        assert not table[name].is_nan().any()
        assert not table[name].is_infinite().any()


def test_the_rhythm_of_one_customer():
    orders = log(("2024-01-01", 10), ("2024-01-11", 20), ("2024-01-31", 60))
    row = features(History(orders, date(2024, 3, 1)), 60).row(0, named=True)
    assert row["days_since_last"] == 30
    assert row["tenure"] == 60
    assert row["purchase_days"] == 3
    assert row["gap_mean"] == 15
    assert row["gap_last"] == 20
    assert row["gap_trend"] == pytest.approx(20 / 15)
    assert row["silence_in_gaps"] == 2
    assert row["longest_gap_share"] == 1.5
    assert row["days_bought_last_100"] == 2
    assert row["spend_total"] == 90
    assert row["spend_mean"] == 30
    assert row["spend_median"] == 20
    assert row["spend_trend"] == 2
    assert row["spend_last_horizon"] == 80


def test_who_bought_once_has_no_gaps():
    row = features(History(log(("2024-01-01", 10)), date(2024, 3, 1)), 60).row(0, named=True)
    assert row["gap_mean"] is None
    assert row["silence_in_gaps"] is None
    assert row["spend_spread"] is None


def test_the_mix_of_what_is_bought(shop):
    history = History(shop, CUT)
    table = features(history, 120)
    shares = table.select(pl.col("^category=.*$"))
    assert shares.width == 3
    assert shares.sum_horizontal().to_numpy() == pytest.approx(1)
    loyal = table.filter(pl.max_horizontal(pl.col("^category=.*$")) == 1)
    assert loyal["category_entropy"].to_numpy() == pytest.approx(0, abs=1e-12)


def test_columns_follow_the_vocabulary_of_training(shop):
    """A channel that is new since training gets no column; one that is gone keeps its own."""
    history = History(shop.with_columns(channel=pl.lit("app")), CUT)
    table = features(history, 120, Vocabulary({"channel": ("ads", "mail")}))
    assert table["channel=ads"].to_list() == [0.0] * table.height
    assert "channel=app" not in table.columns


def test_discounts_and_returns_are_shares():
    orders = log(("2024-01-01", 80), ("2024-02-01", -20)).with_columns(discount=pl.lit(20.0))
    row = features(History(orders, date(2024, 3, 1)), 60).row(0, named=True)
    assert row["discount_share"] == pytest.approx(40 / 100)
    assert row["returned_share"] == pytest.approx(20 / 80)


def test_themes_bring_products_of_one_kind_together(lines):
    themes = Themes.of(lines)
    table = themes.scores(lines["product"]).with_columns(
        kind=pl.col("product").str.split(" ").list.get(0)
    )
    within = table.group_by("kind").agg(pl.col(themes.names).std()).drop("kind").mean()
    overall = table.select(pl.col(themes.names).std())
    closer = within.row(0)[0] < overall.row(0)[0] and within.row(0)[1] < overall.row(0)[1]
    assert closer
    assert themes.describe("theme_1").title.startswith("Buys: ")


def test_codes_make_no_themes(lines):
    assert Themes.of(lines.with_columns(product=pl.col("amount").cast(pl.String))) is None
    assert Themes.of(None) is None
