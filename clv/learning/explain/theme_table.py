"""The themes of a shop's texts, laid out: their words, what is closest, how much of it there is."""

from __future__ import annotations

import polars as pl

from clv import tables as t
from clv.customers import History
from clv.learning.features.text_themes import Themes, text_column

EXAMPLES, LONGEST = 3, 60
PRODUCTS = ""  # where texts are names of products, not a source's
SCHEMA = {
    "source": pl.String,
    "theme": pl.String,
    "examples": pl.String,
    "customers": pl.Int64,
    "rows": pl.Int64,
    "revenue": pl.Float64,
}


def theme_table(history: History) -> pl.DataFrame:
    """Lay out the themes of product names and of every source's texts, the commonest first.

    Parameters
    ----------
    history : clv.customers.History
        The orders, their lines, and other sources, as known on a day.

    Returns
    -------
    polars.DataFrame
        A row a theme: ``source`` (empty for product names), ``theme`` (its words), ``examples``
        (the texts closest to it), and of the rows that are closest to it rather than to another
        theme ``customers``, ``rows`` and ``revenue`` (null where rows have no money). Empty where
        texts are none, too few, or have no word in common.
    """
    parts = [pl.DataFrame(schema=SCHEMA)]
    lines = history.lines
    column = None if lines is None else text_column(lines)
    if lines is not None and column is not None:
        rows = lines.select(t.CUSTOMER_ID, pl.col(column).alias(t.TEXT), t.AMOUNT)
        parts.append(_themes_of(PRODUCTS, rows))
    for source in history.sources:
        if source.kind != "attributes" and t.TEXT in source.table.columns:
            rows = source.table.select(t.CUSTOMER_ID, t.TEXT)
            rows = rows.with_columns(pl.lit(None, pl.Float64).alias(t.AMOUNT))
            parts.append(_themes_of(source.name, rows))
    return pl.concat(parts)


def _themes_of(source: str, rows: pl.DataFrame) -> pl.DataFrame:
    themes = Themes.of_texts(rows[t.TEXT])
    if themes is None:
        return pl.DataFrame(schema=SCHEMA)
    scores = themes.scores(rows[t.TEXT])
    strongest = pl.max_horizontal(themes.names)
    nearest = pl.coalesce(
        pl.when(pl.col(name) == strongest, strongest > 0).then(pl.lit(name))
        for name in themes.names
    )
    placed = scores.with_columns(nearest.alias("theme"), strongest.alias("score"))
    placed = placed.drop_nulls("theme").select(t.TEXT, "theme", "score")
    shown = pl.col(t.TEXT).str.head(LONGEST)
    examples = (
        placed.sort("score", t.TEXT, descending=[True, False])
        .group_by("theme", maintain_order=True)
        .agg(shown.unique(maintain_order=True).head(EXAMPLES).str.join(" · ").alias("examples"))
    )
    money = pl.col(t.AMOUNT)
    sums = (
        rows.join(placed, on=t.TEXT)
        .group_by("theme")
        .agg(
            pl.col(t.CUSTOMER_ID).n_unique().cast(pl.Int64).alias("customers"),
            pl.len().cast(pl.Int64).alias("rows"),
            pl.when(money.count() > 0).then(money.sum().round(2)).alias("revenue"),
        )
    )
    marks = {name: themes.marks(name) for name in themes.names}
    return (
        sums.join(examples, on="theme")
        .sort("rows", "theme", descending=[True, False])
        .select(
            pl.lit(source).alias("source"),
            pl.col("theme").replace_strict(marks, return_dtype=pl.String),
            *list(SCHEMA)[2:],
        )
    )
