"""Work in the background: begun once, watched from the page, its answer kept by who computes it.

A job runs in a thread that never touches Streamlit. The page looks in now and then, so that neither
this visitor's click nor another's waits for it.
"""

from __future__ import annotations

import contextvars
import logging
import os
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event, Lock
from typing import Any, Generic, TypeVar

from clv.errors import Notice, PerennialError
from clv.run import Run
from pages.shared import libraries

PATIENCE = 0.4  # seconds that a page waits before it goes on without the answer
_FINISHED = 16  # jobs remembered after their end

Answer = TypeVar("Answer")
Tell = Callable[[Notice, float], None]
Work = Callable[[Tell, Callable[[], bool]], Answer]

_log = logging.getLogger(__name__)
_pool = ThreadPoolExecutor(max(2, os.cpu_count() or 2), "perennial-job")
_pool.submit(libraries.import_learning)  # while the first visitor still looks at the first page


class Job(Generic[Answer]):
    """One piece of work under way.

    Parameters
    ----------
    work : callable
        (tell, stopped) -> answer: `tell` takes a notice and the share done, `stopped` says whether
        to give up.
    """

    def __init__(self, work: Work[Answer]) -> None:
        self.notice, self.share = Notice("waiting"), 0.0
        self.answer: Answer | None = None
        self.refusal: PerennialError | None = None
        self.fault: Exception | None = None
        self._cancelled = Event()
        here = contextvars.copy_context()  # the visitor's language
        self._future: Future[None] = _pool.submit(here.run, self._do, work)

    @property
    def done(self) -> bool:
        """Whether it has ended, well or not, or nobody waits for it any more."""
        return self._future.done() or self.cancelled

    @property
    def cancelled(self) -> bool:
        """Whether it was given up."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Give up: the work ends at its next step, and its answer is dropped."""
        self._cancelled.set()
        self._future.cancel()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; say whether it came."""
        return bool(wait([self._future], seconds).done)

    def _do(self, work: Work[Answer]) -> None:
        try:
            libraries.import_learning()
            answer = work(self._tell, self._cancelled.is_set)
        except PerennialError as refusal:
            self.refusal = refusal
        except Exception as fault:  # noqa: BLE001 - logged, and said on the page
            _log.exception("A job broke off while: %s", self.notice.code)
            self.fault = fault
        else:
            self.answer = None if self.cancelled else answer

    def _tell(self, notice: Notice, share: float) -> None:
        self.notice, self.share = notice, min(1.0, max(0.0, share))


class Jobs:
    """The steps of runs over one source that are being computed, each begun once, whoever asks."""

    def __init__(self) -> None:
        self._jobs: dict[Hashable, Job[None]] = {}
        self._lock = Lock()

    def begin(self, run: Run, *steps: str, arguments: tuple[Any, ...] = ()) -> Job[None] | None:
        """Return the job that computes the steps; None where all answers are there already.

        A job that ended in a programming error is returned until `forget`: begun anew at every
        click, it would end in the same.
        """
        if all(run.has(name, *arguments) for name in steps):
            return None
        key = (steps, arguments, tuple(run.key(name) for name in steps))
        with self._lock:
            job = self._jobs.get(key)
            if job is None or (job.done and not job.fault):
                self._tidy()
                job = Job(lambda tell, _stopped: _compute(run.telling(tell), steps, arguments))
                self._jobs[key] = job
            return job

    def forget(self, job: Job[None]) -> None:
        """Let a job that failed be begun again."""
        with self._lock:
            self._jobs = {key: other for key, other in self._jobs.items() if other is not job}

    def _tidy(self) -> None:
        over = [key for key, job in self._jobs.items() if job.done]
        for key in over[: max(0, len(over) - _FINISHED)]:
            del self._jobs[key]


def _compute(run: Run, steps: tuple[str, ...], arguments: tuple[Any, ...]) -> None:
    """Ask for each step, so that the run keeps its answer; a refusal is an answer, too."""
    for name in steps:
        member = getattr(type(run), name)
        try:
            getattr(run, name) if isinstance(member, property) else member(run, *arguments)
        except PerennialError:
            continue


class Bench(Generic[Answer]):
    """Where jobs of one kind are done: one at a time, the last answer stays until the next."""

    def __init__(self) -> None:
        self.job: Job[Answer] | None = None
        self.subject: Hashable = None
        self._last: Answer | None = None

    @property
    def running(self) -> bool:
        """Whether a job is under way."""
        return self.job is not None and not self.job.done

    @property
    def answer(self) -> Answer | None:
        """The newest answer there is."""
        if self.job is not None and self.job.answer is not None:
            self._last = self.job.answer
        return self._last

    def start(self, work: Work[Answer], subject: Hashable = None) -> None:
        """Begin, unless something is under way; `subject` tells what it is about."""
        if not self.running:
            self._last = self.answer
            self.job, self.subject = Job(work), subject

    def clear(self) -> None:
        """Forget the job that has ended, and its answer."""
        self.job = self._last = None

    def cancel(self) -> None:
        """Give up what is under way."""
        if self.job is not None:
            self.job.cancel()
