"""Cohorts: whether newer customers stay."""

import streamlit as st

from clv.customers import CohortMeasure
from clv.present.words import findings
from clv.words import _
from pages.cohorts import retention
from pages.shared import controls, panels
from pages.shared.shop import open_shop

_SIDE_BY_SIDE = 4

shop = open_shop(_("Here you will see whether newer customers come back as older ones did."))
groups = retention.groupings(shop)
measures: dict[CohortMeasure, str] = {
    "retention": _("Who comes back"),
    "revenue": _("Orders a customer") if shop.numbers.counted else _("Revenue a customer"),
    "cumulative": _("Orders so far") if shop.numbers.counted else _("Revenue so far"),
}

head = st.container()
with st.container(horizontal=True):
    measure = controls.choice(_("Measure"), measures, "cohort-measure")
    choose = controls.choice if len(groups) <= _SIDE_BY_SIDE else controls.one_of
    by = choose(_("Groups"), groups, "cohort-by") if len(groups) > 1 else "month"
with head:
    sentence = findings.of_cohorts if by == "month" else findings.of_groups
    panels.finding(
        _("Do newer customers stay?"),
        sentence(shop.run.cohorts(by, "retention"), shop.numbers),
        _("Customers who joined together, followed month by month"),
    )
for cell in retention.heatmap(shop, by, measure)[:1]:
    retention.behind(shop, by, cell)
left, right = panels.side_by_side()
with left:
    retention.stages(shop)
with right:
    retention.came_and_went(shop)
panels.way_on(
    ("pages/segments/page.py", _("Who are they?"), ":material/groups:"),
    ("pages/value/page.py", _("What is each worth?"), ":material/payments:"),
)
