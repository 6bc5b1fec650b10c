import polars as pl
import pytest

from clv.customers import customer_profile, search, segment, similar
from clv.errors import InputError


@pytest.fixture(scope="module")
def segments(customers):
    return segment(customers)


def test_a_profile_agrees_with_the_tables(cdnow, customers, segments):
    profile = customer_profile("0001", cdnow, customers, segments)
    row = customers.filter(pl.col("customer_id") == "0001").row(0, named=True)
    assert profile.facts["revenue"] == row["revenue"]
    assert profile.timeline.height == row["orders"]
    assert profile.timeline["total"][-1] == pytest.approx(row["revenue"])
    assert profile.timeline["gap"].drop_nulls().sum() == row["recency"]
    own = segments.filter(pl.col("customer_id") == "0001")
    assert profile.facts["segment"] == own["segment"][0]
    assert len(profile.reasons) == 3


def test_who_bought_once_has_no_rhythm(cdnow, customers, segments):
    once = customers.filter(pl.col("frequency") == 0)["customer_id"][0]
    profile = customer_profile(once, cdnow, customers, segments)
    assert profile.facts["mean_gap"] is None
    assert profile.reasons[0].code == "ordered_once"


def test_the_nearest_come_first_and_oneself_not_at_all(customers):
    near = similar("0001", customers, most=10)
    assert near["distance"].is_sorted()
    assert "0001" not in near["customer_id"].to_list()
    assert near.height == 10


def test_twins_are_at_no_distance(customers):
    twin = customers.filter(pl.col("customer_id") == "0001").with_columns(
        pl.lit("twin").alias("customer_id")
    )
    near = similar("0001", pl.concat([customers, twin]), most=1)
    assert near["customer_id"].to_list() == ["twin"]
    assert near["distance"][0] == pytest.approx(0, abs=1e-9)


def test_an_only_customer_has_nobody_alike(customers):
    assert similar("0001", customers.head(1)).is_empty()


def test_ids_are_found_as_typed(customers):
    assert search(customers, " 0100 ")["customer_id"][0] == "0100"
    assert search(customers, "235")["customer_id"][0] == "2350", "beginnings come first"
    assert "0235" in search(customers, "235")["customer_id"].to_list()
    assert search(customers, "zzz").is_empty()
    assert search(customers, "0.").is_empty(), "a dot is a dot"


def test_an_unknown_id_is_said(cdnow, customers, segments):
    with pytest.raises(InputError) as refused:
        customer_profile("nobody", cdnow, customers, segments)
    assert refused.value.kind == "unknown_customer"
