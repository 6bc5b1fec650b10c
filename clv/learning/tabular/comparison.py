"""All learners on one table, held against the same rows that they have not seen.

The rows are dealt into folds by lot (seeded, and by what stands in them: another order of the rows
changes nothing). The best by its mean loss is fitted to all of them, unless it is no better than
the baseline by two standard errors: then the baseline is kept, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from clv.errors import Notice, SettingsError, UnsuitableDataError
from clv.intake import TypedTable
from clv.learning.tabular import measures as m
from clv.learning.tabular.candidates import BASELINE, Candidate, candidates
from clv.learning.tabular.encoding import Encoder
from clv.learning.tabular.importances import importances
from clv.learning.tabular.intervals import Intervals, coverage
from clv.learning.tabular.rows import Result, Rows, Tell, floor_of
from clv.learning.tabular.suspects import left_out
from clv.learning.tabular.table_model import TableModel
from clv.learning.tabular.target import Target, target_of
from clv.options import TargetOptions
from clv.words import N_

Array = npt.NDArray[np.float64]
COMPARED = 8_000  # rows on which the learners are compared
LEARNT = 40_000  # rows that the chosen one learns from; learning curves are flat from there on
CLEARLY = 2.0  # standard errors by which the baseline has to be beaten
FEW_ROWS = 100


@dataclass(frozen=True, eq=False)
class TableComparison:
    """What training on a table brought.

    Parameters
    ----------
    target : Target
        The column predicted, of the rows compared on.
    model : TableModel
        The chosen learner, fitted to all rows that have a target.
    leaderboard : polars.DataFrame
        ``name``, ``title``, the measures of `measures.measures`, ``loss``, ``seconds``, the best
        first; the baseline is among them.
    predicted : ndarray of shape (n,) or (n, classes)
        The chosen one's predictions of rows that were held back.
    importances : polars.DataFrame
        See `clv.learning.tabular.importances.importances`.
    reasons : dict of str to str
        Columns that were left out, and why.
    beats_baseline : bool
        Whether anything is better than the baseline beyond doubt.
    covered : float or None
        Share of the rows held back that lie in their 90 % range, for a number.
    notices : tuple of Notice
        What was decided and has to be said.
    """

    target: Target
    model: TableModel
    leaderboard: pl.DataFrame
    predicted: Array
    importances: pl.DataFrame
    reasons: dict[str, str]
    beats_baseline: bool
    covered: float | None
    notices: tuple[Notice, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures in the leaderboard."""
        return m.NUMBER_MEASURES if self.target.kind == "number" else m.CLASS_MEASURES

    @property
    def confusion(self) -> pl.DataFrame:
        """Rows by actual and predicted class, see `measures.confusion`."""
        return m.confusion(self.target, self.predicted)

    @property
    def curves(self) -> pl.DataFrame:
        """ROC and precision over recall, see `measures.curves`."""
        return m.curves(self.target, self.predicted)

    @property
    def calibration(self) -> pl.DataFrame:
        """Chances against what came, see `measures.calibration`."""
        return m.calibration(self.target, self.predicted)

    @property
    def deciles(self) -> pl.DataFrame:
        """A number against its prediction, see `measures.deciles`."""
        return m.deciles(self.target, self.predicted)


def _silently(_notice: Notice, _share: float) -> None:
    return


def learn_table(
    table: TypedTable,
    target: str,
    options: TargetOptions | None = None,
    tell: Tell = _silently,
    stopped: Callable[[], bool] = lambda: False,
) -> TableComparison:
    r"""Learn to predict one column of a table from the others.

    Parameters
    ----------
    table : TypedTable
        The rows, see `clv.intake.load_table`.
    target : str
        The column to predict.
    options : TargetOptions, optional
        What the target is, which columns and learners are used, folds, seed.
    tell : callable
        Told what is being done and the share done.
    stopped : callable
        Asked before each learner whether to give up; those compared by then decide.

    Returns
    -------
    TableComparison

    Raises
    ------
    InputError
        ``unknown_column``, ``no_such_target``.
    UnsuitableDataError
        ``too_few_rows``, ``one_class``, ``one_value``, ``nothing_to_learn_from``.

    Examples
    --------
    >>> from clv.intake import load_table
    >>> rows = "".join(f"{n % 7},{n % 5},{3 * (n % 7) + n % 2}\n" for n in range(60))
    >>> learnt = learn_table(load_table(f"visits,age,spent\n{rows}".encode()), "spent")
    >>> learnt.target.kind, learnt.beats_baseline, learnt.importances["feature"][0]
    ('number', True, 'visits')
    """
    options = options or TargetOptions()
    goal = target_of(table, target, options.target_kind)
    tell(Notice("judging_columns"), 0.0)
    for name in (*options.keep, *options.leave_out):
        table.column(name)
    reasons, notices = left_out(table, goal, options.keep)
    reasons |= {name: "chosen" for name in options.leave_out if name != target}
    names = [each.name for each in table.columns if each.name not in {*reasons, target}]
    encoder = Encoder.of(table, names, goal.rows)
    if not encoder.names:
        raise UnsuitableDataError("nothing_to_learn_from", column=target)
    rows = Rows.of(table, goal, encoder, options)
    contest = rows.sample(COMPARED)
    learners = _learners(goal, options.learner)
    results, failures = contest.compare(learners, tell, stopped)
    notices = (*goal.notices, *notices, *failures)
    return _concluded(rows, contest, results, reasons, notices, options, tell)


