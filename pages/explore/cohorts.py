"""Cohorts: whether newer customers stay."""

import streamlit as st

from clv.present import findings
from clv.words import _
from pages.parts import cached, controls, panels, shops, staying

shop = shops.current(_("Here you will see whether newer customers come back as older ones did."))
groups = staying.groupings(shop)
measures = {
    "retention": _("Who comes back"),
    "revenue": _("Revenue a customer"),
    "cumulative": _("Revenue so far"),
}

head = st.container()
with st.container(horizontal=True):
    measure = controls.choice(_("Measure"), measures, "cohort-measure")
    by = controls.choice(_("Groups"), groups, "cohort-by") if len(groups) > 1 else "month"
with head:
    say = findings.of_cohorts if by == "month" else findings.of_groups
    panels.finding(
        _("Do newer customers stay?"),
        say(cached.cohort_table(shop.request, by, "retention"), shop.numbers),
        _("Customers who joined together, followed month by month"),
    )
for cell in staying.heatmap(shop, by, measure)[:1]:
    staying.behind(shop, by, cell)
left, right = panels.side_by_side()
with left:
    staying.stages(shop)
with right:
    staying.came_and_went(shop)
panels.way_on(
    ("pages/explore/segments.py", _("Who are they?"), ":material/groups:"),
    ("pages/predict/value.py", _("What is each worth?"), ":material/payments:"),
)
