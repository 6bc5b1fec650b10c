"""Read what is untrusted in a process of its own, with a limit on memory and time.

A flipped byte in a Parquet file or a workbook may abort the process that reads it, and a small file
may unfold to gigabytes: readers written in Rust and C++ give no chance to stop them from within.
One worker is kept and reused; it ends by itself when it is idle. What it answers is JSON and an
Arrow file, never a pickle.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.files.limits import memory_for
from clv.intake.files.raw import RawTable
from clv.options import ReadHints

_CPU_SECONDS, _CPU_SECONDS_A_MEGABYTE = 8, 3
_PATIENCE = 8
# Threads and pools reserve address space of their own, which would count as the file's.
_FRUGAL = {
    "POLARS_MAX_THREADS": "2",
    "OMP_NUM_THREADS": "2",
    "MALLOC_ARENA_MAX": "2",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "RUST_BACKTRACE": "0",
}
_OUT_OF_MEMORY = (
    b"memory allocation",
    b"MemoryError",
    b"bad_alloc",
    b"out of memory",
    b"Cannot allocate",
)


def read_isolated(kind: str, data: bytes, hints: ReadHints) -> RawTable:
    """Read a file of this kind (see `clv.intake.files.worker`) in the worker.

    Raises
    ------
    InputError
        Whatever the reader raises; ``corrupt_file`` where it died, ``too_large_expanded`` where
        it went beyond its memory or time.
    """
    with _LOCK, tempfile.TemporaryDirectory(prefix="perennial-") as folder:
        source, result = Path(folder, "in"), Path(folder, "out")
        source.write_bytes(data)
        task = {"kind": kind, "source": str(source), "result": str(result), "hints": asdict(hints)}
        answer = _worker().ask(task, len(data))
        frame = pl.read_ipc(result.read_bytes()) if result.exists() else pl.DataFrame()
    if "error" in answer:
        raise InputError(answer["error"], variant=answer["variant"], **_values(answer["values"]))
    notices = [
        Notice(code, variant=variant, **_values(values))
        for code, variant, values in answer["notices"]
    ]
    malformed = tuple((row, text) for row, text in answer["malformed"])
    return RawTable(frame, tuple(notices), answer["doubled"], answer["date_unit"], malformed)


def _values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}


class _Worker:
    """The other process, as seen from this one."""

    def __init__(self) -> None:
        root = str(Path(__file__).parents[3])
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH")) if part)
        settings = _FRUGAL | {"PYTHONPATH": path}
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (as long as it)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "clv.intake.files.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=os.environ | settings,
        )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, task: dict[str, Any], size: int) -> dict[str, Any]:
        """Hand over a task; a worker that dies over it is an answer too."""
        assert self._process.stdin is not None  # noqa: S101  (both are pipes)
        assert self._process.stdout is not None  # noqa: S101
        seconds = _CPU_SECONDS + _CPU_SECONDS_A_MEGABYTE * (size >> 20)
        limits = {"seconds": seconds, "memory": memory_for(size)}
        watch = threading.Timer(_PATIENCE * seconds, self._process.kill)
        watch.start()
        try:
            self._process.stdin.write(json.dumps(task | limits).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = b""
        finally:
            watch.cancel()
        return json.loads(line) if line else self._death()

    def close(self) -> None:
        """End it and let go of everything."""
        self._process.kill()
        with self._process:
            self._complaints.close()

    def _death(self) -> dict[str, Any]:
        code = self._process.wait()
        self._complaints.seek(0)
        words = self._complaints.read()[-65_536:]
        timed_out = code in (-9, -24)
        if timed_out or any(sign in words for sign in _OUT_OF_MEMORY):
            return {"error": "too_large_expanded", "variant": "worker", "values": {}}
        return {"error": "corrupt_file", "variant": "", "values": {}}


_LOCK = threading.Lock()
_kept: list[_Worker] = []


def _worker() -> _Worker:
    """Return the worker, started anew where the last one is gone."""
    if _kept and not _kept[0].is_alive:
        _close()
    if not _kept:
        _kept.append(_Worker())
    return _kept[0]


@atexit.register
def _close() -> None:
    while _kept:
        _kept.pop().close()
