"""What stands beside every page: the data that are open, and the settings of all forecasts."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from clv.errors import PerennialError
from clv.options import Settings
from clv.present.words import say
from clv.words import _
from pages.shared import panels, session
from pages.shared.option_controls import control, fields_of
from pages.shared.shop import read_already

_FOR_ALL = ("horizon", "margin", "discount")


def draw() -> None:
    """Draw the sidebar and keep the settings; without data there is nothing to set."""
    if session.origin() is not None:
        session.set_settings(_drawn())


def _drawn() -> Settings:
    shop = read_already()
    with st.sidebar:
        if shop is None:
            return _settings()
        st.caption(_("Open now"))
        st.markdown(f"**{panels.plain(shop.title)}**")
        try:
            kept, numbers = shop.run.cleaned.kept, shop.numbers
        except PerennialError:
            return session.settings()
        first, last = kept.first_day, kept.last_day
        size = say("shared.open_now", numbers, customers=kept.customers, first=first, last=last)
        st.caption(panels.plain(size))
        return _settings(first, last)


def _settings(first: date | None = None, last: date | None = None) -> Settings:
    """Draw the settings that change every forecast, those for analysts folded away."""
    values = {name: _setting(name) for name in _FOR_ALL}
    with st.expander(_("For analysts"), icon=":material/tune:"):
        for name in fields_of(Settings):
            if name not in _FOR_ALL:
                days = {"low": first, "high": last} if name == "as_of" else {}
                values[name] = _setting(name, **days)
    return Settings(**values)


def _setting(name: str, **limits: Any) -> Any:
    """Draw one setting; all but the last day, which is one of these data's, outlive the data."""
    key = session.key("setting-as_of") if name == "as_of" else f"setting-{name}"
    return control(Settings, name, getattr(session.settings(), name), key, **limits)
