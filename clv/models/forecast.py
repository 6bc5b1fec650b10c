"""A fitted purchase and spend model into what each customer, and all of them, will bring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv import tables
from clv.models.expectations import Expectations, month_edges, month_factors
from clv.models.purchase import PurchaseModel
from clv.models.simulation import OUTSIDE, Simulation
from clv.models.spend import SpendModel
from clv.models.sufficient_stats import Floats, Integers, require_columns
from clv.models.timing import order_dates
from clv.models.totals import (
    PRIOR,
    Misfit,
    PastErrors,
    PastTotals,
    draw_total,
    gradient,
    misfit,
    month_ranges,
)
from clv.options import DAYS_PER_YEAR, Settings

TENTHS = 10
SURE = 1 - OUTSIDE / 2  # chance of an order above which a 90 % range holds one at least


class Total(NamedTuple):
    """A sum with its 90 % range, in money."""

    value: float
    low: float
    high: float


class NewcomerValue(NamedTuple):
    """What a customer is worth whose first purchase is today, within the horizon.

    `value` is the discounted margin of the *further* orders; the first one is paid already.
    """

    p_buy: float
    expected_purchases: float
    expected_spend: float
    value: float


_EVEN = 0.5
_DIGITS = 6


@dataclass(frozen=True)
class Forecast:
    """What is expected of every customer within the horizon, with ranges.

    Every range is a *predictive* one: 90 % of the time, what really happens lies inside. It holds
    both the customer's own luck and the uncertainty of the parameters. Sums hold the model's being
    wrong, too, where past errors are handed in; every customer's numbers are then multiplied by
    what the sum is. Where buying nothing has a chance
    of 5 % or more a range begins at zero (and where it has one of more than 90 %, it holds more
    than 90 %); it always holds the expected value.

    Parameters
    ----------
    customers : polars.DataFrame
        The customers looked at, see `clv.tables.CUSTOMERS`.
    purchase, spend : PurchaseModel, SpendModel
        Fitted models.
    settings : Settings
        Horizon, discount, margin and seed.
    end : datetime.date
        Last day of the observation: today, in the eyes of the forecast.
    past : PastTotals, optional
        How far off the totals of earlier days were; None takes the models for true.
    range_factors : numpy.ndarray of shape (10,), optional
        By how much the ranges of single customers have to be stretched, by tenths of the revenue
        expected of them, for as many to hold as should.
    """

    customers: pl.DataFrame
    purchase: PurchaseModel
    spend: SpendModel
    settings: Settings
    end: date
    past: PastTotals | None = None
    range_factors: Floats | None = None

    @cached_property
    def expectations(self) -> Expectations:
        """Expectations of all customers."""
        return Expectations.of(self.customers, self.purchase, self.spend, self.settings)

    @cached_property
    def simulation(self) -> Simulation:
        """Simulated futures of representative customers."""
        return Simulation.draw(self.expectations, self.purchase, self.spend, self.settings.seed)

    @cached_property
    def purchases_error(self) -> Misfit:
        """How far off the purchases of all customers together are likely to be."""
        return self._misfit(None if self.past is None else self.past.purchases)

    @cached_property
    def revenue_error(self) -> Misfit:
        """How far off the money of all customers together is likely to be."""
        return self._misfit(None if self.past is None else self.past.revenue)

    @cached_property
    def predictions(self) -> pl.DataFrame:
        """One row a customer, in their order: `clv.tables.PREDICTIONS` less `segment`.

        The ranges of `expected_purchases` and `clv` are of what the customer will do within the
        horizon, that of `expected_spend` is of what one purchase day will bring.
        """
        expectations, times = self.expectations, self.purchases_error.factor
        orders, value = expectations.orders, expectations.value
        low_orders, high_orders = self.simulation.orders_range(expectations)
        orders, low_orders, high_orders = (
            times * orders,
            *_around(times * orders, *whole_orders(times * low_orders, times * high_orders)),
        )
        money = self.revenue_error.factor
        spent = _around(expectations.spend, *self.spend.spend_range(self.customers))
        if_alive = expectations.value_if_alive
        low, high = _around(value, *(end * if_alive for end in self._relative_range))
        columns = {
            tables.P_ALIVE: expectations.alive,
            tables.P_BUY: self._p_buy,
            tables.EXPECTED_PURCHASES: orders,
            tables.EXPECTED_PURCHASES_LOW: low_orders,
            tables.EXPECTED_PURCHASES_HIGH: high_orders,
            tables.EXPECTED_SPEND: money / times * expectations.spend,
            tables.EXPECTED_SPEND_LOW: money / times * spent[0],
            tables.EXPECTED_SPEND_HIGH: money / times * spent[1],
            tables.CLV: money * value,
            tables.CLV_LOW: money * np.minimum(low / self._stretch, value),
            tables.CLV_HIGH: money * np.maximum(high * self._stretch, value),
        }
        dates = order_dates(self.customers, self.purchase, self.settings.horizon, self.end)
        numbers = pl.DataFrame(columns)
        table = numbers.insert_column(0, self.customers[tables.CUSTOMER_ID]).hstack(dates)
        # A day of the next order is news only where there will rather be one than not.
        likely = pl.col(tables.P_BUY) > _EVEN
        return agreeing(table, self.settings).with_columns(
            pl.when(likely).then(pl.col(column.name)) for column in dates
        )

    @cached_property
    def outlook(self) -> pl.DataFrame:
        """`clv.tables.OUTLOOK`: undiscounted revenue, to compare with other forecasters."""
        expectations, money = self.expectations, self.revenue_error.factor
        if_alive = expectations.revenue_if_alive
        revenue = expectations.alive * if_alive
        low, high = _around(revenue, *(end * if_alive for end in self._relative_range))
        columns = {
            tables.P_BUY: self._p_buy,
            tables.EXPECTED_PURCHASES: self.purchases_error.factor * expectations.orders,
            tables.EXPECTED_REVENUE: money * revenue,
            tables.EXPECTED_REVENUE_LOW: money * np.minimum(low / self._stretch, revenue),
            tables.EXPECTED_REVENUE_HIGH: money * np.maximum(high * self._stretch, revenue),
        }
        return pl.DataFrame(columns).insert_column(0, self.customers[tables.CUSTOMER_ID])

    @cached_property
    def by_month(self) -> pl.DataFrame:
        """What each month of the horizon brings.

        Columns month (1, 2, …), purchases, revenue (before discount and margin), value (discounted
        margin), and the ends of its 90 % range, low and high.
        """
        expectations = self.expectations
        purchases, value = expectations.monthly()
        money = self.revenue_error.factor
        low, high = month_ranges(
            expectations,
            self.simulation,
            value,
            self._errors[1],
            self.revenue_error,
            self._least_luck(purchases),
        )
        return pl.DataFrame(
            {
                "month": np.arange(1, len(value) + 1),
                "purchases": self.purchases_error.factor * purchases,
                "revenue": money * value / expectations.factors,
                "value": money * value,
                "low": low,
                "high": high,
            }
        )

    @cached_property
    def total(self) -> Total:
        """Value of all customers together, with the range of the sum."""
        return self.total_of(self._everybody)

    @cached_property
    def revenue(self) -> Total:
        """Revenue of all customers together, before discount and margin, with its range."""
        return self.total_of(self._everybody, self.expectations.revenue_if_alive)

    def total_of(
        self, mask: NDArray[np.bool_] | pl.Series, if_alive: Floats | None = None
    ) -> Total:
        """Return the value of the customers in `mask` together, with the range of the sum.

        Parameters
        ----------
        mask : numpy.ndarray or polars.Series of bool, shape (n_customers,)
            Who belongs to the sum.
        if_alive : numpy.ndarray of shape (n_customers,), optional
            Other money of theirs than their value, were they surely alive.
        """
        chosen = np.flatnonzero(np.asarray(mask))
        if_alive = self.expectations.value_if_alive if if_alive is None else if_alive
        expected = float(np.add.reduce(self.expectations.alive[chosen] * if_alive[chosen]))
        value = self.revenue_error.factor * expected
        errors = self._errors
        if len(chosen) < len(self.customers):
            errors = self._standard_errors(self.customers[chosen])
        everything = float(np.add.reduce(self.expectations.alive * if_alive))
        rest = 1 - expected / max(everything, 1e-300)
        error = self.revenue_error
        drawn = draw_total(
            self.expectations,
            self.simulation,
            if_alive,
            chosen,
            float(errors[0]),
            replace(error, variance=error.variance + error.part * max(rest, 0.0)),
            float(self._least_luck(self.expectations.orders[chosen].sum())),
            np.random.default_rng(self.settings.seed),
        )
        low, high = np.quantile(drawn, (0.05, 0.95))
        return Total(value, min(float(low), value), max(float(high), value))

    @property
    def _everybody(self) -> NDArray[np.bool_]:
        return np.ones(len(self.customers), dtype=bool)

    @cached_property
    def _stretch(self) -> Floats:
        """By how much each customer's range is stretched."""
        if self.range_factors is None:
            return np.ones(len(self.customers))
        expected = self.expectations.alive * self.expectations.revenue_if_alive
        return self.range_factors[tenth_of(expected)]

    @property
    def _p_buy(self) -> Floats:
        """Chance of an order, moved with the number of purchases: 1 − (1 − p) ** times."""
        none, times = 1 - self.expectations.p_buy, self.purchases_error.factor
        return np.minimum(1 - none**times, times * self.expectations.orders)

    def _least_luck(self, purchases: Floats | float) -> Floats:
        """Return the variance that luck gives the money of so many purchases, as it did before."""
        spread = 0.0 if self.past is None else self.past.spread * PRIOR.luck**2
        return np.asarray(np.minimum(spread / np.maximum(purchases, 1.0), 1.0))

    def _misfit(self, past: PastErrors | None) -> Misfit:
        if past is None:
            return Misfit()
        history = float(self.customers[tables.T].max() or 0)  # type: ignore[arg-type]
        return misfit(past, history, self.settings.horizon)

    @cached_property
    def _relative_range(self) -> tuple[Floats, Floats]:
        return self.simulation.revenue_range(self.expectations)

    @cached_property
    def _errors(self) -> tuple[Floats, Floats]:
        return self._standard_errors(self.customers)

    def _standard_errors(self, customers: pl.DataFrame) -> tuple[Floats, Floats]:
        """Return the standard error of the log total, and of each month's, from the parameters."""
        total, monthly = gradient(customers, self.purchase, self.spend, self.settings)
        k = len(self.purchase.parameter_names)
        first, second = self.purchase.log_covariance_, self.spend.log_covariance_
        errors = [
            np.sqrt(
                np.einsum("i...,ij,j...->...", slope[:k], first, slope[:k])
                + np.einsum("i...,ij,j...->...", slope[k:], second, slope[k:])
            )
            for slope in (total, monthly)
        ]
        return errors[0], errors[1]


