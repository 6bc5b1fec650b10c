"""Every sentence that holds values; what the engine answers, put into words at the doors."""

from clv.present.words.say import fill, say
from clv.present.words.verdicts import verdict_sentence

__all__ = ["fill", "say", "verdict_sentence"]
