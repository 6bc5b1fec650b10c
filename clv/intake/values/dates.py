"""Dates as people write them: the order of day and month is decided over the whole column.

``03/04/2024`` is March or April; only its neighbours can tell, and where none does the reader asks
(``ambiguous_dates``) instead of guessing. Everything else is a matter of shape: each different
text is parted once by a regular expression into year, month, day and time, so that a column may
hold several shapes. Times are those of the shop's own clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.values.calendars import calendar_of
from clv.intake.values.compact_dates import from_digits
from clv.intake.values.date_formats import Moment, shapes_of, unknown_month
from clv.intake.values.day_order import (
    DAY_FIRST,
    MONTH_FIRST,
    ORDERS_OF_DAY,
    YEAR_FIRST,
    doubt,
    exchanged_by_spreadsheet,
    order_of,
    refuse_day_before_month,
    several_forms,
)
from clv.intake.values.epochs import from_numbers
from clv.intake.values.month_names import is_language
from clv.intake.values.time_zones import cut_in_utc, in_zone, on_shop_clock, shop_offset

MONTH = "month"
"""The answer that lets months without a day count on their first."""

_QUICK = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_FOUR_DIGITS = 1_000
_MANY_UNKNOWN = 0.02
_SAYS_UTC = re.compile(r"\b(?:utc|gmt)\b", re.IGNORECASE)
_JSON_DATE = r"^\\?/Date\((\d{11,14})(?:[+-]\d{4})?\)\\?/$"
_WHOLE = r"^(\d+)\.0+$"
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Dates:
    """A column of dates, read.

    Parameters
    ----------
    values : polars.Series
        Datetime on the shop's clock, null where there is no date.
    notices : tuple of Notice
        What had to be said.
    """

    values: pl.Series
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class DateHints:
    """What a person says about a column of dates, see `clv.intake.ReadHints`."""

    form: str | None = None
    unit: str | None = None
    zone: str | None = None
    day_one: date | None = None

    @property
    def order(self) -> str | None:
        """The order of day, month and year, or that a month has no day."""
        return MONTH if self.is_month else order_in(self.form)

    @property
    def language(self) -> str | None:
        """The language of the months' names, where the person says it in place of a format."""
        return self.form if self.form is not None and is_language(self.form) else None

    @property
    def is_month(self) -> bool:
        """Whether months stand alone."""
        parts = set(re.findall("%.", self.form or ""))
        return self.form == MONTH or (bool(parts & {"%m", "%b", "%B"}) and "%d" not in parts)


def parse(
    values: pl.Series,
    form: str | None = None,
    unit: str | None = None,
    *,
    zone: str | None = None,
    day_one: date | None = None,
) -> Dates:
    """Read a column of dates.

    Parameters
    ----------
    values : polars.Series
        Text, numbers, dates or moments.
    form : str, optional
        A strptime format or one of ``"day_first"``, ``"month_first"``, ``"year_first"``,
        ``"month"``, or the code of the language of the months' names.
    unit, zone, day_one : optional
        What plain numbers count, the shop's time zone, the day of number 1; see
        `clv.intake.ReadHints`.

    Raises
    ------
    InputError
        ``ambiguous_dates``, ``unsupported_types``.

    Examples
    --------
    >>> parse(pl.Series(["3/14/2024", "4/3/2024 1:05 PM"])).values.dt.to_string().to_list()
    ['2024-03-14 00:00:00.000000', '2024-04-03 13:05:00.000000']
    >>> parse(pl.Series(["3/4/2024", "7/1/2024"]))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    clv.errors.InputError: ambiguous_dates.day_or_month (text='3/4/2024', days=..., options=...)
    """
    hints = DateHints(form, unit, zone, day_one)
    if values.dtype == pl.Date or values.dtype.base_type() == pl.Datetime:
        read = _native(values, zone)
        return replace(read, values=_in_range(read.values))
    if values.dtype.is_numeric():
        values = _written_out(values)
    if values.dtype != pl.String:
        raise InputError("unsupported_types", variant="dates", column=values.name[:40],
                         dtype=str(values.dtype)[:40])  # fmt: skip
    texts = values.str.strip_chars().str.strip_chars_start("'")
    texts = texts.str.replace(_JSON_DATE, "$1").str.replace(_WHOLE, "$1")
    texts = texts.set(texts == "", None)
    read = _by_format(texts, hints) or _quickly(texts, hints) or _through_distinct(texts, hints)
    if read.values.null_count() == len(texts) > texts.null_count():
        raise InputError("bad_dates", variant="unread", text=texts.drop_nulls()[0][:25])
    return replace(read, values=_in_range(read.values))


def order_in(form: str | None) -> str | None:
    """Return the order of day, month and year in a date format, however it is written.

    Examples
    --------
    >>> order_in("%d/%m/%Y"), order_in("MM/DD/YYYY"), order_in("ymd"), order_in("iso")
    ('day_first', 'month_first', 'year_first', None)
    """
    if form is None or form in ORDERS_OF_DAY:
        return form
    letters = re.sub("%[Bb]", "m", form) if "%" in form else form.replace("M", "m")
    places = {letter: letters.lower().find(letter) for letter in "dmy"}
    if min(places.values()) < 0 or not re.fullmatch(r"[%dmyYbBhHMSIpfzZT\W]+", form, re.IGNORECASE):
        return None
    if places["y"] < min(places["d"], places["m"]):
        return YEAR_FIRST
    return DAY_FIRST if places["d"] < places["m"] else MONTH_FIRST


