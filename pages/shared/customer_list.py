"""A list of customers: the table every page ends in, which downloads and can be taken along."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.words import _
from pages.shared import downloads, panels, session

SHOWN = (
    t.CUSTOMER_ID,
    t.SEGMENT,
    t.ORDER_COUNT,
    t.REVENUE,
    t.LAST_ORDER,
    t.P_BUY,
    t.CLV,
    t.CLV_LOW,
    t.CLV_HIGH,
)

COUNTED = (
    t.CUSTOMER_ID,
    t.SEGMENT,
    t.ORDER_COUNT,
    t.LAST_ORDER,
    t.P_BUY,
    t.EXPECTED_PURCHASES,
    t.EXPECTED_PURCHASES_LOW,
    t.EXPECTED_PURCHASES_HIGH,
)
"""What is shown where a log has no amounts."""


def draw(
    table: pl.DataFrame,
    numbers: Numbers,
    title: str,
    key: str,
    columns: tuple[str, ...] = SHOWN,
    *,
    contact: bool = True,
    select: bool = False,
) -> list[str]:
    """Show customers with what matters here; the downloads hold every column.

    With `contact`, one click takes the list along to a campaign; with `select`, rows can be
    selected and their ids are returned.
    """
    names = [
        name
        for name in (COUNTED if numbers.counted and columns == SHOWN else columns)
        if name in table.columns and table[name].null_count() < max(1, table.height)
    ]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(
            panels.plain(say("shared.list_title", numbers, title=title, n=table.height)),
            anchor=False,
        )
        st.space("stretch")
        if table.height and contact:
            _take_along(table, title, key)
            _keep(table, title, key)
        downloads.offer(table, key, key)
    rows = panels.table(table.select(names), numbers, f"{key}-table", select=select)
    return table[t.CUSTOMER_ID].gather([row for row in rows if row < table.height]).to_list()


def _take_along(table: pl.DataFrame, title: str, key: str) -> None:
    if st.button(
        _("Contact them"),
        key=f"{key}-contact",
        icon=":material/campaign:",
        help=_("Take this list along to a campaign: profit, test, treatment and control."),
    ):
        session.choose_list(title, table[t.CUSTOMER_ID].to_list())
        st.switch_page("pages/campaigns/page.py")


def _keep(table: pl.DataFrame, title: str, key: str) -> None:
    """Keep the list in the workspace, which will say what became of it."""
    workspace = session.workspace()
    if workspace is not None and st.button(
        _("Save list"),
        key=f"{key}-save",
        icon=":material/bookmark_add:",
        help=_("Keep it in this workspace; the next look says what became of its customers."),
    ):
        workspace.save_list(title, table[t.CUSTOMER_ID].to_list())
        st.toast(panels.plain(say("workspace.saved", title=title)))
