"""The shop a page speaks of: this visitor's one Run, and what is still being computed for it.

The only file that uses Streamlit's caches: they keep a Run and its jobs, an upload's with its
visitor, a sample's for everybody, a workspace's for the windows of the one person who may open it.
The Run keeps the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from clv import tables as t
from clv.errors import Notice, PerennialError
from clv.evaluate import Trained
from clv.intake import Files
from clv.models import Forecast
from clv.options import Settings
from clv.present import passport, value_tables
from clv.present.numbers import Numbers
from clv.present.words import say, sources, verdict_sentence
from clv.run import Run
from clv.words import _
from clv.workspace import Appended, Look, Update, Workspace, WorkspaceOrders, look_of
from pages.shared import empty_state, jobs, panels, progress, samples, session
from pages.shared.jobs import Bench, Job, Jobs
from pages.shared.samples import Sample
from pages.shared.session import Reading

_AHEAD = ("activity", "verdict")  # the steps without which no page is whole
_SAMPLES = 8
_WORKSPACES = 2  # kept for a reload, a link or a second window, for so long after the first look
_KEPT_FOR = "1h"


@dataclass(frozen=True)
class Shop:
    """One run, as far as it has come.

    Parameters
    ----------
    run : Run
        The orders, the settings, and every step.
    jobs : Jobs
        What is being computed over the same source.
    job : Job, optional
        What looks ahead for the settings chosen last, as long as it is under way.
    ready : bool
        Whether `run` has looked ahead: its forecast and verdict can be asked for at once.
    workspace : Workspace, optional
        Where the orders are kept, if they are.
    """

    run: Run
    jobs: Jobs
    job: Job[None] | None = None
    ready: bool = True
    workspace: Workspace | None = None

    @property
    def title(self) -> str:
        """What people call the data."""
        source = session.origin()
        return _(source.title) if isinstance(source, Sample) else self.run.source.title

    @property
    def numbers(self) -> Numbers:
        """How to write numbers for this visitor, in the currency of the orders."""
        return Numbers.of(self.run.cleaned, locale())

    @property
    def source_groups(self) -> dict[str, str]:
        """The ways to group customers that other sources make, with their titles."""
        names = self.run.source_groups.columns[1:] if self.run.sources else []
        return {name: sources.group_title(name) for name in names}

    @property
    def settings(self) -> Settings:
        """How the run looks ahead."""
        return self.run.settings

    @property
    def first_day(self) -> date:
        """Day of the first order."""
        day: date = self.run.customers.select(pl.col(t.FIRST_ORDER).min()).item()
        return day

    @property
    def forecast(self) -> Forecast | None:
        """What is expected; None where it is not there yet, can't be had, or failed the test."""
        if not self.ready or self.run.verdict.use == "nothing":
            return None
        return self.run.forecast

    @property
    def why_no_forecast(self) -> str:
        """Why the data carry no forecast, in words."""
        return verdict_sentence(self.run.verdict, self.numbers)

    @property
    def totals_hold(self) -> bool:
        """Whether sums of forecasts may be stated: else only who comes before whom."""
        return self.ready and self.run.verdict.use == "money"

    def stated(
        self, table: pl.DataFrame, columns: Sequence[str], whole: float
    ) -> tuple[pl.DataFrame, Numbers]:
        """Put sums as they may be stated: money of the past or of totals that held, else shares."""
        hold = self.totals_hold or self.forecast is None
        return value_tables.stated(table, columns, whole, self.numbers, hold=hold)

    @property
    def customers(self) -> pl.DataFrame:
        """Every customer with all that is known; where no forecast may be shown, none is in it.

        Without a forecast the best by revenue come first.
        """
        return self.run.shown_customers if self.ready else self.run.measured_customers

    @property
    def update(self) -> Update | None:
        """What changed since the last look; None without a workspace, or until it is worked out.

        The first who asks keeps what is seen now, so that the next look has something to compare.
        """
        workspace, run = self.workspace, self.run
        if workspace is None or not self.ready:
            return None
        looks = _looks(look_of(run))
        if looks.job is None:
            looks.start(lambda _tell, _stopped: _look(workspace, run))
        if looks.job is not None:
            looks.job.wait(jobs.PATIENCE)
        return looks.answer

    def under(self, **changes: Any) -> Shop:
        """Return the shop under other options, to look at what they would change."""
        return replace(self, run=self.run.with_(**changes))

    def head(self, question: str, sentence: str, note: str = "") -> None:
        """Head the page with its finding; below, how far a newer forecast has come."""
        panels.finding(question, sentence, note)
        if self.job is not None:
            progress.of_forecast(
                self.job, self.jobs, self.settings if self.ready else None, self.numbers
            )

    def without_forecast(self, question: str, past: str = "") -> None:
        """Head a page that speaks of forecasts while there is none: it comes, or can't be had.

        Parameters
        ----------
        question : str
            What the page answers.
        past : str
            What can be said of the past.
        """
        if self.ready:
            panels.finding(question, past or _("These data carry no forecast yet."))
            panels.refusal(self.why_no_forecast)
        else:
            self.head(question, _("The forecast is on its way; below is what is known already."))

    def without_money(self, question: str) -> None:
        """Head a page that speaks of money where the log has none, and say so."""
        panels.finding(question, _("This log has no amounts: nothing can be said of money."))
        panels.refusal(Notice("orders_counted"))

    def ask(self, step: str, *arguments: Any) -> Any | None:
        """Return a heavy step's answer; None while it is being computed, which is drawn here.

        Raises
        ------
        PerennialError
            Where the data can't carry it.
        """
        job = self.jobs.begin(self.run, step, arguments=arguments)
        if job is not None and (not job.wait(jobs.PATIENCE) or job.fault):
            progress.of_step(job, self.jobs)
            return None
        answer = getattr(self.run, step)
        return answer(*arguments) if callable(answer) else answer


