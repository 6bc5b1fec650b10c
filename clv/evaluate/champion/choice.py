"""Which forecaster's numbers are shown: the best on earlier days, and never by luck.

Every candidate is held against the days after several earlier days of the same log (`tests`). What
counts is how well it spreads the money over the customers, since the total comes from elsewhere
(`clv.evaluate.calibration`): the ranking (Gini), and the error of each customer once all totals are
right. A forecaster that does worse than BG/NBD + Gamma-Gamma is no candidate; nobody loses by the
choice. Among purchase models the best wins. Renewals, where customers pay a plan, or a learned
forecaster take its place where they do better over all tests together; where they do not, the
purchase model stays: it explains itself. A
rule of thumb wins only where everything else is clearly worse: rules that live on one good season
are the first to fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from clv.errors import Notice, SettingsError
from clv.evaluate.backtests.backtest import Backtest
from clv.evaluate.forecasters import FORECASTERS, REFERENCE, RENEWALS, Forecaster, Kind
from clv.models import PURCHASE_MODELS, SPEND_MODELS
from clv.options import Settings

# Shares of the bootstrap draws in which a rival must be better to take the place:
CLEARLY = 0.90  # a rule of thumb; anybody, where renewals hold it: they know when payments fall due
LIKELY = 0.50  # a learner, or renewals
FEWEST_TESTS = 3  # before a rule of thumb may win
KINDS: tuple[Kind, ...] = ("purchase", "covariates", "contract", "learned", "baseline")


@dataclass(frozen=True, slots=True)
class ChampionChoice:
    """The champion, and what it won by.

    Parameters
    ----------
    name : str
        A name in `clv.evaluate.FORECASTERS`; empty where nothing could be measured.
    merits : polars.DataFrame
        One row a candidate, the best first: ``name``, ``title``, ``kind``, ``tests``, and the means
        ``gini``, ``gini_gain`` and ``mae_ratio`` (against BG/NBD + Gamma-Gamma, totals set right),
        ``merit`` (what all of it comes to; the reference has 0).
    reason : Notice
        Why, as a code with its numbers.
    """

    name: str
    merits: pl.DataFrame
    reason: Notice


def choose_champion(tests: Sequence[Backtest], kind: Kind | None = None) -> ChampionChoice:
    """Choose among the forecasters that stood all tests.

    Parameters
    ----------
    tests : sequence of Backtest
        Of one log on several days, the latest first.
    kind : {"purchase", "covariates", "contract", "learned", "baseline"}, optional
        Look among these only.

    Returns
    -------
    ChampionChoice
    """
    draws = _merit_draws(tests)
    merits = _merits(tests, draws)
    groups = {each: _best(merits, each) for each in KINDS if kind in (None, each)}
    chosen = ""
    for group, rival in groups.items():
        if not rival or (chosen and group == "baseline" and not _always(tests, rival, chosen)):
            continue
        bar = CLEARLY if group == "baseline" or chosen == RENEWALS else LIKELY
        if not chosen or _share_better(draws, rival, chosen) > bar:
            chosen = rival
    return ChampionChoice(chosen, merits, _reason(merits, chosen, len(tests)))


def recommend(tested: Backtest, kind: Kind | None = None) -> str:
    """Name the forecaster to use by one test, or "" where nothing could be measured."""
    return choose_champion([tested], kind).name


def line_up(settings: Settings, tests: Sequence[Backtest] = ()) -> tuple[Forecaster, ...]:
    """Return the forecasters that the settings allow, the best first.

    Parameters
    ----------
    settings : Settings
        A named model stands as it is, whatever it is; ``"auto"`` allows all.
    tests : sequence of Backtest
        What decides who is first; without any it is BG/NBD with Gamma-Gamma, where allowed. The
        pairs of purchase and spend model follow, for logs that can't carry the first.

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
    >>> [pair.name for pair in line_up(Settings(model="blend"))][:2]
    ['blend', 'mbg_nbd+gamma_gamma_all']
    """
    _require_known(settings.spend, SPEND_MODELS)
    if settings.model in FORECASTERS:
        pinned = FORECASTERS[settings.model]
        pairs = line_up(replace(settings, model=pinned.purchase))
        first = [] if pinned.kind == "purchase" else [pinned]
        return (*first, FORECASTERS[f"{pinned.purchase}+{pinned.spend}"], *pairs[1:])
    _require_known(settings.model, PURCHASE_MODELS)
    pairs = tuple(
        pair
        for pair in FORECASTERS.values()
        if pair.kind == "purchase"
        and settings.model in ("auto", pair.purchase)
        and settings.spend in ("auto", pair.spend)
    )
    free = settings.model == settings.spend == "auto"
    allowed = tuple(FORECASTERS) if free else tuple(pair.name for pair in pairs)
    best = _first_of(allowed, tests)
    return tuple(
        FORECASTERS[name] for name in dict.fromkeys((*best, *(pair.name for pair in pairs)))
    )


def _first_of(names: Sequence[str], tests: Sequence[Backtest]) -> list[str]:
    if not tests:
        return [REFERENCE] if REFERENCE in names else []
    wanted = pl.col("name").is_in(names)
    among = [replace(test, table=test.table.filter(wanted)) for test in tests]
    return [name] if (name := choose_champion(among).name) else []


def _require_known(name: str, names: Iterable[str]) -> None:
    if name not in ("auto", *names):
        raise SettingsError(
            "unknown_model", variant="forecaster", names=(name,), choices=("auto", *names)
        )


def _merit_draws(tests: Sequence[Backtest]) -> dict[str, np.ndarray]:
    """Mean merit over the tests, draw by draw, of those who stood all of them."""
    drawn = [test.drawn for test in tests]
    count = min((len(each) for one in drawn for each in one.gini.values()), default=0)
    return {
        name: np.mean([one.merit(name)[:count] for one in drawn], axis=0)
        for name in _measurable(tests)
        if count
    }


def _measurable(tests: Sequence[Backtest]) -> list[str]:
    def able(test: Backtest) -> list[str]:
        whole = pl.col("gini").is_not_null() & pl.col("bias").is_not_null() & (pl.col("bias") > 0)
        return test.table.filter(whole)["name"].to_list()

    names = [able(test) for test in tests]
    return [name for name in (names[0] if names else []) if all(name in each for each in names)]


def _merits(tests: Sequence[Backtest], draws: dict[str, np.ndarray]) -> pl.DataFrame:
    schema = {"name": pl.String, "title": pl.String, "kind": pl.String, "tests": pl.Int64}
    schema |= dict.fromkeys(("gini", "gini_gain", "mae_ratio", "merit"), pl.Float64)
    rows = [_row(tests, draws, name) for name in draws]
    return pl.DataFrame(rows, schema, orient="row").sort("merit", "name", descending=[True, False])


def _row(tests: Sequence[Backtest], draws: dict[str, np.ndarray], name: str) -> tuple[object, ...]:
    base = REFERENCE if REFERENCE in draws else next(iter(draws))
    drawn = [test.drawn for test in tests]
    gini = float(np.mean([np.mean(one.gini[name]) for one in drawn]))
    gain = gini - float(np.mean([np.mean(one.gini[base]) for one in drawn]))
    ratios = [np.mean(one.shared_mae[name]) / np.mean(one.shared_mae[base]) for one in drawn]
    forecaster = FORECASTERS.get(name)
    title = forecaster.title if forecaster else name
    kind = forecaster.kind if forecaster else "purchase"
    merit = float(np.mean(draws[name] - draws[base]))
    return name, title, kind, len(tests), gini, gain, float(np.mean(ratios)), merit


def _best(merits: pl.DataFrame, kind: Kind) -> str:
    """Name the best of a kind; one below the reference only where its kind has no other."""
    rivals = merits.filter(pl.col("kind") == kind)
    able = rivals.filter((pl.col("merit") >= 0) | (pl.col("name") == REFERENCE))
    if kind != "purchase":
        rivals = able.filter(pl.col("gini_gain") >= 0, pl.col("mae_ratio") <= 1)
    elif able.height:
        rivals = able
    return str(rivals["name"][0]) if rivals.height else ""


def _share_better(draws: dict[str, np.ndarray], rival: str, holder: str) -> float:
    return float(np.mean(draws[rival] > draws[holder]))


def _always(tests: Sequence[Backtest], rival: str, holder: str) -> bool:
    """Whether a rule of thumb ranked better in every test, and there were enough of them."""
    gains = [np.mean(test.drawn.gini[rival] - test.drawn.gini[holder]) for test in tests]
    return len(tests) >= FEWEST_TESTS and bool(min(gains) > 0)


def _reason(merits: pl.DataFrame, chosen: str, tests: int) -> Notice:
    if not chosen:
        return Notice("champion_none")
    row = merits.row(by_predicate=pl.col("name") == chosen, named=True)
    variant = "reference" if chosen == REFERENCE else str(row["kind"])
    gains = {"gain": float(row["gini_gain"]), "ratio": float(row["mae_ratio"])}
    return Notice("champion", variant=variant, title=str(row["title"]), tests=tests, **gains)  # type: ignore[arg-type]
