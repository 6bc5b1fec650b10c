"""Whether the day or the month comes first: decided over all dates of a column, or asked."""

from __future__ import annotations

from datetime import date

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.values.date_formats import Moment, shape_of

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day_first", "month_first", "year_first"
ORDERS_OF_DAY = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
_MONTHS = 12
_ALIKE_YEARS = 2
_ENOUGH_TO_SORT = 10
_ENOUGH_TO_SUSPECT = 5
_FEW = 0.02


def order_of(
    moments: list[Moment | None], form: str | None, texts: pl.Series, worded: pl.Series
) -> tuple[str, tuple[Notice, ...]]:
    """Decide in which order day, month and year stand in the texts that leave it open.

    Parameters
    ----------
    moments : list of Moment or None
        The different texts, parted.
    form : str, optional
        The order the person says; it settles the matter.
    texts, worded : polars.Series
        The whole column, and the different texts of `moments`.

    Returns
    -------
    tuple of (str, tuple of Notice)
        The order, and the doubt that has to be said.

    Raises
    ------
    InputError
        ``ambiguous_dates`` where nothing tells, or some texts tell one thing and some the other.
    """
    open_ones = [moment for moment in moments if moment is not None and moment.is_open]
    example = next((t for t, m in zip(worded, moments, strict=True) if m and m.is_open), "")
    fits = {
        order: [moment for moment in open_ones if moment.in_order(order) is not None]
        for order in ORDERS_OF_DAY
    }
    whole = [order for order in ORDERS_OF_DAY if len(fits[order]) == len(open_ones)]
    if form in ORDERS_OF_DAY:
        return form, doubt(example, form) if len(_likely(whole, open_ones)) > 1 else ()
    likely = _likely(whole, open_ones)
    if not open_ones or len(likely) == 1:
        return (likely or [DAY_FIRST])[0], ()
    if not likely:
        return _of_most(fits, open_ones), ()
    if all(moment.separator == "." for moment in open_ones) and DAY_FIRST in likely:
        return DAY_FIRST, ()
    return _sorted_order(likely, moments, texts, worded, example)


def refuse_day_before_month(moments: list[Moment | None]) -> None:
    """Refuse 2024-23-01: years first, then days, then months; where the day is small it hides.

    Raises
    ------
    InputError
        ``ambiguous_dates``.
    """
    dated = [moment for moment in moments if moment is not None and not moment.is_open]
    turned = [moment for moment in dated if moment.parts[1] > _MONTHS >= moment.parts[2]]
    if turned and all(moment.parts[2] <= _MONTHS for moment in dated):
        raise InputError("ambiguous_dates", variant="year_day_month", text=turned[0].text[:25])


def exchanged_by_spreadsheet(moments: list[Moment | None]) -> tuple[Notice, ...]:
    """Suspect real dates beside texts that a spreadsheet could not take for dates.

    A spreadsheet set to month-first reads 05/03/2024 as 3 May and leaves 13/03/2024 a text: then
    no real date has a day above 12, and every text has one.
    """
    readable = [moment for moment in moments if moment is not None]
    texts = [moment for moment in readable if moment.is_open]
    dates = [moment for moment in readable if not moment.is_open]
    if min(len(texts), len(dates)) < _ENOUGH_TO_SUSPECT:
        return ()
    if min(max(m.parts[:2]) for m in texts) <= _MONTHS or max(m.parts[2] for m in dates) > _MONTHS:
        return ()
    return (Notice("ambiguous_dates", variant="exchanged", text=texts[0].text[:25]),)


def several_forms(moments: list[Moment | None]) -> tuple[Notice, ...]:
    """Say that a good part of the dates is written in another form than the rest."""
    readable = [moment for moment in moments if moment is not None]
    open_ones = [moment for moment in readable if moment.is_open]
    forms = open_ones, [moment for moment in readable if not moment.is_open]
    if min(map(len, forms)) <= max(_ENOUGH_TO_SUSPECT, _FEW * len(readable)):
        return ()
    one, other = (form[0].text[:25] for form in forms)
    return (Notice("several_date_forms", one=one, other=other),)


def _likely(whole: list[str], open_ones: list[Moment]) -> list[str]:
    """Leave out orders under which the years would spread, days being taken for years."""
    spans = {order: _years(open_ones, order) for order in whole}
    return [order for order in whole if spans[order] <= min(spans.values()) + _ALIKE_YEARS]


def _years(open_ones: list[Moment], order: str) -> int:
    years = [moment.year_in(order) for moment in open_ones]
    return max(years) - min(years) if years else 0


def _of_most(fits: dict[str, list[Moment]], open_ones: list[Moment]) -> str:
    """Return the order that reads most, if what it leaves out is no date in any order."""
    order = max(fits, key=lambda name: len(fits[name]))
    for moment in open_ones:
        if moment.in_order(order) is None and any(
            moment.in_order(other) is not None for other in (DAY_FIRST, MONTH_FIRST)
        ):
            raise InputError("ambiguous_dates", variant="mixed", text=moment.text[:25])
    return order


def _sorted_order(
    likely: list[str],
    moments: list[Moment | None],
    texts: pl.Series,
    worded: pl.Series,
    example: str,
) -> tuple[str, tuple[Notice, ...]]:
    """Let the order of the rows decide: exports are sorted by date under one reading only."""
    sorted_under = [order for order in likely if _is_sorted(_days(moments, order, texts, worded))]
    if len(sorted_under) != 1:
        raise InputError(
            "ambiguous_dates",
            variant="day_or_month",
            text=example[:25],
            days=_readings(example, likely),
            options=tuple(likely),
        )
    return sorted_under[0], doubt(example, sorted_under[0])


def _days(
    moments: list[Moment | None], order: str, texts: pl.Series, worded: pl.Series
) -> pl.Series:
    """Return the day of every row under an order."""
    days = [None if moment is None else moment.in_order(order) for moment in moments]
    table = pl.DataFrame({"text": worded, "day": pl.Series(days, dtype=pl.Datetime("us"))})
    rows = texts.alias("text").to_frame()
    joined = rows.join(table, on="text", how="left", maintain_order="left")
    return joined["day"].drop_nulls().dt.date()


def _is_sorted(days: pl.Series) -> bool:
    steps = days.diff().drop_nulls().dt.total_days()
    one_way = bool((steps >= 0).all()) or bool((steps <= 0).all())
    return one_way and days.n_unique() >= _ENOUGH_TO_SORT


def doubt(example: str, order: str) -> tuple[Notice, ...]:
    """Say that dates like the example could be meant otherwise than they were read."""
    return (Notice("ambiguous_dates", variant=order, text=example[:25]),)


def _readings(example: str, orders: list[str]) -> tuple[date, ...]:
    """Return the days that an example would be."""
    moment = shape_of(example)
    days = [moment.in_order(order) for order in orders] if moment else []
    return tuple(day.date() for day in days if day is not None)
