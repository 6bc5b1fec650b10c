"""The backtest: hide the last stretch of the log, let everybody forecast it, then look.

Every forecaster sees the same history up to the split and is measured on the same customers, those
known at the split, over the same days after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import perf_counter

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers import History
from clv.errors import ModelError, SettingsError, UnsuitableDataError
from clv.evaluate.forecasters import Forecaster, choose
from clv.evaluate.measures import auc, bias, coverage, gini, mae, rmse, spearman, top_share
from clv.learning import Past
from clv.settings import Settings
from clv.words import _

Array = npt.NDArray[np.float64]
Progress = Callable[[str], None]

FEWEST_CUSTOMERS = 50
FEWEST_DAYS = 28  # of history, and of what comes after it
MEASURES = {
    "mae_orders": pl.Float64,
    "mae_spend": pl.Float64,
    "rmse_spend": pl.Float64,
    "bias": pl.Float64,
    "gini": pl.Float64,
    "spearman": pl.Float64,
    "top10": pl.Float64,
    "top20": pl.Float64,
    "auc": pl.Float64,
    "coverage90": pl.Float64,
    "seconds": pl.Float64,
}
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
    failures : dict of str to str
        Forecasters that the data could not carry -> why, in words.
    """

    split: date
    horizon: int
    actual: pl.DataFrame
    outlooks: dict[str, pl.DataFrame]
    table: pl.DataFrame
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def deciles(self) -> pl.DataFrame:
        """Calibration: forecast and fact of ten equal groups, from the lowest forecast up.

        Returns
        -------
        polars.DataFrame
            ``name``, ``decile`` (1 the lowest forecast), ``customers``, ``predicted``,
            ``actual`` (mean revenue a customer), ``p_buy``, ``bought`` (share).
        """
        return pl.concat(
            [_deciles(name, outlook, self.actual) for name, outlook in self.outlooks.items()]
        )


