"""Whether to believe it: comparisons on held-out time, calibration, tracking, importance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from clv.evaluate import fit_checks
from clv.present.charts.style import (
    BLUE,
    GREY,
    ORANGE,
    PURPLE,
    QUIET,
    VERMILLION,
    canvas,
    in_lines,
    texts,
)
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

KIND_COLOURS: Mapping[str, str] = {
    "purchase": BLUE,
    "covariates": BLUE,
    "contract": BLUE,
    "learned": ORANGE,
    "sequence": PURPLE,
    "baseline": GREY,
}


def leaderboard(
    table: pl.DataFrame,
    measure: str,
    champion: str | None,
    numbers: Numbers,
    percent: bool,
) -> Figure:
    """Draw one measure of all forecasters side by side, best at the top.

    Parameters
    ----------
    table : polars.DataFrame
        ``title``, ``kind``, ``name`` and `measure`, already in the order to be drawn.
    measure : str
        The column drawn.
    champion : str or None
        Name of the forecaster in use; its label is set in bold.
    numbers : Numbers
        How to write money and shares.
    percent : bool
        Whether the measure is a share, or else money.
    """
    from plotly.graph_objects import Bar

    table = table.drop_nulls(measure)
    write = numbers.percent if percent else numbers.money
    values = table[measure].to_list()
    labels = _labels(table, champion)
    figure = canvas(60 + 36 * max(1, table.height))
    figure.add_trace(
        Bar(
            orientation="h",
            y=labels,
            x=values,
            marker={"color": [KIND_COLOURS.get(kind, GREY) for kind in table["kind"].to_list()]},
            text=[write(value) for value in values],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )
    top = max([0.0, *values])
    axis = {"tickformat": ".0%"} if percent else numbers.money_axis(top)
    figure.update_xaxes(**axis, range=[min([0.0, *values]) * 1.1, top * 1.16 or 1])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def deciles(table: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw what was expected against what came, by tenths of customers, best tenth first.

    Parameters
    ----------
    table : polars.DataFrame
        ``decile`` (1 is the best tenth), ``expected``, ``actual`` (money per customer).
    numbers : Numbers
        How to write money.
    """
    from plotly.graph_objects import Bar

    figure = canvas(340, legend=True)
    for column, name, colour in (
        ("expected", _("Expected"), BLUE),
        ("actual", _("What came"), ORANGE),
    ):
        values = table[column].to_list()
        figure.add_trace(
            Bar(
                x=table["decile"].to_list(),
                y=values,
                name=name,
                marker={"color": colour},
                hovertext=texts(
                    "{}, " + name + ": {}",
                    map(_tenth, table["decile"].to_list()),
                    map(numbers.money, values),
                ),
                hoverinfo="text",
            )
        )
    top = max([0.0, *table["expected"].to_list(), *table["actual"].to_list()])
    figure.update_layout(barmode="group", bargroupgap=0.05)
    figure.update_xaxes(title=_("Tenths of customers, best expected first"), dtick=1)
    figure.update_yaxes(
        **numbers.money_axis(top),
        title=_("Orders a customer") if numbers.counted else _("Revenue a customer"),
    )
    return figure


def _tenth(decile: int) -> str:
    return _("Best tenth") if decile == 1 else _("Tenth number {n}").format(n=decile)


