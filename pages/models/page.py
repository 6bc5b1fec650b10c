"""Models: whether to believe the forecasts."""

import streamlit as st

from clv.present.words import say, trust, verdict_sentence
from clv.words import _
from pages.models import (
    any_table,
    covariates,
    fit_checks,
    leaderboard,
    parameters,
    past_totals,
    preparation,
    sequence,
    source_gains,
    subscription,
    training,
)
from pages.shared import panels
from pages.shared.shop import open_shop

if any_table.is_asked_for():
    any_table.head()
    any_table.panel()
    st.stop()
shop = open_shop(_("Here you will see how the forecasts did on days they had not seen."))
if not shop.ready:
    shop.without_forecast(_("Should I believe it?"))
    st.stop()

verdict, backtest = shop.run.verdict, shop.run.backtest_or_none
choice = shop.run.champion_choice
why = say(choice.reason, shop.numbers) if choice.name == verdict.model else ""
if backtest is not None and not why:
    why = trust.rival(backtest, verdict)
shop.head(_("Should I believe it?"), verdict_sentence(verdict, shop.numbers), why)
panels.trust(verdict, shop.numbers, lead_on=False)
subscription.panel(shop)
if backtest is None:
    parameters.parameters(shop)
    parameters.passport(shop)
    st.stop()

leaderboard.trust_card(shop, backtest, verdict.model)
left, right = panels.side_by_side()
with left:
    leaderboard.tenths(shop, backtest, verdict.model)
with right:
    leaderboard.leaderboard(shop, backtest, verdict.model)

if section := panels.drawer(_("Do totals hold?"), ":material/functions:", "totals-open"):
    with section:
        past_totals.panel(shop)
if section := panels.drawer(_("Was it luck?"), ":material/casino:", "luck-open"):
    with section:
        leaderboard.luck(shop, backtest, verdict.model)
if section := panels.drawer(_("How the purchase model fits"), ":material/timeline:", "fit-open"):
    with section:
        fit_checks.purchases(shop)
if section := panels.drawer(
    _("What the learned forecasts lean on"), ":material/bar_chart:", "importance-open"
):
    with section:
        fit_checks.importance(shop)
if section := panels.drawer(_("What sets groups apart"), ":material/groups:", "covariates-open"):
    with section:
        covariates.panel(shop)
if shop.run.sources and (
    section := panels.drawer(_("What each source adds"), ":material/join:", "sources-open")
):
    with section:
        source_gains.panel(shop)
if section := panels.drawer(_("How the features are prepared"), ":material/tune:", "prepare-open"):
    with section:
        preparation.panel(shop)
if section := panels.drawer(_("Recurrent network"), ":material/timeline:", "sequence-open"):
    with section:
        sequence.panel(shop)
training.panel(shop)
with st.expander(_("All measures"), icon=":material/table:"):
    parameters.measures(backtest, shop.numbers)
with st.expander(_("Parameters and run passport"), icon=":material/badge:"):
    parameters.parameters(shop)
    parameters.passport(shop)
panels.way_on(
    ("pages/explain/page.py", _("Why this number?"), ":material/lightbulb:"),
    ("pages/value/page.py", _("What is each worth?"), ":material/payments:"),
)
