"""All forecasters, lifetimes and PyMC-Marketing on every log at hand: `docs/benchmark.md`.

``python -m tests.bench.forecasters [MODELS] [FOLDER]``. On each log, at three earlier days and two
horizons:

- every forecaster is fitted on what was known that day, and held against what came; BG/NBD +
  Gamma-Gamma by `lifetimes` and, where it is installed, by PyMC-Marketing (MAP), too;
- the whole run is made as of that day, the champion chosen from earlier days still, and what it
  would have shown (values, ranges, one total, a verdict) is held against the same days.

What a day brought is kept in FOLDER (`build/benchmark`): a run that was stopped goes on where it
was, a forecaster that is new is added, and a run that is to begin anew needs another folder. The
negative controls stand in `_controls`, the page in `_page`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers import History
from clv.errors import ModelError
from clv.evaluate import FORECASTERS, REFERENCE, choose
from clv.evaluate.backtests.bootstrap import draw
from clv.evaluate.measures import by_decile, column, measure
from clv.learning import TrainingData, draw_customers
from clv.models import Total
from clv.options import Engine, Settings
from clv.run import Run
from tests.bench import coverage, small_shops
from tests.bench._controls import controls
from tests.bench._logs import LOGS
from tests.bench._page import page
from tests.bench._pymc import pymc_outlook

ROOT = Path(__file__).parents[2]
OUT = ROOT / "docs" / "benchmark.md"
KEPT = ROOT / "build" / "benchmark"
MOST_CUSTOMERS = 8_000  # of a log
Row = dict[str, Any]
Array = npt.NDArray[np.float64]
Look = Callable[[TrainingData], pl.DataFrame | None]


def main(models: str = "all", folder: str = str(KEPT)) -> None:
    """Run what has not run yet, write the table."""
    kept = Path(folder)
    kept.mkdir(parents=True, exist_ok=True)
    days = [_kept(kept, *cell, models) for cell in cells()]
    absent = [name for name, (path, *_) in LOGS.items() if not path.exists()]
    totals = (
        coverage.totals(kept / "simulated.jsonl"),
        coverage.of_logs(kept / "days.jsonl"),
        small_shops.totals(kept / "small.jsonl"),
    )
    OUT.write_text(page(days, *totals, controls(kept / "controls.json"), absent))
    print(f"{OUT}: {len(days)} tests", *(f"({name} is not at hand)" for name in absent))


def cells() -> Iterator[tuple[str, Run, date, int]]:
    """Every log that is at hand, each day, each horizon that the log holds."""
    for name, (path, splits, horizons) in LOGS.items():
        if not path.exists():
            continue
        run = _drawn(Run.of(path))
        for split in splits:
            for horizon in horizons:
                if split + timedelta(days=horizon) <= run.end:
                    yield name, run, split, horizon


def _drawn(run: Run) -> Run:
    """Leave some thousands of a large log's customers, drawn by lot."""
    orders = run.cleaned.orders
    chosen = draw_customers(orders, MOST_CUSTOMERS, run.settings.seed)
    if chosen is None:
        return run
    return Run.of(orders.join(chosen, on=t.CUSTOMER_ID, how="semi"))


def _kept(folder: Path, log: str, run: Run, split: date, horizon: int, models: str) -> Row:
    """Return what a day brought; only what the folder lacks is run."""
    path = folder / f"{log} {split} {horizon}.json".replace(" ", "_")
    head = {"log": log, "split": split.isoformat(), "horizon": horizon, "forecasters": {}}
    result: Row = json.loads(path.read_text()) if path.exists() else head
    rows = result["forecasters"]
    wanted = [*(each.name for each in choose(models)), *OTHERS]
    if "shown" in result and all(name in rows for name in wanted):
        return result
    orders = run.cleaned.orders
    actual = History(orders, split).future(orders, horizon)
    data = TrainingData(History(orders, split, run.cleaned.lines), horizon)
    for name in wanted:
        if name not in rows:
            rows[name] = _row(name, data, actual)
            path.write_text(json.dumps(result))
    if "shown" not in result:
        path.write_text(json.dumps(result | {"shown": shown(run, split, horizon, actual)}))
    print(path.stem, flush=True)
    return json.loads(path.read_text())  # type: ignore[no-any-return]


