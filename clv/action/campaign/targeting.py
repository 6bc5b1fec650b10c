"""Whom a campaign should contact, in which order, and how many: the profit curve."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.action.campaign.campaign import Campaign, p_within
from clv.errors import UnsuitableDataError
from clv.tables import CUSTOMER_ID, EXPECTED_SPEND, P_BUY
from clv.words import _

_Z90 = 1.6448536269514722
_POINTS = 400  # of the profit curve: as many as a screen can tell apart
RANK, PROFIT, COST, LIFT = "rank", "profit", "cost", "lift"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom to contact, and what to expect.

    Parameters
    ----------
    people : polars.DataFrame
        ``customer_id``, ``rank`` (1 first), ``p_order`` (within the window, without a contact),
        ``lift``, ``expected_spend`` (an order), ``cost`` (contact and expected offer), ``profit``
        (expected): everybody, in the order in which to contact them.
    curve : polars.DataFrame
        ``people``, ``profit``, ``low``, ``high``, ``cost``: by length of the list, 0 included.
    best : int
        Length of the list with the highest expected profit that the budget allows; 0 where no
        list pays.
    profit, low, high : float
        Expected profit of that list, fixed cost included, with its 90 % range.
    cost : float
        What that list is expected to cost in all.
    break_even : float or None
        Lift in points from which the list pays; None where no lift would do.
    """

    people: pl.DataFrame
    curve: pl.DataFrame
    best: int
    profit: float
    low: float
    high: float
    cost: float
    break_even: float | None

    @property
    def chosen(self) -> pl.DataFrame:
        """The people of the best list."""
        return self.people.head(self.best)


def plan(predictions: pl.DataFrame, campaign: Campaign, horizon: int) -> Plan:
    """Rank people by expected profit, and choose how many to contact.

    Parameters
    ----------
    predictions : polars.DataFrame
        Table `clv.tables.PREDICTIONS` of those who may be contacted.
    campaign : Campaign
        Costs, offer and hoped-for effect.
    horizon : int
        Days that ``p_buy`` looks ahead; over the shorter window a steady rate is assumed,
        ``p = 1 − (1 − p_buy) ^ (window / horizon)``.

    Raises
    ------
    UnsuitableDataError
        ``too_few_customers``, where the list is empty.

    Notes
    -----
    The range adds in quadrature what the lift may be, half the difference of profit between its
    two ends, and chance: the spread of the extra orders' money. Under a budget people come in the
    order of profit for each unit of money spent, else in the order of profit.

    Examples
    --------
    >>> ahead = pl.DataFrame(
    ...     {"customer_id": ["a", "b"], "p_buy": [0.5, 0.5], "expected_spend": [80.0, 10.0]}
    ... )
    >>> made = plan(ahead, Campaign(lift=0.1, contact_cost=2.0), horizon=365)
    >>> made.best, round(made.profit, 2), made.chosen["customer_id"].to_list()
    (1, 6.0, ['a'])
    """
    if predictions.is_empty():
        raise UnsuitableDataError(
            "too_few_customers", _("Nobody is on this list; choose another segment or rule.")
        )
    people = _ranked(predictions, campaign, horizon)
    totals = _totals(people, campaign)
    best = _best(totals, campaign)
    profit, low, high, cost = totals.row(best)[1:] if best else (0.0, 0.0, 0.0, 0.0)
    needed = break_even(people.head(best or people.height), campaign)
    return Plan(people, _thinned(totals, best), best, profit, low, high, cost, needed)


