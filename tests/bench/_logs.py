"""The logs that benches look at, each with its earlier days and horizons."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from clv.run import Run

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
LOGS: dict[str, tuple[Path, tuple[date, ...], tuple[int, int]]] = {
    "CDNOW sample": (
        ROOT / "sample_data" / "cdnow_sample.csv",
        (date(1997, 6, 30), date(1997, 9, 30), date(1997, 12, 31)),
        (84, 180),
    ),
    "CDNOW master": (
        SHARED / "cdnow_master.csv.gz",
        (date(1997, 6, 30), date(1997, 9, 30), date(1997, 12, 31)),
        (84, 180),
    ),
    "UCI Online Retail": (
        SHARED / "uci_online_retail_lines.csv.gz",
        (date(2011, 6, 1), date(2011, 7, 15), date(2011, 8, 9), date(2011, 9, 15)),
        (84, 120),
    ),
    "Grocery baskets": (
        ROOT / "sample_data" / "complete_journey.parquet",
        (date(2017, 6, 30), date(2017, 8, 31), date(2017, 9, 30)),
        (84, 120),
    ),
    "Demo shop": (
        ROOT / "sample_data" / "demo_shop.csv",
        (date(2024, 3, 31), date(2024, 6, 30), date(2024, 12, 31)),
        (90, 180),
    ),
}


@cache
def orders_of(log: str) -> pl.DataFrame:
    """Return the cleaned orders of one of `LOGS`."""
    return Run.of(LOGS[log][0]).cleaned.orders
