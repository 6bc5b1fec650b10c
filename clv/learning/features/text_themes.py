"""What the products are called, as a few themes: TF-IDF of the names, reduced by SVD.

Latent semantic analysis (Deerwester et al. 1990): each product name becomes a bag of weighted
words, the bags a few numbers; a customer is the mean of what she bought, weighted by money. The
words are learnt from the names before the cut, each name counted once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from clv import tables as t
from clv.learning.features.feature import Feature

THEMES = 6
FEWEST_NAMES = 30  # fewer are better told apart by category
MOST_NAMES = 20_000
WORDS_SHOWN = 4


@dataclass(frozen=True)
class Themes:
    """Themes of product names.

    Parameters
    ----------
    words : tuple of tuple of str
        For each theme, the words that mark it.
    products : polars.DataFrame
        ``product`` and one column a theme.
    """

    words: tuple[tuple[str, ...], ...]
    products: pl.DataFrame

    @classmethod
    def of(cls, lines: pl.DataFrame | None) -> Themes | None:
        """Learn the themes of `lines`; None where there are no products, or too few."""
        if lines is None or t.PRODUCT not in lines.columns:
            return None
        counted = lines.drop_nulls(t.PRODUCT).group_by(t.PRODUCT).len("times")
        common = counted.sort("times", t.PRODUCT, descending=[True, False]).head(MOST_NAMES)
        return _learn(common[t.PRODUCT]) if common.height >= FEWEST_NAMES else None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the feature columns."""
        return tuple(f"theme_{number}" for number in range(1, len(self.words) + 1))

    def columns(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Compute each customer's mean over the products bought, weighted by money."""
        weight = pl.col(t.AMOUNT).abs() + 1e-9
        return (
            lines.lazy()
            .select(t.CUSTOMER_ID, t.PRODUCT, t.AMOUNT)
            .group_by(t.CUSTOMER_ID, t.PRODUCT)
            .agg(pl.col(t.AMOUNT).sum())
            .join(self.products.lazy(), on=t.PRODUCT)
            .group_by(t.CUSTOMER_ID)
            .agg((pl.col(name) * weight).sum() / weight.sum() for name in self.names)
            .collect()
        )

    def describe(self, name: str) -> Feature:
        """Say what a theme is."""
        marks = ", ".join(self.words[int(name.removeprefix("theme_")) - 1])
        return Feature(
            name,
            f"Buys: {marks}",
            "score",
            "How close somebody's purchases are to products with these words in their names",
        )


def _words_of(name: str) -> list[str]:
    """Words of at least two letters; numbers and codes say nothing about a theme."""
    return re.findall(r"[^\W\d_]{2,}", name.lower())


def _learn(names: pl.Series) -> Themes | None:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    reader = TfidfVectorizer(analyzer=_words_of, min_df=3, max_features=2_000)
    try:
        bags = reader.fit_transform(names.to_list())
    except ValueError:  # no word stands in three names: numbers, or one name a product
        return None
    size = min(THEMES, bags.shape[1] - 1)
    if size < 1:
        return None
    reducer = TruncatedSVD(size, random_state=0)
    values = reducer.fit_transform(bags)
    terms = reader.get_feature_names_out()
    words = tuple(
        tuple(str(terms[place]) for place in row.argsort()[::-1][:WORDS_SHOWN])
        for row in reducer.components_
    )
    columns = {f"theme_{number}": values[:, number - 1] for number in range(1, size + 1)}
    return Themes(words, pl.DataFrame({t.PRODUCT: names, **columns}))
