"""The first visitors after a server's start, all at once, and what a restart leaves."""

import pytest

from tests.browser.conftest import served, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
QUIET = '[data-testid="stApp"][data-test-script-state="notRunning"]'
ORDERS = "customer,date,amount\n" + "\n".join(
    f"c{n % 30},2024-{n % 12 + 1:02d}-{n % 28 + 1:02d},{10 + n % 7}" for n in range(240)
)


def upload(page, name, content):
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def test_three_visitors_at_once_find_a_fresh_server_whole(browser, tmp_path):
    with served(tmp_path) as (url, log):
        samples = ("demo_shop", "cdnow_sample", "complete_journey")
        visitors = [visit(browser, f"{url}/?sample={name}") for name in samples]
        for visitor in visitors:
            visitor.get_by_role("heading", level=1, name="lines became").wait_for()
            assert visitor.locator('[data-testid="stException"]').count() == 0
        assert "Traceback" not in log.read_text("utf-8", "replace")


def test_an_upload_that_a_reload_lost_is_named_and_can_be_given_again(browser, tmp_path):
    with served(tmp_path) as (url, log):
        page = visit(browser, url)
        upload(page, "orders.csv", ORDERS.encode())
        page.get_by_role("heading", level=1, name="30 customers").wait_for()
        page.reload()
        page.get_by_text("orders.csv was kept in memory only").wait_for()
        upload(page, "nothing.csv", b"")
        page.get_by_role("heading", level=1, name="empty").wait_for()
        page.wait_for_selector(QUIET)  # the uploader below the refusal is a new one
        upload(page, "orders.csv", ORDERS.encode())
        page.get_by_role("heading", level=1, name="30 customers").wait_for()
        assert page.locator('[data-testid="stException"]').count() == 0
        assert "Traceback" not in log.read_text("utf-8", "replace")


def test_the_first_links_to_pages_of_a_fresh_server_are_found(browser, tmp_path):
    with served(tmp_path) as (url, log):
        links = ("overview?sample=cdnow_sample", "churn?sample=demo_shop", "models", "data")
        visitors = [visit(browser, f"{url}/{link}") for link in links]
        for visitor in visitors:
            visitor.get_by_role("heading", level=1).wait_for()
            assert visitor.get_by_text("Page not found").count() == 0
        assert "Traceback" not in log.read_text("utf-8", "replace")


def test_a_sample_opens_on_overview_and_the_link_carries_the_settings(page, address):
    page.goto(f"{address}/?margin=0.4")
    page.get_by_role("button", name="Open", exact=True).last.click()
    page.get_by_text("How is the customer base?").wait_for()
    page.wait_for_url("**/overview?sample=demo_shop&margin=0.4")


def test_on_a_phone_the_menu_closes_after_a_tap(browser, address):
    phone = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = phone.new_page()
    page.goto(f"{address}/overview?sample=cdnow_sample")
    page.get_by_text("How is the customer base?").wait_for()
    page.locator('[data-testid="stExpandSidebarButton"]').tap()
    page.get_by_role("link", name="Segments").first.tap()
    page.get_by_text("Who are they?").first.wait_for()
    page.locator('[data-testid="stExpandSidebarButton"]').wait_for()
