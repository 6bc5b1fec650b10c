"""All forecasters side by side with how sure each measure is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv.present.charts.models import KIND_COLOURS
from clv.present.charts.style import GREY, QUIET, canvas, in_lines, texts, top_of
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def contest(
    table: pl.DataFrame, measure: str, best: str, numbers: Numbers, percent: bool
) -> Figure:
    """Draw one measure of each forecaster with its 90 % bootstrap range, best at the top.

    Parameters
    ----------
    table : polars.DataFrame
        ``name``, ``title``, ``kind``, `measure`, `measure` with ``_low`` and ``_high``, in the
        order to be drawn.
    measure : str
        ``"gini"``, ``"mae_spend"`` or ``"bias"``.
    best : str
        Name of the recommended forecaster; its label is bold and starred.
    numbers : Numbers
        How to write money and shares.
    percent : bool
        Whether the measure is a share, or else money.
    """
    from plotly.graph_objects import Scatter

    table = table.drop_nulls(measure)
    write = numbers.percent if percent else numbers.money
    low, high = f"{measure}_low", f"{measure}_high"
    figure = canvas(60 + 27 * max(1, table.height))
    figure.add_trace(
        Scatter(
            x=table[measure].to_list(),
            y=[
                f"<b>★ {in_lines(title, 46)}</b>" if name == best else in_lines(title, 46)
                for title, name in table.select("title", "name").iter_rows()
            ],
            mode="markers",
            marker={
                "size": 10,
                "color": [KIND_COLOURS.get(kind, GREY) for kind in table["kind"].to_list()],
            },
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (table[high] - table[measure]).fill_null(0.0).to_list(),
                "arrayminus": (table[measure] - table[low]).fill_null(0.0).to_list(),
                "color": QUIET,
                "thickness": 1.5,
                "width": 3,
            },
            hovertext=texts(
                _("{}: {} ({} to {})"),
                table["title"].to_list(),
                *(map(write, table[name].to_list()) for name in (measure, low, high)),
            ),
            hoverinfo="text",
        )
    )
    top = top_of(table[measure], table[high])
    axis = {"tickformat": ".0%"} if percent else numbers.money_axis(top)
    bottom = min(0.0, float(table[low].min() or 0.0))  # type: ignore[arg-type]
    figure.update_xaxes(**axis, range=[1.05 * bottom, 1.05 * top or 1], showgrid=True, side="top")
    figure.update_yaxes(autorange="reversed", showgrid=True)
    if measure == "bias":
        figure.add_vline(x=1, line={"color": QUIET, "width": 1, "dash": "dot"})
    return figure
