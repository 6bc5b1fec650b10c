"""Rows that a bench has made already, kept in a file: a run that was stopped goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars as pl

Key = tuple[Any, ...]


def kept_rows(
    path: Path, keys: Iterable[Key], make: Callable[..., dict[str, Any] | None]
) -> pl.DataFrame:
    """Make a row for each key, but for those that stand in `path`; None makes none."""
    lines = path.read_text().splitlines() if path.exists() else []
    done = {tuple(key): row for key, row in map(json.loads, lines)}
    keys = list(keys)
    with path.open("a") as file:
        for key in keys:
            if key not in done:
                done[key] = make(*key)
                file.write(json.dumps([key, done[key]]) + "\n")
                file.flush()
    rows = [done[key] for key in keys if done[key] is not None]
    return pl.DataFrame(rows, infer_schema_length=None)
