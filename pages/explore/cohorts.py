"""Cohorts: whether newer customers stay."""

from datetime import date

import streamlit as st

from clv.present import findings
from clv.present.charts import cohorts as charts
from clv.words import _
from pages.parts import cached, controls, panels, shops

shop = shops.current(_("Here you will see whether newer customers come back as older ones did."))
numbers, orders = shop.numbers, shop.cleaned.orders
groups = {
    "month": _("By month joined"),
    "channel": _("By channel"),
    "country": _("By country"),
    "category": _("By first category"),
}
groups = {
    name: label for name, label in groups.items() if name == "month" or name in orders.columns
}
measures = {
    "retention": _("Who comes back"),
    "revenue": _("Revenue a customer"),
    "cumulative": _("Revenue so far"),
}

slot = st.container()
with st.container(horizontal=True):
    measure = controls.choice(_("Measure"), measures, "cohort-measure")
    by = controls.choice(_("Groups"), groups, "cohort-by") if len(groups) > 1 else "month"
retention = cached.cohort_table(shop.request, by, "retention")
table = cached.cohort_table(shop.request, by, measure)

labels = (
    {name: numbers.month(date.fromisoformat(f"{name}-01")) for name in table["cohort"]}
    if by == "month"
    else {}
)
with slot:
    say = findings.of_cohorts if by == "month" else findings.of_groups
    panels.finding(
        _("Do newer customers stay?"),
        say(retention, numbers),
        _("Customers who joined together, followed month by month"),
    )
drawn = {
    "retention": (
        _("How many order again"),
        _("Share of each group with an order in that month; months not over yet stay empty"),
    ),
    "revenue": (
        _("What a customer brings each month"),
        _("Revenue in that month for each customer of the group, buying or not"),
    ),
    "cumulative": (
        _("What a customer has brought so far"),
        _("Revenue up to that month for each customer of the group"),
    ),
}[measure]
panels.picture(charts.heatmap(table, measure != "retention", numbers, labels), *drawn, "cohort-map")
with st.container(horizontal=True):
    panels.downloads(table, f"cohorts-{by}-{measure}", "cohorts")
panels.way_on(
    ("pages/explore/segments.py", _("Who are they?"), ":material/groups:"),
    ("pages/predict/value.py", _("What is each worth?"), ":material/payments:"),
)
