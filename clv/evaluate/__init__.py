"""All forecasters held against the days that came after: backtest, measures, verdict."""

from clv.evaluate.backtests.backtest import Backtest, backtest
from clv.evaluate.backtests.classifier_backtest import chances, classify
from clv.evaluate.backtests.classifier_metrics import Classification
from clv.evaluate.backtests.rolling import RollingBacktest, earlier_tests, rolling_backtest
from clv.evaluate.backtests.tracking import tracking
from clv.evaluate.calibration import estimate_calendar, past_totals, rolling_totals
from clv.evaluate.champion.champion_forecast import ChampionForecast, champion_forecast
from clv.evaluate.champion.choice import ChampionChoice, choose_champion, line_up, recommend
from clv.evaluate.champion.purchase_probability import ProbabilityContest, purchase_probability
from clv.evaluate.conformal import range_factors, range_factors_of_tests
from clv.evaluate.explain.attributes import TENURE, attributes
from clv.evaluate.explain.explain_shown import explain_shown
from clv.evaluate.explain.explained_model import ExplainedModel, ExplanationData, stands_alone
from clv.evaluate.explain.fairness import cost_of_removing, fairness
from clv.evaluate.forecasters import DEFAULT, FORECASTERS, REFERENCE, Forecaster, choose
from clv.evaluate.measures import coverage, gini
from clv.evaluate.source_gains import ALL as ALL_SOURCES
from clv.evaluate.source_gains import source_gains
from clv.evaluate.training import Trained, preparation_effect, train
from clv.evaluate.verdict import Verdict, judge, judge_each, past_ranges

__all__ = [
    "ALL_SOURCES",
    "DEFAULT",
    "FORECASTERS",
    "REFERENCE",
    "TENURE",
    "Backtest",
    "ChampionChoice",
    "ChampionForecast",
    "Classification",
    "ExplainedModel",
    "ExplanationData",
    "Forecaster",
    "ProbabilityContest",
    "RollingBacktest",
    "Trained",
    "Verdict",
    "attributes",
    "backtest",
    "champion_forecast",
    "chances",
    "choose",
    "choose_champion",
    "classify",
    "cost_of_removing",
    "coverage",
    "earlier_tests",
    "estimate_calendar",
    "explain_shown",
    "fairness",
    "gini",
    "judge",
    "judge_each",
    "line_up",
    "past_ranges",
    "past_totals",
    "preparation_effect",
    "purchase_probability",
    "range_factors",
    "range_factors_of_tests",
    "recommend",
    "rolling_backtest",
    "rolling_totals",
    "source_gains",
    "stands_alone",
    "tracking",
    "train",
]
