"""Data: what became of every row of the file, and how to set it right."""

import streamlit as st

from clv.errors import PerennialError
from clv.present.numbers import Numbers
from clv.present.words import findings, reasons, say
from clv.words import _
from pages.data import cleaning_rules, column_mapping, decisions, ledger, questions, reading_options
from pages.shared import empty_state, panels
from pages.shared.shop import locale, read_shop

question = _("Can I trust what was read?")
shop = read_shop(
    _(
        "Open a log of orders. Perennial groups your customers, says what each is worth and "
        "how sure that is, who is slipping away, and what to do next. "
        "Everything stays on this machine."
    )
)
run, export = shop.run, column_mapping.shop_named(shop.run)
try:
    cleaned = run.cleaned
except PerennialError as error:
    panels.finding(question, reasons.on_screen(say(error)), export or shop.title)
    questions.answer(run, error)
    decisions.draw(shop, Numbers(locale=locale()))
    column_mapping.draw(run)
    with st.expander(_("How the file is read")):
        reading_options.draw(run)
    empty_state.other()
    st.stop()

numbers = shop.numbers
panels.finding(question, findings.of_data(cleaned, numbers), findings.of_file(cleaned, numbers))
if export:
    st.badge(export, icon=":material/storefront:", color="green")
questions.doubts(run, cleaned)
decisions.draw(shop, numbers)
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
    panels.notices(cleaned.notices, numbers)
with columns:
    column_mapping.draw(run)
with rules:
    cleaning_rules.draw(shop, numbers)
with reading:
    reading_options.draw(run)
with other:
    empty_state.other()
