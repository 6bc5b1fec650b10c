"""Customer: who this is, and what to do."""

import polars as pl
import streamlit as st

from clv import tables as t
from clv.present.charts import customer as charts
from clv.present.words import actions, say
from clv.words import _
from pages.customer import profile
from pages.shared import customer_search, panels
from pages.shared.shop import open_shop

shop = open_shop(_("Here you will see one customer: orders, chances, value and what to do."))
numbers = shop.numbers
slot = st.container()
who = customer_search.choose(shop)
if who is None:
    with slot:
        panels.finding(_("Who is this?"), _("Nobody here has such an id."))
    st.stop()

seen = shop.run.customer_profile(who)
row = shop.customers.filter(pl.col(t.CUSTOMER_ID) == who).row(0, named=True)
with slot:
    shop.head(
        _("Who is this?"),
        actions.of_customer(seen.facts | row, shop.settings.horizon, numbers),
        say("customer.who", id=who, segment=row[t.SEGMENT] or "–"),
    )
profile.cards(shop, row)
panels.picture(
    charts.timeline(
        seen.timeline,
        profile.chances(shop, who),
        profile.segment_path(shop, who),
        shop.run.end,
        profile.window(row),
        numbers,
    ),
    actions.of_orders(row[t.ORDER_COUNT], row[t.REVENUE], numbers),
    _("Chances as seen on each day, orders, and the segment at the foot; green: the next order"),
    "customer-timeline",
)
left, right = panels.side_by_side()
with left:
    profile.reasons(shop, seen, row)
    profile.offers(shop, who)
with right:
    profile.similar(shop, seen)
profile.orders(shop, seen)
panels.way_on(
    ("pages/churn/page.py", _("Whom are we losing?"), ":material/logout:"),
    ("pages/campaigns/page.py", _("Whom to contact?"), ":material/campaign:"),
)
