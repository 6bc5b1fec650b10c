"""What to do now: up to three cards with people, money and why, and the way to each list."""

from __future__ import annotations

import streamlit as st

from clv import tables as t
from clv.action import Task
from clv.present.words import say
from clv.words import _
from pages.shared import downloads, panels, session
from pages.shared.shop import Shop

_NARROWEST = 260  # pixels of a card
_TITLES = {
    "win_back": "week.win_back",
    "remind": "week.remind",
    "stop": "week.stop",
    "second_order": "week.second_order",
}
_WHY = {
    ("win_back", t.VALUE_AT_RISK): "week.win_back.value_at_risk",
    ("win_back", t.REVENUE): "week.win_back.revenue",
    ("remind", t.VALUE_AT_RISK): "week.remind.value_at_risk",
    ("remind", t.REVENUE): "week.remind.revenue",
}
_WHY_WITHOUT_MONEY = {"stop": "week.stop.why", "second_order": "week.second_order.why"}


def draw(shop: Shop) -> None:
    """Draw the cards; none where the log is too short to tell who is quiet."""
    if not shop.ready:
        return
    tasks = shop.run.this_week
    if not tasks:
        return
    st.subheader(_("Three things this week") if len(tasks) > 2 else _("This week"), anchor=False)
    grid = st.grid(len(tasks), min_column_width=_NARROWEST, border=True)
    for task in tasks:
        with grid.cell().container(height="stretch"):
            _card(task, shop)


def _card(task: Task, shop: Shop) -> None:
    numbers = shop.numbers
    title = say(_TITLES[task.name], numbers, n=task.customers.height)
    st.markdown(f"**{panels.plain(title)}**")
    why = say(
        _WHY_WITHOUT_MONEY.get(task.name) or _WHY[task.name, task.measure],
        numbers,
        money=task.money,
        ahead=shop.settings.horizon,
        back=round(100 * (task.p_return or 0.0)),
        window=shop.run.return_model.window_,
    )
    st.markdown(panels.plain(why))
    st.space("stretch")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(_("Take the list along"), key=f"week-{task.name}", icon=":material/campaign:"):
            session.choose_list(title, task.customers[t.CUSTOMER_ID].to_list())
            st.switch_page("pages/campaigns/page.py")
        downloads.offer(task.customers, task.name, f"week-{task.name}")
