"""Why a number is what it is: contributions of many and of one, dependence, groups compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv.present.charts.style import (
    BAND,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    QUIET,
    VERMILLION,
    canvas,
    in_lines,
    texts,
    top_of,
)
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# From low values of a feature to high ones: blue over grey to vermillion, never red to green.
FIFTHS = ("#0072B2", "#7FB2D3", "#B5B9B6", "#E79B5F", "#D55E00")
_LETTERS = 38


def waterfall(steps: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw the way from everybody's expectation to one customer's, reason by reason.

    Parameters
    ----------
    steps : polars.DataFrame
        ``label``, ``step`` (money), ``kind`` (start, reason, rest, end).
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Waterfall

    figure = canvas(70 + 42 * steps.height)
    values, kinds = steps["step"].to_list(), steps["kind"].to_list()
    figure.add_trace(
        Waterfall(
            orientation="h",
            y=[in_lines(label, _LETTERS) for label in steps["label"].to_list()],
            x=values,
            measure=[{"start": "absolute", "end": "total"}.get(kind, "relative") for kind in kinds],
            text=[_signed(value, kind, numbers) for value, kind in zip(values, kinds, strict=True)],
            textposition="outside",
            cliponaxis=False,
            increasing={"marker": {"color": GREEN}},
            decreasing={"marker": {"color": VERMILLION}},
            totals={"marker": {"color": GREY}},
            connector={"line": {"color": QUIET, "width": 1}},
            hovertext=texts(
                "{}: {}", steps["label"].to_list(), [numbers.exact(value) for value in values]
            ),
            hoverinfo="text",
        )
    )
    heights = steps.filter(pl.col("kind") != "end")["step"].cum_sum()
    low, high = min(0.0, float(heights.min() or 0)), top_of(heights)  # type: ignore[arg-type]
    room = 0.16 * max(high - low, 1e-9)
    axis = numbers.money_axis(high)
    figure.update_xaxes(**axis, range=[low - room if low < 0 else 0, high + room])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def _signed(value: float, kind: str, numbers: Numbers) -> str:
    if kind in ("start", "end"):
        return f"<b>{numbers.money(value)}</b>"
    return f"{'+' if value >= 0 else '−'}{numbers.money(abs(value))}"


def swarm(cells: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw what each feature adds for many customers, coloured by how high the feature is.

    Parameters
    ----------
    cells : polars.DataFrame
        ``title``, ``row``, ``fifth`` (0 lowest to 4 highest, null unknown), ``contribution``
        (money), ``customers``.
    numbers : Numbers
        How to write money and counts.
    """
    from plotly.graph_objects import Scatter

    titles = cells.unique("row").sort("row")["title"].to_list()
    figure = canvas(90 + 44 * max(1, len(titles)), legend=True)
    most = top_of(cells["customers"]) or 1.0
    for number, (name, colour) in enumerate(_heights()):
        part = cells.filter(
            pl.col("fifth").is_null() if number == len(FIFTHS) else pl.col("fifth") == number
        )
        if part.is_empty():
            continue
        offset = 0.0 if number == len(FIFTHS) else (number - 2) * 0.15
        figure.add_trace(
            Scatter(
                x=part["contribution"].to_list(),
                y=(part["row"].cast(pl.Float64) - offset).to_list(),
                mode="markers",
                name=name,
                marker={
                    "color": colour,
                    "size": (3.5 + 9 * (part["customers"] / most).sqrt()).to_list(),
                    "opacity": 0.85,
                    "line": {"width": 0},
                },
                hovertext=texts(
                    "{}: {}<br>{}",
                    part["title"].to_list(),
                    [_adds(value, numbers) for value in part["contribution"].to_list()],
                    [
                        _("{n} customers, {height}").format(n=numbers.count(n), height=name.lower())
                        for n in part["customers"].to_list()
                    ],
                ),
                hoverinfo="text",
            )
        )
    figure.add_vline(x=0, line={"color": QUIET, "width": 1})
    axis = numbers.money_axis(top_of(cells["contribution"].abs())) | {"rangemode": "normal"}
    figure.update_xaxes(**axis, title=_("Adds to, or takes from, what is expected"), showgrid=True)
    figure.update_yaxes(
        tickvals=list(range(len(titles))),
        ticktext=[in_lines(title) for title in titles],
        range=[len(titles) - 0.5, -0.5],
        showgrid=False,
    )
    return figure


def _heights() -> list[tuple[str, str]]:
    names = (_("Lowest fifth"), _("Low"), _("Middle"), _("High"), _("Highest fifth"))
    return [*zip(names, FIFTHS, strict=True), (_("Not known"), QUIET)]


