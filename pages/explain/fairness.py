"""Fairness: whether a forecast sells some group of customers short, and what mending it costs."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv.errors import ModelError
from clv.evaluate import FORECASTERS, TENURE
from clv.present.charts import explain as charts
from clv.present.words import explanations, say
from clv.words import _
from pages.shared import controls, downloads, panels, session
from pages.shared.shop import Shop

_SHARE = 0.1  # of the customers, who would be chosen as the best


def compare(shop: Shop, model: str, learner: str) -> None:
    """Compare a forecast by group, once the section is opened."""
    section = st.expander(
        _("Is it fair to every group of customers?"),
        icon=":material/balance:",
        on_change="rerun",
        key=session.key("explain-fairness"),
    )
    if section.open:
        with section:
            _compare(shop, model, learner)


def _compare(shop: Shop, model: str, learner: str) -> None:
    names = {"country": _("Country"), "channel": _("Channel"), "category": _("Category")}
    names |= {TENURE: _("Customer since")} | shop.source_groups
    groups = shop.run.attributes
    measures = {
        "bias": _("Total: foreseen over actual"),
        "recall": _("Best customers found"),
        "selected": _("Chosen as the best tenth"),
        "mae": _("Error a customer"),
    }
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        attribute = controls.one_of(_("Group by"), {key: names[key] for key in groups}, "fair-by")
        measure = controls.one_of(_("Compare"), measures, "fair-measure")
    table = shop.run.fairness(model, attribute, _SHARE)
    panels.picture(
        charts.groups(table, measure, shop.numbers),
        explanations.of_groups(table, names[attribute].lower()),
        say("explain.fairness_drawn", measure=measures[measure], model=FORECASTERS[model].title),
        "fair-picture",
    )
    _table(shop, table)
    if attribute != TENURE:
        _cost(shop, learner, attribute, names[attribute])


def _table(shop: Shop, table: pl.DataFrame) -> None:
    column = st.column_config
    shares = pl.col("bias", "selected", "deserved", "recall") * 100
    rows = table.select("group", "customers", "mae", shares)
    st.dataframe(
        rows,
        column_config={
            "group": column.TextColumn(_("Group"), pinned=True),
            "customers": column.NumberColumn(_("People"), format="localized"),
            "mae": column.NumberColumn(
                _("Error"),
                help=_("Mean absolute error of orders a customer")
                if shop.numbers.counted
                else _("Mean absolute error of revenue a customer"),
                format=shop.numbers.column_format(2),
            ),
            "bias": column.NumberColumn(
                _("Total"), help=_("Foreseen over actual; 100% is right"), format="%.0f%%"
            ),
            "selected": column.NumberColumn(
                _("Chosen"),
                help=_("Share of the group in the best tenth foreseen"),
                format="%.0f%%",
            ),
            "deserved": column.NumberColumn(
                _("Truly best"), help=_("Share of it that came out best"), format="%.0f%%"
            ),
            "recall": column.NumberColumn(
                _("Best found"), help=_("Of its truly best, how many were chosen"), format="%.0f%%"
            ),
        },
        hide_index=True,
        key=session.key("fair-table"),
        placeholder="–",
    )
    downloads.offer(table, "fairness", "fair")


def _cost(shop: Shop, learner: str, attribute: str, name: str) -> None:
    """Say on request what it costs to do without the attribute."""
    if not st.button(
        say("explain.leave_out", attribute=name.lower()),
        key=f"fair-cost-{attribute}",
    ):
        return
    try:
        both = shop.ask("without", learner, attribute)
    except ModelError as error:
        panels.refusal(error)
        return
    if both is None:
        return
    rows = {row["with_attribute"]: row for row in both.iter_rows(named=True)}
    numbers = shop.numbers
    st.markdown(
        panels.plain(
            say(
                "explain.cost_of_leaving_out",
                numbers,
                attribute=name.lower(),
                with_gini=rows[True]["gini"],
                with_mae=rows[True]["mae_spend"],
                gini=rows[False]["gini"],
                mae=rows[False]["mae_spend"],
            )
        )
    )
