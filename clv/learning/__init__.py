"""Learned forecasts: features from before the cut, learners trained on earlier periods."""

from clv.learning.explain.disagreement import disagreements
from clv.learning.explain.importance import importance
from clv.learning.explain.partial_dependence import partial_dependence
from clv.learning.explain.purchase_shapley import INPUTS as PURCHASE_INPUTS
from clv.learning.explain.purchase_shapley import input_values as purchase_inputs
from clv.learning.explain.purchase_shapley import purchase_contributions
from clv.learning.explain.shapley import Explainer, Explanation, explanation
from clv.learning.explain.surrogate import explain_locally
from clv.learning.explain.theme_table import theme_table
from clv.learning.features.build import describe, features
from clv.learning.features.feature import Feature
from clv.learning.features.purchase_model import FEATURES as PURCHASE_MODEL_FEATURES
from clv.learning.learner import Learner
from clv.learning.learners.boosting import (
    HistBoosting,
    LightGBM,
    ModelOffset,
    XGBoost,
    is_installed,
)
from clv.learning.learners.classifiers import CLASSIFIERS, Classifier, Task
from clv.learning.learners.ensembles import Average, Blend, Stack, fitted
from clv.learning.learners.hurdle import CountTimesSpend, Hurdle, ZeroInflatedLognormal
from clv.learning.learners.linear import (
    ElasticNet,
    LogLearner,
    NeuralNetwork,
    Ridge,
    SupportVectors,
)
from clv.learning.learners.sequence import (
    SequenceModel,
    is_deep_installed,
    trained_sequence,
)
from clv.learning.learners.trees import Bagging, DecisionTree, RandomForest
from clv.learning.persistence import SavedLearner, load, save
from clv.learning.preparation import OUTLIERS, Outliers, feature_quality, feature_selection
from clv.learning.sampling import content_order, draw_customers, draw_rows
from clv.learning.tabular.candidates import TABLE_LEARNERS
from clv.learning.tabular.comparison import TableComparison, learn_table
from clv.learning.tabular.kept_table_model import load_table_model, save_table_model
from clv.learning.tabular.table_model import Scored, TableModel
from clv.learning.tabular.target import likely_target
from clv.learning.training_data import Examples, TrainingData
from clv.learning.tuning import Tuned, tune

LEARNERS: dict[str, type[Learner]] = {
    learner.name: learner
    for learner in (
        Blend,
        LightGBM,
        ModelOffset,
        RandomForest,
        HistBoosting,
        Ridge,
        ElasticNet,
        DecisionTree,
        Bagging,
        SupportVectors,
        NeuralNetwork,
        XGBoost,
        Hurdle,
        ZeroInflatedLognormal,
        CountTimesSpend,
        Average,
        Stack,
    )
    if is_installed(learner)
}

__all__ = [
    "CLASSIFIERS",
    "LEARNERS",
    "OUTLIERS",
    "PURCHASE_INPUTS",
    "PURCHASE_MODEL_FEATURES",
    "TABLE_LEARNERS",
    "Classifier",
    "Examples",
    "Explainer",
    "Explanation",
    "Feature",
    "Learner",
    "LogLearner",
    "Outliers",
    "SavedLearner",
    "Scored",
    "SequenceModel",
    "TableComparison",
    "TableModel",
    "Task",
    "TrainingData",
    "Tuned",
    "content_order",
    "describe",
    "disagreements",
    "draw_customers",
    "draw_rows",
    "explain_locally",
    "explanation",
    "feature_quality",
    "feature_selection",
    "features",
    "fitted",
    "importance",
    "is_deep_installed",
    "learn_table",
    "likely_target",
    "load",
    "load_table_model",
    "partial_dependence",
    "purchase_contributions",
    "purchase_inputs",
    "save",
    "save_table_model",
    "theme_table",
    "trained_sequence",
    "tune",
]
