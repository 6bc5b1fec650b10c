"""The apostrophe that keeps a spreadsheet from running a cell, put on and taken off.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end may run as a formula when a
spreadsheet opens the file (OWASP, CSV injection). Exports put an apostrophe before it; a cell
that began with apostrophes before such a sign gets one more, so that taking one off is exact.
"""

from __future__ import annotations

from typing import TypeVar

import polars as pl

_RUNS = r"^([\s']*[=+\-@|%\t\r\n＝＋－＠])"
_GUARDED = r"^'([\s']*[=+\-@|%\t\r\n＝＋－＠])"


Texts = TypeVar("Texts", pl.Series, pl.Expr)


def guarded(values: pl.Series) -> pl.Series:
    """Put an apostrophe before whatever a spreadsheet might run.

    Examples
    --------
    >>> guarded(pl.Series(["=1+1", "'=1", "a=b", "+31612"])).to_list()
    ["'=1+1", "''=1", 'a=b', "'+31612"]
    """
    return values.str.replace(_RUNS, "'$1")


def unguarded(values: Texts) -> Texts:
    """Take off the apostrophe that `guarded` put on.

    Examples
    --------
    >>> unguarded(guarded(pl.Series(["=1+1", "' '=1", "'a"]))).to_list()
    ['=1+1', "' '=1", "'a"]
    """
    return values.str.replace(_GUARDED, "$1")
