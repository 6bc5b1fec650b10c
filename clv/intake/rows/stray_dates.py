"""A handful of rows far from all others (2099, 1970), which would move the ends of the log."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from clv.errors import Notice
from clv.intake.ledger import POLICY, Ledger
from clv.options import Policy
from clv.tables import DATE

_FEWEST_ROWS, _FEW = 20, 0.005
_FAR, _SOON = 730, 30


def without_strays(
    lines: pl.DataFrame, policy: Policy, ledger: Ledger
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Set aside the few rows whose day lies far from all others.

    Far is further away than all others are from each other, and two years at least; in the future,
    where no purchase can be, a month is enough.

    Examples
    --------
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1 + day) for day in range(30)] + [datetime(2099, 12, 31)]
    >>> lines = pl.DataFrame({"__row__": range(31), DATE: days, "amount": 1.0})
    >>> kept, notices = without_strays(lines, Policy(), Ledger())
    >>> kept.height, notices[0]["day"].isoformat()
    (30, '2099-12-31')
    """
    if policy.stray_dates == "keep" or lines.height < _FEWEST_ROWS:
        return lines, ()
    first, last = _bounds(lines)
    day = pl.col(DATE).dt.date()
    stray = ~day.is_between(first, last)
    kept = ledger.take(lines, stray, POLICY, "stray_dates")
    if kept.height == lines.height:
        return lines, ()
    away = lines.filter(stray)[DATE]
    far = away.max() if away.dt.date().max() > last else away.min()  # type: ignore[operator]
    return kept, (Notice("stray_dates", count=len(away), day=far.date()),)  # type: ignore[union-attr]


def _bounds(lines: pl.DataFrame) -> tuple[date, date]:
    """Return the first and the last day of the log proper."""
    by_day = lines.lazy().group_by(pl.col(DATE).dt.date().alias("day")).len("rows").sort("day")
    counts = by_day.collect(engine="streaming")
    days, rows = counts["day"].to_list(), counts["rows"].to_list()
    few = max(1, int(_FEW * lines.height))
    start, end = 0, len(days) - 1
    while end > start and _is_stray(days, rows, few, start, end, step=-1):
        few, end = few - rows[end], end - 1
    while start < end and _is_stray(days, rows, few, start, end, step=1):
        few, start = few - rows[start], start + 1
    return days[start], days[end]


def _is_stray(
    days: list[date], rows: list[int], few: int, start: int, end: int, *, step: int
) -> bool:
    """Tell whether the outermost day of one end stands alone."""
    outer, rest = (end, (start, end - 1)) if step < 0 else (start, (start + 1, end))
    inner = rest[1] if step < 0 else rest[0]
    gap = abs((days[outer] - days[inner]).days)
    span = (days[rest[1]] - days[rest[0]]).days
    is_future = step < 0 and days[outer] > date.today() + timedelta(days=1)
    far = _SOON if is_future else max(_FAR, span)
    return rows[outer] <= few and gap > far
