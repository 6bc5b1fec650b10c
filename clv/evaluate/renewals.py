"""Subscriptions behind the face of a forecaster: who renews, how often, for how much.

Where customers pay in a fixed rhythm, the same every time, leaving is seen: the shifted
beta-geometric model says how many of the payments that fall due within a horizon will come, and
each is as large as the customer's payments were. Whose payment is overdue has probably left: how
probably, the log tells by how many of the overdue payments still came.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers import SubscriptionPlan, recognise_plan
from clv.errors import UnsuitableDataError
from clv.learning import TrainingData
from clv.models import GRACE, ShiftedBetaGeometric, Subscribers

Array = npt.NDArray[np.float64]
ENDS = (0.05, 0.95)  # of the 90 % range


@dataclass(frozen=True)
class Renewals:
    """A fitted plan: what it expects of any customers who pay it.

    Parameters
    ----------
    plan : SubscriptionPlan
        How often is paid.
    model : ShiftedBetaGeometric
        How long subscribers stay.
    overdue : float
        Share of the overdue payments that still came within the grace of `Subscribers`.
    """

    plan: SubscriptionPlan
    model: ShiftedBetaGeometric
    overdue: float

    @classmethod
    def fit(cls, data: TrainingData) -> Renewals:
        """Recognise the plan, and fit how long subscribers stay.

        Raises
        ------
        UnsuitableDataError
            ``no_subscription``, ``too_few_subscribers``, ``nobody_left``.
        """
        plan = recognise_plan(data.history.orders)
        if plan is None:
            raise UnsuitableDataError("no_subscription")
        states = Subscribers.of(data.history.customers, plan)
        model = ShiftedBetaGeometric.fit(states)
        return cls(plan, model, _still_came(data.history.orders, plan, states))

    def outlook(self, customers: pl.DataFrame, horizon: float) -> pl.DataFrame:
        """Forecast the payments within `horizon` days: table `clv.tables.OUTLOOK`."""
        states = Subscribers.of(customers, self.plan)
        silence = (customers[t.T] - customers[t.RECENCY]).to_numpy()
        due = np.where(states.active, np.floor((silence + horizon) / self.plan.days), 0).astype(int)
        ahead = np.arange(1, max(int(due.max(initial=1)), 1) + 1)
        stays = self.model.survival(states.renewals[:, None] + ahead)
        stays /= self.model.survival(states.renewals)[:, None]
        stays *= ahead <= due[:, None]  # the chance that so many payments come, at least
        stays[silence > self.plan.days + self.plan.slack] *= self.overdue
        payment = (customers[t.REVENUE] / customers[t.ORDER_COUNT]).to_numpy()
        expected = stays.sum(axis=1)
        low, high = ((stays >= 1 - end).sum(axis=1) for end in ENDS)
        columns = {
            t.P_BUY: stays[:, 0],
            t.EXPECTED_PURCHASES: expected,
            t.EXPECTED_REVENUE: expected * payment,
            t.EXPECTED_REVENUE_LOW: np.minimum(low, expected) * payment,
            t.EXPECTED_REVENUE_HIGH: np.maximum(high, expected) * payment,
        }
        return pl.DataFrame({t.CUSTOMER_ID: customers[t.CUSTOMER_ID], **columns})


def _still_came(orders: pl.DataFrame, plan: SubscriptionPlan, states: Subscribers) -> float:
    """Return the share of overdue payments that came; those still awaited are left out."""
    days = orders.select(t.CUSTOMER_ID, day=pl.col(t.DATE).dt.date()).unique()
    gap = pl.col("day").sort().diff().over(t.CUSTOMER_ID).dt.total_days()
    gaps = days.select(gap=gap).drop_nulls()["gap"].to_numpy()
    came = int(((gaps > plan.days + plan.slack) & (gaps <= (1 + GRACE) * plan.days)).sum())
    never = int((gaps > (1 + GRACE) * plan.days).sum()) + int((~states.active).sum())
    return (came + 0.5) / (came + never + 1)
