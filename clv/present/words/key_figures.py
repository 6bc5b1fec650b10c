"""The customer base in six cards: the same on the Overview page and in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clv.errors import Notice
from clv.present.numbers import Numbers
from clv.present.words.say import say
from clv.words import _, ngettext

if TYPE_CHECKING:
    from clv.run import Run


class Card(NamedTuple):
    """A figure: its name, its value, a line below it, and what it means where that needs words."""

    label: str
    figure: str
    below: str
    meaning: str | None = None


def cards(run: Run, numbers: Numbers, ready: bool = True) -> tuple[Card, ...]:
    """Put the key figures of a run into words.

    Parameters
    ----------
    run : clv.run.Run
        The run.
    numbers : Numbers
        How to write numbers.
    ready : bool
        Whether the forecast may be asked for; all else is there at once.

    Returns
    -------
    tuple of Card
        Customers, active now, repeat rate, order value, order gap and expected value.
    """
    figures, holds = run.key_figures, ready and run.verdict.use == "money"
    forecast = run.forecast if holds else None
    active = figures.active
    mean = ngettext("mean of {orders} order", "mean of {orders} orders", figures.orders)
    bring = _("Margin that today's customers should bring in the {ahead}, discounted to today.")
    return (
        Card(_("Customers"), numbers.count(figures.customers), _("who ever ordered")),
        Card(
            _("Active now"),
            numbers.count(active),
            _("the log is too short to say")
            if active is None
            else _("{share} of all").format(share=numbers.percent(active / figures.customers)),
            _("Ordered lately, or at least one in two like them order again soon."),
        ),
        Card(
            _("Repeat rate"),
            numbers.percent(figures.repeat / figures.customers),
            _("ordered on a second day"),
            _("Share of customers with orders on more than one day."),
        ),
        Card(_("Order value"), numbers.money(None), _("this log has no amounts"))
        if numbers.counted
        else Card(
            _("Order value"),
            numbers.money(figures.order_value),
            mean.format(orders=numbers.short(figures.orders)),
        ),
        Card(
            _("Order gap"),
            numbers.days(figures.order_gap),
            _("median of all gaps"),
            _("Days between two order days of the same customer: the shop's usual gap."),
        ),
        Card(
            _("Expected orders") if numbers.counted else _("Expected value"),
            numbers.money(forecast.total.value if forecast else None),
            numbers.money_range(forecast.total.low, forecast.total.high)
            if forecast
            else _withheld(run, ready),
            bring.format(ahead=numbers.ahead(run.settings.horizon)),
        ),
    )


def _withheld(run: Run, ready: bool) -> str:
    """Say why no total is stated."""
    if not ready:
        return _("on its way")
    if run.verdict.use == "nothing":
        return _("no forecast to rely on")
    return say(Notice("withheld", variant=run.verdict.reason.variant))
