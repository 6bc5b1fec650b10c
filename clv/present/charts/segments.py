"""Who the customers are: a map of recency against frequency and money, and a treemap."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from clv.customers import ANY, SegmentRules
from clv.present.charts.style import GREY, SEQUENCE, canvas, colours_of, texts, top_of
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_SCORES = 5
_LARGEST = 38
_SMALLEST = 7
_ONE_LINE = 11  # letters that fit in a cell


def area_of(rules: SegmentRules, r: int, fm: int) -> str:
    """Name the segment of a map cell, where the rules ask for recency and both others' mean only.

    Examples
    --------
    >>> from clv.customers import PRESETS
    >>> area_of(PRESETS["eleven"], 5, 5), area_of(PRESETS["eleven"], 1, 1)
    ('Champions', 'Dormant')
    """
    for rule in rules.rules:
        if rule.r[0] <= r <= rule.r[1] and rule.fm[0] <= fm <= rule.fm[1]:
            return rule.segment
    return rules.otherwise


def is_mappable(rules: SegmentRules) -> bool:
    """Tell whether the rules can be drawn: they ask for recency and both others' mean only.

    Examples
    --------
    >>> from clv.customers import PRESETS
    >>> is_mappable(PRESETS["eleven"]), is_mappable(PRESETS["quintiles"])
    (True, False)
    """
    return rules.groups == _SCORES and all(
        rule.f == rule.m == rule.total == ANY for rule in rules.rules
    )


def segment_map(
    cells: pl.DataFrame, rules: SegmentRules, numbers: Numbers, *, foreseen: bool = True
) -> Figure:
    """Draw the named areas, and in each cell a disc: its size the people, its shade their value.

    Parameters
    ----------
    cells : polars.DataFrame
        One row a cell: ``r``, ``fm`` (scores), ``segment``, ``customers``, ``value`` (money).
    rules : SegmentRules
        Names the areas.
    numbers : Numbers
        How to write money.
    foreseen : bool
        Whether the value is what is expected; else it is what was spent so far.
    """
    from plotly.graph_objects import Scatter

    figure = canvas(460)
    _add_areas(figure, rules)
    most = top_of(cells["customers"]) or 1
    each = (cells["value"] / cells["customers"]).to_list()
    figure.add_trace(
        Scatter(
            x=cells["r"].to_list(),
            y=(cells["fm"] - 0.14).to_list(),
            mode="markers",
            customdata=[[name] for name in cells["segment"].to_list()],
            marker={
                "size": [
                    max(_SMALLEST, _LARGEST * math.sqrt(size / most))
                    for size in cells["customers"].to_list()
                ],
                "color": [math.sqrt(max(0.0, worth)) for worth in each],
                "colorscale": list(SEQUENCE[1:]),
                "cmin": 0,
                "opacity": 1,
                "line": {"color": "rgba(255, 255, 255, 0.9)", "width": 1.5},
            },
            hovertext=texts(
                _("<b>{}</b><br>{} customers<br>{} expected, {} each")
                if foreseen
                else _("<b>{}</b><br>{} customers<br>{} so far, {} each"),
                cells["segment"].to_list(),
                map(numbers.count, cells["customers"].to_list()),
                map(numbers.money, cells["value"].to_list()),
                map(numbers.money, each),
            ),
            hoverinfo="text",
        )
    )
    ends = {"tickvals": [1, 5], "showgrid": False, "range": [0.48, 5.52], "fixedrange": True}
    figure.update_xaxes(
        **ends, ticktext=[_("long ago"), _("just now")], title=_("How recently they bought")
    )
    figure.update_yaxes(
        **ends, ticktext=[_("low"), _("high")], title=_("How often and how much"), tickangle=-90
    )
    return figure


def _add_areas(figure: Figure, rules: SegmentRules) -> None:
    """Tint the cells of each segment and write its name over the topmost, leftmost one."""
    colours = colours_of(rules.segments)
    top: dict[str, tuple[int, int]] = {}
    for fm in range(5, 0, -1):
        for r in range(1, 6):
            name = area_of(rules, r, fm)
            colour = colours.get(name, GREY)
            top.setdefault(name, (r, fm))
            figure.add_shape(
                type="rect",
                x0=r - 0.5,
                x1=r + 0.5,
                y0=fm - 0.5,
                y1=fm + 0.5,
                line={"width": 0},
                fillcolor=colour,
                opacity=0.16,
                layer="below",
            )
    for name, (r, fm) in top.items():
        figure.add_annotation(
            x=r - 0.46,
            y=fm + 0.47,
            xanchor="left",
            yanchor="top",
            text=f"<b>{_in_cell(_(name), wide=area_of(rules, r + 1, fm) == name)}</b>",
            showarrow=False,
            font={"size": 11},
            align="left",
        )


def _in_cell(name: str, wide: bool) -> str:
    """Break a long name over two lines where its area is one cell wide."""
    return name if wide or len(name) <= _ONE_LINE else name.replace(" ", "<br>", 1)


def treemap(
    segments: pl.DataFrame, measure: str, numbers: Numbers, *, foreseen: bool = True
) -> Figure:
    """Draw each segment as an area as large as its people or its value.

    Parameters
    ----------
    segments : polars.DataFrame
        ``segment``, ``customers``, ``value``, one row a segment.
    measure : str
        ``"customers"`` or ``"value"``: what the areas show.
    numbers : Numbers
        How to write money.
    foreseen : bool
        Whether the value is what is expected; else it is what was spent so far.
    """
    from plotly.graph_objects import Treemap

    colours = colours_of(sorted(segments["segment"]))
    names = segments["segment"].to_list()
    write = numbers.count if measure == "customers" else numbers.money
    figure = canvas(460)
    figure.add_trace(
        Treemap(
            labels=[_(name) for name in names],
            ids=names,
            customdata=[[name] for name in names],
            parents=[""] * len(names),
            values=[max(0.0, float(value)) for value in segments[measure].to_list()],
            text=[write(value) for value in segments[measure].to_list()],
            textinfo="label+text+percent root",
            textfont={"size": 15},
            marker={"colors": [colours.get(name, GREY) for name in names], "line": {"width": 2}},
            hovertext=texts(
                _("<b>{}</b><br>{} customers<br>{} expected")
                if foreseen
                else _("<b>{}</b><br>{} customers<br>{} so far"),
                names,
                map(numbers.count, segments["customers"].to_list()),
                map(numbers.money, segments["value"].to_list()),
            ),
            hoverinfo="text",
            tiling={"pad": 2},
            pathbar={"visible": False},
        )
    )
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0})
    return figure
