"""What customers are worth, in pictures: ranking, distribution, months, the model's answers."""

from __future__ import annotations

import polars as pl

from clv import tables as t
from clv.present import value_tables
from clv.present.charts import value as charts
from clv.present.words import say
from clv.words import _
from pages.shared import controls, panels
from pages.shared.shop import Shop


def ranking(shop: Shop, best: int) -> None:
    """Draw the customers from the best down, each with its range."""
    numbers, values = shop.numbers, shop.customers[t.CLV]
    share = float(values.head(best).sum()) / (float(values.sum()) or 1.0)
    panels.picture(
        charts.ranking(value_tables.ranking(shop.customers), best, numbers),
        say("value.best_hold", numbers, n=best, share=share),
        say("value.ranking_drawn", numbers, ahead=shop.settings.horizon),
        "value-ranking",
    )


def distribution(shop: Shop) -> None:
    """Draw how many customers are worth how much."""
    numbers, values = shop.numbers, shop.customers[t.CLV]
    panels.picture(
        charts.distribution(value_tables.value_bins(values), numbers),
        say("value.half", numbers, value=shop.customers.select(pl.col(t.CLV).median()).item()),
        say("value.distribution_drawn", numbers, ahead=shop.settings.horizon),
        "value-distribution",
    )


def over_time(shop: Shop) -> None:
    """Draw when the value of all customers comes in."""
    forecast = shop.forecast
    if forecast is None:
        return
    months = value_tables.months_ahead(forecast.by_month, shop.run.end)
    months, numbers = shop.stated(months, ["value", "low", "high"], float(months["value"].sum()))
    panels.picture(
        charts.over_horizon(months, numbers),
        _("When the value comes in"),
        _("Expected value of all customers, month by month, discounted to today")
        if shop.totals_hold
        else _("Share of the expected value of all customers, month by month"),
        "value-months",
    )


def matrix(shop: Shop) -> None:
    """Draw what the model says for every frequency and silence."""
    model, days = shop.run.purchase_model, shop.settings.horizon
    if model is None:
        return
    views = {
        "p_buy": _("Likely to buy again"),
        "p_alive": _("Still a customer"),
        "orders": _("Orders expected"),
    }
    view = controls.choice(_("Question"), views, "value-matrix")

    def answer(customers: pl.DataFrame) -> value_tables.Array:
        if view == "p_alive":
            return value_tables.alive_where_told(model.p_alive(customers), customers)
        ask = model.p_buy if view == "p_buy" else model.expected_purchases
        return ask(customers, days)

    panels.picture(
        charts.matrix(
            value_tables.model_grid(shop.run.customers, answer),
            views[view],
            view != "orders",
            shop.numbers,
        ),
        views[view],
        say("value.matrix_drawn", model=model.title),
        "value-matrix-picture",
    )
