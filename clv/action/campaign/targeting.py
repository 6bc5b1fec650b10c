"""Whom a campaign should contact, in which order, and how many: the profit curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.action.campaign.campaign import Campaign, p_within
from clv.action.campaign.experiment import GROUP, TREATMENT, assign
from clv.action.campaign.lift import lift_of
from clv.errors import UnsuitableDataError
from clv.tables import ACTIVITY, CUSTOMER_ID, EXPECTED_SPEND

_Z90 = 1.6448536269514722
_POINTS = 400  # of the profit curve: as many as a screen can tell apart
RANK, PROFIT, COST, LIFT = "rank", "profit", "cost", "lift"

Floats = NDArray[np.float64]


class Outcome(NamedTuple):
    """What a list is expected to bring and cost: of those contacted, fixed cost included.

    `people` are on the list, `contacted` of them not held back; `low` to `high` is the 90 % range
    of the profit.
    """

    people: int
    contacted: int
    profit: float
    low: float
    high: float
    cost: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom to contact, and what to expect.

    Parameters
    ----------
    customers : polars.DataFrame
        ``customer_id``, ``rank`` (1 first), ``group`` (treatment: contacted; control: held back),
        ``p_order`` (within the window, without a contact), ``lift``, ``expected_spend`` (an
        order), ``cost`` (contact and expected offer), ``profit`` (expected, if contacted):
        everybody, in the order in which to contact them.
    totals : polars.DataFrame
        ``people`` (length of the list, 0 included), ``contacted``, ``profit``, ``low``, ``high``,
        ``cost``: of those really contacted, the held-back ones left out.
    best : int
        Length of the list with the highest expected profit that the budget allows; 0 where no
        list pays.
    break_even : float or None
        Lift in points from which the list pays; None where no lift would do.
    """

    customers: pl.DataFrame
    totals: pl.DataFrame
    best: int
    break_even: float | None

    @property
    def curve(self) -> pl.DataFrame:
        """The totals at as many lengths as a screen can tell apart."""
        last = self.totals.height - 1
        kept = np.linspace(0, last, min(_POINTS, last + 1)).round().astype(int)
        return self.totals[np.union1d(kept, [self.best])]

    @property
    def chosen(self) -> pl.DataFrame:
        """The people of the best list."""
        return self.customers.head(self.best)

    def at(self, length: int) -> Outcome:
        """Return what a list of so many people is expected to bring; the best one's by default.

        Parameters
        ----------
        length : int
            People on the list, the held-back ones among them.
        """
        listed, contacted, *money = self.totals.row(length)
        return Outcome(int(listed), int(contacted), *money)


def plan(
    predictions: pl.DataFrame, campaign: Campaign, horizon: int, seed: int = 1, share: float = 1.0
) -> Plan:
    """Rank people by expected profit, draw who is held back, and choose how many to contact.

    Parameters
    ----------
    predictions : polars.DataFrame
        Table `clv.tables.PREDICTIONS` of those who may be contacted; ``activity`` where some have
        a lift of their own.
    campaign : Campaign
        Costs, offer and hoped-for effect.
    horizon : int
        Days that ``p_buy`` looks ahead; over the shorter window a steady rate is assumed,
        ``p = 1 − (1 − p_buy) ^ (window / horizon)``.
    seed, share
        Of the draw, and the share contacted: see `clv.action.assign`.

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
    >>> made.best, round(made.at(1).profit, 2), made.chosen["customer_id"].to_list()
    (1, 6.0, ['a'])
    """
    if predictions.is_empty():
        raise UnsuitableDataError("too_few_customers", variant="list")
    customers = _ranked(predictions, campaign, horizon)
    customers = customers.join(
        assign(customers, seed, share), on=CUSTOMER_ID, maintain_order="left"
    )
    totals = _totals(customers, campaign)
    best = _best(totals, campaign)
    needed = break_even(customers.head(best or customers.height), campaign)
    return Plan(customers.drop("lift_low", "lift_high"), totals, best, needed)


def break_even(customers: pl.DataFrame, campaign: Campaign) -> float | None:
    """Return the lift in points from which contacting all of `customers` pays.

    ``u = (Σ (p · offer + cost) + fixed) / Σ (margin · s − offer)``, None where an extra order
    earns nothing or it would take more than certainty.

    Parameters
    ----------
    customers : polars.DataFrame
        ``p_order`` and ``expected_spend``, as in `Plan.customers`.

    Examples
    --------
    >>> customers = pl.DataFrame({"p_order": [0.1], "expected_spend": [50.0]})
    >>> break_even(customers, Campaign(contact_cost=1.0, margin=0.4))
    0.05
    """
    spend, p = customers[EXPECTED_SPEND].to_numpy(), customers["p_order"].to_numpy()
    offer = _offer(spend, campaign)
    spent = np.sum(p * offer) + campaign.contact_cost * len(p) + campaign.fixed_cost
    earned = np.sum(campaign.margin * spend - offer)
    return float(spent / earned) if earned > 0 and spent <= earned else None


