"""What a fit leaves behind, and what can be asked of it: values, errors, units, draws."""

from __future__ import annotations

from copy import copy
from typing import ClassVar, Self

import numpy as np
import polars as pl

from clv.errors import NotFittedError, Notice, SettingsError
from clv.models.search import NINETY
from clv.models.sufficient_stats import Floats
from clv.options import DAYS_PER, Engine, Unit
from clv.words import _

FARTHEST = 5.0  # draws of a logarithm stay within this distance of its estimate


class Estimates:
    """Estimates of positive parameters, with their covariance.

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
    boundary_ : tuple of str
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

    parameters_: dict[str, float]
    log_likelihood_: float
    standard_errors_: dict[str, float]
    covariance_: Floats
    log_covariance_: Floats
    converged_: bool
    boundary_: tuple[str, ...]
    customers_: int
    states_: int
    seconds_: float
    notices_: tuple[Notice, ...]
    _per_unit_: float
    _penalty_: float

    def __init__(self, engine: Engine = "perennial") -> None:
        self.engine: Engine = engine

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
        known = set(parameters) == set(cls.parameter_names)
        if not known or not all(0 < value < np.inf for value in values):
            raise SettingsError(
                "bad_setting",
                _("{title} takes the parameters {names}, each a number above zero.").format(
                    title=cls.title, names=", ".join(cls.parameter_names)
                ),
            )
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
            raise NotFittedError(
                message=_("Call fit() on this {title} model before predicting.").format(
                    title=self.title
                )
            )

    def __repr__(self) -> str:
        head = f"{type(self).__name__}(engine={self.engine!r})"
        if not hasattr(self, "parameters_"):
            return f"{head}, not fitted"
        values = ", ".join(f"{name} {value:.4g}" for name, value in self.parameters_.items())
        return f"{head}: {values} on {self.customers_:,} customers, LL {self.log_likelihood_:,.2f}"
