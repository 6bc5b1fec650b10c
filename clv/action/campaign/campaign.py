"""A campaign before it is run: whom to contact, how many, and what to expect of it.

For a customer who orders within the window with probability ``p`` anyway, and spends ``s`` on an
order, a contact that lifts that probability by ``u`` brings in the mean::

    profit = u · (margin · s − offer) − p · offer − cost

The second term is what the offer gives away to those who would have ordered without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clv.errors import SettingsError

Floats = NDArray[np.float64]


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


def p_within(p_buy: Floats, horizon: float, window: float) -> Floats:
    """Return the probability to order within `window` days, at a steady rate over the horizon.

    Examples
    --------
    >>> p_within(np.array([0.75]), 365, 182.5).tolist()
    [0.5]
    """
    return np.asarray(1 - (1 - np.clip(p_buy, 0, 1)) ** (window / horizon))
