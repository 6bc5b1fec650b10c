"""All forecasters, lifetimes and PyMC-Marketing on every log at hand: `docs/benchmark.md`.

``python -m tests.bench.forecasters [MODELS] [FOLDER]``. On each log, at three earlier days and two
horizons:

- every forecaster is fitted on what was known that day, and held against what came; BG/NBD +
  Gamma-Gamma by `lifetimes` and, where it is installed, by PyMC-Marketing (MAP), too;
- the whole run is made as of that day, the champion chosen from earlier days still, and what it
  would have shown (values, ranges, one total, a verdict) is held against the same days.

What a day brought is kept in FOLDER (`build/benchmark`): a run that was stopped goes on where it
was, and one that is to begin anew needs another folder. The negative controls stand in `_controls`,
the page in `_page`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import polars as pl

from clv import tables as t
from clv.customers import History
from clv.errors import ModelError
from clv.evaluate import REFERENCE, Backtest, backtest
from clv.evaluate.bootstrap import draw
from clv.evaluate.measures import by_decile, column, measure
from clv.models import Total
from clv.options import Settings
from clv.run import Run
from tests.bench._controls import controls
from tests.bench._page import page
from tests.bench._pymc import pymc_outlook

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
OUT = ROOT / "docs" / "benchmark.md"
KEPT = ROOT / "build" / "benchmark"
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
Row = dict[str, Any]


def main(models: str = "all", folder: str = str(KEPT)) -> None:
    """Run what has not run yet, write the table."""
    kept = Path(folder)
    kept.mkdir(parents=True, exist_ok=True)
    days = [_kept(kept, *cell, models) for cell in cells()]
    absent = [name for name, (path, *_) in LOGS.items() if not path.exists()]
    OUT.write_text(page(days, controls(kept / "controls.json"), absent))
    print(f"{OUT}: {len(days)} tests", *(f"({name} is not at hand)" for name in absent))


def cells() -> Iterator[tuple[str, Run, date, int]]:
    """Every log that is at hand, each day, each horizon that the log holds."""
    for name, (path, splits, horizons) in LOGS.items():
        if not path.exists():
            continue
        run = Run.of(path)
        for split in splits:
            for horizon in horizons:
                if split + timedelta(days=horizon) <= run.end:
                    yield name, run, split, horizon


def _kept(folder: Path, log: str, run: Run, split: date, horizon: int, models: str) -> Row:
    path = folder / f"{log} {split} {horizon} {models.replace(',', ' ')}.json".replace(" ", "_")
    if not path.exists():
        head = {"log": log, "split": split.isoformat(), "horizon": horizon}
        path.write_text(json.dumps(head | test(run, split, horizon, models)))
        print(path.stem, flush=True)
    result: Row = json.loads(path.read_text())
    return result


def test(run: Run, split: date, horizon: int, models: str) -> Row:
    """Hold everybody against the days after `split`, and what the run would have shown then."""
    orders, settings = run.cleaned.orders, Settings(horizon=horizon)
    tested = backtest(orders, split, models, settings, run.cleaned.lines)
    rows = [
        _measures(row["name"], row["title"], tested.outlooks[row["name"]], tested.actual)
        for row in tested.table.iter_rows(named=True)
    ]
    rows += _others(orders, split, tested, settings)
    return {"forecasters": rows, "shown": shown(run, split, horizon, tested)}


def _measures(name: str, title: str, outlook: pl.DataFrame, actual: pl.DataFrame) -> Row:
    measures = measure(outlook, actual)
    tenths = by_decile(name, outlook, actual)
    missed = (tenths["predicted"] - tenths["actual"]).abs().sum() / tenths["actual"].sum()
    names = ("gini", "mae_spend", "crps", "bias", "top10", "coverage90")
    kept = {each: measures[each] for each in names}
    return {"name": name, "title": title, **kept, "tenths_missed": missed}


def _others(orders: pl.DataFrame, split: date, tested: Backtest, settings: Settings) -> list[Row]:
    """BG/NBD and Gamma-Gamma as `lifetimes` and PyMC-Marketing fit them."""
    outlooks = {}
    theirs = Settings(horizon=settings.horizon, engine="lifetimes")
    try:
        fitted = backtest(orders, split, [REFERENCE], theirs)
        outlooks["lifetimes"] = fitted.outlooks.get(REFERENCE)
    except ModelError:
        outlooks["lifetimes"] = None
    customers = History(orders, split).customers
    customers = customers.join(tested.actual, on=t.CUSTOMER_ID, how="semi")
    outlooks["PyMC-Marketing, MAP"] = pymc_outlook(customers, tested.horizon)
    return [
        _measures(name, f"BG/NBD + Gamma-Gamma by {name}", _beside(outlook, tested), tested.actual)
        for name, outlook in outlooks.items()
        if outlook is not None
    ]


def _beside(outlook: pl.DataFrame, tested: Backtest) -> pl.DataFrame:
    ids = tested.actual.select(t.CUSTOMER_ID)
    return ids.join(outlook, on=t.CUSTOMER_ID, how="left", maintain_order="left").with_columns(
        pl.selectors.numeric().fill_null(0.0)
    )


def shown(run: Run, split: date, horizon: int, tested: Backtest) -> Row:
    """What the pages would have shown on that day, and how it did beside BG/NBD + Gamma-Gamma."""
    then = run.with_(as_of=split, horizon=horizon, discount=0.0, forecasters="default")
    forecast = then.forecast
    if forecast is None or then.champion is None:
        return {"champion": None, "use": then.verdict.use}
    revenue = column(tested.actual, t.REVENUE)
    outlook = _beside(forecast.outlook, tested)
    forecasts = {
        "shown": column(outlook, t.EXPECTED_REVENUE),
        "reference": column(tested.outlooks[REFERENCE], t.EXPECTED_REVENUE),
    }
    return {
        "champion": then.champion.name,
        "use": then.verdict.use,
        **_measures("shown", "Shown", outlook, tested.actual),
        **_total(forecast.revenue, _came(run.cleaned.orders, split, horizon)),
        **_beside_reference(revenue, forecasts),
    }


def _came(orders: pl.DataFrame, split: date, horizon: int) -> float:
    return float(History(orders, split).future(orders, horizon)[t.REVENUE].sum())


def _total(total: Total, came: float) -> Row:
    missed = max(total.low - came, 0.0) + max(came - total.high, 0.0)
    return {
        "total": total._asdict() | {"came": came},
        "inside": total.low <= came <= total.high,
        "interval_score": (total.high - total.low + 20 * missed) / came,
    }


def _beside_reference(revenue: np.ndarray, forecasts: dict[str, np.ndarray]) -> Row:
    """Gains over the reference, each with its 90 % range by a paired bootstrap."""
    drawn = draw(revenue, forecasts)
    gains = {
        "gini_gain": drawn.gini["shown"] - drawn.gini["reference"],
        "mae_ratio": drawn.mae["shown"] / drawn.mae["reference"],
        "shared_mae_ratio": drawn.shared_mae["shown"] / drawn.shared_mae["reference"],
    }
    ends = {name: np.quantile(values, (0.05, 0.95)).tolist() for name, values in gains.items()}
    return {name: [float(np.mean(values)), *ends[name]] for name, values in gains.items()}


if __name__ == "__main__":
    main(*sys.argv[1:])
