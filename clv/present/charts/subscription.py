"""Subscriptions: recurring revenue from period to period, and how long subscribers stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clv.present.charts.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
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

    from clv.models import ShiftedBetaGeometric

PERIODS_AHEAD = 24


def recurring_revenue(table: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw what was won and lost in each period, and the recurring revenue as a line.

    Parameters
    ----------
    table : polars.DataFrame
        From `clv.customers.recurring_revenue`.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Bar, Scatter

    figure = canvas(340, legend=True)
    period = table["period"].to_list()
    for part, name, colour in (
        ("new", _("New"), SKY),
        ("reactivation", _("Came back"), GREEN),
        ("expansion", _("Pay more"), BLUE),
        ("contraction", _("Pay less"), ORANGE),
        ("churn", _("Left"), VERMILLION),
    ):
        figure.add_trace(
            Bar(
                x=period,
                y=table[part].to_list(),
                name=name,
                marker={"color": colour, "line": {"width": 0}},
                hovertext=texts("{}: {}", [name] * len(period), map(numbers.exact, table[part])),
                hoverinfo="text",
            )
        )
    figure.add_trace(
        Scatter(
            x=period,
            y=table["revenue"].to_list(),
            name=_("Recurring revenue"),
            mode="lines",
            line={"color": GREY, "width": 2},
            hovertext=list(map(numbers.exact, table["revenue"])),
            hoverinfo="text",
        )
    )
    figure.update_layout(barmode="relative", bargap=0.25)
    figure.update_xaxes(title=_("Payment periods since the log begins"))
    figure.update_yaxes(**numbers.money_axis(top_of(table["revenue"])))
    return figure


def retention(model: ShiftedBetaGeometric, numbers: Numbers) -> Figure:
    """Draw the share of new subscribers who are still there after so many renewals."""
    from plotly.graph_objects import Scatter

    figure = canvas(340)
    renewals = np.arange(PERIODS_AHEAD + 1)
    survival = model.survival(renewals)
    figure.add_trace(
        Scatter(
            x=renewals.tolist(),
            y=survival.tolist(),
            mode="lines",
            line={"color": BLUE, "width": 2},
            hovertext=texts(
                _("{}: after {} renewals"),
                map(numbers.percent, survival.tolist()),
                map(numbers.count, renewals.tolist()),
            ),
            hoverinfo="text",
        )
    )
    figure.update_xaxes(title=_("Renewals"))
    figure.update_yaxes(title=_("Still subscribed"), tickformat=".0%", range=[0, 1])
    return figure
