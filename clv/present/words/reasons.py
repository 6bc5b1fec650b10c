"""What the ledger's codes mean, in words for people."""

from __future__ import annotations

import re
from collections.abc import Callable

from clv.words import _

# Each value is called when it is shown, so that it speaks the reader's language.
_TITLES: dict[str, Callable[[], str]] = {
    "malformed_row": lambda: _("Broken lines"),
    "missing_customer": lambda: _("No customer named"),
    "bad_date": lambda: _("Date unreadable"),
    "missing_date": lambda: _("No date"),
    "bad_amount": lambda: _("Amount unreadable"),
    "missing_amount": lambda: _("No amount"),
    "returns": lambda: _("Returns"),
    "refunds": lambda: _("Paid back"),
    "cancelled": lambda: _("Cancelled orders"),
    "unpaid": lambda: _("Orders not paid yet"),
    "refunds_of_cancelled": lambda: _("Refunds of cancelled orders"),
    "gift_cards": lambda: _("Gift cards sold"),
    "gift_cards_handed_in": lambda: _("Gift cards handed in"),
    "gift_card_payments": lambda: _("Paid with gift cards"),
    "discounts": lambda: _("Discounts on lines of their own"),
    "discounted": lambda: _("What discounts took off"),
    "other_kind": lambda: _("Other kinds of row"),
    "guests": lambda: _("Guests"),
    "returned_purchases": lambda: _("Purchases returned in full"),
    "returns_dropped": lambda: _("Returns left out"),
    "zero_amount": lambda: _("Amount of zero"),
    "negative_order": lambda: _("Orders below zero"),
    "duplicates": lambda: _("Repeated lines"),
    "duplicate_rows": lambda: _("Repeated lines"),
    "status": lambda: _("Unpaid or failed"),
    "after_as_of": lambda: _("After the chosen day"),
    "repeated_header": lambda: _("The header once more"),
    "total_row": lambda: _("Sums, not orders"),
    "no_currency": lambda: _("No currency named"),
    "stray_dates": lambda: _("Far away in time"),
    "overlapping_rows": lambda: _("Told by two files"),
    "merged_customers": lambda: _("Customers merged"),
    "source_matched": lambda: _("Customers of these orders"),
    "source_unmatched": lambda: _("Ids that are no customers here"),
    "source_without_id": lambda: _("Rows without an id"),
    "source_no_row": lambda: _("Customers it does not know"),
    "source_duplicates": lambda: _("Rows told again"),
    "source_undated": lambda: _("Rows without a day"),
    "line_items": lambda: _("Lines joined into orders"),
}


def title_of(reason: str) -> str:
    """Name a ledger reason for people; an unknown code is spelled out.

    Examples
    --------
    >>> title_of("bad_date"), title_of("odd_thing")
    ('Date unreadable', 'Odd thing')
    """
    title = _TITLES.get(reason)
    return title() if title else reason.replace("_", " ").capitalize()


def on_screen(message: str) -> str:
    """Leave out of a message what only the command line can do about it.

    Examples
    --------
    >>> on_screen("Day and month can't be told apart; say which (--date-format day_first).")
    "Day and month can't be told apart; say which."
    """
    return _OPTION.sub("", message)


_OPTION = re.compile(r"\s*\(--[^)]*\)")
