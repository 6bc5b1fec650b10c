"""Campaigns: whom to contact, what to expect, and whether it worked."""

import streamlit as st

from clv import tables as t
from clv.errors import PerennialError
from clv.present import actions_said
from clv.present.charts import campaigns as charts
from clv.words import _
from pages.parts import (
    audience,
    cached,
    campaigning,
    controls,
    groups,
    lists,
    measuring,
    offering,
    panels,
    shops,
    testing,
)

shop = shops.current(
    _("Here you will choose whom to contact, see what it should bring, and prove the effect.")
)
numbers = shop.numbers
slot = st.container()
views = {"plan": _("Plan a campaign"), "measure": _("Did it work?")}
if controls.choice(_("View"), views, "campaign-view") == "measure":
    measuring.draw(shop, slot)
    st.stop()

people = cached.watched(shop.request, shop.settings)
if shop.outlook.forecast is None:
    with slot:
        panels.finding(_("What do we do?"), _("These data carry no forecast yet."))
        panels.refusal(shop.outlook.fitted.notices)
    lists.people(people, numbers, _("Customers by what they spent so far"), "customers")
    st.stop()

left, right = panels.side_by_side()
with left, st.container(border=True):
    chosen = audience.choose(people, numbers)
    campaign = campaigning.terms(numbers, shop.settings.margin)
    held, seed = campaigning.split()
try:
    plan = cached.planned(shop.request, shop.settings, chosen, campaign)
except PerennialError as error:
    with slot:
        panels.finding(_("What do we do?"), error.message)
    st.stop()

with right:
    most = campaigning.length(plan, numbers)
    panels.picture(
        charts.profit_curve(plan.curve, most, numbers),
        actions_said.of_curve(plan, numbers),
        _("Expected profit by length of the list, within {days} at a margin of {margin}").format(
            days=numbers.days(campaign.window), margin=numbers.percent(campaign.margin)
        ),
        "campaign-profit",
    )
    panels.margin_caution(campaign.margin)

left, right = panels.side_by_side()
best = plan.people.head(most)
with left:
    testing.draw(shop, best, campaign, 1 - held)
with right:
    offers = offering.draw(shop, best)

needed = testing.needed(best, campaign.lift, 1 - held)
with slot:
    panels.finding(
        _("What do we do?"),
        actions_said.of_campaign(plan, needed, campaign.lift, numbers),
        campaigning.formula(plan, numbers),
    )
drawn = cached.drawn(shop.request, shop.settings, chosen, campaign, most, seed, 1 - held)
table = drawn.join(people.select(t.CUSTOMER_ID, t.SEGMENT), on=t.CUSTOMER_ID, maintain_order="left")
if offers is not None:
    table = table.join(offers, on=t.CUSTOMER_ID, how="left", maintain_order="left")
groups.draw(table, numbers, campaigning.notes(shop, campaign, held, seed))
if offers is not None:
    offering.details(shop, best)
panels.way_on(
    ("pages/act/economics.py", _("What may a customer cost?"), ":material/account_balance:"),
    ("pages/predict/churn.py", _("Whom are we losing?"), ":material/logout:"),
)
