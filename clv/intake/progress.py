"""How far reading has come: a code and the share done, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str, float], None]
"""Is told what is being done (``"reading"``, ``"dates"``, ``"cleaning"``) and the share done."""


def silently(code: str, share_done: float) -> None:
    """Tell nobody."""


def within(tell: Tell, begin: float, end: float) -> Tell:
    """Return what tells of a part of the work, from share `begin` to share `end`.

    Examples
    --------
    >>> within(print, 0.5, 1.0)("reading", 0.5)
    reading 0.75
    """
    return lambda code, share_done: tell(code, begin + (end - begin) * share_done)
