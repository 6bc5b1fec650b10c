"""What to offer: the likeliest next purchase of each of these people."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.errors import PerennialError
from clv.present.charts import campaigns as charts
from clv.words import _
from pages.parts import cached, controls, panels
from pages.parts.shops import Shop

_SHOWN = 8


def draw(shop: Shop, people: pl.DataFrame) -> pl.DataFrame | None:
    """Show what each of these people is likely to buy next; return their first offers.

    None where the log does not say what was bought.
    """
    kinds = {"product": _("Products"), "category": _("Categories")}
    lines = shop.cleaned.lines
    kinds = {name: title for name, title in kinds.items() if name in lines.columns}
    if not kinds:
        return None
    by = (
        controls.choice(_("Offer"), kinds, "campaign-offer")
        if len(kinds) > 1
        else next(iter(kinds))
    )
    try:
        learned = cached.offers(shop.request, by)
    except PerennialError as error:
        st.caption(panels.plain(error.message))
        return None
    found = learned.recommend(people[t.CUSTOMER_ID].to_list(), top=1)
    counted = found.group_by("item").agg(pl.len().cast(pl.Int64).alias("customers"))
    share = pl.col("customers") / pl.col("customers").sum()
    items = counted.with_columns(share.alias("share")).sort(
        "customers", "item", descending=[True, False]
    )
    if items.is_empty():
        return None
    panels.picture(
        charts.offers(items.head(_SHOWN), shop.numbers),
        _("{item} first, for {share} of them").format(
            item=items["item"][0], share=shop.numbers.percent(items["share"][0])
        ),
        _("Likeliest next purchase of each, the commonest {n}").format(
            n=shop.numbers.count(min(_SHOWN, items.height))
        ),
        "campaign-offers",
    )
    return found.select(t.CUSTOMER_ID, pl.col("item"), pl.col("p"), pl.col("because"))