def break_even(people: pl.DataFrame, campaign: Campaign) -> float | None:
    """Return the lift in points from which contacting all of `people` pays.

    ``u = (Σ (p · offer + cost) + fixed) / Σ (margin · s − offer)``, None where an extra order
    earns nothing or it would take more than certainty.

    Parameters
    ----------
    people : polars.DataFrame
        ``p_order`` and ``expected_spend``, as in `Plan.people`.

    Examples
    --------
    >>> people = pl.DataFrame({"p_order": [0.1], "expected_spend": [50.0]})
    >>> break_even(people, Campaign(contact_cost=1.0, margin=0.4))
    0.05
    """
    spend, p = people[EXPECTED_SPEND].to_numpy(), people["p_order"].to_numpy()
    offer = _offer(spend, campaign)
    spent = np.sum(p * offer) + campaign.contact_cost * len(p) + campaign.fixed_cost
    earned = np.sum(campaign.margin * spend - offer)
    lift = float(spent / earned) if earned > 0 else np.inf
    return lift if lift <= 1 else None


def _offer(spend: Floats, campaign: Campaign) -> Floats:
    return campaign.discount * spend + campaign.gift


def _ranked(predictions: pl.DataFrame, campaign: Campaign, horizon: int) -> pl.DataFrame:
    p = p_within(predictions[P_BUY].to_numpy(), horizon, campaign.window)
    spend = predictions[EXPECTED_SPEND].to_numpy()
    lift, profit, cost = _per_person(p, spend, campaign)
    first = pl.col(PROFIT) if campaign.budget is None else pl.col(PROFIT) / pl.col(COST)
    return (
        predictions.select(CUSTOMER_ID, EXPECTED_SPEND)
        .with_columns(
            pl.Series("p_order", p),
            pl.Series(LIFT, lift),
            pl.Series(COST, cost),
            pl.Series(PROFIT, profit),
        )
        .sort(first, CUSTOMER_ID, descending=[True, False], nulls_last=True)
        .with_row_index(RANK, offset=1)
        .select(CUSTOMER_ID, RANK, "p_order", LIFT, EXPECTED_SPEND, COST, PROFIT)
    )


def _per_person(p: Floats, spend: Floats, campaign: Campaign) -> tuple[Floats, Floats, Floats]:
    """Return the lift that is possible, the expected profit and the expected cost."""
    lift = np.clip(p + campaign.lift, 0, 1) - p
    offer = _offer(spend, campaign)
    profit = lift * (campaign.margin * spend - offer) - p * offer - campaign.contact_cost
    return lift, profit, campaign.contact_cost + (p + lift) * offer


def _totals(people: pl.DataFrame, campaign: Campaign) -> pl.DataFrame:
    """Add up profit, its range and the cost for every length of the list."""
    p, spend = people["p_order"].to_numpy(), people[EXPECTED_SPEND].to_numpy()
    ends = [
        _per_person(p, spend, replace(campaign, lift=at, lift_low=at, lift_high=at))[1]
        for at in (campaign.lift_low or 0.0, campaign.lift_high or 0.0)
    ]
    lift = people[LIFT].to_numpy()
    chance = np.abs(lift) * (1 - np.abs(lift)) * (campaign.margin * spend) ** 2
    profit = _running(people[PROFIT].to_numpy()) - campaign.fixed_cost
    half = np.sqrt((_running(ends[1] - ends[0]) / 2) ** 2 + _Z90**2 * _running(chance))
    return pl.DataFrame(
        {
            "people": np.arange(len(profit)),
            "profit": profit,
            "low": profit - half,
            "high": profit + half,
            "cost": _running(people[COST].to_numpy()) + campaign.fixed_cost,
        }
    )


def _running(values: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values)])


def _best(totals: pl.DataFrame, campaign: Campaign) -> int:
    """Return the length with the most profit within the budget; 0 where none pays."""
    paying = totals.filter(pl.col("profit") > 0)
    if campaign.budget is not None:
        paying = paying.filter(pl.col("cost") <= campaign.budget)
    if paying.is_empty():
        return 0
    return int(paying.sort("profit", "people", descending=[True, False])["people"][0])


def _thinned(totals: pl.DataFrame, best: int) -> pl.DataFrame:
    """Keep enough points for a curve, both ends and the best among them."""
    kept = np.linspace(0, totals.height - 1, min(_POINTS, totals.height)).round().astype(int)
    return totals[np.union1d(kept, [best])]
