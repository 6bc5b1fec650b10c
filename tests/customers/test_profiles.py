from types import SimpleNamespace

import polars as pl
import pytest

from clv.customers import profiles, segment, summarise


@pytest.fixture(scope="module")
def shop(baskets):
    customers = summarise(baskets)
    return customers, segment(customers)


def predictions_of(customers):
    return customers.select(
        "customer_id",
        pl.col("revenue").alias("clv"),
        (pl.col("revenue") * 0.5).alias("clv_low"),
        (pl.col("revenue") * 2).alias("clv_high"),
    )


def test_the_shares_add_up_and_the_best_come_first(shop):
    customers, named = shop
    cards = profiles(customers, named)
    assert cards["customers"].sum() == customers.height
    assert cards["share"].sum() == pytest.approx(1)
    assert cards["revenue_share"].sum() == pytest.approx(1)
    assert cards["revenue"].is_sorted(descending=True)
    assert cards["value"].is_null().all()
    assert cards["action"].is_not_null().all()


def test_the_favourite_category_took_most_of_the_money(shop, journey):
    customers, named = shop
    cards = profiles(customers, named, journey)
    spent = (
        journey.join(named, on="customer_id")
        .group_by("segment", "category")
        .agg(pl.col("amount").sum())
    )
    for name, favourite in cards.select("segment", "category").rows():
        top = spent.filter(pl.col("segment") == name).sort("amount", descending=True)
        assert top["category"][0] == favourite


def test_values_add_up_with_a_range_narrower_than_the_sum_of_ranges(shop):
    customers, named = shop
    ahead = predictions_of(customers)
    cards = profiles(customers, named, predictions=ahead)
    assert cards["value"].sum() == pytest.approx(ahead["clv"].sum())
    assert (cards["value_low"] < cards["value"]).all()
    assert (cards["value"] < cards["value_high"]).all()
    assert cards["value_low"].sum() > ahead["clv_low"].sum()


def test_a_forecasts_own_totals_win(shop):
    customers, named = shop
    ahead = predictions_of(customers)

    def total_of(mask):
        return SimpleNamespace(value=float(mask.sum()), low=0.0, high=1.0)

    cards = profiles(customers, named, predictions=ahead, total_of=total_of)
    assert (cards["value"] == cards["customers"]).all()
    assert (cards["value_high"] == 1).all()


def test_segments_of_ones_own_have_no_action(shop):
    customers, named = shop
    mine = named.with_columns(pl.lit("mine").alias("segment"))
    assert profiles(customers, mine)["action"].to_list() == [None]
