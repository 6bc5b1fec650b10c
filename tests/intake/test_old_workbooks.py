"""Workbooks of other ages than XLSX: .xls, and .xlsb written by hand, as no library writes it."""

import io
import struct
import zipfile

import pytest
import xlwt

from clv.errors import InputError
from clv.intake import clean, load, sheets_of
from tests.intake.seeds import HEADER, TRUTH

TOTAL = sum(row.amount for row in TRUTH)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def xls(counts_from_1904: bool = False) -> xlwt.Workbook:
    book = xlwt.Workbook()
    book.dates_1904 = counts_from_1904
    sheet, day = book.add_sheet("Orders"), xlwt.easyxf(num_format_str="dd/mm/yyyy")
    sheet.write(0, 0, "Sales 2023")
    for column, name in enumerate(HEADER):
        sheet.write(2, column, name)
    for number, row in enumerate(TRUTH, 3):
        sheet.write(number, 0, row.customer)
        sheet.write(number, 1, row.day, day)
        sheet.write(number, 2, float(row.amount))
    return book


def saved(book: xlwt.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsb(rows) -> bytes:
    """Write a binary workbook of one sheet, texts and numbers in place."""
    cells = [_record(129), _record(148, struct.pack("<4I", 0, len(rows) - 1, 0, 2)), _record(145)]
    for number, row in enumerate(rows):
        cells.append(_record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0)))
        for column, cell in enumerate(row):
            place = struct.pack("<II", column, 0)
            is_text = isinstance(cell, str)
            body = _text(cell) if is_text else struct.pack("<d", cell)
            cells.append(_record(6 if is_text else 5, place + body))
    sheet = _record(156, struct.pack("<II", 0, 1) + _text("rId1") + _text("Orders"))
    book = _record(131) + _record(143) + sheet + _record(144) + _record(132)
    space = "http://schemas.openxmlformats.org"
    links = (
        f'<Relationships xmlns="{space}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{space}/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", links)
        archive.writestr("xl/worksheets/sheet1.bin", b"".join([*cells, _record(146), _record(130)]))
    return out.getvalue()


def _record(kind: int, body: bytes = b"") -> bytes:
    return _varying(kind) + _varying(len(body)) + body


def _varying(number: int) -> bytes:
    """Write seven bits a byte, the highest bit telling that more follow."""
    return bytes([number & 127 | 128, *_varying(number >> 7)] if number > 127 else [number])


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


@pytest.mark.parametrize("counts_from_1904", [False, True])
def test_an_xls_is_read_with_its_days(counts_from_1904):
    cleaned = clean(load(saved(xls(counts_from_1904)), name="orders.xls"))
    assert cleaned.kept.amount == TOTAL
    assert (cleaned.kept.first_day, cleaned.kept.last_day) == (TRUTH[0].day, TRUTH[-1].day)
    assert cleaned.kept.rows == len(TRUTH)


def test_sheets_of_an_xls_are_offered():
    book = xls()
    book.add_sheet("Notes").write(0, 0, "Prices include tax")
    assert sheets_of(saved(book)) == ("Orders", "Notes")
    assert clean(load(saved(book))).kept.amount == TOTAL


def test_an_xlsb_is_read():
    rows = [HEADER, *((row.customer, row.day.isoformat(), float(row.amount)) for row in TRUTH)]
    cleaned = clean(load(xlsb(rows)))
    assert cleaned.kept.amount == TOTAL
    assert cleaned.kept.rows == len(TRUTH)


def test_a_far_cell_of_an_xls_takes_no_memory_of_ours():
    book = xls()
    book.get_sheet(0).write(65_535, 255, 1)
    data = saved(book)
    for place in range(40):  # several sheets of it, each a rectangle of 17 million cells
        book.add_sheet(f"far {place}").write(65_535, 255, 1)
    for bomb in (data, saved(book)):
        try:
            assert clean(load(bomb)).kept.amount == TOTAL
        except InputError as error:
            assert error.kind == "too_large_expanded"  # noqa: PT017


@pytest.mark.parametrize(
    ("content", "variant"),
    [("EncryptedPackage", "locked_workbook"), ("WordDocument", "")],
)
def test_what_else_stands_in_the_container_is_named(content, variant):
    with pytest.raises(InputError) as refusal:
        load(OLE + b"\0" * 2_000 + content.encode("utf-16-le"), name="orders.xls")
    assert (refusal.value.kind, refusal.value.variant) == ("unsupported_format", variant)


@pytest.mark.parametrize("cut", [600, 3_000, -700])
def test_a_damaged_xls_is_refused_in_words(cut):
    with pytest.raises(InputError) as refusal:
        load(saved(xls())[:cut])
    assert refusal.value.kind in ("corrupt_file", "unsupported_format", "no_data_rows")
