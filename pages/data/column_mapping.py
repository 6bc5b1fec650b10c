"""Which column plays which role: the proposal, how sure it is, and the person's correction."""

from __future__ import annotations

from dataclasses import fields

import streamlit as st

from clv.errors import PerennialError
from clv.intake import Guess, Mapping
from clv.option import options_of
from clv.present.words import say
from clv.run import Run
from clv.words import _
from pages.shared import panels, session

_NEEDED = ("customer", "date", "amount")
_SURE, _LIKELY = 0.8, 0.5
_LETTERS = 16  # of an example value


def draw(run: Run) -> None:
    """Show each role's column with five examples and how sure we are; correctable."""
    try:
        guess, names = run.guess, run.raw.columns
    except PerennialError:
        return
    mapping = (run.mapping or Mapping()).over(guess.mapping)
    columns: dict[str, str | None] = {}
    others = [field.name for field in fields(Mapping) if field.name not in _NEEDED]
    with st.form("mapping", border=False):
        for role in _NEEDED:
            columns[role] = _column_for(role, mapping, names, guess)
        with st.expander(_("More columns: quantity and price, order number, country …")):
            for role in others:
                columns[role] = _column_for(role, mapping, names, guess)
        if st.form_submit_button(_("Use these columns")):
            session.set_mapping(Mapping(**columns))
            st.rerun()


def shop_named(run: Run) -> str:
    """Say which shop's export the file is, or nothing."""
    try:
        shop = run.guess.shop
    except PerennialError:
        return ""
    return say("data.export_of", shop=shop) if shop else ""


def _column_for(role: str, mapping: Mapping, names: tuple[str, ...], guess: Guess) -> str | None:
    at, pick, sure, beside = st.columns([2, 3, 1, 4], vertical_alignment="center")
    current = getattr(mapping, role)
    limits = options_of(Mapping)[role]
    at.markdown(_(limits.label), help=_(limits.help) or None)
    is_product = role == "amount" and mapping.quantity and mapping.unit_price
    column: str | None = pick.selectbox(
        _(limits.label),
        names,
        index=names.index(current) if current in names else None,
        placeholder=_("quantity × price") if is_product else _("no such column"),
        key=session.key(f"role-{role}"),
        label_visibility="collapsed",
    )
    if current and current == getattr(guess.mapping, role):
        with sure:
            _confidence(guess.confidence.get(role, 0.0))
    if current:
        examples = (value[:_LETTERS] for value in guess.examples.get(current, ()))
        beside.caption(panels.plain("  ·  ".join(examples)))
    return column


def _confidence(sure: float) -> None:
    if sure >= _SURE:
        st.badge(_("sure"), color="green", help=f"{sure:.0%}")
    elif sure >= _LIKELY:
        st.badge(_("likely"), color="blue", help=f"{sure:.0%}")
    else:
        st.badge(_("please check"), color="orange", help=f"{sure:.0%}")
