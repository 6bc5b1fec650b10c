"""The search for a maximum: Newton's method with safeguards, in logarithms, from several starts.

The likelihood comes with analytic gradient and Hessian, and is climbed on a subsample first.

Where the surface is not concave the Hessian's eigenvalues are mirrored, so that every step goes
uphill; a step is capped and halved until the likelihood rises; coordinates that press against the
box are held there, and reported, since a maximum at infinity is an answer of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from clv.models.sufficient_stats import Floats

Objective = Callable[[Floats], tuple[float, Floats, Floats]]

LONGEST_STEP = 2.0
BOUND = 9.25  # e to this is some ten thousand: as good as infinity, and not yet ill-conditioned
FLAT = 1e-8
SUBSAMPLE = 20_000
ROUGHLY_FLAT = 1e-4  # enough for a point to go on from
SAME_HEIGHT = 1e-7
NINETY = 1.6448536269514722  # standard errors to either side of a 90 % range
WIDEST_LOG_ERROR = 3.0  # known to a factor of e³ is unknown: along a ridge errors end here


@dataclass(frozen=True, slots=True)
class Optimum:
    """Where a search ended, and how far to trust it.

    Parameters
    ----------
    point : numpy.ndarray of shape (k,)
        The parameters found.
    value : float
        The objective there (per customer).
    gradient, hessian : numpy.ndarray
        Derivatives there.
    held : numpy.ndarray of bool, shape (k,)
        Coordinates that press against the box.
    evaluations : int
        How often the objective was computed.
    tolerance : float
        Largest entry of the gradient that counts as zero.
    """

    point: Floats
    value: float
    gradient: Floats
    hessian: Floats
    held: NDArray[np.bool_]
    evaluations: int
    tolerance: float = 100 * FLAT

    @classmethod
    def at(cls, point: Floats, objective: Objective) -> Optimum:
        """Take a point found elsewhere for what it is."""
        value, gradient, hessian = objective(point)
        return cls(point, value, gradient, hessian, np.zeros(len(point), dtype=bool), 1, 1e-3)

    @property
    def flat(self) -> bool:
        """Whether the gradient vanishes in every free coordinate."""
        return bool(np.all(np.abs(self.gradient[~self.held]) <= self.tolerance))

    @property
    def peaked(self) -> bool:
        """Whether the Hessian is negative definite in the free coordinates."""
        free = ~self.held
        if not free.any():
            return True
        return bool(np.linalg.eigvalsh(self.hessian[np.ix_(free, free)])[-1] < -1e-10)

    @property
    def converged(self) -> bool:
        """Whether this is a maximum worth the name: flat and peaked."""
        return self.flat and self.peaked


def maximise(
    objective: Objective, start: Floats, bound: float = BOUND, most: int = 100, flat: float = FLAT
) -> Optimum:
    """Climb from `start` to a maximum of `objective` inside the box of ± `bound`.

    Parameters
    ----------
    objective : callable
        Maps a point to value, gradient and Hessian; the value should be of order one.
    start : numpy.ndarray of shape (k,)
        Where to begin.
    bound : float
        Half the width of the box.
    most : int
        Evaluations after which the search gives up.
    flat : float
        Largest entry of the gradient that counts as zero.

    Returns
    -------
    Optimum
        The best point seen; ask `.converged` before believing it.

    Examples
    --------
    >>> bowl = lambda x: (-float(x @ x), -2 * x, -2 * np.eye(2))
    >>> optimum = maximise(bowl, np.array([1.0, -1.0]))
    >>> optimum.converged, optimum.evaluations, np.abs(optimum.point).max() < 1e-12
    (True, 2, np.True_)
    """
    point = np.clip(np.asarray(start, dtype=float), -bound, bound)
    value, gradient, hessian = objective(point)
    evaluations = 1
    while evaluations < most:
        held = _pressing(point, gradient, bound)
        if np.all(np.abs(gradient[~held]) <= flat):
            break
        step = _uphill(gradient, hessian, ~held)
        length = _room(point, step, bound)
        while evaluations < most:
            trial = np.clip(point + length * step, -bound, bound)
            there = objective(trial)
            evaluations += 1
            if there[0] >= value + 1e-4 * gradient @ (trial - point) or length < 1e-6:
                break
            length /= 2
        if not there[0] > value - 1e-13 * abs(value):
            break
        moved = np.abs(trial - point).max()
        point, (value, gradient, hessian) = trial, there
        if moved < 1e-11:
            break
    held = _pressing(point, gradient, bound)
    return Optimum(point, value, gradient, hessian, held, evaluations, 100 * flat)


def _pressing(point: Floats, gradient: Floats, bound: float) -> NDArray[np.bool_]:
    """Tell which coordinates stand at the box while the objective rises beyond it."""
    return np.asarray((np.abs(point) >= bound - 1e-9) & (gradient * point > 0))


def _room(point: Floats, step: Floats, bound: float) -> float:
    """Return how much of `step` fits into the box: all of it, or up to the first wall.

    A ridge is left when coordinates are clipped one by one, and then only crept along.
    """
    ahead = np.where(step > 0, bound - point, bound + point)
    moving = (step != 0) & (ahead > 1e-9)
    fits = np.divide(ahead, np.abs(step), out=np.full_like(step, np.inf), where=moving)
    return float(min(1.0, fits.min()))


def _uphill(gradient: Floats, hessian: Floats, free: NDArray[np.bool_]) -> Floats:
    """Return Newton's step in the `free` coordinates, turned uphill and capped."""
    values, vectors = np.linalg.eigh(hessian[np.ix_(free, free)])
    curvature = np.maximum(np.abs(values), 1e-9 * np.abs(values).max() + 1e-12)
    step = np.zeros_like(gradient)
    step[free] = vectors @ ((vectors.T @ gradient[free]) / curvature)
    longest = np.abs(step).max()
    return step if longest <= LONGEST_STEP else step * (LONGEST_STEP / longest)


class Evidence(Protocol):
    """The data of a fit, condensed."""

    @property
    def customers(self) -> int:
        """Customers behind the evidence."""
        ...

    @property
    def informative(self) -> int:
        """How many of them say something about the parameters."""
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


def penalised(
    objective: Objective, prior: Sequence[tuple[float, float]], customers: int
) -> Objective:
    """Add independent normal priors of the logarithms to a log-likelihood per customer.

    Examples
    --------
    >>> flat = lambda logs: (0.0, np.zeros(1), np.zeros((1, 1)))
    >>> penalised(flat, ((1.0, 2.0),), 1)(np.array([3.0]))[0]
    -0.5
    """
    mean, spread = np.array(prior).T

    def with_prior(logs: Floats) -> tuple[float, Floats, Floats]:
        value, gradient, hessian = objective(logs)
        off = (logs - mean) / spread
        return (
            value - 0.5 * float(off @ off) / customers,
            gradient - off / spread / customers,
            hessian - np.diag(spread**-2.0) / customers,
        )

    return with_prior


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
    final = maximise(objective_of(evidence), first.point)
    return final if final.flat else _climb(objective_of(evidence), starts, FLAT)


def _climb(objective: Objective, starts: Sequence[Sequence[float]], flat: float) -> Optimum:
    best = maximise(objective, np.log(starts[0]), flat=flat)
    for start in starts[1:]:
        if best.converged and not best.held.any():
            break
        other = maximise(objective, np.log(start), flat=flat)
        agree = other.flat and best.flat and abs(other.value - best.value) < SAME_HEIGHT
        best = other if other.value > best.value else best
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
