"""BG/NBD and Gamma-Gamma fitted, scored and discounted over 12 months, against lifetimes.

``python -m tests.bench.fitting 100000 1000000`` prints, for generated customers, the seconds of
each part, the memory above the table of customers and the log-likelihood reached. Every way runs
in a process of its own, in turn. Without sizes it takes 100 thousand and a million, and five
million for ourselves alone; PyMC-Marketing's MAP joins where it is installed.
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np
import polars as pl

from clv.models import PURCHASE_MODELS, SPEND_MODELS, Expectations, forecast
from clv.models import beta_geometric as purchase_formulas
from clv.models import gamma_gamma as spend_formulas
from clv.models.spend import Spends
from clv.models.sufficient_stats import SufficientStats
from clv.options import Settings

DEFAULT = (100_000, 1_000_000)
OURS_ONLY = 5_000_000
ROUNDS = 3
DAYS = 730
END = date(2024, 12, 31)
BG = (0.25, 31.0, 0.8, 2.5)
GG = (6.25, 3.74, 15.44)
MONTHLY = 1.1 ** (1 / 12) - 1
PARTS = ("BG/NBD", "GG", "score")


class Watch:
    """Seconds of the parts, and the memory that the whole takes above what it began with."""

    def __init__(self) -> None:
        if sys.platform == "linux":
            Path("/proc/self/clear_refs").write_text("5")  # forgets the peak so far
        self.base = memory("VmRSS")
        self.laps: list[float] = []
        self.start = perf_counter()

    def lap(self) -> None:
        """Note the seconds since the last lap."""
        self.laps.append(perf_counter() - self.start - sum(self.laps))

    @property
    def peak(self) -> float:
        """Megabytes above the beginning."""
        return memory("VmHWM") - self.base


def memory(field: str) -> float:
    """Read resident megabytes; elsewhere than on Linux, the highest so far."""
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    status = Path("/proc/self/status").read_text()
    return int(status.split(field)[1].split()[1]) / 1024


def perennial(customers: pl.DataFrame):
    """Do what lifetimes does, by our own engine."""
    watch = Watch()
    purchase = PURCHASE_MODELS["bg_nbd"]().fit(customers)
    watch.lap()
    spend = SPEND_MODELS["gamma_gamma"]().fit(customers)
    watch.lap()
    ahead = Expectations.of(customers, purchase, spend, Settings(horizon=365))
    assert len(ahead.p_buy) == len(ahead.orders) == len(ahead.value)
    watch.lap()
    return watch, purchase.parameters_.values(), spend.parameters_.values()


def with_ranges(customers: pl.DataFrame):
    """The same with every range, date and total of a forecast."""
    watch = Watch()
    purchase = PURCHASE_MODELS["bg_nbd"]().fit(customers)
    watch.lap()
    spend = SPEND_MODELS["gamma_gamma"]().fit(customers)
    watch.lap()
    look = forecast(customers, purchase, spend, Settings(horizon=365), END)
    assert len(look.predictions) == len(customers)
    assert look.total.low < look.by_month["value"].sum() < look.total.high
    watch.lap()
    return watch, purchase.parameters_.values(), spend.parameters_.values()


def by_lifetimes(customers: pl.DataFrame):
    """Fit, P(alive) and customer_lifetime_value of the reference."""
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    frame = customers.drop("customer_id", "first_order", "last_order").to_pandas()
    x, t_x, age, mean = (frame[name] for name in ("frequency", "recency", "T", "monetary_value"))
    watch = Watch()
    purchase = BetaGeoFitter().fit(x, t_x, age)
    watch.lap()
    spend = GammaGammaFitter().fit(x[x > 0], mean[x > 0])
    watch.lap()
    purchase.conditional_probability_alive(x, t_x, age)
    spend.customer_lifetime_value(
        purchase, x, t_x, age, mean, time=12, discount_rate=MONTHLY, freq="D"
    )
    watch.lap()
    return watch, purchase.params_, spend.params_


def by_pymc(customers: pl.DataFrame):
    """The same by PyMC-Marketing's maximum a posteriori."""
    from pymc_marketing.clv import BetaGeoModel, GammaGammaModel

    columns = ("customer_id", "frequency", "recency", "T", "monetary_value")
    frame = customers.select(columns).to_pandas()
    watch = Watch()
    purchase = BetaGeoModel(frame)
    purchase.fit(method="map")
    watch.lap()
    spend = GammaGammaModel(frame[frame["frequency"] > 0])
    spend.fit(method="map")
    watch.lap()
    purchase.expected_probability_alive(frame)
    spend.expected_customer_lifetime_value(
        purchase, frame, future_t=12, discount_rate=MONTHLY, time_unit="D"
    )
    watch.lap()
    read = [
        [float(model.fit_result[name].mean()) for name in names]
        for model, names in ((purchase, ("r", "alpha", "a", "b")), (spend, ("p", "q", "v")))
    ]
    return watch, *read


