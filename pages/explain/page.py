"""Explain: why a customer is expected to bring what is expected."""

import streamlit as st

from clv.errors import ModelError
from clv.present.words import explanations
from clv.words import _
from pages.explain import fairness, importance, themes
from pages.shared import customer_search, panels
from pages.shared.shop import open_shop

shop = open_shop(_("Here you will see what the forecasts rest on, for all and for each."))
numbers = shop.numbers
if not shop.ready:
    shop.without_forecast(_("Why this number?"))
    st.stop()
slot = st.container()
name, behaviour = importance.learner()
left, right = panels.side_by_side()
with right:
    who = customer_search.choose(shop)
try:
    with left:
        lesson = importance.explained(shop, name, behaviour, who)
except ModelError as error:
    with slot:
        panels.finding(_("Why this number?"), _("These data are too few to learn from."))
    panels.refusal(error)
    panels.way_on(
        ("pages/value/page.py", _("What is each worth?"), ":material/payments:"),
        ("pages/models/page.py", _("Should I believe it?"), ":material/fact_check:"),
    )
    st.stop()

if lesson is None:
    with slot:
        shop.head(_("Why this number?"), _("The forecast is being taken apart."))
    st.stop()

features = importance.importance(lesson)
with slot:
    shop.head(
        _("Why this number?"),
        explanations.of_importance(features),
        importance.measured(shop, lesson, name),
    )
with left:
    importance.ranking(features)
with right:
    if who is None:
        st.info(_("Nobody here has such an id."), icon=":material/person_search:")
    else:
        importance.one(shop, lesson, who)
importance.disagreements(shop, name, behaviour)
importance.everybody(shop, lesson)
importance.dependence(shop, features, name, behaviour)
fairness.compare(shop, shop.run.verdict.model or name, name)
if section := panels.drawer(_("What texts speak of"), ":material/notes:", "themes-open"):
    with section:
        themes.panel(shop)
importance.glossary(features)
panels.way_on(
    ("pages/customer/page.py", _("Look at this customer"), ":material/person:"),
    ("pages/models/page.py", _("Should I believe it?"), ":material/fact_check:"),
)
