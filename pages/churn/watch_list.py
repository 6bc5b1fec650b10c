"""Watching customers slip away: whom the pictures speak of, and how one of them declined."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.customers import risk_tables
from clv.present.charts import churn as charts
from clv.present.words import churn, say
from clv.words import _
from pages.shared import panels
from pages.shared.shop import Shop

PAST = (t.CUSTOMER_ID, t.SEGMENT, t.ACTIVITY, t.ORDER_COUNT, t.REVENUE, t.LAST_ORDER, t.P_RETURN)
_EVEN = 0.5  # as likely to return as not
Ids = pl.Series


def evidence(shop: Shop) -> None:
    """Say how many of those silent for as long came back before."""
    if text := churn.of_came_back(shop.run.came_back, shop.run.return_model, shop.numbers):
        st.caption(panels.plain(text))


def quadrants(shop: Shop) -> Ids | None:
    """Draw everybody by chance and worth, the silent apart; return who was clicked."""
    numbers, customers = shop.numbers, risk_tables.placed(shop.customers)
    mean = float(customers.select(pl.col("worth").mean()).item() or 0.0)
    valuable = customers.filter("quiet", pl.col("worth") >= mean).height
    title = (
        say("churn.valuable", numbers, n=valuable)
        if valuable
        else _("Nobody worth more than the mean is quiet or lost")
    )
    points = panels.picture(
        charts.quadrants(risk_tables.quadrant_cells(customers), _EVEN, mean, numbers),
        title,
        _("Size: people; dotted: even odds, mean worth. Click a disc for its people"),
        "churn-quadrants",
        select=True,
    )
    if not points:
        return None
    spots = pl.DataFrame(
        [point["customdata"] for point in points],
        schema={"across": pl.Int64, "up": pl.Int64},
        orient="row",
    )
    return customers.join(spots, on=["across", "up"], how="semi")[t.CUSTOMER_ID]


def by_silence(shop: Shop, silent: pl.DataFrame) -> Ids | None:
    """Draw the value at risk of the silent by how long they are; return who was clicked."""
    bars = risk_tables.risk_by_silence(silent)
    if silent.is_empty():
        st.subheader(_("No value is at risk"), anchor=False)
        st.caption(_("Nobody is quiet or lost; below: who may be soon"))
        return None
    points = panels.picture(
        charts.at_risk(*shop.stated(bars, ["value"], float(bars["value"].sum()))),
        churn.of_silence(bars, shop.numbers),
        _("Value at risk of the quiet and the lost. Click a bar for its people")
        if shop.totals_hold
        else _("Share of the value at risk of the quiet and the lost. Click a bar for its people"),
        "churn-silence",
        select=True,
    )
    if not points:
        return None
    pieces = pl.DataFrame(
        [point["customdata"] for point in points],
        schema={"step": pl.String, "tier": pl.String},
        orient="row",
    )
    steps = silent.with_columns(risk_tables.in_step(pl.col("silence")).alias("step"))
    return steps.join(pieces, on=["step", "tier"], how="semi")[t.CUSTOMER_ID]


def decline(shop: Shop, at_risk: pl.DataFrame, who: str) -> None:
    """Draw how one customer's chances rose and fell."""
    numbers = shop.numbers
    row = at_risk.filter(pl.col(t.CUSTOMER_ID) == who).row(0, named=True)
    days = shop.run.cleaned.orders.filter(pl.col(t.CUSTOMER_ID) == who)[t.DATE].dt.date().unique()
    panels.picture(
        charts.decline(
            shop.run.alive_history(who),
            days.sort().to_list(),
            row[t.QUIET_FROM],
            numbers,
        ),
        say(
            "churn.at_risk_from",
            numbers,
            who=who,
            day=row[t.QUIET_FROM],
            money=row["value_at_risk"],
        ),
        say("churn.follow_another", why=row["why"]),
        "churn-decline",
    )


def tiers_said() -> str:
    """Say what the tiers mean."""
    return _(
        "Critical: among those who hold half of the value at risk, and unlikely to come back. "
        "High: large or unlikely. Watch: the rest, and who is about to go quiet."
    )
