"""Sales days that move from year to year, or last a week: what no month can tell.

Each is a window of seven days, so that it holds every day of the week once. An effect is measured
against the three weeks on either side, but for other sales days, as the calendar has their months,
in each year that the log holds in full. It is kept where at least two years agree and chance can't
explain it, and shrunk by the data's own evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv import tables as t
from clv.models.sufficient_stats import Floats
from clv.words import N_

Days = NDArray[np.datetime64]

WEEK, AROUND = 7, 21  # days
SURELY = 3.0  # standard errors
CHANCE = 1.5  # variance of daily counts over their mean
FEWEST = 2  # years
# First days of the Chinese year from 2000 on, as month and day.
_LUNAR = (
    "0205 0124 0212 0201 0122 0209 0129 0218 0207 0126 0214 0203 0123 0210 "
    "0131 0219 0208 0128 0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 "
    "0126 0213 0203 0123 0211 0131 0219 0208 0128 0215 0204 0124 0212"
)


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).

    Examples
    --------
    >>> easter(2024).isoformat(), easter(2025).isoformat()
    ('2024-03-31', '2025-04-20')
    """
    century = year // 100
    gold = year % 19
    epact = (19 * gold + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    epact -= epact // 28 * (1 - epact // 28 * (29 // (epact + 1)) * ((21 - gold) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    offset = epact - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


def lunar_new_year(year: int) -> date | None:
    """Return the first day of the Chinese year, from 2000 to 2040.

    Examples
    --------
    >>> lunar_new_year(2024).isoformat(), lunar_new_year(1999)
    ('2024-02-10', None)
    """
    written = _LUNAR[5 * (year - 2000) :][:4] if year >= 2000 else ""
    return date(year, int(written[:2]), int(written[2:])) if written else None


def _black_friday(year: int) -> date:
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


@dataclass(frozen=True, slots=True)
class SalesDay:
    """A day that moves, and how many of the seven days around it come before it."""

    name: str
    title: str
    day: Callable[[int], date | None]
    before: int


SALES_DAYS = (
    SalesDay("lunar_new_year", N_("Lunar New Year"), lunar_new_year, 0),
    SalesDay("easter", N_("Easter"), easter, 6),
    SalesDay("mid_year", N_("618"), lambda year: date(year, 6, 18), 6),
    SalesDay("singles_day", N_("Singles' Day"), lambda year: date(year, 11, 11), 6),
    SalesDay("black_friday", N_("Black Friday"), _black_friday, 3),
)
BY_NAME = {each.name: each for each in SALES_DAYS}


def windows(sales_day: SalesDay, first: np.datetime64, last: np.datetime64) -> list[Days]:
    """Return the seven days of each year around a sales day that begin from `first` to `last`.

    Examples
    --------
    >>> year = np.datetime64("2024-01-01"), np.datetime64("2024-12-31")
    >>> [days[0].item().isoformat() for days in windows(BY_NAME["black_friday"], *year)]
    ['2024-11-26']
    """
    years = range(first.astype(object).year, last.astype(object).year + 1)
    found = [day for year in years if (day := sales_day.day(year)) is not None]
    starts = [np.datetime64(day, "D") - sales_day.before for day in found]
    return [start + np.arange(WEEK) for start in starts if first <= start <= last]


def worth_of(days: Days, effects: tuple[tuple[str, float], ...]) -> Floats:
    """Return what each of the consecutive `days` is worth for the sales days it falls on."""
    worth = np.ones(len(days))
    for name, factor in effects:
        for window in windows(BY_NAME[name], days[0] - WEEK, days[-1]):
            worth[(days >= window[0]) & (days <= window[-1])] *= factor
    return worth


def estimate_effects(
    purchases: pl.DataFrame, end: date, usual: Callable[[Days], Floats]
) -> tuple[tuple[str, float], ...]:
    """Return what the days of each sales day are worth, of those that surely have an effect.

    Parameters
    ----------
    purchases : polars.DataFrame
        See `clv.customers.purchase_days`.
    end : datetime.date
        Last day of the observation.
    usual : callable
        What each of some days is worth by its month.
    """
    repeat = purchases.filter(pl.col(t.DATE) > pl.col(t.FIRST_ORDER), pl.col(t.DATE) <= end)
    if repeat.is_empty():
        return ()
    first = repeat[t.DATE].to_numpy().astype("datetime64[D]").min()
    days = np.arange(first, np.datetime64(end, "D") + 1)
    place = (repeat[t.DATE].to_numpy().astype("datetime64[D]") - first).astype(int)
    count = np.bincount(place, repeat["purchases"].to_numpy().astype(float), len(days))
    came = np.asarray(count, dtype=float)
    weight, plain = usual(days), np.ones(len(days), dtype=bool)
    for sales_day in SALES_DAYS:
        for window in windows(sales_day, days[0] - WEEK, days[-1]):
            plain[np.isin(days, window)] = False
    effects = []
    for sales_day in SALES_DAYS:
        inside = [
            int((window[0] - first).astype(int))
            for window in windows(sales_day, days[0] + AROUND, days[-1] - WEEK - AROUND)
        ]
        if len(inside) >= FEWEST and (effect := _effect(came, weight, plain, inside)) != 1.0:
            effects.append((sales_day.name, effect))
    return tuple(effects)


def _effect(came: Floats, weight: Floats, plain: NDArray[np.bool_], starts: list[int]) -> float:
    """Return the factor on which the years agree, shrunk; 1 where chance may explain it."""
    ratio, variance = np.empty(len(starts)), np.empty(len(starts))
    for number, start in enumerate(starts):
        week = slice(start, start + WEEK)
        around = np.arange(start - AROUND, start + WEEK + AROUND)
        around = around[plain[around]]
        expected = came[around].sum() * weight[week].sum() / weight[around].sum()
        ratio[number] = np.log((came[week].sum() + 0.5) / (expected + 0.5))
        variance[number] = CHANCE / (expected + 0.5) + CHANCE / (came[around].sum() + 0.5)
    differ = max(float(ratio.var(ddof=1) - variance.mean()), 0.0)
    precision = 1 / (variance + differ)
    mean, error = float(precision @ ratio / precision.sum()), float(precision.sum() ** -0.5)
    agree = np.all(np.sign(ratio) == np.sign(mean))
    if not agree or abs(mean) < SURELY * error:
        return 1.0
    return float(np.exp(mean * mean**2 / (mean**2 + error**2)))
