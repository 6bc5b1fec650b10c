"""What a new customer brings in the first horizon, by what the first order was."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.action import By, UnitEconomics, acquisition, present_value_by_year
from clv.present.words import say
from clv.words import _
from pages.economics import cost_table
from pages.shared import controls, downloads, panels
from pages.shared.shop import Shop

_COLUMNS = ("customers", "ltv", "ltv_low", "ltv_high", "cost", "cac", "ratio", "roi", "ceiling")


def draw(shop: Shop, unit: UnitEconomics, costs: pl.DataFrame | None, wanted: float) -> None:
    """Show worth, cost and return by channel, first category, month of the first order, segment."""
    st.subheader(
        say("economics.newcomers", shop.numbers, ahead=shop.settings.horizon),
        anchor=False,
    )
    ways: dict[By, str] = {
        "month": _("By month"),
        "category": _("By first category"),
        "segment": _("By segment"),
        "channel and month": _("By channel and month"),
    }
    if unit.worth[t.CATEGORY].null_count() == unit.worth.height:
        del ways["category"]
    by = controls.choice(_("Groups"), ways, "newcomers-by")
    table = acquisition(unit, costs, by, wanted)
    if table["ltv"].null_count() == table.height:
        st.caption(
            _("Nobody was won in the months with costs.")
            if unit.worth["with_worth"].sum()
            else _("Nobody was won long enough ago to say.")
        )
        return
    keys = [name for name in table.columns if name in (t.CHANNEL, "month", t.CATEGORY, t.SEGMENT)]
    if t.CHANNEL in keys:
        names = [cost_table.name_of(channel) for channel in table[t.CHANNEL]]
        table = table.with_columns(pl.Series(t.CHANNEL, names, pl.String))
    columns = [name for name in (*keys, *_COLUMNS) if table[name].null_count() < table.height]
    panels.table(table.select(columns), shop.numbers, f"newcomers-{by}")
    downloads.offer(table, f"newcomers-{by.replace(' ', '-')}", "newcomers")


def by_year(shop: Shop) -> None:
    """Show the sum behind the expected value, year by year, where sums may be stated."""
    if shop.forecast is None or not shop.totals_hold:
        return
    with st.expander(_("The expected value, year by year"), icon=":material/functions:"):
        st.caption(_("Each year's expected margin, discounted: Σ margin / (1 + discount) ^ year"))
        table = present_value_by_year(shop.forecast.by_month, shop.settings)
        panels.table(table, shop.numbers, "value-by-year")
        downloads.offer(table, "value-by-year", "value-by-year")
