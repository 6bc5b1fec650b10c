"""Overview: the customer base in six numbers and two pictures."""

import streamlit as st

from clv import tables as t
from clv.customers import summaries
from clv.present import value_tables
from clv.present.charts import revenue
from clv.present.words import findings, say
from clv.words import _
from pages.overview import key_figures, report, this_week
from pages.shared import panels, session, what_changed
from pages.shared.shop import open_shop

shop = open_shop(
    _("Here you will see six numbers that describe your customers, and where revenue comes from.")
)
run, numbers, forecast = shop.run, shop.numbers, shop.forecast
totals = forecast if shop.totals_hold else None
curve = summaries.concentration(run.customers[t.REVENUE])
mark = summaries.smallest_share(curve)
shop.head(
    _("How is the customer base?"),
    findings.of_overview(mark, totals.revenue if totals else None, run.settings.horizon, numbers),
    say(
        "overview.as_of_with_range",
        numbers,
        day=run.end,
        range=findings.of_range(measured=run.verdict.totals_measured, counted=numbers.counted),
    )
    if totals
    else say("overview.as_of", numbers, day=run.end),
)
if shop.ready:
    with st.container(horizontal=True, vertical_alignment="center"):
        panels.trust(run.verdict, numbers)
        st.space("stretch")
        report.download(shop)
    if forecast is None:
        panels.refusal(shop.why_no_forecast)
key_figures.draw(shop)

left, right = panels.side_by_side()
with left:
    ahead = value_tables.revenue_ahead(totals.by_month, run.end) if totals else None
    arrivals = run.arrivals if totals else None
    with_new = (
        value_tables.with_new_customers(ahead, arrivals)
        if ahead is not None
        and arrivals is not None
        and st.toggle(_("Add customers still to come"), key=session.key("overview-arrivals"))
        else None
    )
    panels.picture(
        revenue.by_month(run.revenue_by_month, ahead, run.end, numbers, with_new),
        findings.of_revenue(run.revenue_by_month, numbers),
        findings.over_months(numbers, foreseen=totals is not None),
        "revenue-by-month",
    )
with right:
    panels.picture(
        revenue.concentration(curve, mark, numbers),
        say("overview.concentration", numbers, people=mark[0], money=mark[1]),
        _("Share of the orders so far, customers from the best down")
        if numbers.counted
        else _("Share of revenue so far, customers from the best down"),
        "concentration",
    )
this_week.draw(shop)
what_changed.draw(shop)
panels.way_on(
    ("pages/segments/page.py", _("Who are they?"), ":material/groups:"),
    ("pages/churn/page.py", _("Whom are we losing?"), ":material/logout:"),
    ("pages/value/page.py", _("What is each worth?"), ":material/payments:"),
)
