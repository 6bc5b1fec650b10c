"""Explain: the sentence, one customer, the views that differ, fairness; nothing heavy unasked."""

import polars as pl
import pytest

from tests.app.conftest import ROOT, SAMPLES

PAGE = "pages/explain/page.py"


def words(visitor):
    return " ".join(item.value for kind in ("title", "subheader") for item in visitor.get(kind))


def open_section(visitor, key):
    visitor.session_state[key] = True
    visitor.run()
    assert not visitor.exception, [error.value for error in visitor.exception]
    return visitor


def test_without_data_it_says_what_would_be_here(visit):
    visitor = visit(PAGE)
    assert visitor.file_uploader
    assert "rest on" in " ".join(caption.value for caption in visitor.caption)


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_sentence_names_what_explains_the_ranking(visit, sample):
    visitor = visit(PAGE, sample)
    assert "weighs most in the ranking" in visitor.title[0].value
    below = " ".join(one.value for one in visitor.caption)
    assert "So says LightGBM" in below
    assert "The values on all pages are those of" in below
    assert "should bring" in words(visitor)
    assert visitor.dataframe


def test_one_customer_is_explained_in_money_and_words(visit):
    visitor = visit(PAGE, "demo_shop")
    visitor.text_input(key="customer-search").set_value("P00100").run()
    assert not visitor.exception
    assert "P00100 should bring £" in words(visitor)


def test_an_unknown_customer_is_said_kindly(visit):
    visitor = visit(PAGE, "demo_shop")
    visitor.text_input(key="customer-search").set_value("nobody at all").run()
    assert not visitor.exception
    assert "Nobody here" in visitor.info[0].value


def test_nothing_heavy_is_drawn_before_a_section_is_opened(visit):
    visitor = visit(PAGE, "demo_shop")
    closed = words(visitor)
    assert "Right of the line" not in closed
    open_section(visitor, "explain-swarm")
    assert "Right of the line" in words(visitor)


def test_partial_dependence_follows_the_chosen_feature(visit):
    visitor = open_section(visit(PAGE, "demo_shop"), "explain-dependence")
    visitor.selectbox(key="explain-feature").select("spend_mean").run()
    assert not visitor.exception
    assert "Spend per purchase day" in words(visitor)


def test_groups_are_compared_and_the_cost_of_leaving_one_out_is_told(visit):
    visitor = open_section(visit(PAGE, "demo_shop"), "explain-fairness")
    assert "country" in words(visitor)
    visitor.button(key="fair-cost-country").click().run()
    assert not visitor.exception
    assert any("Gini" in said.value for said in visitor.markdown)


def test_a_learner_without_trees_is_explained_nearby(visit):
    visitor = visit(PAGE, "demo_shop")
    visitor.selectbox(key="explain-learner").select("ridge").run()
    assert not visitor.exception
    assert "should bring" in words(visitor)


@pytest.mark.parametrize("goal", ["churn", "high_value"])
def test_the_list_to_contact_follows_the_costs(visit, goal):
    visitor = open_section(visit("pages/churn/page.py", "demo_shop"), "leaving")
    visitor.segmented_control(key="leaving-goal").set_value(goal).run()

    def listed():
        (title,) = (item.value for item in visitor.subheader if "To contact" in item.value)
        return int(title.rsplit(" ", 1)[1].replace(",", ""))

    visitor.number_input(key="leaving-contact").set_value(0.1).run()
    cheap = listed()
    visitor.number_input(key="leaving-contact").set_value(3.0).run()
    assert not visitor.exception
    assert listed() < cheap


def test_who_wants_no_mail_is_not_to_be_contacted(visit):
    log = pl.read_csv(ROOT / "sample_data" / "cdnow_sample.csv", infer_schema=False)
    says = (
        pl.when(pl.col("customer_id").str.ends_with("7"))
        .then(pl.lit("no"))
        .otherwise(pl.lit("yes"))
    )
    marked = log.with_columns(says.alias("newsletter")).write_csv().encode()
    visitor = visit("pages/data/page.py")
    visitor.file_uploader[0].upload("orders.csv", marked, "text/csv")
    visitor.run()
    visitor = open_section(visitor.switch_page("pages/churn/page.py").run(), "leaving")
    assert not visitor.exception
    listed = [table.value for table in visitor.dataframe if "chance" in table.value.columns][-1]
    assert len(listed) > 0
    assert not listed["customer_id"].str.endswith("7").any()
