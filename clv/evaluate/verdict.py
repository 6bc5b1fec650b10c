"""From the backtest to plain words: use the money, use the ranking only, or use nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from clv.evaluate.backtest import Backtest
from clv.words import _

Use = Literal["money", "ranking", "nothing"]

RANKS_FROM = 0.10  # Gini below which a ranking is hardly better than drawing lots
MONEY_WITHIN = 0.25  # how far the total may lie off before the money is not to be used


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the numbers may be used for.

    Parameters
    ----------
    use : {"money", "ranking", "nothing"}
        The money as it stands, only who comes before whom, or neither.
    model : str
        The recommended forecaster's name in `clv.evaluate.FORECASTERS`; empty when not tested.
    reason : str
        One or two sentences for people, with the numbers.
    """

    use: Use
    model: str
    reason: str


def judge(tested: Backtest | None, why_not: str = "") -> Verdict:
    """Judge a backtest.

    Parameters
    ----------
    tested : Backtest or None
        None where the log could not be tested.
    why_not : str
        Why it could not be tested.

    Examples
    --------
    >>> judge(None, "The log spans 20 days.").reason
    "Don't use the forecast: it could not be tested. The log spans 20 days."
    """
    if tested is None:
        return _untested(why_not)
    rows = [row for row in tested.table.iter_rows(named=True) if row["gini"] is not None]
    if not rows:
        return _untested(_("Nobody bought in the stretch that was held back."))
    best = max(rows, key=_merit)
    return Verdict(_use(best), best["name"], _reason(best, _use(best)))


def _untested(why_not: str) -> Verdict:
    words = _("Don't use the forecast: it could not be tested. {why}").format(why=why_not)
    return Verdict("nothing", "", words.strip())


def _merit(row: dict[str, Any]) -> float:
    return float(row["gini"])


def _use(row: dict[str, Any]) -> Use:
    if row["gini"] < RANKS_FROM:
        return "nothing"
    return "money" if abs(row["bias"] - 1) <= MONEY_WITHIN else "ranking"


def _reason(row: dict[str, Any], use: Use) -> str:
    words = {
        "money": _(
            "Use the money: on the days held back this model was {off} in total and its top tenth "
            "caught {top10:.0%} of revenue."
        ),
        "ranking": _(
            "Use the ranking only: on the days held back this model was {off} in total, but its "
            "top tenth caught {top10:.0%} of revenue."
        ),
        "nothing": _(
            "Don't use the forecast: on the days held back it ranked customers hardly better than "
            "drawing lots (its top tenth caught {top10:.0%} of revenue)."
        ),
    }
    return words[use].format(off=_off(row["bias"]), top10=row["top10"])


def _off(bias: float) -> str:
    if abs(bias - 1) < 0.005:
        return _("right")
    side = _("{share:.0%} low") if bias < 1 else _("{share:.0%} high")
    return side.format(share=abs(bias - 1))
