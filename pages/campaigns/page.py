"""Campaigns: whom to contact, what to expect, and whether it worked."""

import streamlit as st

from clv import tables as t
from clv.errors import PerennialError
from clv.present.words import actions, findings, say
from clv.words import _
from pages.campaigns import audience, power, treatment_control, uplift
from pages.campaigns import offers as offering
from pages.campaigns import plan as planning
from pages.shared import controls, customer_list, panels
from pages.shared.shop import open_shop

shop = open_shop(
    _("Here you will choose whom to contact, see what it should bring, and prove the effect.")
)
numbers = shop.numbers
slot = st.container()
views = {"plan": _("Plan a campaign"), "measure": _("Did it work?")}
if controls.choice(_("View"), views, "campaign-view") == "measure":
    uplift.draw(shop, slot)
    st.stop()

customers = shop.customers
if numbers.counted:
    with slot:
        shop.without_money(_("What do we do?"))
    customer_list.draw(customers, numbers, _("Customers by expected orders"), "customers")
    st.stop()
if shop.forecast is None:
    with slot:
        shop.without_forecast(_("What do we do?"), findings.of_past(customers, numbers))
    customer_list.draw(customers, numbers, _("Customers by what they spent so far"), "customers")
    st.stop()

left, right = panels.side_by_side()
with left, st.container(border=True):
    choice = audience.choose(customers, numbers)
    campaign = planning.terms(numbers, shop.settings.margin)
    held, seed = planning.split()
    if unwilling := len(shop.run.unwilling):
        st.caption(panels.plain(say("campaigns.unwilling", numbers, n=unwilling)))
try:
    plan = shop.run.plan(choice, campaign, seed, 1 - held)
except PerennialError as error:
    with slot:
        panels.finding(_("What do we do?"), say(error))
    st.stop()

with right:
    most = planning.length(plan, numbers)
    planning.profit(shop, plan, campaign, most)
    panels.margin_caution(campaign.margin)

left, right = panels.side_by_side()
best = plan.customers.head(most)
with left:
    power.draw(shop, best, campaign, 1 - held)
with right:
    offers = offering.draw(shop, best)

needed = power.needed(best, campaign.lift, 1 - held)
with slot:
    shop.head(
        _("What do we do?"),
        actions.of_campaign(
            plan, most, needed, campaign.lift, numbers, totals_hold=shop.totals_hold
        ),
        planning.formula(shop, plan, most),
    )
table = best.join(
    customers.select(t.CUSTOMER_ID, t.SEGMENT), on=t.CUSTOMER_ID, maintain_order="left"
)
if offers is not None:
    table = table.join(offers, on=t.CUSTOMER_ID, how="left", maintain_order="left")
treatment_control.draw(table, numbers, planning.notes(shop, campaign, held, seed))
if offers is not None:
    offering.details(shop, best)
panels.way_on(
    ("pages/economics/page.py", _("What may a customer cost?"), ":material/account_balance:"),
    ("pages/churn/page.py", _("Whom are we losing?"), ":material/logout:"),
)
