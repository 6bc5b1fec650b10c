"""Movement: what changed between two days, in money and in people."""

import streamlit as st

from clv.customers import NEWCOMER, Bridge
from clv.present.words import actions, say
from clv.words import _
from pages.movement import date_range, value_bridge
from pages.shared import controls, panels, what_changed
from pages.shared.shop import open_shop

shop = open_shop(_("Here you will see what was won and lost between two days, and who moved."))
numbers = shop.numbers
slot = st.container()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    then, now = date_range.choose(shop.first_day, shop.run.end)
    views = {"flow": _("Flow"), "cells": _("From and to")}
    view = controls.choice(_("Moves"), views, "movement-view")

moves = shop.run.movement(then, now)
comparable = shop.forecast is not None and bool((moves["before"] != NEWCOMER).any())
left, right = panels.side_by_side()
with left:
    bridge: Bridge | None = shop.ask("value_bridge", then, now) if comparable else None
with slot:
    shop.head(
        _("What changed?"),
        actions.of_movement(*value_bridge.steps(bridge, shop), then)
        if bridge
        else actions.of_moves(moves, numbers),
        say("movement.days" if comparable else "movement.days_only", numbers, then=then, now=now),
    )

step = pair = None
if bridge:
    with left:
        step = value_bridge.bridge(bridge, shop)
with right if comparable else left:
    pair = value_bridge.flow(moves, then, now, view, shop)
value_bridge.members(moves, bridge, step, pair, shop)
what_changed.draw(shop)
panels.way_on(
    ("pages/campaigns/page.py", _("Whom to contact?"), ":material/campaign:"),
    ("pages/segments/page.py", _("Who are they?"), ":material/groups:"),
)
