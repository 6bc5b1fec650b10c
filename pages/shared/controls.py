"""Widget -> plain value: each control hides its key and its labels, and returns what was chosen."""

from __future__ import annotations

from collections.abc import Mapping as Named
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import streamlit as st

from clv.models import PURCHASE_MODELS, SPEND_MODELS
from clv.options import Engine, Settings, Unit
from clv.present.words import say
from clv.words import _
from pages.shared import session

Name = TypeVar("Name", bound=str)

_HORIZONS = (91, 183, 365, 730)


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


def settings(first: date | None, last: date | None) -> Settings:
    """Draw the settings that change every forecast, and return them."""
    horizon = st.selectbox(
        _("Look ahead"),
        _HORIZONS,
        index=2,
        format_func=_horizon,
        key="setting-horizon",
        help=_("The days that a forecast covers (horizon)."),
    )
    margin = st.slider(
        _("Margin"),
        5,
        100,
        100,
        5,
        format="%d%%",
        key="setting-margin",
        help=_("Share of revenue that stays after the cost of goods; 100% values revenue."),
    )
    discount = st.slider(
        _("Discount a year"),
        0,
        30,
        10,
        1,
        format="%d%%",
        key="setting-discount",
        help=_("Money in a year is worth less than money today; 0% counts it in full."),
    )
    with st.expander(_("For analysts"), icon=":material/tune:"):
        model, spend, engine, unit = _models()
        as_of = _last_day(first, last)
    return Settings(
        horizon=horizon,
        discount=discount / 100,
        margin=margin / 100,
        unit=unit,
        model=model,
        spend=spend,
        engine=engine,
        as_of=as_of,
    )


def _horizon(days: int) -> str:
    months = {91: 3, 183: 6, 365: 12, 730: 24}[days]
    return say("shared.months", months=months)


def _models() -> tuple[str, str, Engine, Unit]:
    model = st.selectbox(
        _("Purchase model"),
        ["auto", *PURCHASE_MODELS],
        format_func=lambda name: (
            _("Best in the test") if name == "auto" else _(PURCHASE_MODELS[name].title)
        ),
        key="setting-model",
    )
    spend = st.selectbox(
        _("Spend model"),
        ["auto", *SPEND_MODELS],
        format_func=lambda name: (
            _("Best in the test") if name == "auto" else _(SPEND_MODELS[name].title)
        ),
        key="setting-spend",
    )
    engine: Engine = st.selectbox(
        _("Fitted by"),
        ["perennial", "lifetimes"],
        format_func=lambda name: {
            "perennial": _("Perennial"),
            "lifetimes": _("lifetimes (slower)"),
        }[name],
        key="setting-engine",
        help=_("lifetimes is the archived reference library; both should agree."),
    )
    units: dict[Unit, str] = {"day": _("days"), "week": _("weeks"), "month": _("months")}
    unit: Unit = st.selectbox(
        _("Show parameters per"),
        list(units),
        format_func=lambda name: units[name],
        key="setting-unit",
    )
    return model, spend, engine, unit


def _last_day(first: date | None, last: date | None) -> date | None:
    day: date | None = st.date_input(
        _("Look back from"),
        value=None,
        min_value=first,
        max_value=last,
        key=session.key("setting-as-of"),
        help=_("The last day that counts; later orders are set aside. Empty: the last order."),
    )
    return day


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
