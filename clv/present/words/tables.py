"""What training on a table brought, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from clv.present.numbers import Numbers
from clv.present.words.command_line import aligned, notice_lines
from clv.present.words.say import say
from clv.words import _

if TYPE_CHECKING:
    from clv.learning import Scored, TableComparison


def headline(comparison: TableComparison, numbers: Numbers) -> str:
    """Say how well the target is told on rows that were held back.

    Parameters
    ----------
    comparison : clv.learning.TableComparison
        What training brought.
    numbers : Numbers
        How to write numbers.
    """
    target, title = comparison.target, comparison.model.title
    if not comparison.beats_baseline:
        return say("table_told.nothing", numbers, column=target.name)
    chosen = pl.col("name") == comparison.model.learner
    row = comparison.leaderboard.row(by_predicate=chosen, named=True)
    if target.kind == "number":
        share = max(0.0, row["r2"])
        return say("table_told.number", numbers, column=target.name, title=title, share=share)
    plain, right = float(target.shares.max()), row["accuracy"]
    return say(
        "table_told.class", numbers, column=target.name, title=title, share=right, plain=plain
    )


def table_lines(
    comparison: TableComparison, scored: Scored | None, folder: Path, names: tuple[str, ...]
) -> list[str]:
    """Lay out a training for a terminal: the finding, the comparison, what it leans on."""
    numbers = Numbers()
    columns = ("title", *comparison.measures)
    board = [
        tuple(_(value) if isinstance(value, str) else numbers.decimal(value, 3) for value in row)
        for row in comparison.leaderboard.select(columns).iter_rows()
    ]
    leaning = [
        (name, numbers.decimal(share, 3))
        for name, share in comparison.importances.select("feature", "importance").head(10).rows()
    ]
    return [
        f"{headline(comparison, numbers)}.",
        "",
        *aligned([columns, *board]),
        "",
        *aligned([(_("column"), _("importance")), *leaning]),
        *notice_lines(comparison.notices, numbers),
        *notice_lines(() if scored is None else scored.notices, numbers),
        "",
        say("table_written", folder=str(folder), names=names),
    ]
