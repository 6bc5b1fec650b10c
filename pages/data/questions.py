"""What the file leaves open and only a person can answer, asked in so many words."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from clv.errors import PerennialError
from clv.intake import Cleaned, Mapping, ReadHints
from clv.present.words import say
from clv.run import Run
from clv.words import _
from pages.data import exchange_rates
from pages.shared import panels, session
from pages.shared.option_controls import labels

_SHEETS = ("missing_sheet", "different_columns", "no_data_rows", "missing_columns")


def answer(run: Run, error: PerennialError) -> None:
    """Ask what would let the file be read after all."""
    if error.kind == "ambiguous_dates":
        _dates(run)
    elif error.kind == "mixed_currencies":
        _ask(_("What is each currency worth?"))
        exchange_rates.rates(run, exchange_rates.named(run))
    elif error.kind == "unreadable_encoding":
        _encoding(run)
    elif error.kind in _SHEETS and len(run.sheets) > 1:
        _sheets(run)


def doubts(run: Run, cleaned: Cleaned) -> None:
    """Ask again what was decided on thin evidence, until a person has answered."""
    told = [notice for notice in cleaned.notices if notice.code == "ambiguous_dates"]
    if not told or run.hints.date_format is not None:
        return
    with st.container(border=True):
        st.markdown(f":material/help: **{_('Are the days right?')}** {panels.plain(say(told[0]))}")
        st.caption(
            panels.plain(
                _("As read, the log runs from {first} to {last}.").format(
                    first=cleaned.kept.first_day, last=cleaned.kept.last_day
                )
            )
        )
        _order_buttons(run)


def _dates(run: Run) -> None:
    examples = _examples(run)
    if examples and all(value.replace(".", "").isdigit() for value in examples):
        _ask(_("What do the numbers in the date column count?"), examples)
        with st.container(horizontal=True):
            for unit, label in labels(ReadHints, "date_unit").items():
                if st.button(label, key=f"answer-{unit}"):
                    session.set_hints(replace(run.hints, date_unit=unit))
                    st.rerun()
        return
    _ask(_("Which comes first in these dates, the day or the month?"), examples)
    _order_buttons(run)


def _order_buttons(run: Run) -> None:
    named = {"day_first": _("The day: 31/12/2024"), "month_first": _("The month: 12/31/2024")}
    with st.container(horizontal=True):
        for order, label in named.items():
            if st.button(label, key=f"answer-{order}"):
                session.set_hints(replace(run.hints, date_format=order), keep_columns=True)
                st.rerun()


def _examples(run: Run) -> tuple[str, ...]:
    try:
        guess = run.guess
    except PerennialError:
        return ()
    column = (run.mapping or Mapping()).over(guess.mapping).date
    return guess.examples.get(column or "", ())


def _encoding(run: Run) -> None:
    _ask(_("In which script was the file written?"))
    with st.container(horizontal=True):
        for encoding, label in labels(ReadHints, "encoding").items():
            if st.button(label, key=f"answer-{encoding}"):
                session.set_hints(replace(run.hints, encoding=encoding))
                st.rerun()


def _sheets(run: Run) -> None:
    _ask(_("Which sheets hold the orders?"))
    with st.container(horizontal=True):
        for name in run.sheets:
            if st.button(panels.plain(name), key=f"answer-sheet-{name}"):
                session.set_hints(replace(run.hints, sheet=(name,)))
                st.rerun()


def _ask(question: str, examples: tuple[str, ...] = ()) -> None:
    st.subheader(question, anchor=False)
    if examples:
        st.markdown(panels.plain("  ·  ".join(examples)))
