"""What is said of covariates: which traits of a first order go along with what, and how surely."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from clv import tables as t
from clv.present.numbers import Numbers
from clv.present.words.sources import group_title
from clv.words import N_, _

SURELY = 0.01  # of the likelihood-ratio test
_MOST = 3
_NAMED = {
    "others": N_("all others"),
    "with discount": N_("with a discount"),
    "without discount": N_("without one"),
}
OUTCOMES: dict[str, Callable[[], str]] = {
    "orders": lambda: _("Orders while a customer"),
    "leaving": lambda: _("Readiness to leave"),
    "spend": lambda: _("Spend a purchase day"),
}
_MORE: dict[str, Callable[[], str]] = {
    "orders": lambda: _("{level} order {size} ({range}) as often as {reference}"),
    "leaving": lambda: _("{level} leave {size} ({range}) as readily as {reference}"),
    "spend": lambda: _("{level} spend {size} ({range}) as much as {reference}"),
}


def of_effects(effects: pl.DataFrame, numbers: Numbers) -> tuple[str, ...]:
    """Say the effects that are no chance, the largest first, each with its range.

    Parameters
    ----------
    effects : polars.DataFrame
        From `clv.models.covariate_effects`.
    numbers : Numbers
        How to write numbers.

    Examples
    --------
    >>> row = ("channel", "ads", "web", "orders", 0.73, 0.66, 0.82, 1e-9, 900)
    >>> names = ["covariate", "level", "reference", "outcome", "factor", "low", "high", "p_value"]
    >>> of_effects(pl.DataFrame([row], [*names, "customers"], orient="row"), Numbers())
    ('Channel: “ads” order 73% (66%–82%) as often as “web”',)
    """
    beyond = (pl.col("low") > 1) | (pl.col("high") < 1)
    sure = effects.filter(beyond, pl.col("p_value") < SURELY)
    ranked = sure.sort(pl.col("factor").log().abs(), descending=True).head(_MOST)
    return tuple(_sentence(row, numbers) for row in ranked.iter_rows(named=True))


def title_of(covariate: str) -> str:
    """Name a covariate: a column of orders, or a group that another source makes."""
    return _(t.label(covariate)) if covariate in t.COLUMNS else group_title(covariate)


def level_of(name: str) -> str:
    """Write a level for people: the shop's own word in quotes."""
    return _(_NAMED[name]) if name in _NAMED else f"“{name}”"


def _sentence(row: dict[str, str], numbers: Numbers) -> str:
    low, high = (numbers.percent(float(row[end])) for end in ("low", "high"))
    return (
        title_of(row["covariate"])
        + ": "
        + _MORE[row["outcome"]]().format(
            level=level_of(row["level"]),
            reference=level_of(row["reference"]),
            size=numbers.percent(float(row["factor"])),
            range=f"{low}–{high}",
        )
    )
