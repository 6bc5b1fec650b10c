"""Buying has seasons: time measured in what a day is worth, so that the models stay as they are.

A purchase model expects every day to be like any other. Where December is worth two usual months,
days are replaced by *exposure* (time deformation): a day counts as much as its month is worth, a
year as a year. T, recency, the horizon and the months ahead are measured in exposure, and a model
fitted on it forecasts a busy December and a quiet summer without a parameter more.

The index is estimated from the orders:

1. per calendar month, repeat purchase days that came, over those that the model, fitted in the
   exposure known so far, expects of all customers by the age they then had;
2. each month over the level of the twelve months around it, so that growth is no season;
3. the logarithms of these ratios averaged over the years, newer years weighing more (`HALF_LIFE`);
4. shrunk to none by the data's own evidence: with τ² the variance of the seasons and v that of one
   month's mean (chance, and how years differ), an estimate is multiplied by τ² / (τ² + v);
5. again from 1, since customers' ages in exposure have changed.

Sales days that move from month to month, or fill a week of one (`clv.models.sales_days`), multiply
the days they fall on.

Below two seasons a year's ups and downs can't be told from chance: the index is flat.

A trend makes all customers, old and new, buy ever more or ever less often: what came over what was
expected, month by month, rises or falls beyond chance. A log needs no second year to have one, but
it must have foretold earlier days better (`clv.evaluate.calibration`): half a season looks like it.
Ahead it is damped: nothing grows for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv import tables as t
from clv.errors import Notice
from clv.models.sales_days import BY_NAME, estimate_effects, worth_of
from clv.models.sufficient_stats import Floats, Integers
from clv.words import N_

Days = NDArray[np.datetime64]
Curve = Callable[[Floats], Floats]  # exposure since the first purchase -> expected repeat purchases

MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
TWO_SEASONS = 700  # days: two years but for a few weeks
HALF_LIFE = 2.5  # years after which what was seen counts half
ROUNDS = 3
CHANCE = 1.5  # variance of monthly counts over their mean: buyers are more alike than lots
FEWEST = 2.0  # purchases expected in a month, to be looked at
YEARS_DIFFER = 0.02  # prior standard deviation of one month's index from year to year
PRIOR_WEIGHT = 6  # and how many months of evidence that prior is worth
NINETY = 1.6448536269514722
YEAR = 365.25
DAMPING = 0.5  # years in which a trend ahead fades to a third
FARTHEST = (
    10.0  # years back to which a trend reaches: e-fold on e-fold, a longer one has no measure
)
SURELY = 2.0  # standard errors of a trend
FASTEST = 0.7  # logarithm a year: twice as often, or half
FEWEST_MONTHS = 5  # seen in full, to look for a trend


@dataclass(frozen=True)
class Calendar:
    """What a day of each month is worth, in usual days.

    Parameters
    ----------
    index : tuple of float
        Twelve numbers, January first; a year of them averages 1.
    errors : tuple of float
        Standard error of the logarithm of each.
    seasons : float
        Years of history behind it; 0 where nothing was estimated.
    sales_days : tuple of (str, float)
        What a day of the week around each sales day is worth, against its month.
    trend : float
        By what logarithm a year's days are worth more than those a year earlier.
    today : datetime.date, optional
        The day from which a trend ahead is damped.

    Examples
    --------
    >>> busy = Calendar(index=(1.0,) * 11 + (2.0,))
    >>> busy.ahead(date(2024, 11, 30), np.array([0.0, 31.0])).tolist()
    [0.0, 62.0]
    """

    index: tuple[float, ...] = (1.0,) * 12
    errors: tuple[float, ...] = (0.0,) * 12
    seasons: float = 0.0
    sales_days: tuple[tuple[str, float], ...] = ()
    trend: float = 0.0
    today: date | None = None

    @property
    def flat(self) -> bool:
        """Whether every day is worth the same."""
        return not self.seasonal and not self.trend

    @property
    def seasonal(self) -> bool:
        """Whether some months or sales days are worth more than others."""
        return any(value != 1.0 for value in self.index) or bool(self.sales_days)

    @property
    def table(self) -> pl.DataFrame:
        """The index as a table: ``month`` (1 to 12), ``index``, ``low``, ``high`` (90 %)."""
        index, spread = np.array(self.index), np.exp(NINETY * np.array(self.errors))
        columns = {"index": index, "low": index / spread, "high": index * spread}
        return pl.DataFrame({"month": np.arange(1, 13), **columns})

    def notice(self, history: int) -> Notice:
        """Say what is known of the season after `history` days: in its strongest month, or why not.

        Examples
        --------
        >>> Calendar().notice(history=365).code
        'season_unknown'
        """
        if not self.seasonal:
            long_enough = history >= TWO_SEASONS
            return Notice("season_none") if long_enough else Notice("season_unknown", days=history)
        best = int(np.argmax(self.index))
        return Notice("season", month=MONTHS[best], times=self.index[best])

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Say what the week around each sales day is worth, and where buying is going."""
        days = tuple(
            Notice("sales_day", day=BY_NAME[name].title, times=times)
            for name, times in self.sales_days
        )
        if not self.trend:
            return days
        variant = "more" if self.trend > 0 else "less"
        return (*days, Notice("trend", variant=variant, share=abs(float(np.expm1(self.trend)))))

    def exposure(self, days: Days, since: np.datetime64) -> Floats:
        """Return what passed from the end of the day `since` to the end of each of `days`."""
        if not len(days):
            return np.zeros(0)
        first = min(days.min(), since)
        worth = self._worth(first, max(days.max(), since))
        total = np.append(0.0, np.cumsum(worth[1:]))
        return np.asarray(total[(days - first).astype(int)] - total[(since - first).astype(int)])

    def ahead(self, end: date, days: Floats) -> Floats:
        """Return the exposure of the next `days`, whole or not, after the last day `end`."""
        if self.flat:
            return np.asarray(days, dtype=float)
        steps = np.arange(int(np.ceil(days.max(initial=0.0))) + 1)
        passed = self.exposure(np.datetime64(end, "D") + steps, np.datetime64(end, "D"))
        return np.asarray(np.interp(days, steps, passed))

    def days_until(self, end: date, exposure: Floats, most: int) -> Floats:
        """Return after how many days from `end` an exposure has passed; `most` at most."""
        if self.flat:
            return np.minimum(exposure, most)
        steps = np.arange(most + 1)
        passed = self.exposure(np.datetime64(end, "D") + steps, np.datetime64(end, "D"))
        return np.asarray(np.interp(exposure, passed, steps))

    def deform(self, customers: pl.DataFrame) -> pl.DataFrame:
        """Return `customers` with recency and T in whole units of exposure.

        Without the column ``first_order`` nobody knows which days passed: they stay as they are.
        """
        if self.flat or t.FIRST_ORDER not in customers.columns or customers.is_empty():
            return customers
        first = customers[t.FIRST_ORDER].to_numpy().astype("datetime64[D]")
        passed = {
            name: first + customers[name].cast(pl.Int64).to_numpy() for name in (t.RECENCY, t.T)
        }
        since = first.min()
        begun = np.rint(self.exposure(first, since))
        columns = {
            name: (np.rint(self.exposure(days, since)) - begun).astype(np.int64)
            for name, days in passed.items()
        }
        return customers.with_columns(pl.Series(name, values) for name, values in columns.items())

    def _worth(self, first: np.datetime64, last: np.datetime64) -> Floats:
        """Return what each day from `first` to `last` is worth."""
        days = np.arange(first, last + 1)
        return self.by_month(days) * worth_of(days, self.sales_days) * self._pace(days)

    def _pace(self, days: Days) -> Floats:
        """Return what the trend makes each of `days` worth: 1 today."""
        if self.today is None:
            return np.ones(len(days))
        years = (days - np.datetime64(self.today, "D")).astype(float) / YEAR
        ahead = DAMPING * (1 - np.exp(-np.maximum(years, 0.0) / DAMPING))
        return np.asarray(np.exp(self.trend * (np.clip(years, -FARTHEST, 0.0) + ahead)))

    def by_month(self, days: Days) -> Floats:
        """Return what each of `days` is worth by its month alone."""
        return np.asarray(np.array(self.index)[_month_of_year(days)])


