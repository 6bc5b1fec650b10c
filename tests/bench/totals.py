"""Estimate `clv.models.totals.PRIOR` anew: `python -m tests.bench.totals [SHOPS]`.

Shops of all kinds are simulated (`_shops`), and the logs in `sample_data` and small parts of them
taken beside them. At a few days of each the total is forecast and held against what came, as are
the rolling totals that were known then. The prior's numbers are those that make what came most
likely, given the rolling totals. What is shipped is wider (in `size`, `lasting`, `young`,
`first_year`, `hidden` and `luck`), since real shops are stranger than simulated ones: errors last,
and a first year knows no autumn.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from scipy.optimize import minimize
from scipy.stats import t as student

from clv.customers import purchase_days, summarise
from clv.errors import PerennialError
from clv.evaluate import estimate_calendar, past_totals, rolling_totals
from clv.evaluate.calibration import PAIR, fit_pair, luck_of
from clv.models import PastErrors, forecast, misfit
from clv.models.totals import PRIOR, ErrorPrior
from clv.options import Settings
from clv.run import Run
from tests.bench._shops import KINDS, shop

HORIZONS = (30, 60, 90, 120, 180, 270, 365)
SAMPLES = Path(__file__).parents[2] / "sample_data"
SMALL = (12, 30, 100)
SHARES = ("lasting", "seasonal", "hidden")  # estimated as odds, all others as logarithms


@dataclass(frozen=True)
class Case:
    """One forecast of a total: what was known of earlier ones, and how far off it was."""

    past: PastErrors
    history: int
    horizon: int
    luck: float
    parameters: float
    error: float


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
    ahead = forecast(customers, *fit_pair(customers, PAIR, calendar), settings, end)
    purchases, revenue = (float(each.sum()) for each in ahead.expectations.monthly())
    known = days.filter(pl.col("first_order") <= end)
    after = known.filter(pl.col("date") > end, pl.col("date") <= end + timedelta(days=horizon))
    luck = luck_of(known.filter(pl.col("date") <= end)) / max(purchases, 1.0)
    half = 0.5 * revenue / max(purchases, 1e-9)
    error = float(np.log((after["revenue"].sum() + half) / (revenue + half)))
    return Case(past, int(customers["T"].max()), horizon, luck, float(ahead._errors[0]) ** 2, error)


def surprise(prior: ErrorPrior, seen: list[Case]) -> float:
    """Return the mean negative log-likelihood of what came, per case."""
    total = 0.0
    for case in seen:
        today = misfit(case.past, case.history, case.horizon, prior)
        luck = case.parameters + prior.luck**2 * case.luck
        scale = np.sqrt(today.variance + today.luck * luck)
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


def part(orders: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Draw some customers of a log: a small shop."""
    ids = orders["customer_id"].unique().sort()
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(ids), int(rng.choice(SMALL)), replace=False)
    return orders.filter(pl.col("customer_id").is_in(ids.gather(chosen).implode()))


def main(shops: int = 330) -> None:
    """Estimate and print."""
    seen = [
        case
        for seed in range(shops)
        for case in cases(shop(KINDS[seed % len(KINDS)], seed), 3, seed)
    ]
    for name in ("cdnow_sample.csv", "demo_shop.csv", "complete_journey.parquet"):
        orders = Run.of(SAMPLES / name).cleaned.orders
        seen += list(cases(orders, 40, 1))
        seen += [case for seed in range(40) for case in cases(part(orders, seed), 1, seed)]
    print(len(seen), "cases; as shipped", round(surprise(PRIOR, seen), 4))
    prior = estimate(seen)
    print("estimated", round(surprise(prior, seen), 4), prior)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
