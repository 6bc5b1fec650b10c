"""From orders to customers: summary, segments, cohorts, lifecycle, the view from any past day."""

from clv.customers.audit import Audit, audit
from clv.customers.bridge import STEPS, Bridge, bridge, step_titles
from clv.customers.clusters import Axis, Clusters, clusters
from clv.customers.cohort_counts import follow_cohorts
from clv.customers.cohorts import behind_cell, cohort_values, cohorts
from clv.customers.history import History, purchases
from clv.customers.key_figures import KeyFigures, key_figures
from clv.customers.lifecycle import STAGES, Stage, lifecycle, longest_normal, typical_gap
from clv.customers.movement import (
    NEWCOMER,
    changes,
    matrix,
    month_ends,
    movement,
    segment_history,
)
from clv.customers.profiles import profiles
from clv.customers.rates import rates
from clv.customers.rules import PRESETS, Cuts, Rule, SegmentRules
from clv.customers.rules_table import rules_from, rules_table
from clv.customers.segments import SEGMENTS, Segment, score, segment
from clv.customers.subscription import SubscriptionPlan, recognise_plan, recurring_revenue
from clv.customers.summarise import purchase_days, summarise, summarise_at

__all__ = [
    "NEWCOMER",
    "PRESETS",
    "SEGMENTS",
    "STAGES",
    "STEPS",
    "Audit",
    "Axis",
    "Bridge",
    "Clusters",
    "Cuts",
    "History",
    "KeyFigures",
    "Rule",
    "Segment",
    "SegmentRules",
    "Stage",
    "SubscriptionPlan",
    "audit",
    "behind_cell",
    "bridge",
    "changes",
    "clusters",
    "cohort_values",
    "cohorts",
    "follow_cohorts",
    "key_figures",
    "lifecycle",
    "longest_normal",
    "matrix",
    "month_ends",
    "movement",
    "profiles",
    "purchase_days",
    "purchases",
    "rates",
    "recognise_plan",
    "recurring_revenue",
    "rules_from",
    "rules_table",
    "score",
    "segment",
    "segment_history",
    "step_titles",
    "summarise",
    "summarise_at",
    "typical_gap",
]
