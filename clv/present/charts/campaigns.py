"""A campaign: what a list of each length earns, whether a test can tell, and what it changed."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING

import polars as pl

from clv.present.charts.style import BAND, BLUE, GREEN, GREY, QUIET, VERMILLION, canvas, texts
from clv.present.numbers import Numbers
from clv.present.words.actions import spread
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def profit_curve(curve: pl.DataFrame, length: int, numbers: Numbers) -> Figure:
    """Draw the expected profit by length of the list, with its range.

    Parameters
    ----------
    curve : polars.DataFrame
        `clv.action.Plan.curve`: ``people``, ``profit``, ``low``, ``high``, ``cost``.
    length : int
        Length of the chosen list, drawn as a line.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Scatter

    lengths = curve["people"].to_list()
    figure = canvas(360, legend=True)
    band = {"x": lengths, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_trace(Scatter(**band, y=curve["high"].to_list(), showlegend=False))
    figure.add_trace(
        Scatter(
            **band,
            y=curve["low"].to_list(),
            fill="tonexty",
            fillcolor=BAND,
            name=_("90% range"),
        )
    )
    figure.add_trace(
        Scatter(
            x=lengths,
            y=curve["profit"].to_list(),
            mode="lines",
            line={"color": BLUE, "width": 2.5},
            name=_("Expected profit"),
            hovertext=texts(
                _("The best {}: {} ({}), cost {}"),
                map(numbers.count, lengths),
                map(numbers.money, curve["profit"]),
                (
                    spread(low, high, numbers)
                    for low, high in curve.select("low", "high").iter_rows()
                ),
                map(numbers.money, curve["cost"]),
            ),
            hoverinfo="text",
        )
    )
    figure.add_hline(y=0, line={"color": QUIET, "width": 1})
    late = bool(lengths) and length > 0.7 * lengths[-1]
    figure.add_vline(
        x=length,
        line={"color": GREEN, "width": 1.5, "dash": "dash"},
        annotation={
            "text": _("your list: {n}").format(n=numbers.count(length)),
            "yanchor": "top",
            "xanchor": "right" if late else "left",
        },
    )
    figure.update_xaxes(title=_("People contacted, best first"), tickformat=",", rangemode="tozero")
    figure.update_yaxes(**numbers.money_axis(max(map(abs, curve["profit"]), default=0.0)))
    return figure


def power_curve(curve: pl.DataFrame, lift: float, power: float, numbers: Numbers) -> Figure:
    """Draw how surely a test tells lifts of each size apart from chance.

    Parameters
    ----------
    curve : polars.DataFrame
        ``lift`` (points of a share), ``power``.
    lift : float
        The hoped-for lift.
    power : float
        The power wanted.
    numbers : Numbers
        How to write shares.
    """
    from plotly.graph_objects import Scatter

    lifts = (100 * curve["lift"]).to_list()
    figure = canvas(280)
    figure.add_trace(
        Scatter(
            x=lifts,
            y=curve["power"].to_list(),
            mode="lines",
            line={"color": BLUE, "width": 2.5},
            fill="tozeroy",
            fillcolor=BAND,
            hovertext=texts(
                _("A lift of {} points is told apart with {} certainty"),
                map(numbers.decimal, lifts),
                map(numbers.percent, curve["power"]),
            ),
            hoverinfo="text",
        )
    )
    figure.add_hline(y=power, line={"color": QUIET, "width": 1, "dash": "dot"})
    figure.add_vline(
        x=100 * lift,
        line={"color": GREEN, "width": 1.5, "dash": "dash"},
        annotation={"text": _("hoped for"), "yanchor": "bottom", "y": 0, "xanchor": "left"},
    )
    figure.update_xaxes(title=_("Lift in points"), rangemode="tozero")
    figure.update_yaxes(range=[0, 1.03], tickformat=".0%", title=_("Certainty (power)"))
    return figure


def effects(rows: pl.DataFrame, numbers: Numbers, *, money: bool) -> Figure:
    """Draw differences of treatment less control with their intervals, and where nothing lies.

    Parameters
    ----------
    rows : polars.DataFrame
        ``title``, ``value``, ``low``, ``high``: money a person, or points of a share.
    numbers : Numbers
        How to write them.
    money : bool
        Whether the values are money.
    """
    from plotly.graph_objects import Scatter

    write = numbers.money if money else lambda share: numbers.decimal(100 * share, 1)
    scale = 1 if money else 100
    values = rows["value"] * scale
    figure = canvas(90 + 60 * rows.height)
    figure.add_trace(
        Scatter(
            x=values.to_list(),
            y=rows["title"].to_list(),
            mode="markers",
            marker={
                "size": 12,
                "color": [_effect_colour(*ends) for ends in rows.select("low", "high").iter_rows()],
            },
            error_x={
                "type": "data",
                "symmetric": False,
                "array": ((rows["high"] - rows["value"]) * scale).to_list(),
                "arrayminus": ((rows["value"] - rows["low"]) * scale).to_list(),
                "color": GREY,
                "thickness": 2,
                "width": 6,
            },
            hovertext=texts(
                "{}: {} ({} – {})",
                rows["title"],
                map(write, rows["value"]),
                map(write, rows["low"]),
                map(write, rows["high"]),
            ),
            hoverinfo="text",
        )
    )
    figure.add_vline(x=0, line={"color": QUIET, "width": 1.5})
    ticks = _ticks(min(0.0, *rows["low"]) * scale, max(0.0, *rows["high"]) * scale)
    figure.update_xaxes(
        tickvals=ticks,
        ticktext=[write(tick / scale) if tick else "0" for tick in ticks],
        title=_("Difference a person") if money else _("Difference in points"),
        showgrid=True,
    )
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return figure


def _ticks(low: float, high: float) -> list[float]:
    """Return some five even numbers between two, zero among them."""
    raw = max(high - low, 1e-9) / 5
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
    return [place * step for place in range(floor(low / step), ceil(high / step) + 1)]


def _effect_colour(low: float, high: float) -> str:
    return GREEN if low > 0 else VERMILLION if high < 0 else GREY


def offers(items: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw which item is the best first offer for how many of the list.

    Parameters
    ----------
    items : polars.DataFrame
        ``item``, ``customers``, ``share``: the commonest first.
    numbers : Numbers
        How to write counts.
    """
    from plotly.graph_objects import Bar

    figure = canvas(70 + 30 * items.height)
    figure.add_trace(
        Bar(
            x=items["customers"].to_list(),
            y=items["item"].to_list(),
            orientation="h",
            marker={"color": BLUE},
            text=[numbers.percent(share) for share in items["share"]],
            textposition="outside",
            cliponaxis=False,
            hovertext=texts(
                _("{}: the best offer for {} people"),
                items["item"],
                map(numbers.count, items["customers"]),
            ),
            hoverinfo="text",
        )
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return figure
