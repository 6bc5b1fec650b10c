import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.customers import (
    PRESETS,
    SEGMENTS,
    Cuts,
    Rule,
    SegmentRules,
    rules_from,
    rules_table,
    score,
    segment,
    summarise,
)
from clv.errors import SettingsError

people = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 300),
        st.integers(0, 300),
        st.sampled_from([0.0, 10.0, 10.0, 99.5, 1e6]),
    ),
    min_size=1,
    max_size=40,
)
some_range = st.tuples(st.integers(1, 5), st.integers(1, 5)).map(sorted).map(tuple)
some_rules = st.lists(
    st.builds(Rule, st.sampled_from("ABC"), some_range, some_range, some_range), max_size=5
).map(lambda rules: SegmentRules("mine", tuple(rules), otherwise="rest"))


def customers_of(rows):
    return pl.DataFrame(
        {
            "customer_id": [f"c{i}" for i in range(len(rows))],
            "frequency": [row[0] for row in rows],
            "recency": [min(row[1], row[2]) for row in rows],
            "T": [max(row[1], row[2]) for row in rows],
            "revenue": [row[3] for row in rows],
        }
    )


@settings(max_examples=80, deadline=None)
@given(people, st.integers(2, 10))
def test_scores_are_tie_safe_and_use_both_ends(rows, groups):
    customers = customers_of(rows)
    scored = score(customers, SegmentRules("x", (), "all", groups=groups))
    measures = {
        "r": customers["recency"] - customers["T"],
        "f": customers["frequency"],
        "m": customers["revenue"],
    }
    for name, values in measures.items():
        pairs = sorted(zip(values, scored[name], strict=True))
        by_value = dict(pairs)
        assert all(by_value[value] == place for value, place in pairs), "equals differ"
        assert [place for _, place in pairs] == sorted(place for _, place in pairs)
        if len(by_value) > 1:
            assert (pairs[0][1], pairs[-1][1]) == (1, groups)
        else:
            assert pairs[0][1] == (groups + 1) // 2


def test_without_ties_scores_are_quintiles():
    customers = customers_of([(0, 0, i, float(i)) for i in range(100)])
    assert score(customers)["m"].value_counts()["count"].to_list() == [20] * 5


@pytest.mark.parametrize("preset", PRESETS)
@settings(max_examples=40, deadline=None)
@given(people)
def test_presets_put_everybody_in_exactly_one_segment(preset, rows):
    customers = customers_of(rows)
    named = segment(customers, PRESETS[preset])
    assert named["customer_id"].to_list() == customers["customer_id"].to_list()
    assert set(named["segment"]) <= set(PRESETS[preset].segments)


@settings(max_examples=60, deadline=None)
@given(people, some_rules)
def test_so_do_any_rules_a_person_edits(rows, rules):
    named = segment(customers_of(rows), rules)
    assert named.height == len(rows)
    assert set(named["segment"]) <= set(rules.segments)


def test_the_first_rule_that_fits_wins():
    rules = SegmentRules("two", (Rule("first", r=(1, 5)), Rule("second")), otherwise="rest")
    assert segment(customers_of([(0, 0, 9, 1.0)]), rules)["segment"].to_list() == ["first"]


def test_the_eleven_names_are_those_of_the_rules():
    assert {one.name for one in SEGMENTS} == set(PRESETS["eleven"].segments)
    assert len(SEGMENTS) == 11
    assert all(one.meaning and one.action for one in SEGMENTS)


def test_best_and_most_recent_customers_of_cdnow_are_champions(cdnow):
    customers = summarise(cdnow)
    named = customers.join(segment(customers), on="customer_id")
    best = named.filter(pl.col("frequency") >= 20, pl.col("T") - pl.col("recency") <= 30)
    assert best.height > 0
    assert set(best["segment"]) == {"Champions"}
    assert named["segment"].n_unique() >= 9


def test_fixed_cuts_score_by_value_alone():
    rules = SegmentRules("cuts", (), "all", cuts=Cuts((90, 30), (1, 5), (10.0, 100.0)))
    scored = score(customers_of([(0, 0, 91, 9.0), (1, 0, 90, 10.0), (5, 0, 30, 100.0)]), rules)
    assert scored.drop("customer_id").rows() == [(1, 1, 1), (2, 2, 2), (3, 3, 3)]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: SegmentRules("x", (), "all", groups=1),
        lambda: Rule("x", r=(5, 1)),
        lambda: Cuts(silence=(30, 90)),
        lambda: Cuts(money=(10.0, 10.0)),
    ],
)
def test_impossible_rules_are_refused(wrong):
    with pytest.raises(SettingsError):
        wrong()


@pytest.mark.parametrize("preset", PRESETS)
def test_rules_survive_the_table_in_which_they_are_edited(preset):
    rules = PRESETS[preset]
    table = rules_table(rules)
    assert table.height == len(rules.rules) + 1
    assert rules_from(table, rules) == rules


@settings(max_examples=60, deadline=None)
@given(people, some_rules)
def test_edited_rules_name_people_as_the_rules_do(rows, rules):
    customers = customers_of(rows)
    again = rules_from(rules_table(rules), rules)
    assert segment(customers, again).equals(segment(customers, rules))


def test_a_table_edited_badly_is_refused_or_completed():
    table = rules_table(PRESETS["eleven"])
    backwards = table.with_columns(pl.lit(5).alias("r_low"), pl.lit(1).alias("r_high"))
    with pytest.raises(SettingsError):
        rules_from(backwards, PRESETS["eleven"])
    with pytest.raises(SettingsError):
        rules_from(table.with_columns(pl.lit(" ").alias("segment")), PRESETS["eleven"])
    without_the_rest = rules_from(table.head(3), PRESETS["eleven"])
    assert without_the_rest.segments == ("Champions", "Loyal", "Rising", "Others")
