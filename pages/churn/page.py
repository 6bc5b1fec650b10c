"""Churn: whom we are losing, and what to do about it."""

import polars as pl
import streamlit as st

from clv import tables as t
from clv.action import next_days
from clv.customers import ACTIVITIES
from clv.present.words import churn, say
from clv.present.words import watch_list as words
from clv.words import _
from pages.churn import classifier, contest, watch_list
from pages.shared import controls, customer_list, panels
from pages.shared.shop import open_shop

shop = open_shop(_("Here you will see who is slipping away, ordered by the money at risk."))
numbers, settings = shop.numbers, shop.settings
window = shop.run.return_model.window_
if shop.forecast is None:
    longest = shop.customers.sort(t.LAST_ORDER)
    shop.without_forecast(_("Whom are we losing?"), churn.of_activity(longest, numbers))
    watch_list.evidence(shop)
    titles = {each.name: _(each.title) for each in ACTIVITIES}
    longest = longest.with_columns(pl.col(t.ACTIVITY).replace(titles))
    customer_list.draw(longest, numbers, _("Longest silent"), "silent", watch_list.PAST)
    st.stop()

at_risk = shop.run.watch_list()
soon = pl.col("state") == "due"
silent, due = at_risk.filter(~soon), at_risk.filter(soon)
states = {"silent": silent, "due": due}
shop.head(
    _("Whom are we losing?"),
    churn.of_churn(silent, due, numbers, totals_hold=shop.totals_hold),
    say("churn.value_at_risk", numbers, ahead=settings.horizon),
)
watch_list.evidence(shop)
left, right = panels.side_by_side()
with left:
    spot_ids = watch_list.quadrants(shop)
with right:
    bar_ids = watch_list.by_silence(shop, silent)
spot_ids = bar_ids if spot_ids is None else spot_ids

with st.container(horizontal=True):
    labels = {"silent": _("Quiet and lost"), "due": _("Quiet soon")}
    if silent.is_empty():
        labels = dict(reversed(labels.items()))
    state = controls.choice(_("Who"), labels, "churn-state")
    tiers = {"all": _("All"), "Critical": _("Critical"), "High": _("High"), "Watch": _("Watch")}
    tier = controls.choice(_("Tier"), tiers, "churn-tier", help_text=watch_list.tiers_said())
customers = next_days(states[state]) if state == "due" else states[state]
if tier != "all":
    customers = customers.filter(pl.col("tier") == tier)
if spot_ids is not None:
    customers = customers.filter(pl.col(t.CUSTOMER_ID).is_in(spot_ids.implode()))
columns = (t.CUSTOMER_ID, "tier", "value_at_risk", "treatment", "why", t.CLV, t.QUIET_FROM)
customers = words.in_words(customers, shop.run.came_back, window, numbers)
selected = customer_list.draw(customers, numbers, labels[state], "watch-list", columns, select=True)
if customers.height:
    watch_list.decline(shop, customers, (selected or customers[t.CUSTOMER_ID].to_list())[0])
contest.panel(shop)
classifier.panel(shop)
panels.way_on(
    ("pages/campaigns/page.py", _("What do we do?"), ":material/campaign:"),
    ("pages/value/page.py", _("What is each worth?"), ":material/payments:"),
    ("pages/segments/page.py", _("Which groups do they belong to?"), ":material/groups:"),
)
