"""Movement: what changed between two days, in money and in people."""

import polars as pl
import streamlit as st

from clv import tables as t
from clv.customers import matrix, step_titles
from clv.present import actions_said
from clv.present.charts import movement as charts
from clv.words import _
from pages.parts import cached, controls, lists, moments, panels, shops

shop = shops.current(_("Here you will see what was won and lost between two days, and who moved."))
numbers = shop.numbers
slot = st.container()
then, now = moments.choose(shop.customers[t.FIRST_ORDER].min(), shop.end)
moved = cached.moved(shop.request, then, now)
bridge = None
if shop.outlook.forecast is not None and (moved["before"] != "Not yet a customer").any():
    bridge = cached.value_bridge(shop.request, shop.settings, then, now)
with slot:
    panels.finding(
        _("What changed?"),
        actions_said.of_movement(bridge.steps, then, numbers)
        if bridge
        else actions_said.of_moves(moved, then, numbers),
        _("{then} against {now}, both days seen through today's model").format(
            then=numbers.day(then), now=numbers.day(now)
        ),
    )

cells = matrix(moved)
clicked_bar, clicked_cell = [], []
left, right = panels.side_by_side()
if bridge:
    with left:
        clicked_bar = panels.picture(
            charts.value_bridge(bridge.steps, numbers),
            _("Where the expected value went"),
            _("Click a bar for its customers"),
            "movement-bridge",
            select=True,
        )
with right if bridge else left:
    view = controls.choice(
        _("Moves"), {"flow": _("Flow"), "cells": _("From and to")}, "movement-view"
    )
    if view == "flow":
        panels.picture(
            charts.flow(cells, numbers),
            _("Who moved where"),
            _("Segments on {then} (left) and {now} (right); width: people").format(
                then=numbers.day(then), now=numbers.day(now)
            ),
            "movement-flow",
        )
    else:
        clicked_cell = panels.picture(
            charts.from_to(cells, numbers),
            _("Who moved where"),
            _("Rows: before; columns: now; green up, orange down. Click for the people"),
            "movement-cells",
            select=True,
        )

people = moved
if bridge:
    steps = {"all": _("Everybody")} | {
        name: title for name, title in step_titles().items() if name not in ("then", "now")
    }
    step = controls.choice(_("People"), steps, "movement-step")
    if clicked_bar:
        step = clicked_bar[0]["customdata"][0]
    people = bridge.behind("now" if step == "all" else step).join(
        moved, on=t.CUSTOMER_ID, how="left", maintain_order="left"
    )
for point in clicked_cell[:1]:
    before, after = point["customdata"]
    people = people.filter(pl.col("before") == before, pl.col("after") == after)
people = people.join(
    cached.changed(shop.request).drop(t.SEGMENT),
    on=t.CUSTOMER_ID,
    how="left",
    maintain_order="left",
)
lists.people(
    people,
    numbers,
    _("The customers behind it"),
    "movement",
    (t.CUSTOMER_ID, "before", "after", "value_then", "value_now", "change", "previous", "since"),
)
panels.way_on(
    ("pages/act/campaigns.py", _("Whom to contact?"), ":material/campaign:"),
    ("pages/explore/segments.py", _("Who are they?"), ":material/groups:"),
)
