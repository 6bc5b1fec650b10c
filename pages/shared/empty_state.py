"""The way in: samples and an upload, on every page that has no data yet."""

from __future__ import annotations

import streamlit as st

from clv.present.numbers import Numbers
from clv.present.words import say
from clv.words import _
from pages.shared import panels, samples, session, workspaces


def offer(would_show: str) -> None:
    """Welcome a visitor: say what would be here, and offer samples and upload."""
    panels.finding(
        _("Perennial"), _("Who are your valuable customers, and who is leaving?"), would_show
    )
    if name := session.lost_file():
        st.warning(
            panels.plain(say("shared.lost_file", name=name)),
            icon=":material/history:",
        )
    kept()
    st.space("xsmall")
    tiles()
    st.space("xsmall")
    upload()


def kept() -> None:
    """Offer the workspaces of this machine, where there are any."""
    listed = [each for each in workspaces.listed() if each != session.workspace()]
    if not listed:
        return
    st.subheader(_("Your shops on this machine"), anchor=False)
    numbers = Numbers(locale=st.context.locale or "en")
    with st.container(horizontal=True):
        for workspace in listed:
            looks = workspace.snapshots
            last = say("workspace.last_look", numbers, day=looks[-1].day) if looks else None
            st.button(
                panels.plain(workspace.name),
                key=f"workspace-{workspace.name}",
                icon=":material/storefront:",
                help=last,
                on_click=session.use_workspace,
                args=(workspace,),
            )


def tiles() -> None:
    """Show each sample as a tile that opens on one click."""
    st.subheader(_("Try it on a sample"), anchor=False)
    numbers = Numbers(locale=st.context.locale or "en")
    grid = st.grid(4, min_column_width=220, border=True)
    for sample in samples.CATALOGUE.values():
        with grid.cell().container(height="stretch"):
            st.markdown(f"**{panels.plain(_(sample.title))}**")
            st.markdown(panels.plain(_(sample.about)))
            st.space("stretch")
            st.caption(
                panels.plain(
                    say("shared.sample", numbers, rows=sample.rows, licence=sample.licence)
                ),
                help=panels.plain(_(sample.source)),
            )
            if st.button(_("Open"), key=f"sample-{sample.name}", width="stretch"):
                session.use_sample(sample.name)
                st.switch_page("pages/overview/page.py")


def upload() -> None:
    """Take one or several files of any kind; their content decides, not their name."""
    st.subheader(_("Or open your own orders"), anchor=False)
    if session.lost_upload():
        st.warning(
            _("The server was started anew and no longer has that file; please choose it again."),
            icon=":material/history:",
        )
    st.file_uploader(
        _("A CSV, Excel or Parquet file with customer, date and amount, a row an order or a line"),
        accept_multiple_files=True,
        key=session.uploader_key(),
        on_change=session.take_upload,
        help=_("The file stays on this machine: it is read in memory and never written to disk."),
    )
    st.caption(
        _(
            "It is kept as long as this window is open: a reload forgets it. Several files of one "
            "shop: choose them together."
        )
    )


def other() -> None:
    """Offer workspaces, samples and the upload again."""
    kept()
    tiles()
    upload()
