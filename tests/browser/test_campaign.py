"""The way of a marketer in a real browser: from a sample to downloaded lists, without a manual."""

import io
import re
import time

import polars as pl
import pytest

from tests.browser.test_walk import settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TWO_MINUTES = 120


def downloaded(page, button, folder):
    with page.expect_download() as coming:
        page.get_by_role("button", name=button, exact=True).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return pl.read_csv(io.BytesIO(path.read_bytes()), infer_schema_length=None)


def test_from_a_sample_to_treatment_and_control_in_two_minutes(page, tmp_path):
    started = time.monotonic()
    page.get_by_role("button", name="Open").nth(2).click()
    settle(page)
    page.get_by_role("link", name="Campaigns").click()
    page.get_by_role("heading", level=1, name="Contact ").wait_for()
    settle(page)
    treatment = downloaded(page, "Contact (CSV)", tmp_path)
    control = downloaded(page, "Held back (CSV)", tmp_path)
    assert time.monotonic() - started < TWO_MINUTES

    said = page.get_by_role("heading", level=1).inner_text()
    contacted, people = (int(n.replace(",", "")) for n in re.findall(r"[\d,]+", said)[:2])
    assert (treatment.height, treatment.height + control.height) == (contacted, people)
    assert set(treatment["group"]) == {"treatment"}
    assert not set(treatment["customer_id"]) & set(control["customer_id"])


def test_a_bar_of_the_bridge_opens_its_customers(page):
    page.get_by_role("button", name="Open").nth(2).click()
    settle(page)
    page.get_by_role("link", name="Movement").click()
    page.get_by_role("heading", level=1, name="Since").wait_for()
    settle(page)
    bars = page.locator('[data-testid="stPlotlyChart"]').first.locator(".bars .point path")
    bars.nth(4).click(force=True)
    page.get_by_role("heading", level=3, name="Worth next to nothing now").wait_for()


def test_the_printed_report_comes_down_whole(page, tmp_path):
    page.get_by_role("button", name="Open").nth(2).click()
    settle(page)
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("heading", level=1, name="of customers bring").wait_for()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Report to print").click()
    path = tmp_path / coming.value.suggested_filename
    coming.value.save_as(path)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.locator("svg").count() == 4
    assert asked == [path.as_uri()]
