"""Keep a trained learner in a file, and bring it back without trusting the file.

The file is a zip of three members: the run passport (JSON), the vocabulary (JSON), and the learner
in the format of `skops`, which names every type before anything is made of it. A file that holds a
type we did not put there, or trees that point outside themselves, is refused: nothing is ever
unpickled.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import polars as pl

from clv import tables as t
from clv.customers import History
from clv.errors import InputError
from clv.learning.features.basket import Vocabulary
from clv.learning.features.build import features
from clv.learning.features.purchase_model import Forecasts
from clv.learning.features.text_themes import Themes
from clv.learning.learner import Learner
from clv.learning.soundness import trees_are_valid
from clv.learning.training_data import TrainingData
from clv.words import _

FORMAT = 1
MEMBERS = ("passport.json", "vocabulary.json", "learner.skops")
LARGEST = 200 * 2**20  # bytes of all members, unpacked
TRUSTED = frozenset(
    {
        "collections.OrderedDict",
        "lightgbm.basic.Booster",
        "lightgbm.sklearn.LGBMClassifier",
        "lightgbm.sklearn.LGBMRegressor",
        "numpy.dtype",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
        "sklearn.tree._tree.Tree",
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
        known = Forecasts(history)
        target_window = self.learner.target_window_
        today = features(history, target_window, self.vocabulary, known)
        return self.learner.outlook_from(today, known.growth(target_window, horizon))


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
    from skops import io as skops_io

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        told = {"format": FORMAT, "learner": learner.name, "passport": passport or {}}
        file.writestr(MEMBERS[0], json.dumps(told))
        file.writestr(MEMBERS[1], json.dumps(_vocabulary_out(data.vocabulary)))
        file.writestr(MEMBERS[2], skops_io.dumps(learner))
    return packed.getvalue()


def load(data: bytes) -> SavedLearner:
    r"""Bring a learner back from `save`'s bytes.

    Raises
    ------
    InputError
        ``not_a_model`` when the file is none of ours or is broken, ``untrusted_model`` when it
        holds what we did not put there.

    Examples
    --------
    >>> load(b"cos\nsystem\n(S'rm -rf /'\ntR.")
    Traceback (most recent call last):
    clv.errors.InputError: This is not a model kept by Perennial; train it again.
    """
    passport, vocabulary, packed = _members(data)
    try:
        words, told = json.loads(vocabulary), json.loads(passport)
        learner = _learner(packed)
        return SavedLearner(learner, _vocabulary_in(words), dict(told["passport"]))
    except InputError:
        raise
    except Exception as error:  # whatever a strange file does to a parser
        raise _refused() from error


def _members(data: bytes) -> tuple[bytes, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            sizes = {member.filename: member.file_size for member in file.infolist()}
            if set(sizes) != set(MEMBERS) or sum(sizes.values()) > LARGEST:
                raise _refused()
            return tuple(file.read(name) for name in MEMBERS)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _refused() from error


def _learner(packed: bytes) -> Learner:
    from skops import io as skops_io

    from clv.learning import LEARNERS

    ours = {f"{kind.__module__}.{kind.__qualname__}" for kind in LEARNERS.values()}
    strange = sorted(set(skops_io.get_untrusted_types(data=packed)) - TRUSTED - ours)
    if strange:
        raise InputError(
            "untrusted_model",
            _(
                "The model file holds {types}, which Perennial does not load; train it again."
            ).format(types=", ".join(strange[:3])),
        )
    learner = skops_io.loads(packed, trusted=sorted(TRUSTED | ours))
    if not isinstance(learner, Learner) or not trees_are_valid(learner, len(learner.columns_)):
        raise _refused()
    return learner


def _refused() -> InputError:
    return InputError("not_a_model", _("This is not a model kept by Perennial; train it again."))


def _vocabulary_out(vocabulary: Vocabulary) -> dict[str, Any]:
    themes = vocabulary.themes
    told: dict[str, Any] = {"values": vocabulary.values, "themes": None}
    if themes is not None:
        told["themes"] = {
            "words": themes.words,
            "products": themes.products.to_dict(as_series=False),
        }
    return told


def _vocabulary_in(told: dict[str, Any]) -> Vocabulary:
    values = {str(kind): tuple(map(str, names)) for kind, names in told["values"].items()}
    if told["themes"] is None:
        return Vocabulary(values)
    words = tuple(tuple(map(str, marks)) for marks in told["themes"]["words"])
    columns = {t.PRODUCT: pl.String} | {f"theme_{n}": pl.Float64 for n in range(1, len(words) + 1)}
    return Vocabulary(
        values, Themes(words, pl.DataFrame(told["themes"]["products"], schema=columns))
    )
