"""Years of other calendars (Islamic, Buddhist, Persian, Minguo, Japanese eras), told by their size.

Names of Islamic and Persian months are read as the number they have in their year.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from hijridate import Hijri

BUDDHIST, PERSIAN, HIJRI, MINGUO = "buddhist", "persian", "hijri", "minguo"
BUDDHIST_SHORT = "buddhist (two digits)"
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988}
"""Japanese era to the year before its first."""

_AHEAD = {BUDDHIST: -543, BUDDHIST_SHORT: -43, MINGUO: 1911}
_YEARS = {BUDDHIST: (2500, 2640), PERSIAN: (1360, 1424), HIJRI: (1425, 1470)}
# 67, the year 2567, reads as 2067; orders of 2060 are none.
_YEARS_SHORT = (2057, 2068)
_MOST = 0.9
# Leap years of the Persian calendar come every 4 years, every 33 of them one is put off to 5.
_LEAP_IN_33 = (1, 5, 9, 13, 17, 22, 26, 30)
_PERSIAN_EPOCH = date(622, 3, 21)
# The months of a year as regular expressions.
_ISLAMIC = (
    r"muharram safar rabi\S*\s(?:al.)?(?:awwal|i) rabi\S*\s(?:al.)?(?:thani|akhir|ii)"
    r" juma\S*\s(?:al.)?(?:ula|awwal|i) juma\S*\s(?:al.)?(?:thani|akh\w+|ii) rajab"
    r" sha['’]?a?ban ramad[ah]+n shawwal dh?ul?.?(?:al.)?q\S+ dh?ul?.?(?:al.)?hijj\w+"
)
_ARABIC = (
    r"محرم صفر ربيع\sالأول ربيع\s(?:الآخر|الثاني) جمادى\sالأولى جمادى\s(?:الآخرة|الثانية)"
    r" رجب شعبان رمضان شوال ذو\sالقعدة ذو\sالحجة"
)
_IRANIAN = "farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand"
_FARSI = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
_ENGLISH = "January February March April May June July August September October November December"
_NAMES = tuple(
    (re.compile(rf"(?<!\w){name}(?!\w)".replace("ی", "[یي]"), re.IGNORECASE), english)
    for months in (_ISLAMIC, _ARABIC, _IRANIAN, _FARSI)
    for name, english in zip(months.split(), _ENGLISH.split(), strict=True)
)
_ANY_NAME = re.compile("|".join(name.pattern for name, _english in _NAMES), re.IGNORECASE)
_ERA = re.compile(r"(?<=\d{4})\s?(?:هـ?|ش|AH|A\.H\.|AP)\.?(?=\s|$|,)")


def calendar_of(years: list[int], *, short: bool = False) -> str:
    """Return the calendar that nearly all years belong to; empty for the usual one.

    Parameters
    ----------
    years : list of int
        As they stand, or read from two digits.
    short : bool
        Whether they were written with two digits.

    Examples
    --------
    >>> calendar_of([2567, 2566]), calendar_of([1402]), calendar_of([1445]), calendar_of([2024])
    ('buddhist', 'persian', 'hijri', '')
    """
    ranges = {BUDDHIST_SHORT: _YEARS_SHORT} if short else _YEARS
    for name, (first, last) in ranges.items():
        if years and sum(first <= year <= last for year in years) > _MOST * len(years):
            return name
    return ""


def with_english_months(text: str) -> str:
    """Name the months of Islamic and Persian years by the English name of the same number.

    Examples
    --------
    >>> with_english_months("15 Ramadan 1445 AH"), with_english_months("۸ مرداد ۱۴۰۲")
    ('15 September 1445', '۸ May ۱۴۰۲')
    """
    bare = _ERA.sub("", text)
    if _ANY_NAME.search(bare) is None:
        return bare
    for name, english in _NAMES:
        bare = name.sub(english, bare)
    return bare


def day_in(name: str, year: int, month: int, day: int) -> date:
    """Return the day that a calendar means.

    Raises
    ------
    ValueError
        Where there is no such day.

    Examples
    --------
    >>> day_in("persian", 1402, 5, 8).isoformat(), day_in("buddhist", 2567, 2, 29).isoformat()
    ('2023-07-30', '2024-02-29')
    >>> day_in("hijri", 1445, 9, 1).isoformat()
    '2024-03-11'
    """
    if name == PERSIAN:
        return _persian(year, month, day)
    if name == HIJRI:
        return date(*Hijri(year, month, day).to_gregorian().timetuple()[:3])
    return date(year + _AHEAD.get(name, 0), month, day)


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
