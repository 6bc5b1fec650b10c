"""Years of other calendars (Buddhist, Persian, Minguo, Japanese eras), told by their size."""

from __future__ import annotations

from datetime import date, timedelta

BUDDHIST, PERSIAN, HIJRI, MINGUO, JAPANESE = "buddhist", "persian", "hijri", "minguo", "japanese"
_AHEAD = {BUDDHIST: -543, MINGUO: 1911}
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988}
"""Japanese era to the year before its first."""

_YEARS = {BUDDHIST: (2500, 2640), PERSIAN: (1360, 1424), HIJRI: (1425, 1470)}
_MOST = 0.9
# Leap years of the Persian calendar come every 4 years, every 33 of them one is put off to 5.
_LEAP_IN_33 = (1, 5, 9, 13, 17, 22, 26, 30)
_PERSIAN_EPOCH = date(622, 3, 21)


def calendar_of(years: list[int]) -> str:
    """Return the calendar that nearly all years belong to; empty for the usual one.

    Examples
    --------
    >>> calendar_of([2567, 2566]), calendar_of([1402]), calendar_of([2024])
    ('buddhist', 'persian', '')
    """
    for name, (first, last) in _YEARS.items():
        if years and sum(first <= year <= last for year in years) > _MOST * len(years):
            return name
    return ""


def day_in(calendar: str, year: int, month: int, day: int) -> date:
    """Return the day that a calendar means.

    Raises
    ------
    ValueError
        Where there is no such day.

    Examples
    --------
    >>> day_in("persian", 1402, 5, 8).isoformat(), day_in("buddhist", 2567, 2, 29).isoformat()
    ('2023-07-30', '2024-02-29')
    """
    if calendar == PERSIAN:
        return _persian(year, month, day)
    return date(year + _AHEAD.get(calendar, 0), month, day)


def _persian(year: int, month: int, day: int) -> date:
    longest = 31 if month <= 6 else 30 if month < 12 or _is_persian_leap(year) else 29
    if not (1 <= month <= 12 and 1 <= day <= longest and year > 0):
        message = "no such day in the Persian calendar"
        raise ValueError(message)
    rounds, rest = divmod(year - 1, 33)
    leaps = 8 * rounds + sum(leap <= rest for leap in _LEAP_IN_33)
    passed = 365 * (year - 1) + leaps + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    return _PERSIAN_EPOCH + timedelta(days=passed)


def _is_persian_leap(year: int) -> bool:
    return year % 33 in _LEAP_IN_33
