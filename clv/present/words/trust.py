"""How far the numbers can be trusted: trust card, leaderboard and a classifier's list in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv import tables as t
from clv.evaluate import FORECASTERS, REFERENCE, recommend
from clv.present.numbers import Numbers
from clv.present.words.say import say
from clv.present.words.verdicts import off
from clv.words import _, ngettext

if TYPE_CHECKING:
    from clv.evaluate import Backtest, Trained, Verdict
    from clv.learning import Task

Card = tuple[str, str, str]  # what is judged, the figure, what it means


def cards(backtest: Backtest, model: str, numbers: Numbers) -> list[Card]:
    """Say in five cards how a forecaster did; none where it was not in the test.

    Parameters
    ----------
    backtest : Backtest
        What all did.
    model : str
        A name of `backtest.table`.
    numbers : Numbers
        How to write money and shares.
    """
    rows = backtest.table.filter(pl.col("name") == model)
    if rows.is_empty():
        return []
    row = rows.row(0, named=True)
    return [
        (
            _("All together"),
            off(row["bias"], numbers),
            _("forecast total against what came"),
        ),
        (
            _("Best tenth"),
            numbers.percent(row["top10"]),
            (
                _("of orders caught; a perfect ranking catches {most}")
                if numbers.counted
                else _("of revenue caught; a perfect order catches {most}")
            ).format(most=numbers.percent(_perfect(backtest))),
        ),
        (
            _("Who returns"),
            numbers.percent(row["auc"]),
            _("of pairs told apart, one returning and one not; a coin: {half}").format(
                half=numbers.percent(0.5)
            ),
        ),
        (
            _("Off by"),
            numbers.money(row["mae_spend"]),
            (
                _("orders a customer; giving all the mean: {mean}")
                if numbers.counted
                else _("a customer; giving all the mean: {mean}")
            ).format(mean=numbers.money(backtest.mae_of_the_mean)),
        ),
        (
            _("Ranges hold"),
            numbers.percent(row["coverage90"]),
            _("of customers inside their range; meant: {meant}").format(meant=numbers.percent(0.9)),
        ),
    ]


def of_customer_range(
    backtest: Backtest | None, verdict: Verdict, horizon: int, numbers: Numbers
) -> str:
    """Say what a customer's value is, and how often such ranges held on unseen days."""
    words = say(
        "customer_range.orders" if numbers.counted else "customer_range.value",
        numbers,
        ahead=horizon,
    )
    rows = None if backtest is None else backtest.table.filter(pl.col("name") == verdict.model)
    held = None if rows is None or rows.is_empty() else rows["coverage90"][0]
    if backtest is None or held is None:
        return words
    return say("customer_range.held", numbers, value=words, share=held, days=backtest.horizon)


def rival(backtest: Backtest, verdict: Verdict) -> str:
    """Say in one sentence who would do better than the model whose numbers are shown, if any."""
    better = recommend(backtest)
    order = dict(backtest.table.select("name", "gini").iter_rows())
    if not {better, verdict.model} <= order.keys() or order[better] <= order[verdict.model]:
        return ""
    return _(
        "{rival} ranks better on the held-back days; the money shown is that of {model}."
    ).format(rival=_(FORECASTERS[better].title), model=_(FORECASTERS[verdict.model].title))


def of_past_totals(table: pl.DataFrame, numbers: Numbers) -> str:
    """Say how many past totals lay in the ranges that could be told then.

    Parameters
    ----------
    table : polars.DataFrame
        From `clv.evaluate.past_ranges`; not empty.
    numbers : Numbers
        How to write counts.
    """
    hits = int(table.select(pl.col("actual").is_between("low", "high").sum()).item())
    return ngettext(
        "On one earlier day, {held} total lay in its range",
        "Of the totals told on {n} earlier days, {held} came to lie in their ranges",
        table.height,
    ).format(n=numbers.count(table.height), held=numbers.count(hits))


def _perfect(backtest: Backtest) -> float | None:
    """Return the share of revenue that the best tenth brought in fact."""
    revenue = backtest.actual[t.REVENUE].clip(lower_bound=0).sort(descending=True)
    total = float(revenue.sum())
    return float(revenue.head(max(1, round(len(revenue) / 10))).sum()) / total if total else None


def of_training(trained: Trained, numbers: Numbers) -> str:
    """Say which forecaster to use, and what it gains on the reference, with its range."""
    if not trained.recommended:
        return _("Nothing could be measured on the days that were held back.")
    title = _(FORECASTERS[trained.recommended].title)
    rows = trained.tested.ranges.filter(pl.col("name") == trained.recommended)
    if trained.recommended == REFERENCE or "gini_gain" not in rows.columns:
        return _("Use {title}: nothing else is clearly better").format(title=title)
    row = rows.row(0, named=True)
    gain, low, high = (_points(row[f"gini_gain{end}"], numbers) for end in ("", "_low", "_high"))
    words = _(
        "Use {title}: it ranks {gain} points better than BG/NBD + Gamma-Gamma ({low} to {high})"
    )
    return words.format(title=title, gain=gain, low=low, high=high)


def _points(share: float | None, numbers: Numbers) -> str:
    return numbers.decimal(None if share is None else 100 * share)


def of_tuning(trained: Trained, numbers: Numbers) -> str:
    """Say how many settings were tried, and whether others than the usual ones are better."""
    tuning, learner = trained.tuned, trained.learner
    if tuning is None or learner is None:
        return ""
    sentence = _("{title}: {n} settings tried.").format(
        title=_(learner.title), n=numbers.count(tuning.trials.height)
    )
    better_settings = tuning.learner.choices
    if not better_settings:
        return sentence + " " + _("None is clearly better than the usual ones.")
    words = (
        _("{choices} fitted an earlier stretch better, and unseen days, too: {before} to {after}.")
        if learner.choices
        else _(
            "{choices} fitted an earlier stretch better, but not the unseen days "
            "({before} to {after}): the usual ones stay."
        )
    )
    return (
        sentence
        + " "
        + words.format(
            choices=", ".join(f"{name} {value}" for name, value in better_settings.items()),
            before=numbers.percent(trained.gini_before),
            after=numbers.percent(trained.gini_after),
        )
    )


def outcomes(task: Task) -> tuple[str, str]:
    """Name what a yes and a no turned out to be."""
    if task.goal == "churn":
        return _("Did not order again"), _("Ordered again")
    return _("Was among the best"), _("Was not")


def of_confusion(counts: dict[str, int], task: Task, numbers: Numbers) -> str:
    """Say how many of those listed, and of those to be found, were right.

    Examples
    --------
    >>> from clv.learning import Task
    >>> counts = {"true_yes": 30, "false_yes": 10, "false_no": 30, "true_no": 30}
    >>> of_confusion(counts, Task("churn"), Numbers())
    '75% of the list were leaving, and it held 50% of all who left'
    """
    right = counts["true_yes"]
    on_list, all_right = right + counts["false_yes"], right + counts["false_no"]
    if not on_list:
        return _("Nobody would have been on the list")
    words = (
        _("{right} of the list were leaving, and it held {found} of all who left")
        if task.goal == "churn"
        else _("{right} of the list became best customers, and it held {found} of all these")
    )
    return words.format(
        right=numbers.percent(right / on_list), found=numbers.percent(right / max(1, all_right))
    )
