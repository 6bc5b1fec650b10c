"""Models: whether to believe the forecasts."""

import streamlit as st

from clv.present import trust_said
from clv.words import _
from pages.parts import analyst, checking, comparing, panels, shops, training

shop = shops.current(_("Here you will see how the forecasts did on days they had not seen."))
tested, verdict = shop.trial
rival = "" if tested is None else trust_said.rival(tested, verdict)
panels.finding(_("Should I believe it?"), verdict.reason, rival)
panels.trust(verdict, lead_on=False)
if tested is None:
    analyst.parameters(shop)
    analyst.passport(shop)
    st.stop()

comparing.trust_card(shop, tested, verdict.model)
left, right = panels.side_by_side()
with left:
    comparing.tenths(shop, tested, verdict.model)
with right:
    comparing.leaderboard(shop, tested, verdict.model)

if opened := panels.drawer(_("Was it luck?"), ":material/casino:", "luck-open"):
    with opened:
        comparing.luck(shop, tested, verdict.model)
if opened := panels.drawer(_("How the purchase model fits"), ":material/timeline:", "fit-open"):
    with opened:
        checking.purchases(shop)
if opened := panels.drawer(
    _("What the learned forecasts lean on"), ":material/bar_chart:", "importance-open"
):
    with opened:
        checking.importance(shop)
training.panel(shop)
with st.expander(_("All measures"), icon=":material/table:"):
    analyst.measures(tested, shop.numbers)
with st.expander(_("Parameters and run passport"), icon=":material/badge:"):
    analyst.parameters(shop)
    analyst.passport(shop)
panels.way_on(
    ("pages/predict/explain.py", _("Why this number?"), ":material/lightbulb:"),
    ("pages/predict/value.py", _("What is each worth?"), ":material/payments:"),
)
