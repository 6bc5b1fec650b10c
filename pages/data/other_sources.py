"""Other data about customers: given, recognised, matched, corrected, removed."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from clv import tables as t
from clv.intake import CustomerSource, SourceFile, SourceKind
from clv.present.numbers import Numbers
from clv.present.words import reasons, say, sources
from clv.words import _
from pages.shared import downloads, panels, session
from pages.shared.shop import Shop


def draw(shop: Shop) -> None:
    """Show every source with what became of its rows, and take more."""
    st.caption(
        _(
            "Who they are, what they were sent, what they looked at, what they wrote: any table "
            "that names customers by the id or e-mail of the orders."
        )
    )
    found = shop.ask("customer_sources") if shop.run.sources else None
    if found is not None:
        for source in found:
            _source(shop, source)
        for file, notice in found.failures:
            _failure(file, reasons.on_screen(say(notice, shop.numbers)))
    st.file_uploader(
        _("Files about customers: attributes, marketing touches, web events, reviews or tickets"),
        accept_multiple_files=True,
        key=session.sources_uploader(),
        on_change=session.take_sources,
    )


def _source(shop: Shop, source: CustomerSource) -> None:
    file, numbers = source.file, shop.numbers
    if file is None:
        return
    with st.container(border=True):
        st.markdown(f"**{panels.plain(source.title)}**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kinds = sources.kinds()
            kind = st.selectbox(
                _("What its rows are"),
                list(kinds),
                index=list(kinds).index(source.kind),
                format_func=lambda kind: kinds[kind],
                key=session.key(f"source-kind-{source.name}-{source.kind}"),
                width=300,
            )
            column = st.selectbox(
                _("Names the customer"),
                list(source.columns),
                index=list(source.columns).index(source.customer),
                key=session.key(f"source-id-{source.name}-{source.customer}"),
                width=220,
            )
            _remove(file, source.name)
        if kind != source.kind or column != source.customer:
            _put(file, _corrected(source, file, kind, column))
        for notice in source.notices:
            st.markdown(f":material/info: {panels.plain(say(notice, numbers))}")
        st.caption(panels.plain(sources.of_match(source, numbers)))
        if source.unused:
            st.caption(panels.plain(say("sources.unused", names=source.unused)))
        _report(source, numbers)


def _report(source: CustomerSource, numbers: Numbers) -> None:
    table = source.report.table().filter((pl.col(t.ROWS) > 0) | (pl.col(t.CUSTOMER_COUNT) > 0))
    titles = [reasons.title_of(reason) for reason in table[t.REASON]]
    with st.expander(_("Match report")):
        shown = table.select(pl.Series(t.REASON, titles, pl.String), t.ROWS, t.CUSTOMER_COUNT)
        panels.table(shown, numbers, f"source-report-{source.name}")
        downloads.offer(source.report.table(), f"match-{source.name}", f"match-{source.name}")


def _failure(file: SourceFile, why: str) -> None:
    with st.container(border=True):
        st.markdown(f"**{panels.plain(file.source.title)}**")
        st.error(panels.plain(why), icon=":material/error:")
        _remove(file, file.source.title)


def _remove(file: SourceFile, name: str) -> None:
    if st.button(_("Remove"), key=session.key(f"source-remove-{name}"), icon=":material/delete:"):
        session.set_sources([each for each in session.sources() if each != file])
        st.rerun()


def _corrected(
    source: CustomerSource, file: SourceFile, kind: SourceKind, column: str
) -> SourceFile:
    """Return the file with what a person changed; the rest is recognised anew."""
    changed = file if kind == source.kind else replace(file, kind=kind)
    return changed if column == source.customer else replace(changed, customer=column)


def _put(file: SourceFile, changed: SourceFile) -> None:
    """Keep what a person corrected, in the place of the file as it was."""
    session.set_sources([changed if each == file else each for each in session.sources()])
    st.rerun()
