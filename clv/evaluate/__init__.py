"""All forecasters held against the days that came after: backtest, measures, verdict."""

from clv.evaluate.backtest import Backtest, backtest
from clv.evaluate.forecasters import DEFAULT, FORECASTERS, REFERENCE, Forecaster, choose
from clv.evaluate.verdict import Verdict, judge

__all__ = [
    "DEFAULT",
    "FORECASTERS",
    "REFERENCE",
    "Backtest",
    "Forecaster",
    "Verdict",
    "backtest",
    "choose",
    "judge",
]
