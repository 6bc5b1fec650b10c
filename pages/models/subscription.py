"""Subscriptions: recurring revenue and retention, where customers pay in a fixed rhythm."""

from __future__ import annotations

import streamlit as st

from clv.errors import ModelError
from clv.present.charts import subscription as charts
from clv.present.words import subscriptions
from clv.words import _
from pages.shared import panels
from pages.shared.shop import Shop


def panel(shop: Shop) -> None:
    """Draw recurring revenue, retention and what is still to come; nothing for a shop."""
    table = shop.run.recurring_revenue
    if table is None:
        return
    try:
        model, value = shop.run.retention_model, shop.run.residual_value
    except ModelError as error:
        panels.refusal(error)
        return
    if model is None or value is None:
        return
    left, right = panels.side_by_side()
    with left:
        panels.picture(
            charts.recurring_revenue(table, shop.numbers),
            subscriptions.of_recurring_revenue(table, shop.numbers),
            _("What was won and lost in each payment period, and the recurring revenue"),
            "recurring-revenue",
        )
    with right:
        panels.picture(
            charts.retention(model, shop.numbers),
            subscriptions.of_retention(model, shop.numbers),
            _("Share of new subscribers who stay, by the shifted beta-geometric model"),
            "retention",
        )
    if shop.totals_hold:
        st.markdown(panels.plain(subscriptions.of_residual_value(value, shop.numbers)))
    else:
        st.caption(_("What all will still bring is not said: sums did not stand the test."))
