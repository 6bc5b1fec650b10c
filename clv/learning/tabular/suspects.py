"""Columns that nothing may be learnt from: ids, constants, and answers in disguise.

A column that is the target in other words (a code for each class, the same sum in another
currency, a reason that only those who left have) makes every test shine and every forecast fail:
for new rows nobody knows it yet.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from clv.errors import Notice
from clv.intake import Column, TypedTable
from clv.learning.tabular.target import Target

Array = npt.NDArray[np.float64]
ALL_DIFFERENT = 0.9  # share of different words from which a column names rows
FEWEST_IDS = 10
ONE_TO_ONE = 0.995  # share of the rows for which a value and a class stand for each other
SAME_ORDER = 0.9995  # rank correlation of a number that is the target in another unit
TELLS_ALONE = 0.995  # share that a single column explains before it is doubted
FEWEST_TO_DOUBT = 50
ROWS = 5_000  # looked at


def left_out(
    table: TypedTable, target: Target, keep: Sequence[str] = ()
) -> tuple[dict[str, str], tuple[Notice, ...]]:
    """Find the columns that nothing may be learnt from.

    Parameters
    ----------
    table : TypedTable
        The table.
    target : Target
        What is to be predicted.
    keep : sequence of str
        Columns that a person wants to keep all the same.

    Returns
    -------
    reasons : dict of str to str
        Column -> ``"identifier"``, ``"constant"``, ``"empty"`` or ``"leak"``.
    notices : tuple of Notice
        The same to be said, one a reason, and columns to be doubted.
    """
    reasons: dict[str, str] = {}
    doubted = []
    for column in table.columns:
        if column.name in (target.name, *keep):
            continue
        reason = _reason(table, column, target)
        if reason:
            reasons[column.name] = reason
        elif _tells_alone(_codes(table, column, target.rows), target):
            doubted.append(column.name)
    notices = [
        Notice("columns_left_out", variant=why, names=names)
        for why in ("leak", "identifier", "constant", "empty")
        if (names := tuple(name for name, reason in reasons.items() if reason == why))
    ]
    if doubted:
        notices.append(Notice("columns_doubted", names=tuple(doubted), target=target.name))
    return reasons, tuple(notices)


def _reason(table: TypedTable, column: Column, target: Target) -> str:
    values = column.values[target.rows]
    different = values.drop_nulls().n_unique()
    if different == 0:
        return "empty"
    if _is_the_answer(table, column, target):
        return "leak"
    if different == 1 and values.null_count() == 0:
        return "constant"
    return "identifier" if _names_rows(column, values, different) else ""


def _names_rows(column: Column, values: pl.Series, different: int) -> bool:
    """Whether almost every row has a value of its own that is no measure."""
    there = values.drop_nulls()
    if different < FEWEST_IDS:
        return False
    if column.kind == "text":
        return different >= ALL_DIFFERENT * len(there)
    if column.kind != "number" or different < len(there):
        return False
    whole = bool((there == there.floor()).all())
    numbered = np.ptp(there.to_numpy()) < 1.5 * len(there)
    return whole and (bool(numbered) or column.is_identifier)


def _is_the_answer(table: TypedTable, column: Column, target: Target) -> bool:
    """Whether a column is the target in other words."""
    if target.kind == "number":
        return _same_order(column.values[target.rows], target.values)
    classes = pl.Series("class", target.values)
    texts = table.texts(column.name)[target.rows]
    if _one_to_one(texts.fill_null(""), classes, len(target.labels)):
        return True
    # A reason that only those of one class have.
    return len(target.labels) == 2 and _one_to_one(texts.is_null(), classes, 2)


def _one_to_one(values: pl.Series, classes: pl.Series, labels: int) -> bool:
    if not labels <= values.n_unique() <= 2 * labels:
        return False
    counts = pl.DataFrame({"value": values, "class": classes}).group_by("value", "class").len()
    both = (
        counts.group_by(side).agg(pl.col("len").max())["len"].sum() for side in ("value", "class")
    )
    return all(agreeing >= ONE_TO_ONE * len(values) for agreeing in both)


def _same_order(values: pl.Series, targets: Array) -> bool:
    """Whether a number rises or falls with the target, row by row."""
    from scipy.stats import rankdata

    if values.dtype != pl.Float64:
        return False
    numbers = values.to_numpy()
    there = np.isfinite(numbers)
    ranks = [rankdata(column[there]) for column in (numbers, targets)]
    if there.sum() < FEWEST_IDS or there.mean() < 0.5 or any(np.ptp(rank) == 0 for rank in ranks):
        return False
    return bool(abs(np.corrcoef(ranks)[0, 1]) >= SAME_ORDER)


def _codes(table: TypedTable, column: Column, rows: npt.NDArray[np.int64]) -> Array:
    if column.kind == "text":
        values = table.texts(column.name)[rows].rank("dense")
    else:
        values = column.values[rows].to_physical()
    return values.cast(pl.Float64).fill_null(-1e9).to_numpy()


def _tells_alone(codes: Array, target: Target) -> bool:
    """Whether a small tree on one column alone explains almost all of the target."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    if len(codes) < FEWEST_TO_DOUBT:
        return False
    size = {"max_leaf_nodes": 4 * max(2, len(target.labels)), "random_state": 0}
    classes = target.kind == "class"
    tree = DecisionTreeClassifier(**size) if classes else DecisionTreeRegressor(**size)
    some = np.random.default_rng(0).permutation(len(codes))[:ROWS]
    inputs, targets = codes[some, None], target.values[some]
    score = float(tree.fit(inputs, targets).score(inputs, targets))
    plain = float(target.shares.max()) if classes else 0.0
    return (score - plain) / max(1e-9, 1 - plain) >= TELLS_ALONE
