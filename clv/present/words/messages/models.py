"""Messages about purchase and spend models."""

from __future__ import annotations

from clv.present.words.messages.message import Message
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "not_fitted": N_("Call fit() before predicting."),
}
