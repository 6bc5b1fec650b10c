"""A campaign before it is run: whom to contact, how many, and what to expect of it.

For a customer who orders within the window with probability ``p`` anyway, and spends ``s`` on an
order, a contact that lifts that probability by ``u`` brings in the mean::

    profit = u · (margin · s − offer) − p · offer − cost

The second term is what the offer gives away to those who would have ordered without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.errors import SettingsError
from clv.tables import EXPECTED_PURCHASES, P_BUY

Floats = NDArray[np.float64]

_NEAR_ONE, _LEAST_RATE = 1.0001, 1e-9


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a contact costs, gives away and is hoped to achieve.

    Parameters
    ----------
    lift : float
        Hoped-for rise of the probability to order within the window, in points and in the mean of
        all who may be contacted: 0.02 is two percentage points. See `clv.action.campaign.lift`.
    lift_low, lift_high : float, optional
        Ends of the range one believes in, by default half and one and a half times `lift`.
    contact_cost : float
        Money for each person contacted.
    fixed_cost : float
        Money for the campaign as a whole.
    discount : float
        Share of the order given away, 0 to 1.
    gift : float
        Money given away on each order.
    margin : float
        Share of revenue that stays after the cost of goods, above 0 to 1.
    window : int
        Days in which orders count.
    budget : float, optional
        Most that contacts, fixed cost and expected offers may cost together.
    lifts : tuple of (str, float)
        Lifts of their own for some activities, for example ``(("lost", 0.002),)``.

    Examples
    --------
    >>> Campaign(lift=0.02).lift_high
    0.03
    """

    lift: float = 0.02
    lift_low: float | None = None
    lift_high: float | None = None
    contact_cost: float = 0.5
    fixed_cost: float = 0.0
    discount: float = 0.0
    gift: float = 0.0
    margin: float = 1.0
    window: int = 30
    budget: float | None = None
    lifts: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        low = 0.5 * self.lift if self.lift_low is None else self.lift_low
        high = 1.5 * self.lift if self.lift_high is None else self.lift_high
        object.__setattr__(self, "lift_low", low)
        object.__setattr__(self, "lift_high", high)
        money = (self.contact_cost, self.fixed_cost, self.gift, self.budget or 0.0)
        sound = (
            -1 <= low <= self.lift <= high <= 1
            and min(money) >= 0
            and 0 <= self.discount <= 1
            and 0 < self.margin <= 1
            and self.window >= 1
            and all(-1 <= own <= 1 for _activity, own in self.lifts)
        )
        if not sound:
            raise SettingsError("bad_setting", variant="campaign")


def p_within(predictions: pl.DataFrame, horizon: float, window: float) -> Floats:
    """Return the probability to order within `window` days, from what is expected of the horizon.

    Whoever orders at all within the horizon does so at a rate ``m`` of their own: the orders of a
    horizon are Poisson distributed with more zeros, of mean ``purchases`` and with ``p_buy`` of one
    or more, so that ``purchases / p_buy = m / (1 − e^−m)`` and::

        p(w) = p_buy (1 − e^(−m w / h)) / (1 − e^−m)

    Somebody who orders every week orders within a month, however nearly sure ``p_buy`` is.

    Parameters
    ----------
    predictions : polars.DataFrame
        ``p_buy`` within the horizon, ``expected_purchases``, at least as many; where the latter is
        missing, everybody orders at a steady rate.
    horizon, window : float
        Days.

    Examples
    --------
    >>> p_within(pl.DataFrame({"p_buy": [0.75]}), 365, 182.5).round(3).tolist()
    [0.5]
    >>> often = pl.DataFrame({"p_buy": [0.9, 0.9], "expected_purchases": [0.9, 30.0]})
    >>> p_within(often, 360, 30).round(3).tolist()
    [0.075, 0.844]
    """
    p = np.clip(predictions[P_BUY].to_numpy(), 1e-12, 1 - 1e-12)
    has_purchases = EXPECTED_PURCHASES in predictions.columns
    expected = predictions[EXPECTED_PURCHASES].to_numpy() if has_purchases else -np.log1p(-p)
    mean = np.maximum(expected / p, 1.0)  # orders of those who order
    rate = np.maximum(_rate(mean), _LEAST_RATE)
    return np.asarray(p * np.expm1(-rate * window / horizon) / np.expm1(-rate))


def _rate(mean: Floats) -> Floats:
    """Return the rate whose counts above zero have this mean: ``m / (1 − e^−m)`` solved for m."""
    from scipy.special import lambertw

    safe = np.maximum(mean, _NEAR_ONE)  # at one, Lambert's W has its branch point
    solved = np.real(safe + lambertw(-safe * np.exp(-safe)))
    return np.where(mean < _NEAR_ONE, 2 * (mean - 1), solved)
