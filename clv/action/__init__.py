"""From predictions to action: what a customer may cost, whom to win back, whom to contact."""

from clv.action.campaign.audience import Audience, Choice, Limit, choose, ids_in
from clv.action.campaign.campaign import Campaign, p_within
from clv.action.campaign.experiment import (
    CONTROL,
    TREATMENT,
    assign,
    duration,
    power_of,
    sample_size,
    smallest_lift,
)
from clv.action.campaign.experiment_checks import check_experiment, one_group_each
from clv.action.campaign.lift import lift_of
from clv.action.campaign.targeting import Plan, break_even, plan
from clv.action.campaign.uplift import Effect, Uplift, difference, measure
from clv.action.campaign.watch_list import next_days, tiers, watch_list
from clv.action.economics.acquisition import By, acquisition, margin_by_age
from clv.action.economics.budget import Allocation, allocate_budget, channel_responses
from clv.action.economics.costs import COSTS, costs_of
from clv.action.economics.metric import Metric
from clv.action.economics.metrics import economics
from clv.action.economics.unit_economics import UnitEconomics, unit_economics
from clv.action.economics.years import present_value_by_year
from clv.action.offers.backtest import judge_offers
from clv.action.offers.item_history import with_names
from clv.action.offers.next_offer import NextOffer, offers_by_group
from clv.action.this_week import WEEK, Task, this_week
from clv.models import chances

__all__ = [
    "CONTROL",
    "COSTS",
    "TREATMENT",
    "WEEK",
    "Allocation",
    "Audience",
    "By",
    "Campaign",
    "Choice",
    "Effect",
    "Limit",
    "Metric",
    "NextOffer",
    "Plan",
    "Task",
    "UnitEconomics",
    "Uplift",
    "acquisition",
    "allocate_budget",
    "assign",
    "break_even",
    "chances",
    "channel_responses",
    "check_experiment",
    "choose",
    "costs_of",
    "difference",
    "duration",
    "economics",
    "ids_in",
    "judge_offers",
    "lift_of",
    "margin_by_age",
    "measure",
    "next_days",
    "offers_by_group",
    "one_group_each",
    "p_within",
    "plan",
    "power_of",
    "present_value_by_year",
    "sample_size",
    "smallest_lift",
    "this_week",
    "tiers",
    "unit_economics",
    "watch_list",
    "with_names",
]
