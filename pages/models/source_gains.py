"""What each source adds: the ranking of unseen days with and without it."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv.errors import ModelError
from clv.present.charts import models as charts
from clv.present.words import say
from clv.present.words import sources as words
from clv.words import _
from pages.shared import downloads, panels
from pages.shared.shop import Shop


def panel(shop: Shop) -> None:
    """Say and draw what each source adds, each with its range."""
    try:
        gains: pl.DataFrame | None = shop.ask("source_gains")
    except ModelError as error:
        panels.refusal(error)
        return
    if gains is None:
        return
    if gains.is_empty():
        st.caption(_("No source here has anything that could be learned from."))
        return
    for sentence in words.of_gains(gains, shop.numbers):
        st.markdown(f"- {panels.plain(sentence)}")
    for source in shop.run.customer_sources:
        if source.kind == "attributes":
            st.caption(panels.plain(say("source_as_of_today", file=source.title)))
    titles = [words.source_title(name) for name in gains["source"]]
    table = gains.with_columns(
        pl.Series("title", titles, pl.String),
        pl.col("source").alias("name"),
        pl.lit("learned").alias("kind"),
    )
    panels.picture(
        charts.gains(table, None, _("Better ranking than without it")),
        _("With each source and without it"),
        _("Gain in ranking on the same unseen days, and where it lies nine times out of ten"),
        "source-gains",
    )
    downloads.offer(gains, "source-gains", "source-gains")
