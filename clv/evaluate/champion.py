"""Which forecaster to recommend: by ranking, error and bias together, and not by luck.

A forecaster that does worse than the reference (BG/NBD + Gamma-Gamma) in ranking or in error is no
candidate; nobody loses by following the recommendation. Among the candidates the one of the highest
merit wins, but a purchase model stands unless it is clearly beaten: it brings ranges, it can be
explained in a sentence, and it needs the least data. A rule of thumb wins only where every model
is clearly worse, in ranking too: rules that live on one good season are the first to fail.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import polars as pl

from clv.errors import SettingsError
from clv.evaluate.backtest import Backtest
from clv.evaluate.forecasters import FORECASTERS, REFERENCE, Forecaster, Kind
from clv.models import PURCHASE_MODELS, SPEND_MODELS
from clv.options import Settings

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


def line_up(settings: Settings, tested: Backtest | None = None) -> tuple[Forecaster, ...]:
    """Return the pairs of purchase and spend model that the settings allow, the best first.

    Parameters
    ----------
    settings : Settings
        A named model stands as it is; ``"auto"`` allows all.
    tested : Backtest, optional
        What decides who is first; without one it is BG/NBD with Gamma-Gamma, where allowed.

    Returns
    -------
    tuple of Forecaster
        At least one.

    Raises
    ------
    SettingsError
        ``unknown_model``, naming those that exist.

    Examples
    --------
    >>> [pair.name for pair in line_up(Settings(model="bg_nbd"))]
    ['bg_nbd+gamma_gamma', 'bg_nbd+gamma_gamma_all']
    """
    _require_known(settings.model, PURCHASE_MODELS)
    _require_known(settings.spend, SPEND_MODELS)
    allowed = [
        name
        for name, pair in FORECASTERS.items()
        if pair.kind == "purchase"
        and settings.model in ("auto", pair.purchase)
        and settings.spend in ("auto", pair.spend)
    ]
    first = _first_of(allowed, tested)
    return tuple(FORECASTERS[name] for name in dict.fromkeys((*first, *allowed)))


def _first_of(names: list[str], tested: Backtest | None) -> list[str]:
    if tested is None:
        return [REFERENCE] if REFERENCE in names else []
    among = replace(tested, table=tested.table.filter(pl.col("name").is_in(names)))
    return [name] if (name := recommend(among)) else []


def _require_known(name: str, known: Iterable[str]) -> None:
    if name not in ("auto", *known):
        raise SettingsError(
            "unknown_model", variant="forecaster", names=(name,), choices=("auto", *known)
        )


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
