"""Any table: choose a column to predict, train on the others, and score new rows."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import streamlit as st

from clv import learning
from clv.errors import InputError
from clv.intake import TypedTable, load_table
from clv.learning import TableComparison, TableModel
from clv.options import TargetOptions
from clv.present.numbers import Numbers
from clv.present.words import say, tables
from clv.words import _
from pages.models import background, table_result, table_scores
from pages.shared import controls, downloads, jobs, option_controls, panels, progress, session
from pages.shared.jobs import Bench, Tell
from pages.shared.shop import bench_of_table, locale

Stopped = Callable[[], bool]


def panel() -> None:
    """Draw the section: a table, its target, the comparison, and the scores of new rows."""
    file = st.file_uploader(
        _("A table with a column to predict"),
        key=session.key("table-file"),
        help=_("CSV, Excel, Parquet or JSON; a row a customer, a policy, anything."),
    )
    kept = st.file_uploader(
        _("Or a model of a table that you kept"),
        key=session.key("table-model"),
        max_upload_size=200,
    )
    if kept is not None:
        _kept(kept.getvalue())
    if file is not None:
        _table(file.name, file.getvalue())
    elif kept is None:
        st.caption(
            _(
                "For example customers with their lifetime value, or with whether they left: the "
                "learners are compared on rows they have not seen, and the best one says what it "
                "leans on."
            )
        )


def head() -> None:
    """Head the page where no table has been learnt yet."""
    panels.finding(_("Any table"), _("Which column of a table can be told from the others?"))


def _kept(data: bytes) -> None:
    try:
        model, _passport = learning.load_table_model(data)
    except InputError as error:
        st.error(panels.plain(say(error)), icon=":material/gpp_bad:")
        return
    st.markdown(panels.plain(say("models.table_kept", title=model.title, column=model.target)))
    table_scores.draw(model, sha256(data).hexdigest(), "kept")


def _table(name: str, data: bytes) -> None:
    digest = sha256(data).hexdigest()
    table = background.worked_out(f"read {digest}", lambda _tell, _stopped: load_table(data, name))
    if table is None:
        return
    with st.form(session.key(f"table-{digest[:8]}")):
        target, options = _asked_for(table, digest)
        pressed = st.form_submit_button(_("Train"), type="primary", icon=":material/play_arrow:")
    bench: Bench[TableComparison] = bench_of_table(f"learn {digest}")
    if pressed:
        bench.start(lambda tell, stopped: _learnt(table, target, options, tell, stopped))
    _follow(bench)
    if bench.answer is not None and not bench.running:
        numbers = Numbers(locale=locale())
        table_result.draw(bench.answer, numbers, tables.headline(bench.answer, numbers))
        _keep(bench.answer.model)
        table_scores.draw(bench.answer.model, digest, "new")


def _learnt(
    table: TypedTable, target: str, options: TargetOptions, tell: Tell, stopped: Stopped
) -> TableComparison:
    return learning.learn_table(table, target, options, tell, stopped)


def _asked_for(table: TypedTable, digest: str) -> tuple[str, TargetOptions]:
    """Ask what to predict, and how."""
    key = digest[:8]
    names = [column.name for column in table.columns]
    st.caption(panels.plain(say("models.table_read", n=len(table), columns=len(names))))
    left, right = panels.side_by_side()
    with left:
        target = st.selectbox(
            _("Predict"), names, names.index(learning.likely_target(table)), key=f"target-{key}"
        )
        kind = option_controls.control(TargetOptions, "target_kind", "auto", f"kind-{key}")
    with right:
        leave_out = st.multiselect(_("Leave out"), names, key=f"leave-{key}")
        keep = st.multiselect(
            _("Keep all the same"),
            names,
            key=f"keep-{key}",
            help=_("Ids and columns that give the answer away are left out; not those named here."),
        )
    options = TargetOptions(target_kind=kind, leave_out=tuple(leave_out), keep=tuple(keep))
    return target, options


def _follow(bench: Bench[TableComparison]) -> None:
    job = bench.job
    if job is None:
        return
    if not job.wait(jobs.PATIENCE) and not job.cancelled:
        progress.of_work(job)
        if st.button(_("Cancel"), icon=":material/close:", key="table-cancel"):
            bench.cancel()
            st.rerun()
    elif job.refusal is not None:
        panels.refusal(job.refusal)
    elif job.fault is not None:
        progress.say_fault(job)


def _keep(model: TableModel) -> None:
    downloads.keep_model(
        _(model.title),
        f"{model.learner}.perennial",
        "table-keep",
        lambda: learning.save_table_model(model),
        _("The rows it learnt from are not in it."),
    )


def is_asked_for() -> bool:
    """Let the person choose between the forecasts of the orders and any table."""
    views = {"orders": _("Forecasts of these orders"), "table": _("Any table")}
    return controls.choice(_("What to look at"), views, "models-view") == "table"
