"""Summarise generated orders with Perennial, with pandas and with lifetimes, in one run.

``python -m tests.bench.summarising 1000000`` prints seconds, the best of three, and checks that
all three give the same customers.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from time import perf_counter

import numpy as np
import pandas as pd
import polars as pl

from clv.customers import summarise

DEFAULT = (1_000_000,)
ORDERS_PER_CUSTOMER = 5


def generate(orders: int, seed: int = 7) -> pl.DataFrame:
    """Draw orders over two years; who orders how often is as unequal as in a real shop."""
    rng = np.random.default_rng(seed)
    customers = max(orders // ORDERS_PER_CUSTOMER, 1)
    share = rng.gamma(0.5, size=customers)
    owner = rng.choice(customers, orders, p=share / share.sum())
    start = np.datetime64(datetime(2023, 1, 1), "us")
    seconds = rng.integers(0, 730 * 86_400, orders)
    return pl.DataFrame(
        {
            "customer_id": pl.Series(owner).cast(pl.String).str.zfill(9),
            "date": start + seconds * np.timedelta64(1_000_000, "us"),
            "amount": rng.gamma(2.0, 20.0, orders).round(2),
        }
    )


def with_pandas(orders: pd.DataFrame) -> pd.DataFrame:
    """Summarise with two group-bys, as one would by hand."""
    day = orders["date"].dt.normalize()
    days = orders.groupby(["customer_id", day], sort=True)["amount"].sum().reset_index()
    by_customer = days.groupby("customer_id")
    found = by_customer["date"].agg(["min", "max", "size"])
    first = by_customer["amount"].first()
    frequency = found["size"] - 1
    repeat = (by_customer["amount"].sum() - first) / frequency.where(frequency > 0)
    return pd.DataFrame(
        {
            "frequency": frequency,
            "recency": (found["max"] - found["min"]).dt.days,
            "T": (days["date"].max() - found["min"]).dt.days,
            "monetary_value": repeat.fillna(0.0),
        }
    )


def with_lifetimes(orders: pd.DataFrame) -> pd.DataFrame:
    """Summarise with the reference."""
    from lifetimes.utils import summary_data_from_transaction_data

    return summary_data_from_transaction_data(orders, "customer_id", "date", "amount")


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Time the best of several runs."""
    spent = []
    for _ in range(times):
        start = perf_counter()
        work()
        spent.append(perf_counter() - start)
    return min(spent)


def same(ours: pl.DataFrame, theirs: pd.DataFrame) -> bool:
    """Tell whether both hold the same customers and figures."""
    names = ["frequency", "recency", "T", "monetary_value"]
    left = ours.select(names).to_numpy().astype(float)
    return np.allclose(left, theirs.sort_index()[names].to_numpy().astype(float), atol=1e-6)


def main(sizes: Sequence[int] = DEFAULT) -> None:
    """Print one line a size and way."""
    print(f"{'orders':>12}  {'customers':>10}  {'way':<10}  seconds  times ours")
    for size in sizes:
        orders = generate(size)
        frame = orders.to_pandas()
        ours, theirs = summarise(orders), with_lifetimes(frame)
        assert same(ours, theirs), "lifetimes sees other customers"
        assert same(ours, with_pandas(frame)), "pandas sees other customers"
        mine = seconds(lambda orders=orders: summarise(orders))
        rivals = {"pandas": with_pandas, "lifetimes": with_lifetimes}
        print(f"{size:>12,}  {ours.height:>10,}  {'perennial':<10}  {mine:7.3f}       1.0")
        for name, way in rivals.items():
            spent = seconds(lambda way=way, frame=frame: way(frame))
            print(f"{size:>12,}  {ours.height:>10,}  {name:<10}  {spent:7.3f}  {spent / mine:8.1f}")


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or DEFAULT)
