"""Whom we are losing: value against the chance of another order, and how silence wears it down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv.present.charts.style import BLUE, GREY, QUIET, VERMILLION, canvas, texts, top_of
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from datetime import date

    from plotly.graph_objects import Figure


def quadrants(cells: pl.DataFrame, p_split: float, value_split: float, numbers: Numbers) -> Figure:
    """Draw value against the probability of buying again, binned, with four named corners.

    Parameters
    ----------
    cells : polars.DataFrame
        ``p_buy`` and ``value`` (centres of the bin), ``customers``, ``at_risk`` (money in all).
    p_split, value_split : float
        Where the quadrants part.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Scatter

    most = top_of(cells["customers"]) or 1
    risky = (cells["p_buy"] < p_split) & (cells["value"] >= value_split)
    figure = canvas(420)
    figure.add_trace(
        Scatter(
            x=cells["p_buy"].to_list(),
            y=cells["value"].to_list(),
            mode="markers",
            customdata=cells.select("bin").to_numpy().tolist() if "bin" in cells else None,
            marker={
                "size": (4 + 14 * (cells["customers"] / most).sqrt()).to_list(),
                "color": [VERMILLION if here else BLUE for here in risky],
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


def decline(path: pl.DataFrame, orders: list[date], numbers: Numbers) -> Figure:
    """Draw one customer's chance of still being one, day by day, with his orders.

    Parameters
    ----------
    path : polars.DataFrame
        ``day``, ``p_alive``.
    orders : list of date
        His purchase days.
    numbers : Numbers
        How to write shares.
    """
    from plotly.graph_objects import Scatter

    figure = canvas(300, legend=True)
    figure.add_trace(
        Scatter(
            x=path["day"].to_list(),
            y=path["p_alive"].to_list(),
            mode="lines",
            name=_("Chance of still being a customer"),
            line={"color": BLUE, "width": 2},
            fill="tozeroy",
            fillcolor="rgba(0, 114, 178, 0.10)",
            hovertext=texts(
                "{}: {}",
                map(numbers.day, path["day"].to_list()),
                map(numbers.percent, path["p_alive"].to_list()),
            ),
            hoverinfo="text",
        )
    )
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
    figure.update_yaxes(range=[0, 1.03], tickformat=".0%")
    return figure


def at_risk(bars: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw the expected value at risk by how long customers have been silent.

    Parameters
    ----------
    bars : polars.DataFrame
        ``silence`` (text), ``value`` (money), ``customers``.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Bar

    figure = canvas(300)
    figure.add_trace(
        Bar(
            x=bars["silence"].to_list(),
            y=bars["value"].to_list(),
            marker={"color": VERMILLION},
            text=[numbers.money(value) for value in bars["value"].to_list()],
            textposition="outside",
            cliponaxis=False,
            hovertext=texts(
                _("{}: {} at risk, {} customers"),
                bars["silence"].to_list(),
                map(numbers.exact, bars["value"].to_list()),
                map(numbers.count, bars["customers"].to_list()),
            ),
            hoverinfo="text",
        )
    )
    figure.update_xaxes(type="category")
    figure.update_yaxes(**numbers.money_axis(top_of(bars["value"])))
    return figure
