"""The six numbers of the overview."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.present.words import findings
from clv.words import _
from pages.shared import panels
from pages.shared.shop import Shop


def draw(shop: Shop) -> None:
    """Draw customers, active now, repeat rate, order value, order gap and expected value."""
    numbers, customers, forecast = shop.numbers, shop.run.customers, shop.forecast
    active = _active(shop)
    repeat = customers.filter(pl.col(t.FREQUENCY) > 0)
    orders, revenue = customers.select(pl.col(t.ORDER_COUNT, t.REVENUE).sum()).row(0)
    gap = repeat.select((pl.col(t.RECENCY) / pl.col(t.FREQUENCY)).median()).item()
    cards = (
        (_("Customers"), numbers.count(customers.height), _("who ever ordered"), None),
        (
            _("Active now"),
            numbers.count(active),
            ""
            if active is None
            else _("{share} of all").format(share=numbers.percent(active / customers.height)),
            _("Customers whose silence is still normal for their own rhythm."),
        ),
        (
            _("Repeat rate"),
            numbers.percent(repeat.height / customers.height),
            _("ordered on a second day"),
            _("Share of customers with orders on more than one day."),
        ),
        (
            _("Order value"),
            numbers.money(revenue / orders if orders else None),
            _("mean of {orders} orders").format(orders=numbers.short(orders)),
            None,
        ),
        (
            _("Order gap"),
            numbers.days(gap),
            _("median of repeat customers"),
            _("Days between two order days of the same customer."),
        ),
        (
            _("Expected value"),
            numbers.money(forecast.total.value if forecast else None),
            numbers.money_range(forecast.total.low, forecast.total.high)
            if forecast
            else _("no forecast"),
            _(
                "Margin that today's customers should bring in the {ahead}, discounted to today."
            ).format(ahead=findings.ahead(shop.settings.horizon)),
        ),
    )
    grid = st.grid(6, min_column_width=150, border=True)
    for label, value, below, meaning in cards:
        with grid.cell():
            st.metric(label, panels.plain(value), help=meaning)
            st.caption(panels.plain(below))


def _active(shop: Shop) -> int | None:
    if not shop.ready:
        return None
    return shop.people.height - int(shop.people["quiet"].sum())
