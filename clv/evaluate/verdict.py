"""From the tests to one of three answers: use the money, the ranking only, or nothing.

The answer is a code with its numbers; the words stand in `clv.present.words.messages.evaluate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import numpy as np
import polars as pl

from clv import tables as t
from clv.errors import Notice
from clv.evaluate.backtests.backtest import Backtest
from clv.evaluate.calibration import past_totals
from clv.evaluate.champion.choice import recommend
from clv.models import Calendar, PastErrors, misfit

Use = Literal["money", "ranking", "nothing"]

FEWEST_BUYERS = 20  # customers who have to spend before anything can be said
RANKS_FROM = 0.10  # Gini below which an order is hardly better than drawing lots
SURELY_FROM = 0.04  # and what it surely is has to lie above this
SURELY = 2.33  # standard errors off, for 99 %: with twenty models some are lucky at 95 %
MONEY_WITHIN = 0.10  # how far the total may lie off before the money is not to be used
PAST_WITHIN = 0.10  # and how far the totals of earlier splits may lie off in the mean
HELD = 0.75  # share of the earlier totals that must lie in their ranges
CALIBRATED_WITHIN = 0.30  # how far the tenths of customers may lie off, of all money together


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the numbers may be used for.

    Parameters
    ----------
    use : {"money", "ranking", "nothing"}
        The money as it stands, only who comes before whom, or neither.
    model : str
        The judged forecaster's name in `clv.evaluate.FORECASTERS`; empty when not tested.
    reason : Notice
        Why, as a code with its numbers.
    because : Notice or None
        What kept the forecast from being tested, where something did.
    """

    use: Use
    model: str
    reason: Notice
    because: Notice | None = None

    @property
    def totals_measured(self) -> bool:
        """Whether ranges of totals were held against earlier days."""
        return bool(dict(self.reason.values).get("splits"))


def judge(
    tested: Backtest | None,
    why_not: Notice | None = None,
    model: str = "",
    totals: pl.DataFrame | None = None,
) -> Verdict:
    """Judge a backtest.

    Parameters
    ----------
    tested : Backtest or None
        None where the log could not be tested.
    why_not : Notice, optional
        Why it could not be tested.
    model : str
        The forecaster to judge; the recommended one when empty.
    totals : polars.DataFrame, optional
        What was forecast of all customers together on earlier days, each with its range: columns
        ``forecast``, ``low``, ``high``, ``actual``. Without it the backtest's total alone counts.

    Examples
    --------
    >>> judge(None, Notice("too_short_to_test", days=20)).use
    'nothing'
    """
    if tested is None:
        return _untested(why_not)
    name = model or recommend(tested)
    rows = tested.table.filter(pl.col("name") == name)
    if rows.is_empty():
        return _untested(tested.failures.get(name) or _too_few(tested))
    row = rows.row(0, named=True)
    if _buyers(tested) < FEWEST_BUYERS or row["gini"] is None or row["bias"] is None:
        return _untested(_too_few(tested))
    use = use_of(tested, row, totals)
    return Verdict(use, name, _reason(tested, row, use, totals))


def judge_each(tested: Backtest) -> pl.DataFrame:
    """Judge every forecaster of a backtest.

    Returns
    -------
    polars.DataFrame
        ``name``, ``use``, in the order of `Backtest.table`.
    """
    names = tested.table["name"]
    uses = [judge(tested, model=name).use for name in names]
    return pl.DataFrame({"name": names, "use": uses}, {"name": pl.String, "use": pl.String})


def use_of(tested: Backtest, row: dict[str, Any], totals: pl.DataFrame | None = None) -> Use:
    """Say what one forecaster may be used for.

    Its ranking, when the Gini is at least 0.10, and above 0.04 with 99 % certainty by the
    bootstrap. Its money, when moreover the totals hold (see `totals_hold`), the misses of its
    tenths of customers add up to at most 30 % of what came, and its error is below that of
    somebody who gave everybody the mean.
    """
    if row["gini"] < RANKS_FROM or _surely(tested, row) < SURELY_FROM:
        return "nothing"
    hold = _totals_near(row, totals)
    return "money" if hold and _is_calibrated(tested, row) else "ranking"


def totals_hold(totals: pl.DataFrame) -> bool:
    """Whether earlier totals lay in their ranges and near enough to be used.

    Three quarters in their ranges, and off by at most 10 % in the mean of the logarithms.

    Examples
    --------
    >>> past = {"forecast": [9.5, 11.0], "low": [7.0, 8.0], "high": [12.0, 13.0]}
    >>> totals_hold(pl.DataFrame(past | {"actual": [10.0, 10.0]}))
    True
    >>> totals_hold(pl.DataFrame(past | {"actual": [10.0, 16.0]}))
    False
    """
    return held_share(totals) >= HELD and mean_miss(totals) <= PAST_WITHIN


