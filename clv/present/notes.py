"""The run passport as the notes sheet of a workbook: what was read, decided, fitted and judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Note = tuple[str, str]

_TOO_LONG = ("ledger", "backtest", "warnings")  # they have files of their own


def notes_of(passport: Mapping[str, Any]) -> list[Note]:
    """Write a passport as pairs of what and how, the long tables left out.

    Parameters
    ----------
    passport : mapping
        From `clv.present.report`.

    Examples
    --------
    >>> notes_of({"input": {"file": "a.csv"}, "models": [{"name": "bg_nbd"}], "ledger": [1]})
    [('input file', 'a.csv'), ('models 1 name', 'bg_nbd')]
    """
    return [
        (name, value)
        for key, part in passport.items()
        if key not in _TOO_LONG
        for name, value in _flat(key, part)
    ]


def _flat(name: str, part: Any) -> Iterator[Note]:
    if isinstance(part, Mapping):
        for key, inner in part.items():
            yield from _flat(f"{name} {key}", inner)
    elif isinstance(part, list | tuple):
        for number, inner in enumerate(part, start=1):
            yield from _flat(f"{name} {number}", inner)
    elif part is not None and part != "":
        yield name, str(part)
