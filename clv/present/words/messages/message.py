"""What a message is: a template, or two of them by a count."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence that changes with a count.

    Parameters
    ----------
    one, many : str
        Templates for one and for every other count.
    by : str
        Name of the value that counts.
    """

    one: str
    many: str
    by: str = "count"


Message = str | Plural
