"""What sets groups of customers apart: static covariates in a fitted model's parameters.

Fader, P. S., Hardie, B. G. S. (2007). "Incorporating time-invariant covariates into the Pareto/NBD
and BG/NBD models." brucehardie.com/notes/019. A covariate multiplies, log-linearly, a customer's
rate of buying (α exp(−γz)), readiness to leave (a; β of Pareto/NBD), spend (v of Gamma-Gamma):

    log θ_z = log θ + Σ γ z,  so that with M_z the matrix that adds up γ for customers of kind z

        LL(θ, γ) = Σ_z LL_z(M_z (log θ, γ)),  gradient Σ M_zᵀ g_z,  Hessian Σ M_zᵀ H_z M_z,

where LL_z is the model's own log-likelihood of the customers of kind z. So each model with a
gradient has covariates, and customers who share kind and history still share every number. The γ
have a normal prior around none (ridge): levels with few customers say little rather than a lot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import polars as pl

from clv.models.base import Model
from clv.models.gamma_gamma import GammaGamma
from clv.models.optimise import BOUND, NINETY, Objective, covariance, maximise, per_customer
from clv.models.purchase import PurchaseModel
from clv.models.spend import Spends
from clv.models.sufficient_stats import Floats, SufficientStats

RIDGE = 0.5  # prior standard deviation of an effect's logarithm: a factor of 1.6 either way
MOST_LEVELS = 5
FEWEST = 50  # customers of a level
MOST_KINDS = 120  # of customers, by all their levels, that are told apart in a forecast
OTHERS = "others"
EFFECTS = {
    "covariate": pl.String,
    "level": pl.String,
    "reference": pl.String,
    "outcome": pl.String,
    "factor": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p_value": pl.Float64,
    "customers": pl.Int64,
}


def covariate_effects(
    models: Sequence[Model[Any]], customers: pl.DataFrame, covariates: pl.DataFrame
) -> pl.DataFrame:
    """Fit fitted models again with covariates, and return what each level is worth.

    Parameters
    ----------
    models : sequence of Model
        Fitted on `customers`: a purchase model, a spend model, or both.
    customers : polars.DataFrame
        See `clv.tables.CUSTOMERS`.
    covariates : polars.DataFrame
        ``customer_id`` and a column of text for each covariate.

    Returns
    -------
    polars.DataFrame
        A row a covariate, level and outcome (``"orders"``, ``"leaving"``, ``"spend"``): the
        ``factor`` against the ``reference``, the commonest level, other covariates alike, with its
        90 % range, and the ``p_value`` of the likelihood-ratio test that the covariate has no part
        in this outcome. Empty where no covariate has two levels of `FEWEST` customers.
    """
    joined, names = _joined(customers, _levels(covariates))
    if not names:
        return pl.DataFrame(schema=EFFECTS)
    rows = [row for model in models for row in _Fit.of(model, joined, names).rows(joined)]
    return pl.DataFrame(rows, EFFECTS, orient="row")


def models_by_kind(
    models: Sequence[Model[Any]], customers: pl.DataFrame, covariates: pl.DataFrame
) -> list[tuple[pl.DataFrame, list[Model[Any]]]]:
    """Return each kind of customers, by their covariates, with the models that hold for them.

    Parameters
    ----------
    models, customers, covariates
        As in `covariate_effects`. The first covariates count first: others are left out where they
        would make more than `MOST_KINDS` kinds.

    Returns
    -------
    list of (polars.DataFrame, list of Model)
        Rows of `customers`, and the models with the parameters of their kind. Empty where no
        covariate has two levels of `FEWEST` customers.
    """
    joined, names = _joined(customers, _levels(covariates))
    while names and joined.select(names).n_unique() > MOST_KINDS:
        names.pop()
    if not names:
        return []
    fits = [_Fit.of(model, joined, names) for model in models]
    points = [fit._maximum(fit.coefficients)[0] for fit in fits]
    kinds = []
    for key, part in joined.partition_by(names, as_dict=True).items():
        kind = dict(zip(names, map(str, key), strict=True))
        each = [fit.model_of(kind, point) for fit, point in zip(fits, points, strict=True)]
        kinds.append((part.select(customers.columns), each))
    return kinds


def _joined(customers: pl.DataFrame, levels: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    names = levels.columns[1:]
    joined = customers.join(levels, on=levels.columns[0], how="left", maintain_order="left")
    return joined.with_columns(pl.col(names).fill_null(OTHERS)), names


def _levels(covariates: pl.DataFrame) -> pl.DataFrame:
    """Keep the commonest levels of each covariate, and those covariates that have two."""
    table = covariates.select(covariates.columns[0])
    for name in covariates.columns[1:]:
        counts = covariates[name].drop_nulls().value_counts(sort=True, name="n")
        common = counts.filter(pl.col("n") >= FEWEST).head(MOST_LEVELS)[name].to_list()
        if len(common) > 1:
            shown = pl.when(pl.col(name).is_in(common)).then(name).otherwise(pl.lit(OTHERS))
            table = table.hstack(covariates.select(shown.alias(name)))
    return table


def _by_size(values: pl.Series) -> list[str]:
    """List the levels of a covariate, the commonest first, those without a name last."""
    levels = values.value_counts(sort=True)[values.name].to_list()
    return sorted(levels, key=lambda level: level == OTHERS)


def _outcomes(model: Model[Any]) -> dict[str, tuple[int, float]]:
    """Name what covariates move: the parameter's place, and the sign in which it moves it."""
    place = {name: at for at, name in enumerate(model.parameter_names)}
    if isinstance(model, PurchaseModel):
        leaving = ("beta", -1.0) if "beta" in place else ("a", 1.0)
        return {"orders": (place["alpha"], -1.0), "leaving": (place[leaving[0]], leaving[1])}
    return {"spend": (place["v"], 1.0)}


