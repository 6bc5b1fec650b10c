"""From orders to customers: summary, segments, cohorts, lifecycle, the view from any past day."""

from clv.customers.activity.came_back import came_back, silence_edges
from clv.customers.activity.lifecycle import STAGES, Stage, lifecycle
from clv.customers.activity.return_model import (
    ACTIVE,
    ACTIVITIES,
    LOST,
    QUIET,
    RECENT,
    UNKNOWN,
    ReturnModel,
    review_window,
)
from clv.customers.activity.value_at_risk import value_at_risk
from clv.customers.bridge import STEP_TITLES, STEPS, Bridge, bridge
from clv.customers.cohorts.arrivals import expected_arrivals
from clv.customers.cohorts.cohorts import Measure as CohortMeasure
from clv.customers.cohorts.cohorts import behind_cell, cohort_values, cohorts
from clv.customers.cohorts.counts import follow_cohorts
from clv.customers.cohorts.rates import Every, rates
from clv.customers.cohorts.trend import CohortTrend, cohort_trend
from clv.customers.customer_profile import (
    CustomerProfile,
    customer_profile,
    search,
    similar,
)
from clv.customers.first_order import first_order_covariates
from clv.customers.history import History, purchases
from clv.customers.key_figures import KeyFigures, key_figures
from clv.customers.movement import (
    NEWCOMER,
    changes,
    matrix,
    month_ends,
    movement,
    segment_history,
)
from clv.customers.regularity import regular_customers
from clv.customers.risk_tables import TIERS
from clv.customers.segments.audit import Audit, audit
from clv.customers.segments.clusters import Axis, Clusters, clusters
from clv.customers.segments.clusters import Method as ClusterMethod
from clv.customers.segments.profiles import profiles
from clv.customers.segments.rules import ANY, PRESETS, Cuts, Rule, SegmentRules
from clv.customers.segments.rules_table import rules_from, rules_table
from clv.customers.segments.segment import SEGMENTS, Segment, score, segment
from clv.customers.source_groups import source_groups
from clv.customers.subscription import SubscriptionPlan, recognise_plan, recurring_revenue
from clv.customers.summarise import purchase_days, summarise, summarise_at, with_log_gaps

__all__ = [
    "ACTIVE",
    "ACTIVITIES",
    "ANY",
    "LOST",
    "NEWCOMER",
    "PRESETS",
    "QUIET",
    "RECENT",
    "SEGMENTS",
    "STAGES",
    "STEPS",
    "STEP_TITLES",
    "TIERS",
    "UNKNOWN",
    "Audit",
    "Axis",
    "Bridge",
    "ClusterMethod",
    "Clusters",
    "CohortMeasure",
    "CohortTrend",
    "CustomerProfile",
    "Cuts",
    "Every",
    "History",
    "KeyFigures",
    "ReturnModel",
    "Rule",
    "Segment",
    "SegmentRules",
    "Stage",
    "SubscriptionPlan",
    "audit",
    "behind_cell",
    "bridge",
    "came_back",
    "changes",
    "clusters",
    "cohort_trend",
    "cohort_values",
    "cohorts",
    "customer_profile",
    "expected_arrivals",
    "first_order_covariates",
    "follow_cohorts",
    "key_figures",
    "lifecycle",
    "matrix",
    "month_ends",
    "movement",
    "profiles",
    "purchase_days",
    "purchases",
    "rates",
    "recognise_plan",
    "recurring_revenue",
    "regular_customers",
    "review_window",
    "rules_from",
    "rules_table",
    "score",
    "search",
    "segment",
    "segment_history",
    "silence_edges",
    "similar",
    "source_groups",
    "summarise",
    "summarise_at",
    "value_at_risk",
    "with_log_gaps",
]