def _row(name: str, data: TrainingData, actual: pl.DataFrame) -> Row | None:
    """Hold one forecaster against what came; None where the data can't carry it."""
    title, look = OTHERS[name] if name in OTHERS else (FORECASTERS[name].title, _ours(name))
    try:
        outlook = look(data)
    except ModelError:
        outlook = None
    return None if outlook is None else _measures(title, _beside(outlook, actual), actual)


def _ours(name: str, engine: Engine = "perennial") -> Look:
    settings = Settings(engine=engine)
    return lambda data: FORECASTERS[name].look(data, replace(settings, horizon=data.horizon))


def _measures(title: str, outlook: pl.DataFrame, actual: pl.DataFrame) -> Row:
    measures = measure(outlook, actual)
    tenths = by_decile(title, outlook, actual)
    missed = (tenths["predicted"] - tenths["actual"]).abs().sum() / tenths["actual"].sum()
    names = ("gini", "mae_spend", "crps", "bias", "top10", "coverage90")
    return {"title": title, **{each: measures[each] for each in names}, "tenths_missed": missed}


def _beside(outlook: pl.DataFrame, actual: pl.DataFrame) -> pl.DataFrame:
    ids = actual.select(t.CUSTOMER_ID)
    return ids.join(outlook, on=t.CUSTOMER_ID, how="left", maintain_order="left").with_columns(
        pl.selectors.numeric().fill_null(0.0)
    )


def shown(run: Run, split: date, horizon: int, actual: pl.DataFrame) -> Row:
    """What the pages would have shown on that day, and how it did beside BG/NBD + Gamma-Gamma."""
    then = run.with_(as_of=split, horizon=horizon, discount=0.0, forecasters="default")
    champion, forecast = then.champion, then.forecast
    if forecast is None or champion is None:
        return {"champion": None, "use": then.verdict.use}
    reference = then.with_(model="bg_nbd", spend="gamma_gamma").forecast
    outlooks = {
        "shown": forecast.outlook,
        "reference_shown": reference.outlook,  # type: ignore[union-attr]
        "own": then.outlook_of(champion.name),
        "reference": then.outlook_of(REFERENCE),
    }
    beside = {name: _beside(outlook, actual) for name, outlook in outlooks.items()}
    revenue = column(actual, t.REVENUE)
    return {
        "champion": champion.name,
        "use": then.verdict.use,
        **_measures("shown", beside["shown"], actual),
        **_total(forecast.revenue, float(revenue.sum())),
        **_gains(
            revenue, {name: column(each, t.EXPECTED_REVENUE) for name, each in beside.items()}
        ),
    }


def _total(total: Total, came: float) -> Row:
    missed = max(total.low - came, 0.0) + max(came - total.high, 0.0)
    return {
        "total": total._asdict() | {"came": came},
        "inside": total.low <= came <= total.high,
        "interval_score": (total.high - total.low + 20 * missed) / came,
    }


def _gains(revenue: Array, forecasts: dict[str, Array]) -> Row:
    """Gains over the reference, each with its 90 % range by a paired bootstrap."""
    drawn = draw(revenue, forecasts)
    gains = {
        "gini_gain": drawn.gini["shown"] - drawn.gini["reference"],
        "mae_ratio": drawn.mae["shown"] / drawn.mae["reference_shown"],
        "own_mae_ratio": drawn.mae["own"] / drawn.mae["reference"],
        "shared_mae_ratio": drawn.shared_mae["shown"] / drawn.shared_mae["reference"],
    }
    ends = {name: np.quantile(values, (0.05, 0.95)).tolist() for name, values in gains.items()}
    return {name: [float(np.mean(values)), *ends[name]] for name, values in gains.items()}


OTHERS: dict[str, tuple[str, Look]] = {
    "lifetimes": ("BG/NBD + Gamma-Gamma by lifetimes", _ours(REFERENCE, "lifetimes")),
    "pymc": ("BG/NBD + Gamma-Gamma by PyMC-Marketing (MAP)", pymc_outlook),
}


if __name__ == "__main__":
    main(*sys.argv[1:])
