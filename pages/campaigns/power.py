"""Whether a test of these people can tell the hoped-for lift from chance."""

from __future__ import annotations

import numpy as np
import polars as pl
import streamlit as st

from clv import tables as t
from clv.action import Campaign, duration, power_of, sample_size, smallest_lift
from clv.errors import PerennialError
from clv.present.charts import campaigns as charts
from clv.present.words import say
from clv.words import _
from pages.shared import panels
from pages.shared.shop import Shop

POWER = 0.8
_POINTS = 60


def needed(customers: pl.DataFrame, lift: float, share: float) -> int | None:
    """Return how many people a test of this lift takes; None where no test can tell.

    Parameters
    ----------
    customers : polars.DataFrame
        ``p_order``: chance of an order within the window without a contact.
    lift : float
        In points of a share, 0.02 is two.
    share : float
        Of people contacted.
    """
    base = _base(customers)
    try:
        return sample_size(base, min(lift, 0.999 - base), POWER, share).total
    except PerennialError:
        return None


def draw(shop: Shop, customers: pl.DataFrame, campaign: Campaign, share: float) -> None:
    """Draw how surely lifts of each size are found, and say what would help."""
    numbers, base = shop.numbers, _base(customers)
    if not 0 < base < 1 or campaign.lift <= 0:
        st.caption(_("Without a lift above zero there is nothing to tell apart."))
        return
    most = min(1 - base - 1e-6, max(2.5 * campaign.lift, 0.02))
    lifts = np.linspace(most / _POINTS, most, _POINTS)
    powers = [power_of(base, lift, customers.height, share) for lift in lifts]
    certainty = power_of(base, min(campaign.lift, most), customers.height, share)
    panels.picture(
        charts.power_curve(
            pl.DataFrame({"lift": lifts, "power": powers}), campaign.lift, POWER, numbers
        ),
        say("campaigns.test_power", numbers, n=customers.height, power=certainty),
        say("campaigns.power_drawn", numbers, base=base, days=campaign.window),
        "campaign-power",
    )
    st.caption(panels.plain(_advice(shop, customers, campaign, share)))


def _advice(shop: Shop, customers: pl.DataFrame, campaign: Campaign, share: float) -> str:
    numbers, base, clauses = shop.numbers, _base(customers), []
    enough = needed(customers, campaign.lift, share)
    if enough is not None:
        clauses.append(say("campaigns.enough", numbers, power=POWER, n=enough))
    smallest = smallest_lift(base, customers.height, POWER, share)
    if smallest is not None:
        clauses.append(say("campaigns.smallest_lift", numbers, lift=100 * smallest))
    ahead = shop.customers.select(t.CUSTOMER_ID, t.P_BUY, t.EXPECTED_PURCHASES)
    chances = customers.join(ahead, on=t.CUSTOMER_ID)
    days = duration(chances, shop.settings.horizon, campaign.lift / base, POWER, share)
    if days is not None:
        clauses.append(say("campaigns.lift_shows", numbers, days=days))
    return "; ".join(clauses) + "." if clauses else ""


def _base(customers: pl.DataFrame) -> float:
    return float(customers["p_order"].to_numpy().mean()) if customers.height else 0.0
