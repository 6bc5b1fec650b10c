"""What stands beside every page: the data that are open, and the settings of all forecasts."""

from __future__ import annotations

import streamlit as st

from clv.errors import PerennialError
from clv.options import Settings
from clv.present.words import say
from clv.words import _
from pages.shared import controls, panels, session
from pages.shared.shop import read_already


def draw() -> Settings:
    """Draw the sidebar and return the settings; without data there is nothing to set."""
    if session.origin() is None:
        return Settings()
    shop = read_already()
    with st.sidebar:
        if shop is None:
            return controls.settings(None, None)
        st.caption(_("Open now"))
        st.markdown(f"**{panels.plain(shop.title)}**")
        try:
            valid, numbers = shop.run.cleaned.valid, shop.numbers
        except PerennialError:
            return session.settings()
        st.caption(
            panels.plain(
                say(
                    "shared.open_now",
                    numbers,
                    customers=valid.customers,
                    first=valid.first_day,
                    last=valid.last_day,
                )
            )
        )
        return controls.settings(valid.first_day, valid.last_day)