def open_shop(would_show: str) -> Shop:
    """Return the shop this visitor looks at; without one, offer samples and upload, and stop.

    Parameters
    ----------
    would_show : str
        What the page would show, for those who have no data yet.
    """
    shop = read_shop(would_show)
    try:
        _orders = shop.run.cleaned
    except PerennialError as error:
        st.error(panels.plain(say(error)), icon=":material/error:")
        panels.way_on(
            ("pages/data/page.py", _("Set it right on the Data page"), ":material/arrow_forward:")
        )
        st.stop()
    job = shop.jobs.begin(shop.run, *_AHEAD)
    now = session.reading(), session.settings()
    if job is None or (job.wait(jobs.PATIENCE) and not job.fault):
        session.set_drawn(now)
        if shop.workspace is not None:
            _keep_decisions(shop.workspace, *now)
        return shop
    earlier = session.drawn()
    if earlier is not None and all(_under(shop.run, *earlier).has(step) for step in _AHEAD):
        return replace(shop, run=_under(shop.run, *earlier), job=job)
    return replace(shop, job=job, ready=False)


def read_shop(would_show: str) -> Shop:
    """Return the shop with its orders read or refused, and nothing looked ahead yet."""
    origin = session.origin()
    if origin is None:
        empty_state.offer(would_show)
        st.stop()
    shop = _shop(origin)
    job = shop.jobs.begin(shop.run, "cleaned")
    if job is not None and (not job.wait(jobs.PATIENCE) or job.fault):
        panels.finding(_("Can I trust what was read?"), say("shared.reading", title=shop.title))
        progress.of_step(job, shop.jobs)
        st.stop()
    return shop


def read_already() -> Shop | None:
    """Return the shop if its orders have been read; nothing is begun."""
    origin = session.origin()
    shop = None if origin is None else _shop(origin)
    return shop if shop is not None and shop.run.has("cleaned") else None


def bench_of(shop: Shop) -> Bench[Trained]:
    """Return this visitor's place for training on these orders; nobody shares it."""
    return _bench(repr((shop.run.key("backtest"), shop.run.end)))


