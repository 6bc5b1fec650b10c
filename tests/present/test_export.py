"""Exports: nothing runs, numbers stay numbers, ids come back unchanged."""

import csv
import hashlib
import io
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.intake import Mapping, clean, load
from clv.present.export import hashed_emails, to_csv, to_xlsx

NASTY = [
    "=1+1", "+31612340000", "-5", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "'=1", "''", "007",
    "12345678901234567", "2023-01-02", "a,b", 'the "x"', "😀", "NA", "＝1+1", "|x", "1e5", "TRUE",
]  # fmt: skip
FRAME = pl.DataFrame(
    {
        "customer_id": NASTY,
        "date": [date(2024, 1, 1 + n) for n in range(len(NASTY))],
        "amount": [n + 0.5 for n in range(len(NASTY))],
        "=orders": range(len(NASTY)),
    }
)


def cells_of(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_no_cell_of_a_csv_begins_as_a_formula():
    rows = list(csv.reader(io.StringIO(to_csv(FRAME).decode("utf-8-sig"), newline="")))
    texts = [row[0] for row in rows] + rows[0]
    assert not [text for text in texts if text.lstrip(" ")[:1] in "=+-@\t\r＝＋－＠|%"]


def test_numbers_of_a_csv_stay_numbers():
    read = pl.read_csv(to_csv(pl.DataFrame({"a": [-1.5, 2.0], "b": [-3, 4]})))
    assert read.rows() == [(-1.5, -3), (2.0, 4)]


def test_a_csv_says_that_it_is_utf8():
    assert to_csv(FRAME).startswith(b"\xef\xbb\xbf")


def test_no_cell_of_a_workbook_is_a_formula():
    for page in cells_of(to_xlsx({"=Best": FRAME, "a/b": FRAME}, [("=note", "+text")])):
        for row in page.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f"]


def test_a_workbook_has_typed_columns_and_a_frozen_header():
    book = cells_of(to_xlsx({"People": FRAME}, {"amount": "in EUR"}, currency="EUR"))
    page = book["People"]
    assert [type(cell.value) for cell in page[2]] == [str, datetime, float, int]
    assert [cell.value for cell in page["A"][1:]] == NASTY
    assert page.freeze_panes == "B2"
    assert book.sheetnames == ["People", "Notes"]
    assert book["Notes"]["B2"].value == "in EUR"


def test_what_a_workbook_cannot_hold_is_left_empty():
    frame = pl.DataFrame({"a": [float("nan"), float("inf"), None, 1.0], "b": ["x" * 40_000] * 4})
    page = cells_of(to_xlsx(frame)).active
    assert [cell.value for cell in page["A"][1:]] == [None, None, None, 1]
    assert len(page["B2"].value) == 32_767


@pytest.mark.parametrize("write", [to_csv, to_xlsx])
def test_ids_come_back_unchanged(write):
    cleaned = clean(
        load(write(FRAME)), Mapping(customer="customer_id", date="date", amount="amount")
    )
    assert cleaned.lines["customer_id"].to_list() == [text.strip() for text in NASTY]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="=+-@'a1 \t|%", min_size=1, max_size=5), min_size=1, max_size=9))
def test_any_id_comes_back_unchanged(ids):
    frame = pl.DataFrame({"customer_id": ids, "date": "2024-01-02", "amount": 5.25})
    mapping = Mapping(customer="customer_id", date="date", amount="amount")
    if not any(text.strip() for text in ids):
        return
    read = clean(load(to_csv(frame)), mapping).lines["customer_id"].to_list()
    assert read == [text.strip() for text in ids if text.strip()]


def test_emails_are_hashed_as_ad_platforms_match_them():
    found = hashed_emails(pl.Series([" Ann@Example.com ", "C0047", None]))
    assert found.to_list() == [hashlib.sha256(b"ann@example.com").hexdigest(), None, None]
