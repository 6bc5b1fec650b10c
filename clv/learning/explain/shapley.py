"""What each feature adds to a prediction, in money: exact where the learner's parts are.

LightGBM computes Shapley values of its trees exactly (Lundberg et al. 2020, Nature Machine
Intelligence 2) and in its own log scale: log revenue = base + sum of contributions. A purchase
model is taken apart over its four inputs, a blend is the weighted sum of its parts: on the
logarithm both are exact. Contributions are carried over to money by the logarithmic mean,
``L = (revenue - base) / log(revenue / base)``, with which they keep their proportions and add up
without a rest (Ang 2005, Energy Policy 33).

Any other learner is explained through a mimic: LightGBM trained on what the learner predicts, whose
fidelity is told. Its own number is never shown: what it misses is a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.errors import InputError
from clv.learning.explain import purchase_shapley
from clv.learning.features import purchase_model
from clv.learning.features.build import describe
from clv.learning.features.feature import Feature
from clv.learning.learner import Learner, matrix
from clv.learning.learners.boosting import LightGBM, ModelOffset
from clv.learning.learners.ensembles import PURCHASE, Blend
from clv.learning.sampling import draw_rows
from clv.learning.training_data import TrainingData
from clv.words import N_

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
MIMIC_ROWS = 6_000
SAMPLE = 5_000  # customers explained at once at most: 10 k took 3.4 s
SAMPLE_OF_MODEL = 500  # where a purchase model is taken apart, too
EXPLAINED = 1e-6  # of the value: a rest below it is rounding
REST = Feature(
    "rest",
    N_("Limits, and what the explanation misses"),
    "money",
    N_("Bounds on the forecast, and what the explaining model does not follow"),
)


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
        ``feature``, ``title``, ``unit``, ``value``, ``contribution`` (money), ``phrase`` (the
        template of its sentence, empty where the title serves); weightiest first.
    fidelity : float
        1 where exact; else how well the explaining model follows the learner (R², log scale).
    target_window : int
        Days by which the features' windows are measured.
    """

    base: float
    value: float
    table: pl.DataFrame
    fidelity: float
    target_window: int = 0


@dataclass(frozen=True)
class LogParts:
    """Contributions on the logarithm: one row a customer, one column a feature.

    Parameters
    ----------
    names : tuple of str
        The features.
    parts : ndarray of shape (n, features)
    base : ndarray of shape (n,)
    """

    names: tuple[str, ...]
    parts: Array
    base: Array

    def times(self, weight: float) -> LogParts:
        """Return a weighted part of it."""
        return LogParts(self.names, weight * self.parts, weight * self.base)

    def __add__(self, other: LogParts) -> LogParts:
        names = tuple(dict.fromkeys((*self.names, *other.names)))
        total = np.zeros((len(self.base), len(names)))
        for one in (self, other):
            total[:, [names.index(name) for name in one.names]] += one.parts
        return LogParts(names, total, self.base + other.base)

    def money(self) -> tuple[Array, Array]:
        """Carry over to money: contributions, and the bases they are added to."""
        base = np.exp(self.base)
        prediction = np.exp(self.base + self.parts.sum(axis=1))
        logs = self.parts.sum(axis=1)
        mean = np.divide(prediction - base, logs, out=base.copy(), where=np.abs(logs) > 1e-9)
        return self.parts * mean[:, None], base


