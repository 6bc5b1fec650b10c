"""From orders to customers: summary, segments, cohorts, and the view from any past day."""

from clv.customers.cohorts import cohorts
from clv.customers.history import History
from clv.customers.rules import PRESETS, Cuts, Rule, SegmentRules
from clv.customers.segments import SEGMENTS, Segment, score, segment
from clv.customers.summarise import summarise

__all__ = [
    "PRESETS",
    "SEGMENTS",
    "Cuts",
    "History",
    "Rule",
    "Segment",
    "SegmentRules",
    "cohorts",
    "score",
    "segment",
    "summarise",
]
