"""Treatment and control: the two lists that a campaign leaves with."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from clv import tables as t
from clv.action import CONTROL, TREATMENT
from clv.present import export
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.words import _
from pages.shared import panels

_LOOKED_AT = 50  # ids that tell whether customers are known by their e-mail


def draw(table: pl.DataFrame, numbers: Numbers, notes: list[tuple[str, str]]) -> None:
    """Show treatment and control, and offer both, each alone, and hashed e-mails."""
    treated = int((table["group"] == TREATMENT).sum())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(
            panels.plain(
                say("campaigns.groups", numbers, treated=treated, held=table.height - treated)
            ),
            anchor=False,
        )
        st.space("stretch")
        _download(_("Contact (CSV)"), "treatment", lambda: _of(table, TREATMENT))
        _download(_("Held back (CSV)"), "control", lambda: _of(table, CONTROL))
        _download(_("Both (CSV)"), "campaign", lambda: table)
        st.download_button(
            _("Both (Excel)"),
            lambda: export.to_xlsx(table, notes),
            file_name="campaign.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key="campaign-xlsx",
            on_click="ignore",
            icon=":material/table_view:",
        )
        if table[t.CUSTOMER_ID].head(_LOOKED_AT).str.contains("@").all():
            _download(_("Hashed e-mails"), "audience", lambda: _hashed(_of(table, TREATMENT)))
    columns = (
        t.CUSTOMER_ID,
        "group",
        "rank",
        t.SEGMENT,
        "p_order",
        t.EXPECTED_SPEND,
        "profit",
    )
    more = [name for name in ("item", "because") if name in table.columns]
    panels.table(table.select(*columns, *more), numbers, "campaign-table")


def _download(label: str, name: str, table: Callable[[], pl.DataFrame]) -> None:
    st.download_button(
        label,
        lambda: export.to_csv(table()),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"campaign-{name}-csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _of(table: pl.DataFrame, group: str) -> pl.DataFrame:
    return table.filter(pl.col("group") == group)


def _hashed(table: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame({"email_sha256": export.hashed_emails(table[t.CUSTOMER_ID])}).drop_nulls()
