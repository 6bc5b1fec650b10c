"""The shapes of a written date, each a regular expression over one text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

_MONTHS: dict[str, int] = {}
for _line in """
1 january jan januar januari janvier janv enero ene gennaio gen janeiro styczeń stycznia sty jänner
1 jän января янв ledna leden január ianuarie ocak tammikuu tammikuuta
2 february feb februar februari février fevrier févr fevr fév febrero febbraio fevereiro fev luty
2 lutego lut февраля фев února únor február februarie şubat helmikuu helmikuuta
3 march mar märz maerz mär mrz maart mrt mars marzo março marco marzec marca марта мар
3 maret března březen március martie mart maaliskuu maaliskuuta
4 april apr avril avr abril abr aprile kwiecień kwietnia kwi апреля апр
4 dubna duben április aprilie nisan huhtikuu huhtikuuta
5 may mai mei mayo maggio mag maio maj maja мая май
5 května květen május mayıs toukokuu toukokuuta
6 june jun juni juin junio giugno giu junho czerwiec czerwca cze июня июн
6 června červen június iunie haziran kesäkuu kesäkuuta
7 july jul juli juillet juil julio luglio lug julho lipiec lipca lip июля июл
7 července červenec július iulie temmuz heinäkuu heinäkuuta
8 august aug augustus août aout agosto ago sierpień sierpnia sie augusti августа авг
8 agustus agt srpna srpen augusztus ağustos elokuu elokuuta
9 september sep sept septembre septiembre settembre set setembro wrzesień września wrz
9 сентября сен сент září szeptember septembrie eylül syyskuu syyskuuta
10 october oct oktober okt octobre octubre ottobre ott outubro out październik października paź
10 октября окт října říjen október octombrie ekim lokakuu lokakuuta
11 november nov novembre noviembre novembro listopad listopada lis ноября ноя нояб
11 listopadu noiembrie kasım marraskuu marraskuuta
12 december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudzień
12 grudnia gru декабря дек desember des prosince prosinec decembrie aralık joulukuu joulukuuta
""".strip().splitlines():
    _number, *_names = _line.split()
    _MONTHS |= dict.fromkeys(_names, int(_number))

_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "cet": 60, "cest": 120, "bst": 60, "wet": 0,
    "west": 60, "eet": 120, "eest": 180, "jst": 540, "aest": 600, "aedt": 660, "msk": 180,
}  # fmt: skip
_TIME = (
    r"(?:[T,\s]+(?:at\s+|um\s+|à\s+)?(?P<h>\d{1,2})[:.h](?P<mi>\d{2})(?:[:.](?P<s>\d{2})"
    r"(?:[.,](?P<f>\d{1,9}))?)?(?:\s*(?P<ap>[AaPp])\.?[Mm]\.?)?"
    r"(?:\s*(?P<tz>Z|[A-Za-z]{1,4}|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[+-]\d{2}))?"
    r"(?:\s*\([^)]*\)|\[[^\]]*\])?)?"
)
_WEEKDAY = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
_NAME = r"(?P<name>[^\W\d_]{3,13})"
_SHAPES = tuple(
    re.compile(pattern + r"\s*")
    for pattern in (
        r"(?P<y>\d{4})(?P<sep>[-/. ])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})" + _TIME,
        r"(?P<y>\d{4})年\s?(?P<m>\d{1,2})月\s?(?P<d>\d{1,2})日" + _TIME,
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T?(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})(?P<tz>Z)?)?",
        r"(?P<a>\d{1,2})(?P<sep>[-/. ])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{4}|\d{2})" + _TIME,
        _WEEKDAY
        + r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º)?[-/.\s]*(?:de\s+|of\s+)?"
        + _NAME
        + r"\.?(?:,|\s+de|[-/.\s])*\s*'?(?P<y>\d{4}|\d{2})"
        + _TIME,
        _WEEKDAY
        + _NAME
        + r"\.?[-/\s]+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?[-/\s]+(?P<y>\d{4}|\d{2})"
        + _TIME,
        r"(?P<y>\d{4})[-/.\s]" + _NAME + r"\.?[-/.\s](?P<d>\d{1,2})" + _TIME,
        _WEEKDAY + _NAME + r"\s+(?P<d>\d{1,2})\s+(?P<h>\d{2}):(?P<mi>\d{2}):(?P<s>\d{2})"
        r"(?:\s+(?P<tz>[A-Z]{3,4}|[+-]\d{4}))?\s+(?P<y>\d{4})",
        r"(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2}))?\s+"
        + _NAME
        + r"\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})(?:\s+(?P<tz>[A-Z]{3,4}))?",
    )
)
_PIVOT = 69
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """A text parted into its numbers; in an open one the order of day and month is not known.

    Parameters
    ----------
    text : str
        As it stood.
    parts : tuple of int
        Year, month, day, or the three numbers as they stood when open.
    time : timedelta
        Since midnight, in UTC.
    separator : str
        Between the three numbers of an open one, else empty.
    short_year : bool
        Whether an open one has no number of four digits.
    """

    text: str
    parts: tuple[int, int, int]
    time: timedelta
    separator: str = ""
    short_year: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the order of day, month and year is open."""
        return self.separator != ""

    def year_in(self, order: str) -> int:
        """Return the year under an order of day, month and year."""
        if not self.is_open:
            return self.parts[0]
        year = self.parts[0] if order == "year_first" else self.parts[2]
        return year + (2000 if year < _PIVOT else 1900) if self.short_year else year

    def in_order(self, order: str) -> datetime | None:
        """Return the moment under an order of day, month and year; None if there is none.

        Examples
        --------
        >>> shape_of("13/4/24").in_order("day_first")
        datetime.datetime(2024, 4, 13, 0, 0)
        >>> shape_of("13/4/24").in_order("month_first") is None
        True
        """
        first, second, third = self.parts
        month, day = second, third
        if self.is_open:
            if order == "year_first" and not self.short_year:
                return None
            month, day = {
                "day_first": (second, first),
                "month_first": (first, second),
                "year_first": (second, third),
            }[order]
        try:
            return datetime(self.year_in(order), month, day) + self.time
        except (ValueError, OverflowError):
            return None


