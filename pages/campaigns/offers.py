"""What to offer: the likeliest next purchase of each of these people."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.action import NextOffer, offers_by_group
from clv.errors import PerennialError
from clv.present import value_tables
from clv.present.charts import campaigns as charts
from clv.present.words import offers as offer_words
from clv.present.words import say
from clv.words import _
from pages.shared import controls, panels, session
from pages.shared.shop import Shop

_SHOWN = 8
_KEY = "campaign-offer"


def draw(shop: Shop, customers: pl.DataFrame) -> pl.DataFrame | None:
    """Show what each of these people is likely to buy next; return their first offers.

    None where the log does not say what was bought.
    """
    kinds = _kinds(shop)
    if not kinds:
        return None
    by = next(iter(kinds))
    if len(kinds) > 1:
        by = controls.choice(_("Offer"), kinds, _KEY)
    try:
        model: NextOffer | None = shop.ask("offers", by)
    except PerennialError as error:
        st.caption(panels.plain(say(error)))
        return None
    if model is None:
        return None
    offers = model.recommend(customers[t.CUSTOMER_ID].to_list(), top=1)
    counts = offers.group_by("item").agg(pl.len().cast(pl.Int64).alias("customers"))
    share = pl.col("customers") / pl.col("customers").sum()
    items = counts.with_columns(share.alias("share")).sort(
        "customers", "item", descending=[True, False]
    )
    if items.is_empty():
        return None
    panels.picture(
        charts.offers(items.head(_SHOWN), shop.numbers),
        say("campaigns.first_offer", shop.numbers, item=items["item"][0], share=items["share"][0]),
        say("campaigns.offers_drawn", shop.numbers, n=min(_SHOWN, items.height)),
        "campaign-offers",
    )
    return offer_words.with_reasons(offers).select(t.CUSTOMER_ID, "item", "p", "because")


def _kinds(shop: Shop) -> dict[str, str]:
    titles = {"product": _("Products"), "category": _("Categories")}
    lines = shop.run.cleaned.lines
    return {name: title for name, title in titles.items() if name in lines.columns}


def details(shop: Shop, customers: pl.DataFrame) -> None:
    """Show the offers by segment, and hold them against two ways that need no model."""
    section = st.expander(
        _("For analysts: are the offers any good?"),
        icon=":material/redeem:",
        key=session.key("offers-details"),
        on_change="rerun",
    )
    if not section.open:
        return
    with section:
        by = controls.choice(_("Of"), _kinds(shop), "offers-judged")
        left, right = panels.side_by_side()
        with left:
            st.subheader(_("First offers by segment"), anchor=False)
            offers = shop.run.offers(by).recommend(customers[t.CUSTOMER_ID].to_list(), 1)
            groups = shop.customers.select(t.CUSTOMER_ID, t.SEGMENT)
            panels.table(offers_by_group(offers, groups), shop.numbers, "offers-by-segment")
        with right:
            st.subheader(_("How often the next order held one of them"), anchor=False)
            try:
                hits = shop.ask("offers_backtest", by)
            except PerennialError as error:
                st.caption(panels.plain(say(error)))
                return
            if hits is not None:
                _judged(hits, shop)


def _judged(hits: pl.DataFrame, shop: Shop) -> None:
    ways = {
        "offers": _("These offers"),
        "popular": _("What is most popular"),
        "last": _("What they bought last"),
    }
    table = value_tables.offers_judged(hits).with_columns(pl.col("way").replace(ways))
    column = st.column_config
    tops = {
        name: column.NumberColumn(say("campaigns.first_offers", n=name), format="%.0f%%")
        for name in table.columns[1:]
    }
    st.dataframe(
        table,
        hide_index=True,
        key=session.key("offers-judged-table"),
        column_config={"way": column.TextColumn(_("Way to choose")), **tops},
    )
    st.caption(panels.plain(say("campaigns.offers_measured", shop.numbers, n=hits["customers"][0])))
