"""Messages about files and text tables."""

from __future__ import annotations

from clv.present.words.messages.message import Message

MESSAGES: dict[str, Message] = {}
