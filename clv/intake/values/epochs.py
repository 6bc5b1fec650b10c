"""Dates written as numbers: seconds and their fractions since 1970, days of spreadsheets."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv.errors import InputError, Notice
from clv.words import _

# Unit, and the microseconds one of it has.
_SINCE_1970 = {"s": 1_000_000.0, "ms": 1_000.0, "us": 1.0, "ns": 0.001}
_DAY = 86_400_000_000.0
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


@dataclass(frozen=True, slots=True)
class Counted:
    """Moments counted from an origin, and what had to be said."""

    values: pl.Series
    notices: tuple[Notice, ...] = ()


def from_numbers(numbers: pl.Series, unit: str | None = None, *, strict: bool = True) -> Counted:
    """Read numbers as moments.

    Parameters
    ----------
    numbers : polars.Series
        Float64.
    unit : str, optional
        ``"s"``, ``"ms"``, ``"us"``, ``"ns"``, ``"excel"`` or ``"excel1904"``; without it the size
        of nearly all numbers must agree on one.
    strict : bool
        Whether to refuse when it does not; else the numbers are no dates.

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
    """
    chosen = unit or _unit_of(numbers)
    if chosen is None:
        if strict:
            _refuse(numbers.drop_nulls())
        return Counted(pl.repeat(None, len(numbers), dtype=pl.Datetime("us"), eager=True))
    if chosen in _SINCE_1970:
        micros = numbers * _SINCE_1970[chosen]
    else:
        origin = _EXCEL_1904_1970 if chosen == "excel1904" else _EXCEL_1970
        # A spreadsheet keeps times to the millisecond at best.
        micros = (((numbers - origin) * 86_400_000.0).round()) * 1_000.0
    sound = micros.abs() < 9e18
    values = micros.set(~sound.fill_null(value=False), None).round().cast(pl.Int64)
    notices: tuple[Notice, ...] = ()
    if unit is None and chosen == "excel":
        said = _("The dates are day numbers of a spreadsheet; they were counted from 1900.")
        notices = (Notice("numeric_dates", said),)
    return Counted(values.cast(pl.Datetime("us")), notices)


def _unit_of(numbers: pl.Series) -> str | None:
    given = numbers.drop_nulls()
    for unit, (low, high) in _RANGES.items():
        within = ((given >= low) & (given < high)).mean()
        if isinstance(within, float) and within > 0.9:
            return unit
    return None


def _refuse(given: pl.Series) -> None:
    raise InputError(
        "ambiguous_dates",
        _(
            "The dates are numbers like {example:.0f} whose unit can't be told; name it "
            "(--date-unit s, ms, us, ns, excel or excel1904)."
        ).format(example=given[0] if len(given) else 0),
    )
