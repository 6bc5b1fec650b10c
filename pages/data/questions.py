"""What the file leaves open and only a person can answer: a question, its answers as buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from clv.errors import Notice, PerennialError
from clv.intake import Cleaned, Mapping, Policy, ReadHints
from clv.present.numbers import Numbers
from clv.present.words import fill, reasons, say
from clv.run import Run
from clv.words import _
from pages.data import exchange_rates
from pages.shared import option_controls, panels, session

_SHEETS = ("missing_sheet", "different_columns", "no_data_rows", "missing_columns")
# Which option answers a question, and the answers offered; none: all of the option's choices.
_HINTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ambiguous_dates.mixed": ("date_format", ("day_first", "month_first")),
    "ambiguous_dates.year_day_month": ("date_format", ("%Y-%d-%m",)),
    "ambiguous_dates.months": ("date_format", ("month",)),
    "ambiguous_dates.numbers": ("date_unit", ()),
    "ambiguous_amounts": ("decimal_mark", ()),
    "bad_amounts.mixture": ("decimal_mark", ()),
    "ambiguous_structure": ("multiline", ()),
    "unreadable_encoding": ("encoding", ()),
    "unreadable_encoding.invalid": ("encoding", ()),
}
_POLICY: dict[str, tuple[str, tuple[str, ...]]] = {
    "missing_columns.amount": ("amounts", ("none",)),
    "ambiguous_totals": ("amounts", ("line", "order")),
    "negative_sales": ("sign", ("turn", "keep")),
    "no_purchases": ("sign", ("turn",)),
    "no_purchases.negative": ("sign", ("turn",)),
}
# What was decided on thin evidence, and the answers that would change it.
_DOUBTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ambiguous_dates.day_first": ("date_format", ("day_first", "month_first")),
    "ambiguous_dates.month_first": ("date_format", ("day_first", "month_first")),
    "ambiguous_dates.year_first": ("date_format", ("year_first", "day_first", "month_first")),
    "thousands_by_currency": ("decimal_mark", ()),
    "three_decimals": ("decimal_mark", ()),
}


def answer(run: Run, error: PerennialError) -> None:
    """Ask what would let the file be read after all."""
    key = _key(error.notice)
    if options := error.values.get("options"):
        _hint_buttons(run, "date_format", options)  # type: ignore[arg-type]
    elif key in _HINTS:
        _hint_buttons(run, *_HINTS[key])
    elif key in _POLICY:
        _policy_buttons(run, *_POLICY[key])
    elif key == "ambiguous_dates.day_numbers":
        _day_one(run)
    elif key in ("missing_columns.which", "missing_columns.which_amount"):
        _column(run, error)
    elif error.kind in ("unknown_statuses", "ambiguous_kinds"):
        _statuses(run, error)
    elif error.kind == "mixed_currencies":
        exchange_rates.rates(run, exchange_rates.named(run))
    elif error.kind in _SHEETS and len(run.sheets) > 1:
        _sheets(run)


def doubts(run: Run, cleaned: Cleaned, numbers: Numbers) -> None:
    """Ask again what was decided on thin evidence, and what nobody has told: the currency."""
    if cleaned.currency is None and cleaned.has_money:
        _currency(run)
    for notice in cleaned.notices:
        if notice.code == "nobody_twice":
            _other_customer(run, notice, numbers)
        question = _DOUBTS.get(_key(notice))
        if question is None or getattr(run.hints, question[0]) is not None:
            continue
        with st.container(border=True):
            st.markdown(f":material/help: {panels.plain(reasons.on_screen(say(notice, numbers)))}")
            if question[0] == "date_format":
                st.caption(
                    panels.plain(
                        say(
                            "data.log_runs",
                            numbers,
                            first=cleaned.kept.first_day,
                            last=cleaned.kept.last_day,
                        )
                    )
                )
            _hint_buttons(run, *question)


def _other_customer(run: Run, notice: Notice, numbers: Numbers) -> None:
    """Offer the columns whose values come again as the customer."""
    with st.container(border=True):
        st.markdown(f":material/help: {panels.plain(reasons.on_screen(say(notice, numbers)))}")
        for column in map(str, notice["columns"]):  # type: ignore[arg-type]
            if st.button(panels.plain(column), key=f"customer-{column}"):
                session.set_mapping(replace(run.mapping or Mapping(), customer=column))
                st.rerun()


def _key(notice: Notice) -> str:
    return f"{notice.code}.{notice.variant}" if notice.variant else notice.code


def _hint_buttons(run: Run, name: str, answers: tuple[str, ...]) -> None:
    """Offer answers about reading; the columns stay where only dates or amounts are meant."""
    keep_columns = name in ("date_format", "date_unit", "decimal_mark")
    with st.container(horizontal=True):
        for value, label in _labelled(ReadHints, name, answers):
            if st.button(label, key=f"answer-{value}"):
                change: dict[str, Any] = {name: value}
                session.set_hints(replace(run.hints, **change), keep_columns=keep_columns)
                st.rerun()


def _policy_buttons(run: Run, name: str, answers: tuple[str, ...]) -> None:
    with st.container(horizontal=True):
        for value, label in _labelled(Policy, name, answers):
            if st.button(label, key=f"answer-{value}"):
                change: dict[str, Any] = {name: value}
                session.set_policy(replace(run.policy, **change))
                st.rerun()


def _labelled(kind: Any, name: str, answers: tuple[str, ...]) -> list[tuple[str, str]]:
    days = {"day_first": _("The day: 31/12/2024"), "month_first": _("The month: 12/31/2024")}
    labels = option_controls.labels(kind, name)
    return [
        (value, days.get(value) or panels.plain(labels.get(value, value)))
        for value in answers or tuple(labels)
    ]


def _day_one(run: Run) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = option_controls.control(
            ReadHints, "day_one", run.hints.day_one, session.key("answer-day_one")
        )
        if st.button(_("Use this day"), disabled=day is None):
            session.set_hints(replace(run.hints, day_one=day), keep_columns=True)
            st.rerun()


def _column(run: Run, error: PerennialError) -> None:
    """Offer the columns that may play the role, each with its examples."""
    role, guess = str(error.values["role"]), run.guess
    columns = guess.candidates.get(role) or error.values["candidates"]
    for column in columns:  # type: ignore[union-attr]
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(panels.plain(str(column)), key=f"answer-{role}-{column}"):
                change: dict[str, Any] = {role: column}
                session.set_mapping(replace(run.mapping or Mapping(), **change))
                st.rerun()
            st.caption(panels.plain("  ·  ".join(guess.examples.get(str(column), ()))))
    if role == "amount":
        _policy_buttons(run, "amounts", ("none",))


def _statuses(run: Run, error: PerennialError) -> None:
    """Ask which of the statuses, or kinds of row, count; all others do not."""
    candidates: Any = error.values["candidates"]
    labels = {entry[0]: fill("{sums:sums}", {"sums": [entry]}) for entry in candidates}
    names = list(labels)
    yes = st.pills(
        _("These count"),
        names,
        selection_mode="multi",
        format_func=labels.__getitem__,
        key=session.key("answer-statuses"),
    )
    if st.button(_("Use this answer"), type="primary"):
        sides = dict(run.policy.statuses)
        sides |= {name: "keep" if name in yes else "drop" for name in names}
        session.set_policy(replace(run.policy, statuses=tuple(sides.items())))
        st.rerun()


def _currency(run: Run) -> None:
    """Ask once in which currency the amounts are; nothing is guessed for good."""
    with (
        st.container(border=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        code = exchange_rates.one(None, "answer-currency")
        if st.button(_("Use this currency"), disabled=code is None, type="primary"):
            session.set_policy(replace(run.policy, currency=code))
            st.rerun()
        st.caption(_("Neither the file nor its columns name one."), width="content")


def _sheets(run: Run) -> None:
    with st.container(horizontal=True):
        for name in run.sheets:
            if st.button(panels.plain(name), key=f"answer-sheet-{name}"):
                session.set_hints(replace(run.hints, sheet=(name,)))
                st.rerun()
