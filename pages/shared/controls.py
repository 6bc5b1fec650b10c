"""Widget -> plain value: each control hides its key and its labels, and returns what was chosen."""

from __future__ import annotations

from collections.abc import Mapping as Named
from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from clv.words import _
from pages.shared import session

Name = TypeVar("Name", bound=str)


def choice(
    label: str, options: Named[Name, str], key: str, *, help_text: str | None = None
) -> Name:
    """Choose one of a few, side by side; the first stands at the beginning."""
    names = list(options)
    name = st.segmented_control(
        label,
        names,
        default=names[0],
        required=True,
        format_func=lambda name: options[name],
        key=session.key(key),
        help=help_text,
        label_visibility="collapsed",
    )
    return name or names[0]


def one_of(label: str, options: Named[Name, str], key: str) -> Name:
    """Choose one of many from a list; the first stands at the beginning."""
    name: Name = st.selectbox(
        label,
        list(options),
        format_func=lambda name: options[name],
        key=session.key(key),
        width=360,
    )
    return name


def best(most: int, key: str) -> int:
    """Choose how many of the best customers to list."""
    steps: Sequence[int] = sorted(
        {
            n
            for n in (10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000)
            if n < most
        }
        | {most}
    )
    start = 100 if 100 in steps else steps[-1]
    return st.select_slider(
        _("How many of the best"),
        steps,
        value=start,
        format_func=lambda n: f"{n:,}",
        key=session.key(key),
        width=520,
    )
