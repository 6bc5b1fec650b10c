"""What customers cost and what they are worth: by channel, by month, and how long it takes."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import polars as pl

from clv.present.charts.style import (
    BAND,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    canvas,
    texts,
    top_of,
)
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_LINES = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION)
_ROW = 44  # pixels of a channel


def worth_and_cost(groups: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw for each channel what a customer is worth, with range, what one cost, and the ceiling.

    Parameters
    ----------
    groups : polars.DataFrame
        `clv.action.economics.acquisition` with the channel's name in ``title``.
    numbers : Numbers
        How to write money.
    """
    table = groups.sort("customers")
    names = table["title"].to_list()
    figure = canvas(max(260, 120 + _ROW * table.height), legend=True)
    _add_range(figure, table, numbers)
    _add_marks(figure, table, "ceiling", _("Spend ceiling"), "line-ns-open", GREEN, numbers)
    if table["cac"].null_count() < table.height:
        _add_marks(figure, table, "cac", _("Cost (CAC)"), "diamond", VERMILLION, numbers)
    axis = numbers.money_axis(top_of(table["ltv_high"], table["cac"]))
    figure.update_xaxes(**axis, showgrid=True)
    figure.update_yaxes(type="category", categoryorder="array", categoryarray=names, showgrid=False)
    return figure


def _add_range(figure: Figure, table: pl.DataFrame, numbers: Numbers) -> None:
    from plotly.graph_objects import Bar, Scatter

    low, high = table["ltv_low"], table["ltv_high"]
    figure.add_trace(
        Bar(
            y=table["title"].to_list(),
            x=(high - low).to_list(),
            base=low.to_list(),
            orientation="h",
            width=0.34,
            marker={"color": "rgba(0, 114, 178, 0.25)"},
            name=_("90% range"),
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        Scatter(
            y=table["title"].to_list(),
            x=table["ltv"].to_list(),
            mode="markers",
            marker={"color": BLUE, "size": 11},
            name=_("Worth (LTV)"),
            hovertext=texts(
                _("{}: worth {} a customer ({}), {} customers"),
                table["title"],
                map(numbers.money, table["ltv"]),
                (
                    numbers.money_range(*ends)
                    for ends in table.select("ltv_low", "ltv_high").iter_rows()
                ),
                map(numbers.count, table["customers"]),
            ),
            hoverinfo="text",
        )
    )


def _add_marks(
    figure: Figure,
    table: pl.DataFrame,
    column: str,
    name: str,
    symbol: str,
    colour: str,
    numbers: Numbers,
) -> None:
    from plotly.graph_objects import Scatter

    figure.add_trace(
        Scatter(
            y=table["title"].to_list(),
            x=table[column].to_list(),
            mode="markers",
            marker={
                "symbol": symbol,
                "color": colour,
                "size": 20 if symbol.startswith("line") else 11,
                "line": {"width": 3 if symbol.startswith("line") else 0, "color": colour},
            },
            name=name,
            hovertext=texts(
                "{}: {} {}",
                table["title"],
                [name] * table.height,
                map(numbers.money, table[column]),
            ),
            hoverinfo="text",
        )
    )


def by_month(months: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw what a customer won in each month is worth, with range, and what one cost.

    Parameters
    ----------
    months : polars.DataFrame
        `clv.action.economics.acquisition` by month.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Scatter

    days = months["month"].to_list()
    figure = canvas(340, legend=True)
    band = {"x": days, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_trace(Scatter(**band, y=months["ltv_high"].to_list(), showlegend=False))
    figure.add_trace(
        Scatter(
            **band,
            y=months["ltv_low"].to_list(),
            fill="tonexty",
            fillcolor=BAND,
            name=_("90% range"),
        )
    )
    lines = [("ltv", _("Worth (LTV)"), BLUE)]
    if months["cac"].null_count() < months.height:
        lines.append(("cac", _("Cost (CAC)"), VERMILLION))
    for column, name, colour in lines:
        figure.add_trace(
            Scatter(
                x=days,
                y=months[column].to_list(),
                mode="lines+markers",
                line={"color": colour, "width": 2.5},
                marker={"size": 5},
                name=name,
                hovertext=texts(
                    _("{}: {} {}, LTV:CAC {}"),
                    map(numbers.month, days),
                    [name] * len(days),
                    map(numbers.money, months[column]),
                    map(numbers.decimal, months["ratio"]),
                ),
                hoverinfo="text",
            )
        )
    table = days[:: max(1, len(days) // 7)]
    figure.update_xaxes(tickvals=table, ticktext=[numbers.month(day) for day in table])
    figure.update_yaxes(**numbers.money_axis(top_of(months["ltv_high"], months["cac"])))
    return figure


def payback(curves: pl.DataFrame, groups: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw what a customer has earned by each month since the first order, and when cost is met.

    Parameters
    ----------
    curves : polars.DataFrame
        ``title`` (channel), ``month`` (1, 2 … since the first order), ``earned`` (money).
    groups : polars.DataFrame
        `clv.action.economics.acquisition` by channel with ``title``; its payback is marked.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Scatter

    figure = canvas(340, legend=True)
    for group, colour in zip(
        groups.sort("customers", descending=True).iter_rows(named=True), cycle(_LINES), strict=False
    ):
        path = curves.filter(pl.col("title") == group["title"]).sort("month")
        figure.add_trace(
            Scatter(
                x=path["month"].to_list(),
                y=path["earned"].to_list(),
                mode="lines",
                line={"color": colour, "width": 2.5},
                name=group["title"],
                hovertext=texts(
                    _("{}, month {}: {} earned a customer"),
                    [group["title"]] * path.height,
                    map(numbers.count, path["month"]),
                    map(numbers.money, path["earned"]),
                ),
                hoverinfo="text",
            )
        )
        if group["payback"] is not None:
            _mark_payback(figure, group["payback"], group["cac"], colour, numbers)
    figure.update_xaxes(title=_("Months since the first order"), rangemode="tozero")
    figure.update_yaxes(**numbers.money_axis(top_of(curves["earned"])))
    return figure


def _mark_payback(figure: Figure, month: int, cac: float, colour: str, numbers: Numbers) -> None:
    from plotly.graph_objects import Scatter

    figure.add_trace(
        Scatter(
            x=[0, month],
            y=[cac, cac],
            mode="lines+markers",
            line={"color": colour, "width": 1, "dash": "dot"},
            marker={"size": [0, 10], "color": colour},
            showlegend=False,
            hovertext=_("Cost of {cac} met in month {month}").format(
                cac=numbers.money(cac), month=month
            ),
            hoverinfo="text",
        )
    )
