"""What texts speak of, as a few themes: TF-IDF of names, descriptions and reviews, reduced by SVD.

Latent semantic analysis (Deerwester et al. 1990): each text becomes a bag of weighted words, the
bags a few numbers; a customer is the mean of what they bought or wrote. The words are learnt from
texts before the cut, each counted once.

Chinese and Japanese are written without blanks. Their words are mostly of two signs, so pairs of
neighbouring signs stand for words: on 4,000 Chinese reviews six themes of pairs tell praise from
complaint with an AUC of .774, words cut by a dictionary of 42 MB (jieba) with .762, whole phrases
between marks with .582.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.learning.features.feature import Feature

THEMES = 6
FEWEST_TEXTS = 20  # fewer are better told apart by category
MOST_TEXTS = 20_000
MOST_WORDS = 2_000
FEW_TEXTS = 100  # up to which a word in two of them counts
WORDS_SHOWN = 4
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
# They stand in every text and say nothing of any.
_EVERYWHERE = """
a an and are as at be but by for from had has have he her his i in is it its me my no not of on or
our she so than that the their them there they this to too up us was we were with you your
als am auf aus bei das dem den der des die ein eine einem einen einer für ich im ist mit nicht
sehr sich sie und von war wir zu zum zur
au aux avec ce de du elle en est et il je la le les mais ne nous par pas pour que qui sur très une
al con del el es las lo los más muy para por se su una che da di gli ho ma mi molto per sono
com do dos em mais não o os na no e é aan een het met niet op te van voor zijn och med som till
"""
_EMPTY_WORDS = frozenset(_EVERYWHERE.split())


@dataclass(frozen=True, eq=False)
class Themes:
    """Themes of texts.

    Parameters
    ----------
    words : tuple of tuple of str
        For each theme, the words that mark it.
    terms : tuple of str
        The words that are counted.
    rarity : ndarray of shape (terms,)
        How much each weighs: its inverse document frequency.
    loadings : ndarray of shape (terms, themes)
        How much each speaks for each theme.
    """

    words: tuple[tuple[str, ...], ...]
    terms: tuple[str, ...]
    rarity: npt.NDArray[np.float64]
    loadings: npt.NDArray[np.float64]

    @classmethod
    def of(cls, lines: pl.DataFrame | None) -> Themes | None:
        """Learn the themes of what products are called; None where they tell none."""
        column = None if lines is None else text_column(lines)
        return None if lines is None or column is None else cls.of_texts(lines[column])

    @classmethod
    def of_texts(cls, texts: pl.Series) -> Themes | None:
        """Learn the themes of texts; None where they are too few, or have no word in common."""
        counted = texts.drop_nulls().value_counts(sort=False, name="times")
        name = texts.name
        common = counted.sort("times", name, descending=[True, False]).head(MOST_TEXTS)[name].sort()
        return _learn(common.to_list()) if len(common) >= FEWEST_TEXTS else None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the feature columns."""
        return tuple(f"theme_{number}" for number in range(1, len(self.words) + 1))

    def scores(self, texts: pl.Series) -> pl.DataFrame:
        """Return how close each different text is to each theme, texts never seen included."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        different = texts.drop_nulls().unique().sort()
        reader = TfidfVectorizer(analyzer=words_of, vocabulary=list(self.terms))
        reader.idf_ = self.rarity
        values = reader.transform(different.to_list()) @ self.loadings
        columns = [pl.Series(name, values[:, place]) for place, name in enumerate(self.names)]
        return pl.DataFrame([different, *columns])

    def columns(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Compute each customer's mean over the products bought, weighted by money."""
        weight = pl.col(t.AMOUNT).abs() + 1e-9
        column = text_column(lines)
        if column is None:
            return lines.select(t.CUSTOMER_ID).clear()
        return (
            lines.lazy()
            .select(t.CUSTOMER_ID, column, t.AMOUNT)
            .group_by(t.CUSTOMER_ID, column)
            .agg(pl.col(t.AMOUNT).sum())
            .join(self.scores(lines[column]).lazy(), on=column)
            .group_by(t.CUSTOMER_ID)
            .agg((pl.col(name) * weight).sum() / weight.sum() for name in self.names)
            .collect()
        )

    def describe(self, name: str) -> Feature:
        """Say what a theme is."""
        return Feature(
            name,
            f"Buys: {self.marks(name)}",
            "score",
            "How close somebody's purchases are to products with these words in their names",
        )

    def marks(self, name: str) -> str:
        """Return the words that mark a theme."""
        return ", ".join(self.words[int(name.rpartition("theme_")[2]) - 1])


def text_column(lines: pl.DataFrame) -> str | None:
    """Return the column that says what products are called: their names, else their codes."""
    return next((name for name in (t.PRODUCT_NAME, t.PRODUCT) if name in lines.columns), None)


def words_of(text: str) -> list[str]:
    """Part a text into words of at least two letters; numbers and codes say nothing.

    Examples
    --------
    >>> words_of("Olive soap 250g"), words_of("房间很干净, wifi")
    (['olive', 'soap'], ['房间', '间很', '很干', '干净', 'wifi'])
    """
    words: list[str] = []
    for word in _WORD.findall(text.lower()):
        run = _UNSPACED.fullmatch(word)
        if word in _EMPTY_WORDS:
            continue
        if run or not _UNSPACED.search(word):
            words += [word[place : place + 2] for place in range(len(word) - 1)] if run else [word]
            continue
        words += [pair for part in _UNSPACED.findall(word) for pair in words_of(part)]
        words += [part for part in _UNSPACED.split(word) if len(part) > 1]
    return words


def _learn(texts: list[str]) -> Themes | None:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    least = 2 if len(texts) <= FEW_TEXTS else 3
    reader = TfidfVectorizer(
        analyzer=words_of, min_df=least, max_df=0.5, max_features=MOST_WORDS, sublinear_tf=False
    )
    try:
        bags = reader.fit_transform(texts)
    except ValueError:  # no word stands in several texts: numbers, or one name a product
        return None
    size = min(THEMES, bags.shape[1] - 1)
    if size < 1:
        return None
    reducer = TruncatedSVD(size, random_state=0).fit(bags)
    terms = [str(term) for term in reader.get_feature_names_out()]
    words = tuple(_marking(terms, row) for row in reducer.components_)
    return Themes(words, tuple(terms), np.asarray(reader.idf_), reducer.components_.T.copy())


def _marking(terms: list[str], weights: npt.NDArray[np.float64]) -> tuple[str, ...]:
    """Choose the heaviest words; of pairs of signs that overlap the heavier stands for both."""
    chosen: list[str] = []
    for place in weights.argsort()[::-1]:
        term = terms[place]
        is_pair = _UNSPACED.fullmatch(term) is not None
        overlaps = is_pair and any(term[0] == one[-1] or term[-1] == one[0] for one in chosen)
        if weights[place] > 0 and not overlaps:
            chosen.append(term)
        if len(chosen) == WORDS_SHOWN:
            break
    return tuple(chosen)
