"""A campaign after it was run: what it changed, and whether that can be told from chance.

Treated and untreated people differ by chance before anything is sent: some spend much anyway.
CUPED takes that part out: with spend ``y`` in the window, spend ``x`` before it, and
``θ = cov(x, y) / var(x)`` within the groups, ``y − θ (x − mean x)`` has the same mean difference
and a smaller variance.

References
----------
Deng, Xu, Kohavi & Walker (2013), "Improving the sensitivity of online controlled experiments by
utilizing pre-experiment data", WSDM.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr

from clv.action.campaign.experiment import CONTROL, GROUP, TREATMENT
from clv.customers import purchases
from clv.errors import UnsuitableDataError
from clv.tables import CUSTOMER_ID, REVENUE
from clv.words import _

Floats = NDArray[np.float64]
Outcome = Literal["works", "harms", "unclear"]

_Z90 = 1.6448536269514722
_FEWEST = 20  # in a group: below it a mean of spends is no normal variate


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference of treatment less control, per person, with its 90 % interval.

    Parameters
    ----------
    value, low, high : float
        The difference: money, or points of a share.
    treated, untreated : float
        The two means, after the correction.
    p_value : float
        Two-sided.
    variance_removed : float
        Share of the variance that the past explained, 0 to 1.
    """

    value: float
    low: float
    high: float
    treated: float
    untreated: float
    p_value: float
    variance_removed: float

    @property
    def outcome(self) -> Outcome:
        """Whether the interval lies above 0, below it, or holds it."""
        if self.low > 0:
            return "works"
        return "harms" if self.high < 0 else "unclear"


@dataclass(frozen=True, slots=True)
class Uplift:
    """What a campaign changed.

    Parameters
    ----------
    spend : Effect
        Money a person within the window.
    conversion : Effect
        Share of people who ordered within it.
    treatment, control : int
        People in each group.
    total : float
        Extra revenue of all treated people, with `total_low` and `total_high`.
    profit : float
        Its margin less what the campaign cost, with `profit_low` and `profit_high`.
    """

    spend: Effect
    conversion: Effect
    treatment: int
    control: int
    total: float
    total_low: float
    total_high: float
    profit: float
    profit_low: float
    profit_high: float

    @property
    def verdict(self) -> str:
        """One sentence for people."""
        sentences = {
            "works": _("It worked: people who were contacted spent more than the others."),
            "harms": _("It did harm: people who were contacted spent less than the others."),
            "unclear": _("It can't be told from chance: the interval holds nothing at all, too."),
        }
        if self.spend.outcome == "works" and self.profit_high < 0:
            return _("It worked, but cost more than it brought.")
        return sentences[self.spend.outcome]


def measure(
    groups: pl.DataFrame,
    orders: pl.DataFrame,
    start: date,
    window: int,
    margin: float = 1.0,
    cost: float = 0.0,
    before: int = 365,
) -> Uplift:
    """Hold the two groups' orders after the start against each other.

    Parameters
    ----------
    groups : polars.DataFrame
        ``customer_id``, ``group`` (treatment or control) as they were drawn: everyone, whether
        they ordered or not.
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`, from before the start to the end of the window.
    start : datetime.date
        First day on which orders count.
    window : int
        Days that count.
    margin : float
        Share of revenue that stays.
    cost : float
        What the campaign cost in all, offers included.
    before : int
        Days before the start whose spend corrects for who the groups are.

    Raises
    ------
    UnsuitableDataError
        ``too_few_customers``, below 20 in a group.

    Examples
    --------
    >>> from datetime import datetime
    >>> people = [f"c{number}" for number in range(80)]
    >>> groups = pl.DataFrame({"customer_id": people, "group": ["treatment", "control"] * 40})
    >>> orders = pl.DataFrame(
    ...     {"customer_id": people[::2], "date": datetime(2024, 3, 2), "amount": 10.0}
    ... )
    >>> found = measure(groups, orders, date(2024, 3, 1), window=14)
    >>> found.spend.value, found.total, found.conversion.treated
    (10.0, 400.0, 1.0)
    """
    eve = start - timedelta(days=1)
    people = _spends(groups, orders, eve - timedelta(days=before), eve, "past")
    people = _spends(people, orders, eve, eve + timedelta(days=window), "spent")
    treated = (people[GROUP] == TREATMENT).to_numpy()
    control = (people[GROUP] == CONTROL).to_numpy()
    if min(treated.sum(), control.sum()) < _FEWEST:
        raise UnsuitableDataError(
            "too_few_customers",
            _("A comparison needs at least {n} people in each group.").format(n=_FEWEST),
        )
    spent, past = people["spent"].to_numpy(), people["past"].to_numpy()
    ordered = (people["spent_orders"].to_numpy() > 0).astype(np.float64)
    spend = difference(spent[treated], spent[control], past[treated], past[control])
    active = np.log1p(np.maximum(past, 0))
    conversion = difference(ordered[treated], ordered[control], active[treated], active[control])
    return _uplift(spend, conversion, int(treated.sum()), int(control.sum()), margin, cost)


