"""Learning: how long it takes on 20,000 customers, and whether it earns its place on real logs.

``python -m tests.bench learning`` prints

1. seconds to prepare, train and predict with every learner on a generated log of 20,000
   customers, and to explain one of them;
2. on every log at hand, what the backtest would have recommended on the day of the split, knowing
   nothing later, against BG/NBD + Gamma-Gamma fitted by lifetimes: normalised Gini, mean absolute
   error, predicted / actual.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import polars as pl

from clv.customers import History
from clv.errors import ModelError
from clv.evaluate import REFERENCE, backtest, recommend
from clv.intake import clean, load
from clv.learning import LEARNERS, Explainer, TrainingData
from clv.options import Settings

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
CUSTOMERS = 20_000
LOGS = {
    "CDNOW sample": ROOT / "sample_data" / "cdnow_sample.csv",
    "CDNOW master": SHARED / "cdnow_master.csv.gz",
    "UCI Online Retail": SHARED / "uci_online_retail_lines.csv.gz",
    "Grocery baskets": ROOT / "sample_data" / "complete_journey.parquet",
    "Demo shop": ROOT / "sample_data" / "demo_shop.csv",
}


def generated(customers: int, seed: int = 1) -> pl.DataFrame:
    """Draw two years of orders: gamma rates, exponential lives, lognormal amounts."""
    rng = np.random.default_rng(seed)
    first = rng.uniform(0, 600, customers)
    rate, life = rng.gamma(0.8, 1 / 45, customers), rng.exponential(300, customers)
    times = rng.poisson(rate * np.minimum(life, 730 - first))
    who = np.repeat(np.arange(customers), times + 1)
    repeat = np.concatenate([np.r_[0.0, rng.uniform(0, 1, count)] for count in times])
    day = first[who] + repeat * np.minimum(life, 730 - first)[who]
    level = rng.lognormal(3.2, 0.5, customers)[who]
    start = datetime(2022, 1, 1)
    return pl.DataFrame(
        {
            "customer_id": who.astype(str),
            "date": [start + timedelta(days=float(offset)) for offset in day],
            "amount": level * rng.gamma(5, 0.2, len(who)),
        }
    )


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def training() -> None:
    """Time every learner on one log."""
    data = TrainingData(History(generated(CUSTOMERS), date(2023, 12, 31)), 180)
    prepare = timed(lambda: (data.examples, data.today, data.growth))
    size = data.history.customers.height
    print(f"{size:,} customers: features of {len(data.examples):,} examples {prepare:.2f} s")
    for name, learner in LEARNERS.items():
        seconds = timed(lambda kind=learner: kind().fit(data).outlook(data))
        print(f"  {name:24} {seconds:6.2f} s")
    whole = timed(lambda: backtest(data.history.orders, settings=Settings(horizon=180)))
    print(f"  {'the default backtest':24} {whole:6.2f} s")
    learner, one = LEARNERS["lightgbm"]().fit(data), data.today["customer_id"][0]
    explained = timed(lambda: Explainer(learner, data).customer(one))
    print(f"  {'explaining one customer':24} {explained:6.2f} s")


def earning(path: Path, horizon: int) -> str:
    """Choose on the day of the split, then look: ours against lifetimes."""
    cleaned = clean(load(path))
    last: date = cleaned.orders["date"].max().date()  # type: ignore[union-attr]
    split = last - timedelta(days=horizon)
    settings = Settings(horizon=horizon)
    before = cleaned.orders.filter(pl.col("date").dt.date() <= split)
    lines = cleaned.lines.filter(pl.col("date").dt.date() <= split)
    chosen = recommend(backtest(before, settings=settings, lines=lines))
    ours = backtest(cleaned.orders, split, (chosen,), settings, cleaned.lines)
    theirs = Settings(horizon=horizon, engine="lifetimes")
    with contextlib.redirect_stdout(io.StringIO()):
        reference = backtest(cleaned.orders, split, (REFERENCE,), theirs)
    return f"{chosen:28} {_figures(ours.table)}   lifetimes {_figures(reference.table)}"


def _figures(table: pl.DataFrame) -> str:
    if table.is_empty():
        return "did not converge"
    row = table.row(0, named=True)
    return f"Gini {row['gini']:.3f}  MAE {row['mae_spend']:8.2f}  p/a {row['bias']:.2f}"


def main() -> None:
    """Print both tables."""
    training()
    for name, path in LOGS.items():
        for horizon in (90, 120):
            if not path.exists():
                print(f"{name}: not on this machine")
                break
            try:
                print(f"{name:18} {horizon:4} days  {earning(path, horizon)}", flush=True)
            except ModelError as error:
                print(f"{name:18} {horizon:4} days  {error.message}")


if __name__ == "__main__":
    main()
