"""Phrases that cells consist of: whole ones, beginnings of words, signs that may stand anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clv.intake.columns.header_words import fold_letters

_LONGEST = 80
# What shop systems put before a status of their own.
_PREFIXES = "wc", "order", "status"


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases to look for.

    Parameters
    ----------
    whole : frozenset of str
        Phrases that stand by themselves.
    beginnings : tuple of str
        Beginnings of words.
    anywhere : tuple of str
        Words of scripts without spaces.

    Examples
    --------
    >>> phrases = Phrases.of("on_hold cancel* 取消")
    >>> [phrases.longest(phrase) for phrase in ("cancelled by us", "on hold", "已取消", "held")]
    [6, 7, 2, 0]
    """

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    anywhere: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Phrases:
        """Read phrases: a star stands for any ending, an underscore for a space."""
        words = [(fold_letters(word.rstrip("*")), word.endswith("*")) for word in text.split()]
        bound = [(word, star) for word, star in words if not _has_no_spaces(word)]
        return cls(
            frozenset(word.replace("_", " ") for word, _star in bound),
            tuple(word.replace("_", " ") for word, star in bound if star),
            tuple(word for word, _star in words if _has_no_spaces(word)),
        )

    def longest(self, phrase: str) -> int:
        """Return the length of the longest of these in a phrase, 0 where there is none."""
        padded = f" {phrase} "
        starts = [at + 1 for at, sign in enumerate(padded[:-1]) if sign == " "]
        return max(
            (
                *(len(word) for word in self.anywhere if word in phrase),
                *(
                    len(word)
                    for word in self.beginnings
                    for at in starts
                    if padded.startswith(word, at)
                ),
                *(
                    end - start - 1
                    for start in starts
                    for end in [*starts, len(padded)]
                    if padded[start : end - 1] in self.whole
                ),
            ),
            default=0,
        )


def _has_no_spaces(word: str) -> bool:
    return bool(re.search(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", word))


def phrase_of(cell: str) -> str:
    """Fold a cell to words with one space between, without a shop system's own prefix.

    Examples
    --------
    >>> phrase_of("wc-on-hold"), phrase_of(" Closed_WON ")
    ('on hold', 'closed won')
    """
    words = re.findall(r"[^\W_]+", fold_letters(cell[:_LONGEST]))
    return " ".join(words[1:] if len(words) > 1 and words[0] in _PREFIXES else words)
