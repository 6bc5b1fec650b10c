"""Sentences for many people at once: one translated template, filled column-wise."""

from __future__ import annotations

from string import Formatter

import polars as pl


def sentence(template: str, **parts: pl.Expr) -> pl.Expr:
    """Fill a template such as ``"Silent for {days} days"`` from columns; null where a part is.

    Parameters
    ----------
    template : str
        In the reader's language, that is ``_("…")``; the order of its parts is free.
    **parts : polars.Expr
        A column for each name in braces.

    Examples
    --------
    >>> customers = pl.DataFrame({"silence": [97, 3]})
    >>> why = sentence("Silent for {days} days", days=pl.col("silence"))
    >>> customers.select(why.alias("why"))["why"]
    shape: (2,)
    Series: 'why' [str]
    [
        "Silent for 97 days"
        "Silent for 3 days"
    ]
    """
    pieces: list[pl.Expr] = []
    for text, name, _spec, _conversion in Formatter().parse(template):
        if text:
            pieces.append(pl.lit(text))
        if name:
            pieces.append(parts[name].cast(pl.String))
    return pl.concat_str(pieces)
