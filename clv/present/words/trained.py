"""What a training found, in sentences and as the table its picture draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv.evaluate.forecasters import FORECASTERS, REFERENCE
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from clv.evaluate import Backtest, Trained


def with_ranges(tested: Backtest, measure: str) -> pl.DataFrame:
    """Return one measure of every forecaster with its 90 % range, the best first.

    Parameters
    ----------
    tested : Backtest
        Of all forecasters.
    measure : str
        ``"gini"`` (higher is better), ``"mae_spend"`` (lower) or ``"bias"`` (nearer to 1).

    Returns
    -------
    polars.DataFrame
        ``name``, ``title``, ``kind``, the measure, and it with ``_low`` and ``_high``.
    """
    better = {"mae_spend": -pl.col(measure), "bias": -(pl.col(measure) - 1).abs()}
    table = tested.table.select("name", "title", "kind", measure)
    ends = tested.ranges.select("name", f"{measure}_low", f"{measure}_high")
    joined = table.join(ends, on="name", how="left", maintain_order="left")
    return joined.sort(better.get(measure, pl.col(measure)), descending=True, nulls_last=True)


def of_training(found: Trained, numbers: Numbers) -> str:
    """Say which forecaster to use, and what it gains on the reference, with its range."""
    if not found.recommended:
        return _("Nothing could be measured on the days that were held back.")
    title = _(FORECASTERS[found.recommended].title)
    rows = found.tested.ranges.filter(pl.col("name") == found.recommended)
    if found.recommended == REFERENCE or "gini_gain" not in rows.columns:
        return _("Use {title}: nothing else is clearly better").format(title=title)
    row = rows.row(0, named=True)
    gain, low, high = (_points(row[f"gini_gain{end}"], numbers) for end in ("", "_low", "_high"))
    words = _(
        "Use {title}: it ranks {gain} points better than BG/NBD + Gamma-Gamma ({low} to {high})"
    )
    return words.format(title=title, gain=gain, low=low, high=high)


def _points(share: float | None, numbers: Numbers) -> str:
    return numbers.decimal(None if share is None else 100 * share)


def of_tuning(found: Trained, numbers: Numbers) -> str:
    """Say how many settings were tried, and whether others than the usual ones are better."""
    tuned, learner = found.tuned, found.learner
    if tuned is None or learner is None:
        return ""
    said = _("{title}: {n} settings tried.").format(
        title=_(learner.title), n=numbers.count(tuned.trials.height)
    )
    found_better = tuned.learner.choices
    if not found_better:
        return said + " " + _("None is clearly better than the usual ones.")
    words = (
        _("{choices} fitted an earlier stretch better, and unseen days, too: {before} to {after}.")
        if learner.choices
        else _(
            "{choices} fitted an earlier stretch better, but not the unseen days "
            "({before} to {after}): the usual ones stay."
        )
    )
    return (
        said
        + " "
        + words.format(
            choices=", ".join(f"{name} {value}" for name, value in found_better.items()),
            before=numbers.percent(found.gini_before),
            after=numbers.percent(found.gini_after),
        )
    )
