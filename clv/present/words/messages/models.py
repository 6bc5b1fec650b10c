"""Messages about purchase and spend models."""

from __future__ import annotations

from clv.present.words.messages.message import Message
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "not_fitted": N_("Call fit() before predicting."),
    "nobody_left": N_("Nobody has left yet: how long subscribers stay can't be learned from them."),
    "too_few_subscribers": N_(
        "How long subscribers stay needs at least {least:n} of them to learn from, not {count:n}."
    ),
}
