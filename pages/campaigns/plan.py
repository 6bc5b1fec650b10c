"""What a campaign costs, gives away and is hoped to achieve; how many get it; what was decided."""

from __future__ import annotations

import streamlit as st

from clv.action import Campaign, Plan
from clv.customers import ACTIVE, ACTIVITIES, LOST, QUIET
from clv.present.charts import campaigns as charts
from clv.present.numbers import Numbers
from clv.present.words import actions, say
from clv.words import _
from pages.shared import controls, panels, session
from pages.shared.shop import Shop


def terms(numbers: Numbers, margin: float) -> Campaign:
    """Draw what a contact costs, gives away and is hoped to achieve; return it."""
    money = say("campaigns.in_currency", currency=numbers.currency) if numbers.currency else None
    one, two = st.columns(2)
    with one:
        lift = _number(
            _("Hoped-for lift, points"),
            2.0,
            "lift",
            100.0,
            0.5,
            _("How many more of 100 people order because of the contact; 2 is a common guess."),
        )
        discount = _number(
            _("Discount, %"), 0.0, "discount", 100.0, 5.0, _("Share of the order given away.")
        )
        window = _number(
            _("Orders count for, days"), 30.0, "window", 365.0, 1.0, _("From the first day on.")
        )
        lifts = _lifts()
    with two:
        contact = _number(_("Cost a contact"), 0.5, "contact", 1e6, 0.1, money)
        gift = _number(_("Gift an order"), 0.0, "gift", 1e6, 1.0, money)
        budget = _number(
            _("Budget, 0: none"),
            0.0,
            "budget",
            1e9,
            100.0,
            _("Most that contacts and expected offers may cost together."),
        )
    return Campaign(
        lift=lift / 100,
        contact_cost=contact,
        discount=discount / 100,
        gift=gift,
        margin=margin,
        window=max(1, round(window)),
        budget=budget or None,
        lifts=lifts,
    )


def _lifts() -> tuple[tuple[str, float], ...]:
    """Ask for lifts of their own for the active, the quiet and the lost."""
    own = []
    with st.popover(_("Lift by activity"), icon=":material/tune:"):
        st.caption(_("Points, in the mean; where none is given, the one lift holds."))
        for activity in ACTIVITIES:
            if activity.name not in (ACTIVE, QUIET, LOST):
                continue
            points = st.number_input(
                _(activity.title),
                0.0,
                100.0,
                None,
                0.5,
                format="%.10g",
                key=session.key(f"campaign-lift-{activity.name}"),
                persist_state="session",
            )
            if points is not None:
                own.append((activity.name, points / 100))
    return tuple(own)


def _number(
    label: str, start: float, key: str, most: float, step: float, help_text: str | None
) -> float:
    return (
        st.number_input(
            label,
            0.0,
            most,
            start,
            step,
            format="%.10g",
            key=session.key(f"campaign-{key}"),
            help=help_text,
            persist_state="session",
        )
        or 0.0
    )


def length(plan: Plan, numbers: Numbers) -> int:
    """Choose how many people to contact: those who pay, everyone, or a number; return it."""
    everyone = plan.customers.height
    kinds = {
        "best": say("campaigns.who_pays", numbers, n=plan.best),
        "all": say("campaigns.all", numbers, n=everyone),
        "own": _("Another number"),
    }
    if not plan.best:
        del kinds["best"]
    kind = controls.choice(_("How many"), kinds, "campaign-length")
    if kind == "own":
        start = min(everyone, plan.best or 100)
        return int(
            st.number_input(_("People"), 1, everyone, start, key=session.key("campaign-people"))
            or start
        )
    return plan.best if kind == "best" else everyone


def split() -> tuple[float, int]:
    """Choose the share held back and the seed of the draw; return both."""
    one, two = st.columns(2)
    with one:
        held = st.select_slider(
            _("Held back, to see the effect"),
            (5, 10, 20, 30, 40, 50),
            20,
            format_func=lambda share: f"{share}%",
            key=session.key("campaign-held"),
            persist_state="session",
            help=_("They are not contacted; the difference to them is the effect."),
        )
    with two:
        seed = st.number_input(
            _("Draw number"),
            1,
            9999,
            1,
            key=session.key("campaign-seed"),
            persist_state="session",
            help=_("The same number draws the same people again; another campaign, another one."),
        )
    return held / 100, int(seed or 1)


def profit(shop: Shop, plan: Plan, campaign: Campaign, length: int) -> None:
    """Draw the expected profit by the length of the list; shares of it where sums did not hold."""
    top = max(map(abs, plan.curve["profit"]), default=0.0)
    curve, writes = shop.stated(plan.curve, ["profit", "low", "high", "cost"], top)
    below = "campaigns.profit_drawn" if shop.totals_hold else "campaigns.profit_share_drawn"
    panels.picture(
        charts.profit_curve(curve, length, writes),
        actions.of_curve(plan, shop.numbers),
        say(below, shop.numbers, days=campaign.window, margin=campaign.margin),
        "campaign-profit",
    )


def formula(shop: Shop, plan: Plan, length: int) -> str:
    """Say how the profit is worked out, and from which lift on the list pays."""
    if not shop.totals_hold:
        return _(
            "The list ends where a contact should no longer pay. Sums did not stand the test, so "
            "no profit is stated: the held-back group will show it"
        )
    words = _(
        "Profit = lift × (margin × spend − offer) − chance of an order anyway × offer − contact. "
        "The lift is a mean: next to nothing for those who would hardly ever order, or always do"
    )
    if not plan.best or plan.break_even is None:
        return words
    cost, lift = plan.at(length).cost, 100 * plan.break_even
    return say("campaigns.list_cost", shop.numbers, formula=words, cost=cost, lift=lift)


def notes(shop: Shop, campaign: Campaign, held: float, seed: int) -> list[tuple[str, str]]:
    """Say on the workbook's second sheet what was decided."""
    numbers = shop.numbers
    return [
        (_("Orders"), shop.title),
        (_("As of"), numbers.day(shop.run.end)),
        (_("Hoped-for lift, points"), numbers.decimal(100 * campaign.lift, 2)),
        (_("Cost a contact"), numbers.exact(campaign.contact_cost)),
        (_("Discount"), numbers.percent(campaign.discount)),
        (_("Gift an order"), numbers.exact(campaign.gift)),
        (_("Margin"), numbers.percent(campaign.margin)),
        (_("Orders count for, days"), numbers.count(campaign.window)),
        (_("Held back"), numbers.percent(held)),
        (_("Draw number"), str(seed)),
    ]
