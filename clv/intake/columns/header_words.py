"""What a header speaks of: its words, known in many languages, standing apart or together."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from clv.intake.columns.vocabulary import WORDS

_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ё": "е", "ى": "ي", "ة": "ه"}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ـ": ""}
)
_LONGEST, _ENDING, _SHORT, _UNKNOWN = 60, 4, 3, 10
# Their short words stand apart or close a compound, never open one.
_SECOND = ("grand", "date", "money", "unit")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def fold_letters(text: str) -> str:
    """Write a text without case, accents and the forms that letters take in some languages.

    Examples
    --------
    >>> fold_letters("İptal Edildi"), fold_letters("Zahlung ÜBERFÄLLIG"), fold_letters("ملغى")
    ('iptal edildi', 'zahlung uberfallig', 'ملغي')
    """
    parted = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold())
    bare = "".join(sign for sign in parted if unicodedata.category(sign) != "Mn")
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


@dataclass(frozen=True, slots=True)
class Header:
    """A header's meaning.

    Parameters
    ----------
    concepts : frozenset of str
        Keys of `clv.intake.columns.vocabulary.WORDS`.
    unknown : int
        Letters that belong to no known word.
    """

    concepts: frozenset[str]
    unknown: int


@lru_cache(maxsize=4096)
def header(column: str) -> Header:
    """Part a header into known words.

    Examples
    --------
    >>> sorted(header("Bestelldatum").concepts), sorted(header("buyerUserId").concepts)
    (['date', 'order'], ['customer', 'id'])
    >>> sorted(header("총 주문금액").concepts), header("EuroDate")
    (['money', 'order'], Header(concepts=frozenset({'date'}), unknown=4))
    """
    words = re.findall(r"[^\W\d_]+|[#№]", fold_letters(_CAMEL.sub(" ", column[:_LONGEST])))
    text, borders = "".join(words), {0}
    for word in words:
        borders.add(max(borders) + len(word))
    # The cheapest way to each place, and the concepts on the way there.
    best: list[tuple[int, frozenset[str]]] = [(0, frozenset())]
    best += [(_UNKNOWN * len(text) + 1, frozenset())] * len(text)
    for place in range(len(text)):
        cost, concepts = best[place]
        for end, more, concept in [
            (place + 1, _UNKNOWN, ""),
            *_stems_at(text, place, frozenset(borders)),
        ]:
            if cost + more < best[end][0]:
                best[end] = (cost + more, concepts | {concept} if concept else concepts)
    return Header(best[-1][1] - {"grand"}, best[-1][0] // _UNKNOWN)


def _stems_at(text: str, place: int, borders: frozenset[int]) -> list[tuple[int, int, str]]:
    """List where known words that begin here may end; endings and standing within a word cost."""
    ends = []
    inside = int(place not in borders)
    for stem, open_ended, concept in _INDEX.get(text[place : place + 2], []) + _INDEX.get(
        text[place], []
    ):
        end = place + len(stem)
        if text.startswith(stem, place) and _stands_out(stem, place, end, borders, concept):
            ends.append((end, inside, concept))
            border = min(border for border in borders if border >= end)
            reach = min(end + _ENDING, border) if open_ended else end
            ends += [
                (further, inside + further - end, concept) for further in range(end + 1, reach + 1)
            ]
    return ends


def _stands_out(stem: str, place: int, end: int, borders: frozenset[int], concept: str) -> bool:
    """Tell whether a short word touches the border of a word; within a longer one it is chance."""
    if not stem.isascii() or len(stem) > _SHORT or {place, end} <= borders:
        return True
    return len(stem) > 1 and (end in borders or (place in borders and concept not in _SECOND))


def _index() -> dict[str, list[tuple[str, bool, str]]]:
    """Sort all words by their first two letters, or the only one."""
    index: dict[str, list[tuple[str, bool, str]]] = {}
    for concept, words in WORDS.items():
        for word in dict.fromkeys(words.split()):
            stem = "".join(re.findall(r"[^\W\d_]+|[#№]", fold_letters(word)))
            if stem:
                index.setdefault(stem[:2], []).append((stem, word.endswith("*"), concept))
    return index


_INDEX = _index()
