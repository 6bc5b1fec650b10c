"""What left on the way from the file to the orders: each reason with its rows, and the sum."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import polars as pl
import streamlit as st

from clv.intake import Cleaned
from clv.present.charts import ledger as charts
from clv.present.numbers import Numbers
from clv.present.words import reasons, say
from clv.words import _
from pages.shared import controls, downloads, panels, session

_SHOWN = 200  # rows of the file shown behind a reason; the download holds all
_WIDE = 640  # pixels
_LEAVING = ("read", "policy", "observe")


def money_read(cleaned: Cleaned) -> Decimal:
    """Return the money of all that was read: what could be read, and what a reason says it took."""
    unread = cleaned.ledger.filter(pl.col("step") == "read")["amount"].sum() or 0.0
    return cleaned.valid.amount + Decimal(str(round(unread, 2)))


def sum_of(cleaned: Cleaned, numbers: Numbers) -> str:
    """Write the account of all rows: records = kept + every reason."""
    left = cleaned.ledger.filter(pl.col("step").is_in(_LEAVING), pl.col("rows") > 0)
    parts = (
        say("data.rows_for_reason", numbers, n=rows, reason=reasons.title_of(reason).lower())
        for reason, rows in left.select("reason", "rows").iter_rows()
    )
    kept = say("data.kept", numbers, n=cleaned.kept.rows)
    total = say("data.rows", numbers, n=cleaned.input.records)
    return f"{total} = {' + '.join([kept, *parts])}"


def waterfall(cleaned: Cleaned, numbers: Numbers) -> None:
    """Draw the way from the file to the orders, in rows or in money."""
    measures: dict[Literal["rows", "amount"], str] = {"rows": _("In rows"), "amount": _("In money")}
    measure = controls.choice(_("Measure"), measures, "ledger-measure")
    start = float(money_read(cleaned) if measure == "amount" else cleaned.input.records or 0)
    panels.picture(
        charts.waterfall(cleaned.ledger, start, measure, numbers),
        _("Every row is accounted for"),
        _("From all that was read to the orders used"),
        "waterfall",
    )


def draw(cleaned: Cleaned, numbers: Numbers) -> None:
    """List each reason; open, it shows the very rows and lets them go."""
    st.subheader(_("What left, and why"), anchor=False)
    st.caption(_("Open a reason for its rows"))
    if cleaned.ledger.is_empty():
        st.caption(_("Nothing: every row of the file was used."))
    for reason in cleaned.ledger["reason"].unique(maintain_order=True):
        _behind(cleaned, reason, numbers)
    st.caption(panels.plain(sum_of(cleaned, numbers)))
    downloads.offer(cleaned.ledger, "ledger", "ledger")


def _behind(cleaned: Cleaned, reason: str, numbers: Numbers) -> None:
    entry = cleaned.ledger.filter(pl.col("reason") == reason)
    rows, money = entry.select(pl.col("rows", "amount").sum()).row(0)
    if not rows and not money:
        return
    label = f"**{panels.plain(reasons.title_of(reason))}** · {numbers.count(rows)}"
    if money:
        label += f" · {panels.plain(numbers.money(money))}"
    popover = st.popover(
        label, type="tertiary", key=session.key(f"reason-{reason}"), on_change="rerun"
    )
    if not popover.open:
        return
    with popover:
        rows_behind = cleaned.rows_of(reason)
        if rows_behind.is_empty():
            st.caption(_("No row left whole: the money was taken off rows that stay."))
            return
        count = min(_SHOWN, rows_behind.height)
        st.caption(say("data.rows_shown", numbers, n=count, all=rows_behind.height))
        st.dataframe(
            rows_behind.head(_SHOWN),
            hide_index=True,
            height=280,
            width=_WIDE,
            key=session.key(f"rows-{reason}"),
        )
        downloads.offer(rows_behind, f"rows-{reason}", f"get-{reason}")