def past_ranges(rolling: pl.DataFrame, calendar: Calendar | None = None) -> pl.DataFrame:
    """Range of each past total as it could have been told then, from the errors known by that day.

    Parameters
    ----------
    rolling : polars.DataFrame
        From `clv.evaluate.rolling_totals`.
    calendar : Calendar, optional
        Today's.

    Returns
    -------
    polars.DataFrame
        ``split``, ``forecast``, ``low``, ``high``, ``actual`` (money), the earliest first.
    """
    errors = past_totals(rolling, calendar).revenue
    ends = [row["split"] + timedelta(days=row["horizon"]) for row in rolling.iter_rows(named=True)]
    rows = []
    for place, row in enumerate(rolling.iter_rows(named=True)):
        past = np.array([end <= row["split"] for end in ends])
        before = PastErrors(
            errors.history[past],
            errors.horizon[past],
            errors.error[past],
            errors.luck[past],
            errors.season,
        )
        today = misfit(before, float(row["history"]), float(row["horizon"]))
        low, high = today.range_of(float(errors.luck[place]))
        forecast = row["revenue"]
        rows.append(
            (
                row["split"],
                forecast * today.factor,
                forecast * low,
                forecast * high,
                row["came_revenue"],
            )
        )
    schema = {"split": pl.Date} | dict.fromkeys(("forecast", "low", "high", "actual"), pl.Float64)
    return pl.DataFrame(rows, schema, orient="row")


def held_share(totals: pl.DataFrame) -> float:
    """Share of the totals that came to lie in their ranges."""
    return float(totals.select(pl.col("actual").is_between("low", "high").mean()).item())


def mean_miss(totals: pl.DataFrame) -> float:
    """How far the totals lay off in the mean: 0.1 is a tenth up or down."""
    off = (pl.col("forecast").clip(1e-9) / pl.col("actual").clip(1e-9)).log().abs().mean()
    return float(np.expm1(totals.select(off).item()))


def _totals_near(row: dict[str, Any], totals: pl.DataFrame | None) -> bool:
    """Whether totals held on earlier days; where none are at hand, in the backtest alone."""
    if totals is not None and totals.height:
        return totals_hold(totals)
    return bool(abs(row["bias"] - 1) <= MONEY_WITHIN)


def _surely(tested: Backtest, row: dict[str, Any]) -> float:
    """Return what the Gini is at least, with 99 % certainty."""
    return float(row["gini"] - SURELY * np.std(tested.drawn.gini[row["name"]]))


def _is_calibrated(tested: Backtest, row: dict[str, Any]) -> bool:
    tenths = tested.deciles.filter(pl.col("name") == row["name"])
    missed = float((tenths["predicted"] - tenths["actual"]).abs().sum())
    near = missed <= CALIBRATED_WITHIN * float(tenths["actual"].sum())
    return bool(near and row["mae_spend"] < tested.mae_of_the_mean)


def _buyers(tested: Backtest) -> int:
    return int((tested.actual[t.REVENUE] > 0).sum())


def _too_few(tested: Backtest) -> Notice:
    """Say what was missing: a model, anybody who bought, or enough of them."""
    if tested.table.is_empty():
        return Notice("no_model_before_split", split=tested.split)
    buyers, days = _buyers(tested), tested.horizon
    return Notice("too_few_bought", variant="" if buyers else "nobody", count=buyers, days=days)


def _untested(why_not: Notice | None) -> Verdict:
    return Verdict("nothing", "", Notice("verdict_untested"), why_not)


def _reason(tested: Backtest, row: dict[str, Any], use: Use, totals: pl.DataFrame | None) -> Notice:
    values = {
        "days": tested.horizon,
        "bias": float(row["bias"]),
        "top10": float(row["top10"]),
        "gini": float(row["gini"]),
        "title": str(row["title"]),
        "baseline": row["kind"] == "baseline" and use != "nothing",
    }
    if totals is not None and totals.height:
        values |= {"splits": totals.height, "held": held_share(totals), "miss": mean_miss(totals)}
    return Notice(f"verdict_{use}", variant=_failure(tested, row, use, totals), **values)  # type: ignore[arg-type]


def _failure(tested: Backtest, row: dict[str, Any], use: Use, totals: pl.DataFrame | None) -> str:
    """Name what kept the money, or the ranking, from being used; empty where totals did."""
    if use == "nothing":
        return "luck" if row["gini"] >= RANKS_FROM else ""
    if use == "money":
        return ""
    if not _totals_near(row, totals):
        return "" if totals is not None and totals.height else "once"
    return "groups" if row["mae_spend"] < tested.mae_of_the_mean else "each"
