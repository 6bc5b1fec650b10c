"""Every drawer and tab of every page is opened once on the demo shop; none breaks."""

import pytest

from tests.app.conftest import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
QUIET = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.mark.parametrize("path", PAGES)
def test_every_drawer_of_a_page_opens(page, address, path):
    name = path.split("/")[1]
    page.goto(f"{address}/{name}?sample=demo_shop")
    page.locator("h1").wait_for()
    page.locator('[data-testid="stProgress"]').wait_for(state="detached")
    page.wait_for_selector(QUIET)
    for kind in ('[data-testid="stExpander"] summary', '[data-testid="stTab"]'):
        openers = page.locator(f'[data-testid="stMain"] {kind}')
        for number in range(openers.count()):
            openers.nth(number).evaluate("(one) => one.closest('[inert]') || one.click()")
            page.wait_for_selector(QUIET)
            page.locator('[data-testid="stProgress"]').first.wait_for(state="detached")
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.get_by_text("The program made a mistake here").count() == 0


def test_offers_are_held_against_what_was_bought_next(page, address):
    page.goto(f"{address}/campaigns?sample=demo_shop")
    drawer = page.locator('[data-testid="stExpander"]').filter(has_text="are the offers any good?")
    drawer.locator("summary").click()
    drawer.get_by_text("seen from its start").wait_for()
    assert page.locator('[data-testid="stException"]').count() == 0
