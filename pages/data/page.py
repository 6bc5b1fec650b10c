"""Data: what became of every row of the file, and how to set it right."""

import streamlit as st

from clv.errors import PerennialError
from clv.present.numbers import Numbers
from clv.present.words import findings, reasons, say
from clv.words import _
from pages.data import cleaning_rules, column_mapping, decisions, ledger, questions, reading_options
from pages.shared import cached, empty_state, panels, session

request = session.request()
if request is None:
    empty_state.offer(
        _(
            "Open a log of orders. Perennial groups your customers, says what each is worth and "
            "how sure that is, who is slipping away, and what to do next. "
            "Everything stays on this machine."
        )
    )
    st.stop()

numbers = Numbers(locale=st.context.locale or "en")
question, shop = _("Can I trust what was read?"), column_mapping.shop_named(request)
try:
    cleaned = cached.cleaned(request)
except PerennialError as error:
    panels.finding(question, reasons.on_screen(say(error)), shop or request.source.title)
    questions.answer(request, error)
    decisions.draw(request, numbers)
    column_mapping.draw(request)
    with st.expander(_("How the file is read")):
        reading_options.draw(request)
    empty_state.other()
    st.stop()

numbers = Numbers(cleaned.currency, st.context.locale or "en")
panels.finding(question, findings.of_data(cleaned, numbers), findings.of_file(cleaned, numbers))
if shop:
    st.badge(shop, icon=":material/storefront:", color="green")
questions.doubts(request, cleaned)
decisions.draw(request, numbers)
left, right = panels.side_by_side()
with left:
    ledger.waterfall(cleaned, numbers)
with right:
    ledger.draw(cleaned, numbers)
    panels.go_on("pages/overview/page.py", _("Go on to the overview"))

worth_knowing, columns, rules, reading, other = st.tabs(
    [
        _("Worth knowing ({n})").format(n=len(cleaned.notices)),
        _("Columns"),
        _("Returns, zeros, repeats"),
        _("How it was read"),
        _("Open other data"),
    ]
)
with worth_knowing:
    panels.notices(cleaned.notices)
with columns:
    column_mapping.draw(request)
with rules:
    cleaning_rules.draw(request, numbers)
with reading:
    reading_options.draw(request)
with other:
    empty_state.other()
