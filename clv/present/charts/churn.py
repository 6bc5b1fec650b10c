"""Whom we are losing: value against the chance of another order, and how silence wears it down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv.present.charts.style import (
    BLUE,
    GREY,
    ORANGE,
    QUIET,
    SKY,
    VERMILLION,
    canvas,
    texts,
    top_of,
)
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from datetime import date

    from plotly.graph_objects import Figure

# From the most urgent to what can wait.
TIER_COLOURS = {"Critical": "#993F00", "High": VERMILLION, "Watch": "#F0B48C"}


def quadrants(cells: pl.DataFrame, p_split: float, value_split: float, numbers: Numbers) -> Figure:
    """Draw worth against the chance of buying again, binned, with four named corners.

    Parameters
    ----------
    cells : polars.DataFrame
        `clv.customers.risk_tables.quadrant_cells`; each disc carries ``across`` and ``up`` as
        custom data.
    p_split, value_split : float
        Where the quadrants part.
    numbers : Numbers
        How to write money.
    """
    figure = canvas(420, legend=True)
    most = top_of(cells["customers"]) or 1
    for quiet, name, colour in (
        (False, _("Recent and active"), SKY),
        (True, _("Quiet or lost"), VERMILLION),
    ):
        _add_discs(figure, cells.filter(pl.col("quiet") == quiet), most, name, colour, numbers)
    line = {"color": QUIET, "width": 1, "dash": "dot"}
    figure.add_vline(x=p_split, line=line)
    figure.add_hline(y=value_split, line=line)
    _name_corners(figure)
    figure.update_xaxes(range=[-0.02, 1.02], tickformat=".0%", title=_("Chance of another order"))
    figure.update_yaxes(
        **numbers.money_axis(top_of(cells["value"])),
        type="log",
        dtick=1,
        title=_("Worth of a customer who returns"),
    )
    return figure


def _add_discs(
    figure: Figure, cells: pl.DataFrame, most: float, name: str, colour: str, numbers: Numbers
) -> None:
    from plotly.graph_objects import Scatter

    figure.add_trace(
        Scatter(
            x=cells["p_buy"].to_list(),
            y=cells["value"].to_list(),
            mode="markers",
            name=name,
            customdata=cells.select("across", "up").rows(),
            marker={
                "size": (4 + 14 * (cells["customers"] / most).sqrt()).to_list(),
                "color": colour,
                "opacity": 0.65,
                "line": {"width": 0},
            },
            hovertext=texts(
                _("{} customers<br>about {} likely to buy again<br>worth about {} each"),
                map(numbers.count, cells["customers"].to_list()),
                map(numbers.percent, cells["p_buy"].to_list()),
                map(numbers.money, cells["value"].to_list()),
            ),
            hoverinfo="text",
        )
    )


def _name_corners(figure: Figure) -> None:
    corners = (
        (0, 1, "left", "top", _("Win back")),
        (1, 1, "right", "top", _("Keep")),
        (0, 0, "left", "bottom", _("Let go")),
        (1, 0, "right", "bottom", _("Grow")),
    )
    for x, y, xanchor, yanchor, text in corners:
        figure.add_annotation(
            xref="paper",
            yref="paper",
            x=x,
            y=y,
            xanchor=xanchor,
            yanchor=yanchor,
            text=f"<b>{text}</b>",
            showarrow=False,
            font={"size": 13},
            opacity=0.8,
        )


def decline(
    path: pl.DataFrame, orders: list[date], quiet_from: date | None, numbers: Numbers
) -> Figure:
    """Draw day by day how one customer's chances rose and fell, with the orders.

    Parameters
    ----------
    path : polars.DataFrame
        `clv.models.alive_history`: ``date``, ``p_alive`` (null where it says nothing), ``p_buy``.
    orders : list of date
        Days of the customer's orders.
    quiet_from : date or None
        First day on which fewer than one in two like them come back.
    numbers : Numbers
        How to write shares.
    """
    figure = canvas(300, legend=True)
    if path["p_alive"].drop_nulls().len():
        _add_chance(figure, path, "p_alive", _("Chance of still being a customer"), BLUE, numbers)
    _add_chance(figure, path, "p_buy", _("Chance of another order"), ORANGE, numbers)
    _add_orders(figure, orders, numbers)
    if quiet_from is not None and path.height and quiet_from <= path["date"][-1]:
        figure.add_vline(x=quiet_from, line={"color": QUIET, "width": 1.5, "dash": "dot"})
        figure.add_annotation(
            x=quiet_from,
            y=1,
            yref="paper",
            text=_("quiet from here"),
            showarrow=False,
            xanchor="left",
            yanchor="top",
        )
    figure.update_yaxes(range=[0, 1.03], tickformat=".0%")
    return figure


def _add_chance(
    figure: Figure, path: pl.DataFrame, column: str, name: str, colour: str, numbers: Numbers
) -> None:
    from plotly.graph_objects import Scatter

    figure.add_trace(
        Scatter(
            x=path["date"].to_list(),
            y=path[column].to_list(),
            mode="lines",
            name=name,
            line={"color": colour, "width": 2},
            hovertext=texts(
                "{}<br>" + name + ": {}",
                map(numbers.day, path["date"].to_list()),
                map(numbers.percent, path[column].to_list()),
            ),
            hoverinfo="text",
        )
    )


def _add_orders(figure: Figure, orders: list[date], numbers: Numbers) -> None:
    from plotly.graph_objects import Scatter

    figure.add_trace(
        Scatter(
            x=orders,
            y=[0.0] * len(orders),
            mode="markers",
            name=_("Order"),
            marker={"symbol": "line-ns-open", "size": 14, "color": GREY, "line": {"width": 2}},
            hovertext=[numbers.day(day) for day in orders],
            hoverinfo="text",
            cliponaxis=False,
        )
    )


def at_risk(bars: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw the value at risk by how long customers have been silent, and by tier.

    Parameters
    ----------
    bars : polars.DataFrame
        `clv.customers.risk_tables.risk_by_silence`; each bar carries its step as custom data.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Bar

    figure = canvas(420, legend=True)
    for tier, colour in TIER_COLOURS.items():
        part = bars.filter(pl.col("tier") == tier)
        figure.add_trace(
            Bar(
                x=part["silence"].to_list(),
                y=part["value"].to_list(),
                name=_(tier),
                customdata=part.select("silence", "tier").rows(),
                marker={"color": colour},
                hovertext=texts(
                    _("{} days, {}: {} at risk, {} customers"),
                    part["silence"].to_list(),
                    map(_, part["tier"].to_list()),
                    map(numbers.exact, part["value"].to_list()),
                    map(numbers.count, part["customers"].to_list()),
                ),
                hoverinfo="text",
            )
        )
    totals = bars.group_by("silence", maintain_order=True).agg(pl.col("value").sum())
    for silence, value in totals.iter_rows():
        figure.add_annotation(
            x=silence, y=value, text=numbers.money(value), showarrow=False, yanchor="bottom"
        )
    figure.update_layout(barmode="stack", legend={"traceorder": "normal"})
    figure.update_xaxes(type="category", title=_("Days since the last order"))
    axis = numbers.money_axis(top_of(totals["value"]))
    figure.update_yaxes(**axis, range=[0, 1.12 * top_of(totals["value"]) or 1])
    return figure
