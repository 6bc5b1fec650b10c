"""Read what is untrusted in a process of its own, with a limit on memory and time.

A flipped byte in a Parquet file or a workbook may abort the process that reads it, and a small file
may unfold to gigabytes: readers written in Rust and C++ give no chance to stop them from within.
One worker is kept and reused; it ends by itself when it is idle. What it answers is JSON and an
Arrow file, never a pickle.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.files.limits import memory_for
from clv.options import ReadHints

_IDLE_SECONDS = 120.0
_CPU_SECONDS, _CPU_SECONDS_A_MEGABYTE = 8, 3
_PATIENCE = 8
# Threads and pools reserve address space of their own, which would count as the file's.
_FRUGAL = {
    "POLARS_MAX_THREADS": "2",
    "OMP_NUM_THREADS": "2",
    "MALLOC_ARENA_MAX": "2",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
_OUT_OF_MEMORY = (
    b"memory allocation",
    b"MemoryError",
    b"bad_alloc",
    b"out of memory",
    b"Cannot allocate",
)


@dataclass(frozen=True)
class RawTable:
    """What a reader of workbooks, Parquet or JSON found.

    Parameters
    ----------
    frame : polars.DataFrame
        The records, with `clv.intake.files.raw.ROW`.
    notices : tuple of Notice
        What had to be said.
    doubled : bool
        Whether a column name stands twice.
    date_unit : str, optional
        What numbers in date columns count, where the file says so.
    malformed : tuple of (int, str)
        Row number and text of what is no record.
    """

    frame: pl.DataFrame
    notices: tuple[Notice, ...] = ()
    doubled: bool = False
    date_unit: str | None = None
    malformed: tuple[tuple[int, str], ...] = ()


def read_isolated(kind: str, data: bytes, hints: ReadHints) -> RawTable:
    """Read a file of this kind (a key of `readers`) in the worker.

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
            [sys.executable, "-m", "clv.intake.files.isolated"],
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
        words = self._complaints.read()[-4096:]
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


def readers() -> dict[str, Any]:
    """Return what can be read in the worker, by kind."""
    from clv.intake.files.json_records import read_json
    from clv.intake.files.parquet import read_parquet
    from clv.intake.files.workbook import read_workbook, sheet_names

    return {
        "xlsx": read_workbook,
        "sheets": lambda data, _hints: sheet_names(data),
        "parquet": lambda data, _hints: read_parquet(data),
        "json": lambda data, _hints: read_json(data),
    }


def _serve() -> None:
    """Be the worker: read tasks from standard input until it ends or nothing comes for long."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import fastexcel  # noqa: F401  (its memory, and Arrow's, is no file's)
    import pyarrow.parquet  # noqa: F401

    known, base = readers(), _address_space()
    for line in _lines_in_time():
        task = json.loads(line)
        hints = task["hints"] | {"sheet": _sheet(task["hints"]["sheet"])}
        with _limited(task["memory"], task["seconds"], base):
            answer = _answer(known[task["kind"]], task, ReadHints(**hints))
        answers.write(json.dumps(answer, default=str).encode() + b"\n")
        answers.flush()


def _sheet(sheet: Any) -> Any:
    return tuple(sheet) if isinstance(sheet, list) else sheet


def _answer(read: Any, task: dict[str, Any], hints: ReadHints) -> dict[str, Any]:
    try:
        table = read(Path(task["source"]).read_bytes(), hints)
        table.frame.write_ipc(task["result"])
    except InputError as error:
        return {"error": error.kind, "variant": error.variant, "values": error.values}
    except MemoryError:
        return {"error": "too_large_expanded", "variant": "worker", "values": {}}
    notices = [(n.code, n.variant, dict(n.values)) for n in table.notices]
    return {
        "notices": notices,
        "doubled": table.doubled,
        "date_unit": table.date_unit,
        "malformed": table.malformed,
    }


def _lines_in_time() -> Iterator[bytes]:
    while True:
        leave = threading.Timer(_IDLE_SECONDS, os._exit, (0,))
        leave.daemon = True
        leave.start()
        line = sys.stdin.buffer.readline()
        leave.cancel()
        if not line:
            return
        yield line


def _address_space() -> int:
    """Return the bytes of address space in use, 0 where that is not to be had."""
    pl.select(pl.int_range(10).shuffle().sort())
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


@contextlib.contextmanager
def _limited(memory: int, seconds: int, base: int) -> Iterator[None]:
    """Limit memory and processor time where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    limits = {resource.RLIMIT_CPU: spent + seconds} | (
        {resource.RLIMIT_AS: base + memory} if base else {}
    )
    for limit, value in limits.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, resource.getrlimit(limit)[1]))
    try:
        yield
    finally:
        for limit in limits:
            resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.getrlimit(limit)[1]))


if __name__ == "__main__":
    _serve()
