"""Segments: who the customers are, in named groups."""

import polars as pl
import streamlit as st

from clv import tables as t
from clv.present import findings, tallies
from clv.words import _
from pages.parts import auditing, cached, lists, panels, segmenting, shops

shop = shops.current(
    _("Here you will see your customers in named groups, from champions to dormant.")
)
head = st.container()
rules = segmenting.rules()
people = segmenting.named(shop, rules)
with head:
    panels.finding(
        _("Who are they?"),
        findings.of_segments(tallies.segment_table(people), shop.numbers),
        _("Groups by how recently, how often and for how much each customer bought (RFM)"),
    )
cards = cached.segment_profiles(shop.request, shop.settings, rules)
left, right = panels.side_by_side()
with left:
    names = segmenting.picture(shop, people, rules)
with right:
    names |= segmenting.groups(shop, cards)

for row in cards.filter(pl.col(t.SEGMENT).is_in(names)).iter_rows(named=True):
    segmenting.card(shop, row)
title = ", ".join(sorted(map(_, names))) if names else _("All customers")
chosen = people.filter(pl.col(t.SEGMENT).is_in(names)) if names else people
lists.people(chosen, shop.numbers, title, "segment-people")

with st.expander(_("The rules"), icon=":material/rule:"):
    segmenting.editor(rules)
with st.expander(_("Each group in full"), icon=":material/table:"):
    segmenting.in_full(shop, rules)
if opened := panels.drawer(_("Are these groups any good?"), ":material/fact_check:", "audit-open"):
    with opened:
        auditing.audit(shop, rules)
if opened := panels.drawer(_("Groups the data suggest"), ":material/scatter_plot:", "cluster-open"):
    with opened:
        auditing.clusters(shop)
panels.way_on(
    ("pages/act/campaigns.py", _("What do we do?"), ":material/campaign:"),
    ("pages/predict/churn.py", _("Whom are we losing?"), ":material/logout:"),
    ("pages/explore/cohorts.py", _("Do newer customers stay?"), ":material/calendar_view_month:"),
)
