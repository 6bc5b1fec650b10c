"""What customers are worth: how value is spread, and how sure we are of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv.present.charts.style import BAND, BLUE, GREEN, QUIET, SEQUENCE, canvas, texts, top_of
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def distribution(bins: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw how many customers are worth how much.

    Parameters
    ----------
    bins : polars.DataFrame
        ``low``, ``high`` (money; the last ``high`` is null for "and more"), ``customers``.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Bar

    lows = bins["low"].to_list()
    step = lows[1] - lows[0] if len(lows) > 1 else 1.0
    names = [
        _("{low} and more").format(low=numbers.money(low))
        if high is None
        else numbers.money_range(low, high)
        for low, high in bins.select("low", "high").iter_rows()
    ]
    figure = canvas(340)
    figure.add_trace(
        Bar(
            x=[low + step / 2 for low in lows],
            y=bins["customers"].to_list(),
            marker={"color": BLUE},
            text=[numbers.short(size) for size in bins["customers"].to_list()],
            textposition="outside",
            cliponaxis=False,
            hovertext=texts(
                _("{}: {} customers"), names, map(numbers.count, bins["customers"].to_list())
            ),
            hoverinfo="text",
        )
    )
    marks = lows[:: 2 if len(lows) > 6 else 1]
    labels = [numbers.money(low) + ("+" if low == lows[-1] else "") for low in marks]
    figure.update_xaxes(tickvals=marks, ticktext=labels, title=_("Expected value each"))
    figure.update_yaxes(title=_("Customers"), rangemode="tozero", tickformat=",")
    figure.update_layout(bargap=0.12, margin={"t": 24})
    return figure


def ranking(curve: pl.DataFrame, best: int, numbers: Numbers) -> Figure:
    """Draw the customers from the best down, each with its range.

    Parameters
    ----------
    curve : polars.DataFrame
        ``rank``, ``value``, ``low``, ``high``: at most a few hundred ranks.
    best : int
        How many of the best the person has chosen; drawn as a line.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Scatter

    ranks = curve["rank"].to_list()
    figure = canvas(340, legend=True)
    band = {"x": ranks, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_trace(Scatter(**band, y=curve["high"].to_list(), showlegend=False))
    figure.add_trace(
        Scatter(
            **band,
            y=curve["low"].to_list(),
            fill="tonexty",
            fillcolor=BAND,
            name=_("90% range of each"),
        )
    )
    figure.add_trace(
        Scatter(
            x=ranks,
            y=curve["value"].to_list(),
            mode="lines",
            line={"color": BLUE, "width": 2.5},
            name=_("Expected value"),
            hovertext=texts(
                _("Number {}: {} ({})"),
                map(numbers.count, ranks),
                map(numbers.money, curve["value"].to_list()),
                (numbers.money_range(*ends) for ends in curve.select("low", "high").iter_rows()),
            ),
            hoverinfo="text",
        )
    )
    figure.add_vline(
        x=best,
        line={"color": GREEN, "width": 1.5, "dash": "dash"},
        annotation={"text": _("your list"), "yanchor": "top", "xanchor": "left"},
    )
    figure.update_xaxes(
        title=_("Customers, best first"), type="log", dtick=1, tickformat=",", range=_decades(ranks)
    )
    figure.update_yaxes(**numbers.money_axis(top_of(curve["high"])))
    return figure


def _decades(ranks: list[int]) -> list[float]:
    from math import log10

    return [0.0, log10(max(ranks, default=10)) + 0.02]


def matrix(grid: pl.DataFrame, title: str, shares: bool, numbers: Numbers) -> Figure:
    """Draw a model's answer for every frequency and silence.

    Parameters
    ----------
    grid : polars.DataFrame
        ``frequency``, ``silence`` (days since the last order), ``value``.
    title : str
        What the shades stand for.
    shares : bool
        Whether values are probabilities.
    numbers : Numbers
        How to write them.
    """
    from plotly.graph_objects import Heatmap

    wide = grid.pivot("silence", index="frequency", values="value")
    values = [list(row) for row in wide.drop("frequency").iter_rows()]
    write = numbers.percent if shares else numbers.decimal
    figure = canvas(380)
    figure.add_trace(
        Heatmap(
            z=values,
            x=[int(name) for name in wide.columns[1:]],
            y=[count + 1 for count in wide["frequency"].to_list()],
            text=[[write(cell) for cell in row] for row in values],
            colorscale=list(SEQUENCE),
            zmin=0,
            zmax=1 if shares else None,
            colorbar={
                "title": {"text": title, "side": "right"},
                "thickness": 10,
                "outlinewidth": 0,
                "tickformat": ".0%" if shares else "~s",
            },
            hovertemplate=_("{orders} order days, quiet for {days} days: {value}").format(
                orders="%{y}", days="%{x}", value="<b>%{text}</b>"
            )
            + "<extra></extra>",
        )
    )
    figure.update_xaxes(title=_("Days since the last order"))
    figure.update_yaxes(title=_("Days with an order so far"), showgrid=False)
    return figure


def over_horizon(path: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw how the value of all customers comes in, month by month of the horizon.

    Parameters
    ----------
    path : polars.DataFrame
        ``month``, ``value``, ``low``, ``high``.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Bar

    figure = canvas(340)
    values = path["value"]
    figure.add_trace(
        Bar(
            x=path["month"].to_list(),
            y=values.to_list(),
            marker={"color": BLUE},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": (path["high"] - values).to_list(),
                "arrayminus": (values - path["low"]).to_list(),
                "color": QUIET,
                "thickness": 1.5,
                "width": 3,
            },
            hovertext=texts(
                "{}: {} ({})",
                map(numbers.month, path["month"].to_list()),
                map(numbers.money, values.to_list()),
                (numbers.money_range(*ends) for ends in path.select("low", "high").iter_rows()),
            ),
            hoverinfo="text",
        )
    )
    figure.update_yaxes(**numbers.money_axis(top_of(values)))
    return figure
