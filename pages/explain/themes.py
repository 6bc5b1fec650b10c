"""What texts speak of: themes of product names, descriptions and reviews."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv.present.words import sources as words
from clv.words import _
from pages.shared import downloads, session
from pages.shared.shop import Shop


def panel(shop: Shop) -> None:
    """Lay out the themes of the texts, once the section is opened."""
    themes: pl.DataFrame | None = shop.ask("themes")
    if themes is None:
        return
    if themes.is_empty():
        st.caption(_("No texts here that share words: names of products, descriptions, reviews."))
        return
    st.caption(
        _(
            "Words that stand together in names of products, descriptions and reviews. How close "
            "a customer's own are to each theme is told to the learned forecasts."
        )
    )
    titles = [words.text_title(name) for name in themes["source"]]
    column = st.column_config
    st.dataframe(
        themes.with_columns(pl.Series("source", titles, pl.String)),
        hide_index=True,
        key=session.key("themes-table"),
        column_config={
            "source": column.TextColumn(_("Texts")),
            "theme": column.TextColumn(_("Words of the theme")),
            "examples": column.TextColumn(_("Closest to it"), width="large"),
            "customers": column.NumberColumn(_("People"), format="localized"),
            "rows": column.NumberColumn(_("Rows"), format="localized"),
            "revenue": None
            if shop.numbers.counted
            else column.NumberColumn(_("Revenue"), format=shop.numbers.column_format(0)),
        },
        placeholder="–",
    )
    downloads.offer(themes, "themes", "themes")
