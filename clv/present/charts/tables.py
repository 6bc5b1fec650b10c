"""Classes of a table: which rows are taken for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clv.present.charts.style import BLUE, canvas, in_lines
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_WRITTEN = 8  # classes up to which every cell has its number


def confusion(table: pl.DataFrame, numbers: Numbers) -> Figure:
    """Draw how many rows of each class were taken for each.

    Parameters
    ----------
    table : polars.DataFrame
        ``actual``, ``predicted``, ``rows``, every pair once.
    numbers : Numbers
        How to write counts and shares.
    """
    from plotly.graph_objects import Heatmap

    labels = table["actual"].unique(maintain_order=True).to_list()
    counts = table["rows"].to_numpy().reshape(len(labels), len(labels))
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    texts = [
        [
            f"{numbers.count(count)}<br>{numbers.percent(share)}"
            for count, share in zip(*row, strict=True)
        ]
        for row in zip(counts.tolist(), shares.tolist(), strict=True)
    ]
    figure = canvas(120 + 46 * len(labels))
    names = [in_lines(label[:60], 18) for label in labels]
    figure.add_trace(
        Heatmap(
            z=shares.tolist(),
            x=names,
            y=names,
            zmin=0,
            zmax=1,
            text=texts,
            texttemplate="%{text}" if len(labels) <= _WRITTEN else None,
            colorscale=[[0, "#E3EEF5"], [1, BLUE]],
            showscale=False,
            xgap=3,
            ygap=3,
            hovertemplate=_("Is %{y}, taken for %{x}: %{text}") + "<extra></extra>",
        )
    )
    figure.update_xaxes(side="top", showgrid=False, type="category", title=_("Taken for"))
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category", title=_("Is"))
    return figure
