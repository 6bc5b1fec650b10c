"""What sets groups of customers apart: effects of the first order's traits in the models."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv.errors import ModelError
from clv.present.words import covariates as words
from clv.present.words import say
from clv.words import _
from pages.shared import downloads, panels, session
from pages.shared.shop import Shop

_FACTORS = ("factor", "low", "high")


def panel(shop: Shop) -> None:
    """Say which traits go along with ordering, leaving and spending, and show all with ranges."""
    try:
        effects: pl.DataFrame | None = shop.ask("covariate_effects")
    except ModelError as error:
        panels.refusal(error)
        return
    if effects is None:
        return
    if effects.is_empty():
        st.caption(
            _("The orders name no channel, country, category or discount that tells groups apart.")
        )
        return
    for sentence in words.of_effects(effects, shop.numbers) or (
        _("No trait of the first order goes along with anything beyond chance."),
    ):
        st.markdown(f"- {panels.plain(sentence)}")
    st.caption(
        _(
            "Against the commonest group, other traits alike; ranges hold nine times out of ten, "
            "and small groups are drawn towards no effect. What goes along need not be the cause."
        )
    )
    if shop.run.sources:
        st.caption(say("sources.one_by_one"))
    _table(effects)
    downloads.offer(effects, "covariates", "covariates")


def _table(effects: pl.DataFrame) -> None:
    made = st.column_config
    shown = effects.select(
        pl.col("covariate").map_elements(words.title_of, pl.String),
        pl.col("level", "reference").map_elements(words.level_of, pl.String),
        pl.col("outcome").map_elements(lambda name: words.OUTCOMES[name](), pl.String),
        pl.col(_FACTORS),
        "p_value",
        "customers",
    )
    st.dataframe(
        shown,
        hide_index=True,
        key=session.key("covariates-table"),
        column_config={
            "covariate": made.TextColumn(_("Trait")),
            "level": made.TextColumn(_("Group")),
            "reference": made.TextColumn(_("Against")),
            "outcome": made.TextColumn(_("Goes along with")),
            "factor": made.NumberColumn(_("Times as much"), format="%.2f"),
            "low": made.NumberColumn(_("From"), format="%.2f"),
            "high": made.NumberColumn(_("To"), format="%.2f"),
            "p_value": made.NumberColumn(
                _("By chance"),
                help=_("Likelihood-ratio test: how often chance alone would fit as much better"),
                format="%.3f",
            ),
            "customers": made.NumberColumn(_("Customers"), format="%,.0f"),
        },
    )
