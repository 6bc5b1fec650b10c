"""One walk in a real browser: upload, map, value, download, open what came down."""

import io
from pathlib import Path

import fastexcel
import polars as pl
import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def orders():
    """A real shop's orders under column names that nobody could guess."""
    log = pl.read_csv(ROOT / "sample_data/cdnow_sample.csv", infer_schema=False)
    log = log.select(wer="customer_id", wann="date", wieviel="amount")
    return log.write_csv().encode()


COLUMNS = (("Who bought", "wer"), ("When", "wann"), ("For how much", "wieviel"))


def settle(page):
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def pick(page, role, column):
    page.get_by_role("combobox", name=role, exact=True).click()
    page.get_by_role("option", name=column, exact=True).click()


def download(page, button, folder):
    with page.expect_download() as coming:
        page.get_by_role("button", name=button, exact=True).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path.read_bytes()


def test_from_an_upload_to_a_downloaded_list(page, tmp_path):
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(
        {"name": "bestellungen.csv", "mimeType": "text/csv", "buffer": orders()}
    )
    page.get_by_role("button", name="Use these columns").wait_for()
    for role, column in COLUMNS:
        pick(page, role, column)
    page.get_by_role("button", name="Use these columns").click()
    page.get_by_role("heading", level=1, name="2,357 customers").wait_for()
    page.locator('[data-testid="stPlotlyChart"] .main-svg').first.wait_for()

    page.get_by_role("link", name="Lifetime value").click()
    page.get_by_role("heading", level=1, name="Half of the value").wait_for()
    settle(page)
    best = pl.read_csv(io.BytesIO(download(page, "CSV", tmp_path)), infer_schema=False)
    assert best.height == 100
    assert {"customer_id", "clv", "clv_low", "clv_high", "p_buy", "segment"} <= set(best.columns)
    values = best["clv"].cast(pl.Float64)
    assert values.is_sorted(descending=True)
    assert values.null_count() == 0

    workbook = fastexcel.read_excel(download(page, "Excel", tmp_path))
    table, notes = (workbook.load_sheet(name).to_polars() for name in workbook.sheet_names)
    assert table["customer_id"].to_list() == best["customer_id"].to_list()
    assert table["clv"].to_list() == pytest.approx(values.to_list())
    told = dict(notes.rows())
    assert told["input file"] == "bestellungen.csv"
    assert told["mapping customer"] == "wer"
    assert told["settings horizon"] == "365"
    assert told["verdict use"] in ("money", "ranking", "nothing")


def test_a_page_without_data_opens_a_sample_on_one_click(page):
    page.get_by_role("button", name="Open", exact=True).first.click()
    page.get_by_text("How is the customer base?").wait_for()
    page.locator('[data-testid="stPlotlyChart"] .main-svg').first.wait_for()
    assert page.get_by_text("encountered an error").count() == 0