def _learners(target: Target, name: str) -> tuple[Candidate, ...]:
    every = candidates(target)
    names = tuple(each.name for each in every)
    if name not in ("auto", *names):
        raise SettingsError(
            "bad_setting",
            variant="choice",
            option=N_("Learner"),
            choices=("auto", *names[1:]),
            value=name,
        )
    return tuple(each for each in every if name in ("auto", each.name) or each.name == BASELINE)


def _concluded(
    rows: Rows,
    contest: Rows,
    results: list[Result],
    reasons: dict[str, str],
    notices: tuple[Notice, ...],
    options: TargetOptions,
    tell: Tell,
) -> TableComparison:
    """Choose, fit to all rows, and say what the chosen one leans on."""
    pinned = options.learner != "auto"
    best = results[-1] if pinned else min(results, key=lambda each: float(each.losses.mean()))
    beats = best.candidate.name != BASELINE and _is_better(best.losses, results[0].losses)
    chosen = best if beats or pinned else results[0]
    tell(
        Notice("training_rows", title=chosen.candidate.title, rows=min(len(rows.inputs), LEARNT)),
        0.85,
    )
    model = _model(rows.sample(LEARNT), contest.target, chosen)
    tell(Notice("shuffling"), 0.9)
    leaning = importances(model, *_held_out(contest, chosen.candidate), options.seed)
    number = contest.target.kind == "number"
    return TableComparison(
        contest.target,
        model,
        _leaderboard(contest.target, results),
        chosen.predicted,
        leaning,
        reasons,
        beats,
        coverage(contest.target.values, chosen.predicted, options.seed) if number else None,
        (*notices, *_cautions(rows, contest, beats)),
    )


def _is_better(losses: Array, plain: Array) -> bool:
    gain = plain - losses
    error = float(gain.std(ddof=1)) / np.sqrt(len(gain))
    return bool(gain.mean() > CLEARLY * error)


def _model(rows: Rows, compared: Target, chosen: Result) -> TableModel:
    target = rows.target
    number = target.kind == "number"
    return TableModel(
        target.name,
        target.kind,
        target.labels,
        () if number else tuple(map(float, m.class_weights(target))),
        chosen.candidate.name,
        chosen.candidate.title,
        rows.encoder,
        Intervals.of(compared.values, chosen.predicted) if number else None,
        floor_of(target),
        rows.fit(chosen.candidate, np.arange(len(rows.inputs))),
    )


def _held_out(contest: Rows, candidate: Candidate) -> tuple[Any, Array, Target]:
    """Fit to all folds but one, for looking at what it leans on in the last."""
    learnt, held = contest.splits()[0]
    target = replace(
        contest.target, values=contest.target.values[held], rows=contest.target.rows[held]
    )
    return contest.fit(candidate, learnt), contest.inputs[held], target


def _leaderboard(target: Target, results: list[Result]) -> pl.DataFrame:
    rows = [
        {
            "name": each.candidate.name,
            "title": each.candidate.title,
            **m.as_row(m.measures(target, each.predicted)),
            "loss": float(each.losses.mean()),
            "seconds": each.seconds,
        }
        for each in results
    ]
    return pl.DataFrame(rows).sort("loss", maintain_order=True)


def _cautions(rows: Rows, contest: Rows, beats: bool) -> tuple[Notice, ...]:
    cautions = []
    if len(contest.inputs) < len(rows.inputs):
        cautions.append(
            Notice("rows_drawn", rows=len(rows.inputs), compared=len(contest.inputs),
                   learnt=min(LEARNT, len(rows.inputs)))
        )  # fmt: skip
    if len(rows.inputs) < FEW_ROWS:
        cautions.append(Notice("few_rows", rows=len(rows.inputs)))
    if not beats:
        cautions.append(Notice("nothing_beats_baseline", column=rows.target.name))
    return tuple(cautions)
