"""Explain: why a customer is expected to bring what is expected."""

import streamlit as st

from clv.errors import ModelError
from clv.present import explained
from clv.words import _
from pages.parts import cached, explaining, fair, finder, panels, shops

shop = shops.current(_("Here you will see what the forecasts rest on, for all and for each."))
numbers = shop.numbers
slot = st.container()
name, behaviour = explaining.learner()
left, right = panels.side_by_side()
with right:
    who = finder.choose(shop)
try:
    lesson = cached.lesson(shop.request, shop.settings, name, behaviour, who)
except ModelError as error:
    with slot:
        panels.finding(_("Why this number?"), _("These data are too few to learn from."))
    panels.refusal([error])
    panels.way_on(
        ("pages/predict/value.py", _("What is each worth?"), ":material/payments:"),
        ("pages/predict/models.py", _("Should I believe it?"), ":material/fact_check:"),
    )
    st.stop()

found = explaining.importance(lesson)
with slot:
    panels.finding(
        _("Why this number?"),
        explained.of_importance(found),
        _(
            "Learnt from the log itself and measured on {days} it had not seen: its order of "
            "customers is {gini} of the way from drawing lots to a perfect one"
        ).format(
            days=numbers.days(lesson.ground.tested.horizon), gini=numbers.percent(lesson.gini)
        ),
    )
with left:
    explaining.ranking(found)
with right:
    if who is None:
        st.info(_("Nobody here has such an id."), icon=":material/person_search:")
    else:
        explaining.one(shop, lesson, who)
explaining.disagreements(shop, name, behaviour)
explaining.everybody(shop, lesson)
explaining.dependence(shop, found, name, behaviour)
_tested, verdict = shop.trial
fair.compare(shop, verdict.model or name, name)
explaining.glossary(found)
panels.way_on(
    ("pages/act/customer.py", _("Look at this customer"), ":material/person:"),
    ("pages/predict/models.py", _("Should I believe it?"), ":material/fact_check:"),
)
