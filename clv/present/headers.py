"""What each column is called in front of people, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clv import tables as t
from clv.words import _

# Called when shown, so that they speak the reader's language.
_TITLES: Mapping[str, Callable[[], str]] = {
    t.CUSTOMER_ID: lambda: _("Customer"),
    t.FREQUENCY: lambda: _("Repeat order days"),
    t.RECENCY: lambda: _("First to last order, days"),
    t.T: lambda: _("Known for, days"),
    t.MONETARY_VALUE: lambda: _("Spend per repeat day"),
    t.FIRST_ORDER: lambda: _("First order"),
    t.LAST_ORDER: lambda: _("Last order"),
    t.ORDER_COUNT: lambda: _("Orders"),
    t.REVENUE: lambda: _("Spent so far"),
    t.P_ALIVE: lambda: _("Still a customer"),
    t.P_BUY: lambda: _("Likely to buy again"),
    t.EXPECTED_ORDERS: lambda: _("Orders expected"),
    t.EXPECTED_SPEND: lambda: _("Spend per order"),
    t.CLV: lambda: _("Expected value"),
    t.CLV_LOW: lambda: _("From"),
    t.CLV_HIGH: lambda: _("To"),
    t.SEGMENT: lambda: _("Segment"),
    t.NEXT_ORDER: lambda: _("Next order around"),
    t.QUIET_UNTIL: lambda: _("Silence normal until"),
    "silence": lambda: _("Days silent"),
    "at_risk": lambda: _("Value at risk"),
    "customers": lambda: _("People"),
    "share": lambda: _("Of all"),
    "value": lambda: _("Value"),
    "value_share": lambda: _("Of all value"),
    "each": lambda: _("Each"),
    "quiet": lambda: _("Gone quiet"),
    "action": lambda: _("What to do"),
    "revenue_share": lambda: _("Of all revenue"),
    "spend": lambda: _("Spent, median"),
    "typical_gap": lambda: _("Days between orders"),
    "value_low": lambda: _("From"),
    "value_high": lambda: _("To"),
}

# Columns of the small tables that only pages show: unit and meaning.
_OTHERS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "silence": ("days", lambda: _("Days since the last order")),
    "at_risk": ("money", lambda: _("Expected value times the chance of no further order")),
    "share": ("probability", lambda: _("Share of all customers")),
    "value": ("money", lambda: _("Expected value of all in the group")),
    "value_share": ("probability", lambda: _("Share of the expected value of all customers")),
    "each": ("money", lambda: _("Mean expected value of a customer")),
    "typical_gap": ("days", lambda: _("Median days between two orders of a customer")),
    "revenue_share": ("probability", lambda: _("Share of all revenue so far")),
    "spend": ("money", lambda: _("Median of what a customer has spent so far")),
    "value_low": ("money", lambda: _("Lower end of the 90% range")),
    "value_high": ("money", lambda: _("Upper end of the 90% range")),
    "quiet": ("customers", lambda: _("Customers silent for longer than is normal for them")),
}

_TERMS: Mapping[str, str] = {
    t.P_ALIVE: "p_alive",
    t.P_BUY: "p_buy",
    t.CLV: "clv",
    t.EXPECTED_ORDERS: "expected_orders",
    t.EXPECTED_SPEND: "expected_spend",
}


def title_of(column: str) -> str:
    """Name a column for people; an unknown one is spelled out.

    Examples
    --------
    >>> title_of("p_buy"), title_of("odd_thing")
    ('Likely to buy again', 'Odd thing')
    """
    known = _TITLES.get(column)
    return known() if known else column.replace("_", " ").capitalize()


def meaning_of(column: str) -> str | None:
    """Say what a column holds, with the analyst's term for it; None where no contract names it.

    Examples
    --------
    >>> meaning_of("p_buy")
    'Chance of at least one order within the horizon (p_buy)'
    """
    for table in (t.PREDICTIONS, t.CUSTOMERS, t.ORDERS):
        if column in table.names:
            meaning = _(table[column].meaning)
            return f"{meaning} ({_TERMS[column]})" if column in _TERMS else meaning
    return _OTHERS[column][1]() if column in _OTHERS else None


def unit_of(column: str) -> str | None:
    """Return the unit that the contracts give a column, or None."""
    for table in (t.PREDICTIONS, t.CUSTOMERS, t.ORDERS):
        if column in table.names:
            return table[column].unit
    return _OTHERS[column][0] if column in _OTHERS else None
