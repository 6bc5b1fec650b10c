"""Sums held against what came, and what each month of the year is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv.models import MONTHS
from clv.present.charts.style import BLUE, ORANGE, QUIET, canvas, texts, top_of
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def past_totals(table: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw the total told at earlier days, with its range, beside the total that came.

    Parameters
    ----------
    table : polars.DataFrame
        From `clv.evaluate.past_ranges`.
    numbers : Numbers
        How to write money and days.
    """
    from plotly.graph_objects import Scatter

    figure = canvas(320, legend=True)
    days, forecasts = table["split"].to_list(), table["forecast"].to_list()
    figure.add_trace(
        Scatter(
            x=days,
            y=forecasts,
            mode="markers",
            name=_("Told then, with its 90% range"),
            marker={"color": BLUE, "size": 8},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": (table["high"] - table["forecast"]).to_list(),
                "arrayminus": (table["forecast"] - table["low"]).to_list(),
                "color": BLUE,
                "thickness": 1.5,
                "width": 4,
            },
            hovertext=texts(
                "{}<br>{} ({})",
                map(numbers.day, days),
                map(numbers.money, forecasts),
                (
                    numbers.money_range(low, high)
                    for low, high in table.select("low", "high").iter_rows()
                ),
            ),
            hoverinfo="text",
        )
    )
    figure.add_trace(
        Scatter(
            x=days,
            y=table["actual"].to_list(),
            mode="markers",
            name=_("What came"),
            marker={"color": ORANGE, "size": 10, "symbol": "diamond"},
            hovertext=texts("{}", map(numbers.money, table["actual"].to_list())),
            hoverinfo="text",
        )
    )
    figure.update_yaxes(**numbers.money_axis(top_of(table["high"], table["actual"])))
    return figure


def season(table: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw how many usual months each month of the year is worth.

    Parameters
    ----------
    table : polars.DataFrame
        `clv.models.Calendar.table`.
    numbers : Numbers
        How to write decimals.
    """
    from plotly.graph_objects import Bar

    figure = canvas(320)
    names = [_(name) for name in MONTHS]
    index = table["index"].to_list()
    figure.add_trace(
        Bar(
            x=names,
            y=index,
            marker={"color": BLUE, "line": {"width": 0}},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": (table["high"] - table["index"]).to_list(),
                "arrayminus": (table["index"] - table["low"]).to_list(),
                "color": QUIET,
            },
            hovertext=texts("{}: {}", names, (numbers.decimal(value, 2) for value in index)),
            hoverinfo="text",
        )
    )
    figure.add_hline(y=1, line={"color": QUIET, "width": 1, "dash": "dot"})
    figure.update_yaxes(rangemode="tozero", title=_("Usual months"))
    return figure
