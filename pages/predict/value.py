"""Lifetime value: what each customer is worth."""

import streamlit as st

from clv import tables as t
from clv.present import findings, tallies
from clv.present.charts import value as charts
from clv.words import _
from pages.parts import controls, lists, panels, shops

shop = shops.current(
    _("Here you will see what each customer should bring, best first, and how sure that is.")
)
numbers, ahead, people = shop.numbers, shop.outlook, shop.people
if ahead.forecast is None:
    panels.finding(_("What is each worth?"), _("These data carry no forecast yet."))
    panels.refusal(ahead.fitted.notices)
    lists.people(people, numbers, _("Customers by what they spent so far"), "customers")
    st.stop()

total, horizon = ahead.forecast.total, findings.ahead(shop.settings.horizon)
panels.finding(
    _("What is each worth?"),
    findings.of_value(people[t.CLV], shop.settings.horizon, numbers),
    _("All together {value} in the {ahead} ({range}, nine times out of ten)").format(
        value=numbers.money(total.value),
        ahead=horizon,
        range=numbers.money_range(total.low, total.high),
    ),
)
most = controls.best(people.height, "value-best")
best = people.head(most)
left, right = panels.side_by_side()
with left:
    share = best[t.CLV].sum() / (people[t.CLV].sum() or 1.0)
    panels.picture(
        charts.ranking(tallies.ranking(people), most, numbers),
        _("The best {n} hold {share} of the value").format(
            n=numbers.count(most), share=numbers.percent(share)
        ),
        _("Expected value of each customer in the {ahead}, with its range").format(ahead=horizon),
        "value-ranking",
    )
with right:
    panels.picture(
        charts.distribution(tallies.value_bins(people[t.CLV]), numbers),
        _("Half of the customers are worth {value} or less").format(
            value=numbers.money(people[t.CLV].median())
        ),
        _("Number of customers by expected value in the {ahead}").format(ahead=horizon),
        "value-distribution",
    )
lists.people(best, numbers, _("Best customers"), "best-customers")
panels.way_on(
    ("pages/predict/churn.py", _("Which of them are leaving?"), ":material/logout:"),
    ("pages/predict/models.py", _("Should I believe it?"), ":material/fact_check:"),
)

with st.expander(
    _("For analysts: what the model says for every frequency and silence"),
    icon=":material/grid_on:",
):
    model = ahead.fitted.purchase
    days = shop.settings.horizon
    views = {
        "p_buy": _("Likely to buy again"),
        "p_alive": _("Still a customer"),
        "orders": _("Orders expected"),
    }
    view = controls.choice(_("Question"), views, "value-matrix")
    answers = {
        "p_buy": lambda customers: model.p_buy(customers, days),
        "p_alive": model.p_alive,
        "orders": lambda customers: model.expected_orders(customers, days),
    }
    panels.picture(
        charts.matrix(
            tallies.model_grid(shop.customers, answers[view]),
            views[view],
            view != "orders",
            numbers,
        ),
        views[view],
        _(
            "{model}, a customer known for the whole log, by days with an order and days of silence"
        ).format(model=model.title),
        "value-matrix-picture",
    )
    panels.picture(
        charts.over_horizon(tallies.months_ahead(ahead.forecast.by_month, shop.end), numbers),
        _("When the value comes in"),
        _("Expected value of all customers, month by month, discounted to today"),
        "value-months",
    )
