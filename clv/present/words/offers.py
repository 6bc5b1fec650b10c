"""Why something is offered, put into words."""

from __future__ import annotations

import polars as pl

from clv.present.words.columnwise import sentence
from clv.words import _


def with_reasons(offers: pl.DataFrame) -> pl.DataFrame:
    """Add ``because`` to offers of `clv.action.NextOffer.recommend`.

    Examples
    --------
    >>> offers = pl.DataFrame({"times": [0, 1, 3], "gap": [None, None, 30], "source": "pot"})
    >>> with_reasons(offers)["because"].to_list()
    ['Often follows pot', 'Bought once', 'Bought 3 times, every 30 days']
    """
    again = sentence(
        _("Bought {times} times, every {days} days"), times=pl.col("times"), days=pl.col("gap")
    )
    follows = sentence(_("Often follows {item}"), item=pl.col("source"))
    because = (
        pl.when(pl.col("times") > 1)
        .then(again)
        .when(pl.col("times") == 1)
        .then(pl.lit(_("Bought once")))
        .otherwise(follows)
    )
    return offers.with_columns(because.alias("because"))
