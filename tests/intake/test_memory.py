"""What a large upload takes: at most five times the file, given back when nobody holds it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

MEGA = 1 << 20
MEASURED = """
import gc, json, sys, time
from pathlib import Path
from clv.intake import clean, load
def megabytes(name):
    lines = Path("/proc/self/status").read_text().split("\\n")
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024
clean(load(b"customer,date,amount\\na,2024-01-02,5\\n"))
before = megabytes("VmRSS")
data = Path(sys.argv[1]).read_bytes()
cleaned = clean(load(data))
peak, orders = megabytes("VmHWM"), cleaned.orders.height
del data, cleaned
gc.collect()
time.sleep(2)
print(json.dumps([orders, peak - before, megabytes("VmRSS") - before]))
"""


def lines(size: int) -> bytes:
    """Return line items like those of the Online Retail log: names, dirty ids, returns."""
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
    rows, number = [header.encode()], 0
    while size > 0:
        order = number // 20
        back = "-" if order % 97 == 0 else ""
        customer = f"{12000 + order * 7919 % 9973}.0" if order % 4 else ""
        row = (
            f"{536365 + order},{85000 + number % 3907}A,WHITE HANGING HEART HOLDER {number % 3907},"
            f"{back}{number % 12 + 1},2010-{order % 12 + 1:02}-{order % 28 + 1:02} 08:26:00,"
            f"{number % 40 + 1}.55,{customer},United Kingdom"
        ).encode()
        rows.append(row)
        size -= len(row) + 1
        number += 1
    return b"\n".join(rows)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measures as Linux does")
def test_a_large_upload_takes_five_times_its_size_and_gives_it_back(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_bytes(lines(100 * MEGA))
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)],
        capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    orders, peak, after = json.loads(run.stdout)
    assert orders > 10_000
    assert peak < 5 * 100
    assert after < 1 * 100