class Explainer:
    """Explains a fitted learner's predictions for the customers of its data.

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
    columns : tuple of str
        The features that explain.
    fidelity : float
        1 where exact; for a mimic, R² on the logarithm of the learner's predictions.
    """

    def __init__(self, learner: Learner, data: TrainingData, plain: bool = False) -> None:
        self.learner, self.data, self.today = learner, data, data.today
        self.fidelity = 1.0
        self._mimic_model: Any = None
        own = {feature.name for feature in purchase_model.FEATURES} if plain else set()
        self._seen = [name for name in learner.columns_ if name not in own]
        if plain or not _is_exact(learner, data):
            self._mimic()
        self.columns = self._logs(np.arange(min(1, self.today.height))).names

    def _mimic(self) -> None:
        from lightgbm import LGBMRegressor

        seed = self.learner.seed
        examples = self.data.examples.sample(MIMIC_ROWS, seed).inputs
        today = self.today.drop(t.CUSTOMER_ID)
        rows = draw_rows(MIMIC_ROWS, seed, *_content(today))
        inputs = pl.concat([examples, today[np.sort(rows)]])[: MIMIC_ROWS * 2]
        predicted = self.learner.predict(inputs)[2]
        self._unit = max(float(predicted.mean()), 1e-9)
        self._mimic_model = LGBMRegressor(
            objective="poisson",
            n_estimators=120,
            learning_rate=0.1,
            num_leaves=24,
            min_child_samples=10,
            num_threads=1,
            verbosity=-1,
            random_state=seed,
        )
        self._mimic_model.fit(matrix(inputs, self._seen), predicted / self._unit)
        some = today[rows[:SAMPLE]]
        predicted = self.learner.predict(some)[2] / self._unit
        mimicked = self._mimic_model.predict(matrix(some, self._seen))
        self.fidelity = _agreement(predicted, mimicked)

    def _logs(self, rows: Places) -> LogParts:
        """Contributions on the logarithm of the revenue over the whole horizon."""
        if self._mimic_model is not None:
            inputs = matrix(self.today[rows], self._seen)
            logs = _of_trees(self._mimic_model, inputs, self._seen, self._unit)
        else:
            logs = _of_learner(self.learner, self.data, rows)
        return LogParts(logs.names, logs.parts, logs.base + np.log(self.data.growth[rows]))

    def everybody(self, sample: int = SAMPLE) -> pl.DataFrame:
        """Contributions of all features for at most `sample` customers: the beeswarm.

        Returns
        -------
        polars.DataFrame
            ``customer_id``, ``feature``, ``value``, ``place`` (rank of the value among the
            customers, 0 to 1, null where unknown), ``contribution`` (money).
        """
        exact = self._mimic_model is None and type(self.learner) is not LightGBM
        most = min(sample, SAMPLE_OF_MODEL) if exact else sample
        rows = np.sort(draw_rows(most, 0, *_content(self.today.drop(t.CUSTOMER_ID))))
        money, _base, _value = self.contributions(rows)
        names = list(self.columns)
        values = self.values[rows].select(t.CUSTOMER_ID, *names)
        added = pl.DataFrame(money[:, : len(names)], schema=names).with_columns(
            values[t.CUSTOMER_ID]
        )
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

    @property
    def values(self) -> pl.DataFrame:
        """Features of today, and the purchase model's inputs beside them."""
        customers = self.data.history.customers
        inputs = purchase_shapley.input_values(customers).select(
            pl.col(purchase_shapley.NAMES).cast(pl.Float64)
        )
        own = customers.select(t.CUSTOMER_ID).hstack(inputs)
        return self.today.join(own, on=t.CUSTOMER_ID, how="left", maintain_order="left")

    def ranking(self, sample: int = SAMPLE) -> pl.DataFrame:
        """Mean size of each feature's contribution, the largest first.

        Returns
        -------
        polars.DataFrame
            ``feature``, ``title``, ``meaning``, ``contribution`` (mean absolute, money).
        """
        sizes = self.everybody(sample).group_by("feature").agg(pl.col("contribution").abs().mean())
        features = [self.describe(name) for name in sizes["feature"]]
        return sizes.select(
            "feature",
            pl.Series("title", [one.title for one in features]),
            pl.Series("meaning", [one.meaning for one in features]),
            "contribution",
        ).sort("contribution", descending=True)

    def describe(self, name: str) -> Feature:
        """Say what an explaining feature is."""
        return describe_input(name) or describe(name, self.data.vocabulary)

    def customer(self, customer_id: str) -> Explanation:
        """Explain one customer.

        Raises
        ------
        InputError
            ``unknown_customer``.
        """
        place = self.today[t.CUSTOMER_ID].index_of(customer_id)
        if place is None:
            raise InputError("unknown_customer", customer=customer_id)
        rows = np.array([place])
        parts, base, value = self.contributions(rows)
        return explanation(
            [self.describe(name) for name in self.columns],
            self.values.row(place, named=True),
            parts[0],
            float(base[0]),
            float(value[0]),
            self.fidelity,
            self.data.target_window,
        )

    def log_parts(self, customer_id: str) -> LogParts:
        """Contributions of one customer on the logarithm."""
        place = self.today[t.CUSTOMER_ID].index_of(customer_id)
        if place is None:
            raise InputError("unknown_customer", customer=customer_id)
        return self._logs(np.array([place]))

    def contributions(self, rows: Places) -> tuple[Array, Array, Array]:
        """Contributions in money of (rows, features), the base and the learner's prediction."""
        logs = self._logs(rows)
        predicted = self.learner.predict(self.today[rows].drop(t.CUSTOMER_ID))[2]
        value = predicted * self.data.growth[rows]
        parts, base = logs.money()
        return parts, base, value


