"""From the columns of a table to a matrix of numbers, and the same way for rows that come later.

Numbers stay numbers, a date becomes its day and its month, yes is one and no is nought. A word of a
few is a column of its own that says whether it stands there; a word of many is a code, for which
`many` names the columns: they are replaced by what was seen with them, inside each fold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.intake import Column, TypedTable, read_column

Array = npt.NDArray[np.float64]
FEW_WORDS = 12  # as columns of their own
MOST_WORDS = 2_000  # of a column with many
ROWS_FOR_MANY = 200  # below them, rarer words tell nothing


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one column becomes numbers.

    Parameters
    ----------
    name, kind : str
        Of the column, see `clv.intake.Column`.
    words : tuple of str
        Those known of a column of words, the most frequent first.
    many : bool
        Whether they are too many for columns of their own.
    """

    name: str
    kind: str
    words: tuple[str, ...] = ()
    many: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """What each of its columns in the matrix holds."""
        if self.kind == "date":
            return ("day", "month")
        return self.words if self.kind == "text" and not self.many else ("",)

    def matrix(self, values: pl.Series) -> Array:
        """Turn a column that was read as its kind into numbers, NaN where unknown."""
        if self.kind == "date":
            parts = [values.dt.epoch("d"), values.dt.month()]
        elif self.kind != "text":
            parts = [values]
        elif self.many:
            codes = dict(zip(self.words, range(1, len(self.words) + 1), strict=True))
            parts = [values.replace_strict(codes, default=0, return_dtype=pl.Int64)]
        else:
            parts = [(values == word).fill_null(value=False) for word in self.words]
        numbers = [part.cast(pl.Float64).to_numpy() for part in parts]
        return np.column_stack(numbers) if numbers else np.empty((len(values), 0))


@dataclass(frozen=True, slots=True)
class Encoder:
    """How the columns of a table become a matrix.

    Parameters
    ----------
    columns : tuple of Encoding
        By name, so that the order of the file does not matter.
    """

    columns: tuple[Encoding, ...]

    @classmethod
    def of(cls, table: TypedTable, names: Sequence[str], rows: npt.NDArray[np.int64]) -> Self:
        """Learn from some rows what words there are."""
        there = {column.name: column for column in table.columns}
        encodings = [_encoding(there[name], rows) for name in sorted(names)]
        return cls(tuple(each for each in encodings if each.parts))

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the table that it looks at."""
        return tuple(each.name for each in self.columns)

    @property
    def origins(self) -> tuple[str, ...]:
        """For each column of the matrix the column of the table it comes from."""
        return tuple(each.name for each in self.columns for _part in each.parts)

    @property
    def many(self) -> tuple[int, ...]:
        """Places in the matrix of the codes of words that are many."""
        starts = np.cumsum([0, *(len(each.parts) for each in self.columns)])
        return tuple(
            int(start) for start, each in zip(starts, self.columns, strict=False) if each.many
        )

    def matrix(self, columns: Mapping[str, pl.Series], rows: int) -> Array:
        """Turn columns, read as their kinds, into numbers; one that is missing is unknown."""
        parts = []
        for each in self.columns:
            values = columns.get(each.name)
            if values is None:
                parts.append(np.full((rows, len(each.parts)), np.nan))
            else:
                parts.append(each.matrix(values))
        whole = np.hstack(parts) if parts else np.empty((rows, 0))
        return whole.astype(np.float32).astype(np.float64)

    def read(self, table: TypedTable) -> dict[str, Column]:
        """Read the columns of another table as the kinds they had here."""
        there = {column.name: column for column in table.columns}
        return {
            each.name: there[each.name]
            if there[each.name].kind == each.kind
            else read_column(table.frame[each.name], kind=each.kind)  # type: ignore[arg-type]
            for each in self.columns
            if each.name in there
        }

    def to_json(self) -> list[dict[str, Any]]:
        """Write it as JSON types."""
        return [asdict(each) for each in self.columns]

    @classmethod
    def from_json(cls, content: Sequence[Mapping[str, Any]]) -> Self:
        """Bring it back."""
        return cls(
            tuple(
                Encoding(str(each["name"]), str(each["kind"]), tuple(map(str, each["words"])),
                         bool(each["many"]))
                for each in content
            )
        )  # fmt: skip


def _encoding(column: Column, rows: npt.NDArray[np.int64]) -> Encoding:
    if column.kind != "text":
        return Encoding(column.name, column.kind)
    texts = column.values[rows].drop_nulls().alias("text").to_frame()
    counts = texts.group_by("text").len(t.ROWS).filter(pl.col(t.ROWS) > 1)
    words = counts.sort(t.ROWS, "text", descending=[True, False])["text"].to_list()
    many = len(words) > FEW_WORDS and len(rows) >= ROWS_FOR_MANY
    return Encoding(column.name, "text", tuple(words[: MOST_WORDS if many else FEW_WORDS]), many)
