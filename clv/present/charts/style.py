"""The manners all charts share: colours that everybody can tell apart, quiet axes, no clutter.

Figures name no background and no text colour: the page's theme (light, dark or print) gives both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import polars as pl

from clv.customers import SEGMENTS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Okabe and Ito's colours, which read on white and on black and to people with any colour vision.
BLUE, ORANGE, GREEN, VERMILLION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, PURPLE, GREY = "#56B4E9", "#CC79A7", "#8A918D"
# What our own labels are marked with; all other markup in a chart comes from the data.
_FOREIGN = re.compile(r"<(?!(?:br|/?b|/?extra)>)")
GRID = "rgba(128, 138, 132, 0.18)"
QUIET = "rgba(128, 138, 132, 0.55)"
BAND = "rgba(0, 114, 178, 0.16)"
# Light to dark in even steps of lightness: it also reads in grey.
SEQUENCE = ("#EEF6F2", "#B8DDCF", "#6DB89F", "#238C70", "#005C47", "#00382B")

# From the best customers (greens) over the new (blues) and the slipping (oranges) to the gone.
_SEGMENT_COLOURS = (
    "#00664B",
    "#009E73",
    "#74C9AC",
    "#0072B2",
    "#56B4E9",
    "#A9D6F2",
    "#E69F00",
    "#D55E00",
    "#993F00",
    "#CC79A7",
    "#8A918D",
)


def segment_colours() -> dict[str, str]:
    """Return each segment's colour, the same on every page and in every report."""
    return dict(zip((segment.name for segment in SEGMENTS), _SEGMENT_COLOURS, strict=False))


def colours_of(names: Iterable[str]) -> dict[str, str]:
    """Return a colour for each group: segments keep theirs, others get the same range in order.

    Examples
    --------
    >>> colours_of(["Champions", "Mine"])["Champions"] == segment_colours()["Champions"]
    True
    """
    own = segment_colours()
    others = [name for name in dict.fromkeys(names) if name not in own]
    step = len(_SEGMENT_COLOURS) / max(1, len(others))
    spread = {name: _SEGMENT_COLOURS[int(at * step)] for at, name in enumerate(others)}
    return own | spread


def canvas(height: int = 360, *, legend: bool = False) -> Figure:
    """Return an empty figure with the house's manners.

    Parameters
    ----------
    height : int
        Pixels.
    legend : bool
        Whether to name the series in a row above the drawing, where it covers no data.
    """
    from plotly.graph_objects import Figure

    figure = Figure()
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 16, "t": 36 if legend else 12, "b": 8},
        showlegend=legend,
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.0,
            "yanchor": "bottom",
            "title": None,
            "itemclick": False,
            "itemdoubleclick": False,
        },
        hovermode="closest",
        dragmode=False,
        bargap=0.15,
        hoverlabel={"align": "left"},
    )
    axis = {"gridcolor": GRID, "zeroline": False, "automargin": True, "title_standoff": 8}
    figure.update_xaxes(**axis, showgrid=False)
    figure.update_yaxes(**axis)
    return figure


def without_markup(figure: Figure) -> Figure:
    """Return the figure with all markup but our own written out: data make no links and no HTML.

    Every chart passes here on its way to the screen. What was attached to the marks
    (``customdata``) stays as it is: pages look customers up by it.

    Examples
    --------
    >>> figure = canvas().update_xaxes(title='<b>Mean</b> of <a href="//evil">ads</a>')
    >>> without_markup(figure).layout.xaxis.title.text
    '<b>Mean</b> of &lt;a href="//evil">ads&lt;/a>'
    """
    from plotly.graph_objects import Figure

    return Figure(_written_out(figure.to_dict()))


def _written_out(part: Any) -> Any:
    if isinstance(part, str):
        return _FOREIGN.sub("&lt;", part.replace("&", "&amp;"))
    if isinstance(part, dict):
        return {
            name: value if name == "customdata" else _written_out(value)
            for name, value in part.items()
        }
    return [_written_out(value) for value in part] if isinstance(part, list | tuple) else part


def top_of(*columns: pl.Series) -> float:
    """Return the largest number in some columns, 0 where there is none.

    Examples
    --------
    >>> top_of(pl.Series([1.0, None]), pl.Series([3.0]))
    3.0
    """
    return max((float(value) for column in columns for value in column.drop_nulls()), default=0.0)


def in_lines(label: str, letters: int = 26) -> str:
    """Break a long label into lines, so that it leaves room for the drawing.

    Examples
    --------
    >>> in_lines("Gamma-Gamma on all purchase days", 20)
    'Gamma-Gamma on all<br>purchase days'
    """
    return "<br>".join(wrap(label, letters, break_on_hyphens=False)) or label


def texts(template: str, *columns: Iterable[str]) -> list[str]:
    """Fill `template` once a mark, for hover labels whose numbers are already written for people.

    Examples
    --------
    >>> texts("{}: {}", ["Jan", "Feb"], ["£2", "£3"])
    ['Jan: £2', 'Feb: £3']
    """
    return [template.format(*values) for values in zip(*columns, strict=True)]
