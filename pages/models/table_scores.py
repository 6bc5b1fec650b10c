"""New rows of a table, with what a model predicts of them."""

from __future__ import annotations

from hashlib import sha256

import streamlit as st

from clv.intake import load_table
from clv.learning import Scored, TableModel
from clv.present import export
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.words import _
from pages.models import background
from pages.shared import downloads, panels, session
from pages.shared.shop import locale

_SHOWN = 500  # rows; the files hold all


def draw(model: TableModel, origin: str, key: str) -> None:
    """Take new rows, show what is predicted of them, and offer them as files."""
    file = st.file_uploader(
        say("models.table_score", column=model.target), key=session.key(f"table-rows-{key}")
    )
    if file is None:
        return
    data = file.getvalue()
    scored = background.worked_out(
        f"score {origin} {sha256(data).hexdigest()}",
        lambda _tell, _stopped: model.score(load_table(data, file.name)),
    )
    if scored is not None:
        _table(scored, key)


def _table(scored: Scored, key: str) -> None:
    numbers = Numbers(locale=locale())
    st.subheader(
        panels.plain(say("models.table_scored", numbers, n=scored.frame.height)), anchor=False
    )
    if scored.notices:
        panels.notices(scored.notices, numbers)
    first = [*scored.predicted.columns]
    others = [name for name in scored.frame.columns if name not in first]
    st.dataframe(scored.frame.select(first + others).head(_SHOWN), hide_index=True, placeholder="–")
    with st.container(horizontal=True, gap="small", width="content"):
        downloads.button(
            _("CSV"), "scored.csv", f"table-{key}-csv", lambda: export.to_csv(scored.frame)
        )
        downloads.button(
            _("Excel"), "scored.xlsx", f"table-{key}-xlsx", lambda: export.to_xlsx(scored.frame)
        )
