"""The shapes of a written date, each a regular expression over one text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from clv.errors import InputError
from clv.intake.values.calendars import ERAS, MINGUO, day_in, with_english_months
from clv.intake.values.month_names import known_month, months

_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "brt": -180,
    "art": -180, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "bst": 60, "ist": 330, "wet": 0,
    "west": 60, "eet": 120, "eest": 180, "msk": 180, "trt": 180, "sast": 120, "eat": 180,
    "wat": 60, "cat": 120, "gst": 240, "pkt": 300, "ict": 420, "wib": 420, "hkt": 480,
    "sgt": 480, "pht": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip
_DIRECTIONS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\u061c\ufeff]")
_OCLOCK = re.compile(r"(?<=\d)\s?(?:uhr|hrs?|hs)\.?$", re.IGNORECASE)
_HOUR = re.compile(r"(?<=\d)\s(\d{1,2})\s?h$")
# Apache writes 05/Mar/2024:13:05, others 2024-03-05 - 13:05.
_CLOCK = re.compile(r"(\d{4}|[/.-]\d{1,2})(?::|\s[-–|]\s?)(\d{1,2}:\d{2})")
_CJK_TIME = re.compile(
    r"\s?(\d{1,2})\s?[時时点點시]\s?(?:(\d{1,2})\s?[分분]\s?)?(?:(\d{1,2})\s?[秒초])?"
)
_REWRITES = tuple(
    (re.compile(pattern, re.IGNORECASE), text)
    for pattern, text in (
        (r"(?<=\d)\s?(?:г|р|ж|թ|оны)(?:\.|(?=\s|$|,))|(?:ค\.ศ\.|พ\.ศ\.)\s?", ""),
        (r"\bngày\s|(?<=\d)\snăm(?=\s\d)|[公西]元(?=\d)|中華(?=民)", ""),
        ("元年", "1年"),
        # Weekdays between the day and the time.
        (
            r"\s?\(?(?:星期|[周週]|礼拜)[一二三四五六日天]\)?|\s?\([月火水木金土日월화수목금토일]\)",
            " ",
        ),
        (r"\s?\(?(?:[月火水木金土日]曜日?|[월화수목금토일]요일)\)?", " "),
        (r"(?<=[日일])(?=[\d上下午凌清早中傍晚夜])", " "),
        (r"(?<=\d)\s?(?:ص|π\.?μ\.?|öö|पूर्वाह्न)$", " AM"),
        (r"(?<=\d)\s?(?:م|μ\.?μ\.?|ös|अपराह्न)$", " PM"),
    )
)
_VIETNAMESE_HALF = re.compile(r"(?<=:\d\d)\s(?:(SA)|CH)$")
_TIME_FIRST = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?)[\s,]+(?:-\s)?(\S.*)", re.I)
_DAY_WORDS = re.compile(r"(?<=\d)(?:\s?(?:m\.|d\.)|\.?\s?gada|\(e\)ko|\(a\))\s?,?")
# A number, a word or a mark, and a number again: what is outside is no part of the date.
_HAS_NAME_INSIDE = re.compile(r"\d[^\d:]{1,24}\d")
_LEADING = re.compile(r"^[^\d]{2,30}?[\s,ี่](?=\d{1,4}\D+\d)")
_TRAILING = re.compile(r"(?<=\d)\.?[,\s]+[^\d:,+\-]{2,30}$|(?<=[日일])\s?[^\d:]{2,6}$")
_HALVES = {
    **dict.fromkeys(("上午", "午前", "오전", "凌晨", "清晨", "早上", "早晨"), "a"),
    **dict.fromkeys(("下午", "午後", "오후", "中午", "傍晚", "晚上"), "p"),
}
_TIME = (
    r"(?:[T,\s]+(?:at\s+|um\s+|à\s+|às\s+|o\s+|kl\.?\s*|klo\s+|alle\s+|a\s+las\s+)?"
    rf"(?P<half>{'|'.join(_HALVES)})?"
    r"\s*(?P<h>\d{1,2})[:.h](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?:\s*(?P<ap>[AaPp])\.?\s?[Mm]\.?)?"
    r"(?:\s*(?P<tz>Z|[A-Za-z]{1,5}|(?:UTC|GMT)?[+-]\d{1,2}:?\d{2}|(?:UTC|GMT)?[+-]\d{1,2}))?"
    r"(?:\s*\([^)]*\)|\[[^\]]*\])?)?"
)
_ZULU = r"(?P<tz>Z|[+-]\d{2}:?\d{2})?"
_WEEKDAY = r"(?:[^\W\d_][^\d\s,]{1,19},?\s+)?"
_NAME = r"(?P<name>(?!(?:st|nd|rd|th)\b)[^\W\d_][^\d\s,/:()\[\]\-]{1,19}|th(?:áng|g)\.?\s?\d{1,2})"
_SHAPES = tuple(
    re.compile(pattern + r"\s*", re.IGNORECASE)
    for pattern in (
        r"(?P<y>\d{4})(?P<sep>[-/. ])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})" + _TIME,
        # Hungarian and Korean: 2024. 05. 16.
        r"(?P<y>\d{4})\.\s?(?P<m>\d{1,2})\.\s?(?P<d>\d{1,2})\.?" + _TIME,
        r"(?P<y>\d{4})[年년]\s?(?P<m>\d{1,2})[月월]\s?(?P<d>\d{1,2})[日일]" + _TIME,
        r"(?P<era>令和|平成|昭和|民國|民国)(?P<y>\d{1,3})年\s?(?P<m>\d{1,2})月\s?(?P<d>\d{1,2})日"
        + _TIME,
        r"(?P<era>[RH])(?P<y>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<d>\d{1,2})" + _TIME,
        r"(?P<minguo>1\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})" + _TIME,
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2}))?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})[T ](?P<h>\d{2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2}))?"
        + _ZULU,
        r"(?P<a>\d{1,2})(?P<sep>[-/. ])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{4}|\d{1,2})\.?" + _TIME,
        r"(?P<a>\d{1,2})(?P<sep>\.)\s(?P<b>\d{1,2})\.\s(?P<c>\d{4}|\d{1,2})\.?" + _TIME,
        _WEEKDAY
        + r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º)?[-/.,\s]*(?:de\s+|of\s+|d['’]|del\s+)?"
        + _NAME
        + r"\.?(?:,|\s+del?|[-/.\s])*\s*'?(?P<y>\d{4}|\d{2})\.?"
        + _TIME,
        _WEEKDAY
        + _NAME
        + r"\.?[-/\s]+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?[-/\s]+(?P<y>\d{4}|\d{2})"
        + _TIME,
        r"(?P<y>\d{4})[-/.,\s]+" + _NAME + r"\.?[-/.\s]+(?P<d>\d{1,2})\.?" + _TIME,
        r"(?P<y>\d{4})[-/.,\s]+(?P<d>\d{1,2})\.?[-/.\s]+" + _NAME + r"\.?" + _TIME,
        _WEEKDAY
        + _NAME
        + r"\s+(?P<d>\d{1,2})\s+(?P<h>\d{2}):(?P<mi>\d{2}):(?P<s>\d{2})"
        + r"(?:\s+(?P<tz>[A-Z]{3,4}|[+-]\d{4}))?\s+(?P<y>\d{4})",
        r"(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2}))?\s+"
        + _NAME
        + r"\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})(?:\s+(?P<tz>[A-Z]{3,4}))?",
        r"(?P<y>\d{4})-?W(?P<week>\d{2})-?(?P<weekday>[1-7])" + _TIME,
        r"(?P<y>\d{4})-(?P<yearday>\d{3})" + _TIME,
        # Months and quarters without a day.
        r"(?P<y>(?:19|20)\d{2})[-/\s]?Q(?P<quarter>[1-4])",
        r"Q(?P<quarter>[1-4])[-/\s]*'?(?P<y>(?:19|20)?\d{2})",
        r"(?P<y>(?:19|20|25)\d{2})[-/ ](?P<m>\d{1,2})",
        r"(?P<m>\d{1,2})[-/. ](?P<y>(?:19|20|25)\d{2})",
        r"(?P<y>\d{4})[年년]\s?(?P<m>\d{1,2})[月월]",
        _NAME + r"\.?(?:\s+de)?[-/.\s]*'?(?P<y>\d{4}|\d{2})",
        r"(?P<y>\d{4})[-/.\s]+" + _NAME + r"\.?",
    )
)
_PIVOT = 69
# With Thai months 67 is the year 2567, and 24 is 2024.
_THAI, _IS_THAI = 50, re.compile("[\u0e00-\u0e7f]")
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Moment:
    """A text parted into its numbers; in an open one the order of day and month is not known.

    Parameters
    ----------
    text : str
        As it stood.
    parts : tuple of int
        Year, month, day, or the three numbers as they stood when open; a month alone has day 0.
    time : timedelta
        Since midnight, on the clock that hangs where the text was written.
    separator : str
        Between the three numbers of an open one, else empty.
    short_year : bool
        Whether an open one has no number of four digits.
    offset : int, optional
        Minutes by which that clock is ahead of UTC, where the text says it.
    calendar : str
        One of `clv.intake.values.calendars`, empty for the usual one.
    """

    text: str
    parts: tuple[int, int, int]
    time: timedelta
    separator: str = ""
    short_year: bool = False
    offset: int | None = None
    calendar: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the order of day, month and year is open."""
        return self.separator != ""

    @property
    def is_month(self) -> bool:
        """Whether it has a month and no day."""
        return not self.is_open and self.parts[2] == 0

    @property
    def _ends_in_one_digit(self) -> bool:
        """Whether the third number can be no year: 24/1/3."""
        return self.parts[2] < 10 and len(re.findall(r"\d+", self.text)[2]) == 1

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
        month, day = second, max(third, 1 if self.is_month else third)
        if self.is_open:
            if order == "year_first" and not self.short_year:
                return None
            if order != "year_first" and self.short_year and self._ends_in_one_digit:
                return None
            month, day = {
                "day_first": (second, first),
                "month_first": (first, second),
                "year_first": (second, third),
            }[order]
        try:
            midnight = datetime.combine(
                day_in(self.calendar, self.year_in(order), month, day), datetime.min.time()
            )
            return midnight + self.time
        except (ValueError, OverflowError):
            return None


