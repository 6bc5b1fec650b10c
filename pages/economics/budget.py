"""A budget shared out over the channels, by what the next unit of money brings."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.action import allocate_budget, channel_responses
from clv.errors import PerennialError
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.words import _
from pages.economics import cost_table
from pages.shared import downloads, panels, session

_COLUMNS = ("title", "spent", "suggested", "customers", "value", "profit", "roi", "marginal")


def draw(channels: pl.DataFrame, numbers: Numbers) -> None:
    """Ask for budget and bounds; show where the money brings most."""
    responses = channel_responses(channels)
    if responses.height < 2:
        return
    st.subheader(_("Where should the budget go?"), anchor=False)
    st.caption(
        _(
            "Twice the money does not win twice the customers. How much fewer is an assumption, "
            "the elasticity below: set what you know of your channels. The budget then goes where "
            "the next unit of money brings most, between the bounds you set."
        )
    )
    spent = float(responses["spent"].sum())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        budget = st.number_input(
            _("Budget"), 0.0, 1e12, round(spent, 2), key=session.key("budget-sum"), width=200
        )
        elasticity = st.slider(
            _("Elasticity (assumed)"),
            0.1,
            0.9,
            0.6,
            0.05,
            key=session.key("budget-elasticity"),
            width=240,
            help=_("At 0.6, one per cent more spend wins 0.6 per cent more customers."),
        )
    bounds = _bounds(responses, numbers)
    try:
        shares = allocate_budget(bounds, float(budget or 0.0), elasticity)
    except PerennialError as error:
        st.error(panels.plain(say(error)), icon=":material/error:")
        return
    if abs(shares.budget - (budget or 0.0)) > 0.01 * max(1.0, budget or 0.0):
        st.caption(panels.plain(say("economics.bounds_hold", numbers, money=shares.budget)))
    names = [cost_table.name_of(channel) for channel in shares.table[t.CHANNEL]]
    table = shares.table.with_columns(pl.Series("title", names, pl.String)).select(_COLUMNS)
    panels.table(table.rename({"title": t.CHANNEL}), numbers, "budget-table")
    downloads.offer(shares.table, "budget", "budget")


def _bounds(responses: pl.DataFrame, numbers: Numbers) -> pl.DataFrame:
    """Let the lowest and the highest spend of each channel be edited."""
    column, pattern = st.column_config, numbers.column_format(0)
    names = [cost_table.name_of(channel) for channel in responses[t.CHANNEL]]
    table = responses.select(pl.Series("title", names, pl.String), "spent", "low", "high")
    money = {
        name: column.NumberColumn(
            _(t.label(name)),
            format=pattern,
            min_value=0.0,
            max_value=1e12,
            disabled=name == "spent",
        )
        for name in ("spent", "low", "high")
    }
    bounds = st.data_editor(
        table,
        column_config={"title": column.TextColumn(_(t.label(t.CHANNEL)), disabled=True), **money},
        hide_index=True,
        key=session.key("budget-bounds"),
        alt=_("Bounds of each channel's spend"),
    )
    return responses.with_columns(
        bounds["low"].cast(pl.Float64).fill_null(0.0),
        bounds["high"].cast(pl.Float64).fill_null(0.0),
    )
