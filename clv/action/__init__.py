"""From predictions to action: what a customer may cost, whom to win back, whom to contact."""

from clv.action.acquisition import acquisition, acquisition_formulas, margin_by_age
from clv.action.audience import Audience, Choice, Limit, choose, ids_in
from clv.action.books import Books, keep_books
from clv.action.campaign import Campaign, p_within
from clv.action.chances import chances
from clv.action.contact_plan import Plan, break_even, plan
from clv.action.costs import COSTS, costs_of
from clv.action.economics import economics
from clv.action.figure import Figure
from clv.action.offers import NextOffer, offers_by_group
from clv.action.offers_trial import judge_offers
from clv.action.one_customer import Portrait, portrait, search, similar
from clv.action.trial import (
    CONTROL,
    TREATMENT,
    assign,
    duration,
    power_of,
    sample_size,
    smallest_lift,
)
from clv.action.uplift import Effect, Uplift, difference, measure
from clv.action.winback import TIERS, next_days, tiers, watch_list

__all__ = [
    "CONTROL",
    "COSTS",
    "TIERS",
    "TREATMENT",
    "Audience",
    "Books",
    "Campaign",
    "Choice",
    "Effect",
    "Figure",
    "Limit",
    "NextOffer",
    "Plan",
    "Portrait",
    "Uplift",
    "acquisition",
    "acquisition_formulas",
    "assign",
    "break_even",
    "chances",
    "choose",
    "costs_of",
    "difference",
    "duration",
    "economics",
    "ids_in",
    "judge_offers",
    "keep_books",
    "margin_by_age",
    "measure",
    "next_days",
    "offers_by_group",
    "p_within",
    "plan",
    "portrait",
    "power_of",
    "sample_size",
    "search",
    "similar",
    "smallest_lift",
    "tiers",
    "watch_list",
]