def shape_of(text: str) -> Moment | None:
    """Part a written date; None if it has no known shape.

    Examples
    --------
    >>> shape_of("Tue, 5 Mar 2024 23:30:00 -0500").in_order("day_first")
    datetime.datetime(2024, 3, 5, 23, 30)
    >>> shape_of("3 févr. 2023").parts, shape_of("2024. 05. 16.").parts
    ((2023, 2, 3), (2024, 5, 16))
    >>> shape_of("yesterday") is None
    True
    """
    parts = _parts(text)
    name = (parts or {}).get("name")
    month = known_month(name) if name else None
    return None if parts is None else _moment(text, parts, {name: month} if name and month else {})


def shapes_of(texts: Sequence[str], language: str | None = None) -> list[Moment | None]:
    """Part the written dates of one column, whose names of months are of one language."""
    parted = [_parts(text) for text in texts]
    names = {parts["name"] for parts in parted if parts and parts.get("name")}
    numbers = months(sorted(name for name in names if name), language) if names else {}
    return [
        None if parts is None else _moment(text, parts, numbers)
        for text, parts in zip(texts, parted, strict=True)
    ]


def unknown_month(text: str) -> str | None:
    """Return the word that stands where a date has its month, if it is no month in any language.

    Examples
    --------
    >>> unknown_month("3 smarch 2024"), unknown_month("3 March 2024")
    ('smarch', None)
    """
    name = (_parts(text) or {}).get("name")
    try:
        return name if name is not None and name not in months([name]) else None
    except InputError:
        return None


