"""Do totals lie in their 90 % ranges? On simulated shops of all kinds.

``python -m tests.bench.coverage [SHOPS] [FIRST SEED]``. At one day by chance of each shop the
money of its customers is forecast over some horizon, and held against what they then spent.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta

import numpy as np
import polars as pl

from clv.customers import summarise
from clv.errors import ModelError
from clv.evaluate import estimate_calendar, past_totals, rolling_totals
from clv.evaluate.calibration import PAIR, fit_pair
from clv.models import Total, forecast
from clv.options import Settings
from tests.bench._shops import KINDS, shop

HORIZONS = (30, 60, 90, 180, 365)
SHORTEST_HISTORY = 56


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


def main(shops: int = 220, seed: int = 10_000) -> None:
    """Forecast, hold against what came, print by kind."""
    rows = []
    for number in range(shops):
        kind = KINDS[number % len(KINDS)]
        orders = shop(kind, seed + number)
        end, horizon = cut_of(orders, seed + number)
        try:
            total = told(orders, end, horizon)
        except ModelError:
            continue
        history = (end - orders["date"].min().date()).days
        rows.append((kind, seed + number, history, horizon, *total, came(orders, end, horizon)))
    names = ["kind", "seed", "history", "horizon", "value", "low", "high", "came"]
    table = pl.DataFrame(rows, names, orient="row").with_columns(
        inside=pl.col("came").is_between("low", "high"),
        near=(pl.col("value") / pl.col("came").clip(1e-9)).log().abs() <= np.log(1.1),
        width=(pl.col("high") - pl.col("low")) / pl.col("value"),
        above=pl.col("came") > pl.col("high"),
        below=pl.col("came") < pl.col("low"),
    )
    measures = pl.len(), pl.col("inside", "above", "below", "near").mean(), pl.col("width").median()
    young = pl.when(pl.col("history") < 700).then(pl.lit("young")).otherwise(pl.lit("old"))
    print(table.group_by("kind", young.alias("log")).agg(measures).sort("kind", "log"))
    print(table.group_by("kind").agg(measures).sort("kind"))
    print(table.group_by(young.alias("log")).agg(measures))
    print(table.select(measures))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
