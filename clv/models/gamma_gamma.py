"""Gamma-Gamma: how much a customer spends on a purchase day.

Fader, P. S., Hardie, B. G. S., Lee, K. L. (2005). "RFM and CLV: Using Iso-Value Curves for
Customer Base Analysis." Journal of Marketing Research 42 (4), 415–430. Fader, P. S., Hardie,
B. G. S. (2013). "The Gamma-Gamma Model of Monetary Value." brucehardie.com/notes/025.

1. A customer's spend on a day is Gamma(p, ν) (mean p/ν), whatever the number of their orders.
2. ν ~ Gamma(q, v) over customers (v in units of money).

- Likelihood of the mean m of x days, eq. (1a) of the note:

      f(m | x) = Γ(px+q)/(Γ(px) Γ(q)) v^q m^(px−1) x^(px) / (v + x m)^(px+q)

- ν | x, m ~ Gamma(px+q, v + x m), from which eq. (5), the expected spend per day:

      E(M | x, m) = p (v + x m) / (px + q − 1)

which has no value for a newcomer when q ≤ 1: spend then varies so wildly between customers that
its mean does not exist. The median of p/ν exists always, and is used then, for all customers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
import polars as pl
from scipy.special import betaincinv, digamma, gammaincinv, gammaln, polygamma

from clv.errors import Notice, UnsuitableDataError
from clv.models.base import EXTREME, boundary
from clv.models.optimise import Optimum
from clv.models.spend import SpendModel, Spends
from clv.models.sufficient_stats import Floats, Integers, require_columns
from clv.tables import FREQUENCY, MONETARY_VALUE, REVENUE
from clv.words import N_

CHUNK = 8192
FEWEST_CUSTOMERS = 1
FEW_CUSTOMERS = 50
CONSTANT = 1e-6


def log_likelihood(parameters: Floats, spends: Spends, unit: float) -> tuple[float, Floats, Floats]:
    """Return the log-likelihood of all means, its gradient and Hessian, by p, q and v."""
    p, q, v = parameters
    tally = np.bincount(spends.days.astype(np.int64))
    days = np.flatnonzero(tally)
    count = tally[days].astype(float)
    total = spends.days * (spends.mean / unit)
    sums = _spread(total, spends.days, v)
    log_total = float(np.add.reduce(np.log(total)))
    x_log_total = float(np.add.reduce(spends.days * np.log(total)))
    customers, px = len(spends), p * days
    value = (
        count @ (gammaln(px + q) - gammaln(px) + np.log(days))
        + customers * (q * np.log(v) - gammaln(q))
        + p * x_log_total
        - log_total
        - p * sums["x log"]
        - q * sums["log"]
    )
    both, own = digamma(px + q), digamma(px)
    gradient = np.array(
        [
            (count * days) @ (both - own) + x_log_total - sums["x log"],
            count @ both + customers * (np.log(v) - digamma(q)) - sums["log"],
            customers * q / v - p * sums["x /"] - q * sums["/"],
        ]
    )
    both, own = polygamma(1, px + q), polygamma(1, px)
    hessian = np.empty((3, 3))
    hessian[0, 0] = (count * days**2) @ (both - own)
    hessian[0, 1] = hessian[1, 0] = (count * days) @ both
    hessian[0, 2] = hessian[2, 0] = -sums["x /"]
    hessian[1, 1] = count @ both - customers * polygamma(1, q)
    hessian[1, 2] = hessian[2, 1] = customers / v - sums["/"]
    hessian[2, 2] = -customers * q / v**2 + p * sums["x /²"] + q * sums["/²"]
    return float(value), gradient, hessian


def _spread(total: Floats, days: Floats, v: float) -> dict[str, float]:
    """Sum log(v + x m), 1/(v + x m) and its square over customers, plain and weighted by x."""
    sums = np.zeros(6)
    for first in range(0, len(total), CHUNK):
        x = days[first : first + CHUNK]
        inside = total[first : first + CHUNK] + v
        log, inverse = np.log(inside), 1 / inside
        square = inverse * inverse
        sums += (log.sum(), x @ log, inverse.sum(), x @ inverse, square.sum(), x @ square)
    return dict(zip(("log", "x log", "/", "x /", "/²", "x /²"), sums.tolist(), strict=True))


class GammaGamma(SpendModel):
    """Gamma-Gamma on repeat purchase days, as published.

    Parameters
    ----------
    engine : {"perennial", "lifetimes"}
        Who maximises the likelihood; the predictions are ours in either case.

    Examples
    --------
    >>> GammaGamma()
    GammaGamma(engine='perennial'), not fitted
    """

    first: ClassVar[int] = 0  # 1 where the first purchase day counts, too
    name: ClassVar[str] = "gamma_gamma"
    lifetimes_fitter: ClassVar[str] = "GammaGammaFitter"
    other_shops = ((0.9, 1.1), (1.4, 0.3), (0.4, 1.1))
    title: ClassVar[str] = N_("Gamma-Gamma")
    parameter_names = ("p", "q", "v")
    with_unit = ("v",)
    starts = ((2.0, 3.0, 1.0), (10.0, 2.0, 0.2), (1.0, 10.0, 10.0), (50.0, 50.0, 1.0))

    def spends(self, customers: pl.DataFrame) -> Spends:
        """Return repeat purchase days and the mean spend on them (0 and 0 without any)."""
        require_columns(customers, FREQUENCY, MONETARY_VALUE)
        days = customers[FREQUENCY].to_numpy().astype(float)
        mean = customers[MONETARY_VALUE].to_numpy()
        return _known(days, mean)

    def _gather(self, customers: pl.DataFrame) -> tuple[Spends, float, tuple[Notice, ...]]:
        seen = self.spends(customers)
        seen = seen.where(seen.days > 0)
        if len(seen) < FEWEST_CUSTOMERS:
            kind = "too_few_customers" if self.first else "too_few_repeat_customers"
            raise UnsuitableDataError(
                kind, variant="spend", count=len(seen), model=self.title, least=FEWEST_CUSTOMERS
            )
        typical = float(np.exp(np.log(seen.mean).mean()))  # no whale moves a geometric mean
        return seen, typical, _follows_frequency(seen)

    def _log_likelihood(
        self, parameters: Floats, evidence: Spends, unit: float
    ) -> tuple[float, Floats, Floats]:
        return log_likelihood(parameters, evidence, unit)

    def _rescaling(self, evidence: Spends) -> float:
        return float(len(evidence))

    def _remarks(self) -> tuple[Notice, ...]:
        q = self.parameters_["q"]
        more = () if q > 1 else (Notice("no_mean_spend", q=q),)
        return (*super()._remarks(), *more)

    def _maximum(self, evidence: Spends, unit: float) -> Optimum:
        if np.ptp(evidence.mean) > CONSTANT * unit:
            return super()._maximum(evidence, unit)
        point = np.log([1e4, 1e4, (1e4 - 1) / 1e4])  # all but certain, and the mean exact
        optimum = Optimum.at(point, self._per_customer(evidence, unit))
        return replace(optimum, held=np.ones(3, dtype=bool))

    def _limits(self, rescaled: dict[str, float]) -> tuple[Notice, ...]:
        p, q = rescaled["p"], rescaled["q"]
        if p > EXTREME and q > EXTREME:
            return (boundary("constant_spend"),)
        if p > EXTREME:
            return (boundary("same_spend_each_day"),)
        if q > EXTREME:
            return (boundary("same_spend"),)
        return ()

    def expected_spend(self, customers: pl.DataFrame) -> Floats:
        """Return the expected spend per future purchase day, shape (n_customers,).

        Examples
        --------
        >>> model = GammaGamma.from_parameters(p=6.25, q=3.74, v=15.44)
        >>> frame = pl.DataFrame({"frequency": [0, 4], "monetary_value": [0.0, 80.0]})
        >>> model.expected_spend(frame).round(2).tolist()
        [35.22, 75.58]
        """
        seen = self.spends(customers)
        return self._expected(seen.days, seen.days * seen.mean)

    def new_customer(self) -> float:
        """Return the expected spend per purchase day of a customer not yet seen."""
        return float(self._expected(np.zeros(1), np.zeros(1))[0])

    def spend_range(self, customers: pl.DataFrame) -> tuple[Floats, Floats]:
        """Return the 90 % range of what one future purchase day brings.

        A day's spend over v + x m is beta prime with shapes p and px + q, by the days seen.
        """
        p, q, v = self._parameters
        seen = self.spends(customers)
        days, index = np.unique(seen.days, return_inverse=True)
        share = betaincinv(p, p * days + q, np.array([[0.05], [0.95]]))
        low, high = (share / np.maximum(1 - share, 1e-9))[:, index] * (v + seen.days * seen.mean)
        return low, high

    def draw_relative(
        self, frequency: Integers, mean: float, orders: Floats, rng: np.random.Generator
    ) -> Floats:
        """Draw the spend of `orders`, relative to the expected spend per order."""
        p, q, v = self.draw_parameters(orders.shape[1], rng).T[..., None]
        days = (frequency + self.first)[:, None, None].astype(float)
        shape = rng.gamma(np.broadcast_to(p * days + q, (*orders.shape[:2], 1)))
        scale = np.maximum(shape, 1e-9) / (v + days * mean)
        expected = self._expected(days, days * mean)
        return np.asarray(rng.gamma(p * orders) / scale / expected)

    def _expected(self, days: Floats, total: Floats) -> Floats:
        p, q, v = self._parameters
        shape, rate = p * days + q, v + total
        if q <= 1:
            return np.asarray(p * rate / gammaincinv(shape, 0.5))
        return np.asarray(p * rate / (shape - 1))


class GammaGammaAll(GammaGamma):
    """Gamma-Gamma on all purchase days, the first included.

    The published model leaves the first purchase out; on real logs the one with it ranks better,
    and it knows something of customers who bought once.

    Parameters
    ----------
    engine : {"perennial", "lifetimes"}
        Who maximises the likelihood; the predictions are ours in either case.
    """

    first: ClassVar[int] = 1
    name: ClassVar[str] = "gamma_gamma_all"
    title: ClassVar[str] = N_("Gamma-Gamma on all purchase days")

    def spends(self, customers: pl.DataFrame) -> Spends:
        """Return all purchase days and the mean spend on them."""
        require_columns(customers, FREQUENCY, REVENUE)
        days = customers[FREQUENCY].to_numpy() + 1.0
        return _known(days, customers[REVENUE].to_numpy() / days)


def _follows_frequency(seen: Spends) -> tuple[Notice, ...]:
    """Say so where spend per order goes with the number of orders, which the model denies."""
    days, mean = np.log(seen.days), np.log(seen.mean)
    if len(seen) < FEW_CUSTOMERS or np.ptp(days) == 0 or np.ptp(mean) < CONSTANT:
        return ()
    correlation = float(np.corrcoef(days, mean)[0, 1])
    if abs(correlation) < 0.3:
        return ()
    variant = "more" if correlation > 0 else "less"
    return (Notice("spend_follows_frequency", variant=variant, correlation=correlation),)


def _known(days: Floats, mean: Floats) -> Spends:
    """Forget the days of customers whose mean isn't above zero: they say nothing of spend."""
    positive = (days > 0) & (mean > 0) & (mean < np.inf)
    if positive.all():
        return Spends(days, mean)
    return Spends(np.where(positive, days, 0.0), np.where(positive, mean, 0.0))
