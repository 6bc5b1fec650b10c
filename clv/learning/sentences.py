"""Why a customer is worth what is predicted, said in plain words: "+£38: bought on 3 of …"."""

from __future__ import annotations

from collections.abc import Callable

from clv.learning.features.feature import Feature
from clv.words import _

Money = Callable[[float], str]


def plain_money(value: float) -> str:
    """Write an amount without a currency; pages pass their own.

    Examples
    --------
    >>> plain_money(1234.5), plain_money(3.456)
    ('1,234', '3.46')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"


def reason(
    told: Feature, value: float | None, contribution: float, target_window: int, money: Money
) -> str:
    """Say what one feature of one customer adds or takes.

    Parameters
    ----------
    told : Feature
        What the feature is.
    value : float or None
        The customer's, None where unknown.
    contribution : float
        Money it adds to (or takes from) the prediction.
    target_window : int
        Days the learner's windows are measured by.
    money : callable
        Amount -> text with its currency.

    Examples
    --------
    >>> lately = Feature("n", "Orders", "orders", "…", phrase="bought on {value} of {horizon} days")
    >>> reason(lately, 3.0, 38.0, 90, lambda amount: f"£{amount:.0f}")
    '+£38: bought on 3 of 90 days'
    """
    sign = "+" if contribution >= 0 else "−"
    return f"{sign}{money(abs(contribution))}: {phrase(told, value, target_window, money)}"


def phrase(told: Feature, value: float | None, target_window: int, money: Money) -> str:
    """Say one feature of one customer."""
    if value is None:
        return _("{title}: not known yet").format(title=_(told.title))
    shown = _value(told.unit, value, money)
    if not told.phrase:  # the title may hold a category's name, with braces and all
        return f"{_(told.title)}: {shown}"
    return _(told.phrase).format(
        value=shown,
        horizon=target_window,
        half=round(target_window / 2),
        quarter=round(target_window / 4),
    )


def _value(unit: str, value: float, money: Money) -> str:
    if unit == "money":
        return money(value)
    if unit in {"share", "probability"}:
        return f"{value:.0%}"
    if unit in {"days", "hour"} or value == round(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2g}" if abs(value) < 1 else f"{value:.1f}"
