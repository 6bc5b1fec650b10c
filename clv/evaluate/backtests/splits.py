"""Where to split the log: how long a period to hide, and from which day."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from clv import tables as t
from clv.errors import SettingsError, UnsuitableDataError
from clv.learning import draw_customers
from clv.options import Settings

FEWEST_DAYS = 28  # of history, and of what comes after it
MOST_CUSTOMERS = 25_000  # tested at most, drawn by lot: enough to tell models apart in seconds


def seen(orders: pl.DataFrame, as_of: date | None = None) -> tuple[date, date]:
    """Return the first day and the last day of the observation.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    as_of : datetime.date, optional
        Last day of the observation, where it is later than the last order.

    Raises
    ------
    UnsuitableDataError
        ``no_orders_to_test``.
    """
    if orders.is_empty():
        raise UnsuitableDataError("no_orders_to_test")
    days = orders.select(pl.col(t.DATE).dt.date())[t.DATE]
    first: date = days.min()  # type: ignore[assignment]
    last: date = days.max()  # type: ignore[assignment]
    return first, max(last, as_of) if as_of else last


def hide(orders: pl.DataFrame, split: date | None, settings: Settings) -> tuple[date, int]:
    """Choose the split, and how many days after it are forecast.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    split : datetime.date, optional
        As the person wants it. When None, the period hidden is as long as the horizon where the
        log is at least twice as long, else half of the log.
    settings : Settings
        Horizon and end of the observation.

    Returns
    -------
    tuple of (datetime.date, int)
        The last day the forecasters see, and the days after it: at most the horizon.

    Raises
    ------
    UnsuitableDataError
        ``too_short_to_test``.
    SettingsError
        ``bad_split``.
    """
    first, end = seen(orders, settings.as_of)
    if split is None:
        split = end - timedelta(days=_longest(first, end, settings.horizon))
    if not first <= split < end:
        raise SettingsError("bad_split", first=first, last=end)
    return split, min(settings.horizon, (end - split).days)


def rolling(orders: pl.DataFrame, count: int, settings: Settings) -> tuple[date, ...]:
    """Choose several splits, latest first, each hiding as many days and half of them apart.

    Returns
    -------
    tuple of datetime.date
        At most `count`; fewer where the log is too short: every split keeps as long a history as
        it hides.

    Examples
    --------
    >>> from datetime import datetime
    >>> orders = pl.DataFrame({"date": [datetime(2022, 1, 1), datetime(2024, 12, 31)]})
    >>> [split.isoformat() for split in rolling(orders, 3, Settings(horizon=180))]
    ['2024-07-04', '2024-04-05', '2024-01-06']
    """
    first, end = seen(orders, settings.as_of)
    length = _longest(first, end, settings.horizon)
    backs = [length + number * max(1, length // 2) for number in range(count)]
    splits = [end - timedelta(days=back) for back in backs]
    return tuple(split for split in splits if (split - first).days >= length)


def sampled(
    orders: pl.DataFrame, lines: pl.DataFrame | None, seed: int
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Return all orders and lines of at most `MOST_CUSTOMERS` customers, drawn by lot."""
    taken = draw_customers(orders, MOST_CUSTOMERS, seed)
    if taken is None:
        return orders, lines
    kept = None if lines is None else lines.join(taken, on=t.CUSTOMER_ID, how="semi")
    return orders.join(taken, on=t.CUSTOMER_ID, how="semi"), kept


def _longest(first: date, end: date, horizon: int) -> int:
    """Return the days to hide: the horizon, or half of the log where that is shorter."""
    span = (end - first).days
    if span < 2 * FEWEST_DAYS:
        raise UnsuitableDataError("too_short_to_test", days=span, least=2 * FEWEST_DAYS)
    return min(horizon, span // 2)
