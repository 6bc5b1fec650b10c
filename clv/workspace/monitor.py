"""Forecasts that score themselves: what an earlier look expected, beside what came since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from clv import tables as t
from clv.evaluate import coverage, gini
from clv.models import month_edges

FINE, REFIT, WORLD_CHANGED, TOO_EARLY = "fine", "refit", "world_changed", "too_early"
_SHIFTED = 0.25  # the usual bound of the population stability index
_LEAST_ORDERS = 100
_TENTHS = np.arange(0.1, 1.0, 0.1)


@dataclass(frozen=True, slots=True)
class Score:
    """One earlier forecast held against what came.

    Parameters
    ----------
    day : datetime.date
        The day it was made for: the last of its orders.
    until : datetime.date
        The end of the last of its months that is over.
    days : int
        From `day` to `until`.
    model : str
        What forecast.
    expected, low, high : float
        Revenue of the customers of that day up to `until`, with the 90 % range. Within the horizon
        the ends of the months' ranges are added up, as if months erred together: rather too wide.
    came : float
        What those customers brought.
    gini : float or None
        How well the forecast ranked them; None where nobody bought.
    coverage : float or None
        Share of customers inside their own range; None before the horizon is over.
    """

    day: date
    until: date
    days: int
    model: str
    expected: float
    low: float
    high: float
    came: float
    gini: float | None
    coverage: float | None

    @property
    def inside(self) -> bool:
        """Whether the range held what came."""
        return self.low <= self.came <= self.high

    @property
    def off(self) -> float | None:
        """Forecast over what came, less one; None where nothing came."""
        return self.expected / self.came - 1 if self.came > 0 else None


@dataclass(frozen=True, slots=True)
class Health:
    """How the archived forecasts did, and what to do.

    Parameters
    ----------
    state : {"fine", "refit", "world_changed", "too_early"}
        *too early* as long as no month of any forecast is over; *world changed* where two
        forecasts in a row missed on the same side, or order values have moved (`shift` over .25);
        *refit* where only the newest scored one missed.
    scores : tuple of Score
        Earliest first.
    shift : float or None
        Population stability index of order values since the last scored day; None for few orders.
    """

    state: str
    scores: tuple[Score, ...]
    shift: float | None

    @property
    def alarming(self) -> bool:
        """Whether somebody should look."""
        return self.state in (REFIT, WORLD_CHANGED)


def score(
    day: date, forecast: dict[str, Any], customers: pl.DataFrame, orders: pl.DataFrame, end: date
) -> Score | None:
    """Hold one archived forecast against the orders that came after it.

    Parameters
    ----------
    day : datetime.date
        The last day that the forecast knew.
    forecast : dict
        ``model``, ``horizon``, and ``by_month``: rows of revenue, low and high.
    customers : polars.DataFrame
        ``customer_id``, ``expected_revenue`` and its range, as archived.
    orders : polars.DataFrame
        Table `clv.tables.ORDERS` of today.
    end : datetime.date
        The last day of the observation.

    Returns
    -------
    Score or None
        None as long as no month of the horizon is over.
    """
    edges = month_edges(forecast["horizon"])[1:]
    months = int(np.searchsorted(edges, (end - day).days, side="right"))
    if months == 0:
        return None
    days = int(edges[months - 1])
    until = day + timedelta(days=days)
    expected, low, high = (sum(ends) for ends in zip(*forecast["by_month"][:months], strict=True))
    came = _spent_between(orders, day, until)
    both = customers.join(came, on=t.CUSTOMER_ID, how="left", maintain_order="left")
    spent = both[t.AMOUNT].fill_null(0.0).to_numpy()
    predicted = both[t.EXPECTED_REVENUE].fill_null(0.0).to_numpy()
    over = months == len(edges)
    if over:
        low, high = forecast["low"], forecast["high"]
    ends = (both[name].to_numpy() for name in (t.EXPECTED_REVENUE_LOW, t.EXPECTED_REVENUE_HIGH))
    return Score(
        day=day,
        until=until,
        days=days,
        model=forecast["model"],
        expected=float(expected),
        low=float(low),
        high=float(high),
        came=float(spent.sum()),
        gini=gini(spent, predicted),
        coverage=coverage(spent, *ends) if over else None,
    )


def health(scores: Sequence[Score], orders: pl.DataFrame, end: date) -> Health:
    """Judge the scored forecasts, and whether orders are still what they were."""
    if not scores:
        return Health(TOO_EARLY, (), None)
    last = scores[-1]
    shift = order_value_shift(orders, last.day, end)
    twice = len(scores) > 1 and _missed(last) * _missed(scores[-2]) > 0
    if twice or (shift is not None and shift > _SHIFTED):
        return Health(WORLD_CHANGED, tuple(scores), shift)
    return Health(FINE if last.inside else REFIT, tuple(scores), shift)


def order_value_shift(orders: pl.DataFrame, day: date, end: date) -> float | None:
    """Return the population stability index of order values: since `day` against as long before.

    Σ (q − p) ln(q / p) over the tenths of the values before; up to .1 is no change to speak of,
    above .25 a large one (Siddiqi, Credit Risk Scorecards, 2006). None for fewer than 100 orders on
    either side.

    Examples
    --------
    >>> from datetime import datetime, timedelta
    >>> days = [datetime(2024, 1, 1) + timedelta(days=n) for n in range(400)]
    >>> orders = pl.DataFrame({"date": days, "amount": [float(n % 20) for n in range(400)]})
    >>> order_value_shift(orders, date(2024, 7, 18), date(2025, 2, 3)) < 0.01
    True
    """
    span = end - day
    when = pl.col(t.DATE).dt.date()
    before = orders.filter(when.is_between(day - span, day, closed="right"))[t.AMOUNT].to_numpy()
    since = orders.filter(when.is_between(day, end, closed="right"))[t.AMOUNT].to_numpy()
    if min(len(before), len(since)) < _LEAST_ORDERS:
        return None
    edges = np.unique(np.quantile(before, _TENTHS))
    p, q = (
        (np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1) + 0.5)
        / (len(values) + 0.5 * (len(edges) + 1))
        for values in (before, since)
    )
    return float(((q - p) * np.log(q / p)).sum())


def _spent_between(orders: pl.DataFrame, day: date, until: date) -> pl.DataFrame:
    later = orders.filter(pl.col(t.DATE).dt.date().is_between(day, until, closed="right"))
    return later.group_by(t.CUSTOMER_ID).agg(pl.col(t.AMOUNT).sum())


def _missed(each: Score) -> int:
    """Return on which side of its range what came lies: -1, 0 or 1."""
    return int(each.came > each.high) - int(each.came < each.low)
