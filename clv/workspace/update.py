"""What is new in a workspace: its newest look beside the one before, and how forecasts did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Self

import polars as pl

from clv import tables as t
from clv.run import Run
from clv.workspace.changes import Changes, changes_between
from clv.workspace.monitor import Health, health
from clv.workspace.workspace import Workspace, look_of, seen

_VALUES = (t.CLV, t.CLV_LOW, t.CLV_HIGH)


@dataclass(frozen=True, slots=True)
class Update:
    """What changed since the last look at other orders.

    Parameters
    ----------
    since : datetime.date or None
        The last day of the earlier look; None where there is none.
    changes : Changes or None
        Customer by customer.
    lists : dict of str to Changes
        The same among the customers of each saved list.
    health : Health
        How the archived forecasts did.
    """

    since: date | None
    changes: Changes | None
    health: Health
    lists: dict[str, Changes] = field(default_factory=dict)

    @classmethod
    def of(cls, workspace: Workspace, run: Run) -> Self:
        """Compare what a run sees with the last look of `workspace` at other orders.

        Values of a look under other settings are no measure of change: they are left out.
        """
        how = health(workspace.scores(run), run.cleaned.orders, run.end)
        here = look_of(run)
        earlier = next(
            (each for each in reversed(workspace.snapshots) if each.orders != here.orders), None
        )
        if earlier is None:
            return cls(None, None, how)
        before = workspace.customers_of(earlier)
        if earlier.options != here.options:
            before = before.with_columns(pl.lit(None, pl.Float64).alias(name) for name in _VALUES)
        changes = changes_between(before, seen(run))
        lists = {
            title: changes.among(pl.Series(ids, dtype=pl.String))
            for title, ids in workspace.lists.items()
        }
        return cls(earlier.day, changes, how, lists)