def forecast(
    customers: pl.DataFrame,
    purchase: PurchaseModel,
    spend: SpendModel,
    settings: Settings,
    end: date,
    past: PastTotals | None = None,
    range_factors: Floats | None = None,
) -> Forecast:
    """Look ahead over `settings.horizon` days from `end`, the last day observed.

    Nothing is computed before it is asked for. Without `past` totals the models are taken for true.

    Raises
    ------
    InputError
        A column is missing.
    NotFittedError
        One of the models has not been fitted.

    Examples
    --------
    >>> from clv.models import PURCHASE_MODELS, SPEND_MODELS
    >>> purchase = PURCHASE_MODELS["bg_nbd"].from_parameters(r=0.25, alpha=31, a=0.8, b=2.5)
    >>> spend = SPEND_MODELS["gamma_gamma"].from_parameters(p=6.25, q=3.74, v=15.44)
    >>> customers = pl.DataFrame({
    ...     "customer_id": ["ann", "bob"], "frequency": [5, 0], "recency": [200, 0],
    ...     "T": [210, 210], "monetary_value": [40.0, 0.0],
    ...     "last_order": [date(2024, 12, 21), date(2024, 6, 4)],
    ... })
    >>> ahead = forecast(customers, purchase, spend, Settings(), date(2024, 12, 31))
    >>> ahead.predictions["clv"].round(0).to_list()
    [188.0, 11.0]
    >>> ahead.total.low < ahead.total.value < ahead.total.high
    True
    """
    for model in (purchase, spend):
        model.require_fit()
    names = (tables.CUSTOMER_ID, tables.FREQUENCY, tables.RECENCY, tables.T, tables.LAST_ORDER)
    require_columns(customers, *names)
    return Forecast(customers, purchase, spend, settings, end, past, range_factors)