def _written_out(numbers: pl.Series) -> pl.Series:
    """Write whole numbers without a point, so that 20240131 is seen for the date it is."""
    if numbers.dtype.is_integer():
        return numbers.cast(pl.String)
    whole = numbers.cast(pl.Float64).drop_nulls()
    if bool((whole == whole.floor()).all()) and bool((whole.abs() < 1e18).all()):
        return numbers.cast(pl.Int64).cast(pl.String)
    return numbers.cast(pl.String)


def _native(values: pl.Series, zone: str | None) -> Dates:
    """Read dates and moments that the file itself holds as such."""
    own = getattr(values.dtype, "time_zone", None)
    if own is None:
        return Dates(values.cast(pl.Datetime("us")))
    if zone is None and own != "UTC":
        return Dates(values.dt.replace_time_zone(None).cast(pl.Datetime("us")))
    instants = values.dt.convert_time_zone("UTC").dt.replace_time_zone(None).cast(pl.Datetime("us"))
    return Dates(in_zone(instants, zone), cut_in_utc(instants, zone))


def _in_range(values: pl.Series) -> pl.Series:
    """Drop what stands for "none": year 1, year 9999."""
    year = values.dt.year()
    return values.set((year < FIRST_YEAR) | (year > LAST_YEAR), None)


def _by_format(texts: pl.Series, hints: DateHints) -> Dates | None:
    """Read by the format the person gave; None if it fits few, so that only its order helps."""
    form = hints.form
    if form is None or "%" not in form:
        return None
    try:
        # A format without a day is read with the first one behind it.
        tail, day = (" 01", " %d") if hints.is_month else ("", "")
        read = (texts + tail).str.to_datetime(form + day, strict=False, time_unit="us", exact=True)
    except pl.exceptions.PolarsError as error:
        raise InputError("bad_dates", variant="format", form=form) from error
    unread = read.null_count() - texts.null_count()
    if 2 * unread >= len(texts) - texts.null_count():
        return None
    values = _native(read, hints.zone).values
    return Dates(values, _doubt_about(form, texts, unread))


def _doubt_about(form: str, texts: pl.Series, unread: int) -> tuple[Notice, ...]:
    """Say it when the same texts fit the format with day and month exchanged."""
    order = order_in(form)
    if order not in (DAY_FIRST, MONTH_FIRST) or not {"%d", "%m"} <= set(re.findall("%.", form)):
        return ()
    turned = form.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")
    other = texts.str.to_datetime(turned, strict=False, time_unit="us", exact=True)
    if other.null_count() - texts.null_count() > unread:
        return ()
    return doubt(str(texts.drop_nulls()[0]), order)


def _quickly(texts: pl.Series, hints: DateHints) -> Dates | None:
    """Read a column that is ISO throughout; None if it is not."""
    form = quick_form(texts.head(1000).drop_nulls())
    if form is None or hints.unit is not None:
        return None
    read = texts.str.to_datetime(form, strict=False, time_unit="us")
    return _in_named_zone(Dates(read), texts.name, hints) if _is_all_read(read, texts) else None


def quick_form(head: pl.Series) -> str | None:
    """Return the ISO form in which every value of the head is written; None if there is none.

    Examples
    --------
    >>> quick_form(pl.Series(["2024-01-31", "2024-02-01"]))
    '%Y-%m-%d'
    """
    if head.dtype != pl.String or head.is_empty() or says_utc(head.name):
        return None
    for form in _QUICK:
        if _is_all_read(head.str.to_datetime(form, strict=False), head):
            return form
    return None


def says_utc(column: str) -> bool:
    """Tell whether a column's name says that its times are those of Greenwich.

    Examples
    --------
    >>> says_utc("Created date (UTC)"), says_utc("Created")
    (True, False)
    """
    return _SAYS_UTC.search(column) is not None


def _in_named_zone(read: Dates, column: str, hints: DateHints) -> Dates:
    """Bring times to the shop's clock where the column's name says that they are in UTC."""
    if not says_utc(column):
        return read
    notices = (*read.notices, *cut_in_utc(read.values, hints.zone))
    return Dates(in_zone(read.values, hints.zone), notices)


def _is_all_read(read: pl.Series, texts: pl.Series) -> bool:
    """Tell whether every text was read, and none as of the year 23."""
    early = read.dt.year() < _FOUR_DIGITS
    return read.null_count() == texts.null_count() and not bool(early.any())


