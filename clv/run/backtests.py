"""The forecasters, held against days that they have not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count

from clv import evaluate
from clv import tables as t
from clv.customers import Audit, History, SegmentRules, audit
from clv.errors import ModelError, Notice, UnsuitableDataError
from clv.evaluate import DEFAULT, Backtest, RollingBacktest, rolling_backtest
from clv.memo import step
from clv.run.customers import ELEVEN, CustomerSteps

_WINDOWS = 3.5  # of the horizon that a log must span to hold several tests of it


class BacktestSteps(CustomerSteps):
    """Steps that test."""

    @step("cleaned", "customer_sources", "horizon", "engine", "seed", "forecasters")
    def backtest_at(self, split: date | None = None) -> Backtest:
        """The forecasters fitted up to a day, held against the days that came after it."""
        names = self.settings.forecasters
        if names == "none":
            raise UnsuitableDataError("not_tested")
        return self._backtest(split, names)

    @step("cleaned", "customer_sources", "horizon", "engine", "seed")
    def backtest_of(self, name: str) -> Backtest:
        """A forecaster that is not among those compared, held against the last days."""
        return self._backtest(None, name)

    def _backtest(self, split: date | None, names: str) -> Backtest:
        return evaluate.backtest(
            self.cleaned.orders,
            split,
            names,
            self.settings,
            self.cleaned.lines,
            self._telling_each(Notice("testing"), 0.1, 0.7),
            sources=self.customer_sources,
        )

    @property
    @step("backtest_at")
    def backtest(self) -> Backtest:
        """The forecasters held against the last days, which they have not seen."""
        return self.backtest_at()

    @property
    @step("backtest")
    def backtest_or_none(self) -> Backtest | None:
        """The same; None where the log can't carry a test."""
        try:
            return self.backtest
        except ModelError:
            return None

    @property
    @step("cleaned", "customer_sources", "backtest", "horizon", "engine", "seed", "forecasters")
    def rolling_backtest(self) -> RollingBacktest:
        """All forecasters held against several stretches of days."""
        orders, backtest, settings = self.cleaned.orders, self.backtest_or_none, self.settings
        if settings.forecasters == "none":
            raise UnsuitableDataError("not_tested")
        days = (orders[t.DATE].max() - orders[t.DATE].min()).days  # type: ignore[union-attr, operator]
        if (
            backtest is not None and days < _WINDOWS * backtest.horizon
        ):  # else there is room for one
            settings = replace(settings, horizon=max(1, backtest.horizon // 2))
        return rolling_backtest(
            orders,
            models=settings.forecasters,
            settings=settings,
            lines=self.cleaned.lines,
            progress=self._telling_each(Notice("testing_often"), 0.0, 1.0),
            sources=self.customer_sources,
        )

    @step("cleaned", "backtest", "customers")
    def audit(self, rules: SegmentRules = ELEVEN) -> Audit:
        """A segmentation held against the days of the test."""
        self.tell(Notice("auditing"), 0.0)
        orders, backtest = self.cleaned.orders, self.backtest
        return audit(History(orders, backtest.split), orders, backtest.horizon, rules)

    def _telling_each(self, first: Notice, start: float, end: float) -> Callable[[Notice], None]:
        """Spread the messages of a test over its share of the way, one a forecaster."""
        self.tell(first, start)
        counter, most = count(), len(DEFAULT)

        def tell(notice: Notice) -> None:
            share = min(1.0, next(counter) / most)
            self.tell(notice, start + share * (end - start))

        return tell
