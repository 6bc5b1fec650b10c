"""A learner trained on a table, ready for new rows of the same kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from clv.errors import InputError, Notice
from clv.intake import TypedTable
from clv.learning.tabular.candidates import prediction
from clv.learning.tabular.encoding import Encoder
from clv.learning.tabular.intervals import Intervals

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """New rows with what is predicted of them.

    Parameters
    ----------
    frame : polars.DataFrame
        The rows as they came, and behind them, of a number, ``predicted TARGET``,
        ``TARGET low`` and ``TARGET high``; of a class, ``predicted TARGET`` and
        ``chance of CLASS`` for each class.
    predicted : polars.DataFrame
        The added columns alone.
    notices : tuple of Notice
        Columns that are missing or not known, cells that could not be read, new words.
    """

    frame: pl.DataFrame
    predicted: pl.DataFrame
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class TableModel:
    """A fitted learner of one column of a table.

    Parameters
    ----------
    target, kind : str
        The column predicted; ``"number"`` or ``"class"``.
    labels : tuple of str
        The classes.
    weights : tuple of float
        Of the classes, see `clv.learning.tabular.measures.class_weights`.
    learner, title : str
        What it was learnt with.
    encoder : Encoder
        How rows become numbers.
    intervals : Intervals or None
        The ranges of a number.
    floor : float or None
        No number is predicted below it.
    estimator : scikit-learn estimator
        Fitted.
    """

    target: str
    kind: str
    labels: tuple[str, ...]
    weights: tuple[float, ...]
    learner: str
    title: str
    encoder: Encoder
    intervals: Intervals | None
    floor: float | None
    estimator: Any = field(repr=False)

    def predict_matrix(self, inputs: Array) -> Array:
        """Predict from encoded rows: numbers, shape (n,), or chances, shape (n, classes)."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            predicted = prediction(self.estimator, inputs, self.kind, len(self.labels))
        return predicted if self.floor is None else np.maximum(predicted, self.floor)

    def score(self, table: TypedTable) -> Scored:
        """Predict the target of new rows.

        Raises
        ------
        InputError
            ``no_known_columns`` where the rows have none of the columns that were learnt from.
        """
        columns = self.encoder.read(table)
        if self.encoder.names and not columns:
            raise InputError("no_known_columns", names=self.encoder.names[:12])
        values = {name: column.values for name, column in columns.items()}
        predicted = self.predict_matrix(self.encoder.matrix(values, len(table)))
        added = self._numbers(predicted) if self.kind == "number" else self._chances(predicted)
        names = _free(added.columns, table.names)
        added = added.rename(names)
        notices = (*self._missing(table), *self._unread(columns), *self._new_words(values))
        return Scored(table.frame.hstack(added), added, notices)

    def _numbers(self, predicted: Array) -> pl.DataFrame:
        columns = {f"predicted {self.target}": predicted}
        if self.intervals is not None:
            low, high = self.intervals.around(predicted)
            floor = -np.inf if self.floor is None else self.floor
            columns[f"{self.target} low"] = np.minimum(np.maximum(low, floor), predicted)
            columns[f"{self.target} high"] = np.maximum(high, predicted)
        return pl.DataFrame(columns)

    def _chances(self, chances: Array) -> pl.DataFrame:
        places = np.argmax(chances * np.array(self.weights), axis=1)
        columns: dict[str, Any] = {
            f"predicted {self.target}": [self.labels[place] for place in places]
        }
        for number, label in enumerate(self.labels):
            columns[f"chance of {label}"] = chances[:, number]
        return pl.DataFrame(columns)

    def _missing(self, table: TypedTable) -> tuple[Notice, ...]:
        missing = tuple(name for name in self.encoder.names if name not in table.names)
        in_use = {*self.encoder.names, self.target}
        extra = tuple(name for name in table.names if name not in in_use)
        notices = []
        if missing:
            notices.append(Notice("columns_missing", names=missing[:12], count=len(missing)))
        if extra:
            notices.append(Notice("columns_unused", names=extra[:12], count=len(extra)))
        return tuple(notices)

    def _unread(self, columns: dict[str, Any]) -> tuple[Notice, ...]:
        return tuple(
            Notice("cells_unread", column=name, count=column.unread, kind=column.kind)
            for name, column in columns.items()
            if column.unread
        )

    def _new_words(self, values: dict[str, pl.Series]) -> tuple[Notice, ...]:
        notices = []
        for each in self.encoder.columns:
            if each.kind == "text" and each.name in values and each.words:
                words = values[each.name].drop_nulls().unique()
                new = words.filter(~words.is_in(each.words)) if not each.many else words.head(0)
                if len(new):
                    notices.append(Notice("new_words", column=each.name, count=len(new)))
        return tuple(notices)


def _free(names: list[str], taken: tuple[str, ...]) -> dict[str, str]:
    """Return names that no column of the rows has yet."""
    free: dict[str, str] = {}
    for name in names:
        new, number = name, 2
        while new in taken or new in free.values():
            new, number = f"{name} ({number})", number + 1
        free[name] = new
    return free
