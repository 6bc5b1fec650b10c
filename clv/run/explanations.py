"""Why: learners and models explained, classifiers compared, saved and trained ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from clv import evaluate, learning
from clv import tables as t
from clv.customers import History, first_order_covariates, with_log_gaps
from clv.errors import Notice, UnsuitableDataError
from clv.evaluate import (
    Classification,
    ExplainedModel,
    ExplanationData,
    Trained,
    explain_shown,
    fit_checks,
    preparation_effect,
    tracking,
)
from clv.learning import LEARNERS, Explanation, Outliers, SavedLearner, Task, TrainingData
from clv.memo import step
from clv.models import PURCHASE_MODELS, covariate_effects
from clv.run.actions import ActionSteps

_MOST_TRAITS = 12  # of other sources, held against the models


@dataclass(frozen=True)
class FitChecks:
    """What a purchase model fitted up to the test's split says, beside what came."""

    split: date
    counts: pl.DataFrame
    conditional: pl.DataFrame
    tracking: pl.DataFrame


class ExplanationSteps(ActionSteps):
    """Steps that explain and compare."""

    @step("cleaned", "customer_sources", "backtest", "end", "horizon", keep=2)
    def explanation_data(self, customer_id: str | None = None) -> ExplanationData:
        """Features before the test's split and today; with a customer, this one among them."""
        cleaned, backtest = self.cleaned, self.backtest
        return ExplanationData(
            cleaned.orders,
            cleaned.lines,
            backtest,
            self.end,
            self.settings.horizon,
            customer_id,
            self.customer_sources,
        )

    @step("explanation_data", "seed", keep=2)
    def explained_model(
        self, learner: str, behaviour: bool = True, customer_id: str | None = None
    ) -> ExplainedModel:
        """A learner trained for the test and for today, ready to explain itself.

        A customer need be named only where `explanation_data` holds a sample without them.
        """
        self.tell(Notice("explaining"), 0.7)
        data, seed = self.explanation_data(customer_id), self.settings.seed
        model = ExplainedModel(data, learner, behaviour, seed)
        _measured, _ready = model.importance, model.explainer
        return model

    @step("_choice", "forecast", "training_data", "seed", keep=64)
    def explanation(self, customer_id: str) -> Explanation:
        """The expected value of a customer, as every page shows it, taken apart."""
        champion, today = self.champion, self.forecast
        if champion is None or today is None:
            raise UnsuitableDataError("no_forecast")
        self.tell(Notice("explaining"), 0.8)
        data = None if champion.kind == "purchase" else self.training_data
        return explain_shown(today, champion.name, customer_id, data, self.settings.seed)

    @step("explanation_data", "seed")
    def importance(self, learner: str) -> pl.DataFrame:
        """What a learner leans on, measured on unseen days."""
        self.tell(Notice("shuffling"), 0.7)
        data = self.explanation_data()
        trained = LEARNERS[learner](seed=self.settings.seed).fit(data.then)
        return learning.importance(trained, data.then.today, data.actual[t.REVENUE].to_numpy())

    @step("explained_model")
    def partial_dependence(self, learner: str, behaviour: bool, feature: str) -> pl.DataFrame:
        """One feature moved for everybody, and what is expected then."""
        taught = self.explained_model(learner, behaviour, None)
        return learning.partial_dependence(taught.learner, taught.data.now.today, feature)

    @step("explanation_data", "seed")
    def feature_quality(self, outliers: Outliers = "quantile") -> pl.DataFrame:
        """How much of each feature is missing, and how much lies outside."""
        return learning.feature_quality(self.explanation_data().then.examples.inputs, outliers)

    @property
    @step("explanation_data", "seed")
    def feature_selection(self) -> pl.DataFrame:
        """What each feature tells, by three measures."""
        self.tell(Notice("shuffling"), 0.7)
        return learning.feature_selection(self.explanation_data().then.examples)

    @property
    @step("explanation_data", "seed")
    def preparation_effect(self) -> pl.DataFrame:
        """The ways to prepare the features, each measured on unseen days."""
        self.tell(Notice("shuffling"), 0.7)
        return preparation_effect(self.explanation_data(), seed=self.settings.seed)

    @property
    @step("explanation_data", "cleaned", "source_groups")
    def attributes(self) -> dict[str, pl.DataFrame]:
        """By what the customers of the test can be compared."""
        groups = self.source_groups
        others = {name: groups.select(t.CUSTOMER_ID, name) for name in groups.columns[1:]}
        split = self.explanation_data().tested.split
        return evaluate.attributes(self.cleaned.orders, split) | others

    @step("backtest", "attributes")
    def fairness(self, model: str, attribute: str, share: float) -> pl.DataFrame:
        """A forecast compared across the groups of an attribute."""
        return evaluate.fairness(self.backtest, model, self.attributes[attribute], share)

    @step("explained_model")
    def without(self, learner: str, attribute: str) -> pl.DataFrame:
        """A learner trained with and without an attribute, both measured on unseen days."""
        self.tell(Notice("training_without"), 0.7)
        return self.explained_model(learner, True, None).without(attribute)

    @property
    @step("history")
    def themes(self) -> pl.DataFrame:
        """What the texts speak of: names of products, descriptions, reviews."""
        return learning.theme_table(self.history)

    @step("cleaned", "customer_sources", "horizon", "seed")
    def classification(self, task: Task) -> Classification:
        """The classifiers of a task held against days they have not seen."""
        self.tell(Notice("classifying"), 0.1)
        cleaned = self.cleaned
        return evaluate.classify(
            cleaned.orders,
            task,
            settings=self.settings,
            lines=cleaned.lines,
            sources=self.customer_sources,
        )

    @step("classification", "history", "seed")
    def class_probabilities(self, task: Task, name: str) -> pl.DataFrame:
        """A classifier's chances of today's customers, over as many days as were tested."""
        self.tell(Notice("scoring_classes"), 0.7)
        past = TrainingData(self.history, self.classification(task).horizon)
        return evaluate.chances(past, task, name, self.settings.seed)

    @property
    @step("candidates", "backtest", "cleaned", "engine")
    def fit_checks(self) -> FitChecks:
        """What came, beside what the chosen purchase model expected from the test's split."""
        orders, backtest = self.cleaned.orders, self.backtest
        past = History(orders, backtest.split)
        kind = PURCHASE_MODELS[self.candidates[0].purchase]
        self.tell(Notice("fitting_earlier"), 0.7)
        customers = (
            with_log_gaps(past.customers, past.orders) if kind.needs_gaps else past.customers
        )
        model = kind(engine=self.settings.engine).fit(customers)
        expected = pl.Series(model.expected_purchases(past.customers, backtest.horizon))
        future = past.future(orders, backtest.horizon)
        return FitChecks(
            backtest.split,
            fit_checks.counts(past.customers, model),
            fit_checks.conditional(past.customers, future, expected),
            tracking(orders, model, backtest.split),
        )

    @property
    @step("_choice", "fit", "cleaned", "source_groups", "customers", "end")
    def covariate_effects(self) -> pl.DataFrame:
        """What the first order's channel, country, category and discount go along with.

        What other sources tell is taken one trait at a time.
        """
        self.tell(Notice("fitting_covariates"), 0.7)
        orders = self.cleaned.orders.filter(pl.col(t.DATE).dt.date() <= self.end)
        models = self.models if self.cleaned.has_money else self.models[:1]
        groups = self.source_groups
        tables = [first_order_covariates(orders)]
        tables += [groups.select(t.CUSTOMER_ID, name) for name in groups.columns[1:]][:_MOST_TRAITS]
        return pl.concat(covariate_effects(models, self.customers, table) for table in tables)

    @property
    @step("cleaned", "customer_sources", "backtest", "seed")
    def source_gains(self) -> pl.DataFrame:
        """What each source adds to a learner, measured on the same unseen days."""
        self.tell(Notice("weighing_sources"), 0.7)
        cleaned, sources = self.cleaned, self.customer_sources
        return evaluate.source_gains(
            cleaned.orders, cleaned.lines, self.backtest, sources, self.settings.seed
        )

    @step("history", "horizon", keep=2)
    def saved_model(self, content: bytes) -> tuple[SavedLearner, pl.DataFrame]:
        """A saved model brought back, and what it expects of today's customers."""
        self.tell(Notice("scoring_saved"), 0.5)
        saved = learning.load(content)
        return saved, saved.outlook(self.history, self.settings.horizon)

    def train(
        self, seconds: float, tell: Callable[[Notice], None], stopped: Callable[[], bool]
    ) -> Trained:
        """Compare all forecasters within a time budget and tune the best; kept by who asks."""
        cleaned = self.cleaned
        return evaluate.train(
            cleaned.orders,
            cleaned.lines,
            self.end,
            self.settings,
            seconds,
            tell,
            stopped,
            self.customer_sources,
        )
