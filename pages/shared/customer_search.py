"""Find one customer by a part of the id."""

from __future__ import annotations

import streamlit as st

from clv import tables as t
from clv.customers import search
from clv.present.words import say
from clv.words import _
from pages.shared import session
from pages.shared.shop import Shop

_SHOWN = 12


def choose(shop: Shop) -> str | None:
    """Draw the search, and return the customer to show; the most valuable one at first."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            _("Find a customer"),
            key=session.key("customer-search"),
            placeholder=_("a part of the id"),
            icon=":material/search:",
            width=320,
        )
        if not text:
            return _kept(shop)
        matches = search(shop.run.customers, text, _SHOWN)[t.CUSTOMER_ID].to_list()
        if not matches:
            return None
        who: str = st.selectbox(
            say("shared.found", n=len(matches)),
            matches,
            key=session.key(f"customer-found-{text}"),
            width=260,
        )
    session.choose_customer(who)
    return who


def _kept(shop: Shop) -> str:
    last = session.chosen_customer()
    ids = shop.run.customers[t.CUSTOMER_ID]
    return last if last is not None and last in ids else shop.customers[t.CUSTOMER_ID][0]
