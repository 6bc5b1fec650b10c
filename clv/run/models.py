"""The champion: the forecaster that did best on earlier days, fitted to all customers."""

from __future__ import annotations

import polars as pl

from clv import evaluate
from clv import tables as t
from clv.errors import ModelError, Notice
from clv.evaluate import (
    FORECASTERS,
    Backtest,
    ChampionChoice,
    Forecaster,
    ProbabilityContest,
    choose_champion,
    earlier_tests,
    line_up,
    purchase_probability,
)
from clv.learning import SequenceModel, TrainingData, trained_sequence
from clv.memo import step
from clv.models import (
    PURCHASE_MODELS,
    SPEND_MODELS,
    Calendar,
    PurchaseModel,
    SpendModel,
    check_suitable,
)
from clv.run.backtests import BacktestSteps

_UNLIKE_A_MODEL = ("regular", "same_frequency")


class ModelSteps(BacktestSteps):
    """Steps that choose and fit."""

    @property
    @step("cleaned", "customer_sources", "backtest", "horizon", "engine", "seed")
    def champion_tests(self) -> tuple[Backtest, ...]:
        """The backtest, and the same on earlier days of the log: what the champion is chosen by."""
        backtest = self.backtest_or_none
        if backtest is None:
            return ()
        tell = self._telling_each(Notice("testing_often"), 0.6, 0.7)
        cleaned = self.cleaned
        return (
            backtest,
            *earlier_tests(
                backtest,
                cleaned.orders,
                self.settings,
                cleaned.lines,
                tell,
                self.customer_sources,
            ),
        )

    @property
    @step("champion_tests")
    def champion_choice(self) -> ChampionChoice:
        """Which forecaster does best on earlier days, and by how much."""
        return choose_champion(self.champion_tests)

    @property
    @step("model", "spend", "champion_tests")
    def candidates(self) -> tuple[Forecaster, ...]:
        """The forecasters that the settings allow, the best first."""
        settings = self.settings
        auto = "auto" in (settings.model, settings.spend)
        return line_up(settings, self.champion_tests if auto else ())

    @property
    @step("champion_tests", "cleaned", "customer_sources", "engine", "seed")
    def probability_contest(self) -> ProbabilityContest:
        """Who tells best who will order again: forecasters and classifiers on unseen days."""
        cleaned = self.cleaned
        return purchase_probability(
            self.champion_tests,
            cleaned.orders,
            self.settings,
            cleaned.lines,
            self.customer_sources,
        )

    @property
    @step("history", "horizon")
    def training_data(self) -> TrainingData:
        """What learners learn from today."""
        return TrainingData(self.history, self.settings.horizon)

    @property
    @step("training_data", "seed")
    def sequence_model(self) -> SequenceModel:
        """The recurrent network, trained on all weeks (extra ``deep``)."""
        return trained_sequence(self.training_data, self.settings.seed, self.tell)

    @step("training_data", "engine", "seed")
    def outlook_of(self, name: str) -> pl.DataFrame:
        """What a forecaster expects of today's customers: `clv.tables.OUTLOOK`."""
        return FORECASTERS[name].look(self.training_data, self.settings)

    @property
    @step("cleaned", "end", "calendar")
    def season(self) -> Calendar:
        """What each month is worth to this shop; flat where no season is known."""
        return evaluate.estimate_calendar(self.cleaned.orders, self.end, self.settings)

    @property
    @step("season", "customers")
    def season_notice(self) -> Notice:
        """What is known of the season, or why nothing is."""
        return self.season.notice(int(self.customers[t.T].max()))  # type: ignore[arg-type]

    @step("customers", "customers_with_gaps", "engine", "season")
    def fit(self, purchase: str, spend: str) -> tuple[PurchaseModel, SpendModel]:
        """A purchase and a spend model fitted to all customers."""
        titles = (PURCHASE_MODELS[purchase].title, SPEND_MODELS[spend].title)
        self.tell(Notice("fitting", models=titles, count=self.customers.height), 0.7)
        engine, kind = self.settings.engine, PURCHASE_MODELS[purchase]
        customers = self.customers_with_gaps if kind.needs_gaps else self.customers
        return (
            kind(engine, self.season).fit(customers),
            SPEND_MODELS[spend](engine=engine).fit(self.customers),
        )

    @property
    @step("candidates", "fit", "outlook_of", "customers", "cleaned")
    def _choice(self) -> tuple[Forecaster | None, tuple[Notice, ...]]:
        """The first candidate that can be fitted, and what has to be said of that."""
        candidates = self.candidates
        try:
            notices = check_suitable(self.customers)
        except ModelError as refusal:
            return None, (refusal.notice,)
        failures: tuple[Notice, ...] = ()
        for pair in candidates:
            try:
                purchase, spend = self.fit(pair.purchase, pair.spend)
                if pair.kind != "purchase":
                    self.outlook_of(pair.name)
            except ModelError as error:
                failures += (error.notice,)
                continue
            of_spend = spend.notices_ if self.cleaned.has_money else ()
            of_fit = (*purchase.notices_, *of_spend)
            if pair.kind == "contract":  # a plan, and no model that a plan is unlike, says the sums
                notices = tuple(each for each in notices if each.code not in _UNLIKE_A_MODEL)
                of_fit = ()
            return pair, tuple(dict.fromkeys((*notices, *failures, *of_fit)))
        return None, tuple(dict.fromkeys(failures))

    @property
    def champion(self) -> Forecaster | None:
        """The forecaster whose numbers are shown; None where the data carry none."""
        return self._choice[0]

    @property
    def fit_notices(self) -> tuple[Notice, ...]:
        """What has to be said of the fit; the last one is the refusal where there is none."""
        return self._choice[1]

    @property
    def models(self) -> tuple[PurchaseModel | SpendModel, ...]:
        """The fitted purchase and spend model; empty where the data carry none."""
        pair = self.champion
        return self.fit(pair.purchase, pair.spend) if pair else ()

    @property
    def purchase_model(self) -> PurchaseModel | None:
        """The fitted purchase model."""
        return self.fit(self.champion.purchase, self.champion.spend)[0] if self.champion else None
