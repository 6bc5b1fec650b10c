"""The search for a maximum: in logarithms, on a subsample first, from several starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, Self, TypeVar

import numpy as np

from clv.models.newton import Objective, Optimum, maximise
from clv.models.states import Floats

SUBSAMPLE = 20_000
NINETY = 1.6448536269514722  # standard errors to either side of a 90 % range
WIDEST_LOG_ERROR = 3.0  # known to a factor of e³ is unknown: along a ridge errors end here


class Evidence(Protocol):
    """The data of a fit, condensed."""

    @property
    def customers(self) -> int:
        """Customers behind the evidence."""
        ...

    def __len__(self) -> int: ...

    def sample(self, size: int, seed: int = 0) -> Self:
        """Return about `size` rows drawn at random."""
        ...


E = TypeVar("E", bound=Evidence)


def per_customer(
    log_likelihood: Callable[[Floats], tuple[float, Floats, Floats]], customers: int
) -> Objective:
    """Turn a log-likelihood of positive parameters into one of their logarithms, per customer."""

    def objective(logs: Floats) -> tuple[float, Floats, Floats]:
        parameters = np.exp(logs)
        value, gradient, hessian = log_likelihood(parameters)
        slope = parameters * gradient
        curved = np.outer(parameters, parameters) * hessian + np.diag(slope)
        return value / customers, slope / customers, curved / customers

    return objective


def search(
    objective_of: Callable[[E], Objective], evidence: E, starts: Sequence[Sequence[float]]
) -> Optimum:
    """Climb from start after start, each on a subsample first, until one convinces.

    Parameters
    ----------
    objective_of : callable
        Makes the objective of some evidence.
    evidence : Evidence
        All of it.
    starts : sequence of sequence of float
        Parameters to begin with, the most promising first.

    Returns
    -------
    Optimum
        The first that converged inside the box, else the highest.
    """
    few = evidence.sample(SUBSAMPLE)
    whole = objective_of(evidence)
    best: Optimum | None = None
    for start in starts:
        point = np.log(start)
        if len(few) < len(evidence):
            point = maximise(objective_of(few), point, flat=1e-4).point
        found = maximise(whole, point)
        if best is None or found.value > best.value + 1e-12:
            best = found
        if best.converged and not best.held.any():
            break
    if best is None:
        raise ValueError("a search needs a start")
    return best


def covariance(information: Floats) -> Floats:
    """Invert an information matrix; along a ridge the errors are cut at `WIDEST_LOG_ERROR`.

    Examples
    --------
    >>> covariance(np.diag([4.0, 0.0])).tolist()
    [[0.25, 0.0], [0.0, 9.0]]
    """
    values, vectors = np.linalg.eigh(information)
    variances = 1 / np.maximum(values, WIDEST_LOG_ERROR**-2)
    return np.asarray((vectors * variances) @ vectors.T)
