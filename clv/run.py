"""One run: the orders, how to read them, the settings, and every step from there, made when asked.

The app, the command line, the HTML report and Python's users ask the same object::

    run = Run.of("orders.csv", settings=Settings(horizon=90))
    run.cleaned.ledger
    run.predictions.head()
    run.with_(margin=0.4).forecast      # refits nothing: no model depends on the margin

Answers are frozen values and tables of `clv.tables`, codes and numbers, in no language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import action, evaluate, learning
from clv import tables as t
from clv.action import Campaign, Choice, NextOffer, Plan, UnitEconomics
from clv.customers import (
    PRESETS,
    Audit,
    Bridge,
    ClusterMethod,
    Clusters,
    CohortMeasure,
    CustomerProfile,
    Every,
    History,
    KeyFigures,
    ReturnModel,
    SegmentRules,
    SubscriptionPlan,
    audit,
    behind_cell,
    bridge,
    changes,
    clusters,
    cohorts,
    customer_profile,
    expected_arrivals,
    key_figures,
    lifecycle,
    month_ends,
    movement,
    profiles,
    rates,
    recognise_plan,
    recurring_revenue,
    segment,
    segment_history,
    summaries,
    summarise,
    value_at_risk,
)
from clv.errors import InputError, ModelError, Notice, UnsuitableDataError
from clv.evaluate import (
    DEFAULT,
    FORECASTERS,
    Backtest,
    ChampionChoice,
    Classification,
    ExplainedModel,
    ExplanationData,
    Forecaster,
    ProbabilityContest,
    RollingBacktest,
    Trained,
    Verdict,
    champion_forecast,
    choose_champion,
    earlier_tests,
    explain_shown,
    fit_checks,
    judge,
    line_up,
    past_ranges,
    preparation_effect,
    purchase_probability,
    rolling_backtest,
    tracking,
)
from clv.intake import (
    Cleaned,
    Files,
    Guess,
    Mapping,
    Policy,
    Raw,
    ReadHints,
    Source,
    clean,
    guess,
    load,
    sheets_of,
    source_of,
)
from clv.learning import LEARNERS, Explanation, Outliers, SavedLearner, Task, TrainingData
from clv.memo import Memo, Steps, Tell, silent, step
from clv.models import (
    PURCHASE_MODELS,
    SPEND_MODELS,
    TENTHS,
    Calendar,
    Forecast,
    PurchaseModel,
    ShiftedBetaGeometric,
    SpendModel,
    Subscribers,
    check_suitable,
    forecast,
    month_edges,
)
from clv.option import options_of
from clv.options import DAYS_PER_YEAR, Settings

_ELEVEN = PRESETS["eleven"]
_WINDOWS = 3.5  # of the horizon that a log must span to hold several tests of it
_MANY, _QUARTER = 50_000, 3  # customers from which only every third month is looked at
_MOST_CURRENCIES = 12
_READING = 0.4  # share of reading, of all that is done before there are orders
_SETTINGS = tuple(field.name for field in fields(Settings))


@dataclass(frozen=True)
class FitChecks:
    """What a purchase model fitted up to the test's split says, beside what came."""

    split: date
    counts: pl.DataFrame
    conditional: pl.DataFrame
    tracking: pl.DataFrame


_REGISTRIES: dict[str, Dictionary[str, Any]] = {
    "purchase_models": PURCHASE_MODELS,
    "spend_models": SPEND_MODELS,
    "forecasters": FORECASTERS,
}


def choices(kind: Any, name: str) -> dict[str, str]:
    """Return what an option can be, value -> label, with the members of its registry.

    Examples
    --------
    >>> list(choices(Settings, "spend"))
    ['auto', 'gamma_gamma', 'gamma_gamma_all']
    """
    limits = options_of(kind)[name]
    members = _REGISTRIES.get(limits.registry, {})
    return dict(limits.choices) | {key: member.title for key, member in members.items()}


