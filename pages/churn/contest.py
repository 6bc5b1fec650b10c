"""Who tells best who will order again: forecasters and classifiers on days nobody had seen."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv.words import _
from pages.shared import panels
from pages.shared.shop import Shop


def panel(shop: Shop) -> None:
    """Draw the table of the contest, once opened."""
    section = panels.drawer(
        _("Where the chance of an order comes from"), ":material/leaderboard:", "contest-open"
    )
    if not section:
        return
    with section:
        contest = shop.run.probability_contest
        if not contest.name:
            st.caption(_("The log is too short to hold anybody against later days."))
            return
        st.caption(
            _(
                "Each is asked about unseen days and calibrated; the least log loss answers on all "
                "pages. “The same for everybody” knows nothing of single customers."
            )
        )
        _table(contest.table)


def _table(table: pl.DataFrame) -> None:
    title = (
        pl.when(pl.col("name") == "base_rate")
        .then(pl.lit(_("The same for everybody")))
        .otherwise(pl.col("title").map_elements(_, return_dtype=pl.String))
    )
    column = st.column_config
    st.dataframe(
        table.select(title.alias("title"), "log_loss", "log_loss_raw", "brier", "auc"),
        column_config={
            "title": column.TextColumn(_("Way to tell"), pinned=True),
            "log_loss": column.NumberColumn(
                _("Log loss"), format="%.4f", help=_("Calibrated; lower is better")
            ),
            "log_loss_raw": column.NumberColumn(_("Before calibration"), format="%.4f"),
            "brier": column.NumberColumn(_("Brier score"), format="%.4f"),
            "auc": column.NumberColumn(_("Pairs told apart (AUC)"), format="%.3f"),
        },
        hide_index=True,
    )