def backtest(
    orders: pl.DataFrame,
    split: date | None = None,
    models: str | Iterable[str] = "default",
    settings: Settings | None = None,
    lines: pl.DataFrame | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """Forecast the last stretch of the log from what came before it, and compare.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    split : datetime.date, optional
        Last day the forecasters may see. When None, the stretch hidden is the horizon, or half of
        the log where that is shorter.
    models : str or iterable of str
        ``"default"``, ``"all"``, or names in `clv.evaluate.FORECASTERS`.
    settings : Settings, optional
        Horizon (the hidden stretch is no longer), engine, seed.
    lines : polars.DataFrame, optional
        Table `clv.tables.LINES`, for features of the products.
    progress : callable, optional
        Told in words what is being done.

    Returns
    -------
    Backtest

    Raises
    ------
    UnsuitableDataError
        ``too_short_to_test``, ``too_few_customers``.
    SettingsError
        ``bad_split``, ``unknown_model``.
    """
    settings = settings or Settings()
    forecasters = choose(models)
    day, horizon = _hide(orders, split, settings)
    past = Past(History(orders, day, lines), horizon)
    if past.history.customers.height < FEWEST_CUSTOMERS:
        raise UnsuitableDataError(
            "too_few_customers",
            _(
                "A backtest needs at least {least} customers before the split; there are {found}."
            ).format(least=FEWEST_CUSTOMERS, found=past.history.customers.height),
        )
    actual = past.history.future(orders, horizon)
    return _compare(forecasters, past, actual, settings, progress or (lambda _message: None))


def _hide(orders: pl.DataFrame, split: date | None, settings: Settings) -> tuple[date, int]:
    """Return the split and the days to forecast."""
    days = orders.select(pl.col(t.DATE).min().alias("first"), pl.col(t.DATE).max().alias("last"))
    if orders.is_empty():
        raise UnsuitableDataError("too_short_to_test", _("There are no orders to test on."))
    first, last = days["first"][0].date(), days["last"][0].date()
    end = max(last, settings.as_of) if settings.as_of else last
    span = (end - first).days
    if split is None:
        if span < 2 * FEWEST_DAYS:
            raise UnsuitableDataError(
                "too_short_to_test",
                _(
                    "The log spans {span} days; a backtest needs at least {least}: half to learn "
                    "from, half to be measured on."
                ).format(span=span, least=2 * FEWEST_DAYS),
            )
        split = end - timedelta(days=min(settings.horizon, span // 2))
    if not first <= split < end:
        raise SettingsError(
            "bad_split",
            _(
                "The split lies between the first day {first} and the day before the last {last}."
            ).format(first=first, last=end),
        )
    return split, min(settings.horizon, (end - split).days)


def _compare(
    forecasters: tuple[Forecaster, ...],
    past: Past,
    actual: pl.DataFrame,
    settings: Settings,
    progress: Progress,
) -> Backtest:
    outlooks: dict[str, pl.DataFrame] = {}
    failures: dict[str, str] = {}
    rows = []
    for forecaster in forecasters:
        progress(_("Testing {title}").format(title=_(forecaster.title)))
        start = perf_counter()
        try:
            outlook = forecaster.look(past, settings)
        except ModelError as error:
            failures[forecaster.name] = error.message
            continue
        seconds = perf_counter() - start
        outlooks[forecaster.name] = _in_order(outlook, actual)
        measured = measure(outlooks[forecaster.name], actual)
        rows.append(
            (forecaster.name, forecaster.title, forecaster.kind, *measured.values(), seconds)
        )
    table = pl.DataFrame(rows, SCHEMA, orient="row")
    return Backtest(past.history.cut, past.horizon, actual, outlooks, table, failures)


def _in_order(outlook: pl.DataFrame, actual: pl.DataFrame) -> pl.DataFrame:
    return actual.select(t.CUSTOMER_ID).join(
        outlook, on=t.CUSTOMER_ID, how="left", maintain_order="left"
    )


def measure(outlook: pl.DataFrame, actual: pl.DataFrame) -> dict[str, float | None]:
    """Measure one outlook against what came; rows in the same order.

    Returns
    -------
    dict
        The measures of `MEASURES` less ``seconds``; None where the data define none.
    """
    revenue, orders = _column(actual, t.REVENUE), _column(actual, t.ORDER_COUNT)
    money, days = _column(outlook, t.EXPECTED_REVENUE), _column(outlook, t.EXPECTED_ORDERS)
    return {
        "mae_orders": mae(orders, days),
        "mae_spend": mae(revenue, money),
        "rmse_spend": rmse(revenue, money),
        "bias": bias(revenue, money),
        "gini": gini(revenue, money),
        "spearman": spearman(revenue, money),
        "top10": top_share(revenue, money, 0.1),
        "top20": top_share(revenue, money, 0.2),
        "auc": auc(orders > 0, _column(outlook, t.P_BUY)),
        "coverage90": _coverage(outlook, revenue),
    }


def _coverage(outlook: pl.DataFrame, revenue: Array) -> float | None:
    ends = (t.EXPECTED_REVENUE_LOW, t.EXPECTED_REVENUE_HIGH)
    if any(end not in outlook.columns or outlook[end].null_count() for end in ends):
        return None
    return coverage(revenue, _column(outlook, ends[0]), _column(outlook, ends[1]))


def _column(table: pl.DataFrame, name: str) -> Array:
    return table[name].to_numpy().astype(np.float64)


def _deciles(name: str, outlook: pl.DataFrame, actual: pl.DataFrame) -> pl.DataFrame:
    place = outlook[t.EXPECTED_REVENUE].rank("ordinal").cast(pl.Int64) - 1
    return (
        pl.DataFrame(
            {
                "decile": place * 10 // max(1, outlook.height) + 1,
                "predicted": outlook[t.EXPECTED_REVENUE],
                "actual": actual[t.REVENUE],
                "p_buy": outlook[t.P_BUY],
                "bought": (actual[t.ORDER_COUNT] > 0).cast(pl.Float64),
            }
        )
        .group_by("decile")
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.all().mean())
        .sort("decile")
        .select(pl.lit(name).alias("name"), pl.all())
    )
