"""Negative controls: logs in which nothing foretells anything, and the verdict on each."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from clv.run import Run

SAMPLE = Path(__file__).parents[2] / "sample_data" / "cdnow_sample.csv"
HORIZON = 180
START = datetime(2022, 1, 1)


def controls(kept: Path) -> list[dict[str, Any]]:
    """Judge every control, or read from `kept` how they were judged."""
    if not kept.exists():
        kept.write_text(json.dumps([_judged(title, orders) for title, orders in logs().items()]))
    judged: list[dict[str, Any]] = json.loads(kept.read_text())
    return judged


def _judged(title: str, orders: pl.DataFrame) -> dict[str, Any]:
    run = Run.of(orders).with_(horizon=HORIZON)
    tested = run.backtest.table.filter(pl.col("name") == run.verdict.model)
    return {"title": title, "use": run.verdict.use, "gini": tested["gini"].item()}


def logs(seed: int = 4) -> dict[str, pl.DataFrame]:
    """Make the controls: name -> orders."""
    rng = np.random.default_rng(seed)
    orders = Run.of(SAMPLE).cleaned.orders
    ids = orders["customer_id"].unique().sort()
    drawn = pl.Series("customer_id", ids.gather(rng.integers(0, len(ids), orders.height)))
    dealt = [pl.Series(name, rng.permutation(orders[name])) for name in ("date", "amount")]
    return {
        "CDNOW, every order, day and amount given to a customer by lot": orders.with_columns(
            drawn, *dealt
        ),
        "2,000 customers who come over two years, buy as often, always for 20": alike(rng, 2000),
        "2,000 who all were there at the start": alike(rng, 2000, coming=1),
        "500 who buy every other week, in the mean": alike(rng, 500, rate=1 / 14),
        "200 customers in half a year": alike(rng, 200, rate=1 / 30, days=182, coming=182),
    }


def alike(
    rng: np.random.Generator, count: int, rate: float = 1 / 100, days: int = 730, coming: int = 730
) -> pl.DataFrame:
    """Customers who all buy as often, as much, by chance, and never leave: homogeneous Poisson."""
    born = rng.uniform(0, coming, count)
    more = rng.poisson(rate * (days - born))
    who = np.repeat(np.arange(count), more)
    when = born[who] + rng.uniform(size=len(who)) * (days - born[who])
    moments = [START + timedelta(days=float(day)) for day in (*born, *when)]
    ids = [f"c{number}" for number in (*range(count), *who)]
    table = {"customer_id": ids, "date": moments, "amount": np.full(len(ids), 20.0)}
    return pl.DataFrame(table).sort("customer_id", "date")
