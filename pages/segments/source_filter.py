"""Only some customers: those of one group that another source makes."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.words import _
from pages.shared import controls, session
from pages.shared.shop import Shop


def choose(shop: Shop) -> pl.DataFrame | None:
    """Let the person choose groups; return whose they are, None for everybody."""
    names = shop.source_groups
    if not names:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = controls.one_of(_("Only customers by"), {"": _("All customers")} | names, "only-by")
        if not by:
            return None
        groups = shop.run.source_groups.select(t.CUSTOMER_ID, by)
        values = st.multiselect(
            names[by],
            groups[by].drop_nulls().unique().sort().to_list(),
            format_func=_,
            key=session.key(f"only-{by}"),
            width=360,
        )
    return groups.filter(pl.col(by).is_in(values)).select(t.CUSTOMER_ID) if values else None
