"""Groups that the data themselves suggest, on a map whose axes say what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv import tables as t
from clv.present.charts.style import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION, canvas
from clv.present.numbers import Numbers
from clv.present.words.clusters import axis_title
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from clv.customers import Clusters

_MOST = 3_000  # marks; a larger crowd is drawn by lot
_COLOURS = (GREEN, BLUE, ORANGE, VERMILLION, SKY, PURPLE, GREY, "#00382B")


def colours(clusters: Clusters) -> dict[str, str]:
    """Return each cluster's colour."""
    return dict(zip(clusters.centres[t.SEGMENT], _COLOURS, strict=False))


def cluster_map(clusters: Clusters, numbers: Numbers, seed: int = 7) -> Figure:
    """Draw customers on the first two principal components, coloured by cluster.

    Parameters
    ----------
    clusters : Clusters
        From `clv.customers.segments.clusters`; each mark carries its cluster as custom data.
    numbers : Numbers
        How to write money.
    seed : int
        Of the lot by which a crowd is thinned.
    """
    from plotly.graph_objects import Scattergl

    figure = canvas(460, legend=True)
    crowd = clusters.customers
    marks = crowd.sample(min(_MOST, crowd.height), seed=seed)
    for name, colour in colours(clusters).items():
        part = marks.filter(pl.col(t.SEGMENT) == name)
        figure.add_trace(
            Scattergl(
                x=part["x"].to_list(),
                y=part["y"].to_list(),
                mode="markers",
                name=_(name),
                customdata=[[name]] * part.height,
                marker={"color": colour, "size": 5, "opacity": 0.55, "line": {"width": 0}},
                hovertext=_centre(clusters, name, numbers),
                hoverinfo="text",
            )
        )
    axes = {"showticklabels": False, "zeroline": False}
    figure.update_xaxes(**axes, title=axis_title(clusters.axes[0]))
    figure.update_yaxes(**axes, title=axis_title(clusters.axes[1]))
    return figure


def _centre(clusters: Clusters, name: str, numbers: Numbers) -> str:
    row = clusters.centres.row(by_predicate=pl.col(t.SEGMENT) == name, named=True)
    return _("<b>{name}</b><br>quiet for {silence}<br>{orders} orders<br>{spend} an order").format(
        name=_(name),
        silence=numbers.days(row["silence"]),
        orders=numbers.decimal(row["orders"] + 1),
        spend=numbers.money(row["spend"]),
    )
