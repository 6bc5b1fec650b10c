"""Thirty files made to bring a server down: each is read or refused in words, soon and in little.

All go to one process, which measures its own memory and that of its worker; a file may take ten
seconds of processor time and 300 MB.
"""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.intake.test_limits import (
    far_cell,
    gzip_bomb,
    lying_zip,
    nested_gzip_bomb,
    parquet_bomb,
    repeated_string,
    workbook,
    zip_bomb,
    zipped,
)

MEGA = 1 << 20
HEAD = b"customer,date,amount\n"
LINE = b"a,2024-01-01,1.00\n"


def dictionary_parquet() -> bytes:
    """One long text, referred to by every row."""
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 400_000, pa.int32()), ["x" * 8_000])
    out = io.BytesIO()
    pq.write_table(pa.table({"customer": texts, "date": texts, "amount": texts}), out)
    return out.getvalue()


def flipped_parquet(step: int) -> bytes:
    data = bytearray(dictionary_parquet())
    for place in range(60 + step, len(data) // 2, 997):
        data[place] ^= 1 << (place % 8)
    return bytes(data)


def deep_json() -> bytes:
    return b'{"a":' * 200_000 + b"1" + b"}" * 200_000


def wide_json() -> bytes:
    return json.dumps([{f"k{i}-{j}": 1 for j in range(300)} for i in range(300)]).encode()


def ods_bomb() -> bytes:
    """Repeat one row a million times, and one cell sixteen thousand times."""
    space = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        b'<office:spreadsheet><table:table table:name="a">'
        b'<table:table-row table:number-rows-repeated="1048576">'
        b'<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        b"<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
        b"</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="' + kind + b'"/>'
        b"</manifest:manifest>"
    )
    return zipped(("mimetype", kind), ("content.xml", space), ("META-INF/manifest.xml", manifest))


def many_members() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"{number}.csv", b"")
    return out.getvalue()


def wide(names: int, rows: int, name: str = "c{}") -> bytes:
    header = ",".join(name.format(number) for number in range(names)) + "\n"
    return header.encode() + (b"1," * (names - 1) + b"1\n") * rows


BOMBS = {
    "gzip": gzip_bomb,
    "zip": zip_bomb,
    "gzip within gzip": nested_gzip_bomb,
    "zip that lies": lying_zip,
    "zip of many": many_members,
    "gzip just below the ratio": lambda: gzip.compress(HEAD + LINE * (31 * MEGA // len(LINE))),
    "parquet of constants": parquet_bomb,
    "parquet of one text": dictionary_parquet,
    "parquet flipped 1": lambda: flipped_parquet(1),
    "parquet flipped 2": lambda: flipped_parquet(2),
    "parquet flipped 3": lambda: flipped_parquet(3),
    "workbook of a far cell": far_cell,
    "workbook of one text": repeated_string,
    "workbook of nothing": lambda: workbook(b"<worksheet>" + b" " * (250 * MEGA)),
    "ods of one cell": ods_bomb,
    "json, deep": deep_json,
    "json, wide": wide_json,
    "json, a list of lists": lambda: b"[" * 500_000,
    "brackets in a header": lambda: b"customer" + b"(" * 10_000 + b",date,amount\n" + LINE * 50,
    "brackets closed": lambda: b"amount" + b"([" * 5_000 + b"])" * 5_000 + b",b,c\n" + LINE * 50,
    "tax in a header": lambda: b"amount" + b"ex(" * 5_000 + b",date,c\n" + LINE * 50,
    "1,500 columns": lambda: wide(1_500, 50),
    "1,500 columns of one name": lambda: wide(1_500, 50, "amount"),
    "4,000 columns": lambda: wide(4_000, 50),
    "4,000 columns of one name": lambda: wide(4_000, 50, "amount"),
    "100,000 columns": lambda: wide(100_000, 3),
    "blank lines": lambda: b"\n" * (60 * MEGA),
    "blank lines within": lambda: HEAD + LINE * 50 + b"\n" * (60 * MEGA) + LINE * 50,
    "lines of blanks": lambda: HEAD + LINE * 50 + b" \n" * (30 * MEGA) + LINE * 50,
    "open quotes": lambda: HEAD + b'"a,2024-01-01,1.00\n' * (5 * MEGA // 19),
    "quotes that open and close": lambda: wide(400, 3) + b'x","y\n' * (MEGA // 2),
    "quotes alone": lambda: HEAD + b'"' * (7 * MEGA) + b"\n" + LINE * 50,
    "one long line": lambda: HEAD + b"x" * (60 * MEGA),
    "delimiters": lambda: HEAD + LINE * 50 + b"," * (7 * MEGA) + b"\n",
    "a date of digits": lambda: HEAD + (b"a," + b"1-" * 50_000 + b",1\n") * 20 + LINE * 20,
    "an amount of marks": lambda: HEAD + (b"a,2024-01-01," + b"1," * 20 + b"\n") * 20_000,
    "an id of marks": lambda: HEAD + (b"(" * 90_000 + b",2024-01-01,1\n") * 20 + LINE * 20,
    "NUL": lambda: HEAD + LINE * 50 + b"\0" * (60 * MEGA),
    "carriage returns": lambda: HEAD + LINE * 50 + b"\r" * (30 * MEGA),
}  # fmt: skip

MEASURED = """
import json, resource, sys
from clv.errors import InputError
from clv.intake import clean, load
from clv.intake.files import isolated
import charset_normalizer
load(open(sys.argv[1], "rb").read())
def spent():
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime
def peak(pid="self"):
    lines = open(f"/proc/{pid}/status").read().split("\\n")
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
for path in sys.argv[2:]:
    open("/proc/self/clear_refs", "w").write("5")
    data = open(path, "rb").read()
    before, start = peak(), spent()
    try:
        clean(load(data))
        answer = "read"
    except InputError as error:
        answer = str(error)
    print(json.dumps([path, answer, peak() - before, spent() - start]), flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="measures as Linux does")
def test_no_bomb_takes_long_or_much(tmp_path):
    out = io.BytesIO()
    pl.DataFrame({"customer": ["a"], "date": ["2024-01-01"], "amount": [1.0]}).write_parquet(out)
    first = tmp_path / "first"
    first.write_bytes(out.getvalue())
    paths = {}
    for name, made in BOMBS.items():
        paths[name] = tmp_path / name.replace(" ", "_").replace(",", "")
        paths[name].write_bytes(made())
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, str(first), *map(str, paths.values())],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(BOMBS)
    heavy = [answer for answer in answers if answer[2] > 300 or answer[3] > 10]
    assert not heavy
