"""Every string a person reads passes through `_`, so that the house can speak other languages.

The language is a context variable: two visitors of one server may read different ones.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

_LOCALES = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="en")


@lru_cache(maxsize=32)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("perennial", _LOCALES, languages=[language], fallback=True)


def _(message: str) -> str:
    """Return `message` in the current language, or as it stands where no translation is known.

    Examples
    --------
    >>> _("orders")
    'orders'
    """
    return _catalogue(_language.get()).gettext(message)


def N_(message: str) -> str:  # noqa: N802 - the name that extractors and translators know
    """Mark `message` for translation where it is declared; `_` translates it where it is shown.

    Examples
    --------
    >>> N_("Champions")
    'Champions'
    """
    return message


def ngettext(one: str, many: str, count: float) -> str:
    """Return the form that `count` asks for in the current language.

    Parameters
    ----------
    one, many : str
        The English forms, for one and for every other count.
    count : float
        How many; shown as a whole number, it is counted as one.

    Examples
    --------
    >>> [ngettext("{n} order", "{n} orders", n).format(n=n) for n in (0, 1, 2)]
    ['0 orders', '1 order', '2 orders']
    """
    return _catalogue(_language.get()).ngettext(one, many, abs(round(count)))


@contextmanager
def language(code: str) -> Iterator[None]:
    """Speak `code` (for example ``"de"``) inside the ``with`` block.

    Examples
    --------
    >>> with language("xx"):
    ...     _("orders")
    'orders'
    """
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)
