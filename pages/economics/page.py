"""Economics: what customers cost, what they bring, and what one may cost at most."""

import streamlit as st

from clv.action import acquisition, economics
from clv.present.charts import economics as charts
from clv.present.words import actions, say
from clv.words import _
from pages.economics import budget, cost_table, metrics, newcomers
from pages.shared import controls, panels
from pages.shared.shop import open_shop

shop = open_shop(
    _("Here you will see what a customer costs and is worth, and what one may cost at most.")
)
numbers, costs = shop.numbers, cost_table.table()
if numbers.counted:
    shop.without_money(_("What may a customer cost?"))
    st.stop()
slot = st.container()
if not shop.ready:
    with slot:
        shop.without_forecast(_("What may a customer cost?"))
    st.stop()

unit = shop.run.unit_economics
goals = {"1": _("Break even"), "2": _("Worth twice the cost"), "3": _("Worth three times the cost")}
wanted = float(controls.choice(_("Wanted LTV:CAC"), goals, "economics-wanted"))
channels = metrics.titled(acquisition(unit, costs, "channel", wanted).drop_nulls("ltv"))
everyone = acquisition(unit, costs, "all", wanted)
nobody = _("Nobody was won in the months of your cost table; look at its months.")
if not unit.worth["with_worth"].sum():
    nobody = say("economics.too_young", numbers, ahead=shop.settings.horizon)
worth = say(
    "economics.worth" if shop.totals_hold else "economics.worth_so_far",
    numbers,
    ahead=shop.settings.horizon,
)
if unit.left_out is not None:
    worth = say("economics.left_out", numbers, worth=worth, month=unit.left_out)
with slot:
    shop.head(
        _("What may a customer cost?"),
        nobody
        if channels.is_empty()
        else actions.of_economics(channels, everyone.item(0, "ceiling"), numbers),
        worth,
    )
    if not shop.totals_hold:
        panels.refusal(shop.why_no_forecast)

panels.margin_caution(shop.settings.margin)
if not channels.is_empty():
    left, right = panels.side_by_side()
    with left:
        panels.picture(
            charts.worth_and_cost(channels, numbers),
            metrics.best(channels, numbers),
            _("Mean of who began with each channel or store; green: the most one may cost"),
            "economics-channels",
        )
    with right:
        if costs is None:
            cost_table.empty()
        else:
            panels.picture(
                charts.payback(metrics.curves(unit, channels, costs), channels, numbers),
                metrics.slowest(channels),
                _("Margin a customer by months since the first order; dots: cost earned back"),
                "economics-payback",
            )
    panels.picture(
        charts.by_month(acquisition(unit, costs, "month", wanted).drop_nulls("ltv"), numbers),
        _("What the customers won in each month bring"),
        _("Margin of the same time after the first order for all; of the newest, most is expected")
        if shop.totals_hold
        else _("Margin of the same time after the first order for all, as it came"),
        "economics-months",
    )
cost_table.draw(shop)
budget.draw(channels, numbers)
newcomers.draw(shop, unit, costs, wanted)
period = (max(unit.period.first, shop.first_day), unit.period.last)
metrics.draw(economics(unit, costs, wanted), period, numbers)
newcomers.by_year(shop)
panels.way_on(
    ("pages/campaigns/page.py", _("Whom to contact?"), ":material/campaign:"),
    ("pages/cohorts/page.py", _("Do newer customers stay?"), ":material/calendar_view_month:"),
)
