"""Where each customer stands between the first order and the last.

A stage refines the one measure of silence, `clv.customers.activity.return_model`: who is quiet or
lost is so on every page, and the others are told apart by how far they came and whether the next
order is due.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv import tables as t
from clv.customers.activity.return_model import LOST, QUIET
from clv.words import N_


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the lifecycle: the name in tables and files, and what it means.

    Examples
    --------
    >>> STAGES[4].name, STAGES[4].meaning
    ('Quiet', 'Fewer than one in two like them order again in the review window')
    """

    name: str
    meaning: str


STAGES: tuple[Stage, ...] = (
    Stage(N_("Acquisition"), N_("First order made, and not quiet since")),
    Stage(N_("Conversion"), N_("Second order made, and not quiet since")),
    Stage(N_("Regular"), N_("Three orders or more, silent for no longer than their own gap")),
    Stage(N_("Due"), N_("Three orders or more, the next one due: remind them now")),
    Stage(N_("Quiet"), N_("Fewer than one in two like them order again in the review window")),
    Stage(N_("Lost"), N_("Fewer than 15 in 100 like them order again in the review window")),
)


def lifecycle(customers: pl.DataFrame) -> pl.DataFrame:
    """Tell each customer's stage.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS` with ``silence``, ``own_gap`` and ``activity`` of
        `clv.customers.ReturnModel`.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``stage`` (a name of `STAGES`): one row a customer in the same order.

    Examples
    --------
    >>> customers = pl.DataFrame(
    ...     {
    ...         "customer_id": ["weekly", "gone"],
    ...         "frequency": [50, 2],
    ...         "silence": [9, 400],
    ...         "own_gap": [7.0, 40.0],
    ...         "activity": ["active", "lost"],
    ...     }
    ... )
    >>> lifecycle(customers)["stage"].to_list()
    ['Due', 'Lost']
    """
    stage = (
        pl.when(pl.col(t.ACTIVITY) == LOST)
        .then(pl.lit("Lost"))
        .when(pl.col(t.ACTIVITY) == QUIET)
        .then(pl.lit("Quiet"))
        .when(pl.col(t.FREQUENCY) == 0)
        .then(pl.lit("Acquisition"))
        .when(pl.col(t.FREQUENCY) == 1)
        .then(pl.lit("Conversion"))
        .when(pl.col(t.SILENCE) <= pl.col(t.OWN_GAP))
        .then(pl.lit("Regular"))
        .otherwise(pl.lit("Due"))
    )
    return customers.select(t.CUSTOMER_ID, stage.alias(t.STAGE))
