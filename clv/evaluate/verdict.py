"""From the backtest to plain words: use the money, use the ranking only, or use nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from clv.evaluate.backtest import Backtest
from clv.evaluate.champion import recommend
from clv.words import _

Use = Literal["money", "ranking", "nothing"]

FEWEST_BUYERS = 20  # customers who have to spend before anything can be said
RANKS_FROM = 0.10  # Gini below which an order is hardly better than drawing lots
SURELY_FROM = 0.04  # and what it surely is has to lie above this
SURELY = 2.33  # standard errors off, for 99 %: with twenty models some are lucky at 95 %
MONEY_WITHIN = 0.20  # how far the total may lie off before the money is not to be used
CALIBRATED_WITHIN = 0.30  # and how far its tenths of customers, of all money together


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the numbers may be used for.

    Parameters
    ----------
    use : {"money", "ranking", "nothing"}
        The money as it stands, only who comes before whom, or neither.
    model : str
        The judged forecaster's name in `clv.evaluate.FORECASTERS`; empty when not tested.
    reason : str
        One or two sentences for people, with the numbers.
    """

    use: Use
    model: str
    reason: str


def judge(tested: Backtest | None, why_not: str = "", model: str = "") -> Verdict:
    """Judge a backtest.

    Parameters
    ----------
    tested : Backtest or None
        None where the log could not be tested.
    why_not : str
        Why it could not be tested.
    model : str
        The forecaster to judge; the recommended one when empty.

    Examples
    --------
    >>> judge(None, "The log spans 20 days.").reason
    "Don't use the forecast: it could not be tested. The log spans 20 days."
    """
    if tested is None:
        return _untested(why_not)
    name = model or recommend(tested)
    rows = tested.table.filter(pl.col("name") == name)
    if rows.is_empty():
        return _untested(" ".join([_nobody(tested), *tested.failures.values()][:2]))
    row = rows.row(0, named=True)
    if _buyers(tested) < FEWEST_BUYERS or row["gini"] is None or row["bias"] is None:
        return _untested(_nobody(tested))
    use = use_of(tested, row)
    return Verdict(use, name, _reason(tested, row, use))


def judge_each(tested: Backtest) -> pl.DataFrame:
    """Judge every forecaster of a backtest.

    Returns
    -------
    polars.DataFrame
        ``name``, ``use``, ``reason``, in the order of `Backtest.table`.
    """
    verdicts = [judge(tested, model=name) for name in tested.table["name"]]
    return pl.DataFrame(
        {
            "name": tested.table["name"],
            "use": [verdict.use for verdict in verdicts],
            "reason": [verdict.reason for verdict in verdicts],
        },
        schema={"name": pl.String, "use": pl.String, "reason": pl.String},
    )


def use_of(tested: Backtest, row: dict[str, Any]) -> Use:
    """Say what one forecaster may be used for.

    Its ranking, when the Gini is at least 0.10, and above 0.04 with 99 % certainty by the
    bootstrap. Its money, when moreover the total is within 20 % of what came, the misses of its
    tenths of customers add up to at most 30 % of what came, and its error is below that of
    somebody who gave everybody the mean.
    """
    if row["gini"] < RANKS_FROM or _surely(tested, row) < SURELY_FROM:
        return "nothing"
    right = abs(row["bias"] - 1) <= MONEY_WITHIN
    return "money" if right and _calibrated(tested, row) else "ranking"


def _surely(tested: Backtest, row: dict[str, Any]) -> float:
    """Return what the Gini is at least, with 99 % certainty."""
    return float(row["gini"] - SURELY * np.std(tested.drawn.gini[row["name"]]))


def _calibrated(tested: Backtest, row: dict[str, Any]) -> bool:
    tenths = tested.deciles.filter(pl.col("name") == row["name"])
    missed = float((tenths["predicted"] - tenths["actual"]).abs().sum())
    near = missed <= CALIBRATED_WITHIN * float(tenths["actual"].sum())
    return bool(near and row["mae_spend"] < tested.mae_of_the_mean)


def _buyers(tested: Backtest) -> int:
    return int((tested.actual["revenue"] > 0).sum())


def _nobody(tested: Backtest) -> str:
    if tested.table.is_empty():
        return _("No model could be fitted on the days before {split}.").format(split=tested.split)
    if _buyers(tested) == 0:
        words = _("Nobody spent anything in the {days} days that were held back.")
    else:
        words = _(
            "Only {buyers} of the customers spent anything in the {days} days that were held back: "
            "too few to tell a good forecast from luck."
        )
    return words.format(days=tested.horizon, buyers=_buyers(tested))


def _untested(why_not: str) -> Verdict:
    words = _("Don't use the forecast: it could not be tested. {why}").format(why=why_not)
    return Verdict("nothing", "", words.strip())


def _reason(tested: Backtest, row: dict[str, Any], use: Use) -> str:
    words = {
        "money": _(
            "Use the money: over the last {days} days this model was {off} in total and its top "
            "tenth caught {top10:.0%} of revenue."
        ),
        "ranking": _(
            "Use the ranking only: over the last {days} days this model was {off} in total, but "
            "its top tenth caught {top10:.0%} of revenue."
        ),
        "nothing": _(
            "Don't use the forecast: over the last {days} days this model ranked customers hardly "
            "better than drawing lots; its top tenth caught {top10:.0%} of revenue."
        ),
    }
    if use == "nothing" and row["gini"] >= RANKS_FROM:
        words["nothing"] = _(
            "Don't use the forecast: over the last {days} days this model's ranking hung on a few "
            "customers; without them it is hardly better than drawing lots."
        )
    said = words[use].format(days=tested.horizon, off=_off(row["bias"]), top10=row["top10"])
    if row["kind"] == "baseline" and use != "nothing":
        said += " " + _("No model did better than this rule of thumb: {title}.").format(
            title=_(row["title"])
        )
    return said


def _off(bias: float) -> str:
    if abs(bias - 1) < 0.005:
        return _("right")
    if bias >= 2:
        return _("{times:.1f} times too high").format(times=bias)
    side = _("{share:.0%} low") if bias < 1 else _("{share:.0%} high")
    return side.format(share=abs(bias - 1))
