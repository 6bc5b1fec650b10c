"""Movement: what changed between two days, in money and in people."""

import streamlit as st

from clv.customers import NEWCOMER
from clv.present.words import actions
from clv.words import _
from pages.movement import date_range, value_bridge
from pages.shared import cached, controls, panels
from pages.shared.shop import open_shop

shop = open_shop(_("Here you will see what was won and lost between two days, and who moved."))
numbers = shop.numbers
slot = st.container()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    then, now = date_range.choose(shop.first_day, shop.end)
    views = {"flow": _("Flow"), "cells": _("From and to")}
    view = controls.choice(_("Moves"), views, "movement-view")

moved = cached.moved(shop.request, then, now)
bridge = None
if shop.outlook.forecast is not None and (moved["before"] != NEWCOMER).any():
    bridge = cached.value_bridge(shop.request, shop.settings, then, now)
with slot:
    panels.finding(
        _("What changed?"),
        actions.of_movement(bridge.steps, then, numbers)
        if bridge
        else actions.of_moves(moved, numbers),
        _("{then} against {now}, both days seen through today's model").format(
            then=numbers.day(then), now=numbers.day(now)
        ),
    )

left, right = panels.side_by_side()
step = pair = None
if bridge:
    with left:
        step = value_bridge.bridge(bridge, shop)
with right if bridge else left:
    pair = value_bridge.flow(moved, then, now, view, shop)
value_bridge.people(moved, bridge, step, pair, shop)
panels.way_on(
    ("pages/campaigns/page.py", _("Whom to contact?"), ":material/campaign:"),
    ("pages/segments/page.py", _("Who are they?"), ":material/groups:"),
)
