"""The pictures of the HTML report: the same small tables as on screen, drawn as plain SVG."""

from __future__ import annotations

from math import log10

import polars as pl

from clv.present.charts.style import BLUE, GREY, ORANGE, SKY, segment_colours, top_of
from clv.present.numbers import Numbers
from clv.present.svg import Sheet
from clv.words import _, ngettext

_BAND, _FORECAST = "#C9DFEE", "#F7E2B5"
_ROW = 24


def revenue(history: pl.DataFrame, ahead: pl.DataFrame | None, numbers: Numbers) -> str:
    """Draw revenue by month, new and returning, and what is expected with its range.

    Parameters
    ----------
    history : polars.DataFrame
        ``month``, ``new``, ``returning`` (money).
    ahead : polars.DataFrame, optional
        ``month``, ``value``, ``low``, ``high``.
    numbers : Numbers
        How to write money.
    """
    sheet = Sheet(_("Revenue by month"), top=30)
    coming = ahead if ahead is not None else history.head(0).select("month")
    months = sorted({*history["month"], *coming["month"]})
    place = {month: number for number, month in enumerate(months)}
    step = sheet.across / max(1, len(months))
    highs = [coming["high"]] if "high" in coming.columns else []
    top = sheet.scale(top_of(history["new"] + history["returning"], *highs), numbers.money)
    for month, new, returning in history.select("month", "new", "returning").iter_rows():
        left, base = sheet.left + place[month] * step + step * 0.1, sheet.y(0)
        for value, colour, name in (
            (returning, BLUE, _("Returning customers")),
            (new, SKY, _("New customers")),
        ):
            height = max(0.0, value) / top * sheet.up
            base -= height
            note = f"{numbers.month(month)}, {name}: {numbers.exact(value)}"
            sheet.bar(left, base, step * 0.8, height, colour, note)
    if highs:
        _forecast(sheet, coming, place, step, top)
    for number in range(0, len(months), max(1, len(months) // 7)):
        x = sheet.left + (number + 0.5) * step
        sheet.text(x, sheet.height - 10, numbers.month(months[number]), "middle")
    foreseen = [(ORANGE, _("Expected from today's customers, 90% range"))] if highs else []
    sheet.legend([(BLUE, _("Returning customers")), (SKY, _("New customers")), *foreseen])
    return sheet.render()


def _forecast(
    sheet: Sheet, ahead: pl.DataFrame, place: dict[object, int], step: float, top: float
) -> None:
    def points(column: str) -> list[tuple[float, float]]:
        return [
            (sheet.left + (place[month] + 0.5) * step, sheet.y(value / top))
            for month, value in ahead.select("month", column).iter_rows()
        ]

    sheet.area([*points("high"), *reversed(points("low"))], _FORECAST)
    sheet.line(points("value"), ORANGE, 2.5)


def segments(table: pl.DataFrame, numbers: Numbers) -> str:
    """Draw each segment's value as a bar, with its people.

    Parameters
    ----------
    table : polars.DataFrame
        ``segment``, ``customers``, ``value`` (money), ``value_share``: the most valuable first.
    numbers : Numbers
        How to write money.
    """
    sheet = Sheet(
        _("Expected value by segment"),
        height=_ROW * max(1, table.height) + 12,
        left=140,
        right=190,
        top=6,
        bottom=6,
    )
    top = top_of(table["value"]) or 1.0
    colours = segment_colours()
    rows = table.select("segment", "customers", "value", "value_share").iter_rows()
    for number, (name, customers, value, share) in enumerate(rows):
        y = sheet.top + number * _ROW
        width = max(0.0, value) / top * sheet.across
        sheet.text(sheet.left - 8, y + 16, _(name), "end")
        sheet.bar(sheet.left, y + 4, width, _ROW - 8, colours.get(name, GREY), numbers.exact(value))
        money, part = numbers.money(value), numbers.percent(share)
        label = ngettext("{money}, {people} customer", "{money}, {people} customers", customers)
        label = label.format(
            money=money if money == part else f"{money} ({part})",
            people=numbers.count(customers),
        )
        sheet.text(sheet.left + width + 6, y + 16, label)
    return sheet.render()


def ranking(curve: pl.DataFrame, numbers: Numbers) -> str:
    """Draw the customers from the best down, each with the range of the value.

    Parameters
    ----------
    curve : polars.DataFrame
        ``rank``, ``value``, ``low``, ``high``.
    numbers : Numbers
        How to write money.
    """
    sheet = Sheet(_("Expected value of each customer, best first"), bottom=44)
    top = sheet.scale(top_of(curve["high"]), numbers.money)
    last = log10(max(10, curve["rank"][-1]))

    def points(column: str) -> list[tuple[float, float]]:
        return [
            (sheet.x(log10(rank) / last), sheet.y(value / top))
            for rank, value in curve.select("rank", column).iter_rows()
        ]

    sheet.area([*points("high"), *reversed(points("low"))], _BAND)
    sheet.line(points("value"), BLUE, 2.5)
    for power in range(int(last) + 1):
        sheet.text(sheet.x(power / last), sheet.height - 26, numbers.count(10**power), "middle")
    sheet.text(sheet.x(0.5), sheet.height - 8, _("Customers, best first"), "middle")
    return sheet.render()


def deciles(table: pl.DataFrame, numbers: Numbers) -> str:
    """Draw expected against actual revenue by tenths of the customers.

    Parameters
    ----------
    table : polars.DataFrame
        ``decile`` (1 is the best tenth), ``expected``, ``actual`` (money).
    numbers : Numbers
        How to write money.
    """
    sheet = Sheet(_("Expected and actual revenue by tenths"), top=30, bottom=44)
    top = sheet.scale(top_of(table["expected"], table["actual"]), numbers.money)
    step = sheet.across / max(1, table.height)
    for number, (decile, expected, actual) in enumerate(
        table.select("decile", "expected", "actual").iter_rows()
    ):
        left = sheet.left + number * step
        for offset, value, colour, name in (
            (0.12, expected, SKY, _("Expected")),
            (0.5, actual, BLUE, _("Actual")),
        ):
            height = max(0.0, value) / top * sheet.up
            note = f"{name}: {numbers.exact(value)}"
            sheet.bar(left + offset * step, sheet.y(0) - height, step * 0.36, height, colour, note)
        sheet.text(left + step / 2, sheet.height - 26, numbers.count(decile), "middle")
    sheet.text(sheet.x(0.5), sheet.height - 8, _("Tenths of customers, best first"), "middle")
    sheet.legend([(SKY, _("Expected")), (BLUE, _("Actual"))])
    return sheet.render()
