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
    "chance": lambda: _("Chance"),
    "customers": lambda: _("People"),
    "share": lambda: _("Of all"),
    "value": lambda: _("Value"),
    "value_share": lambda: _("Of all value"),
    "each": lambda: _("Each"),
    "quiet": lambda: _("Gone quiet"),
    "orders_then": lambda: _("Orders in that month"),
    "spent_then": lambda: _("Spent in that month"),
    "stage": lambda: _("Stage"),
    "buyers": lambda: _("Ordered again"),
    "stability": lambda: _("Stay in it"),
    "later_spend": lambda: _("Spent later, mean"),
    "spend_low": lambda: _("From"),
    "spend_high": lambda: _("To"),
    "known": lambda: _("Known for, days"),
    "action": lambda: _("What to do"),
    "revenue_share": lambda: _("Of all revenue"),
    "spend": lambda: _("Spent, median"),
    "typical_gap": lambda: _("Days between orders"),
    "value_range": lambda: _("Nine times in ten"),
    "value_low": lambda: _("From"),
    "value_high": lambda: _("To"),
    "before": lambda: _("Before"),
    "after": lambda: _("Now"),
    "previous": lambda: _("Segment before this"),
    "since": lambda: _("In it since"),
    "step": lambda: _("What changed"),
    "value_then": lambda: _("Value then"),
    "value_now": lambda: _("Value now"),
    "change": lambda: _("Change"),
    "rank": lambda: _("Rank"),
    "group": lambda: _("Group"),
    "p_order": lambda: _("Orders anyway"),
    "cost": lambda: _("Cost"),
    "profit": lambda: _("Expected profit"),
    "value_at_risk": lambda: _("Value at risk"),
    "tier": lambda: _("Tier"),
    "state": lambda: _("State"),
    "overdue": lambda: _("Days overdue"),
    "why": lambda: _("Why"),
    "treatment": lambda: _("What to do"),
    "gap": lambda: _("Days between orders"),
    "item": lambda: _("Offer"),
    "p": lambda: _("In the next order"),
    "because": lambda: _("Because"),
    "due": lambda: _("Due around"),
    "times": lambda: _("Bought so often"),
    "cac": lambda: _("Cost (CAC)"),
    "ltv": lambda: _("Worth (LTV)"),
    "ltv_low": lambda: _("From"),
    "ltv_high": lambda: _("To"),
    "ratio": lambda: _("LTV:CAC"),
    "ceiling": lambda: _("Spend ceiling"),
    "payback": lambda: _("Payback, months"),
    "acquisition": lambda: _("Winning customers"),
    "retention": lambda: _("Keeping customers"),
    "month": lambda: _("Month"),
    "total": lambda: _("Total so far"),
    "distance": lambda: _("How far apart"),
    "past": lambda: _("Spent before"),
    "spent": lambda: _("Spent since"),
    t.DATE: lambda: _("Date"),
    t.AMOUNT: lambda: _("Amount"),
    t.CHANNEL: lambda: _("Channel"),
}

# Columns of the small tables that only pages show: unit and meaning.
_OTHERS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "silence": ("days", lambda: _("Days since the last order")),
    "chance": ("probability", lambda: _("Calibrated chance that the classifier gives")),
    "at_risk": ("money", lambda: _("Expected value times the chance of no further order")),
    "share": ("probability", lambda: _("Share of all customers")),
    "value": ("money", lambda: _("Expected value of all in the group")),
    "value_share": ("probability", lambda: _("Share of the expected value of all customers")),
    "each": ("money", lambda: _("Mean expected value of a customer")),
    "typical_gap": ("days", lambda: _("Median days between two orders of a customer")),
    "revenue_share": ("probability", lambda: _("Share of all revenue so far")),
    "spent_then": ("money", lambda: _("Money of the orders in that month")),
    "buyers": ("probability", lambda: _("Share who ordered in the days looked at")),
    "stability": ("probability", lambda: _("Share who keep it when customers are redrawn")),
    "later_spend": ("money", lambda: _("Mean spend in the days held back")),
    "spend_low": ("money", lambda: _("Lower end of the 90% range")),
    "spend_high": ("money", lambda: _("Upper end of the 90% range")),
    "known": ("days", lambda: _("Mean days since the first order")),
    "spend": ("money", lambda: _("Median of what a customer has spent so far")),
    "value_low": ("money", lambda: _("Lower end of the 90% range")),
    "value_high": ("money", lambda: _("Upper end of the 90% range")),
    "quiet": ("customers", lambda: _("Customers silent for longer than is normal for them")),
    "value_then": ("money", lambda: _("Expected value, as seen on the earlier day")),
    "value_now": ("money", lambda: _("Expected value, as seen on the later day")),
    "change": ("money", lambda: _("Value now less value then")),
    "p_order": ("probability", lambda: _("Chance of an order in the window without a contact")),
    "cost": ("money", lambda: _("Contact and expected offer")),
    "profit": ("money", lambda: _("lift × (margin × spend − offer) − chance × offer − contact")),
    "value_at_risk": ("money", lambda: _("Expected value times the chance of no further order")),
    "overdue": ("days", lambda: _("Days since silence became unusual; below zero: still to come")),
    "p": ("probability", lambda: _("Chance that the next purchase day holds it")),
    "cac": ("money", lambda: _("Cost / customers won")),
    "ltv": ("money", lambda: _("Margin so far and expected margin, mean of the customers won")),
    "ltv_low": ("money", lambda: _("Lower end of the 90 % range")),
    "ltv_high": ("money", lambda: _("Upper end of the 90 % range")),
    "ceiling": ("money", lambda: _("Lower end of the range / wanted LTV:CAC")),
    "acquisition": ("money", lambda: _("Money spent on winning customers")),
    "retention": ("money", lambda: _("Money spent on keeping customers")),
    "total": ("money", lambda: _("Money to date")),
    "past": ("money", lambda: _("Spent in the year before the first day")),
    "spent": ("money", lambda: _("Spent from the first day on, as long as orders count")),
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
