"""Churn: whom we are losing."""

import polars as pl
import streamlit as st

from clv import tables as t
from clv.present import findings, tallies
from clv.present.charts import churn as charts
from clv.words import _
from pages.parts import lists, panels, shops

_EVEN = 0.5  # as likely to return as not

shop = shops.current(_("Here you will see who is slipping away, ordered by the money at risk."))
numbers, ahead = shop.numbers, shop.outlook
people = shop.watched
if ahead.forecast is None:
    panels.finding(_("Whom are we losing?"), _("These data carry no forecast yet."))
    panels.refusal(ahead.fitted.notices)
    lists.people(
        people.sort("silence", descending=True),
        numbers,
        _("Longest silent"),
        "silent",
        (t.CUSTOMER_ID, t.SEGMENT, t.ORDER_COUNT, t.REVENUE, t.LAST_ORDER, "silence"),
    )
    st.stop()

watched = people.filter("quiet").sort("at_risk", descending=True)
panels.finding(
    _("Whom are we losing?"),
    findings.of_churn(watched, numbers),
    _(
        "Value at risk is the expected value times the chance of no further order in the {ahead}"
    ).format(ahead=findings.ahead(shop.settings.horizon)),
)
left, right = panels.side_by_side()
with left:
    cells = tallies.quadrant_cells(people)
    mean = tallies.mean_of(cells)
    valuable = cells.filter(pl.col("p_buy") < _EVEN, pl.col("value") >= mean)["customers"].sum()
    panels.picture(
        charts.quadrants(cells, _EVEN, mean, numbers),
        _("{n} valuable customers are unlikely to return").format(n=numbers.count(valuable)),
        _("Size: people; across: chance of another order; up: worth of those who return"),
        "churn-quadrants",
    )
with right:
    bars = tallies.risk_by_silence(people)
    panels.picture(
        charts.at_risk(bars, numbers),
        findings.of_silence(bars, numbers),
        _("Value at risk by days since the last order"),
        "churn-silence",
    )
lists.people(
    watched,
    numbers,
    _("Watch list"),
    "watch-list",
    (
        t.CUSTOMER_ID,
        t.SEGMENT,
        t.ORDER_COUNT,
        t.LAST_ORDER,
        "silence",
        t.QUIET_UNTIL,
        t.P_BUY,
        t.CLV,
        "at_risk",
    ),
)
panels.way_on(
    ("pages/predict/value.py", _("What is each worth?"), ":material/payments:"),
    ("pages/explore/segments.py", _("Which groups do they belong to?"), ":material/groups:"),
)
