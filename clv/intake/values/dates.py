"""Dates as people write them: the order of day and month is decided over the whole column.

``03/04/2024`` is March or April; only its neighbours can tell, and where none does the reader asks
(``ambiguous_dates``) instead of guessing. Everything else is a matter of shape: each different
text is parted once by a regular expression into year, month, day and time, so that a column may
hold several shapes, and zones are brought to UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.values.date_formats import Moment, shape_of, unknown_month
from clv.intake.values.day_order import (
    DAY_FIRST,
    MONTH_FIRST,
    ORDERS_OF_DAY,
    YEAR_FIRST,
    doubt,
    exchanged_by_spreadsheet,
    order_of,
    refuse_day_before_month,
)
from clv.intake.values.epochs import from_numbers
from clv.words import _

_QUICK = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_FOUR_DIGITS = 1_000
_MANY_UNKNOWN = 0.02
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Dates:
    """A column of dates, read.

    Parameters
    ----------
    values : polars.Series
        Datetime in UTC, null where there is no date.
    notices : tuple of Notice
        What had to be said.
    """

    values: pl.Series
    notices: tuple[Notice, ...] = ()


def parse(values: pl.Series, form: str | None = None, unit: str | None = None) -> Dates:
    """Read a column of dates.

    Parameters
    ----------
    values : polars.Series
        Text, numbers, dates or moments.
    form : str, optional
        A strptime format or one of ``"day_first"``, ``"month_first"``, ``"year_first"``.
    unit : str, optional
        What plain numbers count, see `clv.options.ReadHints`.

    Raises
    ------
    InputError
        ``ambiguous_dates``, ``unsupported_types``.

    Examples
    --------
    >>> parse(pl.Series(["3/14/2024", "4/3/2024 1:05 PM"])).values.dt.to_string().to_list()
    ['2024-03-14 00:00:00.000000', '2024-04-03 13:05:00.000000']
    >>> parse(pl.Series(["3/4/2024", "7/1/2024"]))
    Traceback (most recent call last):
    clv.errors.InputError: Day and month can't be told apart: '3/4/2024' and all other dates fit
    more than one order; say which (--date-format day_first, month_first or year_first).
    """
    if values.dtype == pl.Date or values.dtype.base_type() == pl.Datetime:
        return Dates(_in_range(_native(values)))
    if values.dtype.is_numeric():
        values = _written_out(values)
    if values.dtype != pl.String:
        raise InputError(
            "unsupported_types",
            _("The column {name!r} holds {kind}, not dates; choose another column.").format(
                name=values.name[:40], kind=str(values.dtype)[:40]
            ),
        )
    texts = values.str.strip_chars()
    texts = texts.set(texts == "", None)
    order = order_in(form)
    read = _by_format(texts, form) if form and "%" in form else None
    read = read or _quickly(texts, unit) or _through_distinct(texts, order, unit)
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


def _native(values: pl.Series) -> pl.Series:
    zoned = getattr(values.dtype, "time_zone", None) is not None
    utc = values.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zoned else values
    return utc.cast(pl.Datetime("us"))


def _in_range(values: pl.Series) -> pl.Series:
    """Drop what stands for "none": year 1, year 9999."""
    year = values.dt.year()
    return values.set((year < FIRST_YEAR) | (year > LAST_YEAR), None)


def _by_format(texts: pl.Series, form: str) -> Dates | None:
    """Read by the format the person gave; None if it fits few, so that only its order helps."""
    try:
        read = texts.str.to_datetime(form, strict=False, time_unit="us", exact=True)
    except pl.exceptions.PolarsError as error:
        raise InputError(
            "bad_dates",
            _("The date format {form!r} is none; write it like %d/%m/%Y.").format(form=form),
        ) from error
    unread = read.null_count() - texts.null_count()
    if 2 * unread >= len(texts) - texts.null_count():
        return None
    return Dates(_native(read), _doubt_about(form, texts, unread))


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


def _quickly(texts: pl.Series, unit: str | None) -> Dates | None:
    """Read a column that is ISO throughout; None if it is not."""
    form = quick_form(texts.head(1000).drop_nulls())
    if form is None or unit is not None:
        return None
    read = texts.str.to_datetime(form, strict=False, time_unit="us")
    return Dates(read) if _is_all_read(read, texts) else None


def quick_form(head: pl.Series) -> str | None:
    """Return the ISO form in which every value of the head is written; None if there is none.

    Examples
    --------
    >>> quick_form(pl.Series(["2024-01-31", "2024-02-01"]))
    '%Y-%m-%d'
    """
    if head.dtype != pl.String or head.is_empty():
        return None
    for form in _QUICK:
        if _is_all_read(head.str.to_datetime(form, strict=False), head):
            return form
    return None


def _is_all_read(read: pl.Series, texts: pl.Series) -> bool:
    """Tell whether every text was read, and none as of the year 23."""
    early = read.dt.year() < _FOUR_DIGITS
    return read.null_count() == texts.null_count() and not bool(early.any())


def _through_distinct(texts: pl.Series, form: str | None, unit: str | None) -> Dates:
    """Read each different text once, then give every row its own."""
    distinct = texts.drop_nulls().unique(maintain_order=True)
    numbers = distinct.str.contains(r"^[0-9]{1,19}(?:\.[0-9]+)?$")
    if unit is None:
        numbers &= ~_compact(distinct)
    worded = distinct.filter(~numbers)
    moments = [shape_of(text) for text in worded]
    _refuse_unknown_months(worded, moments)
    refuse_day_before_month(moments)
    order, notices = order_of(moments, form, texts, worded)
    notices = (*notices, *exchanged_by_spreadsheet(moments))
    dated = pl.Series("moment", [_placed(moment, order) for moment in moments], pl.Datetime("us"))
    table = pl.DataFrame({"text": worded, "moment": dated})
    if numbers.any():
        mostly = 2 * int(numbers.sum()) > len(distinct)
        counted = from_numbers(distinct.filter(numbers).cast(pl.Float64), unit, strict=mostly)
        notices = (*notices, *counted.notices)
        more = pl.DataFrame({"text": distinct.filter(numbers), "moment": counted.values})
        table = pl.concat([table, more])
    joined = (
        texts.alias("text").to_frame().join(table, on="text", how="left", maintain_order="left")
    )
    return Dates(joined["moment"], notices)


def _refuse_unknown_months(worded: pl.Series, moments: list[Moment | None]) -> None:
    """Refuse a column in a language of which some or all names of months are not known."""
    unread = [text for text, moment in zip(worded, moments, strict=True) if moment is None]
    names = [name for text in unread if (name := unknown_month(text)) is not None]
    if len(names) > _MANY_UNKNOWN * len(worded):
        raise InputError(
            "bad_dates",
            _("{name!r} is no month known here; export the dates as numbers (2024-01-31).").format(
                name=names[0]
            ),
        )


def _compact(distinct: pl.Series) -> pl.Series:
    """Mark eight digits that are a date like 20240131, and fourteen with a time."""
    day = distinct.str.slice(0, 8).str.to_date("%Y%m%d", strict=False)
    return day.dt.year().is_between(FIRST_YEAR, LAST_YEAR).fill_null(value=False) & (
        distinct.str.len_chars().is_in([8, 14])
    )


def _placed(moment: Moment | None, order: str) -> object:
    return None if moment is None else moment.in_order(order)
