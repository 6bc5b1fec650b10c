"""The backtest on several splits: whether a model is good, or was lucky once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

import polars as pl

from clv import tables as t
from clv.errors import Notice, UnsuitableDataError
from clv.evaluate.backtests.backtest import Backtest, backtest
from clv.evaluate.backtests.splits import rolling
from clv.evaluate.measures import MEASURES
from clv.intake import CustomerSource
from clv.learning import draw_customers
from clv.options import Settings

EARLIER = 2  # tests before the latest
EARLIER_CUSTOMERS = 8_000  # looked at in each


@dataclass(frozen=True)
class RollingBacktest:
    """Several backtests of one log.

    Parameters
    ----------
    tests : tuple of Backtest
        Latest split first.
    """

    tests: tuple[Backtest, ...]

    @property
    def table(self) -> pl.DataFrame:
        """One row a forecaster and split: ``split`` and the columns of `Backtest.table`."""
        return pl.concat(
            [test.table.select(pl.lit(test.split).alias("split"), pl.all()) for test in self.tests]
        )

    @property
    def mean(self) -> pl.DataFrame:
        """Means over the splits, and the worst Gini and the widest bias.

        Returns
        -------
        polars.DataFrame
            ``name``, ``title``, ``kind``, ``splits``, the measures, ``gini_worst``,
            ``bias_lowest``, ``bias_highest``; only forecasters that stood every split are
            comparable, `splits` tells.
        """
        return self.table.group_by("name", "title", "kind", maintain_order=True).agg(
            pl.len().cast(pl.Int64).alias("splits"),
            *(pl.col(measure).mean() for measure in MEASURES),
            pl.col("gini").min().alias("gini_worst"),
            pl.col("bias").min().alias("bias_lowest"),
            pl.col("bias").max().alias("bias_highest"),
        )


def earlier_tests(
    tested: Backtest,
    orders: pl.DataFrame,
    settings: Settings,
    lines: pl.DataFrame | None = None,
    progress: Callable[[Notice], None] | None = None,
    sources: Iterable[CustomerSource] = (),
) -> tuple[Backtest, ...]:
    """Repeat a backtest on up to two earlier days, on some thousands of customers at most.

    Parameters
    ----------
    tested : Backtest
        The latest; the same forecasters are tested again.
    orders, settings, lines, progress, sources
        As in `clv.evaluate.backtests.backtest`.

    Returns
    -------
    tuple of Backtest
        Latest first; empty where the log is too short.
    """
    chosen = draw_customers(orders, EARLIER_CUSTOMERS, settings.seed)
    if chosen is not None:
        orders = orders.join(chosen, on=t.CUSTOMER_ID, how="semi")
        lines = None if lines is None else lines.join(chosen, on=t.CUSTOMER_ID, how="semi")
    # A network that takes minutes a day stands in the latest test only, and wins no title.
    names = tested.table.filter(pl.col("kind") != "sequence")["name"].to_list()
    before = orders.filter(pl.col(t.DATE).dt.date() <= tested.split)
    settings, tests = replace(settings, as_of=tested.split), []
    with suppress(UnsuitableDataError):  # the rest of the log is too short for another
        for split in rolling(before, EARLIER, settings):
            tests += [backtest(before, split, names, settings, lines, progress, sources=sources)]
    return tuple(tests)


def rolling_backtest(
    orders: pl.DataFrame,
    count: int = 3,
    models: str | Iterable[str] = "default",
    settings: Settings | None = None,
    lines: pl.DataFrame | None = None,
    progress: Callable[[Notice], None] | None = None,
    sources: Iterable[CustomerSource] = (),
) -> RollingBacktest:
    """Run `backtest` on up to `count` splits, half a hidden period apart.

    Parameters
    ----------
    orders, models, settings, lines, progress, sources
        As in `clv.evaluate.backtests.backtest`.
    count : int
        Splits at most; one where the log is short.

    Returns
    -------
    RollingBacktest

    Raises
    ------
    UnsuitableDataError
        ``too_short_to_test``, ``too_few_customers`` when not even the latest split can be tested.
    """
    settings = settings or Settings()
    tell = progress or (lambda _message: None)
    names = models if isinstance(models, str) else tuple(models)
    tests = []
    for number, split in enumerate(rolling(orders, count, settings), start=1):
        tell(Notice("testing_split", number=number, split=split))
        try:
            tests.append(backtest(orders, split, names, settings, lines, progress, sources=sources))
        except UnsuitableDataError:
            if not tests:  # an earlier split may find too few customers; the latest must not
                raise
    return RollingBacktest(tuple(tests))
