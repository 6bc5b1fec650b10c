"""The backtest: hide the last period of the log, let everybody forecast it, then look.

Every forecaster sees the same history up to the split and is measured on the same customers, those
known at the split, over the same days after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from time import perf_counter

import numpy as np
import polars as pl

from clv import tables as t
from clv.customers import History, recognise_plan
from clv.errors import ConvergenceError, ModelError, Notice, UnsuitableDataError
from clv.evaluate.backtests.bootstrap import Draws, draw, ranges
from clv.evaluate.backtests.splits import hide, sampled
from clv.evaluate.forecasters import FORECASTERS, REFERENCE, RENEWALS, Forecaster, choose
from clv.evaluate.measures import MEASURES, by_decile, column, mae, measure
from clv.intake import CustomerSource
from clv.learning import TrainingData
from clv.options import Settings

Progress = Callable[[Notice], None]

FEWEST_CUSTOMERS = 50
SCHEMA = {"name": pl.String, "title": pl.String, "kind": pl.String, **MEASURES}


@dataclass(frozen=True)
class Backtest:
    """What each forecaster had said, and what came.

    Parameters
    ----------
    split : datetime.date
        Last day the forecasters saw.
    horizon : int
        Days after it that were forecast.
    actual : polars.DataFrame
        ``customer_id``, ``orders``, ``revenue`` of those days, zeros included.
    outlooks : dict of str to polars.DataFrame
        Forecaster -> table `clv.tables.OUTLOOK`, rows in the order of `actual`.
    table : polars.DataFrame
        One row a forecaster: name, title, kind and `MEASURES`; null where not measurable.
    failures : dict of str to Notice
        Forecasters that the data could not carry -> why.
    """

    split: date
    horizon: int
    actual: pl.DataFrame
    outlooks: dict[str, pl.DataFrame]
    table: pl.DataFrame
    failures: dict[str, Notice] = field(default_factory=dict)

    @cached_property
    def drawn(self) -> Draws:
        """The measures on paired bootstrap draws of the customers, the same for all."""
        foreseen = {
            name: column(outlook, t.EXPECTED_REVENUE) for name, outlook in self.outlooks.items()
        }
        return draw(column(self.actual, t.REVENUE), foreseen)

    @property
    def mae_of_the_mean(self) -> float:
        """The error of somebody who knew the mean revenue and gave it to everybody."""
        revenue = column(self.actual, t.REVENUE)
        return mae(revenue, np.full_like(revenue, revenue.mean()))

    @cached_property
    def ranges(self) -> pl.DataFrame:
        """How sure the comparison is: 90 % ranges, and what is gained on the reference.

        Returns
        -------
        polars.DataFrame
            ``name``; ``gini``, ``mae_spend`` and ``bias``, each ``_low`` and ``_high``; and
            ``gini_gain`` and ``mae_gain`` over BG/NBD + Gamma-Gamma with ``_low`` and ``_high``
            (a gain in error is money a customer; null where the reference is not in the test).
        """
        return ranges(self.drawn, REFERENCE)

    @cached_property
    def deciles(self) -> pl.DataFrame:
        """Calibration: forecast and fact of ten equal groups, from the lowest forecast up.

        Returns
        -------
        polars.DataFrame
            ``name``, ``decile`` (1 the lowest forecast), ``customers``, ``predicted``,
            ``actual`` (mean revenue a customer), ``p_buy``, ``bought`` (share).
        """
        return pl.concat(
            [by_decile(name, outlook, self.actual) for name, outlook in self.outlooks.items()]
        )


def backtest(
    orders: pl.DataFrame,
    split: date | None = None,
    models: str | Iterable[str] = "default",
    settings: Settings | None = None,
    lines: pl.DataFrame | None = None,
    progress: Progress | None = None,
    stopped: Callable[[], bool] | None = None,
    sources: Iterable[CustomerSource] = (),
) -> Backtest:
    """Forecast the last period of the log from what came before it, and compare.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    split : datetime.date, optional
        Last day the forecasters may see. When None, the period hidden is the horizon, or half of
        the log where that is shorter.
    models : str or iterable of str
        ``"default"`` (for subscriptions their own forecaster, too), ``"all"``, or names in
        `clv.evaluate.FORECASTERS`.
    settings : Settings, optional
        Horizon (the hidden period is no longer), engine, seed.
    lines : polars.DataFrame, optional
        Table `clv.tables.LINES`, for features of the products.
    progress : callable, optional
        Told in words what is being done.
    stopped : callable, optional
        Asked before each forecaster whether to stop; those not reached are among the failures.
    sources : iterable of CustomerSource
        What else is known of the customers, for features of it.

    Returns
    -------
    Backtest

    Raises
    ------
    UnsuitableDataError
        ``too_short_to_test``, ``too_few_to_test``.
    SettingsError
        ``bad_split``, ``unknown_model``.
    """
    settings = settings or Settings()
    forecasters = choose(models)
    if models == "default" and recognise_plan(orders) is not None:
        forecasters = (*forecasters, FORECASTERS[RENEWALS])
    day, horizon = hide(orders, split, settings)
    orders, lines = sampled(orders, lines, settings.seed)
    data = TrainingData(History(orders, day, lines, sources), horizon)
    if data.history.customers.height < FEWEST_CUSTOMERS:
        count = data.history.customers.height
        raise UnsuitableDataError("too_few_to_test", least=FEWEST_CUSTOMERS, count=count)
    actual = data.history.future(orders, horizon)
    tell, over = progress or (lambda _message: None), stopped or (lambda: False)
    return _compare(forecasters, data, actual, settings, tell, over)


def _compare(
    forecasters: tuple[Forecaster, ...],
    data: TrainingData,
    actual: pl.DataFrame,
    settings: Settings,
    progress: Progress,
    stopped: Callable[[], bool],
) -> Backtest:
    outlooks: dict[str, pl.DataFrame] = {}
    failures: dict[str, Notice] = {}
    rows = []
    for forecaster in forecasters:
        if stopped():
            failures[forecaster.name] = Notice("not_reached")
            continue
        progress(Notice("testing_one", title=forecaster.title))
        start = perf_counter()
        try:
            outlook = _in_order(_finite(forecaster.look(data, settings)), actual)
        except ModelError as error:
            failures[forecaster.name] = error.notice
            continue
        seconds = perf_counter() - start
        outlooks[forecaster.name] = outlook
        measured = measure(outlook, actual)
        rows.append(
            (forecaster.name, forecaster.title, forecaster.kind, *measured.values(), seconds)
        )
    table = pl.DataFrame(rows, SCHEMA, orient="row")
    return Backtest(data.history.cut, data.horizon, actual, outlooks, table, failures)


def _finite(outlook: pl.DataFrame) -> pl.DataFrame:
    """Return `outlook`, or say that there is none: NaN never reaches a person."""
    finite = outlook.select(
        pl.col(t.P_BUY, t.EXPECTED_PURCHASES, t.EXPECTED_REVENUE).is_finite().all()
    )
    if not all(finite.fill_null(False).row(0)):
        raise ConvergenceError("no_forecast")
    return outlook


def _in_order(outlook: pl.DataFrame, actual: pl.DataFrame) -> pl.DataFrame:
    return actual.select(t.CUSTOMER_ID).join(
        outlook, on=t.CUSTOMER_ID, how="left", maintain_order="left"
    )
