"""A table to take away: CSV, or a workbook that says what it holds and how the run was made."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from clv import tables as t
from clv.errors import PerennialError
from clv.present import export, passport
from clv.present.files import with_notes
from clv.present.passport import Note
from clv.present.words import say
from clv.run import Run
from clv.words import _
from pages.shared import shop

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer(frame: pl.DataFrame | Callable[[], pl.DataFrame], name: str, key: str) -> None:
    """Offer a table as CSV and as a formatted workbook, each made when clicked."""
    open_now = shop.read_already()
    run = None if open_now is None else open_now.run
    counted = run is not None and not run.cleaned.has_money

    def table() -> pl.DataFrame:
        whole = frame() if callable(frame) else frame
        if run is not None and whole.columns[:1] == [t.CUSTOMER_ID]:
            whole = with_notes(whole, run)
        return whole.drop(t.money_in(whole)) if counted else whole

    with st.container(horizontal=True, gap="small", width="content"):
        button(_("CSV"), f"{name}.csv", f"{key}-csv", lambda: export.to_csv(table()))
        button(
            _("Excel"),
            f"{name}.xlsx",
            f"{key}-xlsx",
            lambda: export.to_xlsx(table(), [*_columns(table()), *_passport(run)]),
        )


def button(label: str, file_name: str, key: str, make: Callable[[], bytes | str]) -> None:
    """Offer one file, made when clicked."""
    workbook = file_name.endswith(".xlsx")
    st.download_button(
        label,
        make,
        file_name=file_name,
        mime=_XLSX if workbook else "text/csv",
        key=key,
        on_click="ignore",
        icon=":material/table_view:" if workbook else ":material/download:",
    )


def keep_model(
    title: str, file_name: str, key: str, make: Callable[[], bytes], explained: str
) -> None:
    """Offer a trained model as a file, made when clicked."""
    st.download_button(
        say("models.keep", title=title),
        make,
        file_name=file_name,
        mime="application/zip" if file_name.endswith(".perennial") else None,
        on_click="ignore",
        icon=":material/save:",
        key=key,
        help=explained,
    )


def _columns(frame: pl.DataFrame) -> list[Note]:
    """Say on a workbook's second sheet what each column means."""
    meanings = ((name, t.meaning(name)) for name in frame.columns)
    return [(name, _(meaning)) for name, meaning in meanings if meaning]


def _passport(run: Run | None) -> list[Note]:
    """Say how the run was made, as far as it has come: nothing is computed for the notes alone."""
    if run is None:
        return []
    try:
        cleaned = run.cleaned
    except PerennialError:
        return []
    document = passport.of_run(run) if run.has("verdict") else passport.of_check(cleaned)
    return passport.notes_of(document)
