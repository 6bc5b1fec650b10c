"""How much a contact lifts the chance of an order, person by person.

A lift is spoken of in points, for everybody in the mean. But a contact can't do the same for all:
whoever would hardly ever order is not moved to by a mail, and whoever orders anyway can't order
more surely. So one contact multiplies everybody's odds by the same factor, which makes the lift
fall to nothing at both ends::

    lift(p) = σ(logit p + δ) − p,    δ such that the mean over the people is the lift hoped for
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Floats = NDArray[np.float64]

_NOTHING = 1e-9  # points; less can't be told from rounding
_FARTHEST = 40.0  # on the logit scale: from never to always


def lift_of(p_order: Floats, mean_lift: float) -> Floats:
    """Return everybody's lift in points, `mean_lift` in the mean.

    Parameters
    ----------
    p_order : array of float
        Chance of an order without a contact.
    mean_lift : float
        Lift hoped for; more than there is room for counts as all there is.

    Examples
    --------
    >>> lift_of(np.array([0.001, 0.5, 0.999]), 0.02).round(3).tolist()
    [0.0, 0.06, 0.0]
    """
    from scipy.optimize import brentq

    room = p_order * (1 - p_order) > 0
    if not room.any() or abs(mean_lift) < _NOTHING:
        return np.zeros(len(p_order))
    odds = logit(p_order[room])

    def over(shift: float) -> float:
        return float(np.sum(expit(odds + shift) - p_order[room]) / len(p_order)) - mean_lift

    sign = np.sign(mean_lift) * _FARTHEST
    shift = sign if np.sign(over(sign)) != np.sign(mean_lift) else brentq(over, 0.0, sign)
    lift = np.zeros(len(p_order))
    lift[room] = expit(odds + shift) - p_order[room]
    return lift
