"""A campaign after it was run: what it changed, and whether that can be told from chance.

Treated and untreated people differ by chance before anything is sent: some spend much anyway.
CUPED takes that part out: with spend ``y`` in the window, spend ``x`` before it, and
``θ = cov(x, y) / var(x)`` within the groups, ``y − θ (x − mean x)`` has the same mean difference
and a smaller variance. What a model expected of each beforehand stands beside the past spend as a
second covariate (CUPAC), θ then being the least squares of y on both.

References
----------
Deng, Xu, Kohavi & Walker (2013), "Improving the sensitivity of online controlled experiments by
utilizing pre-experiment data", WSDM. Tang et al. (2020), "Control using predictions as covariates
in switchback experiments", DoorDash.
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
from clv.tables import CUSTOMER_ID, EXPECTED_REVENUE, REVENUE

Floats = NDArray[np.float64]
Outcome = Literal["works", "harms", "unclear"]
Verdict = Literal["works", "too_dear", "harms", "unclear"]

_Z90 = 1.6448536269514722
_TRIMMED = 0.99
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
    trimmed : Effect
        Money a person, what the top 1 % spent cut down to the most of the others: how much of the
        effect hangs on a few large orders.
    treatment, control : int
        People in each group.
    total : float
        Extra revenue of all treated people, with `total_low` and `total_high`.
    profit : float
        Its margin less what the campaign cost, with `profit_low` and `profit_high`.
    """

    spend: Effect
    conversion: Effect
    trimmed: Effect
    treatment: int
    control: int
    total: float
    total_low: float
    total_high: float
    profit: float
    profit_low: float
    profit_high: float

    @property
    def verdict(self) -> Verdict:
        """What can be said of it: ``works``, ``too_dear``, ``harms`` or ``unclear``."""
        if self.spend.outcome == "works" and self.profit_high < 0:
            return "too_dear"
        return self.spend.outcome


def measure(
    groups: pl.DataFrame,
    orders: pl.DataFrame,
    start: date,
    window: int,
    margin: float = 1.0,
    cost: float = 0.0,
    before: int = 365,
    predicted: pl.DataFrame | None = None,
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
    predicted : polars.DataFrame, optional
        ``customer_id``, ``expected_revenue``: what was expected of each within the window, by
        what had seen the days before the start only.

    Raises
    ------
    UnsuitableDataError
        ``too_few_customers``, below 20 in a group.

    Examples
    --------
    >>> from datetime import datetime
    >>> customers = [f"c{number}" for number in range(80)]
    >>> groups = pl.DataFrame({"customer_id": customers, "group": ["treatment", "control"] * 40})
    >>> orders = pl.DataFrame(
    ...     {"customer_id": customers[::2], "date": datetime(2024, 3, 2), "amount": 10.0}
    ... )
    >>> result = measure(groups, orders, date(2024, 3, 1), window=14)
    >>> result.spend.value, result.total, result.conversion.treated
    (10.0, 400.0, 1.0)
    """
    eve = start - timedelta(days=1)
    customers = _spends(groups, orders, eve - timedelta(days=before), eve, "past")
    customers = _spends(customers, orders, eve, eve + timedelta(days=window), "spent")
    treated = (customers[GROUP] == TREATMENT).to_numpy()
    control = (customers[GROUP] == CONTROL).to_numpy()
    if min(treated.sum(), control.sum()) < _FEWEST:
        raise UnsuitableDataError("too_few_customers", variant="groups", least=_FEWEST)
    money = _covariates(customers, predicted)
    habits = np.log1p(np.maximum(money, 0))
    spent = customers["spent"].to_numpy()
    ordered = (customers["spent_orders"].to_numpy() > 0).astype(np.float64)

    def compared(values: Floats, past: Floats) -> Effect:
        return difference(values[treated], values[control], past[treated], past[control])

    top = np.quantile(spent, _TRIMMED)
    effects = (
        compared(spent, money),
        compared(ordered, habits),
        compared(np.minimum(spent, top), money),
    )
    return _uplift(effects, int(treated.sum()), int(control.sum()), margin, cost)


def _covariates(customers: pl.DataFrame, predicted: pl.DataFrame | None) -> Floats:
    """Return what was known of each before the start, a column each."""
    if predicted is None:
        return customers.select("past").to_numpy().astype(np.float64)
    expected = predicted.select(CUSTOMER_ID, EXPECTED_REVENUE)
    covariates = customers.join(expected, on=CUSTOMER_ID, how="left", maintain_order="left")
    return (
        covariates.select("past", pl.col(EXPECTED_REVENUE).fill_null(0.0))
        .to_numpy()
        .astype(np.float64)
    )


def difference(treated: Floats, untreated: Floats, past: Floats, past_untreated: Floats) -> Effect:
    """Compare two groups' means, corrected by their past.

    Parameters
    ----------
    treated, untreated : array of float
        Outcome of each person.
    past, past_untreated : array of float
        The same people's past, in the same order, one column or several; a constant past corrects
        nothing.

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
    past, past_untreated = (
        past.reshape(len(treated), -1),
        past_untreated.reshape(len(untreated), -1),
    )
    theta = _theta(treated, untreated, past, past_untreated)
    middle = np.concatenate([past, past_untreated]).mean(axis=0)
    one = treated - (past - middle) @ theta
    other = untreated - (past_untreated - middle) @ theta
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


def _theta(treated: Floats, untreated: Floats, past: Floats, past_untreated: Floats) -> Floats:
    """Return the slopes of outcome on past within the groups."""
    x = np.concatenate([past - past.mean(axis=0), past_untreated - past_untreated.mean(axis=0)])
    y = np.concatenate([treated - treated.mean(), untreated - untreated.mean()])
    scale = np.sqrt(np.mean(np.square(x), axis=0))
    slopes, *_rest = np.linalg.lstsq(x / np.where(scale > 0, scale, 1.0), y, rcond=None)
    return np.asarray(slopes / np.where(scale > 0, scale, 1.0))


def _squared_error(values: Floats) -> float:
    return float(values.var(ddof=1)) / len(values)


def _spends(
    customers: pl.DataFrame, orders: pl.DataFrame, after: date, until: date, name: str
) -> pl.DataFrame:
    spends = purchases(orders, after, until).rename({REVENUE: name, "orders": f"{name}_orders"})
    return customers.join(spends, on=CUSTOMER_ID, how="left", maintain_order="left").with_columns(
        pl.col(name, f"{name}_orders").fill_null(0)
    )


def _uplift(
    effects: tuple[Effect, Effect, Effect], treatment: int, control: int, margin: float, cost: float
) -> Uplift:
    spend, conversion, trimmed = effects
    total, low, high = (treatment * end for end in (spend.value, spend.low, spend.high))
    return Uplift(
        spend,
        conversion,
        trimmed,
        treatment,
        control,
        total,
        low,
        high,
        margin * total - cost,
        margin * low - cost,
        margin * high - cost,
    )
