"""How a model is fitted: evidence in, a maximum of its likelihood out, and what must be said of it.

A model's file holds its formulas; this one owns what surrounds them, in scikit-learn's manners:
the constructor only stores, `fit` returns the model, fitted values end in an underscore, and a
prediction before `fit` raises `NotFittedError`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from time import perf_counter
from typing import ClassVar, Generic, Self, get_args

import numpy as np
import polars as pl

from clv.errors import ConvergenceError, Notice, SettingsError
from clv.models.estimates import Estimates
from clv.models.optimise import Objective, Optimum
from clv.models.search import E, covariance, per_customer, search
from clv.models.sufficient_stats import Floats
from clv.options import Engine
from clv.words import _

EXTREME = 300.0  # a shape beyond this leaves next to no differences between customers
NEVER = 1e-5  # a chance below this is none


class Model(Estimates, ABC, Generic[E]):
    """A model with positive parameters, fitted by maximum likelihood.

    Parameters
    ----------
    engine : {"perennial", "lifetimes"}
        Who maximises the likelihood; the predictions are ours in either case.
    """

    starts: ClassVar[tuple[tuple[float, ...], ...]]

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
            Nobody knows that engine.
        UnsuitableDataError
            The data can't carry this model.
        ConvergenceError
            No start led to a maximum worth the name.
        """
        if self.engine not in get_args(Engine):
            raise SettingsError(
                "bad_setting",
                _("The engine is perennial or lifetimes, not {engine!r}.").format(
                    engine=self.engine
                ),
            )
        began = perf_counter()
        self._penalty_ = 0.0
        evidence, unit, notices = self._gather(customers)
        optimum = self._maximum(evidence, unit)
        self._settle(optimum, evidence, unit, notices)
        self.seconds_ = perf_counter() - began
        return self

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
    def _limits(self, rescaled: dict[str, float]) -> tuple[str, ...]:
        """Say what it means where parameters ran off, judged in rescaled units."""

    def _remarks(self) -> tuple[Notice, ...]:
        """Return what the estimates give reason to say."""
        if not self._penalty_:
            return ()
        return (
            Notice(
                "penalised",
                _(
                    "lifetimes finished only with a penalty of {penalty:g}, so that these "
                    "parameters are not the likeliest; the engine perennial finds those."
                ).format(penalty=self._penalty_),
            ),
        )

    def _maximum(self, evidence: E, unit: float) -> Optimum:
        if self.engine == "lifetimes":
            from clv.models.reference import lifetimes_point

            point, self._penalty_ = lifetimes_point(self, evidence, unit)
            return Optimum.at(point, self._per_customer(evidence, unit))
        found = search(lambda part: self._per_customer(part, unit), evidence, self.starts)
        if not (found.flat or found.held.any()):
            raise ConvergenceError(
                "no_maximum",
                _(
                    "{title} found no stable answer on these customers; "
                    "try another model or a longer log."
                ).format(title=self.title),
            )
        return found

    def _per_customer(self, evidence: E, unit: float) -> Objective:
        return per_customer(
            lambda parameters: self._log_likelihood(parameters, evidence, unit), evidence.customers
        )

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
        self.log_likelihood_ = optimum.value * customers - self._per_unit_ * np.log(unit)
        self.converged_ = optimum.flat
        self.boundary_ = self._boundary(optimum)
        self.customers_, self.states_ = customers, len(evidence)
        boundary = tuple(Notice("boundary", words) for words in self.boundary_)
        self.notices_ = (*notices, *boundary, *self._remarks())

    def _boundary(self, optimum: Optimum) -> tuple[str, ...]:
        words = self._limits(dict(zip(self.parameter_names, np.exp(optimum.point), strict=True)))
        if words or (optimum.peaked and not optimum.held.any()):
            return words
        return (_("The likelihood is flat in one direction: the parameters aren't told apart."),)
