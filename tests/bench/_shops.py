"""Shops of all kinds, simulated: those the models fit, and those they don't.

A kind says what is unlike a steady shop; everything else (how many customers, how often they buy,
how they differ, how long the log is) is drawn from wide ranges, so that no two shops are alike.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Ends = tuple[int, int]
START = datetime(2019, 1, 1)
KINDS = (
    "steady",  # MBG/NBD with Gamma-Gamma: what the models expect
    "pareto",  # leaving at any time
    "regular",  # by the clock, more or less
    "seasonal",
    "trending",  # everybody ever more, or ever less often
    "shaken",  # moods that move all customers alike
    "growing",  # most customers came lately
    "fading",  # hardly anybody new
    "mixed",  # two kinds of customers
    "contractual",  # a plan, paid every month
    "all",  # of everything something
)
MONTH = 365.25 / 12


def shop(
    kind: str, seed: int, counts: Ends = (80, 4000), spans: Ends = (200, 1600)
) -> pl.DataFrame:
    """Simulate the orders of a shop: table `clv.tables.ORDERS`, one row a purchase day.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    seed : int
        Another one, another shop.
    counts, spans : tuple of (int, int)
        Between which the number of customers and the days of the log lie.
    """
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    count, span = (int(np.exp(rng.uniform(*np.log(ends)))) for ends in (counts, spans))
    born = _born(rng, kind, count, span)
    if kind == "contractual":
        who, when = _renewals(rng, born, span)
        amount = rng.choice([9.9, 19.9, 49.0], count)[who]
    else:
        who, when = _purchases(rng, kind, born, span)
        usual = 50 * np.exp(rng.normal(0, rng.uniform(0.1, 0.9), count))
        amount = np.maximum(np.round(usual[who] * rng.gamma(3.0, 1 / 3, len(who)), 2), 0.01)
    days = pl.Series("date", [START + timedelta(days=int(day)) for day in when], pl.Datetime("us"))
    ids = pl.Series("customer_id", np.char.add("c", who.astype(str)))
    return pl.DataFrame([ids, days, pl.Series("amount", amount)]).sort("customer_id", "date")


def _born(rng: np.random.Generator, kind: str, count: int, span: int) -> Floats:
    slope = {"growing": 3.0, "fading": -6.0, "all": rng.choice([-6.0, -1.5, 0.0, 1.5])}
    coming = np.exp(np.arange(span) / span * slope.get(kind, 0.0))
    return np.asarray(rng.choice(span, count, p=coming / coming.sum()), float)


def _renewals(rng: np.random.Generator, born: Floats, span: int) -> tuple[Floats, Floats]:
    """Monthly payments until a subscriber leaves: shifted beta-geometric."""
    mean, size = np.exp(rng.uniform(np.log(0.01), np.log(0.15))), rng.uniform(0.7, 5)
    leaving = np.maximum(rng.beta(mean * size, (1 - mean) * size, len(born)), 1e-9)
    paid = np.minimum(rng.geometric(leaving), (span - born) // MONTH + 1).astype(int)
    who = np.repeat(np.arange(len(born)), paid)
    place = np.arange(len(who)) - np.repeat(np.cumsum(paid) - paid, paid)
    when = np.floor(born[who] + place * MONTH)
    return who[when <= span], when[when <= span]


def _purchases(
    rng: np.random.Generator, kind: str, born: Floats, span: int
) -> tuple[Floats, Floats]:
    count, all_kinds = len(born), kind == "all"
    pace = np.exp(_moods(rng, kind, np.arange(span + 1)))
    passed = np.append(0.0, np.cumsum(pace / pace.mean()))
    rates = _rates(rng, kind, count)
    stages = rng.choice([2, 4, 8]) if kind == "regular" else rng.choice([1, 2]) if all_kinds else 1
    a, more = rng.uniform(0.5, 2), np.exp(rng.uniform(0.4, 3))
    leaving = np.maximum(rng.beta(a, a * more, count), 1e-12)
    left = np.where(rng.random() < 0.2, np.inf, rng.geometric(leaving).astype(float))
    until = np.full(count, np.inf)
    if kind == "pareto":
        left = np.full(count, np.inf)
        until = rng.exponential(1 / rng.gamma(0.7, 1 / rng.uniform(40, 300), count)) + born
    clock, alive, rows = np.interp(born + 1, np.arange(span + 2), passed), np.arange(count), []
    day, bought = born.copy(), np.zeros(count)
    while len(alive):
        rows.append(np.stack([alive, day[alive]]))
        bought[alive] += 1
        clock[alive] += rng.gamma(stages, 1 / (stages * rates[alive]))
        day[alive] = np.searchsorted(passed, clock[alive], side="right") - 1
        stay = (day[alive] <= span) & (day[alive] <= until[alive]) & (bought[alive] < left[alive])
        alive = alive[stay]
    who, when = np.concatenate(rows, axis=1)
    return who.astype(int), when


def _rates(rng: np.random.Generator, kind: str, count: int) -> Floats:
    def some(size: int) -> Floats:
        shape, rate = np.exp(rng.uniform(*np.log((0.25, 3)))), 1 / np.exp(rng.uniform(2.7, 5.7))
        return np.maximum(rng.gamma(shape, rate / shape, size), 1e-6)

    if kind != "mixed":
        return some(count)
    return np.where(rng.random(count) < rng.uniform(0.1, 0.5), some(count), some(count))


def _moods(rng: np.random.Generator, kind: str, days: npt.NDArray[np.int64]) -> Floats:
    """Return what moves all customers alike: season, Christmas, trend, a random walk."""
    strong = {each: kind == each for each in KINDS}
    if kind == "all":
        strong = {each: bool(rng.random() < 0.4) for each in KINDS}
    moods = np.zeros(len(days))
    if strong["seasonal"]:
        moods += 0.35 * np.cos(2 * np.pi * days / 365.25 - rng.uniform(0, 2 * np.pi))
        christmas = np.exp(-0.5 * ((days % 365.25 - 345) / 14) ** 2)
        moods += rng.choice([0, 0.7]) * christmas
    if strong["trending"]:
        moods += rng.choice([-0.3, 0.3]) * days / 365.25
    if strong["shaken"]:
        moods += np.cumsum(rng.normal(0, 0.05 / np.sqrt(30), len(days)))
    return moods