def _offer(spend: Floats, campaign: Campaign) -> Floats:
    return campaign.discount * spend + campaign.gift


def _ranked(predictions: pl.DataFrame, campaign: Campaign, horizon: int) -> pl.DataFrame:
    p = p_within(predictions, horizon, campaign.window)
    spend = predictions[EXPECTED_SPEND].to_numpy()
    low, lift, high = _lifts(p, predictions, campaign)
    first = pl.col(PROFIT) if campaign.budget is None else pl.col(PROFIT) / pl.col(COST)
    return (
        predictions.select(CUSTOMER_ID, EXPECTED_SPEND)
        .with_columns(
            pl.Series("p_order", p),
            pl.Series(LIFT, lift),
            pl.Series("lift_low", low),
            pl.Series("lift_high", high),
            pl.Series(COST, campaign.contact_cost + (p + lift) * _offer(spend, campaign)),
            pl.Series(PROFIT, _profit(p, spend, lift, campaign)),
        )
        .sort(first, CUSTOMER_ID, descending=[True, False], nulls_last=True)
        .with_row_index(RANK, offset=1)
    )


def _lifts(
    p: Floats, predictions: pl.DataFrame, campaign: Campaign
) -> tuple[Floats, Floats, Floats]:
    """Return everybody's lift: at the low end of what one believes, as hoped for, at the high."""
    own = dict(campaign.lifts)
    has_activity = ACTIVITY in predictions.columns
    ends = (campaign.lift_low or 0.0, campaign.lift, campaign.lift_high or 0.0)
    parts = [np.zeros(len(p)) for _end in ends]
    rest = np.ones(len(p), dtype=bool)
    for name, lift in own.items() if has_activity else ():
        inside = (
            predictions.select((pl.col(ACTIVITY) == name).fill_null(False)).to_series().to_numpy()
        )
        rest &= ~inside
        for part, end in zip(parts, ends, strict=True):
            scale = end / campaign.lift if campaign.lift else 1.0
            part[inside] = lift_of(p[inside], lift * scale)
    for part, end in zip(parts, ends, strict=True):
        part[rest] = lift_of(p[rest], end)
    return parts[0], parts[1], parts[2]


def _profit(p: Floats, spend: Floats, lift: Floats, campaign: Campaign) -> Floats:
    offer = _offer(spend, campaign)
    return lift * (campaign.margin * spend - offer) - p * offer - campaign.contact_cost


def _totals(customers: pl.DataFrame, campaign: Campaign) -> pl.DataFrame:
    """Add up profit, its range and the cost of the contacted for every length of the list."""
    contacted = (customers[GROUP] == TREATMENT).cast(pl.Float64).to_numpy()
    names = ("p_order", EXPECTED_SPEND, "lift_low", LIFT, "lift_high")
    p, spend, low, lift, high = (customers[name].to_numpy() for name in names)
    worst, best = (_profit(p, spend, end, campaign) for end in (low, high))
    chance = np.abs(lift) * (1 - np.abs(lift)) * (campaign.margin * spend) ** 2

    def running(values: Floats) -> Floats:
        return np.concatenate([[0.0], np.cumsum(contacted * values)])

    profit = running(customers[PROFIT].to_numpy()) - campaign.fixed_cost
    half = np.sqrt((running(best - worst) / 2) ** 2 + _Z90**2 * running(chance))
    return pl.DataFrame(
        {
            "people": np.arange(len(profit)),
            "contacted": running(np.ones(len(p))).astype(np.int64),
            "profit": profit,
            "low": profit - half,
            "high": profit + half,
            "cost": running(customers[COST].to_numpy()) + campaign.fixed_cost,
        }
    )


def _best(totals: pl.DataFrame, campaign: Campaign) -> int:
    """Return the length with the most profit within the budget; 0 where none pays."""
    paying = totals.filter(pl.col("profit") > 0)
    if campaign.budget is not None:
        paying = paying.filter(pl.col("cost") <= campaign.budget)
    if paying.is_empty():
        return 0
    return int(paying.sort("profit", "people", descending=[True, False])["people"][0])