def fit_calendar(
    days: pl.DataFrame,
    end: date,
    refit: Callable[[Calendar], Curve],
    *,
    sales_days: bool = True,
) -> Calendar:
    """Estimate the calendar of a shop; a flat one below two seasons.

    Parameters
    ----------
    days : polars.DataFrame
        Purchase days by cohort, see `clv.customers.purchase_days`.
    end : datetime.date
        Last day of the observation.
    refit : callable
        Calendar -> the expected repeat purchases of a new customer along exposure, by a model
        fitted in that calendar.
    sales_days : bool
        Whether to look for sales days that move, too.

    Returns
    -------
    Calendar

    Examples
    --------
    >>> nobody = pl.DataFrame(schema={"first_order": pl.Date, "date": pl.Date, "purchases": int})
    >>> fit_calendar(nobody, date(2024, 12, 31), lambda calendar: np.sqrt).flat
    True
    """
    days = days.filter(pl.col(t.DATE) <= end)
    if days.is_empty() or (end - _first(days)).days < TWO_SEASONS:
        return Calendar()
    months = _Months.of(days, end)
    calendar = _seasons(months, Calendar(), refit)
    effects = estimate_effects(days, end, calendar.by_month) if sales_days else ()
    return _seasons(months, Calendar(sales_days=effects), refit) if effects else calendar


