"""Learned forecasts: features from before the cut, learners trained on earlier stretches."""

from clv.learning.boosting import (
    HistBoosting,
    HistBoostingGamma,
    HistBoostingSquared,
    LightGBM,
    XGBoost,
    installed,
)
from clv.learning.classifiers import CLASSIFIERS, Classifier, Task
from clv.learning.compound import CountTimesSpend, Hurdle, ModelOffset
from clv.learning.dependence import partial_dependence
from clv.learning.disagreement import disagreements
from clv.learning.ensembles import Average, Blend, Stack, fitted
from clv.learning.feature import Feature
from clv.learning.features import describe, features
from clv.learning.importance import importance
from clv.learning.keeping import Kept, keep, restore
from clv.learning.learner import Learner
from clv.learning.linear import ElasticNet, NeuralNetwork, Ridge, SupportVectors
from clv.learning.past import Examples, Past
from clv.learning.shapley import Explainer, Explanation
from clv.learning.surrogate import explain_locally
from clv.learning.trees import Bagging, DecisionTree, RandomForest
from clv.learning.tuning import Tuned, tune

LEARNERS: dict[str, type[Learner]] = {
    learner.name: learner
    for learner in (
        RandomForest,
        HistBoosting,
        Blend,
        Ridge,
        ElasticNet,
        DecisionTree,
        Bagging,
        SupportVectors,
        NeuralNetwork,
        HistBoostingSquared,
        HistBoostingGamma,
        LightGBM,
        XGBoost,
        Hurdle,
        CountTimesSpend,
        ModelOffset,
        Average,
        Stack,
    )
    if installed(learner)
}

__all__ = [
    "CLASSIFIERS",
    "LEARNERS",
    "Classifier",
    "Examples",
    "Explainer",
    "Explanation",
    "Feature",
    "Kept",
    "Learner",
    "Past",
    "Task",
    "Tuned",
    "describe",
    "disagreements",
    "explain_locally",
    "features",
    "fitted",
    "importance",
    "keep",
    "partial_dependence",
    "restore",
    "tune",
]
