"""Where customers stand between the first order and the last, and who came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv.present.charts.style import (
    BLUE,
    GREEN,
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
    from plotly.graph_objects import Figure

_STAGE_COLOURS = {
    "Acquisition": SKY,
    "Conversion": BLUE,
    "Regular": GREEN,
    "Due": ORANGE,
    "Quiet": VERMILLION,
    "Lost": "#8A918D",
}


def stages(counts: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw how many customers stand at each stage.

    Parameters
    ----------
    counts : polars.DataFrame
        ``stage``, ``customers``, in the order of the stages; each bar carries its stage.
    numbers : Numbers
        How to write counts.
    """
    from plotly.graph_objects import Bar

    names = counts["stage"].to_list()
    figure = canvas(340)
    figure.add_trace(
        Bar(
            x=[_(name) for name in names],
            y=counts["customers"].to_list(),
            customdata=[[name] for name in names],
            marker={"color": [_STAGE_COLOURS.get(name, BLUE) for name in names]},
            text=[numbers.short(size) for size in counts["customers"]],
            textposition="outside",
            cliponaxis=False,
            hovertext=texts(
                _("{}: {} customers"), map(_, names), map(numbers.count, counts["customers"])
            ),
            hoverinfo="text",
        )
    )
    figure.update_xaxes(type="category")
    figure.update_yaxes(rangemode="tozero", tickformat=",", title=_("Customers"))
    figure.update_layout(margin={"t": 24})
    return figure


def rates(periods: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw how many customers came, came back and fell silent in each period.

    Parameters
    ----------
    periods : polars.DataFrame
        `clv.customers.cohorts.rates`.
    numbers : Numbers
        How to write counts and shares.
    """
    from plotly.graph_objects import Bar

    figure = canvas(340, legend=True)
    days = periods["period"].to_list()
    churn = [numbers.percent(share) for share in periods["churn"].to_list()]
    for column, name, colour, sign in (
        ("won", _("Won"), BLUE, 1),
        ("returned", _("Came back"), SKY, 1),
        ("lost", _("Fell silent"), VERMILLION, -1),
    ):
        figure.add_trace(
            Bar(
                x=days,
                y=(sign * periods[column]).to_list(),
                name=name,
                marker={"color": colour},
                hovertext=texts(
                    "{}<br>" + name + ": {}<br>" + _("churn rate {}"),
                    map(numbers.month, days),
                    map(numbers.count, periods[column].to_list()),
                    churn,
                ),
                hoverinfo="text",
            )
        )
    most = max(top_of(periods["won"] + periods["returned"]), top_of(periods["lost"]))
    figure.update_layout(barmode="relative")
    figure.add_hline(y=0, line={"color": QUIET, "width": 1})
    figure.update_yaxes(title=_("Customers"), tickformat="~s", range=[-1.1 * most, 1.1 * most])
    return figure
