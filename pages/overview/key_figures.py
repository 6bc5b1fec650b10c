"""The six numbers of the overview."""

from __future__ import annotations

import streamlit as st

from clv.present.words import key_figures
from pages.shared import panels
from pages.shared.shop import Shop


def draw(shop: Shop) -> None:
    """Draw customers, active now, repeat rate, order value, order gap and expected value."""
    grid = st.grid(6, min_column_width=150, border=True)
    for card in key_figures.cards(shop.run, shop.numbers, shop.ready):
        with grid.cell():
            st.metric(card.label, panels.plain(card.figure), help=card.meaning)
            st.caption(panels.plain(card.below))