WAYS: dict[str, Callable] = {
    "perennial": perennial,
    "perennial, all ranges": with_ranges,
    "lifetimes": by_lifetimes,
    "pymc-marketing": by_pymc,
}


def reached(customers: pl.DataFrame, purchase, spend) -> list[float]:
    """Compute both log-likelihoods on one scale, whoever found the parameters."""
    seen = customers.filter(pl.col("frequency") > 0)
    spends = Spends(seen["frequency"].to_numpy().astype(float), seen["monetary_value"].to_numpy())
    states = SufficientStats.of(customers)
    return [
        purchase_formulas.log_likelihood(np.array([*purchase]), states, 1.0, 0)[0],
        spend_formulas.log_likelihood(np.array([*spend]), spends, 1.0)[0],
    ]


def generate(size: int, seed: int = 7) -> pl.DataFrame:
    """Draw customers who first bought within two years, by BG/NBD and Gamma-Gamma."""
    rng = np.random.default_rng(seed)
    r, alpha, a, b = BG
    p, q, v = GG
    age = rng.integers(0, DAYS, size)
    due = rng.poisson(rng.gamma(r, 1 / alpha, size) * age)
    made = np.minimum(due, rng.geometric(rng.beta(a, b, size)))
    place = rng.beta(np.maximum(made, 1), due - made + 1)  # of the last one among those due
    recency = np.where(made > 0, np.maximum(np.floor(place * age), 1), 0).astype(np.int64)
    rate = rng.gamma(q, 1 / v, size)
    repeat = rng.gamma(p * np.maximum(made, 1)) / rate * (made > 0)
    end = np.datetime64(END)
    return pl.DataFrame(
        {
            "customer_id": pl.Series(np.arange(size)).cast(pl.String),
            "frequency": made.astype(np.int64),
            "recency": recency,
            "T": age,
            "monetary_value": repeat / np.maximum(made, 1),
            "first_order": (end - age).astype("datetime64[ms]"),
            "last_order": (end - age + recency).astype("datetime64[ms]"),
            "orders": made.astype(np.int64) + 1,
            "revenue": repeat + rng.gamma(p, 1 / rate),
        }
    ).with_columns(pl.col("first_order", "last_order").cast(pl.Date))


def run_one(way: str, path: str) -> None:
    """Run one way and print what it took; this is the process of its own."""
    warnings.simplefilter("ignore")
    customers = pl.read_parquet(path)
    watch, purchase, spend = WAYS[way](customers)
    peak = watch.peak
    print(json.dumps([watch.laps, peak, reached(customers, purchase, spend)]))


def timed(way: str, path: Path) -> tuple[list[float], float, list[float]]:
    """Run one way in a fresh process; return its laps, peak memory and likelihoods."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.fitting", "--way", way, str(path)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    return json.loads(run.stdout.splitlines()[-1])


def ways(size: int) -> list[str]:
    """Choose who takes part: beyond a million customers, only we do."""
    if size >= OURS_ONLY:
        return list(WAYS)[:2]
    return list(WAYS) if importlib.util.find_spec("pymc_marketing") else list(WAYS)[:3]


def compare(size: int) -> None:
    """Print one line a way, and by how much we are faster than lifetimes."""
    totals = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.parquet"
        generate(size).write_parquet(path)
        for way in ways(size):
            runs = [timed(way, path) for _ in range(ROUNDS if way.startswith("perennial") else 1)]
            laps = [statistics.median(laps) for laps in zip(*(run[0] for run in runs), strict=True)]
            totals[way] = sum(laps)
            seconds = "".join(f" {part:8.3f}" for part in (*laps, totals[way]))
            likelihoods = "".join(f" {value:16,.2f}" for value in runs[0][2])
            print(f"{size:>10,}  {way:<22}{seconds} {max(r[1] for r in runs):6.0f}{likelihoods}")
    if "lifetimes" in totals:
        factor, asked = totals["lifetimes"] / totals["perennial"], 50 if size >= 1_000_000 else 30
        print(f"{'':>10}  {factor:.0f} times as fast as lifetimes; asked: {asked}")


def main(sizes: Sequence[int] = (*DEFAULT, OURS_ONLY)) -> None:
    """Print seconds of the parts, megabytes and the log-likelihoods reached, size by size."""
    heads = "".join(f" {part:>8}" for part in (*PARTS, "in all"))
    print(f"{'customers':>10}  {'way':<22}{heads} {'MB':>6} {'LL of BG/NBD':>16} {'of GG':>16}")
    for size in sizes:
        compare(size)
    print("  asked: less than 500 MB above the table at a million customers")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        run_one(*sys.argv[2:])
    else:
        main([int(text) for text in sys.argv[1:]] or (*DEFAULT, OURS_ONLY))
