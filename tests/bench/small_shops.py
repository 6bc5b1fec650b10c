"""Small shops: parts of real logs, forecast as if they were all there is.

``python -m tests.bench.small_shops [DRAWS]``. Shops of 12, 30 and 100 customers are drawn from each
log at hand; at a day by chance the total of each is forecast over 60 or 120 days, and held against
what came. Beside it stands whichever did better on earlier days of the same shop: the model's own
total, or "same as last period".
"""

from __future__ import annotations

import sys
from datetime import date, timedelta

import numpy as np
import polars as pl

from clv.errors import ModelError
from clv.evaluate import rolling_totals
from clv.run import Run
from tests.bench.coverage import came, told
from tests.bench.forecasters import LOGS

SIZES = (12, 30, 100)
HORIZONS = (60, 120)
SHORTEST_HISTORY = 90


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


def main(draws: int = 200) -> None:
    """Draw, forecast, print."""
    rows = []
    for log, (path, *_rest) in LOGS.items():
        if not path.exists() or log == "CDNOW master":  # its sample is among the logs
            continue
        orders = Run.of(path).cleaned.orders
        for size in SIZES:
            for seed in range(draws):
                shop, end, horizon = drawn(orders, size, seed)
                try:
                    total = told(shop, end, horizon)
                except ModelError as error:
                    rows.append((log, size, error.kind, *[None] * 4))
                    continue
                fact = came(shop, end, horizon)
                rival = best_before(shop, end, horizon, total.value)
                inside = total.low <= fact <= total.high
                rows.append(
                    (log, size, "", inside, fact, abs(total.value - fact), abs(rival - fact))
                )
    names = ["log", "customers", "refused", "inside", "came", "error", "rival"]
    table = pl.DataFrame(rows, names, orient="row", infer_schema_length=None)
    measures = (
        pl.len(),
        (pl.col("refused") != "").sum(),
        pl.col("inside").mean(),
        (pl.col("error", "rival").sum() / pl.col("came").sum()),
    )
    for by in (["log", "customers"], ["customers"]):
        print(table.group_by(by, maintain_order=True).agg(measures))


if __name__ == "__main__":
    with pl.Config(tbl_rows=-1, tbl_formatting="MARKDOWN", tbl_hide_column_data_types=True):
        main(*map(int, sys.argv[1:2]))
