"""What the cells of a file's first rows say about its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from clv.errors import InputError
from clv.intake.columns.guests import is_guest
from clv.intake.columns.header_words import header
from clv.intake.columns.truths import NO, YES
from clv.intake.files.raw import Raw
from clv.intake.values import money
from clv.intake.values.date_formats import shape_of
from clv.intake.values.money import looks_like_money

_LOOKED_AT, _EXAMPLES, _LONGEST = 60, 5, 60
_USUAL_PIECES, _MOST_PIECES, _NEARLY, _NEARLY_ALL = 20, 200, 0.8, 0.9
_NUMBERS = ("amount", "quantity", "unit_price", "discount", "refund")


@dataclass(frozen=True)
class Facts:
    r"""The sample of a file, column by column.

    Parameters
    ----------
    raw : Raw
        The opened file.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> facts = Facts(load(b"Who,Pieces\na,2\nguest,3\na,1\n"))
    >>> facts.filled("Who"), facts.distinct("Who"), facts.are_pieces("Pieces")
    (0.6666666666666666, 1, True)
    """

    raw: Raw
    _texts: dict[str, pl.Series] = field(default_factory=dict, repr=False)
    _numbers: dict[str, pl.Series | None] = field(default_factory=dict, repr=False)
    _values: dict[str, list[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in the order of the file."""
        return self.raw.columns

    @cached_property
    def rows(self) -> int:
        """Rows looked at."""
        return self.raw.sample.height

    def is_nested(self, column: str) -> bool:
        """Tell whether a column holds lists or structs."""
        return self.raw.sample[column].dtype.is_nested()

    def texts(self, column: str) -> pl.Series:
        """Return a column's cells as text, empty ones as null."""
        if column not in self._texts:
            cells = self.raw.sample[column]
            text = (
                pl.repeat(None, self.rows, dtype=pl.String, eager=True)
                if cells.dtype.is_nested() or cells.dtype == pl.Binary
                else cells.cast(pl.String, strict=False).str.strip_chars()
            )
            self._texts[column] = text.set(text == "", None)
        return self._texts[column]

    def values(self, column: str) -> list[str]:
        """Return a column's first different values."""
        if column not in self._values:
            different = self.texts(column).drop_nulls().unique(maintain_order=True)
            self._values[column] = different[:_LOOKED_AT].to_list()
        return self._values[column]

    def examples(self, column: str) -> tuple[str, ...]:
        """Return some of them, shortened, also of a column of lists."""
        if self.is_nested(column):
            shown = self.raw.sample[column].drop_nulls().head(_EXAMPLES).to_list()
            return tuple(str(value)[:_LONGEST] for value in shown)
        return tuple(value[:_LONGEST] for value in self.values(column)[:_EXAMPLES])

    def numbers(self, column: str) -> pl.Series | None:
        """Return a column read as money; None where it can't be."""
        if column not in self._numbers:
            self._numbers[column] = read_money(self.texts(column))
        return self._numbers[column]

    def people(self, column: str) -> pl.Series:
        """Return the cells that name somebody: neither empty nor a guest."""
        texts = self.texts(column).drop_nulls()
        return texts.filter(~is_guest(texts))

    def filled(self, column: str) -> float:
        """Return the share of rows that name somebody."""
        return len(self.people(column)) / max(self.rows, 1)

    def distinct(self, column: str) -> int:
        """Count different people."""
        return self.people(column).n_unique()

    def are_pieces(self, column: str) -> bool:
        """Tell whether a column holds small whole numbers only, as pieces are."""
        numbers = self.numbers(column)
        pieces = numbers.drop_nulls() if numbers is not None else pl.Series(dtype=pl.Float64)
        if pieces.is_empty():
            return False
        usual = float((pieces <= _USUAL_PIECES).sum()) >= _NEARLY * len(pieces)
        whole = (pieces == pieces.round(0)).all()
        return bool(usual and whole and pieces.is_between(0, _MOST_PIECES).all())

    def are_truths(self, column: str) -> bool:
        """Tell whether a column only says yes or no."""
        values = {value.casefold() for value in self.values(column)}
        return bool(values) and values <= (YES | NO)

    def are_days(self, column: str) -> bool:
        """Tell whether nearly all cells are days, written as such and not as plain numbers."""
        values = self.values(column)
        days = [shape_of(value) is not None and not value.isdigit() for value in values]
        return bool(days) and sum(days) >= _NEARLY_ALL * len(days)

    def fit(self, role: str, column: str) -> float:
        """Return the share of values that can play a role; 1 where any text can."""
        values = self.values(column)
        if not values:
            return 0.5
        if role == "date":
            return sum(_is_date(value) for value in values) / len(values)
        if role in _NUMBERS:
            return sum(looks_like_money(value) for value in values) / len(values)
        return 1.0


def _is_date(value: str) -> bool:
    return shape_of(value) is not None or bool(re.fullmatch(r"\d{9,19}(\.\d{1,9})?", value))


def read_money(cells: pl.Series) -> pl.Series | None:
    """Return cells read as money; None where they can't be.

    Examples
    --------
    >>> read_money(pl.Series(["1,50", "2"])).to_list(), read_money(pl.Series([[1]])) is None
    ([1.5, 2.0], True)
    """
    try:
        return money.parse(cells).values
    except InputError:
        return None


def is_money_column(column: str) -> bool:
    """Tell by its header whether a column may hold money or pieces of a line.

    Examples
    --------
    >>> is_money_column("Item price"), is_money_column("quantity"), is_money_column("Note")
    (True, True, False)
    """
    return bool(
        header(column).concepts & {"money", "price", "quantity", "shipping", "gross", "net"}
    )
