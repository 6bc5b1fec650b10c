"""Learned forecasts: features from before the cut, learners trained on earlier stretches."""

from clv.learning.feature import Feature
from clv.learning.features import describe, features
from clv.learning.importance import importance
from clv.learning.learner import Learner
from clv.learning.past import Examples, Past
from clv.learning.trees import HistBoosting, RandomForest

LEARNERS: dict[str, type[Learner]] = {
    learner.name: learner for learner in (RandomForest, HistBoosting)
}

__all__ = [
    "LEARNERS",
    "Examples",
    "Feature",
    "Learner",
    "Past",
    "describe",
    "features",
    "importance",
]
