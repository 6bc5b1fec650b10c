"""What unfolds is stopped while it unfolds; nothing within a file is trusted."""

import gzip
import io
import tracemalloc
import zipfile

import polars as pl
import pytest

from clv.errors import InputError
from clv.intake import clean, load
from clv.intake.files.limits import SURELY_FINE
from tests.intake.seeds import table, zipped

MEGA = 1 << 20


def gzip_bomb() -> bytes:
    return gzip.compress(b"customer,date,amount\n" + b"a,2024-01-01,1.00\n" * (20 * MEGA))


def zip_bomb() -> bytes:
    return zipped(("orders.csv", b"0" * (300 * MEGA)))


def nested_gzip_bomb() -> bytes:
    return gzip.compress(gzip_bomb())


def parquet_bomb() -> bytes:
    out = io.BytesIO()
    ones = pl.select(
        customer=pl.repeat("a", 30_000_000), date=pl.repeat(pl.date(2024, 1, 1), 30_000_000),
        amount=pl.repeat(1.0, 30_000_000),
    )  # fmt: skip
    ones.write_parquet(out, compression="zstd")
    return out.getvalue()


def lying_zip() -> bytes:
    """Say in the directory that the member is small."""
    data = bytearray(zip_bomb())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(data)


def workbook(sheet: bytes, **parts: bytes) -> bytes:
    from tests.intake.seeds import workbook_cases

    plain = next(case.data for case in workbook_cases() if case.name == "xlsx")
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = sheet or members["xl/worksheets/sheet1.xml"]
    members.update(parts)
    return zipped(*members.items())


def far_cell() -> bytes:
    """Two cells in opposite corners: the rectangle between them has 17 billion."""
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    cells = b"".join(
        b'<row r="%d"><c r="%b%d"><v>1</v></c></row>' % (row, column, row)
        for row, column in ((1, b"A"), (1_048_576, b"XFD"))
    )
    return workbook(head + cells + b"</sheetData></worksheet>")


def repeated_string() -> bytes:
    """Refer a hundred thousand times to one text of a megabyte."""
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = b"<sst " + space + b"><si><t>" + b"x" * MEGA + b"</t></si></sst>"
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(1, 100_000)
    )
    sheet = b"<worksheet " + space + b"><sheetData>" + cells + b"</sheetData></worksheet>"
    return workbook(sheet, **{"xl/sharedStrings.xml": strings})


@pytest.mark.parametrize(
    "made",
    [gzip_bomb, zip_bomb, nested_gzip_bomb, parquet_bomb, far_cell, repeated_string],
    ids=lambda m: m.__name__,
)
def test_bombs_are_refused_before_they_unfold(made):
    data = made()
    assert len(data) < 4 * MEGA
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as refusal:
            clean(load(data))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refusal.value.kind in ("too_large_expanded", "unsupported_format")
    assert peak < 4 * SURELY_FINE


def test_a_zip_that_lies_about_its_size_is_refused():
    with pytest.raises(InputError) as refusal:
        load(lying_zip())
    assert refusal.value.kind in ("too_large_expanded", "corrupt_file")


def test_no_entity_is_expanded_and_no_file_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("TOPSECRET")
    strings = (
        f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "{"x" * 50}">'
        f'<!ENTITY x SYSTEM "file://{secret}">]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{'<si><t>&a;&x;</t></si>' * 500}</sst>"
    ).encode()
    data = workbook(b"", **{"xl/sharedStrings.xml": strings})
    try:
        seen = str(load(data).frame.collect().rows())
    except InputError as error:
        seen = error.message
    assert "TOPSECRET" not in seen
    assert "x" * 50 not in seen


@pytest.mark.parametrize("name", ["../../orders.csv", "/tmp/orders.csv", "..\\orders.csv"])
def test_a_name_in_a_zip_is_never_a_path(name):
    with pytest.raises(InputError) as refusal:
        load(zipped((name, table().encode())))
    assert refusal.value.kind == "unsupported_format"


def test_an_archive_of_several_files_that_nothing_joins_is_refused():
    with pytest.raises(InputError, match="different_columns"):
        load(zipped(("a.csv", b"a"), ("b.csv", b"b")))


def test_a_password_is_named():
    data = bytearray(zipped(("orders.csv", table().encode())))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InputError, match="password"):
        load(bytes(data))


@pytest.mark.parametrize(
    "start", [b"%PDF-1.7", b"\x89PNG\r\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_other_formats_are_named(start):
    with pytest.raises(InputError) as refusal:
        load(start + b"rest" * 99, name="orders.csv")
    assert refusal.value.kind == "unsupported_format"


def test_a_very_long_field_is_no_crash():
    data = b'customer,date,amount\n"' + b"x" * (3 * MEGA) + b'",2024-01-01,5\nb,2024-01-02,6\n'
    cleaned = clean(load(data))
    assert cleaned.input.records == 2
    assert cleaned.valid.rows in (1, 2)
