"""Other data about customers on the pages: given, matched, corrected, removed, put to use."""

from __future__ import annotations

import pytest

from tests.app.screen import tables, texts

DATA = "pages/data/page.py"
PEOPLE = "customer,tier,age,opt_out\n" + "".join(
    f"{n},{'gold' if n % 3 else 'tin'},{20 + n % 50},{'yes' if n % 10 == 0 else 'no'}\n"
    for n in range(1, 2_400)
)


@pytest.fixture
def with_people(visit):
    """The CD shop, with a table of its customers put beside the orders."""
    visitor = visit(DATA, "cdnow_sample")
    return given(visitor, "people.csv", PEOPLE)


def given(visitor, name, text):
    visitor.file_uploader(key="sources-0").upload(name, text.encode(), "text/csv").run()
    assert not visitor.exception
    return visitor


def words(visitor):
    return " ".join(text for _kind, text in texts(visitor, marks=False)).replace("\\", "")


def test_a_file_is_matched_and_told_row_by_row(with_people):
    page = words(with_people)
    assert "knows 2,357 of 2,357 customers" in page
    assert "42 ids in it are no customers of these orders" in page
    report = next(table for table in tables(with_people) if "reason" in table.columns)
    assert report["rows"].sum() == 2_399


def test_a_kind_is_corrected_and_a_file_removed(with_people):
    with_people.selectbox(key="source-kind-people-attributes").select("events").run()
    assert not with_people.exception
    assert "has no dates" in words(with_people)
    with_people.button(key="source-remove-people").click().run()
    assert not with_people.exception
    assert "knows" not in words(with_people)


def test_files_that_match_nobody_or_name_nobody_are_told_in_a_sentence(visit):
    visitor = given(visit(DATA, "cdnow_sample"), "strangers.csv", "customer,tier\nx1,a\nx2,b\n")
    assert "No id in" in words(visitor)
    weather = "month,rain\n2024-01-01,9\n2024-02-01,8\n"
    visitor.file_uploader(key="sources-1").upload("weather.csv", weather.encode(), "text/csv").run()
    assert not visitor.exception
    assert any("names a customer" in error.value for error in visitor.error)


def test_sources_group_cohorts_and_filter_segments(with_people):
    with_people.switch_page("pages/cohorts/page.py").run()
    assert not with_people.exception
    with_people.segmented_control(key="cohort-by").set_value("people/tier").run()
    assert not with_people.exception
    assert "Tier (people)" in words(with_people)
    with_people.switch_page("pages/segments/page.py").run()
    assert "All customers: 2,357" in words(with_people)
    with_people.selectbox(key="only-by").select("people/tier").run()
    with_people.multiselect(key="only-people/tier").select("tin").run()
    assert not with_people.exception
    tin = sum(1 for number in range(1, 2_358) if number % 3 == 0)
    assert f"All customers: {tin}" in words(with_people)


def test_who_refused_is_on_no_campaign_list(with_people):
    with_people.switch_page("pages/campaigns/page.py").run()
    assert not with_people.exception
    assert "do not want mail and are on no list" in words(with_people)


def test_the_models_page_says_what_each_source_adds(with_people):
    with_people.switch_page("pages/models/page.py").run()
    assert not with_people.exception
    assert "What each source adds" in [drawer.label for drawer in with_people.expander]
