"""Data preparation: what is missing, what lies outside, which features tell something."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv.errors import PerennialError
from clv.words import _
from pages.shared import controls, downloads, panels
from pages.shared.shop import Shop


def panel(shop: Shop) -> None:
    """Draw the tables of the features, and what another preparation would change."""
    ways = {
        "quantile": _("The outermost half per cent"),
        "z_score": _("Three standard deviations from the mean (z-score)"),
        "iqr": _("One and a half interquartile ranges beyond the quartiles (IQR)"),
        "none": _("Nothing"),
    }
    outliers = controls.one_of(_("What counts as an outlier"), ways, "preparation-outliers")
    try:
        quality: pl.DataFrame | None = shop.ask("feature_quality", outliers)
        selection: pl.DataFrame | None = shop.ask("feature_selection")
        effect: pl.DataFrame | None = shop.ask("preparation_effect")
    except PerennialError as error:
        panels.refusal(error)
        return
    if quality is None or selection is None or effect is None:
        return
    _features(quality, selection)
    _effect(effect, ways)


def _features(quality: pl.DataFrame, selection: pl.DataFrame) -> None:
    scores = ["correlation", "mutual_information", "model", "rank"]
    table = quality.join(selection.select("feature", *scores), on="feature", how="left")
    rows = table.sort("rank", nulls_last=True).with_columns(
        pl.col("title").map_elements(_, return_dtype=pl.String), pl.col("missing", "outliers") * 100
    )
    column = st.column_config
    st.dataframe(
        rows.select("title", "missing", "outliers", "low", "high", *scores[:3]),
        column_config={
            "title": column.TextColumn(_("Feature"), pinned=True),
            "missing": column.NumberColumn(_("Missing"), format="%.0f%%"),
            "outliers": column.NumberColumn(_("Outliers"), format="%.1f%%"),
            "low": column.NumberColumn(_("Lowest kept"), format="%.2f"),
            "high": column.NumberColumn(_("Highest kept"), format="%.2f"),
            "correlation": column.NumberColumn(
                _("Correlation"), help=_("Spearman's, with what is to come"), format="%.2f"
            ),
            "mutual_information": column.NumberColumn(_("Mutual information"), format="%.2f"),
            "model": column.NumberColumn(
                _("Model"), help=_("Share of what boosted trees gained by it"), format="%.2f"
            ),
        },
        hide_index=True,
        height=400,
        placeholder="–",
    )
    downloads.offer(table, "features", "preparation")


def _effect(effect: pl.DataFrame, ways: dict[str, str]) -> None:
    st.markdown(_("What preparation changes on unseen days (ridge regression; trees need none)"))
    rows = effect.select(
        pl.col("outliers").replace_strict(ways),
        "keep",
        *(pl.col(name) for name in ("gini", "mae_spend", "bias")),
    )
    column = st.column_config
    st.dataframe(
        rows,
        column_config={
            "outliers": column.TextColumn(_("Outliers clipped")),
            "keep": column.NumberColumn(_("Features kept at most")),
            "gini": column.NumberColumn(_("Gini"), format="%.3f"),
            "mae_spend": column.NumberColumn(_("Error a customer"), format="%.2f"),
            "bias": column.NumberColumn(_("Total"), help=_("Forecast over fact"), format="%.2f"),
        },
        hide_index=True,
    )
