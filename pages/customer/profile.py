"""The parts of one customer's page: cards, reasons, offers, similar customers, orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from clv import tables as t
from clv.action import NextOffer
from clv.customers import ACTIVITIES, SEGMENTS, CustomerProfile, ReturnModel
from clv.errors import PerennialError
from clv.present.numbers import Numbers
from clv.present.words import offers as offer_words
from clv.present.words import say, trust, watch_list
from clv.words import _
from pages.shared import downloads, panels, session
from pages.shared.shop import Shop

Row = Mapping[str, Any]


def window(row: Row) -> tuple[date, date, date] | None:
    """Return the next order's window, or None where none is foreseen."""
    days = (row[t.NEXT_ORDER_LOW], row[t.NEXT_ORDER], row[t.NEXT_ORDER_HIGH])
    return None if None in days else days


_NO_CHANCES = pl.DataFrame(schema={t.DATE: pl.Date, t.P_ALIVE: pl.Float64, t.P_BUY: pl.Float64})
_NO_SEGMENTS = pl.DataFrame(schema={t.DATE: pl.Date, t.SEGMENT: pl.String})


def chances(shop: Shop, who: str) -> pl.DataFrame:
    """Return the customer's chances day by day; none where there is no forecast."""
    return _NO_CHANCES if shop.forecast is None else shop.run.alive_history(who)


def segment_path(shop: Shop, who: str) -> pl.DataFrame:
    """Return the customer's segments month by month; none while they are being looked up."""
    path: pl.DataFrame | None = shop.ask("segment_path")
    return _NO_SEGMENTS if path is None else path.filter(pl.col(t.CUSTOMER_ID) == who)


def cards(shop: Shop, row: Row) -> None:
    """Draw four numbers: value, chance, next order, silence."""
    numbers = shop.numbers
    horizon = shop.settings.horizon
    next_days = window(row)
    silence = (shop.run.end - row[t.LAST_ORDER]).days
    foreseen = row[t.CLV] is not None
    facts = (
        (
            _("Expected orders") if numbers.counted else _("Expected value"),
            numbers.money(row[t.CLV]),
            numbers.money_range(row[t.CLV_LOW], row[t.CLV_HIGH])
            if foreseen
            else _("no forecast to rely on"),
            trust.of_customer_range(shop.run.backtest_or_none, shop.run.verdict, horizon, numbers)
            if foreseen
            else None,
        ),
        (
            _("Likely to buy again"),
            numbers.percent(row[t.P_BUY]),
            say("customer.in_the_days_ahead", numbers, ahead=horizon)
            if foreseen
            else _("no forecast to rely on"),
            None,
        ),
        (
            _("Next order around"),
            numbers.day(next_days[1]) if next_days else "–",
            f"{numbers.day(next_days[0])} – {numbers.day(next_days[2])}"
            if next_days
            else (_("may not come back") if foreseen else _("no forecast to rely on")),
            _("If there is one: the middle of the likely days, and nine tenths of them")
            if next_days
            else None,
        ),
        (
            _("Silent for"),
            numbers.days(silence),
            _activity(row, shop.run.return_model, numbers),
            None
            if row[t.P_RETURN] is None
            else say("customer.return_window", numbers, days=shop.run.return_model.window_),
        ),
    )
    grid = st.grid(4, min_column_width=190)
    for label, value, below, meaning in facts:
        with grid.cell().container(border=True, height="stretch", gap="xsmall"):
            st.metric(label, panels.plain(value), help=meaning)
            st.caption(panels.plain(below))


def _activity(row: Row, model: ReturnModel, numbers: Numbers) -> str:
    """Say whether they are active, quiet or lost, and how many like them should come back."""
    activity = next(one for one in ACTIVITIES if one.name == row[t.ACTIVITY])
    if row[t.P_RETURN] is None:
        return _(activity.title)
    chance = row[t.P_RETURN]
    back, low, high = (round(100 * each) for each in (chance, *model.range_of(chance)))
    return say(
        "customer.like_them", numbers, activity=activity.title, back=back, low=low, high=high
    )


def reasons(shop: Shop, customer: CustomerProfile, row: Row) -> None:
    """Say what to do, and why."""
    mine = None
    if row[t.CLV] is not None:
        mine = shop.run.watch_list().filter(pl.col(t.CUSTOMER_ID) == customer.customer_id)
    st.subheader(_("What to do"), anchor=False)
    with st.container(border=True):
        if mine is not None and mine.height:
            mine = watch_list.in_words(
                mine, shop.run.came_back, shop.run.return_model.window_, shop.numbers
            )
            st.markdown(f"**{panels.plain(mine['treatment'][0])}**")
            st.caption(
                panels.plain(
                    say(
                        "customer.on_watch_list",
                        shop.numbers,
                        tier=mine["tier"][0],
                        risk=mine["value_at_risk"][0],
                    )
                )
            )
        else:
            st.markdown(f"**{panels.plain(_action(str(row[t.SEGMENT])))}**")
        for reason in customer.reasons:
            st.markdown(f"- {panels.plain(say(reason, shop.numbers))}")


def _action(segment: str) -> str:
    action = next((one.action for one in SEGMENTS if one.name == segment), None)
    return _(action) if action else _("No action is set for this segment.")


def offers(shop: Shop, who: str) -> None:
    """Show what this customer is likely to buy next, where the log says what was bought."""
    kinds = [name for name in (t.PRODUCT, t.CATEGORY) if name in shop.run.cleaned.lines.columns]
    if not kinds:
        return
    try:
        offers: NextOffer | None = shop.ask("offers", kinds[0])
    except PerennialError:
        return
    suggestions = None if offers is None else offers.recommend([who], top=3)
    if suggestions is None or suggestions.is_empty():
        return
    st.subheader(_("What to offer"), anchor=False)
    panels.table(
        offer_words.with_reasons(suggestions).select("item", "p", "because", "due"),
        shop.numbers,
        "customer-offers",
    )


def similar(shop: Shop, customer: CustomerProfile) -> None:
    """Show the nearest customers; a selected row opens one."""
    st.subheader(_("Customers like this one"), anchor=False)
    st.caption(_("Alike in silence, orders, spend an order and time known. Select one to open"))
    customers = shop.customers.select(t.CUSTOMER_ID, t.SEGMENT, t.CLV)
    columns = [t.CUSTOMER_ID, t.SEGMENT, "silence", t.ORDER_COUNT, t.REVENUE]
    table = customer.similar.join(customers, on=t.CUSTOMER_ID, how="left", maintain_order="left")
    rows = panels.table(
        table.select(*columns, *([t.CLV] if shop.forecast else [])),
        shop.numbers,
        f"customer-similar-{customer.customer_id}",
        select=True,
    )
    if rows:
        session.choose_customer(table[t.CUSTOMER_ID][rows[0]])
        st.rerun()


def orders(shop: Shop, customer: CustomerProfile) -> None:
    """Show every order, the newest first."""
    table = customer.timeline.sort(t.DATE, descending=True).with_columns(pl.col(t.DATE).dt.date())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(_("Orders"), anchor=False)
        st.space("stretch")
        downloads.offer(table, "orders", "customer-orders")
    panels.table(table, shop.numbers, "customer-orders-table", rows=6)