def newcomer_value(purchase: PurchaseModel, spend: SpendModel, settings: Settings) -> NewcomerValue:
    """Return what a customer is worth whose first purchase is today.

    Parameters
    ----------
    purchase, spend : PurchaseModel, SpendModel
        Fitted models.
    settings : Settings
        Horizon, discount and margin.

    Examples
    --------
    >>> from clv.models import PURCHASE_MODELS, SPEND_MODELS
    >>> purchase = PURCHASE_MODELS["bg_nbd"].from_parameters(r=0.25, alpha=31, a=0.8, b=2.5)
    >>> spend = SPEND_MODELS["gamma_gamma"].from_parameters(p=6.25, q=3.74, v=15.44)
    >>> round(newcomer_value(purchase, spend, Settings(margin=0.5)).value, 2)
    25.15
    """
    newcomer = purchase.new_customer(settings.horizon)
    edges = month_edges(settings.horizon)
    nothing = np.zeros(1, dtype=np.int64)
    steps = np.diff(purchase.path_if_alive(nothing, nothing, edges), axis=1)
    factors = settings.margin * month_factors(edges, settings.discount)
    each = spend.new_customer()
    value = newcomer.p_alive * each * float(steps[0] @ factors)
    return NewcomerValue(newcomer.p_buy, newcomer.expected_purchases, each, value)


