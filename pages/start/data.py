"""Data: what became of every row of the file, and how to set it right."""

import streamlit as st

from clv.errors import PerennialError
from clv.present import findings, reasons
from clv.present.charts import ledger as charts
from clv.present.numbers import Numbers
from clv.words import _
from pages.parts import cached, controls, doctor, opening, panels, session

request = session.request()
if request is None:
    opening.offer(
        _(
            "Open a log of orders. Perennial groups your customers, says what each is worth and "
            "how sure that is, who is slipping away, and what to do next. "
            "Everything stays on this machine."
        )
    )
    st.stop()

try:
    cleaned = cached.cleaned(request)
except PerennialError as error:
    panels.finding(_("Can I trust what was read?"), error.message, request.source.title)
    doctor.columns(request)
    with st.expander(_("How the file is read")):
        doctor.reading(request)
    doctor.other_data()
    st.stop()

numbers = Numbers(cleaned.currency, st.context.locale or "en")
panels.finding(
    _("Can I trust what was read?"),
    findings.of_data(cleaned, numbers),
    _("{file} · {first} to {last} · {money} in orders").format(
        file=cleaned.input.file,
        first=numbers.day(cleaned.kept.first_day),
        last=numbers.day(cleaned.kept.last_day),
        money=numbers.money(cleaned.kept.amount),
    ),
)
measure = controls.choice(
    _("Measure"), {"rows": _("In rows"), "amount": _("In money")}, "ledger-measure"
)
left, right = panels.side_by_side()
with left:
    start = cleaned.input.records if measure == "rows" else float(doctor.money_read(cleaned))
    panels.picture(
        charts.waterfall(cleaned.ledger, start, measure, numbers),
        _("Every row is accounted for"),
        _("From all that was read to the orders used"),
        "waterfall",
    )
with right:
    st.subheader(_("What left, and why"), anchor=False)
    if cleaned.ledger.is_empty():
        st.caption(_("Nothing: every row of the file was used."))
    for reason in cleaned.ledger["reason"].unique(maintain_order=True):
        doctor.rows_behind(cleaned, reason, reasons.title_of(reason), numbers)
    panels.go_on("pages/start/overview.py", _("Go on to the overview"))

worth_knowing = _("Worth knowing ({n})").format(n=len(cleaned.notices))
names = [_("Columns"), _("Returns, zeros, repeats"), _("How it was read"), _("Open other data")]
if cleaned.notices:
    knowing, *others = st.tabs([worth_knowing, *names])
    with knowing:
        panels.notices(cleaned.notices)
else:
    others = st.tabs(names)
columns, rules, reading, other = others
with columns:
    doctor.columns(request)
with rules:
    doctor.rules(request, numbers)
with reading:
    doctor.reading(request)
with other:
    doctor.other_data()
