"""Train and compare all models in the background, and keep or bring back a trained one."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import polars as pl
import streamlit as st

from clv import learning
from clv.errors import InputError, Notice
from clv.evaluate import Trained, judge
from clv.learning import SavedLearner
from clv.present import passport, value_tables
from clv.present.charts import contest
from clv.present.numbers import Numbers
from clv.present.words import say, trust
from clv.words import _
from pages.models import parameters
from pages.shared import controls, customer_list, downloads, panels, progress, session
from pages.shared.jobs import Bench, Tell
from pages.shared.shop import Shop, bench_of

_BUDGETS = (30, 60, 120, 300, 900)
_LOOK_AGAIN = 1.0  # seconds between two looks at a running job


def panel(shop: Shop) -> None:
    """Draw the section: start, progress, cancel, leaderboard, keep and bring back."""
    bench = bench_of(shop)
    section = st.expander(
        _("Train and compare all models"),
        icon=":material/model_training:",
        on_change="rerun",
        key=session.key("training"),
    )
    if not section.open:
        return
    with section:
        st.markdown(
            _(
                "All purchase models, learners and rules of thumb, held against the same unseen "
                "days; then the best learner's settings are searched in the time that is left."
            )
        )
        _workshop(shop, bench)
        if bench.answer is not None:
            _result(shop, bench.answer)
        _bring_back(shop)


def _workshop(shop: Shop, bench: Bench[Trained]) -> None:
    """Offer to start; while something runs, look at it again every second."""
    every = _LOOK_AGAIN if bench.running else None
    st.fragment(_watch, run_every=every)(shop, bench, every is not None)


def _watch(shop: Shop, bench: Bench[Trained], expected: bool) -> None:
    if bench.running and bench.job is not None:
        st.progress(bench.job.share, text=panels.plain(say(bench.job.notice)))
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            if st.button(_("Cancel"), icon=":material/close:", key="training-cancel"):
                bench.cancel()
                st.rerun()
            st.caption(_("You can go on working; what was found before stays until this is done."))
        return
    if expected:  # it ended since the page was drawn
        st.rerun()
    _offer(shop, bench)


def _offer(shop: Shop, bench: Bench[Trained]) -> None:
    job = bench.job
    if job is not None and job.refusal:
        panels.refusal(job.refusal)
    elif job is not None and job.fault:
        progress.say_fault(job)
    elif job is not None and job.cancelled:
        st.caption(_("Cancelled."))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        seconds: int = st.selectbox(
            _("Time it may take"),
            _BUDGETS,
            index=1,
            format_func=_time,
            key=session.key("training-seconds"),
            help=_("A model that has begun is finished; what is not reached is said."),
            width=220,
        )
        if st.button(
            _("Train"), type="primary", icon=":material/play_arrow:", key="training-start"
        ):
            _start(shop, bench, seconds)
            st.rerun()


def _time(seconds: int) -> str:
    if seconds < 120:
        return say("models.seconds", seconds=seconds)
    return say("models.minutes", minutes=seconds // 60)


def _start(shop: Shop, bench: Bench[Trained], seconds: int) -> None:
    run, began = shop.run, perf_counter()

    def work(tell: Tell, is_stopped: Callable[[], bool]) -> Trained:
        def tell_gone(notice: Notice) -> None:
            tell(notice, (perf_counter() - began) / seconds)

        return run.train(float(seconds), tell_gone, is_stopped)

    bench.start(work)


def _result(shop: Shop, trained: Trained) -> None:
    measures = {
        "gini": (_("Ranking"), _("Normalised Gini: 100% is a perfect order"), True),
        "mae_spend": (_("Error"), _("Mean absolute error a customer; less is better"), False),
        "bias": (_("Total"), _("Foreseen over actual; 100% is right"), True),
    }
    measure = controls.choice(
        _("Measure"), {name: parts[0] for name, parts in measures.items()}, "training-measure"
    )
    _label, meaning, percent = measures[measure]
    table = value_tables.leaderboard(trained.tested, measure)
    panels.picture(
        contest.contest(table, measure, trained.recommended, shop.numbers, percent),
        trust.of_training(trained, shop.numbers),
        say("models.contest_drawn", meaning=meaning),
        "training-contest",
    )
    parameters.measures(trained.tested, shop.numbers, "training")
    _tuning(trained, shop.numbers)
    _keep(shop, trained)


def _tuning(trained: Trained, numbers: Numbers) -> None:
    """Say what the search for better settings brought."""
    if trained.tuned is None or trained.learner is None:
        return
    st.markdown(panels.plain(trust.of_tuning(trained, numbers)))
    column = st.column_config
    st.dataframe(
        trained.tuned.trials,
        column_config={
            "choices": column.TextColumn(_("Settings tried"), width="large"),
            "rows": column.NumberColumn(_("Customers"), format="localized"),
            "deviance": column.NumberColumn(
                _("Misfit"), format="%.3f", help=_("Tweedie deviance; less is better")
            ),
            "seconds": column.NumberColumn(_("Seconds"), format="%.2f"),
        },
        hide_index=True,
        height=213,
        key=session.key("training-trials"),
    )


def _keep(shop: Shop, trained: Trained) -> None:
    """Offer the trained learner as a file."""
    learner, data = trained.learner, trained.data
    if learner is None:
        return
    cleaned = shop.run.cleaned
    downloads.keep_model(
        learner.title,
        f"{learner.name}.perennial",
        "training-keep",
        lambda: learning.save(
            learner,
            data,
            passport.of_check(cleaned)
            | passport.of_backtest(trained.tested, judge(trained.tested)),
        ),
        _("With its run passport; the customers it learnt from are not in it."),
    )


def _bring_back(shop: Shop) -> None:
    """Take a kept model, and list what it expects of today's customers."""
    file = st.file_uploader(
        _("Or bring back a model you kept"),
        key=session.key("training-file"),
        max_upload_size=50,
        help=_("A file kept here. Anything else is refused, and nothing in it is ever run."),
    )
    if file is None:
        return
    try:
        answer: tuple[SavedLearner, pl.DataFrame] | None = shop.ask("saved_model", file.getvalue())
    except InputError as error:
        st.error(panels.plain(say(error)), icon=":material/gpp_bad:")
        return
    if answer is None:
        return
    saved, outlook = answer
    table = outlook.sort("expected_revenue", descending=True)
    customer_list.draw(
        table.with_columns(pl.col("expected_revenue").alias("clv")),
        shop.numbers,
        say("models.expected_by_kept", title=saved.learner.title),
        "kept-model",
        ("customer_id", "p_buy", "expected_purchases", "clv"),
    )