def tracking(
    table: pl.DataFrame, split: object, numbers: Numbers, cumulative: bool = True
) -> Figure:
    """Draw repeat orders over time: what came, and what the model expected.

    Parameters
    ----------
    table : polars.DataFrame
        ``day``, ``actual``, ``expected``, cumulative or by stretch.
    split : datetime.date or None
        Where the model's knowledge ended.
    numbers : Numbers
        How to write counts.
    cumulative : bool
        Whether the table adds up.
    """
    from plotly.graph_objects import Scatter

    figure = canvas(340, legend=True)
    for column, name, style in (
        ("actual", _("What came"), {"color": ORANGE, "width": 3}),
        ("expected", _("Expected by the model"), {"color": BLUE, "width": 2, "dash": "dash"}),
    ):
        figure.add_trace(
            Scatter(
                x=table["day"].to_list(),
                y=table[column].to_list(),
                mode="lines",
                name=name,
                line=style,
                hovertext=texts(
                    "{}<br>" + name + ": {}",
                    map(numbers.day, table["day"].to_list()),
                    map(numbers.count, table[column].to_list()),
                ),
                hoverinfo="text",
            )
        )
    if split is not None:
        figure.add_vline(x=split, line={"color": QUIET, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=split,
            y=1,
            yref="paper",
            text=_("from here on unseen"),
            showarrow=False,
            xanchor="left",
            yanchor="top",
            xshift=6,
        )
    title = _("Repeat orders so far") if cumulative else _("Repeat orders in each stretch")
    figure.update_yaxes(title=title, rangemode="tozero", tickformat="~s")
    return figure


def compared(
    table: pl.DataFrame, across: str, up: str, numbers: Numbers, places: int = 0
) -> Figure:
    """Draw what came beside what the model expected, by repeat orders.

    Parameters
    ----------
    table : polars.DataFrame
        ``orders`` (the last and more), ``actual``, ``expected``.
    across, up : str
        What the axes stand for.
    numbers : Numbers
        How to write numbers.
    places : int
        Places behind the point.
    """
    from plotly.graph_objects import Bar

    orders = table["orders"].to_list()
    names = [f"{count}+" if count == fit_checks.MOST else str(count) for count in orders]
    figure = canvas(340, legend=True)
    for column, name, colour in (
        ("actual", _("What came"), ORANGE),
        ("expected", _("Expected by the model"), BLUE),
    ):
        values = table[column].to_list()
        figure.add_trace(
            Bar(
                x=names,
                y=values,
                name=name,
                marker={"color": colour},
                hovertext=texts(
                    "{}: " + name + " {}",
                    names,
                    (numbers.decimal(value, places) for value in values),
                ),
                hoverinfo="text",
            )
        )
    figure.update_layout(barmode="group", bargroupgap=0.05)
    figure.update_xaxes(title=across, type="category")
    figure.update_yaxes(title=up, rangemode="tozero")
    return figure


def over_splits(
    table: pl.DataFrame, measure: str, champion: str | None, numbers: Numbers, percent: bool
) -> Figure:
    """Draw one measure of each forecaster on several splits, a mark a split.

    Parameters
    ----------
    table : polars.DataFrame
        `RollingBacktest.table`: ``split``, ``title``, ``kind``, ``name`` and `measure`, forecasters
        in the order to be drawn.
    measure : str
        The column drawn.
    champion : str or None
        Name of the forecaster in use; its label is set in bold.
    numbers : Numbers
        How to write money, shares and days.
    percent : bool
        Whether the measure is a share, or else money.
    """
    from plotly.graph_objects import Scatter

    table = table.drop_nulls(measure)
    write = numbers.percent if percent else numbers.money
    labels = _labels(table, champion)
    values = table[measure].to_list()
    figure = canvas(70 + 36 * max(1, table["name"].n_unique()))
    figure.add_trace(
        Scatter(
            x=values,
            y=labels,
            mode="markers",
            marker={
                "size": 11,
                "opacity": 0.75,
                "color": [KIND_COLOURS.get(kind, GREY) for kind in table["kind"]],
                "line": {"width": 0},
            },
            hovertext=texts(
                _("{}<br>known up to {}: {}"),
                labels,
                map(numbers.day, table["split"].to_list()),
                map(write, values),
            ),
            hoverinfo="text",
        )
    )
    figure.update_xaxes(**({"tickformat": ".0%"} if percent else {"tickprefix": numbers.symbol}))
    figure.update_xaxes(showgrid=True)
    figure.update_yaxes(autorange="reversed", showgrid=True)
    return figure


_SMALL = 0.05  # gains below which whole per cents say nothing


def gains(table: pl.DataFrame, champion: str | None, than: str | None = None) -> Figure:
    """Draw how much better each ranks than the reference, customers redrawn.

    Parameters
    ----------
    table : polars.DataFrame
        ``name``, ``title``, ``kind``, ``gini_gain`` with ``_low`` and ``_high``, in the order to
        be drawn.
    champion : str or None
        Name of the forecaster in use; its label is set in bold.
    than : str, optional
        Title of the axis: than what they rank better.
    """
    from plotly.graph_objects import Scatter

    middle, low, high = (table[f"gini_gain{end}"] for end in ("", "_low", "_high"))
    figure = canvas(70 + 36 * max(1, table.height))
    figure.add_trace(
        Scatter(
            x=middle.to_list(),
            y=_labels(table, champion),
            mode="markers",
            marker={"size": 9, "color": [KIND_COLOURS.get(kind, GREY) for kind in table["kind"]]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (high - middle).to_list(),
                "arrayminus": (middle - low).to_list(),
                "color": QUIET,
                "thickness": 2,
                "width": 4,
            },
            hovertemplate="%{y}: %{x:+.1%}<extra></extra>",
        )
    )
    figure.add_vline(x=0, line={"color": QUIET, "width": 1, "dash": "dot"})
    than = than or _("Better ranking than BG/NBD + Gamma-Gamma")
    figure.update_xaxes(
        tickformat="+.1%" if max(map(abs, middle.to_list()), default=0.0) < _SMALL else "+.0%",
        title=than,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def _labels(table: pl.DataFrame, champion: str | None) -> list[str]:
    """Write the forecasters' titles; the one in use is bold."""
    labels = ((name, in_lines(_(title))) for name, title in table.select("name", "title").rows())
    return [f"<b>{title}</b>" if name == champion else title for name, title in labels]


def loss_curve(curve: pl.DataFrame) -> Figure:
    """Draw how a network learnt: the loss of what it saw and of what was held back.

    Parameters
    ----------
    curve : polars.DataFrame
        ``seed``, ``epoch``, ``training``, ``held_back``.
    """
    from plotly.graph_objects import Scatter

    figure = canvas(320, legend=True)
    for number, (_seed, part) in enumerate(curve.group_by("seed", maintain_order=True)):
        for column, name, colour in (
            ("training", _("Learnt from"), GREY),
            ("held_back", _("Held back"), BLUE),
        ):
            figure.add_trace(
                Scatter(
                    x=part["epoch"].to_list(),
                    y=part[column].to_list(),
                    mode="lines",
                    name=name,
                    showlegend=number == 0,
                    line={"color": colour, "width": 2},
                    hovertemplate="%{x}: %{y:.4f}<extra></extra>",
                )
            )
    figure.update_xaxes(title=_("Round over the customers"))
    figure.update_yaxes(title=_("Loss a week"))
    return figure


def importance(table: pl.DataFrame) -> Figure:
    """Draw how much worse the forecast gets when a feature is scrambled, with its spread.

    Parameters
    ----------
    table : polars.DataFrame
        ``title``, ``importance``, ``spread``, best first.
    """
    from plotly.graph_objects import Bar

    figure = canvas(60 + 34 * max(1, table.height))
    figure.add_trace(
        Bar(
            orientation="h",
            y=[in_lines(title) for title in table["title"].to_list()],
            x=table["importance"].to_list(),
            error_x={
                "type": "data",
                "array": table["spread"].to_list(),
                "color": QUIET,
                "thickness": 1.5,
                "width": 3,
            },
            marker={
                "color": [BLUE if v >= 0 else VERMILLION for v in table["importance"].to_list()]
            },
            hovertemplate="%{y}: %{x:.3g}<extra></extra>",
        )
    )
    figure.update_xaxes(title=_("How much the ranking worsens without it"))
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure
