"""The statuses that the file holds, with rows and money; a click moves one to the other side."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from clv import tables as t
from clv.intake import Cleaned
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.words import _
from pages.shared import panels, session

_SHOWN = 24


def draw(cleaned: Cleaned, numbers: Numbers) -> None:
    """List the statuses, the counted and the others."""
    st.caption(
        _("A status says whether an order was paid. Click one to move it to the other side.")
    )
    sides = {True: _("These count"), False: _("These do not count")}
    for place, (counts, title) in zip(panels.side_by_side(), sides.items(), strict=True):
        with place:
            st.subheader(title, anchor=False)
            rows = cleaned.statuses.filter(cleaned.statuses[t.COUNTED] == counts)
            if rows.is_empty():
                st.caption(_("None."))
            for row in rows.head(_SHOWN).iter_rows(named=True):
                label = say(
                    "data.status",
                    numbers,
                    status=row[t.STATUS] or _("(empty)"),
                    rows=row[t.ROWS],
                    money=row[t.AMOUNT],
                )
                if st.button(panels.plain(label), key=f"status-{counts}-{row[t.STATUS]}"):
                    _move(cleaned, str(row[t.STATUS]), "drop" if counts else "keep")


def _move(cleaned: Cleaned, status: str, side: str) -> None:
    statuses = dict(cleaned.policy.statuses) | {status: side}
    session.set_policy(replace(cleaned.policy, statuses=tuple(statuses.items())))
    st.rerun()
