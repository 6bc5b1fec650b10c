"""How the purchase model fits: counts, orders over time, what came of those who came often."""

from __future__ import annotations

import polars as pl

from clv.errors import ModelError
from clv.evaluate import fit_checks
from clv.learning import LEARNERS
from clv.present.charts import models as charts
from clv.present.words import say
from clv.run import FitChecks
from clv.words import _
from pages.shared import controls, panels
from pages.shared.shop import Shop

_IMPORTANT = 12


def purchases(shop: Shop) -> None:
    """Draw the three looks at the purchase model, fitted on the earlier days."""
    try:
        checks: FitChecks | None = shop.ask("fit_checks")
    except ModelError as error:
        panels.refusal(error)
        return
    if checks is None:
        return
    over_time(shop, checks)
    left, right = panels.side_by_side()
    with left:
        panels.picture(
            charts.compared(checks.counts, _("Repeat order days"), _("Customers"), shop.numbers),
            _("How many came how often"),
            say("models.counts_drawn", shop.numbers, day=checks.split),
            "counts",
        )
    with right:
        panels.picture(
            charts.compared(
                checks.conditional,
                _("Repeat order days before"),
                _("Order days after, mean"),
                shop.numbers,
                2,
            ),
            _("Who came often before, came after"),
            say("models.conditional_drawn", shop.numbers, day=checks.split),
            "conditional",
        )


def over_time(shop: Shop, checks: FitChecks) -> None:
    """Draw repeat orders over time, added up or stretch by stretch."""
    views = {"sum": _("Added up"), "each": _("Stretch by stretch")}
    cumulative = controls.choice(_("View"), views, "tracking-view") == "sum"
    table = checks.tracking if cumulative else fit_checks.each_period(checks.tracking)
    panels.picture(
        charts.tracking(table, checks.split, shop.numbers, cumulative),
        _tracked(checks, shop),
        say("models.tracking_drawn", shop.numbers, day=checks.split),
        "tracking",
    )


def _tracked(checks: FitChecks, shop: Shop) -> str:
    """Say by how much the orders after the split were missed."""
    after = checks.tracking.filter(pl.col("day") > checks.split)
    if after.height < 2:
        return _("Repeat orders over time")
    actual, expected = (float(after[name][-1] - after[name][0]) for name in ("actual", "expected"))
    if not actual:
        return _("No repeat orders came")
    key = "models.too_few_expected" if expected < actual else "models.too_many_expected"
    return say(key, shop.numbers, share=abs(expected / actual - 1))


def importance(shop: Shop) -> None:
    """Draw what the learned forecasts lean on; the learner can be chosen."""
    learners = {name: _(learner.title) for name, learner in LEARNERS.items()}
    name = controls.one_of(_("Learner"), learners, "importance-learner")
    try:
        features = shop.ask("importance", name)
    except ModelError as error:
        panels.refusal(error)
        return
    if features is None:
        return
    features = features.head(_IMPORTANT)
    panels.picture(
        charts.importance(features),
        say("models.first_feature", feature=features["title"][0]),
        _("How much the ranking of unseen days worsens when it is shuffled; lines: spread"),
        "importance",
    )