def explanation(
    features: Sequence[Feature],
    values: dict[str, Any],
    parts: Array,
    base: float,
    value: float,
    fidelity: float,
    target_window: int,
) -> Explanation:
    """Put contributions into a table that adds up to `value`, whatever they miss in a last row."""
    rest = value - base - float(parts.sum())
    rows = [
        (
            feature.name,
            feature.title,
            feature.unit,
            values.get(feature.name),
            float(part),
            feature.phrase,
        )
        for feature, part in zip(features, parts, strict=True)
    ]
    if abs(rest) > EXPLAINED * max(abs(value), 1e-9):
        rows.append((REST.name, REST.title, REST.unit, None, rest, ""))
    schema = {"feature": pl.String, "title": pl.String, "unit": pl.String, "value": pl.Float64}
    schema |= {"contribution": pl.Float64, "phrase": pl.String}
    table = pl.DataFrame(rows, schema, orient="row")
    ordered = table.sort(pl.col("contribution").abs(), descending=True, maintain_order=True)
    return Explanation(base, value, ordered, fidelity, target_window)


def describe_input(name: str) -> Feature | None:
    """Say what an input of a purchase model is; None for anything else."""
    return next((each for each in purchase_shapley.INPUTS if each.name == name), None)


def _is_exact(learner: Learner, data: TrainingData) -> bool:
    """Whether a learner is made of trees of LightGBM and the purchase model alone."""
    if isinstance(learner, Blend):
        return all(_is_exact(member, data) for member in learner.members_)
    boosted = type(learner) in (LightGBM, ModelOffset) and learner.settings["loss"] != "gamma"
    return boosted and (type(learner) is LightGBM or data.forecasts.fitted is not None)


def _of_learner(learner: Learner, data: TrainingData, rows: Places) -> LogParts:
    if isinstance(learner, Blend):
        return _of_blend(learner, data, rows)
    inputs = matrix(data.today[rows], learner.columns_)
    trees = _of_trees(learner.money_, inputs, learner.columns_, learner.unit_)  # type: ignore[attr-defined]
    if isinstance(learner, ModelOffset):
        level = np.log(learner.level_["model_revenue"])
        model = _of_purchase_model(data, rows)
        return trees + LogParts(model.names, model.parts, model.base + level)
    return trees


def _of_blend(learner: Blend, data: TrainingData, rows: Places) -> LogParts:
    members = [_of_learner(member, data, rows) for member in learner.members_]
    if all(name in learner.columns_ for name in PURCHASE) and data.forecasts.fitted is not None:
        members.insert(0, _of_purchase_model(data, rows))
    weights = learner.weights
    shares = np.full(len(members), 1 / len(members)) if weights is None else weights
    total = members[0].times(float(shares[0]))
    for member, share in zip(members[1:], shares[1:], strict=True):
        total += member.times(float(share))
    return total


def _of_trees(model: Any, inputs: Array, names: Sequence[str], unit: float) -> LogParts:
    raw = np.asarray(model.predict(inputs, pred_contrib=True))
    return LogParts(tuple(names), raw[:, :-1], raw[:, -1] + np.log(unit))


def _of_purchase_model(data: TrainingData, rows: Places) -> LogParts:
    """MBG/NBD and Gamma-Gamma over the days learnt from, taken apart."""
    models = data.forecasts.fitted
    if models is None:
        raise InputError("no_purchase_model", variant="none")
    purchase, spend = models
    customers = data.today.select(t.CUSTOMER_ID).join(
        data.history.customers, on=t.CUSTOMER_ID, how="left", maintain_order="left"
    )

    def expected(customers: pl.DataFrame) -> Array:
        orders = purchase.expected_purchases(customers, data.target_window)
        return np.asarray(orders * spend.expected_spend(customers))

    parts, base = purchase_shapley.purchase_contributions(expected, customers, rows)
    return LogParts(purchase_shapley.NAMES, parts, np.full(len(rows), base))


def _content(table: pl.DataFrame) -> list[Array]:
    return [table[name].fill_null(-1.0).to_numpy() for name in table.columns]


def _agreement(predicted: Array, mimicked: Array) -> float:
    """R² on the scale of log(1 + x)."""
    first, second = np.log1p(predicted), np.log1p(np.maximum(mimicked, 0.0))
    spread = float(np.sum((first - first.mean()) ** 2))
    return 1.0 - float(np.sum((first - second) ** 2)) / spread if spread > 0 else 1.0
