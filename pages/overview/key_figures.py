"""The six numbers of the overview."""

from __future__ import annotations

import streamlit as st

from clv.present.words import key_figures
from pages.shared import panels
from pages.shared.shop import Shop

_HALF, _CARD = 420, 100  # pixels


def draw(shop: Shop) -> None:
    """Draw customers, active now, repeat rate, order value, order gap and expected value."""
    cards = key_figures.cards(shop.run, shop.numbers, shop.ready)
    halves = st.grid(2, min_column_width=_HALF)  # six in a row or three: never five and one
    for half in (cards[:3], cards[3:]):
        grid = halves.cell().grid(3, min_column_width=_CARD, border=True)
        for card in half:
            with grid.cell():
                st.metric(card.label, panels.plain(card.figure), help=card.meaning)
                st.caption(panels.plain(card.below))
