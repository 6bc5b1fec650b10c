"""What kind of value stands in a column, as far as it helps to see that a row is shifted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from clv.intake.values.date_formats import shape_of

NUMBER, DATE = "number", "date"
_LONGEST = 40
_MOST, _ENOUGH = 0.95, 3
_AMOUNT = re.compile(
    r"[-+(]?\s?[^\W\d_]{0,4}[^\w\s]?\s?[-+]?"
    r"(?:\d{1,3}(?:([.,'’\s])\d{2,3}(?:\1\d{3})*)?(?:(?!\1)[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"(?:[eE][-+]?\d+)?\s?[-)%]?\s?[^\w\s]?[^\W\d_]{0,4}"
)


def is_number(cell: str) -> bool:
    """Tell whether a cell holds one number, a currency beside it or not.

    Examples
    --------
    >>> is_number("1,234.50 €"), is_number("20.501.64"), is_number("2024-01-02")
    (True, False, False)
    """
    cell = cell.strip()
    return len(cell) <= _LONGEST and _AMOUNT.fullmatch(cell) is not None


def is_date(cell: str) -> bool:
    """Tell whether a cell holds a date and nothing else.

    Examples
    --------
    >>> is_date("2024-01-02 10:30"), is_date("2024-01-0220.50")
    (True, False)
    """
    cell = cell.strip()
    return len(cell) <= _LONGEST and shape_of(cell) is not None


_TESTS: dict[str, Callable[[str], bool]] = {DATE: is_date, NUMBER: is_number}


@dataclass(frozen=True, slots=True)
class Profile:
    """The kind of each column: `NUMBER`, `DATE`, or empty for any text.

    Examples
    --------
    >>> rows = [["a", "2024-01-02", "5.00"], ["b", "2024-01-03", ""], ["", "2024-01-04", "7"]]
    >>> profile = profile_of(rows * 3, 3)
    >>> profile.kinds, profile.fits(["c", "5.00", "7"]), profile.fits(["c", "2024-01-05"])
    (('', 'date', 'number'), False, True)
    """

    kinds: tuple[str, ...] = ()

    def fits(self, fields: Sequence[str]) -> bool:
        """Tell whether every cell is of its column's kind or empty."""
        return all(self._agreements(fields))

    def resembles(self, fields: Sequence[str]) -> bool:
        """Tell whether at least half of the cells that have a kind are of it."""
        agreements = list(self._agreements(fields))
        return 2 * sum(agreements) >= len(agreements)

    def _agreements(self, fields: Sequence[str]) -> Iterable[bool]:
        for kind, cell in zip(self.kinds, fields, strict=False):
            if kind:
                yield not cell.strip() or _TESTS[kind](cell)


NO_PROFILE = Profile()


def profile_of(rows: Sequence[Sequence[str]], width: int) -> Profile:
    """Judge each column by its filled cells."""
    return Profile(tuple(_kind([row[n] for row in rows if row[n].strip()]) for n in range(width)))


def _kind(cells: list[str]) -> str:
    if len(cells) >= _ENOUGH:
        for kind, test in _TESTS.items():
            if sum(map(test, cells)) >= _MOST * len(cells):
                return kind
    return ""
