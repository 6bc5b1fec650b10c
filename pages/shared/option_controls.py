"""Controls made from the options' fields: a field added to `clv.options` is a control here."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from clv.option import Option, options_of, type_of
from clv.run import choices
from clv.words import _
from pages.shared import session


def labels(kind: Any, name: str) -> dict[str, str]:
    """Return the choices of an option, value -> label in the visitor's language."""
    return {value: _(label) for value, label in choices(kind, name).items()}


def closed_choices(kind: Any) -> list[str]:
    """Name the options of `kind` that are one of a few choices."""
    return [name for name, limits in options_of(kind).items() if limits.choices and limits.closed]


def control(kind: Any, name: str, now: Any, key: str) -> Any:
    """Draw the control of an option that may be left open; return what was chosen."""
    limits, expected = options_of(kind)[name], type_of(kind, name)
    key = session.key(f"{key}-{name}")
    if expected is bool:
        return st.toggle(_(limits.label), now, key=key)
    if limits.choices:
        return _pick(limits, labels(kind, name), now, key)
    if expected is int:
        return st.number_input(
            _(limits.label),
            limits.low,
            limits.high,
            now,
            placeholder=_("found out"),
            help=_(limits.help),
            key=key,
        )
    if expected is date:
        return st.date_input(_(limits.label), now, limits.low, limits.high, key=key)
    text = st.text_input(
        _(limits.label),
        now or "",
        max_chars=limits.characters,
        placeholder=_("found out"),
        help=_(limits.help),
        key=key,
    )
    return text or None


def _pick(limits: Option, by_value: dict[str, str], now: str | None, key: str) -> str | None:
    names = [*by_value, *([now] if now and now not in by_value else [])]
    value: str | None = st.selectbox(
        _(limits.label),
        names,
        index=names.index(now) if now else None,
        format_func=lambda name: by_value.get(name, name),
        placeholder=_("found out"),
        help=_(limits.help),
        key=key,
    )
    return value