def bench_of_table(key: str) -> Bench[Any]:
    """Return this visitor's place for work on a table that is no log, by what the work is."""
    return _table_work(key)


def locale() -> str:
    """Return how this visitor writes numbers."""
    return st.context.locale or "en"


def bench_of_files() -> Bench[tuple[Workspace, Appended]]:
    """Return this visitor's place for putting files into workspaces."""
    return _files()


def release_workspaces() -> None:
    """Let go of what is in memory of the workspaces: one of them was deleted."""
    _kept.clear()


def _shop(origin: session.Origin) -> Shop:
    workspace = None
    match origin:
        case Sample():
            alone = session.sources() != origin.sources
            run, under_way = (_sample_with if alone else _sample)(origin.name)
        case Workspace():
            workspace, source = origin, origin.source
            run, under_way = _kept(str(origin.folder), source.digest, source)
        case _:
            run, under_way = _upload(origin.digest, origin)
    run = _under(run, session.reading(), session.settings())
    return Shop(run, under_way, workspace=workspace)


def _look(workspace: Workspace, run: Run) -> Update:
    """Compare with the last look; the first at these orders is kept with its passport."""
    update, orders = Update.of(workspace, run), look_of(run).orders
    if all(each.orders != orders for each in workspace.snapshots):
        workspace.archive(run, passport.to_json(passport.of_run(run)))
    return update


def _keep_decisions(workspace: Workspace, reading: Reading, settings: Settings) -> None:
    """Keep what was decided here, so that the workspace opens as it was left."""
    now: dict[str, Any] = {"hints": reading.hints, "policy": reading.policy, "settings": settings}
    if reading.mapping is not None:
        now["mapping"] = reading.mapping
    before = workspace.options
    news = {name: value for name, value in now.items() if before.get(name) != value}
    if news:
        workspace.decide(**news)


def _under(run: Run, reading: Reading, settings: Settings) -> Run:
    return run.with_(
        hints=reading.hints,
        mapping=reading.mapping,
        policy=reading.policy,
        sources=reading.sources,
        settings=settings,
    )


@st.cache_resource(max_entries=_SAMPLES, show_spinner=False)
def _sample(name: str) -> tuple[Run, Jobs]:
    sample = samples.CATALOGUE[name]
    return Run.of(sample.read(), name=sample.file, sources=sample.sources), Jobs()


@st.cache_resource(scope="session", max_entries=1, show_spinner=False)
def _sample_with(name: str) -> tuple[Run, Jobs]:
    """Read a sample for one visitor alone, who put files of their own beside it."""
    sample = samples.CATALOGUE[name]
    return Run.of(sample.read(), name=sample.file), Jobs()


@st.cache_resource(scope="session", max_entries=1, show_spinner=False)
def _upload(digest: str, _files: Files) -> tuple[Run, Jobs]:  # noqa: ARG001 - the key
    return Run.of(_files), Jobs()


@st.cache_resource(max_entries=_WORKSPACES, ttl=_KEPT_FOR, show_spinner=False)
def _kept(folder: str, digest: str, _orders: WorkspaceOrders) -> tuple[Run, Jobs]:  # noqa: ARG001
    return Run.of(_orders), Jobs()


@st.cache_resource(scope="session", max_entries=2, show_spinner=False, on_release=Bench.cancel)
def _looks(look: Look) -> Bench[Update]:  # noqa: ARG001 - the key
    return Bench()


@st.cache_resource(scope="session", show_spinner=False, on_release=Bench.cancel)
def _files() -> Bench[tuple[Workspace, Appended]]:
    return Bench()


@st.cache_resource(scope="session", max_entries=8, show_spinner=False, on_release=Bench.cancel)
def _bench(key: str) -> Bench[Trained]:  # noqa: ARG001 - what is trained, and for whom
    return Bench()


@st.cache_resource(scope="session", max_entries=8, show_spinner=False, on_release=Bench.cancel)
def _table_work(key: str) -> Bench[Any]:  # noqa: ARG001 - what is read, learnt or scored
    return Bench()
