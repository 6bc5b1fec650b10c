"""Months in the languages of the world, as Babel knows them; what is still open is asked.

The same word may be two months: *listopad* is October in Zagreb and November in Warsaw. All words
of a column are therefore read in one language, and where two languages know them all and disagree
the column is asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale, localedata

from clv.errors import InputError

_SHOPS = (
    "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "hu", "sv", "da", "nb", "nn", "fi", "et",
    "lv", "lt", "el", "tr", "ru", "uk", "be", "bg", "ro", "hr", "sl", "sr", "mk", "sq", "ca", "eu",
    "gl", "ga", "is", "mt", "ar", "he", "fa", "hi", "bn", "ta", "te", "ur", "th", "vi", "id", "ms",
    "ko", "ja", "zh", "fil", "sw", "af", "az", "ka", "hy", "kk", "uz",
)  # fmt: skip
# Everyday forms that Babel does not hold.
_FURTHER: dict[str, dict[str, int]] = {
    "en": {"sept": 9, "mrch": 3},
    "de": {"jän": 1, "jänner": 1, "feber": 2, "mrz": 3, "mär": 3, "maerz": 3, "okt": 10},
    "fr": {"janv": 1, "fev": 2, "fevr": 2, "fév": 2, "juil": 7, "juill": 7, "aout": 8},
    "es": {"set": 9, "setiembre": 9},
    "nl": {"mrt": 3, "mar": 3},
    "pt": {"março": 3, "marco": 3},
    "ru": {"янв": 1, "фев": 2, "мар": 3, "апр": 4, "сен": 9, "сент": 9, "нояб": 11, "июн": 6},
    "ro": {"ian": 1, "iun": 6, "iul": 7},
}


def folded(word: str) -> str:
    """Return a month's name without case, dots and accents.

    Examples
    --------
    >>> folded("Févr."), folded("พ.ค.")
    ('fevr', 'พค')
    """
    bare = unicodedata.normalize("NFKD", word.casefold())
    kept = (sign for sign in bare if not unicodedata.combining(sign) or not _is_accent(sign))
    return unicodedata.normalize("NFC", re.sub(r"[.,\s'’׳\u200b-\u200f]", "", "".join(kept)))


def _is_accent(sign: str) -> bool:
    return "\u0300" <= sign <= "\u036f"


@lru_cache(maxsize=512)
def months_in(language: str) -> Mapping[str, int]:
    """Return every written form of a month in one language.

    Examples
    --------
    >>> months_in("pl")["listopada"], months_in("hr")["listopada"]
    (11, 10)
    """
    names: dict[str, int] = {}
    for widths in Locale.parse(language).months.values():
        for width in ("wide", "abbreviated"):
            names |= {folded(name): number for number, name in widths.get(width, {}).items()}
    names |= {folded(name): number for name, number in _FURTHER.get(language, {}).items()}
    if language == "he":
        # "in January", in one word.
        names |= {f"ב{name}": number for name, number in names.items()}
    return {name: number for name, number in names.items() if _has_letter(name)}


def _has_letter(name: str) -> bool:
    return any(sign.isalpha() for sign in name)


def is_language(code: str) -> bool:
    """Tell whether a code names a language whose months are known.

    Examples
    --------
    >>> is_language("pl"), is_language("day_first")
    (True, False)
    """
    return "_" not in code and localedata.exists(code)


def months(words: Iterable[str], language: str | None = None) -> dict[str, int]:
    """Read all month names of a column, in one language where one knows them all.

    Parameters
    ----------
    words : iterable of str
        As they stand.
    language : str, optional
        The code of their language, where a person says it.

    Returns
    -------
    dict
        Word to month; without those that no language knows.

    Raises
    ------
    InputError
        ``ambiguous_dates`` where two languages know them all and take them for different months.

    Examples
    --------
    >>> months(["mars", "févr."])
    {'mars': 3, 'févr.': 2}
    >>> months(["listopada", "siječnja"]), months(["veljače", "yesterday"])
    ({'listopada': 10, 'siječnja': 1}, {'veljače': 2})
    """
    bare = {word: folded(word) for word in words}
    if language is not None:
        names = months_in(language)
        return {word: names[name] for word, name in bare.items() if name in names}
    english = months_in("en")
    if all(name in english for name in bare.values()):
        return {word: english[name] for word, name in bare.items()}
    for languages in (_SHOPS, _all_languages()):
        readings = _readings(bare, languages)
        if readings:
            return _agreed(bare, readings)
    return _mixed(bare)


@lru_cache(maxsize=4_096)
def known_month(word: str) -> int | None:
    """Return the month that a word alone is in some language of shops, English first.

    Examples
    --------
    >>> known_month("March"), known_month("märz"), known_month("mug")
    (3, 3, None)
    """
    name = folded(word)
    tables = (months_in(language) for language in ("en", *_SHOPS))
    return next((table[name] for table in tables if name in table), None)


def _all_languages() -> list[str]:
    return [name for name in localedata.locale_identifiers() if "_" not in name]


def _readings(bare: dict[str, str], languages: Iterable[str]) -> list[dict[str, int]]:
    """Return the different ways in which languages that know every word read them."""
    tables = map(months_in, languages)
    whole = [names for names in tables if all(name in names for name in bare.values())]
    readings = ({word: names[name] for word, name in bare.items()} for names in whole)
    return [dict(pairs) for pairs in dict.fromkeys(tuple(each.items()) for each in readings)]


def _agreed(bare: dict[str, str], readings: list[dict[str, int]]) -> dict[str, int]:
    if len(readings) > 1:
        word = next(word for word in bare if len({each[word] for each in readings}) > 1)
        raise InputError(
            "ambiguous_dates",
            variant="month_name",
            word=word[:25],
            months=tuple(sorted({each[word] for each in readings})),
        )
    return readings[0]


def _mixed(bare: dict[str, str]) -> dict[str, int]:
    """Read words of several languages one by one: in English, or as all languages agree."""
    shops = ("en", *_SHOPS)
    usual = {name for language in shops for name in months_in(language)}
    rare = () if usual.issuperset(bare.values()) else _all_languages()
    read: dict[str, int] = {}
    for word, name in bare.items():
        for languages in (("en",), shops, rare):
            numbers = {
                table[name] for language in languages if name in (table := months_in(language))
            }
            if len(numbers) == 1:
                read[word] = numbers.pop()
            if numbers or word in read:
                break
    return read