def shape_of(text: str) -> Moment | None:
    """Part a written date; None if it has no known shape.

    Examples
    --------
    >>> shape_of("Tue, 5 Mar 2024 23:30:00 -0500").in_order("day_first")
    datetime.datetime(2024, 3, 6, 4, 30)
    >>> shape_of("3 févr. 2023").parts
    (2023, 2, 3)
    >>> shape_of("yesterday") is None
    True
    """
    found = _parts(text)
    return None if found is None else _moment(text, found)


def unknown_month(text: str) -> str | None:
    """Return the word that stands where a date has its month, if it is no month known here.

    Examples
    --------
    >>> unknown_month("3 veljače 2024"), unknown_month("3 March 2024")
    ('veljače', None)
    """
    name = (_parts(text) or {}).get("name")
    return name if name is not None and _month(name) is None else None


def _parts(text: str) -> dict[str, str | None] | None:
    if len(text) > _LONGEST:
        return None
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    matches = (shape.fullmatch(plain) for shape in _SHAPES)
    return next((found.groupdict() for found in matches if found is not None), None)


def _moment(text: str, found: dict[str, str | None]) -> Moment | None:
    time = _time(found)
    if time is None:
        return None
    if found.get("a"):
        first, second, third = (int(found[name] or 0) for name in "abc")
        short = len(found["c"] or "") == 2
        return Moment(text, (first, second, third), time, found["sep"] or " ", short)
    month = found.get("m") or _month(found.get("name"))
    year = int(found["y"] or 0)
    if month is None:
        return None
    if len(found["y"] or "") == 2:
        year += 2000 if year < _PIVOT else 1900
    return Moment(text, (year, int(month), int(found["d"] or 0)), time)


def _month(name: str | None) -> int | None:
    return _MONTHS.get((name or "").casefold())


def _time(found: dict[str, str | None]) -> timedelta | None:
    """Return the time of day in UTC; None if it is impossible or its zone unknown."""
    hour, minute, second = (int(found.get(name) or 0) for name in ("h", "mi", "s"))
    half = (found.get("ap") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59 or second > 60:
        return None
    fraction = int((found.get("f") or "0").ljust(6, "0")[:6])
    offset = _offset(found.get("tz"))
    if offset is None:
        return None
    return timedelta(
        hours=hour, minutes=minute - offset, seconds=min(second, 59), microseconds=fraction
    )


def _offset(zone: str | None) -> int | None:
    """Return the minutes by which a zone is ahead of UTC."""
    if not zone:
        return 0
    bare = zone.casefold().removeprefix("utc").removeprefix("gmt")
    if not bare:
        return 0
    if bare[0] not in "+-":
        return _ZONES.get(bare)
    digits = bare[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes > 14 * 60:
        return None
    return -minutes if bare[0] == "-" else minutes
