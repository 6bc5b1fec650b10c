"""Messages about economics, campaigns and offers."""

from __future__ import annotations

from clv.present.words.messages.message import Message

MESSAGES: dict[str, Message] = {}
