"""Economics: what customers cost, what they bring, and what one may cost at most."""

import streamlit as st

from clv.action import acquisition, economics
from clv.present import actions_said, findings
from clv.present.charts import economics as charts
from clv.words import _
from pages.parts import cached, controls, costing, figures, panels, shops

shop = shops.current(
    _("Here you will see what a customer costs and is worth, and what one may cost at most.")
)
numbers, costs = shop.numbers, costing.table()
slot = st.container()
if shop.outlook.forecast is None:
    with slot:
        panels.finding(_("What may a customer cost?"), _("These data carry no forecast yet."))
        panels.refusal(shop.outlook.fitted.notices)
    figures.draw(economics(cached.books(shop.request, shop.settings), costs), numbers)
    st.stop()

books = cached.books(shop.request, shop.settings)
goals = {"1": _("Break even"), "2": _("Worth twice the cost"), "3": _("Worth three times the cost")}
wanted = float(controls.choice(_("Wanted LTV:CAC"), goals, "economics-wanted"))
channels = figures.titled(acquisition(books, costs, "channel", wanted))
everyone = acquisition(books, costs, "all", wanted)
with slot:
    panels.finding(
        _("What may a customer cost?"),
        actions_said.of_economics(channels, everyone["ceiling"].first(), numbers),
        _(
            "Worth is margin so far and within the {ahead}; the ceiling is what the lower end of "
            "its range still supports"
        ).format(ahead=findings.ahead(shop.settings.horizon)),
    )

panels.margin_caution(shop.settings.margin)
left, right = panels.side_by_side()
with left:
    panels.picture(
        charts.worth_and_cost(channels, numbers),
        figures.best(channels, numbers),
        _("Mean of the customers won by each channel; green: the most one may cost"),
        "economics-channels",
    )
with right:
    if costs is None:
        costing.empty(shop)
    else:
        panels.picture(
            charts.payback(figures.curves(books, channels, costs), channels, numbers),
            figures.slowest(channels),
            _("Margin a customer by months since the first order; dots: cost earned back"),
            "economics-payback",
        )
panels.picture(
    charts.by_month(acquisition(books, costs, "month", wanted), numbers),
    _("What the customers won in each month are worth"),
    _("Margin so far and expected, with the range of the mean; the newest had less time"),
    "economics-months",
)
costing.draw(shop)
figures.draw(economics(books, costs), numbers)
figures.groups(acquisition(books, costs, "channel and month", wanted), numbers)
panels.way_on(
    ("pages/act/campaigns.py", _("Whom to contact?"), ":material/campaign:"),
    ("pages/explore/cohorts.py", _("Do newer customers stay?"), ":material/calendar_view_month:"),
)
