"""From the file to the orders: what left on the way, in rows or in money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

from clv import tables as t
from clv.present.charts.style import BLUE, GREY, ORANGE, QUIET, canvas
from clv.present.numbers import Numbers
from clv.present.words.reasons import title_of
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_LABEL_ROOM = 0.16
Measure = Literal["rows", "amount"]


def waterfall(
    ledger: pl.DataFrame, start: float, measure: Measure = "rows", numbers: Numbers | None = None
) -> Figure:
    """Draw the way from all that was read to the orders used.

    Parameters
    ----------
    ledger : polars.DataFrame
        `tables.LEDGER`; each row takes its rows, or its money, away.
    start : float
        Rows, or money, in the file.
    measure : {"rows", "amount"}
        What the bars are made of.
    numbers : Numbers, optional
        How to write money.

    Returns
    -------
    plotly.graph_objects.Figure
        Horizontal bars, top to bottom, whose last total is what remains.

    Examples
    --------
    >>> ledger = pl.DataFrame({"reason": ["bad_date"], "rows": [2], "amount": [9.0]})
    >>> list(waterfall(ledger, 10).data[0].x)
    [10, -2, 0]
    """
    from plotly.graph_objects import Waterfall

    numbers = numbers or Numbers()
    write = numbers.count if measure == "rows" else numbers.money
    losses = [value or 0 for value in ledger[measure].to_list()]
    names = [title_of(reason) for reason in ledger[t.REASON].to_list()]
    end = start - sum(losses)
    figure = canvas(height=40 + 40 * (len(losses) + 2))
    figure.add_trace(
        Waterfall(
            orientation="h",
            y=[_("In the file"), *names, _("Orders used")],
            x=[start, *(-value for value in losses), 0],
            measure=["absolute", *["relative"] * len(losses), "total"],
            text=[write(start), *(write(-value) for value in losses), write(end)],
            textposition="outside",
            cliponaxis=False,
            connector={"line": {"color": QUIET, "width": 1}},
            decreasing={"marker": {"color": ORANGE}},
            increasing={"marker": {"color": GREY}},
            totals={"marker": {"color": BLUE}},
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )
    low, high = min(0.0, end), max(start, end)
    room = _LABEL_ROOM * (high - low)  # for what is written beside the bars
    figure.update_xaxes(visible=False, range=[low - room, high + room or 1])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure
