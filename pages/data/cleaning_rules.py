"""What becomes of returns, zeros, repeats and cancelled orders, with before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from typing import Any

import streamlit as st

from clv.errors import PerennialError
from clv.intake import Cleaned, Policy
from clv.option import options_of
from clv.present.numbers import Numbers
from clv.present.words import reasons, say
from clv.words import _
from pages.data import exchange_rates
from pages.shared import panels, session
from pages.shared.option_controls import fields_of, labels
from pages.shared.shop import Shop

_ABREAST = 4  # rules side by side


def draw(shop: Shop, numbers: Numbers) -> None:
    """Let the person decide, and show before and after."""
    run = shop.run
    policy, before = run.policy, run.cleaned
    codes = exchange_rates.named(run)
    rules = _choices(policy, with_status=before.mapping.status is not None)
    if len(codes) < 2 and (before.currency is None or policy.currency):
        rules = replace(rules, currency=exchange_rates.one(policy.currency))
    if len(codes) > 1:
        st.caption(_("The file holds several currencies; these rates are in use."))
        exchange_rates.rates(run, codes)
    if rules == policy:
        st.caption(_("Choose another rule to see what it would change before it is used."))
        return
    try:
        after = shop.under(policy=rules).ask("cleaned")
    except PerennialError as error:
        st.error(panels.plain(reasons.on_screen(say(error))))
        return
    if after is None:
        return
    before_and_after(before, after, numbers)
    if st.button(_("Use these rules"), type="primary"):
        session.set_policy(rules)
        st.rerun()


def _choices(policy: Policy, with_status: bool) -> Policy:
    names = fields_of(Policy)
    if not with_status:
        names.remove("cancelled")
    choices: dict[str, Any] = {}
    for place, name in zip(cycle(st.columns(min(len(names), _ABREAST))), names, strict=False):
        options = labels(Policy, name)
        choices[name] = place.radio(
            _(options_of(Policy)[name].label),
            list(options),
            index=list(options).index(getattr(policy, name)),
            format_func=options.get,
            key=session.key(f"rule-{name}"),
        )
    return replace(policy, **choices)


def before_and_after(before: Cleaned, after: Cleaned, numbers: Numbers) -> None:
    """Show what a decision does to orders, customers and money."""
    figures: tuple[tuple[str, Any, Any, Callable[[Any], str]], ...] = (
        (_("Orders"), before.orders.height, after.orders.height, numbers.count),
        (_("Customers"), before.kept.customers, after.kept.customers, numbers.count),
        (_("Money"), before.kept.amount, after.kept.amount, numbers.money),
    )
    for column, (label, was, becomes, write) in zip(st.columns(3), figures, strict=True):
        change = becomes - was
        sign = "+" if change > 0 else ""
        column.metric(
            label,
            panels.plain(write(becomes)),
            panels.plain(sign + write(change)) if change else _("no change"),
            delta_color="off",
            delta_arrow="auto" if change else "off",
            border=True,
        )