@dataclass(frozen=True)
class _Fit:
    """A model's likelihood along its log parameters and the effects."""

    model: Model[Any]
    unit: float
    kinds: list[tuple[dict[str, str], Any]]
    coefficients: list[tuple[str, str, str]]  # outcome, covariate, level
    references: dict[str, str]

    @classmethod
    def of(cls, model: Model[Any], customers: pl.DataFrame, names: list[str]) -> _Fit:
        _evidence, unit, _notices = model._gather(customers)
        counts = {name: _by_size(customers[name]) for name in names}
        references = {name: levels[0] for name, levels in counts.items()}
        parts = customers.partition_by(names, as_dict=True)
        kinds = [
            (dict(zip(names, map(str, key), strict=True)), _evidence_of(model, part))
            for key, part in parts.items()
        ]
        coefficients = [
            (outcome, name, level)
            for outcome, name in product(_outcomes(model), names)
            for level in counts[name][1:]
        ]
        kinds = [(kind, evidence) for kind, evidence in kinds if evidence.customers]
        return cls(model, unit, kinds, coefficients, references)

    def rows(self, customers: pl.DataFrame) -> list[tuple[Any, ...]]:
        """Return the effects with their ranges and tests, see `EFFECTS`."""
        point, likelihood, errors = self._maximum(self.coefficients)
        first = len(self.model.parameter_names)
        p_values = {}
        for outcome, name in {each[:2] for each in self.coefficients}:
            rest = [each for each in self.coefficients if each[:2] != (outcome, name)]
            gained = max(2 * (likelihood - self._maximum(rest)[1]), 0.0)
            p_values[outcome, name] = _chi_square(gained, len(self.coefficients) - len(rest))
        sizes = {
            (name, level): int((customers[name] == level).sum())
            for _outcome, name, level in self.coefficients
        }
        return [
            (
                name,
                level,
                self.references[name],
                outcome,
                *np.exp(point[place] + np.array([0, -NINETY, NINETY]) * errors[place]).tolist(),
                p_values[outcome, name],
                sizes[name, level],
            )
            for place, (outcome, name, level) in enumerate(self.coefficients, start=first)
        ]

    def model_of(self, kind: dict[str, str], point: Floats) -> Model[Any]:
        """Return the model of one kind of customers, its parameters as `point` has them."""
        values = np.exp(self._matrix(kind, self.coefficients) @ point) * self._units
        names = self.model.parameter_names
        made = type(self.model).from_parameters(**dict(zip(names, values.tolist(), strict=True)))
        if isinstance(made, PurchaseModel):
            made.calendar = self.model.calendar  # type: ignore[attr-defined]
        return made

    @property
    def _units(self) -> Floats:
        """Units of the model's parameters, in which its likelihood is searched."""
        names, with_unit = self.model.parameter_names, self.model.with_unit
        return np.array([self.unit if name in with_unit else 1.0 for name in names])

    def _maximum(self, coefficients: list[tuple[str, str, str]]) -> tuple[Floats, float, Floats]:
        """Return the maximum with some effects only, its log-likelihood, and standard errors."""
        matrices = [self._matrix(kind, coefficients) for kind, _evidence in self.kinds]
        total = sum(evidence.customers for _kind, evidence in self.kinds)
        objectives = [self._objective(evidence, total) for _kind, evidence in self.kinds]
        size = matrices[0].shape[1]
        ridge = np.zeros(size)
        ridge[len(self.model.parameter_names) :] = RIDGE**-2 / total

        def objective(logs: Floats) -> tuple[float, Floats, Floats]:
            value = -0.5 * float(ridge @ logs**2)
            gradient, hessian = -ridge * logs, -np.diag(ridge)
            for matrix, each in zip(matrices, objectives, strict=True):
                part, slope, curve = each(matrix @ logs)
                value += part
                gradient = gradient + matrix.T @ slope
                hessian = hessian + matrix.T @ curve @ matrix
            return value, gradient, hessian

        start = np.zeros(size)
        start[: len(self._units)] = np.log(self.model._parameters / self._units)
        best = maximise(objective, start, bound=BOUND)
        errors = np.sqrt(np.diag(covariance(-best.hessian * total)))
        return best.point, best.value * total, errors

    def _objective(self, evidence: Any, customers: int) -> Objective:
        """Return the log-likelihood of some customers along the log parameters, over all."""
        return per_customer(
            lambda parameters: self.model._log_likelihood(parameters, evidence, self.unit),
            customers,
        )

    def _matrix(self, kind: dict[str, str], coefficients: list[tuple[str, str, str]]) -> Floats:
        """Return what turns log parameters and effects into the log parameters of a kind."""
        known = len(self.model.parameter_names)
        matrix = np.eye(known, known + len(coefficients))
        places = _outcomes(self.model)
        for column, (outcome, name, level) in enumerate(coefficients, start=known):
            if kind[name] == level:
                row, sign = places[outcome]
                matrix[row, column] = sign
        return matrix


def _evidence_of(model: Model[Any], customers: pl.DataFrame) -> SufficientStats | Spends:
    if isinstance(model, PurchaseModel):
        return SufficientStats.of(model.in_calendar(customers))
    assert isinstance(model, GammaGamma)  # noqa: S101 - the only kind of spend model
    spends = model.spends(customers)
    return spends.where(spends.days > 0)


def _chi_square(statistic: float, freedom: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(freedom, statistic))
