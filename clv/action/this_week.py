"""Up to three things to do this week: whom to win back, to remind, and on whom to spend no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from clv import tables as t
from clv.customers import ACTIVE, LOST, QUIET, RECENT, ReturnModel

WEEK = 7
NOBODY = pl.Series(t.CUSTOMER_ID, [], pl.String)
WIN_BACK, REMIND, STOP, SECOND_ORDER = "win_back", "remind", "stop", "second_order"
_MOST = 3
_WORTH_IT = 0.8  # of the money of those who are quiet


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, and for whom.

    Parameters
    ----------
    name : str
        ``"win_back"`` (quiet, and worth it), ``"remind"`` (quiet within the week if no order
        comes), ``"stop"`` (lost) or ``"second_order"`` (one order, lately).
    customers : polars.DataFrame
        Who, the most money first.
    money : float
        Sum of `measure` over them.
    measure : str
        ``"value_at_risk"``, or ``"revenue"`` where no sum of forecasts may be quoted.
    p_return : float or None
        Mean chance of another order within the review window; None where nobody is judged yet.
    """

    name: str
    customers: pl.DataFrame
    money: float
    measure: str
    p_return: float | None


def this_week(
    customers: pl.DataFrame,
    model: ReturnModel,
    measure: str = t.REVENUE,
    unwilling: pl.Series = NOBODY,
) -> list[Task]:
    """Choose what to do now; nothing as long as the log is too short to tell who is quiet.

    Parameters
    ----------
    customers : polars.DataFrame
        `clv.tables.CUSTOMERS` with ``activity``, ``p_return`` and `measure`.
    model : ReturnModel
        What called them active, quiet or lost.
    measure : {"revenue", "value_at_risk"}
        The money that counts.
    unwilling : polars.Series
        Ids of customers who want no mail: they stand on no list for contacting.

    Returns
    -------
    list of Task
        At most three, each with at least one customer.
    """
    if not model.known_:
        return []
    tasks = (
        Task(name, who, float(who[measure].sum()), measure, _mean(who[t.P_RETURN]))
        for name, who in _candidates(customers, model, measure, unwilling)
        if who.height
    )
    return [task for _number, task in zip(range(_MOST), tasks, strict=False)]


def _candidates(
    customers: pl.DataFrame, model: ReturnModel, measure: str, unwilling: pl.Series
) -> Iterator[tuple[str, pl.DataFrame]]:
    ranked = customers.sort(measure, t.CUSTOMER_ID, descending=[True, False], nulls_last=True)
    lost = ranked.filter(pl.col(t.ACTIVITY) == LOST)
    ranked = ranked.filter(~pl.col(t.CUSTOMER_ID).is_in(unwilling.implode()))
    quiet, here = pl.col(t.ACTIVITY) == QUIET, pl.col(t.ACTIVITY).is_in([RECENT, ACTIVE])
    yield WIN_BACK, _most_of(ranked.filter(quiet), measure)
    soon = model.predict(ranked, WEEK)[t.ACTIVITY].is_in([QUIET, LOST])
    yield REMIND, ranked.filter(here & soon)
    yield STOP, lost
    yield SECOND_ORDER, ranked.filter(here & (pl.col(t.FREQUENCY) == 0))


def _most_of(ranked: pl.DataFrame, measure: str) -> pl.DataFrame:
    """Return the first of a list, up to four fifths of its money."""
    money = pl.col(measure).fill_null(0.0).clip(0.0)
    above = (money.cum_sum() - money) / money.sum()
    return ranked.filter(above < _WORTH_IT)


def _mean(chances: pl.Series) -> float | None:
    mean = chances.mean()
    return mean if isinstance(mean, float) else None