def _around(middle: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Widen a range so that it holds its expected value."""
    return np.minimum(low, middle), np.maximum(high, middle)


def whole_orders(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Widen a range to whole orders; what adding up in another order changes is no order.

    Examples
    --------
    >>> whole_orders(np.array([2.9999999999]), np.array([2.0000000001]))
    (array([3.]), array([2.]))
    """
    return np.floor(np.round(low, _DIGITS)), np.ceil(np.round(high, _DIGITS))


def agreeing(table: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Make ranges and chances of the same customers tell the same.

    A range of 90 % begins at nothing where no order has a chance of 5 % or more; elsewhere it holds
    one order at least, and its money at the low end of what an order brings, on the last day.
    Whoever orders again is a customer: `p_alive` is never below `p_buy`.

    Parameters
    ----------
    table : polars.DataFrame
        As `Forecast.predictions`.
    settings : Settings
        Horizon, discount and margin of its values.

    Examples
    --------
    >>> sure = {"p_alive": 0.9, "p_buy": 0.99, "expected_spend_low": 10.0, "clv": 90.0}
    >>> unsure = {"p_alive": 0.9, "p_buy": 0.7, "expected_spend_low": 10.0, "clv": 40.0}
    >>> ends = {"expected_purchases": 2.0, "expected_purchases_low": 0.0, "clv_low": 5.0}
    >>> table = pl.DataFrame([sure | ends, unsure | ends])
    >>> agreeing(table, Settings(discount=0.0)).select("p_alive", "clv_low").rows()
    [(0.99, 10.0), (0.9, 0.0)]
    """
    sure = pl.col(tables.P_BUY) > SURE
    last = settings.margin * (1 + settings.discount) ** (-settings.horizon / DAYS_PER_YEAR)
    least = {
        tables.EXPECTED_PURCHASES: pl.lit(1.0),
        tables.CLV: last * pl.col(tables.EXPECTED_SPEND_LOW),
    }
    lows = [
        pl.when(sure)
        .then(pl.min_horizontal(middle, pl.max_horizontal(f"{middle}_low", floor)))
        .otherwise(0.0)
        .alias(f"{middle}_low")
        for middle, floor in least.items()
    ]
    alive = pl.max_horizontal(tables.P_ALIVE, tables.P_BUY).alias(tables.P_ALIVE)
    return table.with_columns(*lows, alive)


def tenth_of(expected: Floats) -> Integers:
    """Return to which tenth each customer belongs, 0 the lowest; equal customers to the same.

    Examples
    --------
    >>> tenth_of(np.array([0.0, 0.0, 5.0, 9.0])).tolist()
    [5, 5, 7, 9]
    """
    if not len(expected):
        return np.zeros(0, dtype=np.int64)
    cuts = np.quantile(expected, np.arange(1, TENTHS) / TENTHS, method="inverted_cdf")
    return np.searchsorted(cuts, expected, side="right")
