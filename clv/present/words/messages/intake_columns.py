"""Messages about columns, statuses, refunds and shops."""

from __future__ import annotations

from clv.present.words.messages.message import Message

MESSAGES: dict[str, Message] = {}
