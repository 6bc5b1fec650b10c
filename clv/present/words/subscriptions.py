"""What is said of subscriptions: how long people stay, what recurs, what is still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from clv.models import ShiftedBetaGeometric

LOOKED_AHEAD = 12


def of_retention(model: ShiftedBetaGeometric, numbers: Numbers) -> str:
    """Say how many stay, and why retention rises with every renewal."""
    stay = float(model.survival(np.array([LOOKED_AHEAD]))[0])
    first, later = model.retention(np.array([0, LOOKED_AHEAD]))
    return _(
        "{stay} of new subscribers are still there after {n} renewals: {first} renew the first "
        "time, {later} of those who got that far renew again"
    ).format(
        stay=numbers.percent(stay),
        n=LOOKED_AHEAD,
        first=numbers.percent(float(first)),
        later=numbers.percent(float(later)),
    )


def of_recurring_revenue(table: pl.DataFrame, numbers: Numbers) -> str:
    """Say what the last period brought, and what was won and lost in it."""
    last = table.row(-1, named=True)
    return _("{revenue} in the last period: {won} won, {lost} lost").format(
        revenue=numbers.money(last["revenue"]),
        won=numbers.money(last["new"] + last["reactivation"] + last["expansion"]),
        lost=numbers.money(-last["churn"] - last["contraction"]),
    )


def of_residual_value(value: tuple[float, float, float], numbers: Numbers) -> str:
    """Say what today's subscribers will still bring, with the range of luck and parameters."""
    return _(
        "Today's subscribers are worth {value} more within the horizon ({low} to {high})"
    ).format(
        value=numbers.money(value[0]), low=numbers.money(value[1]), high=numbers.money(value[2])
    )
