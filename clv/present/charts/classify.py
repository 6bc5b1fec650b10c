"""Whom to contact: what a threshold gains and costs, who is caught, how good the chances are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv.present.charts.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    QUIET,
    VERMILLION,
    canvas,
    texts,
    top_of,
)
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST = 400  # points of a curve


def gain(steps: pl.DataFrame, share: float, numbers: Numbers) -> Figure:
    """Draw what contacting the likeliest share of customers gains over contacting nobody.

    Parameters
    ----------
    steps : polars.DataFrame
        ``contacted`` (share), ``threshold``, ``money`` (gain in all), from the fewest up.
    share : float
        Share contacted at the threshold in use.
    numbers : Numbers
        How to write money and shares.
    """
    from plotly.graph_objects import Scatter

    figure = canvas(330)
    steps = _thinned(steps)
    shares, money = steps["contacted"].to_list(), steps["money"].to_list()
    figure.add_trace(
        Scatter(
            x=shares,
            y=money,
            mode="lines",
            line={"color": BLUE, "width": 2.5},
            hovertext=texts(
                _("Contact {} of customers, those from {} on<br>gains {}"),
                map(numbers.percent, shares),
                map(numbers.percent, steps["threshold"].to_list()),
                map(numbers.money, money),
            ),
            hoverinfo="text",
        )
    )
    figure.add_hline(y=0, line={"color": QUIET, "width": 1})
    figure.add_vline(x=share, line={"color": VERMILLION, "width": 2, "dash": "dot"})
    figure.update_xaxes(
        range=[0, 1.01], tickformat=".0%", title=_("Share of customers contacted, likeliest first")
    )
    axis = numbers.money_axis(top_of(steps["money"].abs())) | {"rangemode": "normal"}
    figure.update_yaxes(**axis, title=_("Gain over contacting nobody"))
    return figure


def confusion(counts: dict[str, int], outcomes: tuple[str, str], numbers: Numbers) -> Figure:
    """Draw the four outcomes at a threshold: right and wrong, contacted and not.

    Parameters
    ----------
    counts : dict
        ``true_yes``, ``false_yes``, ``false_no``, ``true_no``.
    outcomes : tuple of str
        What a yes and a no turned out to be, for example ``("Left", "Came back")``.
    numbers : Numbers
        How to write counts and shares.
    """
    from plotly.graph_objects import Heatmap

    total = max(1, sum(counts.values()))
    cells = (("true_yes", "false_no"), ("false_yes", "true_no"))
    figure = canvas(270)
    right = [[1, 0], [0, 1]]
    figure.add_trace(
        Heatmap(
            z=right,
            x=[_("On the list"), _("Not on it")],
            y=list(outcomes),
            text=[
                [
                    f"<b>{numbers.count(counts[name])}</b><br>"
                    + numbers.percent(counts[name] / total)
                    for name in row
                ]
                for row in cells
            ],
            texttemplate="%{text}",
            textfont={"size": 15},
            colorscale=[[0, "rgba(213, 94, 0, 0.28)"], [1, "rgba(0, 158, 115, 0.30)"]],
            showscale=False,
            xgap=4,
            ygap=4,
            hovertemplate="%{y}, %{x}: %{text}<extra></extra>",
        )
    )
    figure.update_xaxes(side="top", showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def curves(
    series: dict[str, pl.DataFrame], across: str, up: str, axes: tuple[str, str], chance: bool
) -> Figure:
    """Draw one curve a classifier: ROC, precision and recall, gain or lift.

    Parameters
    ----------
    series : dict of str to polars.DataFrame
        Title -> `Classification.curve`; the first is the one in use.
    across, up : str
        Columns drawn.
    axes : tuple of str
        Their names for people.
    chance : bool
        Whether drawing lots is the diagonal.
    """
    from plotly.graph_objects import Scatter

    figure = canvas(360, legend=True)
    colours = (BLUE, ORANGE, GREEN, VERMILLION, "#56B4E9", "#CC79A7", GREY)
    for number, (title, table) in enumerate(series.items()):
        part = _thinned(table)
        figure.add_trace(
            Scatter(
                x=part[across].to_list(),
                y=part[up].to_list(),
                mode="lines",
                name=title,
                line={"color": colours[number % len(colours)], "width": 3 if number == 0 else 1.3},
                hovertemplate=title + "<br>%{x:.0%}: %{y:.2f}<extra></extra>",
            )
        )
    if chance:
        figure.add_shape(
            type="line", x0=0, y0=0, x1=1, y1=1, line={"color": QUIET, "width": 1, "dash": "dot"}
        )
    figure.update_xaxes(range=[0, 1.01], tickformat=".0%", title=axes[0])
    shares = up != "lift"
    figure.update_yaxes(title=axes[1], rangemode="tozero", tickformat=".0%" if shares else ".1f")
    if shares:
        figure.update_yaxes(range=[0, 1.02])
    return figure


def calibration(table: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw the chance that was said against the share for whom it came true.

    Parameters
    ----------
    table : polars.DataFrame
        ``said``, ``came``, ``customers``.
    numbers : Numbers
        How to write shares and counts.
    """
    from plotly.graph_objects import Scatter

    figure = canvas(360)
    figure.add_shape(
        type="line", x0=0, y0=0, x1=1, y1=1, line={"color": QUIET, "width": 1, "dash": "dot"}
    )
    chances, came = table["said"].to_list(), table["came"].to_list()
    figure.add_trace(
        Scatter(
            x=chances,
            y=came,
            mode="lines+markers",
            line={"color": BLUE, "width": 2},
            marker={"size": 9},
            hovertext=texts(
                _("Said {}, came true for {} of {} customers"),
                map(numbers.percent, chances),
                map(numbers.percent, came),
                map(numbers.count, table["customers"].to_list()),
            ),
            hoverinfo="text",
        )
    )
    figure.update_xaxes(range=[0, 1.02], tickformat=".0%", title=_("Chance that was said"))
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%", title=_("Share that came true"))
    return figure


def _thinned(table: pl.DataFrame) -> pl.DataFrame:
    """Keep so many rows, the last among them, that no eye sees a difference."""
    every = -(-table.height // MOST)
    return table if every <= 1 else pl.concat([table.gather_every(every), table.tail(1)])
