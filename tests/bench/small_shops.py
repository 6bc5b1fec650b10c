"""Small shops: parts of real logs, forecast as if they were all there is.

``python -m tests.bench.small_shops [FILE] [DRAWS]``. Shops of 12, 30 and 100 customers are drawn
from each log at hand; at a day by chance the total of each is forecast over 60 or 120 days, and
held against what came. Beside it stands whichever did better on earlier days of the same shop: the
model's own total, or "same as last period".
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from clv.errors import ModelError
from clv.evaluate import rolling_totals
from tests.bench._kept import kept_rows
from tests.bench._logs import LOGS, orders_of
from tests.bench.coverage import came, told

SIZES = (12, 30, 100)
HORIZONS = (60, 120)
SHORTEST_HISTORY = 90
DRAWS = 200  # of each size from each log
SAMPLED = "CDNOW master"  # its sample is among the logs


def drawn(orders: pl.DataFrame, size: int, seed: int) -> tuple[pl.DataFrame, date, int]:
    """Draw customers, a day and a horizon."""
    rng = np.random.default_rng([seed, size])
    ids = orders["customer_id"].unique().sort()
    chosen = ids.gather(rng.choice(len(ids), size, replace=False))
    shop = orders.filter(pl.col("customer_id").is_in(chosen.implode()))
    first, last = shop["date"].min().date(), orders["date"].max().date()
    horizon = int(rng.choice(HORIZONS))
    latest = max((last - first).days - horizon, SHORTEST_HISTORY + 1)
    return shop, first + timedelta(days=int(rng.integers(SHORTEST_HISTORY, latest))), horizon


def last_period(shop: pl.DataFrame, end: date, horizon: int) -> float:
    """Add up the last `horizon` days, or all days scaled where there are fewer."""
    day = pl.col("date").dt.date()
    seen = min(horizon, (end - shop["date"].min().date()).days + 1)
    spent = shop.filter(day <= end, day > end - timedelta(days=seen))["amount"].sum()
    return float(spent) * horizon / seen


def best_before(shop: pl.DataFrame, end: date, horizon: int, mine: float) -> float:
    """Forecast as did better on earlier days: the model, or "same as last period"."""
    before = shop.filter(pl.col("date").dt.date() <= end)
    rolling = rolling_totals(before, end, horizon)
    errors = np.zeros(2)
    for row in rolling.iter_rows(named=True):
        naive = last_period(before, row["split"], row["horizon"])
        errors += np.abs(np.array([row["revenue"], naive]) - row["came_revenue"])
    return mine if errors[0] <= errors[1] else last_period(shop, end, horizon)


def totals(kept: Path, draws: int = DRAWS) -> pl.DataFrame:
    """Forecast small shops: by log and size, how often the total lay in its range, and errors."""
    logs = [log for log, (path, *_) in LOGS.items() if path.exists() and log != SAMPLED]
    keys = [(log, size, seed) for seed in range(draws) for log in logs for size in SIZES]
    table = kept_rows(kept, keys, _one)
    measures = (
        pl.len(),
        pl.col("refused").sum(),
        pl.col("inside").mean(),
        pl.col("error", "rival").sum() / pl.col("came").sum(),
    )
    every = table.group_by(pl.lit("all").alias("log"), "customers").agg(measures)
    return pl.concat([table.group_by("log", "customers").agg(measures), every]).sort(
        "log", "customers"
    )


def _one(log: str, size: int, seed: int) -> dict[str, Any]:
    shop, end, horizon = drawn(orders_of(log), size, seed)
    row = {"log": log, "customers": size}
    try:
        total = told(shop, end, horizon)
    except ModelError:
        return row | {"refused": True}
    fact = came(shop, end, horizon)
    return row | {
        "refused": False,
        "inside": total.low <= fact <= total.high,
        "came": fact,
        "error": abs(total.value - fact),
        "rival": abs(best_before(shop, end, horizon, total.value) - fact),
    }


def main(kept: str = "build/benchmark/small.jsonl", draws: str = str(DRAWS)) -> None:
    """Draw, forecast, print."""
    Path(kept).parent.mkdir(parents=True, exist_ok=True)
    with pl.Config(tbl_rows=-1, tbl_formatting="MARKDOWN", tbl_hide_column_data_types=True):
        print(totals(Path(kept), int(draws)))


if __name__ == "__main__":
    main(*sys.argv[1:])
