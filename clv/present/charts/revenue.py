"""Money over time and over people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from clv.present.charts.style import BAND, BLUE, GREEN, ORANGE, QUIET, SKY, canvas, texts, top_of
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def by_month(
    history: pl.DataFrame,
    ahead: pl.DataFrame | None,
    end: date,
    numbers: Numbers,
    with_new: pl.DataFrame | None = None,
) -> Figure:
    """Draw each month's revenue, split into new and returning customers, and the forecast.

    Parameters
    ----------
    history : polars.DataFrame
        Columns ``month`` (first day), ``new`` and ``returning`` (money).
    ahead : polars.DataFrame, optional
        `Forecast.by_month`: ``month``, ``value``, ``low``, ``high``.
    end : datetime.date
        Last day of the observation: a month that was not over then is drawn pale.
    numbers : Numbers
        How to write money.
    with_new : polars.DataFrame, optional
        As `ahead`, of today's customers and those still to come together.
    """
    from plotly.graph_objects import Bar

    figure = canvas(340, legend=True)
    running = [month > end - timedelta(days=27) for month in history["month"].to_list()]
    for column, name, colour in (
        ("returning", _("Returning"), BLUE),
        ("new", _("New"), SKY),
    ):
        figure.add_trace(
            Bar(
                x=history["month"].to_list(),
                y=history[column].to_list(),
                name=name,
                marker={
                    "color": colour,
                    "line": {"width": 0},
                    "opacity": [0.4 if unfinished else 1.0 for unfinished in running],
                },
                hovertext=texts(
                    "{}<br>{}: {}",
                    map(numbers.month, history["month"].to_list()),
                    [name] * history.height,
                    map(numbers.exact, history[column].to_list()),
                ),
                hoverinfo="text",
            )
        )
    if ahead is not None and not ahead.is_empty():
        _add_forecast(figure, ahead, numbers, _("Today's customers"), ORANGE)
    if with_new is not None:
        _add_forecast(figure, with_new, numbers, _("With new customers"), GREEN)
    figure.update_layout(barmode="stack", bargap=0.25)
    figure.update_yaxes(**numbers.money_axis(top_of(history["new"] + history["returning"])))
    return figure


def _add_forecast(
    figure: Figure, ahead: pl.DataFrame, numbers: Numbers, name: str, colour: str
) -> None:
    from plotly.colors import hex_to_rgb
    from plotly.graph_objects import Scatter

    months = ahead["month"].to_list()
    band = {"x": months, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_trace(Scatter(**band, y=ahead["high"].to_list(), showlegend=False))
    figure.add_trace(
        Scatter(
            **band,
            y=ahead["low"].to_list(),
            fill="tonexty",
            fillcolor=f"rgba({', '.join(str(part) for part in hex_to_rgb(colour))}, 0.22)",
            showlegend=False,
        )
    )
    figure.add_trace(
        Scatter(
            x=months,
            y=ahead["value"].to_list(),
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 2.5},
            marker={"size": 5},
            hovertext=texts(
                "{}<br>{} ({})",
                map(numbers.month, months),
                map(numbers.exact, ahead["value"].to_list()),
                (
                    numbers.money_range(low, high)
                    for low, high in ahead.select("low", "high").iter_rows()
                ),
            ),
            hoverinfo="text",
        )
    )


def concentration(curve: pl.DataFrame, mark: tuple[float, float], numbers: Numbers) -> Figure:
    """Draw how much of the revenue the best customers bring.

    Parameters
    ----------
    curve : polars.DataFrame
        Columns ``customers`` and ``revenue``: cumulative shares from the best customer on.
    mark : tuple of float
        The point that the finding speaks of.
    numbers : Numbers
        How to write shares.
    """
    from plotly.graph_objects import Scatter

    figure = canvas(340)
    figure.add_trace(
        Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            line={"color": QUIET, "width": 1, "dash": "dot"},
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        Scatter(
            x=curve["customers"].to_list(),
            y=curve["revenue"].to_list(),
            mode="lines",
            line={"color": BLUE, "width": 2.5},
            fill="tozeroy",
            fillcolor=BAND,
            hovertext=texts(
                _("The best {} of customers place {} of the orders")
                if numbers.counted
                else _("The best {} of customers bring {} of revenue"),
                map(numbers.percent, curve["customers"].to_list()),
                map(numbers.percent, curve["revenue"].to_list()),
            ),
            hoverinfo="text",
        )
    )
    figure.add_trace(
        Scatter(
            x=[mark[0]],
            y=[mark[1]],
            mode="markers+text",
            marker={"color": GREEN, "size": 11},
            text=[f"  {numbers.percent(mark[0])} → {numbers.percent(mark[1])}"],
            textposition="middle right",
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(range=[0, 1], tickformat=".0%", title=_("Customers, best first"))
    figure.update_yaxes(
        range=[0, 1.02],
        tickformat=".0%",
        title=_("Share of orders") if numbers.counted else _("Share of revenue"),
    )
    return figure
