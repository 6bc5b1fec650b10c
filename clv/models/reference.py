"""`lifetimes` as the engine: its optimiser instead of ours, kept as reference.

It prints to stdout, warns and raises on ill-natured data; none of that leaves this file. Its
estimates are then judged, and predicted from, like our own.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from typing import Any

import numpy as np

from clv.errors import ConvergenceError
from clv.models.spend import Spends
from clv.models.sufficient_stats import Floats, Integers, SufficientStats
from clv.words import _

FITTERS = {
    "bg_nbd": "BetaGeoFitter",
    "mbg_nbd": "ModifiedBetaGeoFitter",
    "pareto_nbd": "ParetoNBDFitter",
    "gamma_gamma": "GammaGammaFitter",
    "gamma_gamma_all": "GammaGammaFitter",
}
PENALTIES = (0.0, 0.001, 0.01, 0.1)


def lifetimes_point(model: Any, evidence: Any, unit: float) -> tuple[Floats, float]:
    """Let `lifetimes` fit, with the smallest penalty at which it finishes.

    Returns
    -------
    point : numpy.ndarray
        Logarithms of the parameters it finds, in rescaled units.
    penalty : float
        The penalty it took; above 0 the point is no maximum of the likelihood.

    Raises
    ------
    ConvergenceError
        Its optimiser gave up at every penalty it was offered.
    """
    columns, weights = _columns(evidence, unit)
    for penalty in PENALTIES:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import lifetimes
            from lifetimes.utils import ConvergenceError as Failure

            fitter = getattr(lifetimes, FITTERS[model.name])(penalizer_coef=penalty)
            with contextlib.suppress(Failure):
                fitter.fit(*columns, weights=weights)
                found = np.array([fitter.params_[name] for name in model.parameter_names])
                if np.all(np.isfinite(found)) and np.all(found > 0):
                    return np.asarray(np.log(found)), penalty
    raise ConvergenceError(
        "no_maximum",
        _("lifetimes found no answer for {title}; choose the engine perennial.").format(
            title=model.title
        ),
    )


def _columns(evidence: Any, unit: float) -> tuple[tuple[Floats, ...], Integers | None]:
    if isinstance(evidence, SufficientStats):
        times = evidence.recency / unit, evidence.T / unit
        return (evidence.frequency.astype(np.float64), *times), evidence.count
    if isinstance(evidence, Spends):
        return (evidence.days, evidence.mean / unit), None
    raise TypeError(type(evidence))
