from datetime import date, datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from clv.action import NextOffer, judge_offers, offers_by_group
from clv.errors import InputError, NotFittedError, UnsuitableDataError
from clv.present.words.offers import with_reasons


def lines_of(rows):
    start = datetime(2024, 1, 1)
    return pl.DataFrame(
        [(who, start + timedelta(days=day), 5.0, item) for who, day, item in rows],
        schema=["customer_id", "date", "amount", "category"],
        orient="row",
    )


@pytest.fixture(scope="module")
def judged(journey):
    return judge_offers(journey, date(2017, 9, 30))


def hits(judged, way, top):
    return judged.filter(pl.col("way") == way, pl.col("top") == top)["hits"].item()


@pytest.mark.parametrize("top", [1, 3, 5])
def test_on_the_basket_sample_offers_beat_both_simple_ways(judged, top):
    assert hits(judged, "offers", top) > hits(judged, "popular", top) + 0.03
    assert hits(judged, "offers", top) > hits(judged, "last", top) + 0.03


def test_longer_lists_hit_more(judged):
    for way in ("offers", "popular", "last"):
        assert hits(judged, way, 1) <= hits(judged, way, 3) <= hits(judged, way, 5)


@pytest.fixture(scope="module")
def fitted(journey):
    return NextOffer().fit(journey)


def test_everyone_has_their_items_in_order(fitted, journey):
    offers = fitted.recommend(top=3)
    assert offers["customer_id"].n_unique() == journey["customer_id"].n_unique()
    assert (offers.group_by("customer_id").len()["len"] == 3).all()
    falling = offers.group_by("customer_id").agg((pl.col("p").diff().drop_nulls() <= 0).all())
    assert falling["p"].all()
    assert offers["p"].is_between(0, 1).all()
    assert offers.select(pl.struct("customer_id", "item").is_unique().all()).item()


def test_probabilities_are_calibrated(journey):
    split = date(2017, 9, 30)
    known = journey.filter(pl.col("date").dt.date() <= split)
    after = journey.filter(pl.col("date").dt.date() > split, pl.col("amount") > 0)
    following = after.filter(pl.col("date") == pl.col("date").min().over("customer_id"))
    offers = (
        NextOffer()
        .fit(known)
        .recommend(top=5)
        .join(following, on="customer_id", how="semi")
        .join(
            following.select(
                "customer_id", pl.col("category").alias("item"), pl.lit(1).alias("hit")
            ).unique(),
            on=["customer_id", "item"],
            how="left",
        )
    )
    assert offers["hit"].fill_null(0).mean() == pytest.approx(offers["p"].mean(), abs=0.06)


def test_some_can_be_asked_for_and_get_the_same(fitted):
    alone = fitted.recommend(["0002"], top=2)
    among = fitted.recommend(top=2).filter(pl.col("customer_id") == "0002")
    assert_frame_equal(alone, among)
    assert fitted.recommend(["nobody"]).is_empty()


def test_new_things_only_were_never_bought(fitted, journey):
    offers = fitted.recommend(top=2, new_only=True)
    bought = journey.filter(pl.col("amount") > 0).select("customer_id", item="category")
    assert offers.join(bought, on=["customer_id", "item"], how="semi").is_empty()
    assert (offers["kind"] == "new").all()
    assert with_reasons(offers)["because"].str.starts_with("Often follows").all()


def test_what_follows_is_learned_and_rhythm_says_when():
    rows = [(f"c{i}", day, item) for i in range(30) for day, item in ((0, "pot"), (20, "seeds"))]
    rows += [("new", 0, "pot"), ("new", 30, "pot"), *[(f"d{i}", 0, "soap") for i in range(30)]]
    offers = NextOffer().fit(lines_of(rows)).recommend(["new"], top=2)
    assert offers["item"].to_list() == ["seeds", "pot"]
    assert offers["kind"].to_list() == ["new", "again"]
    assert offers["due"].to_list() == [None, date(2024, 3, 1)]
    assert with_reasons(offers)["because"].to_list() == [
        "Often follows pot",
        "Bought 2 times, every 30 days",
    ]


def test_groups_show_their_commonest_offers(fitted):
    offers = fitted.recommend(top=1)
    groups = offers.select("customer_id", pl.lit("all").alias("segment"))
    top = offers_by_group(offers, groups, top=3)
    assert top.height == 3
    assert top["customers"].is_sorted(descending=True)
    assert top["share"].sum() <= 1 + 1e-9


def test_more_places_than_items_are_no_trouble():
    offers = NextOffer().fit(lines_of([("a", 0, "x"), ("a", 5, "y")])).recommend(top=10)
    assert set(offers["item"]) == {"x", "y"}


def test_returns_and_blanks_are_no_purchases():
    lines = lines_of([("a", 0, "x"), ("b", 0, None), ("c", 0, "z")]).with_columns(
        pl.when(pl.col("customer_id") == "c").then(-5.0).otherwise("amount").alias("amount")
    )
    assert NextOffer().fit(lines).items_.to_list() == ["x"]


def test_what_cannot_be_had_is_said():
    with pytest.raises(NotFittedError):
        NextOffer().recommend()
    with pytest.raises(InputError, match="product"):
        NextOffer(by="product").fit(lines_of([("a", 0, "x")]))
    with pytest.raises(UnsuitableDataError):
        NextOffer().fit(lines_of([]).cast({"category": pl.String}))
    with pytest.raises(UnsuitableDataError):
        judge_offers(lines_of([("a", 0, "x")]), date(2024, 6, 1))