def _adds(value: float, numbers: Numbers) -> str:
    words = _("adds {money}") if value >= 0 else _("takes {money}")
    return words.format(money=numbers.money(abs(value)))


def dependence(table: pl.DataFrame, title: str, unit: str, numbers: Numbers) -> Figure:
    """Draw what is expected on average when one feature is set to a value for everybody.

    Parameters
    ----------
    table : polars.DataFrame
        ``value``, ``revenue``, ``low``, ``high`` (money), in rising order of ``value``.
    title, unit : str
        The feature, and what it is counted in.
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Scatter

    figure = canvas(340, legend=True)
    values = table["value"].to_list()
    band = {"x": values, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_trace(Scatter(**band, y=table["high"].to_list(), showlegend=False))
    figure.add_trace(
        Scatter(
            **band,
            y=table["low"].to_list(),
            fill="tonexty",
            fillcolor=BAND,
            name=_("Eight of ten customers"),
        )
    )
    figure.add_trace(
        Scatter(
            x=values,
            y=table["revenue"].to_list(),
            mode="lines+markers",
            line={"color": BLUE, "width": 2.5},
            marker={"size": 6},
            name=_("On average"),
            hovertext=[numbers.money(value) for value in table["revenue"].to_list()],
            hovertemplate="%{x:.3~g}: %{hovertext}<extra></extra>",
        )
    )
    money = unit == "money"
    axis = numbers.money_axis(top_of(table["value"])) | {"rangemode": "normal"}
    shares = {"tickformat": ".0%"} if unit in ("share", "probability") else {}
    figure.update_xaxes(title=title if money or shares else f"{title} ({_(unit)})")
    figure.update_xaxes(**(axis if money else shares))
    figure.update_yaxes(
        **numbers.money_axis(top_of(table["high"])),
        title=_("Expected orders") if numbers.counted else _("Expected revenue"),
    )
    return figure


def groups(table: pl.DataFrame, measure: str, numbers: Numbers) -> Figure:
    """Compare one measure across the groups of an attribute, with its range.

    Parameters
    ----------
    table : polars.DataFrame
        ``group``, ``customers``, ``warning``, `measure` and, where known, `measure` with ``_low``
        and ``_high``.
    measure : str
        ``"bias"``, ``"recall"``, ``"selected"`` (shares) or ``"mae"`` (money).
    numbers : Numbers
        How to write shares and money.
    """
    from plotly.graph_objects import Scatter

    table = table.drop_nulls(measure)
    write = numbers.money if measure == "mae" else numbers.percent
    values = table[measure].to_list()
    figure = canvas(90 + 40 * max(1, table.height))
    figure.add_trace(
        Scatter(
            x=values,
            y=[in_lines(group) for group in table["group"].to_list()],
            mode="markers+text",
            marker={
                "size": 12,
                "color": [ORANGE if warning else BLUE for warning in table["warning"].to_list()],
            },
            error_x=_range(table, measure),
            text=[write(value) for value in values],
            textposition="top center",
            cliponaxis=False,
            hovertext=texts(
                _("{}: {}, {} customers"),
                table["group"].to_list(),
                map(write, values),
                map(numbers.count, table["customers"].to_list()),
            ),
            hoverinfo="text",
        )
    )
    ends = [values] + ([table[f"{measure}_high"].to_list()] if f"{measure}_high" in table else [])
    top = max([0.0, *(value for end in ends for value in end if value is not None)])
    axis = numbers.money_axis(top) if measure == "mae" else {"tickformat": ".0%"}
    figure.update_xaxes(**axis, range=[0, 1.12 * top or 1], showgrid=True)
    # Numbers of stores are names.
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    if measure == "bias":
        figure.add_vline(x=1, line={"color": QUIET, "width": 1, "dash": "dot"})
    return figure


def _range(table: pl.DataFrame, measure: str) -> dict[str, object] | None:
    """Return the range as error bars around the value, none where it is not known."""
    low, high = f"{measure}_low", f"{measure}_high"
    if low not in table.columns:
        return None
    up = (table[high] - table[measure]).fill_null(0.0).clip(lower_bound=0.0)
    down = (table[measure] - table[low]).fill_null(0.0).clip(lower_bound=0.0)
    return {
        "type": "data",
        "symmetric": False,
        "array": up.to_list(),
        "arrayminus": down.to_list(),
        "color": QUIET,
        "thickness": 1.5,
        "width": 4,
    }
