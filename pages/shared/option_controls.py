"""Controls made from the options' fields: a field added to `clv.options` is a control here."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from clv.option import Option, options_of, type_of
from clv.options import Mapping, Policy, ReadHints, Settings, TargetOptions
from clv.present.numbers import Numbers
from clv.run import choices
from clv.words import _

# What no generated form asks for, and why; the command line asks for all of it.
ELSEWHERE: dict[type, dict[str, str]] = {
    Settings: {
        "forecasters": "the Models page trains the others when asked",
        "seed": "two visitors with the same settings read the same numbers",
    },
    ReadHints: {
        "sheet": "asked for by the names of the sheets in the file",
        "escape_char": "too rare: quotes inside quotes are recognised",
    },
    Mapping: {},
    TargetOptions: {
        "learner": "the comparison chooses",
        "leave_out": "chosen among the columns of the table",
        "keep": "chosen among the columns of the table",
        "folds": "the usual five serve",
        "seed": "two visitors with the same table read the same numbers",
    },
    Policy: {
        "currency": "asked for beside the exchange rates, or where the file names none",
        "rates": "asked for by the currencies in the file",
        "merge_ids": "proposed with what each merge would change",
        "statuses": "listed with the rows of each status in the file",
    },
}


def fields_of(kind: type) -> list[str]:
    """Name the options that a form asks for."""
    return [name for name in options_of(kind) if name not in ELSEWHERE[kind]]


def labels(kind: Any, name: str) -> dict[str, str]:
    """Return the choices of an option, value -> label in the visitor's language."""
    return {value: _(label) for value, label in choices(kind, name).items()}


def control(kind: Any, name: str, now: Any, key: str, **limits: Any) -> Any:
    """Draw the control of an option; return what was chosen.

    Parameters
    ----------
    kind : type
        `Settings`, `ReadHints` or `Policy`.
    name : str
        The option.
    now : Any
        What it is; None where it is left open.
    key : str
        The widget's key.
    **limits
        ``low`` and ``high``, where the data draw narrower ones.
    """
    option, expected = options_of(kind)[name], type_of(kind, name)
    label, about = _(option.label), _(option.help) if option.help else None
    low, high = limits.get("low") or option.low, limits.get("high") or option.high
    if expected is bool:
        return st.toggle(label, now, help=about, key=key)
    if option.choices:
        return _pick(option, labels(kind, name), now, key)
    if expected in (int, float):
        return _number(option, now, key)
    if expected is date:
        inside = now if now is not None and low <= now <= high else None
        return st.date_input(label, inside, low, high, help=about, key=key)
    text = st.text_input(
        label,
        now or "",
        max_chars=option.characters,
        placeholder=_("found out"),
        help=about,
        key=key,
    )
    return text or None


def _number(option: Option, now: Any, key: str) -> Any:
    """Draw a slider in per cent, a choice of days, or a field, as the option offers."""
    label, about, steps = _(option.label), _(option.help) if option.help else None, option.offered
    if isinstance(steps, range):
        at = round(100 * now)
        low, high = min(steps.start, at), max(steps[-1], at)
        return st.slider(label, low, high, at, steps.step, "%d%%", help=about, key=key) / 100
    if steps:
        values = sorted({*steps, now})
        at, span = values.index(now), Numbers().span
        return st.selectbox(label, values, at, format_func=span, help=about, key=key)
    return st.number_input(
        label, option.low, option.high, now, placeholder=_("found out"), help=about, key=key
    )


def _pick(option: Option, by_value: dict[str, str], now: str | None, key: str) -> str | None:
    names = [*by_value, *([now] if now and now not in by_value else [])]
    value: str | None = st.selectbox(
        _(option.label),
        names,
        index=names.index(now) if now else None,
        format_func=lambda name: by_value.get(name, name),
        placeholder=_("found out"),
        help=_(option.help) if option.help else None,
        key=key,
    )
    return value
