"""Every sentence that holds values; what the engine answers, put into words at the doors."""

from clv.present.words.say import say

__all__ = ["say"]
