"""The worker that reads what is untrusted: tasks on standard input, answers on standard output.

Started by `clv.intake.files.isolated` as ``python -m clv.intake.files.worker``.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from clv.errors import InputError
from clv.intake.files.json_records import read_json
from clv.intake.files.parquet import read_parquet
from clv.intake.files.raw import RawTable
from clv.intake.files.workbook import read_workbook, sheet_names
from clv.options import ReadHints

_IDLE_SECONDS = 120.0
_READERS: dict[str, Callable[[bytes, ReadHints], RawTable]] = {
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

    base = _address_space()
    for line in _lines_in_time():
        task = json.loads(line)
        hints = task["hints"] | {"sheet": _sheet(task["hints"]["sheet"])}
        with _limited(task["memory"], task["seconds"], base):
            answer = _answer(_READERS[task["kind"]], task, ReadHints(**hints))
        answers.write(json.dumps(answer, default=str).encode() + b"\n")
        answers.flush()


def _sheet(sheet: Any) -> Any:
    return tuple(sheet) if isinstance(sheet, list) else sheet


def _answer(
    read: Callable[[bytes, ReadHints], RawTable], task: dict[str, Any], hints: ReadHints
) -> dict[str, Any]:
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
