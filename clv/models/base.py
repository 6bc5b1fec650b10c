"""How a model is fitted: evidence in, a maximum of its likelihood out, and what must be said of it.

A model's file holds its formulas; this one owns what surrounds them, in scikit-learn's manners:
the constructor only stores, `fit` returns the model, fitted values end in an underscore, and a
prediction before `fit` raises `NotFittedError`.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from abc import ABC, abstractmethod
from copy import copy
from time import perf_counter
from typing import ClassVar, Generic, Self, get_args

import numpy as np
import polars as pl

from clv.errors import ConvergenceError, ModelError, NotFittedError, Notice, SettingsError
from clv.models.optimise import (
    NINETY,
    E,
    Objective,
    Optimum,
    covariance,
    penalised,
    per_customer,
    search,
)
from clv.models.sufficient_stats import Floats, Integers
from clv.options import DAYS_PER, Engine, Unit

EXTREME = 300.0  # a shape beyond this leaves next to no differences between customers
NEVER = 1e-5  # a chance below this is none
FARTHEST = 5.0  # draws of a logarithm stay within this distance of its estimate
ENOUGH = 50  # customers with repeat purchases (or spend) from which a shop speaks for itself
PENALTIES = (0.0, 0.001, 0.01, 0.1)  # offered to `lifetimes`, the smallest first

Columns = tuple[Floats, ...]


class Model(ABC, Generic[E]):
    """A model with positive parameters, fitted by maximum likelihood.

    Parameters
    ----------
    engine : {"perennial", "lifetimes"}
        Who maximises the likelihood; the predictions are ours in either case.

    Attributes
    ----------
    parameters_ : dict of str to float
        Estimates; those that carry a unit are in days or in money.
    log_likelihood_ : float
        Natural logarithm of the likelihood of all customers, in the same units.
    standard_errors_ : dict of str to float
        Standard errors of the parameters, from the Hessian.
    covariance_ : numpy.ndarray of shape (k, k)
        Covariance of the parameters, in the order of `parameters_`.
    log_covariance_ : numpy.ndarray of shape (k, k)
        Covariance of the logarithms of the parameters, in which the search took place.
    converged_ : bool
        Whether the gradient vanishes and the Hessian is negative definite.
    boundary_ : tuple of Notice
        What the likelihood says where a parameter ran off to zero or infinity; else empty.
    customers_, states_ : int
        Customers behind the fit, and distinct rows it was computed on.
    seconds_ : float
        What the fit took.
    notices_ : tuple of Notice
        What has to be said about this fit.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    parameter_names: ClassVar[tuple[str, ...]]
    with_unit: ClassVar[tuple[str, ...]]
    unit_is_time: ClassVar[bool]
    starts: ClassVar[tuple[tuple[float, ...], ...]]
    other_shops: ClassVar[tuple[tuple[float, float], ...]] = ()
    """Where the logarithms of the parameters, in rescaled units, lay in other shops: mean and
    standard deviation of each. They stand in for what a small shop can't tell."""
    about: ClassVar[str] = ""
    """What customers are too few to tell of: variant of the message about other shops."""
    lifetimes_fitter: ClassVar[str] = ""
    """The class of the package `lifetimes` that fits the same model; empty where it has none."""

    parameters_: dict[str, float]
    log_likelihood_: float
    standard_errors_: dict[str, float]
    covariance_: Floats
    log_covariance_: Floats
    converged_: bool
    boundary_: tuple[Notice, ...]
    customers_: int
    states_: int
    seconds_: float
    notices_: tuple[Notice, ...]
    _per_unit_: float
    _penalty_: float

    def __init__(self, engine: Engine = "perennial") -> None:
        self.engine: Engine = engine

    # What a model's file gives

    @abstractmethod
    def _gather(self, customers: pl.DataFrame) -> tuple[E, float, tuple[Notice, ...]]:
        """Condense the customers; return also the unit to compute in, and what must be said."""

    @abstractmethod
    def _log_likelihood(
        self, parameters: Floats, evidence: E, unit: float
    ) -> tuple[float, Floats, Floats]:
        """Return the log-likelihood in rescaled units, its gradient and Hessian."""

    @abstractmethod
    def _rescaling(self, evidence: E) -> float:
        """Return c, where the log-likelihood in units of u is that in units of one + c log u."""

    @abstractmethod
    def _limits(self, rescaled: dict[str, float]) -> tuple[Notice, ...]:
        """Say what it means where parameters ran off, judged in rescaled units."""

    @abstractmethod
    def _lifetimes_columns(self, evidence: E, unit: float) -> tuple[Columns, Integers | None]:
        """Return the columns that `lifetimes` fits this model on, and their weights."""

    # Fitting

    def fit(self, customers: pl.DataFrame) -> Self:
        """Estimate the parameters from a table of customers.

        Parameters
        ----------
        customers : polars.DataFrame
            See `clv.tables.CUSTOMERS`.

        Raises
        ------
        InputError
            A column is missing, or a history can't be true.
        SettingsError
            Nobody knows that engine, or it doesn't know this model.
        UnsuitableDataError
            The data can't carry this model.
        ConvergenceError
            No start led to a maximum worth the name.
        """
        if self.engine not in get_args(Engine):
            raise SettingsError("unknown_engine", engine=self.engine)
        began = perf_counter()
        self._penalty_ = 0.0
        evidence, unit, notices = self._gather(customers)
        optimum = self._maximum(evidence, unit)
        self._settle(optimum, evidence, unit, notices)
        self.seconds_ = perf_counter() - began
        return self

    def _maximum(self, evidence: E, unit: float) -> Optimum:
        if self.engine == "lifetimes":
            columns, weights = self._lifetimes_columns(evidence, unit)
            point, self._penalty_ = self._lifetimes_point(columns, weights)
            return Optimum.at(point, self._per_customer(evidence, unit))
        best = search(lambda part: self._per_customer(part, unit), evidence, self.starts)
        if not (best.flat or best.held.any()):
            raise ConvergenceError("no_maximum", model=self.title)
        return best

    def _per_customer(self, evidence: E, unit: float) -> Objective:
        objective = per_customer(
            lambda parameters: self._log_likelihood(parameters, evidence, unit), evidence.customers
        )
        if self._rests_on_other_shops(evidence):
            return penalised(objective, self.other_shops, evidence.customers)
        return objective

    def _rests_on_other_shops(self, evidence: E) -> bool:
        """Tell whether so few customers say anything that other shops have to help."""
        mine = self.engine == "perennial" and bool(self.other_shops)
        return mine and evidence.informative < ENOUGH

    def _lifetimes_point(self, columns: Columns, weights: Integers | None) -> tuple[Floats, float]:
        """Let `lifetimes` fit, with the smallest penalty at which it finishes.

        It prints to stdout, warns and raises on ill-natured data; none of that leaves this method.
        """
        if not self.lifetimes_fitter:
            raise ModelError("unknown_engine", variant="model", model=self.title)
        for penalty in PENALTIES:
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import lifetimes
                from lifetimes.utils import ConvergenceError as Failure

                fitter = getattr(lifetimes, self.lifetimes_fitter)(penalizer_coef=penalty)
                with contextlib.suppress(Failure):
                    fitter.fit(*columns, weights=weights)
                    point = np.array([fitter.params_[name] for name in self.parameter_names])
                    if np.all(np.isfinite(point)) and np.all(point > 0):
                        return np.asarray(np.log(point)), penalty
        raise ConvergenceError("no_maximum", variant="lifetimes", model=self.title)

    def _settle(
        self, optimum: Optimum, evidence: E, unit: float, notices: tuple[Notice, ...]
    ) -> None:
        rescaled = np.exp(optimum.point)
        units = np.array([unit if name in self.with_unit else 1.0 for name in self.parameter_names])
        estimates = rescaled * units
        customers = evidence.customers
        self.log_covariance_ = covariance(-optimum.hessian * customers)
        self.covariance_ = self.log_covariance_ * np.outer(estimates, estimates)
        self.parameters_ = dict(zip(self.parameter_names, estimates.tolist(), strict=True))
        errors = np.sqrt(np.diag(self.covariance_))
        self.standard_errors_ = dict(zip(self.parameter_names, errors.tolist(), strict=True))
        self._per_unit_ = self._rescaling(evidence)
        likelihood = self._log_likelihood(rescaled, evidence, unit)[0]
        self.log_likelihood_ = likelihood - self._per_unit_ * np.log(unit)
        self.converged_ = optimum.flat
        self.boundary_ = self._boundary(optimum)
        self.customers_, self.states_ = customers, len(evidence)
        small = self._rests_on_other_shops(evidence)
        borrowed = (
            Notice("other_shops", variant=self.about, count=evidence.informative, enough=ENOUGH),
        )
        self.notices_ = (*notices, *self.boundary_, *self._remarks(), *(borrowed if small else ()))

    def _boundary(self, optimum: Optimum) -> tuple[Notice, ...]:
        limits = self._limits(dict(zip(self.parameter_names, np.exp(optimum.point), strict=True)))
        if limits or (optimum.peaked and not optimum.held.any()):
            return limits
        return (boundary("ridge"),)

    def _remarks(self) -> tuple[Notice, ...]:
        """Return what the estimates give reason to say."""
        return (Notice("penalised", penalty=self._penalty_),) if self._penalty_ else ()

    # What can be asked of a fitted model

    @classmethod
    def from_parameters(cls, **parameters: float) -> Self:
        """Make a model of parameters known from elsewhere, per day and in money, without errors.

        Raises
        ------
        SettingsError
            A parameter is missing, unknown, or not a number above zero.

        Examples
        --------
        >>> from clv.models import PURCHASE_MODELS
        >>> model = PURCHASE_MODELS["bg_nbd"].from_parameters(r=0.25, alpha=31, a=0.8, b=2.5)
        >>> round(model.new_customer(365).expected_purchases, 2)
        1.49
        """
        values = [parameters.get(name, 0.0) for name in cls.parameter_names]
        complete = set(parameters) == set(cls.parameter_names)
        if not complete or not all(0 < value < np.inf for value in values):
            raise SettingsError("bad_parameters", model=cls.title, names=cls.parameter_names)
        model = cls()
        model.parameters_ = dict(zip(cls.parameter_names, map(float, values), strict=True))
        model.log_covariance_ = model.covariance_ = np.zeros((len(values), len(values)))
        model.standard_errors_ = dict.fromkeys(cls.parameter_names, 0.0)
        model.log_likelihood_, model._per_unit_, model.seconds_ = 0.0, 0.0, 0.0
        model.converged_, model.boundary_, model.notices_ = True, (), ()
        model.customers_ = model.states_ = 0
        return model

    def shifted(self, logs: Floats) -> Self:
        """Return this model with its parameters multiplied by e to the power of `logs`."""
        other = copy(self)
        other.parameters_ = dict(
            zip(self.parameter_names, (self._parameters * np.exp(logs)).tolist(), strict=True)
        )
        return other

    def draw_parameters(self, size: int, rng: np.random.Generator) -> Floats:
        """Draw parameters from their sampling distribution, normal in the logarithms.

        Returns
        -------
        numpy.ndarray of shape (size, k)
        """
        k = len(self.parameter_names)
        values, vectors = np.linalg.eigh(self.log_covariance_)
        normals = rng.standard_normal((size, k)) * np.sqrt(np.maximum(values, 0.0))
        logs = np.clip(normals @ vectors.T, -FARTHEST, FARTHEST)
        return np.asarray(self._parameters * np.exp(logs))

    def parameters_in(self, unit: Unit) -> dict[str, float]:
        """Return the parameters with time in `unit` ("day", "week" or "month")."""
        self.require_fit()
        days = DAYS_PER[unit] if self.unit_is_time else 1.0
        return {
            name: value / (days if name in self.with_unit else 1.0)
            for name, value in self.parameters_.items()
        }

    def summary(self, unit: Unit = "day") -> pl.DataFrame:
        """Return the estimates with their errors, a row a parameter.

        Parameters
        ----------
        unit : {"day", "week", "month"}
            Unit of time.

        Returns
        -------
        polars.DataFrame
            Columns parameter, estimate, standard_error, low and high: the 90 % range, from the
            errors of the logarithms.
        """
        estimate = np.array(list(self.parameters_in(unit).values()))
        errors = np.sqrt(np.diag(self.log_covariance_))
        return pl.DataFrame(
            {
                "parameter": self.parameter_names,
                "estimate": estimate,
                "standard_error": estimate * errors,
                "low": estimate * np.exp(-NINETY * errors),
                "high": estimate * np.exp(NINETY * errors),
            }
        )

    def log_likelihood_in(self, unit: Unit) -> float:
        """Return the log-likelihood with time in `unit`: a density, so that it has one."""
        self.require_fit()
        days = DAYS_PER[unit] if self.unit_is_time else 1.0
        return float(self.log_likelihood_ + self._per_unit_ * np.log(days))

    @property
    def _parameters(self) -> Floats:
        self.require_fit()
        return np.array(list(self.parameters_.values()))

    def require_fit(self) -> None:
        """Raise `NotFittedError` before `fit`."""
        if not hasattr(self, "parameters_"):
            raise NotFittedError(variant="model", model=self.title)

    def __repr__(self) -> str:
        head = f"{type(self).__name__}(engine={self.engine!r})"
        if not hasattr(self, "parameters_"):
            return f"{head}, not fitted"
        values = ", ".join(f"{name} {value:.4g}" for name, value in self.parameters_.items())
        return f"{head}: {values} on {self.customers_:,} customers, LL {self.log_likelihood_:,.2f}"


def boundary(variant: str, **values: float) -> Notice:
    """Say that parameters ran off to zero or infinity: an answer of its own, and which."""
    return Notice("boundary", "", variant=variant, **values)
