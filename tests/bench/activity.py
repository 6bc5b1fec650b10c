"""Judge the chance of another order: what was said before a window, and what came in it.

``python -m tests.bench activity`` prints the table of docs/activity.md.
Every log is judged at up to three windows that don't overlap. At each the model knows the days
before it only, and must be as good as its word in each fifth of the customers it judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import binomtest

from clv.customers import ReturnModel, summarise
from clv.customers.history import purchases
from clv.run import Run

HERE = Path(__file__).parents[2]
SAMPLES, SHARED = HERE / "sample_data", HERE.parent / "shared" / "data"
LOGS = {
    "CDNOW, sample": SAMPLES / "cdnow_sample.csv",
    "CDNOW, master": SHARED / "cdnow_master.csv.gz",
    "UCI Online Retail": SHARED / "uci_online_retail_lines.csv.gz",
    "Basket panel": SAMPLES / "complete_journey.parquet",
    "Demo shop": SAMPLES / "demo_shop.csv",
}
_WINDOWS, _NEAR, _MANY = 3, 0.07, 100


@dataclass(frozen=True)
class Fifth:
    """A fifth of the judged customers: what was said, and what came."""

    customers: int
    said: float
    came: float

    @property
    def holds(self) -> bool:
        """Whether it is near; of few people, whether the 95 % interval reaches it."""
        if self.customers >= _MANY:
            return abs(self.said - self.came) <= _NEAR
        back = binomtest(round(self.came * self.customers), self.customers)
        low, high = back.proportion_ci(0.95)
        return bool(low <= self.said <= high)


@dataclass(frozen=True)
class Judged:
    """One window of one log."""

    start: date
    window: int
    fifths: tuple[Fifth, ...]
    level: tuple[float, float, float, float]  # said, low, high, came
    log_loss: float
    log_loss_silence: float
    log_loss_base: float

    @property
    def holds(self) -> bool:
        """Whether every fifth holds."""
        return all(fifth.holds for fifth in self.fifths)


def orders_of(path: Path) -> pl.DataFrame:
    """Read a log as the app does."""
    return Run.of(path).cleaned.orders


def judged(orders: pl.DataFrame) -> list[Judged]:
    """Judge a log at its last windows, the last one first."""
    first, last = orders.select(
        pl.col("date").min().dt.date().alias("a"), pl.col("date").max().dt.date().alias("b")
    ).row(0)
    window = ReturnModel().fit(orders, last).window_
    days = [last - timedelta(days=window * back) for back in range(1, _WINDOWS + 1)]
    return [_judge(orders, day, window) for day in days if (day - first).days >= 3 * window]


def _judge(orders: pl.DataFrame, day: date, window: int) -> Judged:
    past = orders.filter(pl.col("date").dt.date() <= day)
    model = ReturnModel().fit(past, day)
    people = model.predict(summarise(past, day)).drop_nulls("p_return")
    came = purchases(orders, day, day + timedelta(days=window)).select("customer_id", "orders")
    people = people.join(came, on="customer_id", how="left").sort("p_return", "silence")
    said = people["p_return"].to_numpy()
    back = people["orders"].is_not_null().cast(pl.Float64).to_numpy()
    fifths = tuple(
        Fifth(len(part), float(said[part].mean()), float(back[part].mean()))
        for part in np.array_split(np.arange(len(said)), 5)
        if len(part)
    )
    level = float(said.mean())
    levels = (level, *model.range_of(level), float(back.mean()))
    alone = _silence_alone(past, day, window, people["silence"].to_numpy())
    base = np.full(len(back), back.mean())
    return Judged(day, window, fifths, levels, *(_log_loss(p, back) for p in (said, alone, base)))


def _silence_alone(past: pl.DataFrame, day: date, window: int, silence: np.ndarray) -> np.ndarray:
    """Return the chance by silence only, in ten equal groups of the window before."""
    earlier = day - timedelta(days=window)
    known = summarise(past.filter(pl.col("date").dt.date() <= earlier), earlier)
    came = purchases(past, earlier, day).select("customer_id", back="orders")
    known = known.join(came, on="customer_id", how="left")
    ages = (known["T"] - known["recency"]).to_numpy()
    back = known["back"].is_not_null().to_numpy()
    edges = np.unique(np.quantile(ages, np.linspace(0.1, 0.9, 9)))
    group = np.searchsorted(edges, ages)
    shares = [
        (back[group == g].sum() + 1) / ((group == g).sum() + 2) for g in range(len(edges) + 1)
    ]
    return np.array(shares)[np.searchsorted(edges, silence)]


def _log_loss(chance: np.ndarray, came: np.ndarray) -> float:
    p = np.clip(chance, 1e-6, 1 - 1e-6)
    return float(-np.mean(came * np.log(p) + (1 - came) * np.log(1 - p)))


def table() -> str:
    """Write the table of docs/activity.md."""
    head = ("log", "window after", "judged", "said / came, each fifth")
    level = ("all: said (range) / came",)
    losses = ("log loss", "silence alone", "base rate", "holds")
    lines = [f"| {' | '.join(head + level + losses)} |", "|---" * len(head + level + losses) + "|"]
    for name, path in LOGS.items():
        if not path.exists():
            continue
        for one in judged(orders_of(path)):
            fifths = ", ".join(
                f"{fifth.said:.2f} / {fifth.came:.2f}" + ("" if fifth.holds else " ✗")
                for fifth in one.fifths
            )
            people = sum(fifth.customers for fifth in one.fifths)
            lines.append(
                f"| {name} | {one.start}, {one.window} days | {people:,} | {fifths} "
                f"| {_level(*one.level)} "
                f"| {one.log_loss:.3f} | {one.log_loss_silence:.3f} | {one.log_loss_base:.3f} "
                f"| {'yes' if one.holds else 'no'} |"
            )
    return "\n".join(lines)


def _level(said: float, low: float, high: float, came: float) -> str:
    outside = "" if low <= came <= high else " ✗"
    return f"{said:.2f} ({low:.2f}–{high:.2f}) / {came:.2f}{outside}"


def main() -> None:
    """Print the table."""
    print(table())


if __name__ == "__main__":
    main()
