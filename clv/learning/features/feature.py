"""What a feature is: a plain name, a unit, a meaning, and one expression over purchase days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

# Columns of the purchase-day table that the expressions read.
DAY = "day"
GAP = "gap"
HOUR = "hour"
ORDERS = "orders"
RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Window:
    """The day of the cut and how many days will be looked ahead from it.

    Examples
    --------
    >>> Window(date(2024, 1, 31), 90).horizon
    90
    """

    cut: date
    horizon: int

    @property
    def ago(self) -> pl.Expr:
        """Days from each purchase day to the cut, as an expression."""
        return (pl.lit(self.cut) - pl.col(DAY)).dt.total_days()

    def decay(self, half_life: float) -> pl.Expr:
        """Weight of a purchase day: 1 on the day of the cut, a half `half_life` days before."""
        return 0.5 ** (self.ago / half_life)

    def within(self, days: float) -> pl.Expr:
        """Whether a purchase day lies in the last `days` days before the cut."""
        return self.ago < days


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing learning looks at.

    Parameters
    ----------
    name : str
        Column name, stable.
    title : str
        Plain name for people, in English; pages pass it through `clv.words`.
    unit : str
        ``"days"``, ``"money"``, ``"orders"``, ``"share"``, ``"ratio"``, ``"probability"`` …
    meaning : str
        One line for people.
    expression : callable
        Window -> expression over one customer's purchase days, in time order; None for columns
        that a family computes by other means.
    phrase : str
        The feature inside a sentence about one customer, with ``{value}``, and where it helps
        ``{horizon}``, ``{half}``, ``{quarter}`` for the days looked ahead; the title where empty.
    """

    name: str
    title: str
    unit: str
    meaning: str
    expression: Callable[[Window], pl.Expr] | None = None
    phrase: str = ""

    def column(self, window: Window) -> pl.Expr:
        """Return the feature as a named Float64 expression, infinities and NaN made null."""
        if self.expression is None:
            raise TypeError(f"{self.name} is not computed from purchase days alone")
        value = self.expression(window).cast(pl.Float64)
        return pl.when(value.is_finite()).then(value).alias(self.name)
