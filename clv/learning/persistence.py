"""Keep a trained learner in a file, and bring it back without trusting the file.

The file is a zip of three members: the run passport (JSON), the vocabulary (JSON), and the learner
in the format of `skops`, which names every type before anything is made of it. A file of another
format, one that holds a type we did not put there, weights that are no numbers, or trees that point
outside themselves, is refused: nothing is ever unpickled.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import polars as pl

from clv.customers import History
from clv.errors import InputError
from clv.learning.features.basket import Vocabulary
from clv.learning.features.build import features
from clv.learning.features.other_sources import SourceColumns
from clv.learning.features.purchase_model import Forecasts
from clv.learning.features.text_themes import Themes
from clv.learning.learner import Learner
from clv.learning.training_data import TrainingData

FORMAT = 3  # of the members and the names inside them; raised when either changes
MEMBERS = ("passport.json", "vocabulary.json", "learner.skops")
LARGEST = 200 * 2**20  # bytes of all members, unpacked
TRUSTED = frozenset(
    {
        "collections.OrderedDict",
        "lightgbm.basic.Booster",
        "lightgbm.sklearn.LGBMClassifier",
        "lightgbm.sklearn.LGBMRegressor",
        "numpy.dtype",
        "sklearn.calibration._CalibratedClassifier",
        "sklearn.calibration._SigmoidCalibration",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.model_selection._split.StratifiedKFold",
        "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
        "sklearn.tree._tree.Tree",
        "xgboost.core.Booster",
        "xgboost.sklearn.XGBClassifier",
        "xgboost.sklearn.XGBRegressor",
        "clv.learning.preprocessing.Winsoriser",
        "clv.learning.preprocessing.relevance",
    }
)


@dataclass(frozen=True)
class SavedLearner:
    """A learner brought back.

    Parameters
    ----------
    learner : Learner
        Fitted.
    vocabulary : Vocabulary
        The columns of the mix it was trained with.
    passport : dict
        What the run that trained it had written down.
    """

    learner: Learner
    vocabulary: Vocabulary
    passport: dict[str, Any]

    def outlook(self, history: History, horizon: int) -> pl.DataFrame:
        """Look `horizon` days ahead from the cut of `history`, without learning anew.

        Returns
        -------
        polars.DataFrame
            Table `clv.tables.OUTLOOK`.
        """
        forecasts = Forecasts(history)
        target_window = self.learner.target_window_
        today = features(history, target_window, self.vocabulary, forecasts)
        return self.learner.outlook_from(today, forecasts.growth(target_window, horizon))


def save(learner: Learner, data: TrainingData, passport: dict[str, Any] | None = None) -> bytes:
    """Write a fitted learner as the bytes of a file.

    Parameters
    ----------
    learner : Learner
        Fitted on `data`.
    data : TrainingData
        Its vocabulary is kept; its customers are not.
    passport : dict, optional
        The run passport: JSON types only.

    Returns
    -------
    bytes
    """
    header = {"format": FORMAT, "learner": learner.name, "passport": passport or {}}
    return pack(MEMBERS, header, _vocabulary_out(data.vocabulary), learner)


def pack(members: Sequence[str], header: Any, table: Any, estimator: Any) -> bytes:
    """Write two JSON documents and an estimator as the members of one file."""
    from skops import io as skops_io

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(members[0], json.dumps(header))
        file.writestr(members[1], json.dumps(table))
        file.writestr(members[2], skops_io.dumps(estimator))
    return packed.getvalue()


def load(data: bytes) -> SavedLearner:
    r"""Bring a learner back from `save`'s bytes.

    Raises
    ------
    InputError
        ``not_a_model`` when the file is none of ours or is broken, ``other_model_format`` when
        another edition wrote it, ``untrusted_model`` when it holds what we did not put there.

    Examples
    --------
    >>> load(b"cos\nsystem\n(S'rm -rf /'\ntR.")
    Traceback (most recent call last):
    clv.errors.InputError: not_a_model
    """
    header, vocabulary, learner = unpack(data, MEMBERS, FORMAT)
    try:
        if not isinstance(learner, Learner) or not is_valid(learner):
            raise _refused()
        return SavedLearner(learner, _vocabulary_in(vocabulary), dict(header["passport"]))
    except InputError:
        raise
    except Exception as error:  # whatever a strange file does to a parser
        raise _refused() from error


def unpack(data: bytes, members: Sequence[str], form: int) -> tuple[Any, Any, Any]:
    """Read back what `pack` wrote in this format; types we did not put there are refused."""
    header, table, packed = _members(data, members)
    try:
        content = json.loads(header)
        if content["format"] != form:
            raise InputError("other_model_format", format=int(content["format"]), current=form)
        return content, json.loads(table), _estimator(packed)
    except InputError:
        raise
    except Exception as error:
        raise _refused() from error


def _members(data: bytes, members: Sequence[str]) -> tuple[bytes, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            sizes = {member.filename: member.file_size for member in file.infolist()}
            if set(sizes) != set(members) or sum(sizes.values()) > LARGEST:
                raise _refused()
            return tuple(file.read(name) for name in members)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _refused() from error


def _estimator(packed: bytes) -> Any:
    from skops import io as skops_io

    ours = {f"{kind.__module__}.{kind.__qualname__}" for kind in _kinds(Learner)}
    strange = sorted(set(skops_io.get_untrusted_types(data=packed)) - TRUSTED - ours)
    if strange:
        raise InputError("untrusted_model", types=tuple(strange[:3]))
    return skops_io.loads(packed, trusted=sorted(TRUSTED | ours))


def _kinds(kind: Any) -> Iterator[type[Learner]]:
    for below in kind.__subclasses__():
        yield below
        yield from _kinds(below)


def _refused() -> InputError:
    return InputError("not_a_model")


def _vocabulary_out(vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "values": vocabulary.values,
        "themes": _themes_out(vocabulary.themes),
        "sources": [
            {part.name: getattr(source, part.name) for part in fields(source)}
            | {"themes": _themes_out(source.themes)}
            for source in vocabulary.sources
        ],
    }


def _themes_out(themes: Themes | None) -> dict[str, Any] | None:
    """Write down the words and what they weigh, never the texts: customers wrote some of them."""
    if themes is None:
        return None
    return {
        "words": themes.words,
        "terms": themes.terms,
        "rarity": themes.rarity.tolist(),
        "loadings": themes.loadings.tolist(),
    }


def _vocabulary_in(content: dict[str, Any]) -> Vocabulary:
    return Vocabulary(
        _values_in(content["values"]),
        _themes_in(content["themes"]),
        tuple(
            SourceColumns(
                str(source["name"]),
                _names_in(source["numbers"]),
                _names_in(source["days"]),
                _values_in(source["values"]),
                _names_in(source["seen"]),
                _themes_in(source["themes"]),
            )
            for source in content["sources"]
        ),
    )


def _names_in(names: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(str, names))


def _values_in(content: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {str(kind): _names_in(names) for kind, names in content.items()}


def _themes_in(content: dict[str, Any] | None) -> Themes | None:
    if content is None:
        return None
    terms = _names_in(content["terms"])
    words = tuple(map(_names_in, content["words"]))
    rarity = np.asarray(content["rarity"], np.float64)
    loadings = np.asarray(content["loadings"], np.float64)
    sound = np.isfinite(rarity).all() and np.isfinite(loadings).all()
    if rarity.shape != (len(terms),) or loadings.shape != (len(terms), len(words)) or not sound:
        raise _refused()
    return Themes(words, terms, rarity, loadings)


def is_valid(learner: Learner) -> bool:
    """Whether a learner from a file can be asked: numbers in its weights, trees that can be walked.

    scikit-learn walks its trees in compiled code that trusts them. A file that was tampered with
    could lead it out of its memory; children that always lie behind their parent, and inside the
    tree, can't.
    """
    return is_valid_estimator(learner, len(learner.columns_))


def is_valid_estimator(estimator: Any, features: int) -> bool:
    """Whether an estimator has numbers in its weights, and trees that fit so many features."""
    parts = list(_parts(estimator))
    return trees_are_valid(parts, features) and all(map(_has_numbers, parts))


def trees_are_valid(parts: Iterable[Any], features: int) -> bool:
    """Whether no tree among `parts` has a child, or asks for a feature, that is not there."""
    return all(_can_be_walked(part, features) for part in parts)


def _parts(thing: Any) -> Iterator[Any]:
    """Everything that `thing` is made of, itself first, each once."""
    seen: set[int] = set()
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        waiting.extend(_inside(part))


def _has_numbers(part: Any) -> bool:
    """Whether no weight is NaN, in arrays, in boosted trees and in the trees of a forest."""
    if type(part).__name__ == "Tree":
        part = part.value
    if not isinstance(part, np.ndarray):
        return True
    if part.dtype.names:
        return all(_has_numbers(part[name]) for name in ("value",) if name in part.dtype.names)
    return part.dtype.kind != "f" or not bool(np.isnan(part).any())


def _inside(part: Any) -> Iterable[Any]:
    if isinstance(part, dict):
        return part.values()
    if isinstance(part, list | tuple):
        return part
    if isinstance(part, np.ndarray):
        return part.ravel().tolist() if part.dtype == object else ()
    return vars(part).values() if hasattr(part, "__dict__") else ()


def _can_be_walked(part: Any, features: int) -> bool:
    kind = type(part).__name__
    if kind == "Tree":
        inner = part.children_left >= 0
        sides = (part.children_left, part.children_right)
        return _ordered(sides, inner, part.node_count) and _known(part.feature[inner], features)
    if kind == "TreePredictor":
        nodes = part.nodes
        inner = nodes["is_leaf"] == 0
        sides = (nodes["left"].astype(np.int64), nodes["right"].astype(np.int64))
        numeric = not nodes["is_categorical"].any()
        return (
            numeric
            and _ordered(sides, inner, len(nodes))
            and _known(nodes["feature_idx"][inner], features)
        )
    return True


def _ordered(sides: tuple[Any, Any], inner: Any, size: int) -> bool:
    place = np.arange(size)[inner]
    return size > 0 and all(
        bool((side[inner] > place).all() and (side[inner] < size).all()) for side in sides
    )


def _known(used: Any, features: int) -> bool:
    return bool((used >= 0).all() and (used < features).all())
