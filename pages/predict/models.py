"""Models: whether to believe the forecasts."""

import polars as pl
import streamlit as st

from clv.present.charts import models as charts
from clv.words import _
from pages.parts import analyst, controls, panels, shops, training

shop = shops.current(_("Here you will see how the forecasts did on days they had not seen."))
numbers = shop.numbers
tested, verdict = shop.trial

panels.finding(_("Should I believe it?"), verdict.reason)
panels.trust(verdict, lead_on=False)
if tested is None:
    st.stop()

measures = {
    "gini": (_("Ranking"), _("Normalised Gini: 0% is drawing lots, 100% a perfect order"), True),
    "top10": (_("Best tenth"), _("Share of revenue that the best tenth caught"), True),
    "mae_spend": (
        _("Error"),
        _("Mean absolute error of revenue a customer; shorter is better"),
        False,
    ),
    "bias": (_("Total"), _("Predicted total as a share of the actual total; 100% is right"), True),
}
measure = controls.choice(
    _("Measure"), {name: label for name, (label, *_rest) in measures.items()}, "model-measure"
)
_label, meaning, percent = measures[measure]
left, right = panels.side_by_side()
with left:
    merit = {"mae_spend": -pl.col(measure), "bias": -(pl.col(measure) - 1).abs()}
    best_first = merit.get(measure, pl.col(measure))
    order = tested.table.sort(best_first, descending=True, nulls_last=True)
    panels.picture(
        charts.leaderboard(order, measure, verdict.model, numbers, percent),
        _("How the ways to forecast compare"),
        _("{meaning}. Blue: purchase models, orange: learned, grey: simple rules").format(
            meaning=meaning
        ),
        "leaderboard",
    )
with right:
    panels.picture(
        charts.deciles(analyst.deciles(shop, tested, verdict.model), numbers),
        _("What was expected, and what came"),
        _(
            "Tenths of customers, best expected first; the {days} after {day}, unseen until then"
        ).format(days=numbers.days(tested.horizon), day=numbers.day(tested.split)),
        "deciles",
    )
training.panel(shop)
analyst.importance(shop)
analyst.tracking(shop)
with st.expander(_("All measures"), icon=":material/table:"):
    analyst.measures(tested, numbers)
with st.expander(_("Parameters and run passport"), icon=":material/badge:"):
    analyst.parameters(shop)
    analyst.passport(shop)
