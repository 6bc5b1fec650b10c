"""Work in the background: started, watched, cancelled, and its last result kept.

A job runs in a thread of its own that never touches Streamlit: it is handed plain values, says in
words what it does, and asks whether to stop. The page looks in now and then.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from time import perf_counter
from typing import Generic, TypeVar

from clv.errors import PerennialError
from clv.present.words import say
from clv.words import _

Answer = TypeVar("Answer")
Work = Callable[[Callable[[str], None], Callable[[], bool]], Answer]


class Job(Generic[Answer]):
    """One piece of work under way.

    Parameters
    ----------
    work : callable
        (tell, stopped) -> answer: `tell` takes a sentence, `stopped` says whether to give up.
    seconds : float
        The time the work was given, to draw how much of it is gone.
    """

    def __init__(self, work: Work[Answer], seconds: float) -> None:
        self.seconds, self.message, self.error = seconds, _("Preparing"), ""
        self.answer: Answer | None = None
        self._work, self._cancelled = work, threading.Event()
        self._start = perf_counter()
        here = contextvars.copy_context()  # the visitor's language
        self._thread = threading.Thread(target=here.run, args=(self._run,), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether the work goes on, and somebody waits for it."""
        return self._thread.is_alive() and not self.cancelled

    @property
    def cancelled(self) -> bool:
        """Whether it was given up."""
        return self._cancelled.is_set()

    @property
    def gone(self) -> float:
        """Share of the time that is gone, 0 to 1."""
        return min(1.0, (perf_counter() - self._start) / max(self.seconds, 1e-9))

    def cancel(self) -> None:
        """Give up: the thread ends at its next step, and its answer is dropped."""
        self._cancelled.set()

    def wait(self, seconds: float | None = None) -> None:
        """Wait for the end; for tests and scripts."""
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            answer = self._work(self._tell, self._cancelled.is_set)
        except PerennialError as error:
            self.error = say(error)
        except Exception:  # noqa: BLE001 - a thread has nobody above it who could say it
            self.error = _("The work broke off; the data or the memory did not suffice.")
        else:
            self.answer = None if self.cancelled else answer

    def _tell(self, message: str) -> None:
        self.message = message


class Bench(Generic[Answer]):
    """Where jobs of one kind are done: one at a time, the last answer stays until the next."""

    def __init__(self) -> None:
        self.job: Job[Answer] | None = None
        self._kept: Answer | None = None

    @property
    def running(self) -> bool:
        """Whether a job is under way."""
        return self.job is not None and self.job.running

    @property
    def answer(self) -> Answer | None:
        """The newest answer there is."""
        if self.job is not None and self.job.answer is not None:
            self._kept = self.job.answer
        return self._kept

    def start(self, work: Work[Answer], seconds: float) -> None:
        """Begin, unless something is under way."""
        if not self.running:
            self._kept = self.answer
            self.job = Job(work, seconds)

    def cancel(self) -> None:
        """Give up what is under way."""
        if self.job is not None:
            self.job.cancel()
