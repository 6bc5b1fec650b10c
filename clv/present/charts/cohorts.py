"""Whether newer customers stay: one row a cohort, one column an age."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from clv.present.charts.style import SEQUENCE, VERMILLION, canvas, texts
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_ROOMY = 12  # columns up to which numbers are written in full size
_TEXT_UP_TO = 260  # marks: more numbers than this are noise


def heatmap(
    cohorts: pl.DataFrame, money: bool, numbers: Numbers, labels: dict[object, str] | None = None
) -> Figure:
    """Draw a value for every cohort and age; cells nobody has lived to see stay empty.

    Parameters
    ----------
    cohorts : polars.DataFrame
        ``cohort``, ``age`` (whole periods since joining), ``value`` (null where unobserved),
        ``customers``.
    money : bool
        Whether values are money, or else shares.
    numbers : Numbers
        How to write them.
    labels : dict, optional
        How to write a cohort; by default as it is.
    """
    from plotly.graph_objects import Heatmap

    last_age = cohorts.filter(pl.col("value").is_not_null())["age"].max()
    cohorts = cohorts.filter(pl.col("age") <= (last_age or 0))
    wide = cohorts.pivot("age", index=["cohort", "customers"], values="value", sort_columns=False)
    ages = sorted((name for name in wide.columns if name not in ("cohort", "customers")), key=int)
    values = [list(row) for row in wide.select(ages).iter_rows()]
    names = [
        f"{(labels or {}).get(cohort, cohort)}  ·  {numbers.short(size)}"
        for cohort, size in wide.select("cohort", "customers").iter_rows()
    ]
    write = numbers.money if money else numbers.percent
    texts = [["" if cell is None else write(cell) for cell in row] for row in values]
    ceiling = _ceiling(cohorts, money)
    figure = canvas(height=max(220, 90 + 27 * len(names)))
    figure.add_trace(
        Heatmap(
            z=values,
            x=[int(age) for age in ages],
            y=names,
            text=texts,
            texttemplate="%{text}" if len(names) * len(ages) <= _TEXT_UP_TO else None,
            textfont={"size": 11 if len(ages) <= _ROOMY else 9},
            zmin=0,
            zmax=ceiling,
            colorscale=list(SEQUENCE),
            showscale=False,
            hoverinfo="skip",
            xgap=2,
            ygap=2,
        )
    )
    _add_handles(figure, cohorts, dict(zip(wide["cohort"], names, strict=True)), write)
    figure.update_xaxes(title=_("Months since the first order"), dtick=1 if len(ages) < 19 else 3)
    figure.update_xaxes(side="top", showgrid=False, ticks="", range=[-0.5, len(ages) - 0.5])
    bottom = len(names) - 0.5
    figure.update_yaxes(range=[bottom, -0.5], showgrid=False, type="category", ticks="")
    return figure


def _add_handles(
    figure: Figure, cells: pl.DataFrame, names: dict[str, str], write: Callable[[float], str]
) -> None:
    """Lay an invisible mark on each cell: a heatmap itself can be pointed at, but not selected."""
    from plotly.graph_objects import Scatter

    cells = cells.filter(pl.col("value").is_not_null())
    figure.add_trace(
        Scatter(
            x=cells["age"].to_list(),
            y=[names[cohort] for cohort in cells["cohort"]],
            mode="markers",
            customdata=cells.select("cohort", "age").rows(),
            marker={"symbol": "square", "size": 20, "color": VERMILLION, "opacity": 0},
            selected={"marker": {"opacity": 0.45}},
            unselected={"marker": {"opacity": 0}},
            hovertext=texts(
                _("{}<br>month {}: {}"),
                (names[cohort] for cohort in cells["cohort"]),
                map(str, cells["age"].to_list()),
                map(write, cells["value"].to_list()),
            ),
            hoverinfo="text",
        )
    )


def _ceiling(cohorts: pl.DataFrame, money: bool) -> float:
    """Let the darkest shade stand for the highest value after the first period.

    In the first period everybody buys: a scale up to 100 % would leave the rest pale.
    """
    rest = cohorts if money else cohorts.filter(pl.col("age") > 0)
    top = rest["value"].drop_nulls().quantile(0.98)
    return float(top) if top else 1.0
