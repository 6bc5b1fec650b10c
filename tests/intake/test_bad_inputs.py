"""The files a careless world uploads: each must come out as the manifest says.

No figures that are in no list (a silent misreading), no traceback, and for files that unfold
neither much memory nor much time.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clv.errors import InputError
from clv.intake import Cleaned, Mapping, ReadHints, clean, load

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "bad_inputs"
CANARY = Path("/tmp/clv_pickle_canary")
SLIPPED = Path("/tmp/clv_zip_slip.csv")


def manifest() -> list[dict[str, Any]]:
    path = FOLDER / "manifest.json"
    return json.loads(path.read_text("utf-8"))["files"] if path.exists() else []


FILES = manifest()
pytestmark = pytest.mark.skipif(not FILES, reason="the files are not beside this repository")


def only(*expected: str) -> list[Any]:
    return [pytest.param(entry, id=entry["file"]) for entry in FILES if entry["expect"] in expected]


def hinted(entry: dict[str, Any]) -> tuple[ReadHints, Mapping | None]:
    reader, needed = entry["reader"], entry.get("needs_hint", [])
    given = {
        "encoding": ("encoding", reader.get("encoding")),
        "quotechar": ("quote_char", reader.get("quotechar")),
        "header_row": ("header_row", reader.get("header_row")),
        "sheet": ("sheet", tuple(reader["sheet"]) if reader.get("sheet") else None),
        "date_format": ("date_format", reader["date_formats"][0]),
    }
    hints = ReadHints(**dict(given[name] for name in needed if name in given))
    return hints, Mapping(**entry["mapping"]) if "mapping" in needed else None


def figures_of(cleaned: Cleaned) -> dict[str, Any]:
    valid = cleaned.valid
    days = cleaned.lines.select("customer_id", cleaned.lines["date"].dt.date()).rows()
    # The list was written when ids kept the ".0" of a calculation.
    end = ".0" if any(notice.code == "float_ids" for notice in cleaned.notices) else ""
    digest = hashlib.sha256("\n".join(sorted(f"{who}{end}\t{day}" for who, day in days)).encode())
    return {
        "records": cleaned.input.records,
        "valid_rows": valid.rows,
        "customers": valid.customers,
        "total_amount": valid.amount,
        "date_min": str(valid.first_day),
        "date_max": str(valid.last_day),
        "repeat_customers": valid.repeat_customers,
        "sum_ordinal_days": sum(day.toordinal() for _who, day in days),
        "id_date_sha256": digest.hexdigest(),
    }


def attempt(entry: dict[str, Any]) -> tuple[str, Cleaned | None]:
    try:
        return "", clean(load(FOLDER / entry["file"]))
    except InputError as error:
        return error.kind, None


def agree(said: dict[str, Any], read: dict[str, Any]) -> bool:
    amount = Decimal(said["total_amount"])
    close = max(Decimal("0.005"), abs(amount) * Decimal("1e-12"))
    return abs(amount - read["total_amount"]) <= close and all(
        read[name] == value for name, value in said.items() if name != "total_amount"
    )


def assert_true(entry: dict[str, Any], cleaned: Cleaned) -> None:
    read = figures_of(cleaned)
    if "ranges" in entry:
        assert all(low <= read[name] <= high for name, (low, high) in entry["ranges"].items())
    else:
        assert any(agree(said, read) for said in [entry["figures"], *entry.get("also_ok", [])])
    said = {notice.code for notice in cleaned.notices}
    assert set(entry.get("must_warn", [])) <= said
    assert set(entry.get("ids_probe", [])) <= set(cleaned.lines["customer_id"])


def assert_adds_up(cleaned: Cleaned) -> None:
    rows = dict.fromkeys(("read", "policy", "observe"), 0)
    for step, _reason, count, _amount in cleaned.ledger.rows():
        if step in rows:
            rows[step] += count
    assert cleaned.input.records == cleaned.valid.rows + rows["read"]
    assert cleaned.valid.rows == cleaned.kept.rows + rows["policy"] + rows["observe"]


@pytest.mark.parametrize("entry", only("accept", "either"))
def test_is_read_right_or_asked_about(entry: dict[str, Any]):
    """Without a hint: the right figures, or a refusal where one is allowed."""
    refusal, cleaned = attempt(entry)
    if cleaned is not None:
        assert_true(entry, cleaned)
        assert_adds_up(cleaned)
    else:
        assert entry["expect"] == "either" or not entry["auto"]
        assert refusal in entry.get("error_kinds", [refusal])


@pytest.mark.parametrize(
    "entry",
    [parameter for parameter in only("accept", "either") if not parameter.values[0]["auto"]],
)
def test_is_read_right_with_the_hint(entry: dict[str, Any]):
    hints, mapping = hinted(entry)
    assert_true(entry, clean(load(FOLDER / entry["file"], hints=hints), mapping))


@pytest.mark.parametrize("entry", only("accept"))
def test_unreadable_rows_have_the_reason_named(entry: dict[str, Any]):
    hints, mapping = hinted(entry)
    cleaned = clean(load(FOLDER / entry["file"], hints=hints), mapping)
    reasons = {row[1]: row[2] for row in cleaned.ledger.rows() if row[0] == "read"}
    assert reasons == entry["invalid"]


@pytest.mark.parametrize("entry", only("accept"))
def test_purchases_are_those_of_the_manifest(entry: dict[str, Any]):
    """Netting keeps what dropping keeps, less what returns took off their purchases."""
    hints, mapping = hinted(entry)
    cleaned = clean(load(FOLDER / entry["file"], hints=hints), mapping)
    purchases, kept = entry["purchases"], cleaned.kept
    taken = [row[2:] for row in cleaned.ledger.rows() if row[1] == "returned_purchases"]
    amount = Decimal(purchases["total_amount"]) - sum(Decimal(str(money)) for _rows, money in taken)
    assert kept.rows == purchases["rows"] - sum(rows for rows, _money in taken)
    assert abs(kept.amount - amount) <= max(Decimal("0.005"), amount * Decimal("1e-12"))
    if not taken:
        assert kept.customers == purchases["customers"]


@pytest.mark.parametrize("entry", only("reject"))
def test_is_refused(entry: dict[str, Any]):
    with pytest.raises(InputError) as refusal:
        clean(load(FOLDER / entry["file"]))
    assert refusal.value.kind in entry["error_kinds"]
    assert "\n" not in refusal.value.message
    assert len(refusal.value.message) < 400
    assert not CANARY.exists()
    assert not SLIPPED.exists()


LIMITED = """
import resource, sys, time
from clv.errors import InputError
from clv.intake import clean, load
import fastexcel, pyarrow.parquet
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before, start = peak(), time.monotonic()
try:
    clean(load(sys.argv[1]))
except InputError as error:
    print(error.kind, peak() - before, time.monotonic() - start)
"""


@pytest.mark.parametrize(
    "entry", [pytest.param(entry, id=entry["file"]) for entry in FILES if "limits" in entry]
)
def test_what_unfolds_stays_within_its_limits(entry: dict[str, Any]):
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(FOLDER / entry["file"])],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    kind, growth, seconds = run.stdout.split()
    assert kind in entry["error_kinds"]
    assert float(growth) < entry["limits"]["max_rss_growth_mb"]
    assert float(seconds) < entry["limits"]["max_seconds"]


def test_no_message_tells_an_id():
    for entry in FILES:
        if "pii_mask" not in entry.get("checks", []):
            continue
        cleaned = clean(load(FOLDER / entry["file"]))
        told = " ".join(notice.message for notice in cleaned.notices)
        assert not any(probe in told for probe in entry["ids_probe"])