def _parts(text: str) -> dict[str, str | None] | None:
    if len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    plain = " ".join(_DIRECTIONS.sub("", unicodedata.normalize("NFKC", text)).split())
    if not plain.isascii():
        plain = _in_plain_signs(plain)
    plain = _VIETNAMESE_HALF.sub(lambda half: " AM" if half[1] else " PM", plain)
    plain = _CLOCK.sub(r"\1 \2", _HOUR.sub(r" \1:00", _OCLOCK.sub("", plain)))
    plain = with_english_months(plain)
    parts = _matching(plain)
    if parts is None and (first := _TIME_FIRST.fullmatch(plain)):
        parts = _matching(f"{first[2]} {first[1]}")
    if parts is None and _DAY_WORDS.search(plain):
        plain = " ".join(_DAY_WORDS.sub(" ", plain).split())
        parts = _matching(plain.strip(" ,."))
    if parts is not None or _HAS_NAME_INSIDE.search(plain) is None:
        return parts
    bare = (_matching(text) for text in _without_weekday(plain))
    # What was taken off may have been the month or the day: then nothing is read.
    return next((match for match in bare if match and (match.get("d") or match.get("a"))), None)


# A column is looked at several times before its days are read.
@lru_cache(maxsize=4_096)
def _matching(plain: str) -> dict[str, str | None] | None:
    matches = (shape.fullmatch(plain) for shape in _SHAPES)
    return next((match.groupdict() for match in matches if match is not None), None)


