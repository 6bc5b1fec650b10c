"""Do totals hold: what was told at earlier days against what came, and the season behind it."""

from __future__ import annotations

import streamlit as st

from clv.present.charts import totals as charts
from clv.present.words import say, trust
from clv.words import _
from pages.shared import panels
from pages.shared.shop import Shop


def panel(shop: Shop) -> None:
    """Draw past totals with their ranges, and what each month is worth where that is known."""
    run, numbers = shop.run, shop.numbers
    table = run.past_ranges
    left, right = panels.side_by_side()
    with left:
        if table.is_empty():
            st.caption(_("The log is too short to hold totals of earlier days against."))
        else:
            panels.picture(
                charts.past_totals(table, numbers),
                trust.of_past_totals(table, numbers),
                _("Orders of the customers known on each day, as far ahead as the log allows")
                if numbers.counted
                else _(
                    "Revenue of the customers known on each day, as far ahead as the log allows"
                ),
                "past-totals",
            )
    with right:
        panels.picture(
            charts.season(run.season.table, numbers),
            say(run.season_notice, numbers),
            _("Repeat orders of each month against a usual one; lines: 90% range"),
            "season",
        )
        for notice in run.season.notices:
            st.caption(panels.plain(say(notice, numbers)))
