"""Two days to compare: the last month, quarter, half year or year, or any two."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from clv.words import _
from pages.shared import controls, session

_SPANS = {"half": 183, "quarter": 91, "month": 30, "year": 365, "week": 7}


def choose(first: date, last: date) -> tuple[date, date]:
    """Draw the choice of two days within the log, and return them, the earlier first."""
    names = {
        "half": _("6 months"),
        "quarter": _("3 months"),
        "month": _("1 month"),
        "year": _("12 months"),
        "week": _("1 week"),
    }
    spans = {
        name: title
        for name, title in names.items()
        if last - timedelta(days=_SPANS[name]) > first
        and (name != "week" or (last - first).days < 91)
    }
    span = controls.choice(_("Since"), spans | {"own": _("Other")}, "movement-span")
    if span != "own":
        return last - timedelta(days=_SPANS[span]), last
    with st.container(horizontal=True):
        middle = first + (last - first) // 2
        then = st.date_input(
            _("From"), middle, first, last, key=session.key("movement-then"), width=180
        )
        now = st.date_input(_("To"), last, first, last, key=session.key("movement-now"), width=180)
    then, now = then or middle, now or last
    return min(then, now), max(then, now)
