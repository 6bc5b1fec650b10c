"""Messages about money, dates, ids and merged files."""

from __future__ import annotations

from clv.present.words.messages.message import Message

MESSAGES: dict[str, Message] = {}
