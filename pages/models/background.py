"""Work on a table beside the page: begun once for what it is about, watched until it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from clv.present.words import say
from pages.shared import jobs, panels, progress
from pages.shared.jobs import Bench, Tell
from pages.shared.shop import bench_of_table

Answer = TypeVar("Answer")
Stopped = Callable[[], bool]


def worked_out(key: str, work: Callable[[Tell, Stopped], Answer]) -> Answer | None:
    """Return what work in the background brought; None while it is under way, or refused."""
    bench: Bench[Answer] = bench_of_table(key)
    if bench.job is None:
        bench.start(work)
    job = bench.job
    if job is None or not job.wait(jobs.PATIENCE):
        if job is not None:
            progress.of_work(job)
        return None
    if job.refusal is not None:
        st.error(panels.plain(say(job.refusal)), icon=":material/error:")
    elif job.fault is not None:
        progress.say_fault(job)
    return job.answer