def _through_distinct(texts: pl.Series, hints: DateHints) -> Dates:
    """Read each different text once, then give every row its own."""
    distinct = texts.drop_nulls().unique(maintain_order=True)
    is_number = distinct.str.contains(r"^[0-9]{1,19}(?:\.[0-9]+)?$")
    numbers, worded = distinct.filter(is_number), distinct.filter(~is_number)
    written = _written(worded, texts, hints)
    counted = _numbers(numbers, hints, strict=2 * len(numbers) > len(distinct))
    table = pl.DataFrame(
        {
            "text": pl.concat([worded, numbers]),
            "moment": pl.concat([written.values, counted.values]),
        }
    )
    rows = texts.alias("text").to_frame()
    joined = rows.join(table, on="text", how="left", maintain_order="left")
    return Dates(joined["moment"], (*written.notices, *counted.notices))


def _numbers(numbers: pl.Series, hints: DateHints, *, strict: bool) -> Dates:
    """Read texts of digits only: dates in digits, else numbers that count something."""
    if numbers.is_empty():
        return Dates(pl.Series(dtype=pl.Datetime("us")))
    whole = hints.unit is None and hints.day_one is None
    if whole and not numbers.str.contains(".", literal=True).any():
        compact = from_digits(numbers, hints.order)
        if compact is not None and compact.is_month and not hints.is_month:
            _ask_about_months(numbers[0])
        if compact is not None:
            return Dates(compact.values, compact.notices)
    counted = from_numbers(
        numbers.cast(pl.Float64), hints.unit, day_one=hints.day_one, zone=hints.zone, strict=strict
    )
    return Dates(counted.values, counted.notices)


def _written(worded: pl.Series, texts: pl.Series, hints: DateHints) -> Dates:
    """Read the different texts of a column that have more than digits."""
    if worded.is_empty():
        return Dates(pl.Series(dtype=pl.Datetime("us")))
    moments, notices = _in_calendar(shapes_of(worded.to_list(), hints.language))
    _refuse_unknown_months(worded, moments)
    refuse_day_before_month(moments)
    moments = _days_only(moments, hints)
    order, doubts = order_of(moments, hints.order, texts, worded)
    main, places = shop_offset([None if moment is None else moment.offset for moment in moments])
    main = main if hints.zone is None else None
    placed = [_placed(moment, order, main, hints.zone) for moment in moments]
    read = Dates(
        pl.Series("moment", placed, pl.Datetime("us")),
        (
            *notices,
            *doubts,
            *(exchanged_by_spreadsheet(moments) or several_forms(moments)),
            *(places if main else ()),
        ),
    )
    if any(moment is not None and moment.offset is not None for moment in moments):
        return _noted_utc(read, moments, hints)
    return _in_named_zone(read, texts.name, hints)


def _noted_utc(read: Dates, moments: list[Moment | None], hints: DateHints) -> Dates:
    """Say that days are cut in UTC where all the offsets there are say so."""
    offsets = {moment.offset for moment in moments if moment is not None}
    utc = cut_in_utc(read.values, hints.zone) if offsets <= {0, None} else ()
    return replace(read, notices=(*read.notices, *utc))


def _in_calendar(
    moments: list[Moment | None],
) -> tuple[list[Moment | None], tuple[Notice, ...]]:
    """Read years of other calendars, told by their size."""
    readable = [moment for moment in moments if moment is not None]
    for short in (False, True):
        plain = [m for m in readable if m.short_year is short and not m.calendar]
        calendar = calendar_of([moment.year_in(DAY_FIRST) for moment in plain], short=short)
        if calendar:
            replaced = {id(moment): replace(moment, calendar=calendar) for moment in plain}
            moments = [replaced.get(id(moment), moment) for moment in moments]
    other = next((moment for moment in moments if moment is not None and moment.calendar), None)
    if other is None:
        return moments, ()
    return moments, (Notice("other_calendar", text=other.text[:25], calendar=other.calendar),)


def _days_only(moments: list[Moment | None], hints: DateHints) -> list[Moment | None]:
    """Ask about months without a day; beside full dates they are none."""
    readable = [moment for moment in moments if moment is not None]
    alone = [moment for moment in readable if moment.is_month]
    if hints.is_month or not alone:
        return moments
    if 2 * len(alone) > len(readable):
        _ask_about_months(alone[0].text)
    return [None if moment is not None and moment.is_month else moment for moment in moments]


def _ask_about_months(example: str) -> None:
    raise InputError("ambiguous_dates", variant="months", text=example[:25])


def _refuse_unknown_months(worded: pl.Series, moments: list[Moment | None]) -> None:
    """Refuse a column in a language of which some or all names of months are not known."""
    unread = [text for text, moment in zip(worded, moments, strict=True) if moment is None]
    names = [name for text in unread[:1_000] if (name := unknown_month(text)) is not None]
    if len(names) > _MANY_UNKNOWN * min(len(worded), 1_000):
        raise InputError("bad_dates", variant="month_name", word=names[0])


def _placed(
    moment: Moment | None, order: str, main: int | None, zone: str | None
) -> datetime | None:
    when = None if moment is None else moment.in_order(order)
    if moment is None or when is None or not FIRST_YEAR <= when.year <= LAST_YEAR:
        return None
    return on_shop_clock(when, moment.offset, main, zone)
