"""Worlds whose truth is known: logs drawn from BG/NBD, MBG/NBD or Pareto/NBD with Gamma-Gamma.

Times are continuous when drawn and cut to days afterwards, so that the models meet what a shop's
log would show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

START = date(2021, 1, 1)
# Per day and per money: near CDNOW's estimates, but with less heavy a tail of spend.
TRUTH = {
    "bg_nbd": (0.8, 45.0, 0.8, 2.5),
    "mbg_nbd": (0.9, 45.0, 0.9, 2.5),
    "mbg_cnbd_k": (0.9, 45.0, 0.9, 2.5),
    "pareto_nbd": (0.8, 45.0, 0.7, 80.0),
}
SPEND = (4.0, 4.0, 60.0)


@dataclass(frozen=True)
class World:
    """A log that goes on beyond the end of the observation."""

    log: pl.DataFrame
    end: date

    @property
    def past(self) -> pl.DataFrame:
        return self.log.filter(pl.col("date") <= self.end)

    def future(self, horizon: int) -> pl.DataFrame:
        """Orders (days) and revenue of every customer in the `horizon` days after the end."""
        until = self.end + timedelta(days=horizon)
        ahead = self.log.filter((pl.col("date") > self.end) & (pl.col("date") <= until))
        seen = ahead.group_by("customer_id").agg(
            orders=pl.col("date").n_unique().cast(pl.Int64), revenue=pl.col("amount").sum()
        )
        known = self.past.select("customer_id").unique().sort("customer_id")
        return known.join(seen, on="customer_id", how="left", maintain_order="left").fill_null(0)


def simulate(
    model: str,
    size: int,
    parameters: tuple[float, ...] | None = None,
    spend: tuple[float, float, float] = SPEND,
    days: int = 365,
    horizon: int = 365,
    seed: int = 0,
) -> World:
    """Draw a log of `size` customers who first buy within `days`, and what they buy after it."""
    rng = np.random.default_rng(seed)
    first = rng.uniform(0, days, size)
    r, alpha, *leaving = parameters or TRUTH[model]
    rate = rng.gamma(r, 1 / alpha, size)
    span = days + horizon - first
    count = rng.poisson(rate * span)
    customer = np.repeat(np.arange(size), count)
    when = first[customer] + rng.uniform(size=count.sum()) * span[customer]
    when = when[np.lexsort((when, customer))]
    place = np.arange(len(customer)) - np.repeat(np.cumsum(count) - count, count)
    made = _made(model, leaving, customer, place, when - first[customer], size, rng)
    customer = np.concatenate([np.arange(size), customer[made]])
    when = np.floor(np.concatenate([first, when[made]])).astype(int)
    p, q, v = spend
    amount = rng.gamma(p, 1 / rng.gamma(q, 1 / v, size)[customer])
    log = pl.DataFrame(
        {
            "customer_id": np.char.zfill(customer.astype(str), 7),
            "date": (np.datetime64(START) + when).astype("datetime64[ms]"),
            "amount": amount,
        }
    ).with_columns(pl.col("date").cast(pl.Date))
    return World(log, START + timedelta(days=days - 1))


def _made(model, leaving, customer, place, age, size, rng):
    """Which purchases still fall into the customer's life."""
    if model == "pareto_nbd":
        s, beta = leaving
        return age < rng.exponential(size=size)[customer] / rng.gamma(s, 1 / beta, size)[customer]
    a, b = leaving
    coin = np.maximum(rng.beta(a, b, size), 1e-12)
    last = rng.geometric(coin) - (model != "bg_nbd")
    return place < last[customer]