class Run(Steps):
    r"""Orders, options, and all that follows from them.

    Every property and method below is a step (`clv.memo.step`): computed when first asked for,
    kept, and shared by all runs that `with_` made and whose inputs to it are the same. What the
    data or the settings can't carry is raised as `ModelError` or `InputError`, also when asked
    again.

    Examples
    --------
    >>> log = b"customer,date,amount\na,2024-01-01,10\na,2024-02-01,12\n,2024-02-02,5\n"
    >>> run = Run.of(log, name="shop.csv")
    >>> run.cleaned.valid.rows, run.customers["revenue"].to_list(), run.verdict.use
    (2, [22.0], 'nothing')
    >>> run.with_(margin=0.4).customers is run.customers
    True
    """

    @classmethod
    def of(
        cls,
        source: Source | bytes | str | Path | Sequence[tuple[str, bytes]] | pl.DataFrame,
        *,
        settings: Settings | None = None,
        hints: ReadHints | None = None,
        mapping: Mapping | None = None,
        policy: Policy | None = None,
        name: str = "",
        tell: Tell = silent,
    ) -> Self:
        """Begin a run; nothing is read yet.

        Parameters
        ----------
        source : bytes, path, (name, bytes) of several files, polars.DataFrame, or a `Source`
            Where the orders are.
        settings : Settings, optional
            How to look ahead.
        hints, mapping, policy : optional
            How to read them, which column is which, what to count; what they leave open is
            guessed from the data.
        name : str
            What to call bytes or a table.
        tell : callable
            (Notice, share done) -> None: told what is being done.
        """
        settings = settings or Settings()
        inputs = {name: getattr(settings, name) for name in _SETTINGS}
        inputs |= {
            "source": source_of(source, name),
            "hints": hints or ReadHints(),
            "mapping": mapping,
            "policy": policy or Policy(),
        }
        return cls(inputs, Memo(), tell)

    def with_(self, **changes: Any) -> Self:
        """Return this run under other options; steps that don't depend on them are shared.

        Parameters
        ----------
        **changes
            Fields of `Settings`, ``settings`` as a whole, ``hints``, ``mapping`` or ``policy``.

        Raises
        ------
        SettingsError
            ``bad_setting`` for a value outside what it may be.
        """
        settings: Settings = changes.pop("settings", self.settings)
        named = {name: changes.pop(name) for name in _SETTINGS if name in changes}
        settings = replace(settings, **named)
        if unknown := changes.keys() - {"hints", "mapping", "policy"}:
            raise TypeError(f"A run has no option {', '.join(sorted(unknown))}.")
        chosen = {name: getattr(settings, name) for name in _SETTINGS}
        return self._but(self._inputs | chosen | changes)

    @property
    def settings(self) -> Settings:
        """How to look ahead; inside a step, what the step depends on, and defaults beside it."""
        return Settings(**{name: self._inputs[name] for name in _SETTINGS if name in self._inputs})

    @property
    def source(self) -> Source:
        """Where the orders come from."""
        return self._inputs["source"]  # type: ignore[no-any-return]

    @property
    def hints(self) -> ReadHints:
        """How to read them."""
        return self._inputs["hints"]  # type: ignore[no-any-return]

    @property
    def mapping(self) -> Mapping | None:
        """Which column is which, as far as it was decided."""
        return self._inputs["mapping"]  # type: ignore[no-any-return]

    @property
    def policy(self) -> Policy:
        """What to count."""
        return self._inputs["policy"]  # type: ignore[no-any-return]

    # Reading

    @property
    @step("source", "hints", keep=2)
    def raw(self) -> Raw:
        """The file opened, nothing interpreted."""
        return self.source.open(
            self.hints, lambda code, share: self.tell(Notice(code), share * _READING)
        )

    @property
    @step("raw")
    def guess(self) -> Guess:
        """Which column is probably which."""
        return guess(self.raw)

    @property
    @step("source")
    def sheets(self) -> tuple[str, ...]:
        """The sheets of a workbook; none where the source is none."""
        return sheets_of(self.source.parts[0][1]) if isinstance(self.source, Files) else ()

    @property
    @step("guess", "raw", "mapping")
    def currencies(self) -> tuple[str, ...]:
        """The currencies that the file names, the most frequent first."""
        column = (self.mapping or Mapping()).over(self.guess.mapping).currency
        if column is None:
            return ()
        code = pl.col(column).cast(pl.String).str.strip_chars().str.to_uppercase()
        counts = self.raw.frame.select(code=code).drop_nulls().filter(pl.col("code") != "")
        ranked = counts.group_by("code").len().sort("len", "code", descending=[True, False])
        return tuple(ranked.head(_MOST_CURRENCIES).collect()["code"])

    @property
    @step("raw", "guess", "mapping", "policy", "as_of", keep=2)
    def cleaned(self) -> Cleaned:
        """Orders, and the ledger of every row that is none."""
        try:
            proposal = self.guess
        except InputError:
            # Of a file known to lack something; a complete mapping may still read it.
            proposal = None
        return clean(
            self.raw,
            self.mapping,
            self.policy,
            self.settings.as_of,
            proposal,
            lambda code, share: self.tell(Notice(code), _READING + (1 - _READING) * share),
        )

    @property
    @step("cleaned", "as_of")
    def end(self) -> date:
        """The last day of the observation: as chosen, else the day of the last order."""
        last: date = self.cleaned.orders[t.DATE].dt.date().max()  # type: ignore[assignment]
        return self.settings.as_of or last

    @step("source", "hints", "mapping", "policy", keep=2)
    def later_orders(self, content: bytes, name: str) -> pl.DataFrame:
        """Read a newer file of the same shop in the same way: what came after a campaign."""
        newer = load(content, name, self.hints)
        roles = {} if self.mapping is None else self.mapping.roles
        same = set(roles.values()) <= set(newer.columns)
        return clean(newer, self.mapping if same else None, self.policy).orders

    # Customers

    @property
    @step("cleaned", "end")
    def customers(self) -> pl.DataFrame:
        """One row a customer, as seen on the last day: `clv.tables.CUSTOMERS`."""
        return summarise(self.cleaned.orders, self.end)

    @property
    @step("cleaned", "end")
    def history(self) -> History:
        """All that was known on the last day, for features and learners."""
        return History(self.cleaned.orders, self.end, self.cleaned.lines)

    @step("customers")
    def segments(self, rules: SegmentRules = _ELEVEN) -> pl.DataFrame:
        """Every customer's scores and segment."""
        return segment(self.customers, rules)

    @step("customers")
    def clusters(self, method: ClusterMethod = "k-means") -> Clusters:
        """The groups that the data suggest."""
        return clusters(self.customers, method)

    @property
    @step("cleaned", "end")
    def return_model(self) -> ReturnModel:
        """The shop's usual gap and review window, and the measured chance of another order."""
        return ReturnModel().fit(self.cleaned.orders, self.end)

    @property
    @step("customers", "return_model")
    def lifecycle(self) -> pl.DataFrame:
        """Each customer's stage between the first order and the last."""
        activity = self.return_model.predict(self.customers).drop(t.CUSTOMER_ID)
        return lifecycle(self.customers.hstack(activity))

    @property
    @step("cleaned")
    def revenue_by_month(self) -> pl.DataFrame:
        """Revenue by month, new and returning."""
        return summaries.revenue_by_month(self.cleaned.orders)

    @step("cleaned")
    def cohorts(self, by: str = "month", measure: CohortMeasure = "retention") -> pl.DataFrame:
        """Groups of customers through the months after their first order."""
        return cohorts(self.cleaned.orders, by, measure)

    @step("cleaned")
    def cohort_cell(self, by: str, cohort: str, age: int) -> pl.DataFrame:
        """The customers of one cohort, and what each did at one age."""
        return behind_cell(self.cleaned.orders, cohort, age, by)

    @step("cleaned", "end", "return_model")
    def rates(self, every: Every) -> pl.DataFrame:
        """Who came, stayed and was lost, period by period."""
        return rates(self.cleaned.orders, every, self.end, self.return_model)

    @step("cleaned")
    def movement(self, then: date, now: date) -> pl.DataFrame:
        """Every customer's segment on two days."""
        return movement(self.cleaned.orders, then, now)

    @property
    @step("cleaned")
    def subscription(self) -> SubscriptionPlan | None:
        """The plan that customers pay, where they pay in a fixed rhythm; None for a shop."""
        return recognise_plan(self.cleaned.orders)

    @property
    @step("subscription", "cleaned", "end")
    def recurring_revenue(self) -> pl.DataFrame | None:
        """A subscription's revenue by period: won, grown, shrunk, lost; None for a shop."""
        plan = self.subscription
        return None if plan is None else recurring_revenue(self.cleaned.orders, plan, self.end)

    @property
    @step("subscription", "customers")
    def retention_model(self) -> ShiftedBetaGeometric | None:
        """How long subscribers stay; None for a shop."""
        plan = self.subscription
        if plan is None:
            return None
        return ShiftedBetaGeometric.fit(Subscribers.of(self.customers, plan))

    @property
    @step("retention_model", "subscription", "customers", "horizon", "discount", "margin", "seed")
    def residual_value(self) -> tuple[float, float, float] | None:
        """What today's subscribers will still bring within the horizon: value, low, high."""
        plan, model, settings = self.subscription, self.retention_model, self.settings
        if plan is None or model is None:
            return None
        payment = self.customers[t.REVENUE] / self.customers[t.ORDER_COUNT] * settings.margin
        return model.residual_value(
            Subscribers.of(self.customers, plan),
            payment.to_numpy(),
            max(1, round(settings.horizon / plan.days)),
            (1 + settings.discount) ** (plan.days / DAYS_PER_YEAR) - 1,
            settings.seed,
        )

    @property
    @step("cleaned", "end", "horizon")
    def arrivals(self) -> pl.DataFrame | None:
        """What customers who have not come yet should bring, by month; None for a short log."""
        months = len(month_edges(self.settings.horizon)) - 1
        return expected_arrivals(self.cleaned.orders, self.end, months)

    @property
    @step("customers", "cleaned", "end")
    def segment_path(self) -> pl.DataFrame:
        """Everybody's segment at the ends of the last twelve months; of quarters for many."""
        orders = self.cleaned.orders
        first: date = orders[t.DATE].dt.date().min()  # type: ignore[assignment]
        every = 1 if self.customers.height <= _MANY else _QUARTER
        return segment_history(orders, month_ends(first, self.end)[::-every][::-1])

    @property
    @step("segment_path")
    def segment_changes(self) -> pl.DataFrame:
        """Each customer's segment before the present one, and since when."""
        return changes(self.segment_path)

    @step("cleaned", "customers", "segments", keep=16)
    def customer_profile(self, customer_id: str) -> CustomerProfile:
        """One customer: facts, timeline, reasons, similar ones."""
        return customer_profile(customer_id, self.cleaned.orders, self.customers, self.segments())

    # Testing the models

    @step("cleaned", "horizon", "engine", "seed", "forecasters")
    def backtest_at(self, split: date | None = None) -> Backtest:
        """The forecasters fitted up to a day, held against the days that came after it."""
        names = self.settings.forecasters
        if names == "none":
            raise UnsuitableDataError("not_tested")
        return evaluate.backtest(
            self.cleaned.orders,
            split,
            names,
            self.settings,
            self.cleaned.lines,
            self._telling_each(Notice("testing"), 0.1, 0.7),
        )

    @property
    @step("backtest_at")
    def backtest(self) -> Backtest:
        """The forecasters held against the last days, which they have not seen."""
        return self.backtest_at()

    @property
    @step("backtest")
    def backtest_or_none(self) -> Backtest | None:
        """The same; None where the log can't carry a test."""
        try:
            return self.backtest
        except ModelError:
            return None

    @property
    @step("cleaned", "backtest", "horizon", "engine", "seed")
    def rolling_backtest(self) -> RollingBacktest:
        """All forecasters held against several stretches of days."""
        orders, tested, settings = self.cleaned.orders, self.backtest_or_none, self.settings
        days = (orders[t.DATE].max() - orders[t.DATE].min()).days  # type: ignore[union-attr, operator]
        if tested is not None and days < _WINDOWS * tested.horizon:  # else there is room for one
            settings = replace(settings, horizon=max(1, tested.horizon // 2))
        return rolling_backtest(
            orders,
            settings=settings,
            lines=self.cleaned.lines,
            progress=self._telling_each(Notice("testing_often"), 0.0, 1.0),
        )

    @step("cleaned", "backtest", "customers")
    def audit(self, rules: SegmentRules = _ELEVEN) -> Audit:
        """A segmentation held against the days of the test."""
        self.tell(Notice("auditing"), 0.0)
        orders, tested = self.cleaned.orders, self.backtest
        return audit(History(orders, tested.split), orders, tested.horizon, rules)

    # Fitting and looking ahead

    @property
    @step("cleaned", "backtest", "horizon", "engine", "seed")
    def champion_tests(self) -> tuple[Backtest, ...]:
        """The backtest, and the same on earlier days of the log: what the champion is chosen by."""
        tested = self.backtest_or_none
        if tested is None:
            return ()
        tell = self._telling_each(Notice("testing_often"), 0.6, 0.7)
        cleaned = self.cleaned
        return (
            tested,
            *earlier_tests(tested, cleaned.orders, self.settings, cleaned.lines, tell),
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
    @step("champion_tests", "cleaned", "engine", "seed")
    def probability_contest(self) -> ProbabilityContest:
        """Who tells best who will order again: forecasters and classifiers on unseen days."""
        cleaned = self.cleaned
        return purchase_probability(
            self.champion_tests, cleaned.orders, self.settings, cleaned.lines
        )

    @step("history", "horizon", "engine", "seed")
    def outlook_of(self, name: str) -> pl.DataFrame:
        """What a forecaster expects of today's customers: `clv.tables.OUTLOOK`."""
        return FORECASTERS[name].predict(self.history, self.settings.horizon, self.settings)

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

    @step("customers", "engine", "season")
    def fit(self, purchase: str, spend: str) -> tuple[PurchaseModel, SpendModel]:
        """A purchase and a spend model fitted to all customers."""
        titles = (PURCHASE_MODELS[purchase].title, SPEND_MODELS[spend].title)
        self.tell(Notice("fitting", models=titles, count=self.customers.height), 0.7)
        engine = self.settings.engine
        return (
            PURCHASE_MODELS[purchase](engine, self.season).fit(self.customers),
            SPEND_MODELS[spend](engine=engine).fit(self.customers),
        )

    @property
    @step("candidates", "fit", "outlook_of", "customers")
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
            notices = (*notices, *failures, *purchase.notices_, *spend.notices_)
            return pair, tuple(dict.fromkeys(notices))
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

    @property
    @step("_choice", "cleaned", "end", "season", "horizon")
    def rolling_totals(self) -> pl.DataFrame:
        """The total forecast at earlier days of the log, beside what came."""
        pair = self.champion
        models = (pair.purchase, pair.spend) if pair else ("", "")
        return evaluate.rolling_totals(
            self.cleaned.orders, self.end, self.settings.horizon, models, self.season
        )

    @property
    @step("_choice", "cleaned", "end", "horizon", "engine", "calendar", "seed")
    def range_factors(self) -> npt.NDArray[np.float64]:
        """By how much ranges of single customers are stretched to hold as often as they should."""
        pair, settings = self.champion, self.settings
        if pair is None:
            return np.ones(TENTHS)
        models = FORECASTERS[f"{pair.purchase}+{pair.spend}"]
        return evaluate.range_factors(
            self.cleaned.orders,
            self.end,
            settings.horizon,
            lambda history, horizon: models.predict(history, horizon, settings),
        )

    @property
    @step(
        "_choice",
        "fit",
        "customers",
        "season",
        "rolling_totals",
        "range_factors",
        "probability_contest",
        "outlook_of",
        "end",
        "horizon",
        "discount",
        "margin",
        "seed",
    )
    def forecast(self) -> Forecast | None:
        """What is expected of every customer, with ranges; None where the data carry no model."""
        pair = self.champion
        if pair is None:
            return None
        self.tell(Notice("valuing", count=self.customers.height), 0.8)
        purchase, spend = self.fit(pair.purchase, pair.spend)
        past = evaluate.past_totals(self.rolling_totals, self.season)
        settings, factors = self.settings, self.range_factors
        plain = forecast(self.customers, purchase, spend, settings, self.end, past, factors)
        contest = self.probability_contest
        return champion_forecast(
            plain,
            None if pair.kind == "purchase" else self.outlook_of(pair.name),
            contest.predict(self.history, settings.horizon, settings),
        )

    @property
    @step("forecast", "segments", "customers", "return_model")
    def predictions(self) -> pl.DataFrame:
        """One row a customer: `clv.tables.PREDICTIONS`; null where nothing can be predicted."""
        ids = self.customers.select(t.CUSTOMER_ID)
        table = ids if self.forecast is None else self.forecast.predictions
        names = self.segments().select(t.CUSTOMER_ID, t.SEGMENT)
        table = table.join(names, on=t.CUSTOMER_ID, how="left", maintain_order="left")
        activity = self.return_model.predict(self.customers)
        table = table.with_columns(activity.select(t.ACTIVITY, t.P_RETURN))
        return table.select(
            pl.col(name) if name in table.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in t.PREDICTIONS.schema.items()
        )

    @property
    @step("backtest", "_choice", "rolling_totals")
    def verdict(self) -> Verdict:
        """How far to trust the numbers that are shown.

        On the champion, not on the best of the backtest: a rival's success is no reason to trust
        these numbers.
        """
        try:
            tested, why_not = self.backtest, None
        except ModelError as error:
            tested, why_not = None, error.notice
        if self.champion is None:
            refusal = self.fit_notices[-1]
            return Verdict("nothing", "", Notice("verdict_untested"), refusal)
        totals = past_ranges(self.rolling_totals, self.season)
        return judge(tested, why_not, self.champion.name, totals)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All that has to be said, the reader first, each once."""
        plan = self.subscription
        contract = () if plan is None else (Notice("subscription", variant=plan.period),)
        return tuple(dict.fromkeys((*self.cleaned.notices, *contract, *self.fit_notices)))

    # Customers, looked at ahead

    @property
    @step("customers", "predictions")
    def people(self) -> pl.DataFrame:
        """Customers and predictions side by side, the most valuable first."""
        table = self.customers.join(self.predictions, on=t.CUSTOMER_ID, maintain_order="left")
        return table.sort(t.CLV, t.REVENUE, descending=True, nulls_last=True)

    @property
    @step("people", "horizon", "discount", "margin")
    def activity(self) -> pl.DataFrame:
        """`people` with the days silent and the value at risk."""
        return value_at_risk(self.people, self.settings)

    @property
    @step("customers", "return_model")
    def key_figures(self) -> KeyFigures:
        """The customer base in a handful of figures."""
        return key_figures(self.customers, self.return_model)

    @step("activity", "return_model")
    def watch_list(self, days: int = 30) -> pl.DataFrame:
        """Whom to win back: tiers, dates, and codes of reasons and treatments."""
        return action.watch_list(self.activity, self.return_model, days)

    @step("segments", "cleaned", "customers", "predictions", "forecast")
    def profiles(self, rules: SegmentRules = _ELEVEN) -> pl.DataFrame:
        """Each segment: size, money, range, rhythm, favourite category, what to do."""
        return self._described(self.segments(rules))

    @step("clusters", "cleaned", "customers", "predictions", "forecast")
    def cluster_profiles(self, method: ClusterMethod = "k-means") -> pl.DataFrame:
        """Each cluster, described as segments are."""
        return self._described(self.clusters(method).customers)

    def _described(self, names: pl.DataFrame) -> pl.DataFrame:
        forecast = self.forecast
        return profiles(
            self.customers,
            names.select(t.CUSTOMER_ID, t.SEGMENT),
            self.cleaned.lines,
            self.predictions if forecast else None,
            forecast.total_of if forecast else None,
        )

    @step("cleaned", "_choice", "fit", "end", "horizon", keep=16)
    def alive_history(self, customer_id: str) -> pl.DataFrame:
        """One customer's chances day by day."""
        own = self.cleaned.orders.filter(pl.col(t.CUSTOMER_ID) == customer_id)
        days = own[t.DATE].dt.date().to_list()
        return action.chances(self.purchase_model, days, self.end, self.settings.horizon)

    @step("cleaned", "_choice", "fit", "forecast", "horizon", "discount", "margin", "seed", keep=2)
    def value_on(self, day: date) -> pl.DataFrame:
        """Everybody's expected value as of another day, in the eyes of today's models."""
        pair, today = self.champion, self.forecast
        if pair is None or today is None:
            why = self.fit_notices[-1]
            raise ModelError(why.code, why.message, variant=why.variant, **dict(why.values))
        known = summarise(self.cleaned.orders, day)
        ahead = forecast(known, *self.fit(pair.purchase, pair.spend), self.settings, day)
        values = today.revenue_error.factor * ahead.expectations.value
        return known.select(t.CUSTOMER_ID, pl.Series(t.CLV, values))

    @step("value_on")
    def value_bridge(self, then: date, now: date) -> Bridge:
        """The change of expected value between two days, both seen by today's models."""
        self.tell(Notice("valuing_both_days"), 0.8)
        return bridge(self.value_on(then), self.value_on(now))

    # Acting

    @property
    @step("cleaned", "forecast", "predictions", "end", "horizon", "discount", "margin")
    def unit_economics(self) -> UnitEconomics:
        """The sums over the orders from which the economics follow."""
        predictions = None if self.forecast is None else self.predictions
        return action.unit_economics(self.cleaned.orders, self.settings, predictions, end=self.end)

    @step("activity", "horizon")
    def plan(self, choice: Choice, campaign: Campaign, seed: int = 1, share: float = 1.0) -> Plan:
        """The chosen customers ranked by expected profit, drawn into treatment and control."""
        chosen = action.choose(self.activity, choice).people
        return action.plan(chosen, campaign, self.settings.horizon, seed, share)

    @step("customers")
    def past_treatment_and_control(self, start: date, seed: int, share: float) -> pl.DataFrame:
        """The same draw among the customers known before a past day, for a rehearsal."""
        known = self.customers.filter(pl.col(t.FIRST_ORDER) < start)
        return action.assign(known, seed, share)

    @property
    @step("cleaned", "end")
    def lines(self) -> pl.DataFrame:
        """The line items up to the last day."""
        return self.cleaned.lines.filter(pl.col(t.DATE).dt.date() <= self.end)

    @step("lines", keep=2)
    def offers(self, by: Any) -> NextOffer:
        """What is bought next."""
        return NextOffer(by).fit(self.lines)

    @step("lines", keep=2)
    def offers_backtest(self, by: Any) -> pl.DataFrame:
        """The offers of an earlier day held against what was bought next."""
        first, last = self.lines.select(low=pl.col(t.DATE).min(), high=pl.col(t.DATE).max()).row(0)
        return action.judge_offers(self.lines, (first + 0.75 * (last - first)).date(), by)

    # Explaining, comparing

    @step("cleaned", "backtest", "end", "horizon", keep=2)
    def explanation_data(self, customer_id: str | None = None) -> ExplanationData:
        """Features before the test's split and today; with a customer, this one among them."""
        cleaned, tested = self.cleaned, self.backtest
        return ExplanationData(
            cleaned.orders, cleaned.lines, tested, self.end, self.settings.horizon, customer_id
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

    @property
    @step("history", "horizon")
    def training_data(self) -> TrainingData:
        """What learners learn from today."""
        return TrainingData(self.history, self.settings.horizon)

    @step("_choice", "forecast", "training_data", "seed", keep=64)
    def explanation(self, customer_id: str) -> Explanation:
        """The expected value of a customer, as every page shows it, taken apart."""
        champion, today = self.champion, self.forecast
        if champion is None or today is None:
            raise UnsuitableDataError("no_forecast")
        self.tell(Notice("explaining"), 0.8)
        learned = champion.kind == "learned"
        data = self.training_data if learned else None
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
    @step("explanation_data", "cleaned")
    def attributes(self) -> dict[str, pl.DataFrame]:
        """By what the customers of the test can be compared."""
        return evaluate.attributes(self.cleaned.orders, self.explanation_data().tested.split)

    @step("backtest", "attributes")
    def fairness(self, model: str, attribute: str, share: float) -> pl.DataFrame:
        """A forecast compared across the groups of an attribute."""
        return evaluate.fairness(self.backtest, model, self.attributes[attribute], share)

    @step("explained_model")
    def without(self, learner: str, attribute: str) -> pl.DataFrame:
        """A learner trained with and without an attribute, both measured on unseen days."""
        self.tell(Notice("training_without"), 0.7)
        return self.explained_model(learner, True, None).without(attribute)

    @step("cleaned", "horizon", "seed")
    def classification(self, task: Task) -> Classification:
        """The classifiers of a task held against days they have not seen."""
        self.tell(Notice("classifying"), 0.1)
        cleaned = self.cleaned
        return evaluate.classify(cleaned.orders, task, settings=self.settings, lines=cleaned.lines)

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
        orders, tested = self.cleaned.orders, self.backtest
        past = History(orders, tested.split)
        kind = PURCHASE_MODELS[self.candidates[0].purchase]
        self.tell(Notice("fitting_earlier"), 0.7)
        model = kind(engine=self.settings.engine).fit(past.customers)
        expected = pl.Series(model.expected_purchases(past.customers, tested.horizon))
        future = past.future(orders, tested.horizon)
        return FitChecks(
            tested.split,
            fit_checks.counts(past.customers, model),
            fit_checks.conditional(past.customers, future, expected),
            tracking(orders, model, tested.split),
        )

    @step("history", "horizon", keep=2)
    def saved_model(self, content: bytes) -> tuple[SavedLearner, pl.DataFrame]:
        """A saved model brought back, and what it expects of today's customers."""
        self.tell(Notice("scoring_saved"), 0.5)
        kept = learning.load(content)
        return kept, kept.outlook(self.history, self.settings.horizon)

    def train(
        self, seconds: float, tell: Callable[[str], None], stopped: Callable[[], bool]
    ) -> Trained:
        """Compare all forecasters within a time budget and tune the best; kept by who asks."""
        cleaned = self.cleaned
        return evaluate.train(
            cleaned.orders, cleaned.lines, self.end, self.settings, seconds, tell, stopped
        )

    def _telling_each(self, first: Notice, start: float, end: float) -> Callable[[str], None]:
        """Spread the messages of a test over its share of the way, one a forecaster."""
        self.tell(first, start)
        done, most = count(), len(DEFAULT)

        def tell(words: str) -> None:
            share = min(1.0, next(done) / most)
            self.tell(Notice(first.code, words), start + share * (end - start))

        return tell
