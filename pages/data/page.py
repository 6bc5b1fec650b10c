"""Data: what became of every row of the file, and how to set it right."""

from collections.abc import Callable

import streamlit as st

from clv.errors import PerennialError
from clv.present.numbers import Numbers
from clv.present.words import findings, reasons, say
from clv.words import _
from pages.data import (
    cleaning_rules,
    column_mapping,
    customer_ids,
    decisions,
    ledger,
    other_sources,
    questions,
    reading_options,
    status_table,
    workspace,
)
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
questions.doubts(run, cleaned, numbers)
decisions.draw(shop, numbers)
workspace.keep(shop)
workspace.add_newer(shop)
left, right = panels.side_by_side()
with left:
    ledger.waterfall(cleaned, numbers)
with right:
    ledger.draw(cleaned, numbers)
    panels.go_on("pages/overview/page.py", _("Go on to the overview"))

tabs: dict[str, Callable[[], None]] = {
    say("data.notices", n=len(cleaned.notices)): lambda: panels.notices(cleaned.notices, numbers),
    say("data.statuses", n=cleaned.statuses.height): lambda: status_table.draw(cleaned, numbers),
    _("Columns"): lambda: column_mapping.draw(run),
    _("Who is who"): lambda: customer_ids.draw(shop.run, numbers),
    _("Other data about customers"): lambda: other_sources.draw(shop),
    _("Returns, zeros, repeats"): lambda: cleaning_rules.draw(shop, numbers),
    _("How it was read"): lambda: reading_options.draw(run),
    _("Kept here"): lambda: workspace.draw(shop, numbers),
    _("Open other data"): empty_state.other,
}
if cleaned.statuses.is_empty():
    del tabs[say("data.statuses", n=0)]
if shop.workspace is None:
    del tabs[_("Kept here")]
for tab, draw in zip(st.tabs(list(tabs)), tabs.values(), strict=True):
    with tab:
        draw()
