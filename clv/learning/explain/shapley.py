"""What each feature adds to a prediction, in money: TreeSHAP, exact where the learner is LightGBM.

LightGBM computes Shapley values of its trees exactly (Lundberg et al. 2020, Nature Machine
Intelligence 2) and in its own log scale: log revenue = base + sum of contributions. They are
carried over to money by the logarithmic mean, ``L = (revenue - base) / log(revenue / base)``, with
which contributions keep their proportions and add up without a rest (Ang 2005, Energy Policy 33).

Any other learner is explained through a mimic: LightGBM trained on what the learner predicts, whose
fidelity is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.errors import InputError
from clv.learning.features import purchase_model
from clv.learning.features.build import describe
from clv.learning.learner import Learner, matrix
from clv.learning.learners.boosting import LightGBM, ModelOffset
from clv.learning.sentences import Money, plain_money, reason
from clv.learning.training_data import TrainingData

Array = npt.NDArray[np.float64]
MIMIC_ROWS = 6_000
SAMPLE = 5_000  # customers explained at once at most: 10 k took 3.4 s


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one customer is worth what is predicted.

    Parameters
    ----------
    base : float
        What is predicted before anything is known of the customer.
    value : float
        The prediction: base plus all contributions.
    table : polars.DataFrame
        ``feature``, ``title``, ``unit``, ``value``, ``contribution`` (money), ``sentence``;
        weightiest first.
    fidelity : float
        1 where exact; else how well the explaining model follows the learner (R², log scale).
    """

    base: float
    value: float
    table: pl.DataFrame
    fidelity: float


class Explainer:
    """Explains a fitted learner's predictions for the customers of a past.

    Parameters
    ----------
    learner : Learner
        Fitted on `data`.
    data : TrainingData
        Whose customers are explained.
    plain : bool
        Explain by the customers' own behaviour only: the purchase models' outputs, which say the
        same in other words, are left out. It takes a mimic also where an exact answer is at hand.

    Attributes
    ----------
    columns : list of str
        The features that explain.
    fidelity : float
        1 for LightGBM itself; for a mimic, R² on the logarithm of the learner's predictions.
    """

    def __init__(self, learner: Learner, data: TrainingData, plain: bool = False) -> None:
        self.learner, self.data, self.today = learner, data, data.today
        own = {feature.name for feature in purchase_model.FEATURES} if plain else set()
        self.columns = [name for name in learner.columns_ if name not in own]
        self.inputs = matrix(self.today, self.columns)
        if isinstance(learner, LightGBM) and not isinstance(learner, ModelOffset) and not plain:
            self.model, self.unit, self.fidelity = learner.money_, learner.unit_, 1.0
        else:
            self._mimic()

    def _mimic(self) -> None:
        from lightgbm import LGBMRegressor

        seed = self.learner.seed
        examples = pl.concat([self.data.examples.inputs, self.today.drop(t.CUSTOMER_ID)])
        examples = examples[np.random.default_rng(seed).permutation(examples.height)[:MIMIC_ROWS]]
        said = self.learner.predict(examples)[2]
        self.unit = max(float(said.mean()), 1e-9)
        self.model = LGBMRegressor(
            objective="poisson",
            n_estimators=120,
            learning_rate=0.1,
            num_leaves=24,
            min_child_samples=10,
            num_threads=1,
            verbosity=-1,
            random_state=seed,
        )
        self.model.fit(matrix(examples, self.columns), said / self.unit)
        rows = np.random.default_rng(seed + 1).permutation(self.today.height)[:SAMPLE]
        said = self.learner.predict(self.today[rows])[2] / self.unit
        self.fidelity = _agreement(said, self.model.predict(self.inputs[rows]))

    def everybody(self, sample: int = SAMPLE) -> pl.DataFrame:
        """Contributions of all features for at most `sample` customers: the beeswarm.

        Returns
        -------
        polars.DataFrame
            ``customer_id``, ``feature``, ``value``, ``place`` (rank of the value among the
            customers, 0 to 1, null where unknown), ``contribution`` (money).
        """
        rows = np.sort(np.random.default_rng(0).permutation(len(self.inputs))[:sample])
        money, _base, _value = self.contributions(rows)
        names = self.columns
        values = self.today[rows].select(t.CUSTOMER_ID, *names)
        added = pl.DataFrame(money, schema=names).with_columns(values[t.CUSTOMER_ID])
        places = pl.col(*names).rank("average") / pl.col(*names).count()
        parts = [
            table.unpivot(index=t.CUSTOMER_ID, variable_name="feature", value_name=what)
            for table, what in (
                (values, "value"),
                (values.with_columns(places), "place"),
                (added, "contribution"),
            )
        ]
        return pl.concat(
            [parts[0], parts[1].select("place"), parts[2].select("contribution")], how="horizontal"
        )

    def ranking(self, sample: int = SAMPLE) -> pl.DataFrame:
        """Mean size of each feature's contribution, the largest first.

        Returns
        -------
        polars.DataFrame
            ``feature``, ``title``, ``meaning``, ``contribution`` (mean absolute, money).
        """
        sizes = self.everybody(sample).group_by("feature").agg(pl.col("contribution").abs().mean())
        told = [describe(name, self.data.vocabulary) for name in sizes["feature"]]
        return sizes.select(
            "feature",
            pl.Series("title", [one.title for one in told]),
            pl.Series("meaning", [one.meaning for one in told]),
            "contribution",
        ).sort("contribution", descending=True)

    def customer(self, customer_id: str, money: Money = plain_money) -> Explanation:
        """Explain one customer: the waterfall, in words.

        Raises
        ------
        InputError
            ``unknown_customer``.
        """
        found = self.today[t.CUSTOMER_ID].index_of(customer_id)
        if found is None:
            raise InputError("unknown_customer", customer=customer_id)
        parts, base, value = self.contributions(np.array([found]))
        return Explanation(
            float(base[0]), float(value[0]), self._told(found, parts[0], money), self.fidelity
        )

    def contributions(self, rows: npt.NDArray[np.int64]) -> tuple[Array, Array, Array]:
        """Contributions in money of (rows, features), the base and the prediction of each row."""
        raw = self.model.predict(self.inputs[rows], pred_contrib=True)
        grown = self.data.growth[rows] * self.unit
        base, value = np.exp(raw[:, -1]) * grown, np.exp(raw.sum(axis=1)) * grown
        logs = raw[:, :-1].sum(axis=1)
        mean = np.divide(value - base, logs, out=base.copy(), where=np.abs(logs) > 1e-9)
        return raw[:, :-1] * mean[:, None], base, value

    def _told(self, row: int, parts: Array, money: Money) -> pl.DataFrame:
        rows: list[dict[str, Any]] = []
        for name, part in zip(self.columns, parts, strict=True):
            told, value = describe(name, self.data.vocabulary), self.today[name][row]
            said = reason(told, value, float(part), self.data.target_window, money)
            rows.append(
                {
                    "feature": name,
                    "title": told.title,
                    "unit": told.unit,
                    "value": value,
                    "contribution": float(part),
                    "sentence": said,
                }
            )
        table = pl.DataFrame(rows, schema_overrides={"value": pl.Float64})
        return table.sort(pl.col("contribution").abs(), descending=True)


def _agreement(said: Array, mimicked: Array) -> float:
    """R² on the scale of log(1 + x)."""
    first, second = np.log1p(said), np.log1p(np.maximum(mimicked, 0.0))
    spread = float(np.sum((first - first.mean()) ** 2))
    return 1.0 - float(np.sum((first - second) ** 2)) / spread if spread > 0 else 1.0
