"""What changed in a workspace since the last look: one sentence, and the customers behind it."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.present.words import say
from clv.present.words import workspaces as words
from clv.words import _
from pages.shared import controls, customer_list, panels
from pages.shared.shop import Shop

_CHANGED = (t.CUSTOMER_ID, "before", "after", t.LAST_ORDER, "orders_since", "spent_since")
_VALUES = ("value_then", "value_now", "change")
_AS_BEFORE = "steady"


def draw(shop: Shop) -> None:
    """Say what changed since the last look, and list the customers of one kind of change."""
    update = shop.update
    if update is None or update.since is None or update.changes is None:
        return
    numbers, changes = shop.numbers, update.changes
    st.subheader(
        panels.plain(words.changes_sentence(changes, numbers.day(update.since), numbers)),
        anchor=False,
    )
    for title, part in update.lists.items():
        st.caption(panels.plain(words.list_sentence(title, part, numbers)))
    for score in update.health.scores[-1:]:
        st.caption(panels.plain(words.score_sentence(score, numbers)))
    if update.health.alarming:
        st.warning(words.health_sentence(update.health), icon=":material/monitor_heart:")
    events = {
        event: say("workspace.event", numbers, title=words.EVENT_TITLES[event], n=count)
        for event, count in changes.counts.items()
        if count and event != _AS_BEFORE
    }
    if not events:
        return
    event = controls.choice(_("What changed"), events, "changes-event")
    customers = changes.of(event).join(
        shop.customers.select(t.CUSTOMER_ID, t.LAST_ORDER, t.P_RETURN), on=t.CUSTOMER_ID, how="left"
    )
    customer_list.draw(
        customers.select(pl.all().exclude("event")),
        numbers,
        _(words.EVENT_TITLES[event]),
        f"changes-{event}",
        (*_CHANGED, *_VALUES) if shop.totals_hold else _CHANGED,
    )
