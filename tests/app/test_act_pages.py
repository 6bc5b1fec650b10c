"""Campaigns, economics, movement and one customer, as a marketer uses them."""

import re
from datetime import date, timedelta

import polars as pl
import pytest

from tests.app.conftest import SAMPLES

CAMPAIGNS, ECONOMICS = "pages/campaigns/page.py", "pages/economics/page.py"
MOVEMENT, CUSTOMER = "pages/movement/page.py", "pages/customer/page.py"


def said(visitor):
    (finding,) = visitor.title
    return finding.value.replace("\\", "")


def pressed(visitor, key):
    visitor.button(key=key).click().run()
    assert not visitor.exception, [error.value for error in visitor.exception]
    return visitor


def listed_in(sentence):
    """Read "Contact 960 of the best 1,200 …": people contacted, people on the list."""
    contacted, listed = re.match(r"Contact ([\d,]+) of the best ([\d,]+)\b", sentence).groups()
    return int(contacted.replace(",", "")), int(listed.replace(",", ""))


def test_a_smaller_lift_earns_less(visit):
    visitor = visit(CAMPAIGNS, "cdnow_sample")
    assert said(visitor).startswith("Contact")
    visitor.number_input(key="campaign-lift").set_value(0.01).run()
    assert said(visitor).startswith("No list pays yet")
    assert not visitor.exception


def test_a_budget_shortens_the_list(visit):
    visitor = visit(CAMPAIGNS, "cdnow_sample")
    before = listed_in(said(visitor))[0]
    visitor.number_input(key="campaign-budget").set_value(50.0).run()
    after = listed_in(said(visitor))[0]
    assert 0 < after <= 100 < before


@pytest.mark.parametrize("kind", ["everyone", "segments", "rule", "ids"])
def test_people_can_be_chosen_in_four_ways(visit, kind):
    visitor = visit(CAMPAIGNS, "demo_shop")
    visitor.segmented_control(key="audience-kind").set_value(kind).run()
    assert not visitor.exception
    if kind == "ids":
        assert "Nobody is on this list" in said(visitor)
        visitor.text_area(key="audience-ids").set_value("P00001, P00002\nP00003").run()
    assert said(visitor).startswith(("Contact", "No list pays"))


def test_a_list_is_taken_along_from_another_page(visit):
    visitor = visit("pages/value/page.py", "demo_shop")
    visitor.button(key="best-customers-contact").click().run()
    visitor.switch_page(CAMPAIGNS).run()
    (choice,) = [one for one in visitor.segmented_control if one.key == "audience-kind"]
    assert choice.value == "list"
    assert "All 100" in str(
        [one.options for one in visitor.segmented_control if one.key == "campaign-length"]
    )


def test_a_rehearsal_finds_nothing_where_nothing_was_done(visit):
    visitor = visit(CAMPAIGNS, "demo_shop")
    visitor.segmented_control(key="campaign-view").set_value("measure").run()
    assert not visitor.exception
    assert "can't be told from chance" in said(visitor)


def test_a_campaign_with_an_effect_is_measured(visit):
    """Give every treated person an extra order after the log, and measure just that."""
    visitor = visit(CAMPAIGNS, "cdnow_sample")
    visitor.segmented_control(key="campaign-view").set_value("measure").run()
    visitor.segmented_control(key="measure-way").set_value("lists").run()
    assert said(visitor).startswith("Give the two lists")
    ids = [f"{number:04d}" for number in range(1, 401)]
    groups = pl.DataFrame({"customer_id": ids, "group": ["treatment", "control"] * 200}).write_csv()
    start = date(1998, 7, 1)
    later = pl.DataFrame(
        {
            "customer_id": ids[::2],
            "date": [str(start + timedelta(days=n % 20)) for n in range(200)],
            "amount": [30.0 + n % 3 for n in range(200)],
        }
    ).write_csv()
    visitor.file_uploader(key="measure-lists").upload("lists.csv", groups.encode(), "text/csv")
    visitor.file_uploader(key="measure-orders").upload("later.csv", later.encode(), "text/csv")
    visitor.date_input(key="measure-start").set_value(start)
    visitor.run()
    assert not visitor.exception
    assert said(visitor).startswith("It worked")
    assert "$31" in said(visitor)


def test_lists_without_a_group_are_refused_in_words(visit):
    visitor = visit(CAMPAIGNS, "cdnow_sample")
    visitor.segmented_control(key="campaign-view").set_value("measure").run()
    visitor.segmented_control(key="measure-way").set_value("lists").run()
    visitor.file_uploader(key="measure-lists").upload("x.csv", b"a,b\n1,2\n", "text/csv")
    visitor.run()
    assert "customer_id and group" in said(visitor)


