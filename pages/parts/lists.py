"""A list of customers: the table every page ends in, which downloads and can be taken along."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.present.numbers import Numbers
from clv.words import _
from pages.parts import panels

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


def people(
    table: pl.DataFrame,
    numbers: Numbers,
    title: str,
    key: str,
    columns: tuple[str, ...] = SHOWN,
) -> None:
    """Show customers with what matters here; the downloads hold every column."""
    known = [
        name
        for name in columns
        if name in table.columns and table[name].null_count() < max(1, table.height)
    ]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(
            panels.plain(_("{title}: {n}").format(title=title, n=numbers.count(table.height))),
            anchor=False,
        )
        st.space("stretch")
        panels.downloads(table, key, key)
    panels.table(table.select(known), numbers, f"{key}-table")
