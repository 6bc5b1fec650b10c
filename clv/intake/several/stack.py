"""Several files as one: those of one shape one below the other, others joined by their keys."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.guess import guess
from clv.intake.columns.names import fold
from clv.intake.files.raw import ROW, Raw
from clv.intake.several.join import joined_by_keys, together_named
from clv.options import ReadHints


def together(opened: Sequence[Raw], hints: ReadHints) -> Raw:
    """Make one table of several opened files.

    Raises
    ------
    InputError
        ``different_columns`` where files of different shape have no key that joins them.
    """
    if len(opened) == 1:
        return opened[0]
    shapes: list[list[Raw]] = []
    for raw in opened:
        alike = next((shape for shape in shapes if _are_alike(shape[0], raw)), None)
        if alike is None:
            shapes.append([raw])
        else:
            alike.append(raw)
    stacked = [_stacked(shape, hints) for shape in shapes]
    return stacked[0] if len(stacked) == 1 else joined_by_keys(stacked, hints)


def _are_alike(one: Raw, other: Raw) -> bool:
    """Tell whether two files are parts of one log, a column more or less beside."""
    first, second = ({fold(name) for name in raw.columns} for raw in (one, other))
    if first == second:
        return True
    smaller = min(one, other, key=lambda raw: len(raw.columns))
    return (first < second or second < first) and _is_log(smaller)


def _is_log(raw: Raw) -> bool:
    try:
        return not guess(raw).sure.missing
    except InputError:
        return False


def _stacked(opened: list[Raw], hints: ReadHints) -> Raw:
    """Put files of one shape one below the other; row numbers run on."""
    if len(opened) == 1:
        return opened[0]
    first, as_text = opened[0], _differ(opened)
    names = {fold(name): name for raw in reversed(opened) for name in reversed(raw.columns)}
    frames, malformed, short, starts, offset = [], [], [], [], 0
    for raw in opened:
        starts.append(offset)
        further = pl.col(ROW) + offset
        columns = [
            (pl.col(name).cast(pl.String) if as_text else pl.col(name)).alias(names[fold(name)])
            for name in raw.columns
        ]
        frames.append(raw.frame.select(further, *columns))
        malformed.append(raw.malformed.with_columns(further))
        short += [] if raw.short is None else [raw.short.with_columns(further)]
        rows = pl.concat([raw.frame.select(ROW), raw.malformed.lazy().select(ROW)])
        offset += rows.select(pl.col(ROW).max()).collect().item() or 0
    return Raw(
        input=together_named([raw.input for raw in opened]),
        frame=pl.concat(frames, how="diagonal"),
        malformed=pl.concat(malformed),
        notices=(
            Notice("several_files", count=len(opened)),
            *dict.fromkeys(notice for raw in opened for notice in raw.notices),
        ),
        hints=hints,
        short=pl.concat(short) if short else None,
        delimiter=first.delimiter,
        starts=tuple(starts),
    )


def _differ(opened: list[Raw]) -> bool:
    """Whether the files hold their columns in different types, so that text must join them."""
    types: dict[str, set[pl.DataType]] = {}
    for raw in opened:
        for name, kind in raw.frame.collect_schema().items():
            types.setdefault(fold(name), set()).add(kind)
    return any(len(kinds) > 1 for kinds in types.values())
