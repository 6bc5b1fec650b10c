"""What the models' totals were worth on earlier days of the same log, and what follows from it.

The forecast is made anew at up to a dozen earlier days (splits), each time with what was known
then, and held against what came. The log ratios go, as data, into `clv.models.totals`, which moves
today's total by what they agree on and widens its range by what they don't.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

import numpy as np
import polars as pl

from clv import tables as t
from clv.customers import History, purchase_days, summarise, summarise_at, with_log_gaps
from clv.errors import ModelError
from clv.models import (
    PURCHASE_MODELS,
    SPEND_MODELS,
    TWO_SEASONS,
    Calendar,
    Curve,
    Expectations,
    PastErrors,
    PastTotals,
    PurchaseModel,
    SpendModel,
    fit_calendar,
    fit_trend,
)
from clv.options import Settings

Outlook = Callable[[History, int], pl.DataFrame]
"""From a history and days ahead to the table `clv.tables.OUTLOOK`."""
PAIR = ("mbg_nbd", "gamma_gamma_all")
MOST_SPLITS = 12
SHORTEST_HISTORY = 28  # days before a split
SHORTEST_WINDOW = 14  # and after it
ANNIVERSARIES = 5  # splits at today's place in earlier years
SEARCHED_BACK = 730  # days over which the other splits are spread
MOST_CUSTOMERS = 20_000  # looked at; of more, a part that stands for all
YEAR = 365
TESTED_DAYS = 90  # ahead, when the calendar is tested: its help must not hang on the horizon
FEWEST_TESTS = 4
TOLERANCE = 0.1  # a season that loses by so little may have been unlucky
HALF_A_YEAR = 150  # days of history, nearly, before a trend is tested
TREND_GAINS = 0.5  # what a trend leaves of the squared errors, or it is none

SCHEMA = {
    "split": pl.Date,
    "history": pl.Int64,
    "horizon": pl.Int64,
    "purchases": pl.Float64,
    "came_purchases": pl.Float64,
    "revenue": pl.Float64,
    "came_revenue": pl.Float64,
    "luck": pl.Float64,
}


class Split(NamedTuple):
    """An earlier day, and how many days after it are looked at."""

    day: date
    horizon: int


def splits_inside(first: date, end: date, horizon: int) -> tuple[Split, ...]:
    """Choose the earlier days at which to forecast, the earliest first.

    The same day of earlier years comes first, since they know today's season; the others are
    spread evenly over the last two years. No window is longer than the history before it, nor
    reaches beyond `end`.

    Parameters
    ----------
    first, end : datetime.date
        First and last day of the observation.
    horizon : int
        Days that today's forecast looks ahead.

    Examples
    --------
    >>> splits = splits_inside(date(2021, 1, 1), date(2024, 12, 31), 90)
    >>> len(splits), splits[0], splits[-1].horizon
    (11, Split(day=datetime.date(2022, 1, 1), horizon=90), 14)
    """
    span = (end - first).days
    latest, earliest = span - SHORTEST_WINDOW, SHORTEST_HISTORY
    if latest < earliest:
        return ()
    same_season = {span - YEAR * back for back in range(1, ANNIVERSARIES + 1)}
    ages = {age for age in same_season if earliest + YEAR // 2 <= age <= latest}
    spread = np.linspace(max(earliest, span - SEARCHED_BACK), latest, MOST_SPLITS - len(ages))
    ages |= set(np.rint(spread).astype(int).tolist())
    return tuple(
        Split(first + timedelta(days=age), min(horizon, span - age, age)) for age in sorted(ages)
    )


def estimate_calendar(orders: pl.DataFrame, end: date, settings: Settings) -> Calendar:
    """Estimate what each month is worth, from the orders up to `end`; see `clv.models.calendar`.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    end : datetime.date
        Last day of the observation.
    settings : Settings
        Its `calendar`: ``"off"`` looks for no season, ``"on"`` takes what there is, ``"auto"``
        leaves it out where forecasts of earlier days were worse with it.

    Returns
    -------
    Calendar
        Flat where it is off, where the log is too short, or where no model can be fitted. A trend
        stands in it only where forecasts of earlier days were clearly better with it.
    """
    first = _first_day(orders, end)
    if settings.calendar == "off" or first is None:
        return Calendar()
    orders = representative(orders)
    calendar = Calendar()
    if (end - first).days >= TWO_SEASONS:
        calendar = _tested_season(orders, end, always=settings.calendar == "on")
    trended = _trended(summarise(orders, end), purchase_days(orders), end, calendar)
    if not trended.trend:
        return calendar
    tests = (_error(orders, end, each, HALF_A_YEAR) for each in (trended, calendar))
    return trended if next(tests) < TREND_GAINS * next(tests) else calendar


def _tested_season(orders: pl.DataFrame, end: date, *, always: bool) -> Calendar:
    customers, days = summarise(orders, end), purchase_days(orders)
    calendar = _calendar(customers, days, end)
    if calendar.sales_days:
        plain = _error(orders, end, replace(calendar, sales_days=()))
        if _error(orders, end, calendar) >= plain:
            calendar = _calendar(customers, days, end, sales_days=False)
    if calendar.flat or always:
        return calendar
    without = _error(orders, end, Calendar())
    return calendar if _error(orders, end, calendar) <= (1 + TOLERANCE) * without else Calendar()


def rolling_totals(
    orders: pl.DataFrame,
    end: date,
    horizon: int,
    pair: tuple[str, str] = PAIR,
    calendar: Calendar | None = None,
    youngest: int = 0,
    look: Outlook | None = None,
) -> pl.DataFrame:
    """Forecast the total of all customers at earlier days, and hold it against what came.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    end : datetime.date
        Last day of the observation; nothing later is looked at.
    horizon : int
        Days that today's forecast looks ahead.
    pair : tuple of (str, str)
        Purchase and spend model.
    calendar : Calendar, optional
        Today's. A split that knows two seasons estimates its own; a trend each.
    youngest : int
        Days of history that a split must know.
    look : callable, optional
        A forecaster whose sums count in the pair's stead.

    Returns
    -------
    polars.DataFrame
        A row a split, the earliest first: ``split``, ``history`` (days before it), ``horizon``
        (days after it), forecast and fact of ``purchases`` and ``revenue``, and ``luck``: how much
        more the sum of n purchases varies than n. Splits at which nothing could be fitted
        are left out.
    """
    first = _first_day(orders, end)
    if first is None:
        return pl.DataFrame(schema=SCHEMA)
    orders = representative(orders)
    days = purchase_days(orders).filter(pl.col(t.DATE) <= end)
    splits = [
        split
        for split in splits_inside(first, end, horizon)
        if (split.day - first).days >= youngest
    ]
    rows = _look_back(orders, days, splits, pair, calendar or Calendar(), look)
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def past_totals(rolling: pl.DataFrame, calendar: Calendar | None = None) -> PastTotals:
    """Turn past totals into the errors from which today's range is made.

    Parameters
    ----------
    rolling : polars.DataFrame
        From `rolling_totals`.
    calendar : Calendar, optional
        Today's.
    """
    season = calendar is not None and calendar.seasonal
    history, horizon = (rolling[name].to_numpy().astype(float) for name in ("history", "horizon"))
    alone = 1 / np.maximum(rolling["purchases"].to_numpy(), 1.0)
    luck = rolling["luck"].to_numpy()
    spend = rolling["revenue"].to_numpy() * alone
    purchases, revenue = (
        np.log((rolling[f"came_{name}"].to_numpy() + half) / (rolling[name].to_numpy() + half))
        for name, half in (("purchases", 0.5), ("revenue", 0.5 * spend))
    )  # with half a purchase more, since where two are expected, none may come
    return PastTotals(
        PastErrors(history, horizon, purchases, alone, season),
        PastErrors(history, horizon, revenue, luck * alone, season),
        float(luck[-1]) if len(luck) else 1.0,
    )


def representative(orders: pl.DataFrame) -> pl.DataFrame:
    """Return the orders of at most some `MOST_CUSTOMERS` customers, who stand for all.

    Every n-th in the order of what they spent and when they came: who is taken depends on neither
    ids nor the order of rows.
    """
    ids = orders.select(pl.col(t.CUSTOMER_ID).n_unique()).item()
    every = -(-ids // MOST_CUSTOMERS)
    if every <= 1:
        return orders
    customers = summarise(orders).sort(t.REVENUE, t.FIRST_ORDER, t.LAST_ORDER, t.FREQUENCY)
    chosen = customers.gather_every(every, offset=every // 2).select(t.CUSTOMER_ID)
    return orders.join(chosen, on=t.CUSTOMER_ID, how="semi")


def _look_back(
    orders: pl.DataFrame,
    days: pl.DataFrame,
    splits: Sequence[Split],
    pair: tuple[str, str],
    calendar: Calendar,
    look: Outlook | None,
) -> Iterator[tuple[object, ...]]:
    seen = summarise_at(orders, [split.day for split in splits])
    if PURCHASE_MODELS[pair[0]].needs_gaps:
        seen = (with_log_gaps(customers, orders) for customers in seen)
    for split, customers in zip(splits, seen, strict=True):
        try:
            own = _known_then(calendar, customers, days, split.day)
            if look is not None:
                purchases, revenue = _sums(look(History(orders, split.day), split.horizon))
            else:
                models = fit_pair(customers, pair, own)
                settings = Settings(horizon=split.horizon, discount=0.0)
                expected = Expectations.of(customers, *models, settings).monthly()
                purchases, revenue = (float(each.sum()) for each in expected)
        except ModelError:
            continue
        log = days.filter(pl.col(t.FIRST_ORDER) <= split.day)
        until = split.day + timedelta(days=split.horizon)
        after = log.filter(pl.col(t.DATE) > split.day, pl.col(t.DATE) <= until)
        came = float(after["purchases"].sum()), float(after[t.REVENUE].sum())
        if min(purchases, revenue) <= 0:
            continue
        luck = luck_of(log.filter(pl.col(t.DATE) <= split.day))
        history = int(customers[t.T].max())  # type: ignore[arg-type]
        yield (split.day, history, split.horizon, purchases, came[0], revenue, came[1], luck)


def _sums(outlook: pl.DataFrame) -> tuple[float, float]:
    return float(outlook[t.EXPECTED_PURCHASES].sum()), float(outlook[t.EXPECTED_REVENUE].sum())


def _known_then(
    calendar: Calendar, customers: pl.DataFrame, days: pl.DataFrame, day: date
) -> Calendar:
    """Estimate a calendar like today's from what was known on an earlier day."""
    own = replace(calendar, trend=0.0, today=None)
    if calendar.seasonal:
        estimated = _calendar(customers, days, day, sales_days=bool(calendar.sales_days))
        own = own if estimated.flat else estimated
    return _trended(customers, days, day, own) if calendar.trend else own