def fit_trend(
    days: pl.DataFrame, end: date, calendar: Calendar, refit: Callable[[Calendar], Curve]
) -> Calendar:
    """Add to a calendar the trend in which all customers buy, shrunk by the evidence for it.

    Parameters
    ----------
    days, end, refit
        As in `fit_calendar`.
    calendar : Calendar
        The season, or a flat one.

    Returns
    -------
    Calendar
        `calendar` itself where chance may explain what there is, or where nothing was ordered in
        most months: such a log has gaps, or a stray day, and no trend.
    """
    months = _Months.of(days.filter(pl.col(t.DATE) <= end), end)
    if np.median(months.came) == 0:
        return calendar
    trend, error = 0.0, np.inf
    for _round in range(ROUNDS):
        calendar = replace(calendar, trend=float(np.clip(trend, -FASTEST, FASTEST)), today=end)
        index = np.array(calendar.index)[_month_of_year(months.starts)]
        more, error = _slope(months, index * months.expected(calendar, refit(calendar)), end)
        trend += more
    if abs(trend) < SURELY * error:
        return replace(calendar, trend=0.0, today=None)
    trend *= trend**2 / (trend**2 + error**2)
    return replace(calendar, trend=float(np.clip(trend, -FASTEST, FASTEST)))


def _slope(months: _Months, expected: Floats, end: date) -> tuple[float, float]:
    """Return by how much came over expected grows a year, with its standard error."""
    seen = months.whole & (expected >= FEWEST)
    if seen.sum() < FEWEST_MONTHS:
        return 0.0, np.inf
    years = (months.starts - np.datetime64(end, "D")).astype(float)[seen] / YEAR
    ratio = np.log((months.came + 0.5) / (expected + 0.5))[seen]
    chance, differ = CHANCE / (expected + 0.5)[seen], 0.0
    slope, error = 0.0, np.inf
    for _round in range(ROUNDS):  # months differ by more than chance: by how much, the rest tells
        weight = 1 / (chance + differ)
        since, over = (each - weight @ each / weight.sum() for each in (years, ratio))
        slope = float((weight * since) @ over / (weight * since**2).sum())
        error = float((weight * since**2).sum() ** -0.5)
        rest = over - slope * since
        differ = max(float(rest @ rest / (len(rest) - 2) - chance.mean()), 0.0)
    return slope, error


def _seasons(months: _Months, calendar: Calendar, refit: Callable[[Calendar], Curve]) -> Calendar:
    """Estimate the months again and again, the sales days as they are."""
    effects = calendar.sales_days
    for _round in range(ROUNDS):
        expected = months.expected(calendar, refit(calendar))
        calendar = replace(_season(months, expected), sales_days=effects)
        if calendar.flat:
            break
    return calendar


