"""The ways to forecast, compared: trust card, leaderboard, tenths, other days, other customers."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv.errors import ModelError
from clv.evaluate import Backtest, RollingBacktest
from clv.present.charts import models as charts
from clv.present.numbers import Numbers
from clv.present.words import say, trust
from clv.words import _
from pages.shared import controls, downloads, panels
from pages.shared.shop import Shop

_NO_ORDER = 0.01  # who ranks nobody is no rival
Measure = tuple[str, str, bool]  # label, meaning, whether a share


def trust_card(shop: Shop, backtest: Backtest, model: str) -> None:
    """Draw what the held-back days say of the model in use, one number a question."""
    cards = trust.cards(backtest, model, shop.numbers)
    if not cards:
        return
    grid = st.grid(len(cards), min_column_width=150, border=True)
    for label, figure, meaning in cards:
        with grid.cell():
            st.metric(label, panels.plain(figure))
            st.caption(panels.plain(meaning))


def measures(numbers: Numbers) -> dict[str, Measure]:
    """Name the measures by which forecasters are compared."""
    counted = numbers.counted
    return {
        "gini": (
            _("Ranking"),
            _("Normalised Gini: 0% is drawing lots, 100% a perfect order"),
            True,
        ),
        "top10": (
            _("Best tenth"),
            _("Share of orders that the best tenth caught")
            if counted
            else _("Share of revenue that the best tenth caught"),
            True,
        ),
        "mae_spend": (
            _("Error"),
            _("Mean absolute error of orders a customer; shorter is better")
            if counted
            else _("Mean absolute error of revenue a customer; shorter is better"),
            False,
        ),
        "bias": (
            _("Total"),
            _("Predicted total as a share of the actual total; 100% is right"),
            True,
        ),
        "coverage90": (
            _("Ranges"),
            _("Share of customers inside their 90% range; 90% is right"),
            True,
        ),
    }


def choose(key: str, numbers: Numbers) -> tuple[str, Measure]:
    """Let the person choose a measure."""
    options = measures(numbers)
    name = controls.choice(_("Measure"), {name: parts[0] for name, parts in options.items()}, key)
    return name, options[name]


def best_first(table: pl.DataFrame, measure: str) -> pl.DataFrame:
    """Sort forecasters by a measure, the best first."""
    merit = {
        "mae_spend": -pl.col(measure),
        "bias": -(pl.col(measure) - 1).abs(),
        "coverage90": -(pl.col(measure) - 0.9).abs(),
    }
    return table.sort(merit.get(measure, pl.col(measure)), descending=True, nulls_last=True)


def leaderboard(shop: Shop, backtest: Backtest, model: str) -> None:
    """Draw one measure of all forecasters side by side."""
    measure, (_label, meaning, percent) = choose("model-measure", shop.numbers)
    panels.picture(
        charts.leaderboard(
            best_first(backtest.table, measure), measure, model, shop.numbers, percent
        ),
        _("How the ways to forecast compare"),
        say("models.leaderboard_drawn", meaning=meaning),
        "leaderboard",
    )


def tenths(shop: Shop, backtest: Backtest, model: str) -> None:
    """Draw what was expected of each tenth of the customers, and what came."""
    numbers = shop.numbers
    name = model if model in backtest.outlooks else backtest.table["name"][0]
    table = backtest.deciles.filter(pl.col("name") == name)
    best_left = table.select(
        (11 - pl.col("decile")).alias("decile"), pl.col("predicted").alias("expected"), "actual"
    ).sort("decile")
    panels.picture(
        charts.deciles(best_left, numbers),
        _("What was expected, and what came"),
        say("models.tenths_drawn", numbers, days=backtest.horizon, day=backtest.split),
        "deciles",
    )


def luck(shop: Shop, backtest: Backtest, model: str) -> None:
    """Show whether the comparison holds on other days, and with the customers redrawn."""
    try:
        rolling: RollingBacktest | None = shop.ask("rolling_backtest")
    except ModelError as error:
        panels.refusal(error)
        return
    if rolling is None:
        return
    measure, (_label, meaning, percent) = choose("rolling-measure", shop.numbers)
    order = best_first(rolling.mean, measure).select("name")
    table = order.join(rolling.table, on="name", maintain_order="left")
    left, right = panels.side_by_side()
    with left:
        panels.picture(
            charts.over_splits(table, measure, model, shop.numbers, percent),
            say(
                "models.stretches",
                shop.numbers,
                n=len(rolling.tests),
                days=rolling.tests[0].horizon,
            ),
            say("models.rolling_drawn", meaning=meaning),
            "rolling",
        )
        downloads.offer(rolling.table, "rolling-backtest", "rolling")
    with right:
        _redrawn(backtest, model)


def _redrawn(backtest: Backtest, model: str) -> None:
    if "gini_gain" not in backtest.ranges.columns:
        st.caption(_("The reference model could not be tested: there is no gain over it to show."))
        return
    forecasters = backtest.table.filter(pl.col("gini") > _NO_ORDER).select("name", "title", "kind")
    table = backtest.ranges.join(forecasters, on="name").filter(pl.col("gini_gain").is_not_null())
    surely = table.filter(pl.col("gini_gain_low") > 0).height
    panels.picture(
        charts.gains(table.sort("gini_gain", descending=True), model),
        say("models.surely_better", n=surely),
        _("Gain in ranking, and where it lies nine times out of ten when customers are redrawn"),
        "gains",
    )
    downloads.offer(table, "bootstrap", "gains")
