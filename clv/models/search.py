"""The search for a maximum: in logarithms, on a subsample first, from several starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, Self, TypeVar

import numpy as np

from clv.models.optimise import FLAT, Objective, Optimum, maximise
from clv.models.sufficient_stats import Floats

SUBSAMPLE = 20_000
ROUGHLY_FLAT = 1e-4  # enough for a point to go on from
SAME_HEIGHT = 1e-7
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
    """Climb from start after start on a subsample, until one convinces; then on everything.

    A start convinces when it leads to a maximum inside the box, or to the same height as an
    earlier one: then the maximum lies at the box, which is no fault of the start.

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
        The highest point found.
    """
    few = evidence.sample(SUBSAMPLE)
    whole = len(few) == len(evidence)
    first = _climb(objective_of(few), starts, FLAT if whole else ROUGHLY_FLAT)
    if whole:
        return first
    found = maximise(objective_of(evidence), first.point)
    return found if found.flat else _climb(objective_of(evidence), starts, FLAT)


def _climb(objective: Objective, starts: Sequence[Sequence[float]], flat: float) -> Optimum:
    best = maximise(objective, np.log(starts[0]), flat=flat)
    for start in starts[1:]:
        if best.converged and not best.held.any():
            break
        found = maximise(objective, np.log(start), flat=flat)
        agree = found.flat and best.flat and abs(found.value - best.value) < SAME_HEIGHT
        best = found if found.value > best.value else best
        if agree:
            break
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
