"""Messages about customers."""

from __future__ import annotations

from clv.present.words.messages.message import Message
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "subscription.week": N_(
        "These are subscriptions: customers pay every week, the same each time. "
        "Who left is seen from the payment that did not come; "
        "the Models page shows retention and recurring revenue."
    ),
    "subscription.month": N_(
        "These are subscriptions: customers pay every month, the same each time. "
        "Who left is seen from the payment that did not come; "
        "the Models page shows retention and recurring revenue."
    ),
    "subscription.quarter": N_(
        "These are subscriptions: customers pay every quarter, the same each time. "
        "Who left is seen from the payment that did not come; "
        "the Models page shows retention and recurring revenue."
    ),
    "subscription.year": N_(
        "These are subscriptions: customers pay every year, the same each time. "
        "Who left is seen from the payment that did not come; "
        "the Models page shows retention and recurring revenue."
    ),
}
