"""Lifetime value: what each customer is worth."""

import streamlit as st

from clv import tables as t
from clv.present.words import findings
from clv.words import _
from pages.shared import controls, customer_list, panels
from pages.shared.shop import open_shop
from pages.value import value_charts

shop = open_shop(
    _("Here you will see what each customer should bring, best first, and how sure that is.")
)
numbers, customers = shop.numbers, shop.customers
if numbers.counted:
    shop.without_money(_("What is each worth?"))
    customer_list.draw(customers, numbers, _("Customers by expected orders"), "customers")
    st.stop()
if shop.forecast is None:
    shop.without_forecast(_("What is each worth?"), findings.of_past(customers, numbers))
    customer_list.draw(customers, numbers, _("Customers by what they spent so far"), "customers")
    st.stop()

total = shop.forecast.total
shop.head(
    _("What is each worth?"),
    findings.of_value(customers[t.CLV], shop.settings.horizon, numbers),
    findings.of_total_value(
        total, shop.settings.horizon, numbers, measured=shop.run.verdict.totals_measured
    )
    if shop.totals_hold
    else _("An order from the best down; sums of money did not stand the test"),
)
panels.trust(shop.run.verdict, numbers)
most = controls.best(customers.height, "value-best")
left, right = panels.side_by_side()
with left:
    value_charts.ranking(shop, most)
with right:
    value_charts.distribution(shop)
customer_list.draw(customers.head(most), numbers, _("Best customers"), "best-customers")
panels.way_on(
    ("pages/churn/page.py", _("Which of them are leaving?"), ":material/logout:"),
    ("pages/models/page.py", _("Should I believe it?"), ":material/fact_check:"),
)
with st.expander(_("For analysts: by frequency, by month"), icon=":material/grid_on:"):
    left, right = panels.side_by_side()
    with left:
        value_charts.matrix(shop)
    with right:
        value_charts.over_time(shop)
