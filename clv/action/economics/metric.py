"""A figure that says how it came about: value, formula, and the numbers that went into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["money", "share", "orders", "customers", "ratio", "months"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and how it came about.

    Parameters
    ----------
    name : str
        Stable name.
    title : str
        Words for people.
    value : float or None
        None where it can't be had; `formula` says what is missing.
    kind : str
        What the value counts: money, share, orders, customers, ratio or months.
    formula : str
        How it is worked out, in words.
    parts : tuple of (str, float)
        The numbers that went into it, by their names in the formula.

    Examples
    --------
    >>> Figure("aov", "Order value", 2.0, "money", "revenue / orders", (("orders", 3.0),)).value
    2.0
    """

    name: str
    title: str
    value: float | None
    kind: Kind
    formula: str
    parts: tuple[tuple[str, float], ...] = ()


def figure(
    name: str,
    title: str,
    kind: Kind,
    formula: str,
    parts: dict[str, float | None],
    value: float | None,
) -> Figure:
    """Make a figure of the parts that are known.

    Examples
    --------
    >>> figure("aov", "Order value", "money", "revenue / orders", {"revenue": None}, None).parts
    ()
    """
    known = tuple((part, number) for part, number in parts.items() if number is not None)
    return Figure(name, title, value, kind, formula, known)


def ratio(above: float | None, below: float | None) -> float | None:
    """Divide, or return None where a number is missing or there is nothing to divide by.

    Examples
    --------
    >>> ratio(6.0, 3), ratio(6.0, 0), ratio(None, 3)
    (2.0, None, None)
    """
    return above / below if above is not None and below else None
