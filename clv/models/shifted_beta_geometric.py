"""Shifted beta-geometric: subscriptions, where leaving is seen and every period is a renewal.

Fader, P. S., Hardie, B. G. S. (2007). "How to Project Customer Retention." Journal of Interactive
Marketing 21 (1), 76–90. Fader, P. S., Hardie, B. G. S. (2010). "Customer-Base Valuation in a
Contractual Setting: The Perils of Ignoring Heterogeneity." Marketing Science 29 (1), 85–93.

1. At the end of each period a customer leaves with chance θ, the same in every period.
2. θ differs among customers as Beta(α, β).

- Chance of leaving at the end of period t, 2007 eq. (5): P(t) = B(α+1, β+t−1) / B(α, β).
- Chance of staying through t periods, eq. (6): S(t) = B(α, β+t) / B(α, β).
- Retention of those who renewed n times already, eq. (8): r = (β+n) / (α+β+n); it rises with n,
  since those with a high θ leave first.
- Discounted expected renewals of a subscriber with n renewals, 2010 eq. (5), here over a finite
  horizon of m periods: Σ_{k=1…m} S(n+k)/S(n) / (1+d)^k.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betaln

from clv import tables as t
from clv.customers import SubscriptionPlan
from clv.errors import UnsuitableDataError
from clv.models.sufficient_stats import Floats, Integers

FEWEST_SUBSCRIBERS = 30
DRAWS = 400
GRACE = 0.5  # of a period that a payment may be late


@dataclass(frozen=True)
class Subscribers:
    """The state of every subscriber, in periods.

    Parameters
    ----------
    renewals : numpy.ndarray of int, shape (n,)
        Payments after the first.
    active : numpy.ndarray of bool, shape (n,)
        Whether the last payment is no older than a period and its grace.
    """

    renewals: Integers
    active: NDArray[np.bool_]

    @classmethod
    def of(cls, customers: pl.DataFrame, plan: SubscriptionPlan) -> Subscribers:
        """Read the states off the table `clv.tables.CUSTOMERS`."""
        silence = (customers[t.T] - customers[t.RECENCY]).to_numpy()
        renewals = np.rint(customers[t.RECENCY].to_numpy() / plan.days).astype(np.int64)
        return cls(renewals, silence <= (1 + GRACE) * plan.days)


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """Retention that rises with every renewal, because those who would leave have left.

    Parameters
    ----------
    alpha, beta : float
        Of the Beta distribution of the chance of leaving in a period.
    covariance : numpy.ndarray of shape (2, 2)
        Of the logarithms of both.

    Examples
    --------
    >>> model = ShiftedBetaGeometric(0.668, 3.806)  # the "high end" customers of the paper
    >>> model.survival(np.array([1, 2, 7])).round(3).tolist()
    [0.851, 0.747, 0.489]
    >>> model.retention(np.array([0, 1, 10])).round(2).tolist()
    [0.85, 0.88, 0.95]
    """

    alpha: float
    beta: float
    covariance: Floats | None = None

    @classmethod
    def fit(cls, subscribers: Subscribers) -> ShiftedBetaGeometric:
        """Find the likeliest parameters.

        Raises
        ------
        UnsuitableDataError
            ``too_few_subscribers``, ``nobody_left``.
        """
        from scipy.optimize import minimize

        if len(subscribers.renewals) < FEWEST_SUBSCRIBERS:
            raise UnsuitableDataError(
                "too_few_subscribers", least=FEWEST_SUBSCRIBERS, count=len(subscribers.renewals)
            )
        if subscribers.active.all():
            raise UnsuitableDataError("nobody_left")
        longest = int(subscribers.renewals.max())
        stayed = np.bincount(subscribers.renewals[subscribers.active], minlength=longest + 1)
        left = np.bincount(subscribers.renewals[~subscribers.active], minlength=longest + 1)
        n = np.arange(longest + 1)

        def loss(logs: Floats) -> float:
            a, b = np.exp(logs)
            survived = betaln(a, b + n) - betaln(a, b)
            went = betaln(a + 1, b + n) - betaln(a, b)
            return -float(stayed @ survived + left @ went)

        best = minimize(loss, np.zeros(2), method="L-BFGS-B", bounds=[(-7, 7)] * 2)
        alpha, beta = np.exp(best.x)
        return cls(float(alpha), float(beta), _inverse_hessian(loss, best.x))

    def survival(self, periods: Floats | Integers) -> Floats:
        """Share of new subscribers who stay through so many renewals, S(t)."""
        survived = betaln(self.alpha, self.beta + periods) - betaln(self.alpha, self.beta)
        return np.asarray(np.exp(survived))

    def retention(self, renewals: Integers) -> Floats:
        """Chance that a subscriber with so many renewals renews once more."""
        return np.asarray((self.beta + renewals) / (self.alpha + self.beta + renewals))

    def expected_renewals(
        self, subscribers: Subscribers, periods: int, discount: float = 0.0
    ) -> Floats:
        """Return the expected renewals of each subscriber within so many periods.

        Parameters
        ----------
        subscribers : Subscribers
            Those who left renew no more.
        periods : int
            How far to look ahead.
        discount : float
            Rate per period; 0.01 makes money of the next period worth 1 / 1.01.

        Returns
        -------
        numpy.ndarray of shape (n,)
        """
        states, index = np.unique(subscribers.renewals, return_inverse=True)
        ahead = np.arange(1, periods + 1)
        share = self.survival(states[:, None] + ahead) / self.survival(states)[:, None]
        worth = share @ (1 + discount) ** -ahead.astype(float)
        return np.where(subscribers.active, worth[index], 0.0)

    def residual_value(
        self,
        subscribers: Subscribers,
        payment: Floats,
        periods: int,
        discount: float = 0.0,
        seed: int = 7,
    ) -> tuple[float, float, float]:
        """Return what today's subscribers will still pay together, with its 90 % range.

        Parameters
        ----------
        subscribers : Subscribers
            Their states.
        payment : numpy.ndarray of shape (n,)
            Money that each pays a period.
        periods : int
            How far to look ahead.
        discount : float
            Rate per period.
        seed : int
            Of the draws: each draws the parameters and when everybody leaves.

        Returns
        -------
        tuple of (float, float, float)
            Expected sum, and the ends of its range.
        """
        rng = np.random.default_rng(seed)
        renewals, paid = subscribers.renewals[subscribers.active], payment[subscribers.active]
        worth = np.cumsum((1 + discount) ** -np.arange(1, periods + 1, dtype=float))
        worth = np.concatenate([[0.0], worth])
        spread = np.zeros((2, 2)) if self.covariance is None else self.covariance
        logs = rng.multivariate_normal(np.log([self.alpha, self.beta]), spread, DRAWS)
        sums = np.empty(DRAWS)
        for draw, (alpha, beta) in enumerate(np.exp(np.clip(logs, -7, 7))):
            leaving = np.maximum(rng.beta(alpha, beta + renewals), 1e-12)
            stays = rng.geometric(leaving) - 1
            sums[draw] = paid @ worth[np.minimum(stays, periods)]
        expected = float(payment @ self.expected_renewals(subscribers, periods, discount))
        low, high = np.quantile(sums, (0.05, 0.95))
        return expected, min(float(low), expected), max(float(high), expected)


def _inverse_hessian(loss: Callable[[Floats], float], at: Floats, step: float = 1e-3) -> Floats:
    """Covariance of the logarithms by central second differences."""
    eye = step * np.eye(len(at))
    hessian = np.array(
        [
            [
                (loss(at + i + j) - loss(at + i - j) - loss(at - i + j) + loss(at - i - j))
                / (4 * step**2)
                for j in eye
            ]
            for i in eye
        ]
    )
    return np.asarray(np.linalg.pinv(hessian))
