"""Where each customer stands between the first order and the last, by their own rhythm.

Thirty days of silence are much for one who orders weekly and nothing for one who orders twice a
year. So each customer's silence is held against their own gaps between orders, steadied by
everybody's where they have few: with ``x`` repeat orders in ``t`` days, a mean gap ``G`` of all
customers, and the weight of ``k`` gaps given to it, gaps follow a Lomax distribution::

    P(gap > s) = ((k G + t) / (k G + t + s)) ** (k + x)

which is what a Poisson process has for one whose rate is gamma distributed, as in the NBD model.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv.tables import CUSTOMER_ID, FREQUENCY, LAST_ORDER, QUIET_UNTIL, RECENCY, T
from clv.words import _

STAGE, TYPICAL_GAP, LOST_FROM = "stage", "typical_gap", "lost_from"
_PRIOR_GAPS = 3.0
_SLEEPING, _LOST = 0.10, 0.02  # a silence that so few of one's own gaps would outlast
_FALLBACK_GAP = 90.0  # days; where nobody came back there is no rhythm to learn


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the lifecycle: the name in tables and files, and what it means.

    Examples
    --------
    >>> STAGES[4].title, STAGES[4].meaning
    ('Sleeping', 'Silent for longer than nine of ten of their own gaps')
    """

    name: str
    _meaning: str

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return _(self.name)

    @property
    def meaning(self) -> str:
        """Who is in it, in one line."""
        return _(self._meaning)


STAGES: tuple[Stage, ...] = (
    Stage("Acquisition", "First order made, the second not yet overdue"),
    Stage("Conversion", "Second order made, the third not yet overdue"),
    Stage("Active", "Three orders or more, silent for no longer than their typical gap"),
    Stage("Retention", "Three orders or more, the next one due: remind them now"),
    Stage("Sleeping", "Silent for longer than nine of ten of their own gaps"),
    Stage("Lost", "Silent for longer than 98 of 100 of their own gaps"),
)


def typical_gap(customers: pl.DataFrame) -> float:
    """Return the mean gap between purchase days of all who came back, in days.

    Examples
    --------
    >>> typical_gap(pl.DataFrame({"frequency": [0, 3], "recency": [0, 60]}))
    20.0
    """
    days, gaps = customers.select(pl.col(RECENCY).sum(), pl.col(FREQUENCY).sum()).row(0)
    return float(days / gaps) if gaps else _FALLBACK_GAP


def longest_normal(share: float, everybodys_gap: float) -> pl.Expr:
    """Return the silence in days that a `share` of the customer's own gaps would outlast.

    It is the ``1 − share`` quantile of the Lomax distribution above, of columns ``frequency`` and
    ``recency``: ``(k G + t) (share ** (−1 / (k + x)) − 1)``.

    Examples
    --------
    >>> weekly = pl.DataFrame({"frequency": [50], "recency": [350]})
    >>> round(weekly.select(longest_normal(0.1, 60.0)).item())
    24
    """
    exponent = -1 / (_PRIOR_GAPS + pl.col(FREQUENCY))
    return (_PRIOR_GAPS * everybodys_gap + pl.col(RECENCY)) * (pl.lit(share).pow(exponent) - 1)


def lifecycle(customers: pl.DataFrame) -> pl.DataFrame:
    """Tell each customer's stage, and until when silence is still normal.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS`.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``stage`` (a name of `STAGES`), ``typical_gap`` (days, median of the
        customer's own gaps as above), ``quiet_until`` (last day of normal silence),
        ``lost_from``: one row a customer in the same order.

    Examples
    --------
    >>> from datetime import date
    >>> customers = pl.DataFrame(
    ...     {
    ...         "customer_id": ["weekly", "yearly"],
    ...         "frequency": [50, 2],
    ...         "recency": [350, 700],
    ...         "T": [410, 760],
    ...         "last_order": [date(2024, 6, 1), date(2024, 6, 1)],
    ...     }
    ... )
    >>> lifecycle(customers)["stage"].to_list()
    ['Lost', 'Active']
    """
    everybodys = typical_gap(customers)
    silence = pl.col(T) - pl.col(RECENCY)
    sleeping, lost = (longest_normal(share, everybodys) for share in (_SLEEPING, _LOST))
    typical = longest_normal(0.5, everybodys)
    stage = (
        pl.when(silence > lost)
        .then(pl.lit("Lost"))
        .when(silence > sleeping)
        .then(pl.lit("Sleeping"))
        .when(pl.col(FREQUENCY) == 0)
        .then(pl.lit("Acquisition"))
        .when(pl.col(FREQUENCY) == 1)
        .then(pl.lit("Conversion"))
        .when(silence <= typical)
        .then(pl.lit("Active"))
        .otherwise(pl.lit("Retention"))
    )
    return customers.select(
        CUSTOMER_ID,
        stage.alias(STAGE),
        typical.alias(TYPICAL_GAP),
        _day_after(sleeping).alias(QUIET_UNTIL),
        (_day_after(lost) + pl.duration(days=1)).alias(LOST_FROM),
    )


def _day_after(days: pl.Expr) -> pl.Expr:
    """Return the day so many whole days after the last order, within the calendar."""
    return pl.col(LAST_ORDER) + pl.duration(days=days.floor().clip(upper_bound=36_500))
