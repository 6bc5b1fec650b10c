"""All forecasters held against the days that came after: backtest, measures, verdict."""

from clv.evaluate.attributes import TENURE, attributes
from clv.evaluate.backtest import Backtest, backtest
from clv.evaluate.calibration import estimate_calendar, past_totals, rolling_totals
from clv.evaluate.champion import line_up, recommend
from clv.evaluate.classifier_backtest import chances, classify
from clv.evaluate.classifier_metrics import Classification
from clv.evaluate.explained_model import ExplainedModel, ExplanationData, stands_alone
from clv.evaluate.fairness import cost_of_removing, fairness
from clv.evaluate.forecasters import DEFAULT, FORECASTERS, REFERENCE, Forecaster, choose
from clv.evaluate.rolling import RollingBacktest, rolling_backtest
from clv.evaluate.tracking import tracking
from clv.evaluate.training import Trained, train
from clv.evaluate.verdict import Verdict, judge, judge_each

__all__ = [
    "DEFAULT",
    "FORECASTERS",
    "REFERENCE",
    "TENURE",
    "Backtest",
    "Classification",
    "ExplainedModel",
    "ExplanationData",
    "Forecaster",
    "RollingBacktest",
    "Trained",
    "Verdict",
    "attributes",
    "backtest",
    "chances",
    "choose",
    "classify",
    "cost_of_removing",
    "estimate_calendar",
    "fairness",
    "judge",
    "judge_each",
    "line_up",
    "past_totals",
    "recommend",
    "rolling_backtest",
    "rolling_totals",
    "stands_alone",
    "tracking",
    "train",
]
