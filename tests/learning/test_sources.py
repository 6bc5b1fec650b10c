"""Features of other sources: the right values, and nothing of what came after the cut."""
# ruff: noqa: E501 - tables in small

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from clv.customers import History
from clv.intake import load
from clv.intake.sources.read import read_source
from clv.learning import LEARNERS, TrainingData, describe, fitted, save, theme_table
from clv.learning import load as load_learner
from clv.learning.features.basket import Vocabulary
from clv.learning.features.build import features
from clv.learning.features.text_themes import Themes, words_of

CUT = date(2023, 6, 30)


def source(text, name, shop, **kind):
    known = shop.select("customer_id").unique()
    return read_source(load(text.encode(), f"{name}.csv", beside_others=True), name, known, **kind)


@pytest.fixture(scope="module")
def sources(shop):
    """Attributes, events and reviews of the shop's customers, over all its days."""
    rng = np.random.default_rng(3)
    ids = sorted(shop["customer_id"].unique())
    people = "customer,age,tier,born\n" + "".join(
        f"{who},{rng.integers(18, 80)},{rng.choice(['gold', 'tin'])},{rng.integers(1950, 2000)}-05-01\n"
        for who in ids[:400]
    )
    days = [datetime(2022, 1, 1) + timedelta(days=int(day)) for day in rng.integers(0, 730, 3000)]
    events = "customer,event,time\n" + "".join(
        f"{who},{what},{day:%Y-%m-%d %H:%M:%S}\n"
        for who, what, day in zip(
            rng.choice(ids, 3000), rng.choice(["view", "cart"], 3000), days, strict=True
        )
    )
    texts = [
        "The red soap smells good and came quickly",
        "Broken on arrival and nobody answered",
        "A cup as pretty as the picture shows it",
    ]
    reviews = "customer,rating,review,date\n" + "".join(
        f"{who},{rating},{texts[rating % 3]} number {rng.choice(['one', 'two', 'three'])} {place},{day:%Y-%m-%d}\n"
        for place, (who, rating, day) in enumerate(
            zip(rng.choice(ids, 600), rng.integers(1, 6, 600), days, strict=False)
        )
    )
    made = (
        source(people, "people", shop),
        source(events, "web", shop),
        source(reviews, "reviews", shop),
    )
    assert [each.kind for each in made] == ["attributes", "events", "reviews"]
    return made


def test_events_after_the_cut_never_reach_a_feature(shop, sources):
    """Throw the later records away, or make them say something else: all stays as it was."""
    known = features(History(shop, CUT, sources=sources), 120)
    assert {
        "web/count",
        "web/what=cart",
        "reviews/rating",
        "people/age",
        "people/tier=gold",
    } <= set(known.columns)
    for what in ("none", "loud"):
        later = []
        for each in sources:
            table = each.table
            if each.kind != "attributes":
                after = pl.col("date").dt.date() > CUT
                table = table.filter(~after) if what == "none" else table.with_columns(
                    pl.when(after).then(pl.lit("c001")).otherwise("customer_id").alias("customer_id"),
                    *[pl.when(after).then(pl.lit("bought a house")).otherwise(n).alias(n) for n in ("what", "comment") if n in table.columns],
                    *[pl.when(after).then(99.0).otherwise(n).alias(n) for n in ("rating",) if n in table.columns],
                )  # fmt: skip
            later.append(type(each)(**{**each.__dict__, "table": table}))
        told = features(History(shop, CUT, sources=later), 120)
        assert_frame_equal(known, told, rel_tol=1e-9)


def test_the_records_of_one_customer(shop):
    text = (
        "customer,event,time\n"
        + "".join(
            f"c001,{what},{day}\n"
            for what, day in (
                ("view", "2023-01-01"),
                ("cart", "2023-06-01"),
                ("cart", "2023-06-20"),
                ("view", "2023-07-20"),
            )
        )
        + "".join(
            f"c{n:03},{what},2023-02-02\n" for n in range(20, 40) for what in ("view", "cart")
        )
    )
    table = features(History(shop, CUT, sources=[source(text, "web", shop, kind="events")]), 60)
    row = table.filter(customer_id="c001").row(0, named=True)
    assert (row["web/count"], row["web/recent"], row["web/days_since"]) == (3, 2, 10)
    assert (row["web/what=cart"], row["web/what=view"]) == (2, 1)
    unseen = table.filter(customer_id="c400").row(0, named=True)
    assert (unseen["web/count"], unseen["web/days_since"]) == (0, None)


