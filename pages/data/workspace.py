"""Keep orders on this machine: make a workspace of an upload, add newer files, back up, delete."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from clv.errors import InputError, PerennialError
from clv.intake import Files, SourceFile
from clv.memo import Tell
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.present.words import workspaces as words
from clv.words import _
from clv.workspace import Appended, Workspace, backup
from pages.shared import jobs, panels, progress, session, workspaces
from pages.shared.shop import Shop, bench_of_files, release_workspaces

Part = tuple[str, bytes]
_NEWER = "newer-orders"


def keep(shop: Shop) -> None:
    """Offer to keep an upload: a reload then finds it again, and newer orders can be added."""
    upload = session.origin()
    if not isinstance(upload, Files) or not workspaces.allowed():
        return
    with st.form("keep", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            _("Keep it on this machine as"),
            _suggested(upload.title),
            max_chars=80,
            width=280,
            help=_(
                "A folder of your own that newer exports can be added to. It is written to this "
                "machine's disk and nowhere else, and can be deleted again."
            ),
        )
        wanted = st.form_submit_button(_("Keep"), icon=":material/save:")
    if wanted:
        reading = session.reading()
        options: dict[str, Any] = {
            "hints": reading.hints,
            "policy": reading.policy,
            "settings": shop.settings,
        }
        if reading.mapping is not None:
            options["mapping"] = reading.mapping
        _begin(lambda: workspaces.new(name), upload.parts, options, reading.sources)
    _follow()


def add_newer(shop: Shop) -> None:
    """Take newer exports of the same shop."""
    workspace = shop.workspace
    if workspace is None:
        return
    st.file_uploader(
        _("Add newer orders of this shop"),
        accept_multiple_files=True,
        key=session.uploader_key(_NEWER),
        on_change=lambda: _begin(lambda: workspace, session.take_files(_NEWER), {}),
        help=_("Overlapping exports count once; the same file twice changes nothing."),
    )
    _follow()


def draw(shop: Shop, numbers: Numbers) -> None:
    """List a workspace's files, and what can be done with it as a whole."""
    workspace = shop.workspace
    if workspace is None:
        return
    files = workspace.files
    for file in files:
        with st.container(horizontal=True, vertical_alignment="center"):
            size, day = file.bytes / 1e6, file.added.date()
            text = say("workspace.file", numbers, name=file.name, size=size, day=day)
            st.markdown(panels.plain(text))
            if len(files) > 1 and st.button(
                _("Remove"), key=f"remove-{file.digest}", icon=":material/delete:"
            ):
                workspace.remove(file.digest)
                session.use_workspace(workspace)
                st.rerun()
    st.caption(panels.plain(say("workspace.folder", folder=str(workspace.folder))))
    _lists(workspace, numbers)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            _("Back up"),
            lambda: _backup_of(workspace),
            file_name=f"{workspace.name}.zip",
            mime="application/zip",
            on_click="ignore",
            icon=":material/archive:",
        )
        _rename(workspace)
        _delete(workspace)


def _lists(workspace: Workspace, numbers: Numbers) -> None:
    for title, ids in workspace.lists.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            text = say("workspace.list", numbers, title=title, n=len(ids))
            st.markdown(panels.plain(text))
            if st.button(_("Remove"), key=f"remove-list-{title}", icon=":material/delete:"):
                workspace.remove_list(title)
                st.rerun()


def _rename(workspace: Workspace) -> None:
    with st.popover(_("Rename"), icon=":material/edit:"):
        name = st.text_input(_("New name"), workspace.name, max_chars=80)
        if st.button(_("Rename"), key="rename-workspace"):
            try:
                session.use_workspace(workspace.rename(name))
            except InputError as refusal:
                st.error(panels.plain(say(refusal)))
            else:
                st.rerun()


def _delete(workspace: Workspace) -> None:
    with st.popover(_("Delete"), icon=":material/delete_forever:"):
        st.markdown(_("Files, lists and earlier looks are deleted from the disk for good."))
        if st.button(_("Delete for good"), key="purge-workspace", type="primary"):
            try:
                workspace.purge()
            except InputError as refusal:
                st.error(panels.plain(say(refusal)))
            else:
                session.close()
                release_workspaces()
                st.rerun()


def _begin(
    place: Any,
    parts: Sequence[Part],
    options: dict[str, Any],
    sources: Sequence[SourceFile] = (),
) -> None:
    """Put files into a workspace in the background; one that can't take its first is not kept."""

    def work(tell: Tell, _stopped: Any) -> tuple[Workspace, Appended]:
        workspace: Workspace = place()
        try:
            appended = workspace.append(parts, tell, **options)
            if sources:
                workspace.set_sources(sources)
            return workspace, appended
        except PerennialError:
            if not workspace.files:
                workspace.purge()
            raise

    if parts:
        bench_of_files().start(work, session.key(_NEWER))


def _follow() -> None:
    """Show how far the files have come; once they are in, look at the workspace.

    What was said of one choice is over with the next, and with other data.
    """
    bench = bench_of_files()
    job = bench.job
    if job is None or bench.subject != session.key(_NEWER):
        return
    if not job.wait(jobs.PATIENCE):
        progress.of_work(job)
        return
    if job.refusal is not None:
        st.error(panels.plain(say(job.refusal)), icon=":material/error:")
    elif job.fault is not None:
        progress.say_fault(job)
    elif job.answer is not None:
        workspace, appended = job.answer
        bench.clear()
        session.use_workspace(workspace)
        st.toast(panels.plain(words.appended_sentence(appended)))
        st.rerun()


def _backup_of(workspace: Workspace) -> bytes:
    with tempfile.TemporaryDirectory() as beside:
        place = Path(beside) / "workspace.zip"
        backup(workspace, place)
        return place.read_bytes()


def _suggested(title: str) -> str:
    """Suggest the file's name without its ending, as far as it can be a folder's."""
    stem = title.partition(" + ")[0].rpartition("/")[2].partition(".")[0]
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "", stem).strip(" .")[:80]
