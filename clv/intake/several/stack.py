"""Several files as one: those of one shape one below the other, others joined by their keys."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from clv.errors import Notice
from clv.intake.files.raw import ROW, Input, Raw
from clv.intake.several.join import joined_by_keys
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
        alike = next((shape for shape in shapes if set(shape[0].columns) <= set(raw.columns)), None)
        if alike is None:
            shapes.append([raw])
        else:
            alike.append(raw)
    stacked = [_stacked(shape, hints) for shape in shapes]
    return stacked[0] if len(stacked) == 1 else joined_by_keys(stacked, hints)


def _stacked(opened: list[Raw], hints: ReadHints) -> Raw:
    """Put files of one shape one below the other; row numbers run on."""
    if len(opened) == 1:
        return opened[0]
    first, as_text = opened[0], _differ(opened)
    wanted = [pl.col(name).cast(pl.String) if as_text else pl.col(name) for name in first.columns]
    frames, malformed, short, starts, offset = [], [], [], [], 0
    for raw in opened:
        starts.append(offset)
        further = pl.col(ROW) + offset
        frames.append(raw.frame.select(further, *wanted))
        malformed.append(raw.malformed.with_columns(further))
        short += [] if raw.short is None else [raw.short.with_columns(further)]
        rows = pl.concat([raw.frame.select(ROW), raw.malformed.lazy().select(ROW)])
        offset += rows.select(pl.col(ROW).max()).collect().item() or 0
    return Raw(
        input=together_named([raw.input for raw in opened]),
        frame=pl.concat(frames),
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


def together_named(parts: Sequence[Input]) -> Input:
    """Return one passport for several files."""
    return Input(
        file=" + ".join(part.file for part in parts),
        bytes=sum(part.bytes for part in parts),
        format=parts[0].format,
        encoding=parts[0].encoding,
        content=tuple(parts),
    )


def _differ(opened: list[Raw]) -> bool:
    """Whether the files hold their columns in different types, so that text must join them."""
    schemas = [dict(raw.frame.collect_schema()) for raw in opened]
    return any(
        schema.get(name) != schemas[0][name] for schema in schemas for name in opened[0].columns
    )
