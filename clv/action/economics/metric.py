"""A metric that says how it came about: its value, and the numbers that went into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["money", "share", "orders", "customers", "ratio", "months"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric and how it came about.

    Parameters
    ----------
    name : str
        Stable name; `clv.present.words.economics` has its title and its formula.
    kind : str
        What the value counts: money, share, orders, customers, ratio or months.
    value : float or None
        None where it can't be had.
    parts : tuple of (str, float)
        The numbers that went into it, by stable names.

    Examples
    --------
    >>> Metric("aov", "money", 2.0, (("orders", 3.0),)).value
    2.0
    """

    name: str
    kind: Kind
    value: float | None
    parts: tuple[tuple[str, float], ...] = ()


def metric(name: str, kind: Kind, value: float | None, **parts: float | None) -> Metric:
    """Make a metric of the parts that are known.

    Examples
    --------
    >>> metric("aov", "money", None, revenue=None).parts
    ()
    """
    numbers = tuple((part, float(number)) for part, number in parts.items() if number is not None)
    return Metric(name, kind, value, numbers)


def ratio(above: float | None, below: float | None) -> float | None:
    """Divide, or return None where a number is missing or there is nothing to divide by.

    Examples
    --------
    >>> ratio(6.0, 3), ratio(6.0, 0), ratio(None, 3)
    (2.0, None, None)
    """
    return above / below if above is not None and below else None
