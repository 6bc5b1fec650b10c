"""Estimate `clv.models.totals.PRIOR` anew: `python -m tests.bench.totals [SHOPS]`.

Shops of many kinds are simulated (with and without seasons, trends and shocks, growing and dying,
regular and random), and the logs in `sample_data` taken beside them. At a few days of each the
total is forecast and held against what came, as are the rolling totals that were known then. The
prior's numbers are those that make what came most likely, given the rolling totals.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from scipy.optimize import minimize
from scipy.stats import t as student

from clv.customers import purchase_days, summarise
from clv.errors import PerennialError
from clv.evaluate import estimate_calendar, past_totals, rolling_totals
from clv.evaluate.calibration import PAIR, fit_pair, luck_of
from clv.models import Expectations, PastErrors, misfit
from clv.models.totals import PRIOR, ErrorPrior
from clv.options import Settings
from clv.run import Run

START = date(2019, 1, 1)
HORIZONS = (30, 60, 90, 120, 180, 270, 365)
SAMPLES = Path(__file__).parents[2] / "sample_data"
SHARES = ("lasting", "seasonal")  # estimated as odds, all others as logarithms


@dataclass(frozen=True)
class Case:
    """One forecast of a total: what was known of earlier ones, and how far off it was."""

    past: PastErrors
    history: int
    horizon: int
    luck: float
    error: float


def shop(seed: int) -> pl.DataFrame:
    """Simulate the orders of a shop of some kind."""
    rng = np.random.default_rng(seed)
    count, span = (int(np.exp(rng.uniform(*np.log(ends)))) for ends in ((60, 4000), (150, 1600)))
    days = np.arange(span + 1)
    pace = np.exp(_moods(rng, days))
    passed = np.append(0.0, np.cumsum(pace / pace.mean()))
    coming = np.exp(days / span * rng.choice([-6.0, -1.5, 0.0, 1.5]))
    born = rng.choice(span + 1, count, p=coming / coming.sum())
    shape, rate = (
        np.exp(rng.uniform(*np.log((0.25, 3)))),
        np.exp(rng.uniform(*np.log((1 / 300, 1 / 15)))),
    )
    rates = np.maximum(rng.gamma(shape, rate / shape, count), 1e-9)
    stages = rng.choice([1, 1, 1, 2, 4])
    leaving = rng.beta(0.8, 0.8 * np.exp(rng.uniform(0.4, 3)), count) * rng.choice([0, 1, 1, 1])
    spend = 50 * np.exp(rng.normal(0, rng.uniform(0.1, 0.9), count))
    rows = []
    for number in range(count):
        clock, day = passed[born[number] + 1], born[number]
        while True:
            rows.append((number, day, spend[number] * rng.gamma(3.0, 1 / 3)))
            clock += rng.gamma(stages, 1 / (stages * rates[number]))
            if clock >= passed[-1] or rng.random() < leaving[number]:
                break
            day = int(np.searchsorted(passed, clock, side="right")) - 1
    midnight = datetime(START.year, START.month, START.day)
    ids, when, amounts = zip(*rows, strict=True)
    return pl.DataFrame(
        {
            "customer_id": [f"c{each}" for each in ids],
            "date": [midnight + timedelta(days=int(each)) for each in when],
            "amount": np.maximum(np.round(amounts, 2), 0.01),
        },
        schema_overrides={"date": pl.Datetime("us")},
    )


def _moods(rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
    """Return what moves all customers alike: season, Christmas, trend, a random walk."""
    year = 2 * np.pi * days / 365.25
    moods = rng.choice([0, 0.35]) * np.cos(year - rng.uniform(0, 2 * np.pi))
    christmas = np.exp(-0.5 * ((days % 365.25 - 345) / 14) ** 2)
    moods = moods + rng.choice([0, 0, 0.7]) * christmas + rng.choice([0, 0, 0.2]) * days / 365.25
    return moods + np.cumsum(rng.normal(0, rng.choice([0, 0.05]) / np.sqrt(30), len(days)))


def cases(orders: pl.DataFrame, count: int, seed: int) -> Iterator[Case]:
    """Forecast the total at `count` days of a log, by chance."""
    rng = np.random.default_rng(seed)
    days = purchase_days(orders)
    first, last = days["date"].min(), days["date"].max()
    span = (last - first).days
    for horizon in map(int, rng.choice([each for each in HORIZONS if each < span - 60], count)):
        end = first + timedelta(days=int(rng.integers(56, span - horizon + 1)))
        try:
            yield _case(orders, days, end, horizon)
        except PerennialError:
            continue


def _case(orders: pl.DataFrame, days: pl.DataFrame, end: date, horizon: int) -> Case:
    settings = Settings(horizon=horizon, discount=0.0)
    customers = summarise(orders, end)
    calendar = estimate_calendar(orders, end, settings)
    past = past_totals(rolling_totals(orders, end, horizon, PAIR, calendar), calendar).revenue
    purchases, revenue = Expectations.of(
        customers, *fit_pair(customers, PAIR, calendar), settings
    ).monthly()
    known = days.filter(pl.col("first_order") <= end)
    after = known.filter(pl.col("date") > end, pl.col("date") <= end + timedelta(days=horizon))
    luck = luck_of(known.filter(pl.col("date") <= end)) / max(purchases.sum(), 1.0)
    half = 0.5 * revenue.sum() / max(purchases.sum(), 1e-9)
    error = float(np.log((after["revenue"].sum() + half) / (revenue.sum() + half)))
    return Case(past, int(customers["T"].max()), horizon, luck, error)


def surprise(prior: ErrorPrior, seen: list[Case]) -> float:
    """Return the mean negative log-likelihood of what came, per case."""
    total = 0.0
    for case in seen:
        today = misfit(case.past, case.history, case.horizon, prior)
        scale = np.sqrt(today.variance + prior.luck**2 * case.luck)
        total -= student.logpdf(case.error, today.freedom, today.shift, scale)
    return total / len(seen)


def estimate(seen: list[Case]) -> ErrorPrior:
    """Return the prior that makes what came most likely."""
    names = [field.name for field in fields(ErrorPrior)]

    def made(point: np.ndarray) -> ErrorPrior:
        values = {
            name: 1 / (1 + np.exp(-each)) if name in SHARES else np.exp(each)
            for name, each in zip(names, point, strict=True)
        }
        return ErrorPrior(**{name: float(value) for name, value in values.items()})

    start = [
        np.log(value / (1 - value)) if name in SHARES else np.log(value)
        for name, value in asdict(PRIOR).items()
    ]
    best = minimize(lambda point: surprise(made(point), seen), start, method="L-BFGS-B")
    return made(best.x)


def main(shops: int = 250) -> None:
    """Estimate and print."""
    seen = [case for seed in range(shops) for case in cases(shop(seed), 4, seed)]
    for name in ("cdnow_sample.csv", "demo_shop.csv", "complete_journey.parquet"):
        seen += list(cases(Run.of(SAMPLES / name).cleaned.orders, 40, 1))
    print(len(seen), "cases; as shipped", round(surprise(PRIOR, seen), 4))
    prior = estimate(seen)
    print("estimated", round(surprise(prior, seen), 4), prior)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
