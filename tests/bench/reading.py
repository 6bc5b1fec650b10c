"""Reading a clean CSV of ten million rows, against Polars told the schema, in the same run.

Each way runs in a process of its own, in turn, so that no memory is shared and none is warm.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

ROWS = 10_000_000
CUSTOMERS = 1_000_000
ROUNDS = 3

PLAIN = """
lines = pl.scan_csv(path, schema={"customer_id": pl.String, "date": pl.Date, "amount": pl.Float64})
frame = lines.collect(engine="streaming")
assert frame.height == rows
"""
READ = """
raw = load(path)
assert parse(raw, guess(raw).mapping).lines.height == rows
"""
CLEAN = """
assert clean(load(path)).valid.rows == rows
"""
RUN = """
import json, resource, sys, time
from pathlib import Path
import polars as pl
from clv.intake import clean, guess, load
from clv.intake.parse import parse
path, rows = Path(sys.argv[1]), int(sys.argv[2])
start = time.perf_counter()
{work}
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps([seconds, peak]))
"""


def write_file(path: Path, rows: int = ROWS) -> None:
    """Write a clean log: id, ISO day, amount with two decimals."""
    draw = np.random.default_rng(7)
    days = pl.date_range(pl.date(2022, 1, 1), pl.date(2023, 12, 31), eager=True)
    frame = pl.DataFrame(
        {
            "customer_id": draw.integers(0, CUSTOMERS, rows),
            "date": days[draw.integers(0, len(days), rows).tolist()].sort(),
            "amount": (draw.gamma(2.0, 20.0, rows) + 0.01).round(2),
        }
    )
    frame.with_columns(
        pl.format("C{}", pl.col("customer_id").cast(pl.String).str.zfill(7)).alias("customer_id")
    ).write_csv(path, float_precision=2)


def timed(work: str, path: Path, rows: int) -> tuple[float, int]:
    """Run one way in a fresh process; return its seconds and its peak memory in bytes."""
    run = subprocess.run(
        [sys.executable, "-c", RUN.format(work=work), str(path), str(rows)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    seconds, peak = json.loads(run.stdout)
    return seconds, peak


def main(rows: int = ROWS) -> None:
    """Print seconds and peak memory of each way, and what the marks ask for."""
    ways = {"polars, schema given": PLAIN, "load and read": READ, "load and clean": CLEAN}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        write_file(path, rows)
        size = path.stat().st_size
        taken: dict[str, list[float]] = {name: [] for name in ways}
        peaks = dict.fromkeys(ways, 0)
        for _round in range(ROUNDS):
            for name, work in ways.items():
                seconds, peak = timed(work, path, rows)
                taken[name].append(seconds)
                peaks[name] = max(peaks[name], peak)
    print(f"\nReading a clean CSV of {rows:,} rows ({size / 2**20:,.0f} MiB)")
    plain = statistics.median(taken["polars, schema given"])
    for name in ways:
        seconds = statistics.median(taken[name])
        print(
            f"  {name:<22} {seconds:6.2f} s  {plain / seconds:4.0%} of the speed of polars"
            f"  peak {peaks[name] / size:4.1f} x the file"
        )
    print("  asked: load and read at 80 % or more, peak under 5 x the file")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
