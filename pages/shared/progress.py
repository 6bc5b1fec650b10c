"""How far the work has come: words and a bar that look in by themselves until it is done."""

from __future__ import annotations

from typing import Any

import streamlit as st

from clv.options import Settings
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.words import _
from pages.shared import panels
from pages.shared.jobs import Job, Jobs

_LOOK_AGAIN = 0.5  # seconds between two looks


def of_step(job: Job[None], jobs: Jobs) -> None:
    """Draw how far a step has come, and the page anew once it is done."""
    _watch(job, jobs, "")


def of_work(job: Job[Any]) -> None:
    """Draw how far work of a visitor's own has come, and the page anew once it is done."""
    st.fragment(_look, run_every=_LOOK_AGAIN)(job, "")


def of_forecast(job: Job[None], jobs: Jobs, settings: Settings | None, numbers: Numbers) -> None:
    """Draw how far the forecast has come; say which one the page shows meanwhile, if any."""
    meanwhile = ""
    if settings is not None:
        meanwhile = say(
            "shared.meanwhile", numbers, ahead=settings.horizon, margin=round(100 * settings.margin)
        )
    _watch(job, jobs, meanwhile)


def _watch(job: Job[None], jobs: Jobs, meanwhile: str) -> None:
    if job.fault is not None:
        _fault(job, jobs)
    else:
        st.fragment(_look, run_every=_LOOK_AGAIN)(job, meanwhile)


def _look(job: Job[Any], meanwhile: str) -> None:
    if job.done:
        st.rerun()
    words = " ".join(part for part in (f"{say(job.notice)} …", meanwhile) if part)
    st.progress(job.share, text=panels.plain(words))


def _fault(job: Job[None], jobs: Jobs) -> None:
    say_fault(job)
    if st.button(_("Try again"), key=f"again-{id(job)}", icon=":material/refresh:"):
        jobs.forget(job)
        st.rerun()


def say_fault(job: Job[Any]) -> None:
    """Say that the program failed, for which nobody's data are to blame."""
    st.error(
        say("shared.fault", kind=type(job.fault).__name__),
        icon=":material/bug_report:",
    )
