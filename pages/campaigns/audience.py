"""Who may be contacted: everyone, segments, a list, or a rule."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.action import Choice, Limit, ids_in
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.words import _
from pages.shared import controls, panels, session

_LEAVING = ("At risk", "Previously loyal", "Needs attention")


def choose(customers: pl.DataFrame, numbers: Numbers) -> Choice:
    """Draw the choice of people, and return it; a list taken along stands first."""
    group = session.chosen_list()
    kinds = {
        "everyone": _("Everyone"),
        "segments": _("Segments"),
        "rule": _("Rule"),
        "ids": _("Paste ids"),
    }
    if group is not None:
        kinds = {"list": say("campaigns.your_list", title=panels.plain(group[0]))} | kinds
    kind = controls.choice(_("Who"), kinds, "audience-kind")
    if kind == "list" and group is not None:
        return Choice(ids=group[1])
    if kind == "segments":
        return Choice(segments=_segments(customers))
    if kind == "ids":
        text = st.text_area(
            _("One a line, or parted by commas"), key=session.key("audience-ids"), height=100
        )
        return Choice(ids=ids_in(text) or ("",))
    return Choice(limits=_limits(customers, numbers)) if kind == "rule" else Choice()


def _segments(customers: pl.DataFrame) -> tuple[str, ...]:
    counts = customers.group_by(t.SEGMENT).len()
    sizes = dict(counts.sort("len", t.SEGMENT, descending=[True, False]).iter_rows())
    start = [name for name in _LEAVING if name in sizes] or list(sizes)[:1]
    names = st.multiselect(
        _("Segments"),
        list(sizes),
        default=start,
        format_func=lambda name: f"{_(name)} ({sizes[name]:,})",
        key=session.key("audience-segments"),
        label_visibility="collapsed",
        persist_state="session",
    )
    return tuple(sorted(names)) or ("",)


def _limits(customers: pl.DataFrame, numbers: Numbers) -> tuple[Limit, ...]:
    top = float(customers[t.CLV].max() or 1.0)  # type: ignore[arg-type]
    value = st.number_input(
        _("Expected value from"),
        0.0,
        max(top, 1.0),
        0.0,
        key=session.key("audience-value"),
        help=panels.plain(say("campaigns.up_to", numbers, top=top)),
        persist_state="session",
    )
    low, high = st.slider(
        _("Chance of buying again"),
        0,
        100,
        (10, 60),
        5,
        format="%d%%",
        key=session.key("audience-chance"),
        persist_state="session",
    )
    quiet = st.toggle(
        _("Only the quiet and the lost"),
        key=session.key("audience-quiet"),
        persist_state="session",
    )
    limits = (Limit(t.CLV, low=value or 0.0), Limit(t.P_BUY, low / 100, high / 100))
    return (*limits, Limit("quiet", low=1)) if quiet else limits