def test_costs_make_the_economics_speak_of_payback(visit):
    visitor = visit(ECONOMICS, "demo_shop")
    assert said(visitor).startswith("A new customer may cost up to")
    pressed(visitor, "costs-example")
    assert "pays back" in said(visitor)
    visitor.switch_page("pages/overview/page.py").run()
    visitor.switch_page(ECONOMICS).run()
    assert "pays back" in said(visitor)  # the table is kept
    pressed(visitor, "costs-empty")
    assert said(visitor).startswith("A new customer may cost up to")


def test_costs_can_come_from_a_file(visit):
    visitor = visit(ECONOMICS, "cdnow_sample")
    costs = b"Month,Acquisition\n1997-01,9000\n1997-02,9000\n1997-03,7000\n"
    visitor.file_uploader(key="costs-file").upload("costs.csv", costs, "text/csv")
    visitor.run()
    assert not visitor.exception
    assert said(visitor).startswith("All customers pays back")
    broken = b"Month,Acquisition\nsoon,9000\n"
    visitor.file_uploader(key="costs-file").upload("costs.csv", broken, "text/csv")
    visitor.run()
    assert visitor.error


def test_costs_of_other_months_leave_the_table_to_be_mended(visit):
    visitor = visit(ECONOMICS, "cdnow_sample")
    costs = b"Month,Acquisition\n2030-01,9000\n"
    visitor.file_uploader(key="costs-file").upload("costs.csv", costs, "text/csv")
    visitor.run()
    assert not visitor.exception
    assert said(visitor).startswith("Nobody was won in the months")
    pressed(visitor, "costs-empty")
    assert said(visitor).startswith("A new customer may cost up to")


@pytest.mark.parametrize("days", [5, 20])
def test_a_log_of_days_can_be_rehearsed_on(visit, days):
    lines = ["customer_id,date,amount"] + [
        f"k{who},2024-03-{1 + (who * visit) % days:02d},{20 + who % 9}"
        for who in range(90)
        for visit in range(1, 3)
    ]
    visitor = visit("pages/data/page.py")
    visitor.file_uploader[0].upload("orders.csv", "\n".join(lines).encode(), "text/csv")
    visitor.run()
    visitor.switch_page(CAMPAIGNS).run()
    visitor.segmented_control(key="campaign-view").set_value("measure").run()
    assert not visitor.exception


@pytest.mark.parametrize("span", ["month", "year", "own"])
def test_any_two_days_can_be_compared(visit, span):
    visitor = visit(MOVEMENT, "demo_shop")
    visitor.segmented_control(key="movement-span").set_value(span).run()
    assert not visitor.exception
    assert said(visitor).startswith("Since")
    visitor.segmented_control(key="movement-view").set_value("cells").run()
    visitor.segmented_control(key="movement-step").set_value("churned").run()
    assert not visitor.exception
    assert [
        text.value for text in visitor.subheader if text.value.startswith("Worth next to nothing")
    ]


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_customer_is_found_by_a_part_of_the_id(visit, sample):
    visitor = visit(CUSTOMER, sample)
    visitor.text_input(key="customer-search").set_value("12").run()
    assert not visitor.exception
    who = next(box for box in visitor.selectbox if (box.key or "").startswith("customer-found"))
    assert "12" in who.value
    visitor.text_input(key="customer-search").set_value("no such id").run()
    assert said(visitor) == "Nobody here has such an id."


def test_treatment_and_control_part_the_chosen_people(visit):
    visitor = visit(CAMPAIGNS, "cdnow_sample")
    groups = next(
        frame.value for frame in visitor.dataframe if {"group", "rank"} <= set(frame.value.columns)
    )
    contacted, listed = listed_in(said(visitor))
    assert len(groups) == listed == groups["customer_id"].nunique()
    assert (groups["group"] == "treatment").sum() == contacted
    assert (groups["group"] == "control").mean() == pytest.approx(0.2, abs=0.05)
    assert list(groups["rank"]) == list(range(1, listed + 1))


def test_customers_known_by_e_mail_can_be_uploaded_to_ad_platforms_hashed(visit):
    lines = ["customer_id,date,amount"] + [
        f"k{who}@example.com,2024-{1 + (who + visit * 2) % 12:02d}-{1 + who % 28:02d},{20 + visit}"
        for who in range(120)
        for visit in range(1 + who % 5)
    ]
    visitor = visit("pages/data/page.py")
    visitor.file_uploader[0].upload("orders.csv", "\n".join(lines).encode(), "text/csv")
    visitor.run()
    visitor.switch_page(CAMPAIGNS).run()
    labels = [button.proto.label for button in visitor.get("download_button")]
    assert "Hashed e-mails" in labels