def _in_plain_signs(text: str) -> str:
    """Write digits, marks and months of other scripts plainly, without words for year and day.

    Examples
    --------
    >>> _in_plain_signs("3 января 2024 г."), _in_plain_signs("2024年5月3日(金) 15時05分")
    ('3 января 2024', '2024年5月3日 15:05:00')
    """
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    plain = plain.replace("،", ",").replace("⹁", ",")
    for pattern, replacement in _REWRITES:
        plain = pattern.sub(replacement, plain)
    plain = _CJK_TIME.sub(lambda time: f" {time[1]}:{time[2] or '00':0>2}:{time[3] or '00'}", plain)
    return " ".join(plain.split())


def _without_weekday(text: str) -> tuple[str, ...]:
    """Take off the words before the first number, behind the last, and both.

    Examples
    --------
    >>> _without_weekday("2024年1月3日水曜日")[1]
    '2024年1月3日'
    >>> _without_weekday("onsdag den 3. januar 2024")[0]
    '3. januar 2024'
    """
    later = _LEADING.sub("", text)
    texts = (later, _TRAILING.sub("", text), _TRAILING.sub("", later))
    return tuple(each.strip(" ,.") for each in texts)


def _moment(text: str, parts: dict[str, str | None], names: dict[str, int]) -> Moment | None:
    time, zone = _time(parts), parts.get("tz")
    offset = _offset(zone) if zone else None
    if time is None or (zone and offset is None):
        return None
    if parts.get("a"):
        return _open(text, parts, time, offset)
    if parts.get("week") or parts.get("yearday"):
        return _counted(text, parts, time, offset)
    month, day = parts.get("m") or names.get(parts.get("name") or ""), parts.get("d")
    if parts.get("quarter"):
        month = 3 * int(parts["quarter"] or 1) - 2
    if month is None or (day is not None and int(day) == 0):
        return None
    year, calendar = _year(parts)
    numbers = (year, int(month), int(day or 0))
    return Moment(text, numbers, time, offset=offset, calendar=calendar)


def _open(
    text: str, parts: dict[str, str | None], time: timedelta, offset: int | None
) -> Moment | None:
    """Keep the three numbers of a date whose order is not known; 5/3/4 is none."""
    digits = [parts[name] or "" for name in "abc"]
    if len(digits[2]) == 1 and len(digits[0]) < 2:
        return None
    first, second, third = (int(number) for number in digits)
    short = len(digits[2]) <= 2
    return Moment(text, (first, second, third), time, parts["sep"] or " ", short, offset)


def _counted(
    text: str, parts: dict[str, str | None], time: timedelta, offset: int | None
) -> Moment | None:
    """Read a day by its week, or by its number in the year: 2024-W10-2, 2024-065."""
    year = int(parts["y"] or 0)
    try:
        if parts.get("week"):
            day = date.fromisocalendar(year, int(parts["week"] or 0), int(parts["weekday"] or 0))
        else:
            day = date(year, 1, 1) + timedelta(days=int(parts["yearday"] or 0) - 1)
    except ValueError:
        return None
    if day.year not in (year - 1, year, year + 1) or parts.get("yearday") == "000":
        return None
    return Moment(text, (day.year, day.month, day.day), time, offset=offset)


def _year(parts: dict[str, str | None]) -> tuple[int, str]:
    if parts.get("minguo"):
        return int(parts["minguo"] or 0), MINGUO
    year, era = int(parts["y"] or 0), (parts.get("era") or "").upper()
    is_short = len(parts["y"] or "") == 2
    if is_short and year >= _THAI and _IS_THAI.search(parts.get("name") or ""):
        return year + 2500, ""
    if era:
        return (year, MINGUO) if era not in ERAS else (year + ERAS[era], "")
    if is_short:
        year += 2000 if year < _PIVOT else 1900
    return year, ""


def _time(parts: dict[str, str | None]) -> timedelta | None:
    """Return the time of day on the clock of the text; None if it is impossible."""
    hour, minute, second = (int(parts.get(name) or 0) for name in ("h", "mi", "s"))
    half = (parts.get("ap") or _HALVES.get(parts.get("half") or "", "")).lower()
    if half:
        if hour > 12 and half == "a":
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59 or second > 60:
        return None
    fraction = int((parts.get("f") or "0").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=fraction)


def _offset(zone: str) -> int | None:
    """Return the minutes by which a zone is ahead of UTC."""
    bare = zone.casefold().removeprefix("utc").removeprefix("gmt")
    if not bare:
        return 0
    if bare[0] not in "+-":
        return _ZONES.get(bare)
    hours, minutes = re.fullmatch(r"(\d{1,2}?):?(\d{2})?", bare[1:]).groups()  # type: ignore[union-attr]
    total = int(hours) * 60 + int(minutes or 0)
    if total > 14 * 60:
        return None
    return -total if bare[0] == "-" else total
