"""One customer over time: how sure we were of them, what they ordered, their segments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from clv import tables as t
from clv.present.charts.style import (
    BLUE,
    GREEN,
    GREY,
    GRID,
    QUIET,
    SKY,
    canvas,
    segment_colours,
    texts,
    top_of,
)
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_LABELLED = 0.12  # share of the ribbon from which a stretch has room for its name
_BARS = 250  # orders that have room side by side
_DAY = 86_400_000  # milliseconds, in which plotly measures lengths of time
_WINDOW = "rgba(0, 158, 115, 0.16)"


def timeline(
    orders: pl.DataFrame,
    path: pl.DataFrame,
    segments: pl.DataFrame,
    end: date,
    next_order: tuple[date, date, date] | None,
    numbers: Numbers,
) -> Figure:
    """Draw chances above, orders below them, and a ribbon of segments at the foot.

    Parameters
    ----------
    orders : polars.DataFrame
        ``date``, ``amount``: an order a row.
    path : polars.DataFrame
        ``date``, ``p_alive``, ``p_buy``: as seen on each day; either may be null.
    segments : polars.DataFrame
        ``date`` (a day looked at), ``segment``.
    end : datetime.date
        Last day of the observation.
    next_order : tuple of dates, optional
        Early end, middle and late end of the next order's window.
    numbers : Numbers
        How to write money and days.
    """
    figure = canvas(430, legend=True)
    _add_chances(figure, path, numbers)
    _add_orders(figure, orders, numbers)
    _add_ribbon(figure, segments, end, numbers)
    figure.add_vline(x=end, line={"color": QUIET, "width": 1, "dash": "dot"})
    if next_order is not None:
        _add_window(figure, next_order, numbers)
    figure.update_layout(
        yaxis={"domain": [0.52, 1], "range": [0, 1.04], "tickformat": ".0%"},
        yaxis2={
            "domain": [0.14, 0.46],
            "gridcolor": GRID,
            "zeroline": False,
            "automargin": True,
            **numbers.money_axis(top_of(orders["amount"])),
        },
        yaxis3={"domain": [0, 0.075], "visible": False, "range": [-0.5, 0.5]},
        xaxis={"anchor": "free", "position": 0, "type": "date"},
    )
    return figure


def _add_chances(figure: Figure, path: pl.DataFrame, numbers: Numbers) -> None:
    from plotly.graph_objects import Scatter

    for column, name, line in (
        ("p_alive", _("Still a customer"), {"color": BLUE, "width": 2.5}),
        ("p_buy", _("Likely to buy again"), {"color": SKY, "width": 2, "dash": "dot"}),
    ):
        if path[column].null_count() == path.height:
            continue
        figure.add_trace(
            Scatter(
                x=path["date"].to_list(),
                y=path[column].to_list(),
                mode="lines",
                line=line,
                name=name,
                hovertext=texts(
                    "{}<br>{}: {}",
                    map(numbers.day, path["date"]),
                    [name] * path.height,
                    map(numbers.percent, path[column]),
                ),
                hoverinfo="text",
            )
        )


def _add_orders(figure: Figure, orders: pl.DataFrame, numbers: Numbers) -> None:
    from plotly.graph_objects import Bar

    first, last = orders.select(low=pl.col(t.DATE).min(), high=pl.col(t.DATE).max()).row(0)
    span = (last - first).days if first is not None else 0
    figure.add_trace(
        Bar(
            x=orders["date"].to_list(),
            y=orders["amount"].to_list(),
            yaxis="y2",
            width=max(1, span / _BARS) * _DAY,
            marker={"color": GREY},
            name=_("Orders"),
            hovertext=texts(
                "{}: {}",
                map(numbers.day, orders["date"].dt.date()),
                map(numbers.exact, orders["amount"]),
            ),
            hoverinfo="text",
        )
    )


def _add_ribbon(figure: Figure, segments: pl.DataFrame, end: date, numbers: Numbers) -> None:
    from plotly.graph_objects import Bar

    colours = segment_colours()
    stretches = ribbon(segments, end)
    days = (end - stretches[0]["start"]).days if stretches else 0
    for stretch in stretches:
        name, start, until = stretch["segment"], stretch["start"], stretch["until"]
        figure.add_trace(
            Bar(
                y=[0],
                x=[(until - start).days * _DAY],
                base=[start],
                orientation="h",
                yaxis="y3",
                width=1,
                marker={"color": colours.get(name, GREY)},
                showlegend=False,
                text=_(name) if (until - start).days > days * _LABELLED else "",
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"size": 11},
                hovertext=_("{segment}: {start} to {until}").format(
                    segment=_(name), start=numbers.day(start), until=numbers.day(until)
                ),
                hoverinfo="text",
            )
        )
    figure.update_layout(barmode="overlay")


def ribbon(segments: pl.DataFrame, end: date) -> list[dict[str, Any]]:
    """Join days of the same segment into stretches.

    A segment found at the end of a month is drawn over the time since the day looked at before.

    Parameters
    ----------
    segments : polars.DataFrame
        ``date`` (ascending), ``segment``.
    end : datetime.date
        Last day.

    Examples
    --------
    >>> seen = pl.DataFrame({"date": [date(2024, 1, 31), date(2024, 2, 29)], "segment": "New"})
    >>> [(row["segment"], row["start"], row["until"]) for row in ribbon(seen, date(2024, 2, 29))]
    [('New', datetime.date(2024, 1, 1), datetime.date(2024, 2, 29))]
    """
    stretches: list[dict[str, Any]] = []
    for day, name in segments.sort("date").select("date", "segment").iter_rows():
        if stretches and stretches[-1]["segment"] == name:
            stretches[-1]["until"] = day
            continue
        start = stretches[-1]["until"] if stretches else day - timedelta(days=30)
        stretches.append({"segment": name, "start": start, "until": day})
    if stretches:
        stretches[-1]["until"] = end
    return stretches


def _add_window(figure: Figure, window: tuple[date, date, date], numbers: Numbers) -> None:
    early, middle, late = window
    figure.add_vrect(x0=early, x1=late, fillcolor=_WINDOW, line_width=0, layer="below")
    figure.add_vline(
        x=middle,
        line={"color": GREEN, "width": 1.5, "dash": "dash"},
    )
    figure.add_annotation(
        x=middle,
        y=1,
        yref="paper",
        yanchor="top",
        xanchor="left",
        showarrow=False,
        text=" " + _("next order around {day}").format(day=numbers.day(middle)),
        font={"color": GREEN, "size": 12},
    )
