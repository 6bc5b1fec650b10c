"""What stands beside every page: the data that are open, and the settings of all forecasts."""

from __future__ import annotations

import streamlit as st

from clv.errors import PerennialError
from clv.options import Settings
from clv.present.numbers import Numbers
from clv.words import _
from pages.shared import cached, controls, panels, session


def draw() -> Settings:
    """Draw the sidebar and return the settings; without data there is nothing to set."""
    request = session.request()
    if request is None:
        return Settings()
    with st.sidebar:
        st.caption(_("Open now"))
        st.markdown(f"**{panels.plain(request.source.title)}**")
        try:
            valid = cached.cleaned(session.whole(request)).valid
        except PerennialError:
            return Settings()
        numbers = Numbers(locale=st.context.locale or "en")
        st.caption(
            panels.plain(
                _("{customers} customers, {first} to {last}").format(
                    customers=numbers.count(valid.customers),
                    first=numbers.month(valid.first_day),
                    last=numbers.month(valid.last_day),
                )
            )
        )
        return controls.settings(valid.first_day, valid.last_day)