def test_before_the_first_record_nothing_is_known(shop):
    text = "customer,event,time\n" + "".join(f"c{n:03},view,2023-09-09\n" for n in range(60))
    table = features(History(shop, CUT, sources=[source(text, "web", shop, kind="events")]), 60)
    assert table["web/count"].null_count() == table.height


def test_a_birthday_is_an_age_and_later_days_are_none(shop, sources):
    vocabulary = Vocabulary.of(History(shop, CUT, sources=sources))
    assert "people/born" in vocabulary.names
    visits = "customer,last login\n" + "".join(f"c{n:03},2023-0{1 + n % 9}-01\n" for n in range(90))
    first = shop.group_by("customer_id").agg(pl.col("date").dt.date().min().alias("first_order"))
    late = source(visits, "crm", shop, kind="attributes", summary=first)
    assert late.retold == ("last login",)
    assert Vocabulary.of(History(shop, CUT, sources=[late])).sources[0].names == ()


def test_every_column_is_described(shop, sources):
    vocabulary = Vocabulary.of(History(shop, CUT, sources=sources))
    for name in vocabulary.names:
        assert describe(name, vocabulary).title
        assert describe(name, vocabulary).meaning
    assert any(name.startswith("reviews/theme_") for name in vocabulary.names)


def test_a_learner_comes_back_with_its_sources_and_without_texts(shop, sources):
    data = TrainingData(History(shop, CUT, sources=sources), 120)
    learner = fitted(LEARNERS["lightgbm"], data, 7)
    kept = save(learner, data)
    back = load_learner(kept)
    assert_frame_equal(back.outlook(data.history, 120), learner.outlook(data))
    assert back.outlook(History(shop, CUT), 120).height == data.history.customers.height
    assert b"nobody answered number" not in kept


def test_chinese_is_parted_without_a_dictionary():
    assert words_of("橄榄肥皂 250克") == ["橄榄", "榄肥", "肥皂"]
    assert words_of("iPhone手机壳") == ["手机", "机壳", "iphone"]
    names = [
        f"{kind}{word}"
        for kind in ("橄榄肥皂", "纯棉毛巾", "绿茶茶叶")
        for word in ("红色", "蓝色", "小号", "大号", "礼盒", "经典", "新款")
    ]
    themes = Themes.of_texts(pl.Series("product", names))
    scores = themes.scores(pl.Series("product", names)).with_columns(
        kind=pl.col("product").str.head(4)
    )
    means = scores.group_by("kind").agg(pl.col(themes.names[:3]).mean())
    spread = scores.group_by("kind").agg(pl.col(themes.names[:3]).std())
    apart = max(means[name].max() - means[name].min() for name in themes.names[:3])
    assert apart > 2 * max(spread[name].mean() for name in themes.names[:3])


def test_names_of_products_come_before_their_codes(lines):
    coded = lines.with_columns(
        product_name="product", product=pl.col("product").hash().cast(pl.String)
    )
    themes = Themes.of(coded)
    assert themes.words == Themes.of(lines).words
    assert themes.columns(coded).height == lines["customer_id"].n_unique()


def test_the_themes_are_laid_out_with_what_is_closest_to_them(shop, lines, sources):
    table = theme_table(History(shop, CUT, lines, sources))
    assert set(table["source"]) == {"", "reviews"}
    products = table.filter(source="")
    known = lines.filter(pl.col("date").dt.date() <= CUT)
    assert products["rows"].sum() == known.height
    assert products["revenue"].sum() == pytest.approx(known["amount"].sum())
    assert theme_table(History(shop, CUT)).is_empty()
