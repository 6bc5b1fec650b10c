"""A campaign as an experiment: how many people, for how long, and who gets it.

Whoever knows the size of the effect worth knowing can work out before the first mail is sent
whether the test will be able to tell it from chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import polars as pl
from scipy.special import ndtr, ndtri

from clv.action.campaign.campaign import p_within
from clv.errors import SettingsError
from clv.tables import CUSTOMER_ID

GROUP, TREATMENT, CONTROL = "group", "treatment", "control"
_LEVEL = 0.10  # two-sided: the 90 % interval in which results are reported


@dataclass(frozen=True, slots=True)
class Sizes:
    """People needed: `treatment` + `control` = `total`.

    Examples
    --------
    >>> Sizes(100, 50).total
    150
    """

    treatment: int
    control: int

    @property
    def total(self) -> int:
        """Both groups together."""
        return self.treatment + self.control


def sample_size(base: float, lift: float, power: float = 0.8, share: float = 0.5) -> Sizes:
    """Return how many people tell a lift apart from chance.

    With ``p`` without and ``q = p + lift`` with a contact, a share ``w`` treated, and
    ``m = w q + (1 − w) p``, in all people ``n``::

        n = (z_α √(m (1 − m) / (w (1 − w))) + z_β √(q (1 − q) / w + p (1 − p) / (1 − w)))² / lift²

    Parameters
    ----------
    base : float
        Probability to order without a contact, above 0 and below 1.
    lift : float
        Change of it worth knowing, in points; 0.02 is two percentage points.
    power : float
        Probability that the test tells it apart, at a two-sided level of 10 %.
    share : float
        Share of people treated.

    References
    ----------
    Fleiss, Levin & Paik (2003), *Statistical Methods for Rates and Proportions*, 4.14 (without
    continuity correction).

    Examples
    --------
    >>> sample_size(0.10, 0.02)
    Sizes(treatment=3026, control=3026)
    """
    q = base + lift
    if not (0 < base < 1 and 0 < q < 1 and lift != 0 and 0 < power < 1 and 0 < share < 1):
        raise SettingsError("bad_setting", variant="experiment")
    mean = share * q + (1 - share) * base
    chance = ndtri(1 - _LEVEL / 2) * np.sqrt(mean * (1 - mean) / (share * (1 - share)))
    effect = ndtri(power) * np.sqrt(q * (1 - q) / share + base * (1 - base) / (1 - share))
    size = ((chance + effect) / lift) ** 2
    return Sizes(int(np.ceil(size * share)), int(np.ceil(size * (1 - share))))


def power_of(base: float, lift: float, size: int, share: float = 0.5) -> float:
    """Return the probability that so many people tell the lift apart from chance.

    Examples
    --------
    >>> round(power_of(0.10, 0.02, 6052), 2)
    0.8
    """
    q = base + lift
    mean = share * q + (1 - share) * base
    chance = ndtri(1 - _LEVEL / 2) * np.sqrt(mean * (1 - mean) / (share * (1 - share)))
    spread = np.sqrt(q * (1 - q) / share + base * (1 - base) / (1 - share))
    return float(ndtr((np.sqrt(size) * abs(lift) - chance) / spread))


def smallest_lift(base: float, size: int, power: float = 0.8, share: float = 0.5) -> float | None:
    """Return the smallest lift in points that so many people tell apart; None where none is.

    Examples
    --------
    >>> round(smallest_lift(0.10, 6052), 3)
    0.02
    """
    low, high = 0.0, 1 - base
    if size < 2 or power_of(base, high - 1e-9, size, share) < power:
        return None
    for _halving in range(60):
        middle = (low + high) / 2
        enough = middle < 1 - base and power_of(base, middle, size, share) >= power
        low, high = (low, middle) if enough else (middle, high)
    return high


def duration(
    predictions: pl.DataFrame,
    horizon: int,
    relative_lift: float,
    power: float = 0.8,
    share: float = 0.5,
) -> int | None:
    """Return how many days orders must be counted until the people at hand suffice.

    The longer the window, the more people order in it without a contact, and the larger in
    points is the same relative lift.

    Parameters
    ----------
    predictions : polars.DataFrame
        ``p_buy`` of everyone in the test, and ``expected_purchases`` where they are known.
    horizon : int
        Days that ``p_buy`` looks ahead; the longest window looked at.
    relative_lift : float
        0.2: a fifth more people order than would without a contact.

    Returns
    -------
    int or None
        Days; None where even the whole horizon does not suffice.

    Examples
    --------
    >>> duration(pl.DataFrame({"p_buy": [0.6] * 4_000}), 365, relative_lift=0.2)
    62
    """
    size = predictions.height

    def enough(days: int) -> bool:
        base = float(np.mean(p_within(predictions, horizon, days))) if size else 0.0
        lift = min(base * relative_lift, 1 - base)
        return 0 < base < 1 and lift > 0 and power_of(base, lift, size, share) >= power

    if not enough(horizon):
        return None
    low, high = 0, horizon
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def assign(customers: pl.DataFrame, seed: int, share: float = 0.5) -> pl.DataFrame:
    """Draw treatment and control by a seeded hash of the id.

    The same person with the same seed always lands in the same group, on any machine and in any
    list, so that a list can be drawn again, longer or shorter, and nobody changes sides.

    Parameters
    ----------
    customers : polars.DataFrame
        With ``customer_id``.
    seed : int
        Of this campaign; another seed draws anew.
    share : float
        Share treated, 0 to 1.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``group`` (treatment or control), in the same order.

    Examples
    --------
    >>> assign(pl.DataFrame({"customer_id": ["ann", "bob", "cem"]}), seed=1)["group"].to_list()
    ['treatment', 'treatment', 'control']
    """
    key = str(seed).encode()
    border = int(share * 2**64)
    treated = [
        int.from_bytes(blake2b(name.encode(), digest_size=8, key=key).digest(), "big") < border
        for name in customers[CUSTOMER_ID]
    ]
    chosen = pl.when(pl.Series(treated, dtype=pl.Boolean))
    return customers.select(
        CUSTOMER_ID, chosen.then(pl.lit(TREATMENT)).otherwise(pl.lit(CONTROL)).alias(GROUP)
    )
