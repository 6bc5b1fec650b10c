"""Who is being lost, in sentences: the quiet and the lost, and how many like them came back."""

from __future__ import annotations

import polars as pl

from clv import tables as t
from clv.customers import LOST, QUIET, UNKNOWN, ReturnModel
from clv.present.numbers import Numbers
from clv.words import _, ngettext

_ENOUGH = 10  # customers of whom a share is spoken
_AN_EXAMPLE = 30  # of 100
_MANY, _DRIFT = 100, 0.07  # customers, and how far chances may be off


def of_churn(
    silent: pl.DataFrame, due: pl.DataFrame, numbers: Numbers, *, totals_hold: bool = True
) -> str:
    """Say how much value the quiet and the lost put at risk, and how much may follow.

    Parameters
    ----------
    silent, due : polars.DataFrame
        Two parts of `clv.action.watch_list`: the quiet and lost, and those about to go quiet.
    numbers : Numbers
        How to write money.
    totals_hold : bool
        Whether sums of money may be stated; else only people are counted.
    """
    clauses = [_("Nobody is quiet or lost")]
    if silent.height:
        lost = silent.filter(pl.col("state") == "lost").height
        words = (
            _("{money} of what customers used to bring is at risk: {quiet} quiet, {lost} lost")
            if totals_hold
            else ngettext(
                "{quiet} customer is quiet, {lost} lost",
                "{quiet} customers are quiet, {lost} lost",
                silent.height - lost,
            )
        )
        clauses = [
            words.format(
                money=numbers.money(float(silent[t.VALUE_AT_RISK].sum())),
                quiet=numbers.count(silent.height - lost),
                lost=numbers.count(lost),
            )
        ]
    if due.height:
        words = ngettext(
            "{people} customer goes quiet soon if no order comes",
            "{people} customers go quiet soon if no order comes",
            due.height,
        )
        clauses.append(words.format(people=numbers.count(due.height)))
    return "; ".join(clauses) + "."


def of_activity(customers: pl.DataFrame, numbers: Numbers) -> str:
    """Count the quiet and the lost, or say who is silent longest where nobody can be called so.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS` with ``activity``.
    """
    counts = dict(customers.group_by(t.ACTIVITY).len().iter_rows())
    if UNKNOWN in counts:
        longest = customers.select(t.silence().max()).item()
        return _("Who is lost can't be told yet; the longest silence is {days}.").format(
            days=numbers.days(longest)
        )
    words = ngettext(
        "{quiet} of {all} customers is quiet, {lost} lost.",
        "{quiet} of {all} customers are quiet, {lost} lost.",
        counts.get(QUIET, 0),
    )
    return words.format(
        quiet=numbers.count(counts.get(QUIET, 0)),
        all=numbers.count(customers.height),
        lost=numbers.count(counts.get(LOST, 0)),
    )


def of_silence(bars: pl.DataFrame, numbers: Numbers) -> str:
    """Say which stretch of silence puts most value at risk.

    Parameters
    ----------
    bars : polars.DataFrame
        ``silence``, ``value``, as `clv.customers.risk_tables.risk_by_silence` gives them.
    """
    total = float(bars["value"].sum())
    if total <= 0:
        return _("No value is at risk")
    steps = bars.group_by("silence", maintain_order=True).agg(pl.col("value").sum())
    top = steps.sort("value", descending=True).row(0, named=True)
    return _("{share} of the value at risk has been silent for {silence} days").format(
        share=numbers.percent(top["value"] / total), silence=top["silence"]
    )


def of_came_back(evidence: pl.DataFrame, model: ReturnModel, numbers: Numbers) -> str:
    """Say how many of the long silent came back in the last review window, and in the one before.

    Parameters
    ----------
    evidence : polars.DataFrame
        `Run.came_back`; empty where the log is too short.
    model : ReturnModel
        The review window, and how far levels of windows strayed from what was said of them.

    Examples
    --------
    >>> from datetime import date
    >>> groups = {"from": [-1, 30], "to": [30, None], "customers": [9, 50], "returned": [9, 6]}
    >>> evidence = pl.DataFrame(groups).with_columns(pl.lit(date(2024, 3, 1)).alias("start"))
    >>> model = ReturnModel()
    >>> model.window_, model.strays_ = 90, 0.24
    >>> of_came_back(evidence, model, Numbers())
    'Of 100 customers silent for over 30 days on Mar 1, 2024, 12 came back within 90 days. Levels
     wander from window to window: where 30 of 100 are expected, 22 to 39 come.'
    """
    sentences: list[str] = []
    for start in evidence["start"].unique().sort(descending=True):
        groups = evidence.filter(pl.col("start") == start, pl.col("customers") >= _ENOUGH)
        longest = groups.sort("from").tail(1)
        if longest.is_empty() or longest["from"][0] < 0:
            continue
        row = longest.row(0, named=True)
        words = (
            _("Of 100 customers silent for {silence} on {day}, {n} came back within {window}.")
            if not sentences
            else _("On {day} it was {n} of 100 silent for {silence}.")
        )
        days = (
            _("over {days}").format(days=numbers.days(row["from"]))
            if row["to"] is None
            else _("{low}–{high} days").format(low=row["from"] + 1, high=row["to"])
        )
        n = round(100 * row["returned"] / row["customers"])
        sentences.append(
            words.format(
                silence=days, day=numbers.day(start), n=n, window=numbers.days(model.window_)
            )
        )
    if sentences:
        low, high = (round(100 * end) for end in model.range_of(_AN_EXAMPLE / 100))
        words = _(
            "Levels wander from window to window: where {said} of 100 are expected, {low} to "
            "{high} come."
        )
        sentences.append(words.format(said=_AN_EXAMPLE, low=low, high=high))
    return " ".join([*sentences, *_drift(evidence, numbers)])


def _drift(evidence: pl.DataFrame, numbers: Numbers) -> list[str]:
    """Warn where the last two windows differ by more than chances may be off."""
    judged = (
        evidence.filter(pl.col("from") > 0)
        .group_by("start")
        .agg(pl.col("from").min(), pl.col("customers", "returned").sum())
        .filter(pl.col("customers") >= _MANY)
        .sort("start", descending=True)
        .with_columns((pl.col("returned") / pl.col("customers")).alias("share"))
    )
    if judged.height < 2 or abs(judged["share"][0] - judged["share"][1]) < _DRIFT:
        return []
    now, before = judged["share"]
    return [
        _(
            "Of all silent for over {days}, {now} came back in the last window and {before} in the "
            "one before: season or growth, so chances may be off by as much."
        ).format(
            days=numbers.days(judged["from"][0]),
            now=numbers.percent(now),
            before=numbers.percent(before),
        )
    ]
