"""Segments: who the customers are, in named groups."""

import polars as pl
import streamlit as st

from clv import tables as t
from clv.customers import summaries
from clv.present.words import findings
from clv.words import _
from pages.segments import audit, segment_map, source_filter
from pages.shared import customer_list, panels
from pages.shared.shop import open_shop

shop = open_shop(_("Here you will see your customers in named groups, from champions to dormant."))
head = st.container()
rules = segment_map.rules()
only = source_filter.choose(shop)
customers = segment_map.named(shop, rules, only)
with head:
    shop.head(
        _("Who are they?"),
        findings.of_segments(
            summaries.segment_table(customers), shop.numbers, foreseen=shop.forecast is not None
        ),
        _("Groups by how recently, how often and for how much each customer bought (RFM)"),
    )
cards = segment_map.cards(shop, customers, rules, everybody=only is None)
left, right = panels.side_by_side()
with left:
    names = segment_map.picture(shop, customers, rules)
with right:
    names |= segment_map.groups(shop, cards)

if shop.ready and only is None:
    for row in cards.filter(pl.col(t.SEGMENT).is_in(names)).iter_rows(named=True):
        segment_map.card(shop, row)
title = ", ".join(sorted(map(_, names))) if names else _("All customers")
members = customers.filter(pl.col(t.SEGMENT).is_in(names)) if names else customers
customer_list.draw(members, shop.numbers, title, "segment-people")
regular = shop.run.regular_customers.join(members, on=t.CUSTOMER_ID, how="semi")
if rhythm := findings.of_rhythm(regular, shop.numbers):
    st.caption(panels.plain(rhythm))

with st.expander(_("The rules"), icon=":material/rule:"):
    segment_map.editor(rules)
with st.expander(_("Each group in full"), icon=":material/table:"):
    segment_map.in_full(shop, rules)
if section := panels.drawer(_("Are these groups any good?"), ":material/fact_check:", "audit-open"):
    with section:
        audit.audit(shop, rules)
if section := panels.drawer(
    _("Groups the data suggest"), ":material/scatter_plot:", "cluster-open"
):
    with section:
        audit.clusters(shop)
panels.way_on(
    ("pages/campaigns/page.py", _("What do we do?"), ":material/campaign:"),
    ("pages/churn/page.py", _("Whom are we losing?"), ":material/logout:"),
    ("pages/cohorts/page.py", _("Do newer customers stay?"), ":material/calendar_view_month:"),
)