def _error(
    orders: pl.DataFrame, end: date, calendar: Calendar, youngest: int = TWO_SEASONS
) -> float:
    """Return the mean squared error of forecasts of earlier days; 0 where there are too few."""
    rolling = rolling_totals(orders, end, TESTED_DAYS, calendar=calendar, youngest=youngest)
    error = ((rolling["came_purchases"] + 0.5) / (rolling["purchases"] + 0.5)).log().to_numpy()
    return float(np.mean(error**2)) if len(error) >= FEWEST_TESTS else 0.0


def _first_day(orders: pl.DataFrame, end: date) -> date | None:
    first = orders.select(pl.col(t.DATE).dt.date().min()).item()
    return first if first is not None and first <= end else None


def luck_of(days: pl.DataFrame) -> float:
    """Return how much more the sum of n purchases varies than n: 1 where all spend the same."""
    total = float(days[t.REVENUE].sum())
    return float(days["squares"].sum()) * float(days["purchases"].sum()) / max(total, 1e-9) ** 2


def fit_pair(
    customers: pl.DataFrame, pair: tuple[str, str], calendar: Calendar | None = None
) -> tuple[PurchaseModel, SpendModel]:
    """Fit a purchase and a spend model, by name."""
    purchase = PURCHASE_MODELS[pair[0]](calendar=calendar).fit(customers)
    return purchase, SPEND_MODELS[pair[1]]().fit(customers)


def _calendar(
    customers: pl.DataFrame, days: pl.DataFrame, end: date, *, sales_days: bool = True
) -> Calendar:
    try:
        return fit_calendar(days, end, partial(_curve, customers), sales_days=sales_days)
    except ModelError:
        return Calendar()


def _trended(
    customers: pl.DataFrame, days: pl.DataFrame, end: date, calendar: Calendar
) -> Calendar:
    try:
        return fit_trend(days, end, calendar, partial(_curve, customers))
    except ModelError:
        return calendar


def _curve(customers: pl.DataFrame, calendar: Calendar) -> Curve:
    return PURCHASE_MODELS["mbg_nbd"](calendar=calendar).fit(customers).newcomer_curve
