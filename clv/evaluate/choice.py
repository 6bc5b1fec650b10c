"""Which forecaster to recommend: by ranking, error and bias together, and not by luck.

A forecaster that does worse than the reference (BG/NBD + Gamma-Gamma) in ranking or in error is no
candidate; nobody loses by following the recommendation. Among the candidates the one of the highest
merit wins, but a purchase model stands unless it is clearly beaten: it brings ranges, it can be
explained in a sentence, and it needs the least data. A rule of thumb wins only where every model
is clearly worse, in ranking too: rules that live on one good season are the first to fail.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from clv.evaluate.backtest import Backtest
from clv.evaluate.forecasters import FORECASTERS, REFERENCE, Kind

CLEARLY = 0.90  # share of the bootstrap draws in which the better one must be better


def recommend(tested: Backtest, kind: Kind | None = None) -> str:
    """Name the forecaster to use, or "" where nothing could be measured.

    Parameters
    ----------
    tested : Backtest
        What every forecaster did.
    kind : {"purchase", "learned", "baseline"}, optional
        Look among these only.

    Returns
    -------
    str
        A name in `clv.evaluate.FORECASTERS`.
    """
    table = tested.table.filter(pl.col("gini").is_not_null() & pl.col("bias").is_not_null())
    if kind is not None:
        table = table.filter(pl.col("kind") == kind)
    best = {
        group: _best(tested, names["name"].to_list())
        for (group,), names in table.group_by("kind", maintain_order=True)
    }
    chosen = ""
    for group in ("purchase", "learned", "baseline"):
        rival = best.get(group, "")
        if rival and (not chosen or _clearly_better(tested, rival, chosen)):
            chosen = rival
    return chosen


def _best(tested: Backtest, names: list[str]) -> str:
    able = [name for name in names if not _loses_to_reference(tested, name)] or names
    return max(able, key=lambda name: float(np.mean(tested.drawn.merit(name))))


def _loses_to_reference(tested: Backtest, name: str) -> bool:
    rows = {row["name"]: row for row in tested.table.iter_rows(named=True)}
    if REFERENCE not in rows or name == REFERENCE:
        return False
    mine, reference = rows[name], rows[REFERENCE]
    worse_order = mine["gini"] < reference["gini"]
    return bool(worse_order or mine["mae_spend"] > reference["mae_spend"])


def _clearly_better(tested: Backtest, rival: str, holder: str) -> bool:
    """Whether `rival` beats `holder` in nearly all draws, and does not lose to the reference."""
    if _loses_to_reference(tested, rival):
        return False
    wins = tested.drawn.merit(rival) > tested.drawn.merit(holder)
    if FORECASTERS[rival].kind == "baseline":
        wins = wins & (tested.drawn.gini[rival] > tested.drawn.gini[holder])
    return bool(np.mean(wins) >= CLEARLY)