@dataclass(frozen=True)
class _Months:
    """A log by calendar month: what came, and whose purchases they may have been."""

    starts: Days
    ends: Days
    came: Floats
    cohorts: Days
    customers: Integers

    @classmethod
    def of(cls, days: pl.DataFrame, end: date) -> _Months:
        new = days.filter(pl.col(t.DATE) == pl.col(t.FIRST_ORDER)).sort(t.DATE)
        repeat = days.filter(pl.col(t.DATE) > pl.col(t.FIRST_ORDER))
        cohorts = new[t.DATE].to_numpy().astype("datetime64[D]")
        until = np.datetime64(end, "D")
        months = np.arange(cohorts[0].astype("datetime64[M]"), until.astype("datetime64[M]") + 1)
        starts = np.maximum(months.astype("datetime64[D]"), cohorts[0])
        ends = np.minimum((months + 1).astype("datetime64[D]") - 1, until)
        place = np.searchsorted(starts, repeat[t.DATE].to_numpy(), side="right") - 1
        came = np.bincount(place, repeat["purchases"].to_numpy().astype(float), len(starts))
        return cls(starts, ends, np.asarray(came, float), cohorts, new["purchases"].to_numpy())

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Which months were seen in full, nearly."""
        return np.asarray((self.ends - self.starts).astype(int) >= 27)

    def expected(self, calendar: Calendar, curve: Curve) -> Floats:
        """Return the repeat purchases a model expects in each month, were all months alike."""
        since = self.cohorts[0]
        born = calendar.exposure(self.cohorts, since)
        edges = np.append(calendar.exposure(self.starts - 1, since), 0.0)
        edges[-1] = calendar.exposure(self.ends[-1:], since)[0]
        grid = np.append(0.0, np.geomspace(0.5, max(edges[-1], 2.0), 150))
        height = curve(grid)
        bought = np.stack(
            [
                np.interp(np.maximum(edge - born, 0.0), grid, height) @ self.customers
                for edge in edges
            ]
        )
        return np.asarray(np.diff(bought) / np.array(calendar.index)[_month_of_year(self.starts)])


def _season(months: _Months, expected: Floats) -> Calendar:
    level = _level(months.came, expected)
    usual = expected * level
    month = _month_of_year(months.starts)
    ratio = np.log((months.came + 0.5) / (usual + 0.5))
    chance = CHANCE / (usual + 0.5)
    seen = months.whole & (usual >= FEWEST)
    weight = 0.5 ** ((len(month) - 1 - np.arange(len(month))) / 12 / HALF_LIFE)
    differ = _years_differ(ratio, chance, month, seen)
    mean, variance = _means(ratio, chance + differ, weight, month, seen)
    if not np.isfinite(variance).all():
        return Calendar()
    mean -= mean.mean()
    evidence = max(float((mean**2).sum() / 11 - variance.mean()), 0.0)
    if evidence == 0.0:
        return Calendar()
    shrunk = mean * evidence / (evidence + variance)
    index = np.exp(shrunk) / np.exp(shrunk).mean()
    errors = np.sqrt(evidence * variance / (evidence + variance))
    return Calendar(tuple(index.tolist()), tuple(errors.tolist()), len(month) / 12)


def _level(came: Floats, expected: Floats) -> Floats:
    """Return what came over what was expected in the year around each month."""
    around = np.ones(13)
    around[[0, -1]] = 0.5
    count = len(came)
    if count < 13:
        return np.full(count, came.sum() / max(expected.sum(), 1e-9))
    sums = [np.convolve(each, around, mode="valid") for each in (came, expected)]
    inner = sums[0] / np.maximum(sums[1], 1e-9)
    return np.concatenate([np.full(6, inner[0]), inner, np.full(6, inner[-1])])


def _years_differ(ratio: Floats, chance: Floats, month: Integers, seen: NDArray[np.bool_]) -> float:
    """Return the variance of one month's index from year to year, beyond chance."""
    surplus, freedom = PRIOR_WEIGHT * YEARS_DIFFER**2, float(PRIOR_WEIGHT)
    for each in range(12):
        rows = seen & (month == each)
        years = int(rows.sum())
        if years < 2:
            continue
        apart = float(((ratio[rows] - ratio[rows].mean()) ** 2).sum())
        surplus += apart - (1 - 1 / years) * float(chance[rows].sum())
        freedom += years - 1
    return max(surplus / freedom, 0.0)


def _means(
    ratio: Floats, variance: Floats, weight: Floats, month: Integers, seen: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return the mean of each month of the year over the years, and its variance."""
    share = np.where(seen, weight / variance, 0.0)
    whole = np.bincount(month, share, 12)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(month, share * ratio, 12) / whole
        spread = np.bincount(month, share**2 * variance, 12) / whole**2
    return mean, np.where(whole > 0, spread, np.inf)


def _month_of_year(days: Days) -> Integers:
    return np.asarray(days.astype("datetime64[M]").astype(np.int64) % 12)


def _first(days: pl.DataFrame) -> date:
    first: date = days[t.FIRST_ORDER].min()  # type: ignore[assignment]
    return first
