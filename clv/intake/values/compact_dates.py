"""Dates written as digits only: 20240516, 16052024, 240516, 202405161530, 202405."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.values.day_order import DAY_FIRST, MONTH_FIRST, YEAR_FIRST

_FIRST, _LAST = 1990, 2060
_FIRST_ISO, _LAST_ISO = 1900, 2200
_WHOLE = 0.99
_ALIKE_YEARS = 2
_ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a date in digits.

    Parameters
    ----------
    text : str
        A strptime format.
    width : int
        How many digits; numbers lose leading zeros, which are put back.
    order : str
        Which of day, month and year comes first.
    least : int
        The fewest digits that are left without the leading zeros.
    """

    text: str
    width: int
    order: str
    least: int

    def read(self, digits: pl.Series) -> pl.Series:
        """Return the moment of each text, null where it is none."""
        fit = digits.str.len_chars().is_between(self.least, self.width)
        padded = digits.set(~fit, None).str.zfill(self.width)
        if self.text == _MINGUO:
            year = padded.str.head(3).cast(pl.Int64, strict=False) + 1911
            western = year.cast(pl.String) + padded.str.tail(4)
            moments = western.str.to_date("%Y%m%d", strict=False).cast(pl.Datetime("us"))
            return moments.set(
                ~moments.dt.year().is_between(_FIRST, _LAST).fill_null(value=False), None
            )
        is_month = self.text == "%Y%m"
        padded, text = (padded + "01", "%Y%m%d") if is_month else (padded, self.text)
        if self.width > 8:
            # The reader wants a minute beside an hour.
            padded, text = (padded + "00", text + "%M") if text.endswith("%H") else (padded, text)
            moments = padded.str.to_datetime(text, strict=False, time_unit="us")
        else:
            moments = padded.str.to_date(text, strict=False).cast(pl.Datetime("us"))
        iso = self.text.startswith("%Y%m%d") and self.width in (8, 14)
        years = (_FIRST_ISO, _LAST_ISO) if iso else (_FIRST, _LAST)
        return moments.set(~moments.dt.year().is_between(*years).fill_null(value=False), None)


_MINGUO = "minguo"
FORMS = (
    Form("%Y%m%d", 8, YEAR_FIRST, 8),
    Form("%d%m%Y", 8, DAY_FIRST, 7),
    Form("%m%d%Y", 8, MONTH_FIRST, 7),
    Form(_MINGUO, 7, YEAR_FIRST, 7),
    Form("%Y%j", 7, YEAR_FIRST, 7),
    Form("%Y%m%d%H%M%S", 14, YEAR_FIRST, 14),
    Form("%Y%m%d%H%M", 12, YEAR_FIRST, 12),
    Form("%Y%m%d%H", 10, YEAR_FIRST, 10),
    Form("%Y%m", 6, "month", 6),
    Form("%y%m%d", 6, YEAR_FIRST, 5),
    Form("%d%m%y", 6, DAY_FIRST, 5),
    Form("%m%d%y", 6, MONTH_FIRST, 5),
)


@dataclass(frozen=True, slots=True)
class Compact:
    """Digits read as dates.

    Parameters
    ----------
    values : polars.Series
        Datetime, null where a text is none.
    is_month : bool
        Whether they are months without a day.
    notices : tuple of Notice
        What had to be said.
    """

    values: pl.Series
    is_month: bool = False
    notices: tuple[Notice, ...] = ()


def from_digits(digits: pl.Series, order: str | None = None) -> Compact | None:
    """Read digits as dates; None where they are none.

    Parameters
    ----------
    digits : polars.Series
        Different texts of nothing but digits.
    order : str, optional
        Which of day, month and year comes first, where a person says it; or ``"month"``.

    Raises
    ------
    InputError
        ``ambiguous_dates`` where several forms read them all.

    Examples
    --------
    >>> from_digits(pl.Series(["970110", "940531"])).values.dt.date().to_list()
    [datetime.date(1997, 1, 10), datetime.date(1994, 5, 31)]
    >>> from_digits(pl.Series(["1082023", "25052024"])).values.dt.date().to_list()
    [datetime.date(2023, 8, 1), datetime.date(2024, 5, 25)]
    >>> from_digits(pl.Series(["17", "18"])) is None
    True
    """
    widest = digits.str.len_chars().max()
    readings = {form: form.read(digits) for form in FORMS if form.width == widest}
    if order is not None and any(form.order == order for form in readings):
        readings = {form: read for form, read in readings.items() if form.order == order}
    whole = {form: read for form, read in readings.items() if _share(read) >= _WHOLE}
    likely = _likely(whole)
    if not likely:
        return None
    if len(likely) > 1:
        _ask(digits, likely)
    form, read = next(iter(likely.items()))
    guessed = order is None and (len(whole) > 1 or (form.width < 8 and len(digits) < _ENOUGH))
    return Compact(read, form.order == "month", _doubt(digits, form, read) if guessed else ())


def _share(read: pl.Series) -> float:
    return 1 - read.null_count() / len(read) if len(read) else 0.0


def _likely(whole: dict[Form, pl.Series]) -> dict[Form, pl.Series]:
    """Leave out forms under which the years would spread, days being taken for years."""
    spans = {form: _span(read) for form, read in whole.items()}
    return {
        form: read
        for form, read in whole.items()
        if spans[form] <= min(spans.values()) + _ALIKE_YEARS
    }


def _span(read: pl.Series) -> int:
    years = read.drop_nulls().dt.year().sort()
    return int(years[-1] - years[0])


def _ask(digits: pl.Series, likely: dict[Form, pl.Series]) -> None:
    differing = next(
        (row for row in range(len(digits)) if len({read[row] for read in likely.values()}) > 1), 0
    )
    raise InputError(
        "ambiguous_dates",
        variant="compact",
        text=digits[differing],
        days=tuple(read[differing].date() for read in likely.values() if read[differing]),
        options=tuple(form.order for form in likely),
    )


def _doubt(digits: pl.Series, form: Form, read: pl.Series) -> tuple[Notice, ...]:
    return (
        Notice("ambiguous_dates", variant="compact_read", text=digits[0], day=read[0].date(),
               order=form.order),
    )  # fmt: skip
