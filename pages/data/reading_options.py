"""How the file is read: the person's word where the file leaves a doubt."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import streamlit as st

from clv.errors import PerennialError, SettingsError
from clv.intake import ReadHints
from clv.present.words import say
from clv.run import Run
from clv.words import _
from pages.shared import panels, session
from pages.shared.option_controls import control, fields_of


def draw(run: Run) -> None:
    """Let the person say how the file is to be read."""
    hints = run.hints
    caption = st.empty()
    with st.form("reading", border=False):
        values = {}
        for place, name in zip(cycle(st.columns(3)), fields_of(ReadHints), strict=False):
            with place:
                key = session.key(f"reading-{name}")
                values[name] = control(ReadHints, name, getattr(hints, name), key)
        sheet = _sheet(run)
        if st.form_submit_button(_("Read again")):
            try:
                session.set_hints(replace(hints, **values, sheet=sheet))
            except SettingsError as error:
                st.error(panels.plain(say(error)))
            else:
                st.rerun()
    caption.caption(panels.plain(_found(run)))


def _found(run: Run) -> str:
    """Say how the file was read this time."""
    try:
        passport = run.raw.input
    except PerennialError:
        return ""
    parts = [passport.file, passport.format, passport.encoding or ""]
    return say("data.read_as", how=" · ".join(part for part in parts if part))


def _sheet(run: Run) -> str | int | tuple[str, ...] | None:
    names = run.sheets
    if len(names) < 2:
        return run.hints.sheet
    return pick_sheets(names, run.hints) or None


def pick_sheets(names: tuple[str, ...], hints: ReadHints) -> tuple[str, ...]:
    """Ask which sheets hold the orders."""
    now = hints.sheet if isinstance(hints.sheet, tuple) else ()
    return tuple(
        st.multiselect(
            _("Sheets"),
            names,
            [name for name in now if name in names],
            placeholder=_("found out"),
            key=session.key("reading-sheets"),
        )
    )
