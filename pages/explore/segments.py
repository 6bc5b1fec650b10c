"""Segments: who the customers are, in named groups."""

import polars as pl
import streamlit as st

from clv import tables as t
from clv.customers import PRESETS, SEGMENTS
from clv.present import findings, tallies
from clv.present.charts import segments as charts
from clv.words import _
from pages.parts import cached, controls, lists, panels, shops

shop = shops.current(
    _("Here you will see your customers in named groups, from champions to dormant.")
)
numbers = shop.numbers
people = shop.watched
found = tallies.segment_table(people)

panels.finding(
    _("Who are they?"),
    findings.of_segments(found, numbers),
    _("Groups by how recently, how often and for how much each customer bought (RFM)"),
)
view = controls.choice(
    _("View"),
    {"map": _("Map"), "value": _("Areas by value"), "customers": _("Areas by people")},
    "segment-view",
)
left, right = panels.side_by_side()
with left:
    if view == "map":
        valued = people.select(
            t.CUSTOMER_ID, t.SEGMENT, pl.coalesce(t.CLV, t.REVENUE).alias("value")
        )
        clicked = panels.picture(
            charts.segment_map(
                tallies.segment_cells(shop.customers, valued), PRESETS["eleven"], numbers
            ),
            _("Where your customers stand"),
            _("Size: people; shade: expected value of each. Click a disc for its people"),
            "segment-map",
            select=True,
        )
    else:
        clicked = panels.picture(
            charts.treemap(found, view, numbers),
            _("How large each group is"),
            _("Area: expected value") if view == "value" else _("Area: number of customers"),
            "segment-areas",
        )
with right:
    st.subheader(_("The groups"), anchor=False)
    st.caption(_("Select a row for its people"))
    rows = panels.table(
        found.select(t.SEGMENT, "customers", "value", "value_share"),
        numbers,
        "segment-table",
        rows=11,
        select=True,
    )

names = {point["customdata"][0] for point in clicked if point.get("customdata")}
names |= set(found[t.SEGMENT].gather(rows).to_list())
meanings = {segment.name: segment for segment in SEGMENTS}
for name in sorted(names):
    st.markdown(f"**{_(name)}**: {meanings[name].meaning}. *{meanings[name].action}.*")
chosen = people.filter(pl.col(t.SEGMENT).is_in(names)) if names else people
lists.people(
    chosen,
    numbers,
    title=", ".join(sorted(map(_, names))) if names else _("All customers"),
    key="segment-people",
)
with st.expander(_("Each group in full"), icon=":material/table:"):
    cards = cached.segment_profiles(shop.request, shop.settings)
    panels.table(cards, numbers, "segment-profiles", rows=11)
    panels.downloads(cards, "segments", "segments")
panels.way_on(
    ("pages/predict/churn.py", _("Whom are we losing?"), ":material/logout:"),
    ("pages/explore/cohorts.py", _("Do newer customers stay?"), ":material/calendar_view_month:"),
)
