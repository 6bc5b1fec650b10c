"""All forecasters and lifetimes on every log at hand: the public table, `docs/benchmark.md`.

``python -m tests.bench forecasters [all]``. On each log, at three earlier days and two horizons:

- every forecaster is fitted on what was known that day, and held against what came;
- the champion is chosen from earlier days still, knowing nothing of the test, and compared with
  BG/NBD + Gamma-Gamma by a paired bootstrap;
- BG/NBD + Gamma-Gamma is fitted by `lifetimes`, too.

Negative controls: a log whose days are dealt anew, one whose amounts are, and a simulated one
where everybody is alike. Each must end in the verdict "nothing" or have no gain to show.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import polars as pl

from clv.errors import ModelError
from clv.evaluate import (
    DEFAULT,
    REFERENCE,
    Backtest,
    backtest,
    choose_champion,
    earlier_tests,
    judge,
)
from clv.evaluate.bootstrap import ranges
from clv.intake import clean, load
from clv.options import Settings

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
OUT = ROOT / "docs" / "benchmark.md"
LOGS: dict[str, tuple[Path, tuple[date, ...], tuple[int, int]]] = {
    "CDNOW sample": (
        ROOT / "sample_data" / "cdnow_sample.csv",
        (date(1997, 6, 30), date(1997, 9, 30), date(1997, 12, 31)),
        (84, 180),
    ),
    "CDNOW master": (
        SHARED / "cdnow_master.csv.gz",
        (date(1997, 6, 30), date(1997, 9, 30), date(1997, 12, 31)),
        (84, 180),
    ),
    "UCI Online Retail": (
        SHARED / "uci_online_retail_lines.csv.gz",
        (date(2011, 6, 1), date(2011, 8, 9), date(2011, 9, 15)),
        (84, 120),
    ),
    "Grocery baskets": (
        ROOT / "sample_data" / "complete_journey.parquet",
        (date(2017, 6, 30), date(2017, 8, 31), date(2017, 9, 30)),
        (84, 120),
    ),
    "Demo shop": (
        ROOT / "sample_data" / "demo_shop.csv",
        (date(2024, 3, 31), date(2024, 6, 30), date(2024, 12, 31)),
        (90, 180),
    ),
}

PROTOCOL = """\
Made by `make benchmark`. Each forecaster is fitted on what was known on a day and held against the
days after it: three days and two horizons a log, means over them. Gini: 1 is a perfect order of
customers by revenue; MAE and CRPS in money a customer (CRPS is proper: it can't be lowered by
forecasting less); total: forecast over fact, as the forecaster alone tells it, before its past
errors correct it; top tenth: share of revenue that the best-forecast tenth brought; coverage:
customers inside their 90 % range."""
COMPARED = """\
Against BG/NBD + Gamma-Gamma; 90 % ranges of a paired bootstrap of the customers. In {count} tests
it was for certain more than .005 of Gini or 1 % of MAE worse in {lost}. Mean over logs: Gini
{gini:+.3f}, MAE × {mae:.3f}."""


def main(models: str = "default") -> None:
    """Run all, write the table."""
    names = DEFAULT if models == "default" else models
    rows, champions = [], []
    for log, orders, split, horizon in cells():
        settings = Settings(horizon=horizon)
        tested = backtest(orders, split, names, settings)
        rows += [{"log": log, **row} for row in tested.table.iter_rows(named=True)]
        rows += lifetimes(log, orders, split, settings)
        champions.append(against_reference(log, orders, tested, settings))
        print(champions[-1], flush=True)
    OUT.write_text(page(pl.DataFrame(rows, infer_schema_length=None), champions, controls()))
    print(OUT.read_text())


def cells() -> Iterator[tuple[str, pl.DataFrame, date, int]]:
    """Every log that is at hand, each day, each horizon that the log holds."""
    for log, (path, splits, horizons) in LOGS.items():
        if not path.exists():
            continue
        orders = clean(load(path)).orders
        last = orders["date"].max().date()
        for split in splits:
            for horizon in horizons:
                if split + timedelta(days=horizon) <= last:
                    yield log, orders, split, horizon


def lifetimes(log: str, orders: pl.DataFrame, split: date, settings: Settings) -> list[dict]:
    """BG/NBD and Gamma-Gamma as `lifetimes` fits them."""
    try:
        tested = backtest(
            orders, split, [REFERENCE], Settings(horizon=settings.horizon, engine="lifetimes")
        )
    except ModelError:
        return []
    row = {"name": "lifetimes", "title": "BG/NBD + Gamma-Gamma by lifetimes"}
    return [{"log": log, **each, **row} for each in tested.table.iter_rows(named=True)]


def against_reference(log: str, orders: pl.DataFrame, tested: Backtest, settings: Settings) -> dict:
    """Choose the champion before the split, and compare it on the days after it."""
    before = orders.filter(pl.col("date").dt.date() <= tested.split)
    name = "blend"
    try:
        first = backtest(before, None, DEFAULT, settings)
        name = choose_champion((first, *earlier_tests(first, before, settings))).name or name
    except ModelError:
        pass  # too little to choose by: the blend
    name = name if name in tested.outlooks else REFERENCE
    row = ranges(tested.drawn, REFERENCE).row(by_predicate=pl.col("name") == name, named=True)
    base = tested.table.filter(pl.col("name") == REFERENCE)["mae_spend"][0]
    return {
        "log": log,
        "split": tested.split,
        "horizon": tested.horizon,
        "champion": name,
        "gini_gain": row["gini_gain"],
        "gini_low": row["gini_gain_low"],
        "gini_high": row["gini_gain_high"],
        "mae_ratio": 1 - row["mae_gain"] / base,
        "mae_low": 1 - row["mae_gain_high"] / base,
        "mae_high": 1 - row["mae_gain_low"] / base,
    }


def controls() -> list[tuple[str, str, float]]:
    """Logs that hold nothing to learn: what the verdict says of each."""
    orders = clean(load(LOGS["CDNOW sample"][0])).orders
    rng = np.random.default_rng(4)
    dealt = orders.with_columns(pl.Series("customer_id", rng.permutation(orders["customer_id"])))
    paid = orders.with_columns(pl.Series("amount", rng.permutation(orders["amount"])))
    found = []
    for title, log in (
        ("CDNOW, every order given to somebody at random", dealt),
        ("CDNOW, amounts dealt anew (who returns can still be known)", paid),
        ("2,000 customers all alike", alike(rng)),
    ):
        tested = backtest(log, None, DEFAULT, Settings(horizon=180))
        verdict = judge(tested, model=choose_champion([tested]).name or REFERENCE)
        row = tested.table.filter(pl.col("name") == verdict.model)
        gini = float(row["gini"][0]) if row.height and row["gini"][0] is not None else 0.0
        found.append((title, verdict.use, gini))
    return found


def alike(rng: np.random.Generator) -> pl.DataFrame:
    """Two years of customers who all buy as often, as much, and never leave."""
    count = 2_000
    orders = 1 + rng.poisson(6, count)
    who = np.repeat(np.arange(count), orders)
    days = rng.uniform(0, 730, len(who))
    return pl.DataFrame(
        {
            "customer_id": who.astype(str),
            "date": [datetime(2022, 1, 1) + timedelta(days=float(day)) for day in days],
            "amount": rng.gamma(4, 10, len(who)),
        }
    ).sort("customer_id", "date")


def page(table: pl.DataFrame, champions: list[dict], negative: list[tuple[str, str, float]]) -> str:
    """Write the results as Markdown."""
    means = (
        table.group_by("log", "title", maintain_order=True)
        .agg(pl.len(), pl.col("gini", "mae_spend", "crps", "bias", "top10", "coverage90").mean())
        .iter_rows(named=True)
    )
    chosen = pl.DataFrame(champions)
    by_log = chosen.group_by("log").agg(pl.col("gini_gain", "mae_ratio").mean())
    lost = chosen.filter((pl.col("gini_high") < -0.005) | (pl.col("mae_low") > 1.01)).height
    head = [
        "# Forecasters compared",
        "",
        PROTOCOL,
        "",
        "| log | forecaster | tests | Gini | MAE | CRPS | total | top tenth | coverage |",
        "| --- | --- | --: | --: | --: | --: | --: | --: | --: |",
    ]
    lines = [
        "| {log} | {title} | {len} | {gini} | {mae_spend} | {crps} | {bias} | {top10} | "
        "{coverage90} |".format(
            **{
                key: value if isinstance(value, str | int) else number(value)
                for key, value in row.items()
            }
        )
        for row in means
    ]
    champion = [
        "",
        "## The champion, chosen before the test",
        "",
        COMPARED.format(
            count=len(champions),
            lost=lost,
            gini=by_log["gini_gain"].mean(),
            mae=by_log["mae_ratio"].mean(),
        ),
        "",
        "| log | day | days ahead | champion | Gini gained | MAE × |",
        "| --- | --- | --: | --- | --: | --: |",
        *(
            f"| {row['log']} | {row['split']} | {row['horizon']} | {row['champion']} | "
            f"{row['gini_gain']:+.3f} ({row['gini_low']:+.3f} to {row['gini_high']:+.3f}) | "
            f"{row['mae_ratio']:.3f} ({row['mae_low']:.3f} to {row['mae_high']:.3f}) |"
            for row in champions
        ),
        "",
        "## Negative controls",
        "",
        "| log | verdict | Gini |",
        "| --- | --- | --: |",
        *(f"| {title} | {use} | {gini:.2f} |" for title, use, gini in negative),
        "",
    ]
    return "\n".join([*head, *lines, *champion])


def number(value: float | None) -> str:
    """Write a number short."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3f}"


if __name__ == "__main__":
    main(*sys.argv[1:])
