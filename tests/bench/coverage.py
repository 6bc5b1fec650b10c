"""Do totals lie in their 90 % ranges? On simulated shops of all kinds, and on the logs at hand.

``python -m tests.bench.coverage [FOLDER] [SHOPS]``. At one day by chance of each shop, and at many
of each log, the money of its customers is forecast over some horizon, and held against what they
then spent.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from clv.customers import summarise
from clv.errors import ModelError
from clv.evaluate import estimate_calendar, past_totals, rolling_totals
from clv.evaluate.calibration import PAIR, fit_pair
from clv.models import TWO_SEASONS, Total, forecast
from clv.options import Settings
from tests.bench._kept import kept_rows
from tests.bench._logs import LOGS, orders_of
from tests.bench._shops import KINDS, shop

HORIZONS = (30, 60, 90, 180, 365)
SHORTEST_HISTORY = 56
SHOPS, SEED = 550, 70_000  # seeds by which nothing was estimated
DAYS = 60  # of each log


def told(orders: pl.DataFrame, end: date, horizon: int) -> Total:
    """Forecast the revenue of all customers of a log, as a run does it."""
    settings = Settings(horizon=horizon, discount=0.0)
    before = orders.filter(pl.col("date").dt.date() <= end)
    customers = summarise(before, end)
    calendar = estimate_calendar(before, end, settings)
    past = past_totals(rolling_totals(before, end, horizon, PAIR, calendar), calendar)
    models = fit_pair(customers, PAIR, calendar)
    return forecast(customers, *models, settings, end, past).revenue


def came(orders: pl.DataFrame, end: date, horizon: int) -> float:
    """Add up what those known by `end` spent in the days after it."""
    day = pl.col("date").dt.date()
    first = day.min().over("customer_id")
    after = orders.filter(first <= end, day > end, day <= end + timedelta(days=horizon))
    return float(after["amount"].sum())


def cut_of(orders: pl.DataFrame, seed: int) -> tuple[date, int]:
    """Draw a day and a horizon that the log holds."""
    rng = np.random.default_rng([seed, 99])
    days = orders["date"].dt.date()
    first, last = days.min(), days.max()
    span = (last - first).days
    able = [each for each in HORIZONS if each <= span - SHORTEST_HISTORY]
    horizon = int(rng.choice(able or [HORIZONS[0]]))
    end = first + timedelta(days=int(rng.integers(SHORTEST_HISTORY, max(span - horizon, 57) + 1)))
    return end, horizon


def totals(kept: Path, shops: int = SHOPS) -> pl.DataFrame:
    """Forecast simulated shops: by kind, how often the total lay in its range and near."""
    keys = [(KINDS[number % len(KINDS)], SEED + number) for number in range(shops)]
    table = kept_rows(kept, keys, lambda kind, seed: _one(kind, shop(kind, seed), seed))
    young = pl.when(pl.col("history") < TWO_SEASONS).then(pl.lit("young log"))
    known = young.otherwise(pl.lit("two years and more"))
    return _held(table, pl.col("kind"), known, pl.lit("of all kinds"))


def of_logs(kept: Path, days: int = DAYS) -> pl.DataFrame:
    """Forecast the logs at hand at days by chance: the same, by log."""
    logs = [log for log, (path, *_) in LOGS.items() if path.exists()]
    keys = [(log, seed) for log in logs for seed in range(days)]
    table = kept_rows(kept, keys, lambda log, seed: _one(log, orders_of(log), seed))
    return _held(table, pl.col("kind"), pl.lit("all logs"))


def _held(table: pl.DataFrame, *by: pl.Expr) -> pl.DataFrame:
    measures = pl.len(), pl.col("inside", "near").mean(), pl.col("width", "score").median()
    groups = [table.group_by(each.alias("shops")).agg(measures).sort("shops") for each in by]
    return pl.concat(groups)


def _one(kind: str, orders: pl.DataFrame, seed: int) -> dict[str, Any] | None:
    end, horizon = cut_of(orders, seed)
    try:
        total = told(orders, end, horizon)
    except ModelError:
        return None
    fact = came(orders, end, horizon)
    missed = max(total.low - fact, fact - total.high, 0.0)
    return {
        "kind": kind,
        "history": (end - orders["date"].min().date()).days,
        "inside": total.low <= fact <= total.high,
        "near": abs(total.value - fact) <= 0.1 * fact,
        "width": (total.high - total.low) / max(total.value, 1e-9),
        "score": (total.high - total.low + 20 * missed) / max(fact, 1e-9),
    }


def main(folder: str = "build/benchmark", shops: str = str(SHOPS)) -> None:
    """Forecast, hold against what came, print."""
    kept = Path(folder)
    kept.mkdir(parents=True, exist_ok=True)
    with pl.Config(tbl_rows=-1, tbl_formatting="MARKDOWN", tbl_hide_column_data_types=True):
        print(totals(kept / "simulated.jsonl", int(shops)))
        print(of_logs(kept / "days.jsonl"))


if __name__ == "__main__":
    main(*sys.argv[1:])