def difference(treated: Floats, untreated: Floats, past: Floats, past_untreated: Floats) -> Effect:
    """Compare two groups' means, corrected by their past.

    Parameters
    ----------
    treated, untreated : array of float
        Outcome of each person.
    past, past_untreated : array of float
        The same people's past, in the same order; a constant past corrects nothing.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> habit = rng.gamma(2, 10, 2_000)
    >>> spent = habit + rng.normal(0, 1, 2_000)
    >>> spent[:1_000] += 0.5
    >>> effect = difference(spent[:1_000], spent[1_000:], habit[:1_000], habit[1_000:])
    >>> effect.outcome, effect.variance_removed > 0.9
    ('works', True)
    """
    theta = _theta(treated, untreated, past, past_untreated)
    middle = np.concatenate([past, past_untreated]).mean()
    one = treated - theta * (past - middle)
    other = untreated - theta * (past_untreated - middle)
    value = float(one.mean() - other.mean())
    error = float(np.sqrt(_squared_error(one) + _squared_error(other)))
    plain = _squared_error(treated) + _squared_error(untreated)
    return Effect(
        value,
        value - _Z90 * error,
        value + _Z90 * error,
        float(one.mean()),
        float(other.mean()),
        float(2 * ndtr(-abs(value) / error)) if error > 0 else float(value == 0),
        max(0.0, 1 - error**2 / plain) if plain > 0 else 0.0,
    )


def _theta(treated: Floats, untreated: Floats, past: Floats, past_untreated: Floats) -> float:
    """Return the slope of outcome on past within the groups."""
    x = np.concatenate([past - past.mean(), past_untreated - past_untreated.mean()])
    y = np.concatenate([treated - treated.mean(), untreated - untreated.mean()])
    spread = float(np.sum(x * x))
    return float(np.sum(x * y)) / spread if spread > 0 else 0.0


def _squared_error(values: Floats) -> float:
    return float(values.var(ddof=1)) / len(values)


def _spends(
    people: pl.DataFrame, orders: pl.DataFrame, after: date, until: date, name: str
) -> pl.DataFrame:
    found = purchases(orders, after, until).rename({REVENUE: name, "orders": f"{name}_orders"})
    return people.join(found, on=CUSTOMER_ID, how="left", maintain_order="left").with_columns(
        pl.col(name, f"{name}_orders").fill_null(0)
    )


def _uplift(
    spend: Effect, conversion: Effect, treatment: int, control: int, margin: float, cost: float
) -> Uplift:
    total, low, high = (treatment * end for end in (spend.value, spend.low, spend.high))
    return Uplift(
        spend,
        conversion,
        treatment,
        control,
        total,
        low,
        high,
        margin * total - cost,
        margin * low - cost,
        margin * high - cost,
    )
