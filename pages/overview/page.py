"""Overview: the customer base in six numbers and two pictures."""

import streamlit as st

from clv.customers import summaries
from clv.present import value_tables
from clv.present.charts import revenue
from clv.present.words import findings
from clv.words import _
from pages.overview import key_figures, report
from pages.shared import cached, panels
from pages.shared.shop import open_shop

shop = open_shop(
    _("Here you will see six numbers that describe your customers, and where revenue comes from.")
)
numbers, ahead = shop.numbers, shop.outlook
curve = summaries.concentration(shop.customers["revenue"])
mark = summaries.smallest_share(curve)
total = None if ahead.forecast is None else ahead.forecast.total

panels.finding(
    _("How is the customer base?"),
    findings.of_overview(mark, total, shop.settings.horizon, numbers),
    _("As of {day}; the range holds nine times out of ten").format(day=numbers.day(shop.end)),
)
chip = st.container()
if ahead.forecast is None:
    panels.refusal(ahead.fitted.notices)
key_figures.draw(shop)

months = cached.monthly(shop.request)
left, right = panels.side_by_side()
with left:
    coming = (
        None
        if ahead.forecast is None
        else value_tables.months_ahead(ahead.forecast.by_month, shop.end)
    )
    panels.picture(
        revenue.by_month(months, coming, shop.end, numbers),
        findings.of_revenue(months, numbers),
        _("Revenue by month, and what today's customers should still bring"),
        "revenue-by-month",
    )
with right:
    panels.picture(
        revenue.concentration(curve, mark, numbers),
        _("The best {people} of customers brought {money}").format(
            people=numbers.percent(mark[0]), money=numbers.percent(mark[1])
        ),
        _("Share of revenue so far, customers from the best down"),
        "concentration",
    )

panels.way_on(
    ("pages/segments/page.py", _("Who are they?"), ":material/groups:"),
    ("pages/churn/page.py", _("Whom are we losing?"), ":material/logout:"),
    ("pages/value/page.py", _("What is each worth?"), ":material/payments:"),
)
with chip, st.container(horizontal=True, vertical_alignment="center"):
    panels.trust(shop.trial[1])
    st.space("stretch")
    report.download(shop)
