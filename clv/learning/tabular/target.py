"""What is to be predicted: a number, or one of several classes, by the evidence of its values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.errors import InputError, Notice, UnsuitableDataError
from clv.intake import Column, TypedTable, read_column

Array = npt.NDArray[np.float64]
Kind = Literal["number", "class"]
FEWEST_ROWS = 10  # with a target
FEWEST_OF_EACH = 3  # rows of a class; a rarer one can't be held back and learnt at once
MOST_CLASSES = 30
FEW_CODES = 10  # whole numbers up to which many rows share each are codes of classes
ROWS_A_CODE = 10
_CALLED = (  # the likeliest first
    r"lifetime.?value|\bclv\b|\bltv\b|cltv",
    "churn|attrition|exited|流失|kündig|abgewandert|résili",
    "target|label|outcome|converted|标签",
    "status|response",
)


@dataclass(frozen=True, eq=False)
class Target:
    """The column to predict, for the rows that have it.

    Parameters
    ----------
    name : str
        The header.
    kind : {"number", "class"}
        What it is.
    values : ndarray of shape (n,)
        The number, or the place of the class in `labels`.
    rows : ndarray of int of shape (n,)
        The places of these rows in the table.
    labels : tuple of str
        The classes as they are written, the most frequent first; empty for a number.
    notices : tuple of Notice
        What had to be decided.
    """

    name: str
    kind: Kind
    values: Array
    rows: npt.NDArray[np.int64]
    labels: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def shares(self) -> Array:
        """Share of the rows that each class has."""
        counts = np.bincount(self.values.astype(np.int64), minlength=len(self.labels))
        shares: Array = counts / max(1, len(self.values))
        return shares


def likely_target(table: TypedTable) -> str:
    r"""Guess which column is to be predicted: one that is called like a target, else the last.

    Examples
    --------
    >>> from clv.intake import load_table
    >>> likely_target(load_table(b"id,churned,city\n1,yes,Rome\n"))
    'churned'
    """
    names = [column.name for column in table.columns if column.kind != "date"]
    for pattern in _CALLED:
        called = [name for name in names if re.search(pattern, name, re.IGNORECASE)]
        if called:
            return min(called, key=len)
    return (names or [column.name for column in table.columns])[-1]


def target_of(table: TypedTable, name: str, kind: str = "auto") -> Target:
    r"""Take the column to predict out of a table.

    Parameters
    ----------
    table : TypedTable
        The table.
    name : str
        The header of the column.
    kind : {"auto", "number", "class"}
        What it is, where a person says it.

    Raises
    ------
    InputError
        ``unknown_column``; ``no_such_target`` where the column can't be what it is said to be.
    UnsuitableDataError
        ``too_few_rows``, ``one_class``, ``one_value``.

    Examples
    --------
    >>> from clv.intake import load_table
    >>> text = "plan,status\n" + "a,gone\n" * 6 + "b,here\n" * 6
    >>> target = target_of(load_table(text.encode()), "status")
    >>> target.kind, target.labels
    ('class', ('gone', 'here'))
    """
    column = table.column(name)
    if kind == "auto":
        chosen, why = _evidence(column)
    else:
        chosen, why = ("number" if kind == "number" else "class"), "forced"
    kind_notice = Notice("target_kind", variant=f"{chosen}_{why}", column=name)
    if chosen == "number":
        return _number(table, column, kind_notice)
    return _classes(table, name, kind_notice)


def _evidence(column: Column) -> tuple[Kind, str]:
    """Tell by the values what a column is, and why."""
    if column.kind == "date":
        raise InputError("no_such_target", variant="date", column=column.name)
    if column.kind != "number":
        return "class", "words"
    values = column.values.drop_nulls()
    different = values.n_unique()
    codes = bool((values == values.floor()).all()) and float(np.ptp(values.to_numpy())) < different
    if different <= 2 or (codes and different <= min(FEW_CODES, len(values) // ROWS_A_CODE)):
        return "class", "codes"
    return "number", "values"


def _number(table: TypedTable, column: Column, kind_notice: Notice) -> Target:
    if column.kind != "number":
        column = read_column(table.frame[column.name], kind="number")
    values = column.values.to_numpy().astype(np.float64)
    rows = np.flatnonzero(np.isfinite(values))
    if len(rows) == 0:
        raise InputError("no_such_target", variant="number", column=column.name)
    _refuse_few(len(rows), column.name)
    if np.ptp(values[rows]) == 0:
        raise UnsuitableDataError("one_value", column=column.name)
    unread = Notice("target_unread", column=column.name, count=column.unread)
    notices = (
        kind_notice,
        *((unread,) if column.unread else ()),
        *_missing(len(values), len(rows)),
    )
    return Target(column.name, "number", values[rows], rows, (), notices)


def _classes(table: TypedTable, name: str, kind_notice: Notice) -> Target:
    texts = table.texts(name).alias("text")
    counts = texts.drop_nulls().to_frame().group_by("text").len(t.ROWS)
    counts = counts.sort(t.ROWS, "text", descending=[True, False])
    common = counts.filter(pl.col(t.ROWS) >= FEWEST_OF_EACH)
    labels = tuple(common["text"].to_list())
    _refuse_few(int(common[t.ROWS].sum()), name)
    if len(labels) > MOST_CLASSES:
        raise InputError(
            "no_such_target", variant="classes", column=name, count=len(labels), most=MOST_CLASSES
        )
    if len(labels) < 2:
        raise UnsuitableDataError("one_class", column=name, least=FEWEST_OF_EACH)
    codes = dict(zip(labels, range(len(labels)), strict=True))
    coded = texts.replace_strict(codes, default=None, return_dtype=pl.Float64)
    places = coded.to_numpy()
    rows = np.flatnonzero(np.isfinite(places))
    rare = counts.height - len(labels)
    few = (Notice("rare_classes", count=rare, rows=int(counts[t.ROWS].sum()) - len(rows)),)
    missing = _missing(len(texts), len(texts) - texts.null_count())
    notices = (kind_notice, *(few if rare else ()), *missing)
    target = Target(name, "class", places[rows], rows, labels, notices)
    share = float(target.shares.min())
    uneven = Notice("uneven_classes", label=labels[-1], share=share)
    notices = (*notices, uneven) if share < UNEVEN else notices
    return Target(name, "class", places[rows], rows, labels, notices)


UNEVEN = 0.2
"""Share of the rarest class below which two classes are told apart by lift, not by majority."""


def _refuse_few(rows: int, name: str) -> None:
    if rows < FEWEST_ROWS:
        raise UnsuitableDataError("too_few_rows", column=name, rows=rows, least=FEWEST_ROWS)


def _missing(rows: int, there: int) -> tuple[Notice, ...]:
    return (Notice("rows_without_target", count=rows - there),) if there < rows else ()
