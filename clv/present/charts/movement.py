"""What changed between two days: the bridge of value, and who moved where."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import polars as pl

from clv.customers import NEWCOMER, STEP_TITLES
from clv.present.charts.style import (
    BLUE,
    GREEN,
    GREY,
    QUIET,
    VERMILLION,
    canvas,
    in_lines,
    segment_colours,
    texts,
    top_of,
)
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_ENDS = ("then", "now")
_LARGEST, _LABELLED = 38, 20  # pixels: the largest disc, and the smallest that holds a number
_PALE = 0.35


def value_bridge(steps: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw the way from the expected value then to that of now, a bar a reason.

    Parameters
    ----------
    steps : polars.DataFrame
        `clv.customers.Bridge.steps`: ``step``, ``value`` (money), ``customers``. Each bar carries
        its step as custom data.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Bar

    names, values = steps["step"].to_list(), steps["value"].to_list()
    levels = list(accumulate(values[:-1]))
    starts = [0.0, *levels[:-1], 0.0]
    titles = [_(STEP_TITLES[name]) for name in names]
    labels = [
        numbers.money(value) if name in _ENDS else signed(value, numbers)
        for name, value in zip(names, values, strict=True)
    ]
    figure = canvas(380)
    figure.add_trace(
        Bar(
            x=[in_lines(title, 9) for title in titles],
            y=values,
            base=starts,
            customdata=[[name] for name in names],
            marker={"color": [_step_colour(name) for name in names]},
            text=labels,
            textposition="outside",
            cliponaxis=False,
            hovertext=texts(
                _("{}: {}, {} customers"),
                titles,
                labels,
                map(numbers.count, steps["customers"].to_list()),
            ),
            hoverinfo="text",
        )
    )
    for place, level in enumerate(levels):
        figure.add_shape(
            type="line",
            x0=place + 0.42,
            x1=place + 0.58,
            y0=level,
            y1=level,
            line={"color": QUIET, "width": 1},
        )
    figure.update_xaxes(type="category", tickangle=0)
    figure.update_yaxes(**numbers.money_axis(max(*levels, 0.0)))
    figure.update_layout(margin={"t": 24})
    return figure


def signed(value: float, numbers: Numbers) -> str:
    """Write a change of money with its sign.

    Examples
    --------
    >>> signed(12.0, Numbers("GBP")), signed(-12.0, Numbers("GBP"))
    ('+£12', '−£12')
    """
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{numbers.money(abs(value))}"


def _step_colour(step: str) -> str:
    if step in _ENDS:
        return GREY
    return {"new": BLUE, "expansion": GREEN}.get(step, VERMILLION)


def from_to(cells: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw who moved from which segment to which: size the people, colour the direction.

    Parameters
    ----------
    cells : polars.DataFrame
        `clv.customers.matrix`: ``before``, ``after``, ``customers``, ``share``. Each disc carries
        both names as custom data.
    numbers : Numbers
        How to write counts.
    """
    from plotly.graph_objects import Scatter

    rows = cells["before"].unique(maintain_order=True).to_list()
    columns = cells["after"].unique(maintain_order=True).to_list()
    moves = cells.filter(pl.col("customers") > 0)
    sizes = (
        5 + (_LARGEST - 5) * (moves["customers"] / (top_of(moves["customers"]) or 1)).sqrt()
    ).to_list()
    figure = canvas(460)
    figure.add_trace(
        Scatter(
            x=[_(name) for name in moves["after"]],
            y=[_(name) for name in moves["before"]],
            mode="markers+text",
            customdata=moves.select("before", "after").rows(),
            text=[
                numbers.short(count) if size >= _LABELLED else ""
                for count, size in zip(moves["customers"], sizes, strict=True)
            ],
            textfont={"size": 10, "color": "white"},
            marker={
                "size": sizes,
                "color": [
                    _direction(before, after, columns)
                    for before, after in moves.select("before", "after").iter_rows()
                ],
                "line": {"width": 0},
                "opacity": 0.9,
            },
            hovertext=texts(
                _("{} → {}<br>{} customers, {} of those who were there"),
                map(_, moves["before"]),
                map(_, moves["after"]),
                map(numbers.count, moves["customers"]),
                map(numbers.percent, moves["share"]),
            ),
            hoverinfo="text",
        )
    )
    order = {"type": "category", "categoryorder": "array", "showgrid": True}
    figure.update_xaxes(**order, categoryarray=[_(name) for name in columns], tickangle=-35)
    figure.update_yaxes(**order, categoryarray=[_(name) for name in reversed(rows)])
    return figure


def _direction(before: str, after: str, order: list[str]) -> str:
    if before not in order:
        return BLUE
    steps_up = order.index(before) - order.index(after)
    return GREY if steps_up == 0 else GREEN if steps_up > 0 else VERMILLION


def flow(cells: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw the same moves as streams from the earlier day (left) to the later (right).

    Parameters
    ----------
    cells : polars.DataFrame
        As for `from_to`.
    numbers : Numbers
        How to write counts.
    """
    from plotly.graph_objects import Sankey

    moves = cells.filter(pl.col("customers") > 0)
    lefts = moves["before"].unique(maintain_order=True).to_list()
    rights = [
        name for name in cells["after"].unique(maintain_order=True) if name in set(moves["after"])
    ]
    colours = segment_colours() | {NEWCOMER: GREY}
    figure = canvas(460)
    figure.add_trace(
        Sankey(
            arrangement="fixed",
            textfont={"shadow": "none", "size": 12},
            node={
                "label": [_(name) for name in (*lefts, *rights)],
                "color": [colours.get(name, GREY) for name in (*lefts, *rights)],
                "line": {"width": 0},
                "pad": 9,
                "thickness": 14,
                "hovertemplate": "%{label}: %{value:,}<extra></extra>",
                "x": [0.001] * len(lefts) + [0.999] * len(rights),
                "y": _heights(moves, "before", lefts) + _heights(moves, "after", rights),
            },
            link={
                "source": [lefts.index(name) for name in moves["before"]],
                "target": [len(lefts) + rights.index(name) for name in moves["after"]],
                "value": moves["customers"].to_list(),
                "color": [_pale(colours.get(name, GREY)) for name in moves["before"]],
                "customdata": texts(
                    _("{} → {}: {} customers"),
                    map(_, moves["before"]),
                    map(_, moves["after"]),
                    map(numbers.count, moves["customers"]),
                ),
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        )
    )
    return figure


def _heights(moves: pl.DataFrame, side: str, names: list[str]) -> list[float]:
    """Return the middle of each node, from the top down, in the order of the segments."""
    sizes = dict(moves.group_by(side).agg(pl.col("customers").sum()).iter_rows())
    total = sum(sizes.values())
    ends = list(accumulate(sizes[name] / total for name in names))
    return [
        min(0.999, max(0.001, end - sizes[name] / total / 2))
        for name, end in zip(names, ends, strict=True)
    ]


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {_PALE})"
