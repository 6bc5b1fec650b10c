"""The trust card: what the held-back days say of the model in use, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv import tables as t
from clv.evaluate import FORECASTERS, recommend
from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from clv.evaluate import Backtest, Verdict

Card = tuple[str, str, str]  # what is judged, the figure, what it means


def cards(tested: Backtest, model: str, numbers: Numbers) -> list[Card]:
    """Say in five cards how a forecaster did; none where it was not in the test.

    Parameters
    ----------
    tested : Backtest
        What all did.
    model : str
        A name of `tested.table`.
    numbers : Numbers
        How to write money and shares.
    """
    found = tested.table.filter(pl.col("name") == model)
    if found.is_empty():
        return []
    row = found.row(0, named=True)
    return [
        (
            _("All together"),
            _off(row["bias"], numbers),
            _("forecast total against what came"),
        ),
        (
            _("Best tenth"),
            numbers.percent(row["top10"]),
            _("of revenue caught; a perfect order catches {most}").format(
                most=numbers.percent(_perfect(tested))
            ),
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
            _("a customer; giving all the mean: {mean}").format(
                mean=numbers.money(tested.mae_of_the_mean)
            ),
        ),
        (
            _("Ranges hold"),
            numbers.percent(row["coverage90"]),
            _("of customers inside their range; meant: {meant}").format(meant=numbers.percent(0.9)),
        ),
    ]


def rival(tested: Backtest, verdict: Verdict) -> str:
    """Say in one sentence who would do better than the model whose numbers are shown, if any."""
    better = recommend(tested)
    if not verdict.model or better in ("", verdict.model):
        return ""
    return _(
        "{rival} ranks better on the held-back days; the money shown is that of {model}."
    ).format(rival=_(FORECASTERS[better].title), model=_(FORECASTERS[verdict.model].title))


def _off(bias: float | None, numbers: Numbers) -> str:
    if bias is None:
        return numbers.percent(None)
    if abs(bias - 1) < 0.005:
        return _("right")
    if bias >= 2:
        return _("{times} × too high").format(times=numbers.short(bias))
    words = _("{share} low") if bias < 1 else _("{share} high")
    return words.format(share=numbers.percent(abs(bias - 1)))


def _perfect(tested: Backtest) -> float | None:
    """Return the share of revenue that the best tenth brought in fact."""
    revenue = tested.actual[t.REVENUE].clip(lower_bound=0).sort(descending=True)
    total = float(revenue.sum())
    return float(revenue.head(max(1, round(len(revenue) / 10))).sum()) / total if total else None
