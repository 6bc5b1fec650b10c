"""Dates written as numbers: seconds and their fractions since 1970, days of a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.values.time_zones import cut_in_utc, in_zone

# Unit, and the microseconds one of it has.
_SINCE_1970 = {"s": 1_000_000.0, "ms": 1_000.0, "us": 1.0, "ns": 0.001}
_DAY = 86_400_000_000
# 1970-01-01 as a spreadsheet counts days, in its two systems.
_EXCEL_1970, _EXCEL_1904_1970 = 25_569.0, 24_107.0
# Between 1990 and 2060, so that the units can't be confused.
_RANGES = {
    "excel": (32_874.0, 58_440.0),
    "s": (631e6, 2_840e6),
    "ms": (631e9, 2_840e9),
    "us": (631e12, 2_840e12),
    "ns": (631e15, 2_840e15),
}
_YEARS = (1_900.0, 2_100.0)


@dataclass(frozen=True, slots=True)
class Counted:
    """Moments counted from an origin, and what had to be said."""

    values: pl.Series
    notices: tuple[Notice, ...] = ()


def from_numbers(
    numbers: pl.Series,
    unit: str | None = None,
    *,
    day_one: date | None = None,
    zone: str | None = None,
    strict: bool = True,
) -> Counted:
    """Read numbers as moments.

    Parameters
    ----------
    numbers : polars.Series
        Float64.
    unit : str, optional
        ``"s"``, ``"ms"``, ``"us"``, ``"ns"``, ``"excel"`` or ``"excel1904"``; without it the size
        of nearly all numbers must agree on one.
    day_one : datetime.date, optional
        The day that the number 1 stands for.
    zone : str, optional
        The shop's time zone, for what counts from 1970 in UTC.
    strict : bool
        Whether to refuse when no unit is known; else the numbers are no dates.

    Raises
    ------
    InputError
        ``ambiguous_dates`` when it does not.

    Examples
    --------
    >>> from_numbers(pl.Series([1704067200.0, 1704153600.0])).values.dt.date().to_list()
    [datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)]
    >>> from_numbers(pl.Series([44197.5])).values.to_list()
    [datetime.datetime(2021, 1, 1, 12, 0)]
    >>> from_numbers(pl.Series([3.0]), day_one=date(2024, 1, 1)).values.dt.date().to_list()
    [datetime.date(2024, 1, 3)]
    """
    if day_one is not None and unit is None:
        return Counted(_days_from(numbers, day_one))
    chosen = unit or _unit_of(numbers)
    if chosen is None:
        if strict:
            _ask(numbers.drop_nulls())
        return Counted(pl.repeat(None, len(numbers), dtype=pl.Datetime("us"), eager=True))
    if chosen in _SINCE_1970:
        instants = _moments(numbers * _SINCE_1970[chosen])
        return Counted(in_zone(instants, zone), cut_in_utc(instants, zone))
    origin = _EXCEL_1904_1970 if chosen == "excel1904" else _EXCEL_1970
    # A spreadsheet keeps times to the millisecond at best.
    moments = _moments(((numbers - origin) * 86_400_000.0).round() * 1_000.0)
    return Counted(moments, (Notice("numeric_dates"),) if unit is None else ())


def _moments(micros: pl.Series) -> pl.Series:
    sound = micros.abs() < 9e18
    whole = micros.set(~sound.fill_null(value=False), None).round().cast(pl.Int64)
    return whole.cast(pl.Datetime("us"))


def _days_from(numbers: pl.Series, day_one: date) -> pl.Series:
    before = (day_one - date(1970, 1, 1)).days - 1
    return _moments((numbers + before) * _DAY)


def _unit_of(numbers: pl.Series) -> str | None:
    given = numbers.drop_nulls()
    for unit, (low, high) in _RANGES.items():
        within = ((given >= low) & (given < high)).mean()
        if isinstance(within, float) and within > 0.9:
            return unit
    return None


def _ask(given: pl.Series) -> None:
    """Ask what the numbers count, naming the option that answers."""
    first, last = (float(given.min() or 0), float(given.max() or 0)) if len(given) else (0.0, 0.0)  # type: ignore[arg-type]
    variant = "numbers"
    if given.is_between(*_YEARS).all():
        variant = "years"
    elif first >= 0 and last < _RANGES["excel"][0]:
        variant = "day_numbers"
    raise InputError("ambiguous_dates", variant=variant, first=f"{first:.0f}", last=f"{last:.0f}")
