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
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

DEFAULT = (100_000, 1_000_000)
OURS_ONLY = 5_000_000
ROUNDS = 3
DAYS = 730
BG = (0.25, 31.0, 0.8, 2.5)
GG = (6.25, 3.74, 15.44)
LOG_LIKELIHOOD = """
import numpy as np
from clv.models.beta_geometric import log_likelihood
from clv.models.gamma_gamma import log_likelihood as spend_log_likelihood
from clv.models.spend import Spends
from clv.models.states import States
def reached(bg, gg):
    few = customers.filter(pl.col("frequency") > 0)
    spends = Spends(few["frequency"].to_numpy().astype(float), few["monetary_value"].to_numpy())
    return [log_likelihood(np.array(bg), States.of(customers), 1.0, 0)[0],
            spend_log_likelihood(np.array(gg), spends, 1.0)[0]]
"""
PERENNIAL = """
from datetime import date
from clv.models import PURCHASE_MODELS, SPEND_MODELS, forecast
from clv.models.ahead import Ahead
from clv.settings import Settings
settings = Settings(horizon=365)
begin()
purchase = PURCHASE_MODELS["bg_nbd"]().fit(customers); lap("bg")
spend = SPEND_MODELS["gamma_gamma"]().fit(customers); lap("gg")
ahead = Ahead.of(customers, purchase, spend, settings)
values = ahead.alive, ahead.p_buy, ahead.orders, ahead.value; lap("score")
done()
found = list(purchase.parameters_.values()), list(spend.parameters_.values())
"""
RANGES = """
from datetime import date
from clv.models import PURCHASE_MODELS, SPEND_MODELS, forecast
from clv.settings import Settings
begin()
purchase = PURCHASE_MODELS["bg_nbd"]().fit(customers); lap("bg")
spend = SPEND_MODELS["gamma_gamma"]().fit(customers); lap("gg")
look = forecast(customers, purchase, spend, Settings(horizon=365), date(2024, 12, 31))
look.predictions, look.total, look.by_month; lap("score")
done()
found = list(purchase.parameters_.values()), list(spend.parameters_.values())
"""
LIFETIMES = """
import warnings; warnings.simplefilter("ignore")
from lifetimes import BetaGeoFitter, GammaGammaFitter
frame = customers.to_pandas()
x, t_x, T, m = (frame[name] for name in ("frequency", "recency", "T", "monetary_value"))
begin()
purchase = BetaGeoFitter().fit(x, t_x, T); lap("bg")
spend = GammaGammaFitter().fit(x[x > 0], m[x > 0]); lap("gg")
alive = purchase.conditional_probability_alive(x, t_x, T)
value = spend.customer_lifetime_value(
    purchase, x, t_x, T, m, time=12, discount_rate=1.1 ** (1 / 12) - 1, freq="D"
); lap("score")
done()
found = list(purchase.params_), list(spend.params_)
"""
PYMC = """
import warnings; warnings.simplefilter("ignore")
from pymc_marketing.clv import BetaGeoModel, GammaGammaModel
frame = customers.select("customer_id", "frequency", "recency", "T", "monetary_value").to_pandas()
some = frame[frame["frequency"] > 0]
begin()
purchase = BetaGeoModel(frame); purchase.fit(method="map"); lap("bg")
spend = GammaGammaModel(some); spend.fit(method="map"); lap("gg")
alive = purchase.expected_probability_alive(frame)
value = spend.expected_customer_lifetime_value(
    purchase, frame, future_t=12, discount_rate=1.1 ** (1 / 12) - 1, time_unit="D"
); lap("score")
done()
read = lambda model, names: [float(model.fit_result[name].mean()) for name in names]
found = read(purchase, ("r", "alpha", "a", "b")), read(spend, ("p", "q", "v"))
"""
RUN = """
import contextlib, io, json, resource, sys, time
import polars as pl
customers = pl.read_parquet(sys.argv[1])
laps, start, base, peak = {}, 0.0, 0, 0
def begin():
    global start, base
    base, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
def lap(name):
    laps[name] = time.perf_counter() - start - sum(laps.values())
def done():
    global peak
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base
"""
WAYS = {
    "perennial": PERENNIAL,
    "perennial, all ranges": RANGES,
    "lifetimes": LIFETIMES,
    "pymc-marketing": PYMC,
}


def generate(size: int, seed: int = 7) -> pl.DataFrame:
    """Draw customers who first bought within two years, by BG/NBD and Gamma-Gamma."""
    rng = np.random.default_rng(seed)
    r, alpha, a, b = BG
    p, q, v = GG
    age = rng.integers(0, DAYS, size)
    due = rng.poisson(rng.gamma(r, 1 / alpha, size) * age)
    last = rng.geometric(rng.beta(a, b, size))
    made = np.minimum(due, last)
    place = rng.beta(np.maximum(made, 1), due - made + 1)  # of the last one among those due
    recency = np.where(made > 0, np.maximum(np.floor(place * age), 1), 0).astype(np.int64)
    rate = rng.gamma(q, 1 / v, size)
    repeat = rng.gamma(p * np.maximum(made, 1)) / rate * (made > 0)
    end = np.datetime64("2024-12-31")
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


def timed(way: str, path: Path) -> dict:
    """Run one way in a fresh process; return its laps, peak memory and likelihoods."""
    report = "print(json.dumps({'laps': laps, 'peak': peak, 'reached': reached(*found)}))"
    script = "\n".join([RUN, LOG_LIKELIHOOD, WAYS[way], report])
    run = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    return json.loads(run.stdout.splitlines()[-1])


def ways(size: int) -> list[str]:
    """Choose who takes part: beyond a million customers, only we do."""
    if size >= OURS_ONLY:
        return list(WAYS)[:2]
    here = importlib.util.find_spec("pymc_marketing") is not None
    return list(WAYS) if here else list(WAYS)[:3]


def main(sizes: Sequence[int] = (*DEFAULT, OURS_ONLY)) -> None:
    """Print one line a size and way; the factor compares with lifetimes in the same run."""
    print(
        f"{'customers':>10}  {'way':<22} {'BG/NBD':>8} {'GG':>8} {'score':>8} {'in all':>8}"
        f" {'MB':>6} {'LL of BG/NBD':>16} {'of GG':>16}"
    )
    for size in sizes:
        totals = {}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "customers.parquet"
            generate(size).write_parquet(path)
            for way in ways(size):
                rounds = ROUNDS if way.startswith("perennial") else 1
                runs = [timed(way, path) for _ in range(rounds)]
                laps = [
                    statistics.median(run["laps"][part] for run in runs)
                    for part in ("bg", "gg", "score")
                ]
                totals[way] = sum(laps)
                print(
                    f"{size:>10,}  {way:<22}"
                    + "".join(f" {part:7.3f}s" for part in (*laps, sum(laps)))
                    + f" {max(run['peak'] for run in runs) / 1024:6.0f}"
                    + "".join(f" {value:16,.2f}" for value in runs[0]["reached"])
                )
        if "lifetimes" in totals:
            factor = totals["lifetimes"] / totals["perennial"]
            asked = 50 if size >= 1_000_000 else 30
            print(f"{'':>10}  {factor:.0f} times as fast as lifetimes; asked: {asked}")
    print("  asked: less than 500 MB above the table at a million customers")


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or (*DEFAULT, OURS_ONLY))
