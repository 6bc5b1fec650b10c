"""What is computed once and kept. The only file that uses Streamlit's caches.

Every key is a frozen value: the request (digest of the bytes, hints, mapping, policy, last day) and
those settings that the answer depends on; a frame is never part of a key. What is computed from an
upload is kept with its visitor, what is computed from a sample is shared.

The answers are frozen values over Polars frames, which nobody changes in place; they are kept as
they are (`cache_resource`), because `cache_data` would pickle them and copy them on every click.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, TypeVar

import polars as pl
import streamlit as st

from clv import action, evaluate, learning, pipeline
from clv import tables as t
from clv.action import Books, Campaign, Choice, NextOffer, Plan, Portrait
from clv.customers import (
    PRESETS,
    Audit,
    Bridge,
    Clusters,
    History,
    SegmentRules,
    activity,
    audit,
    behind_cell,
    bridge,
    changes,
    clusters,
    cohorts,
    lifecycle,
    month_ends,
    movement,
    profiles,
    rates,
    segment,
    segment_history,
    summaries,
    summarise,
)
from clv.customers.clusters import Method
from clv.customers.cohorts import Measure
from clv.customers.rates import Every
from clv.errors import Notice, UnsuitableDataError
from clv.evaluate import (
    Backtest,
    Classification,
    ExplainedModel,
    ExplanationData,
    RollingBacktest,
    Trained,
    Verdict,
    fit_checks,
    line_up,
    rolling_backtest,
)
from clv.evaluate.tracking import tracking as tracked
from clv.intake import Cleaned, Guess, Mapping, Raw, clean, guess, load, load_many, sheets_of
from clv.learning import LEARNERS, SavedLearner, Task, TrainingData
from clv.models import PURCHASE_MODELS, Forecast, forecast
from clv.options import Settings
from clv.pipeline import Fitted
from clv.present.numbers import Numbers
from clv.words import _
from pages.shared import session
from pages.shared.jobs import Bench
from pages.shared.session import Request

Answer = TypeVar("Answer")
_MOST_CURRENCIES = 12
_STRETCHES = 3.5  # of the horizon that a log must span to hold several tests of it
_KEPT = 8  # answers a function keeps for each visitor
_MANY, _QUARTER = 50_000, 3  # customers from which only every third month is looked at


def _kept(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Keep the answers of a function whose first argument is a `Request`."""
    cache: Any = st.cache_resource
    own = cache(function, scope="session", max_entries=_KEPT, show_spinner=False)
    shared = cache(function, max_entries=4 * _KEPT, show_spinner=False)

    @functools.wraps(function)
    def ask(request: Request, *key: Any) -> Answer:
        kept = shared if request.source.sample else own
        answer: Answer = kept(request, *key)
        return answer

    return ask


@_kept
def raw(request: Request) -> Raw:
    """Open the file; several of one kind are read one after the other."""
    names, contents = zip(*session.parts_of(request.source), strict=True)
    return load_many(contents, names, request.hints)


@_kept
def guessed(request: Request) -> Guess:
    """Propose which column is which."""
    return guess(raw(_opened(request)))


@_kept
def cleaned(request: Request) -> Cleaned:
    """Clean the file into orders and a ledger."""
    return clean(raw(_opened(request)), request.mapping, request.policy, request.as_of)


@_kept
def sheets(request: Request) -> tuple[str, ...]:
    """Name the sheets of a workbook."""
    return sheets_of(session.parts_of(request.source)[0][1])


@_kept
def currencies(request: Request) -> tuple[str, ...]:
    """List the currencies that the file names, the most frequent first."""
    named = (request.mapping or Mapping()).over(guessed(request).mapping).currency
    if named is None:
        return ()
    codes = raw(_opened(request)).frame.select(
        pl.col(named).cast(pl.String).str.strip_chars().str.to_uppercase().alias("code")
    )
    counted = codes.drop_nulls().filter(pl.col("code") != "").group_by("code").len()
    ranked = counted.sort("len", "code", descending=[True, False]).head(_MOST_CURRENCIES)
    return tuple(ranked.collect()["code"])


def _opened(request: Request) -> Request:
    """Forget all that opening a file does not depend on."""
    return Request(request.source, request.hints)


@_kept
def customers(request: Request) -> pl.DataFrame:
    """Summarise the orders into customers."""
    found = cleaned(request)
    return summarise(found.orders, pipeline.end_of(found, Settings(as_of=request.as_of)))


@_kept
def segments(request: Request, rules: SegmentRules) -> pl.DataFrame:
    """Name every customer's segment."""
    return segment(customers(request), rules)


@_kept
def _profiles(request: Request, asked: Settings, rules: SegmentRules) -> pl.DataFrame:
    return _described(request, asked, segments(request, rules))


def segment_profiles(
    request: Request, asked: Settings, rules: SegmentRules = PRESETS["eleven"]
) -> pl.DataFrame:
    """Describe each segment: size, money, range, rhythm, favourite category, what to do."""
    outlook(request, asked)
    return _profiles(request, asked, rules)


@_kept
def clustered(request: Request, method: Method) -> Clusters:
    """Find the groups that the data suggest."""
    return clusters(customers(request), method)


@_kept
def cluster_profiles(request: Request, asked: Settings, method: Method) -> pl.DataFrame:
    """Describe each cluster as segments are described."""
    return _described(request, asked, clustered(request, method).customers)


def _described(request: Request, asked: Settings, named: pl.DataFrame) -> pl.DataFrame:
    found, ahead = cleaned(request), _outlook(request, asked)
    forecast = ahead.forecast
    return profiles(
        customers(request),
        named.select(t.CUSTOMER_ID, t.SEGMENT),
        found.lines,
        ahead.predictions if forecast else None,
        forecast.total_of if forecast else None,
    )


def _untested(why_not: Notice | None) -> UnsuitableDataError:
    why_not = why_not or Notice("no_orders_to_test")
    values = dict(why_not.values)
    return UnsuitableDataError(why_not.code, why_not.message, variant=why_not.variant, **values)


@_kept
def _audited(request: Request, asked: Settings, rules: SegmentRules) -> Audit:
    tested, why_not = _trial(request, asked)
    if tested is None:
        raise _untested(why_not)
    orders = cleaned(request).orders
    return audit(History(orders, tested.split), orders, tested.horizon, rules)


def audited(request: Request, asked: Settings, rules: SegmentRules) -> Audit:
    """Hold a segmentation against the days of the test; says what it is doing."""
    with st.spinner(_("Holding the groups against later days"), show_time=True):
        return _audited(request, _of_trial(asked), rules)


@_kept
def staged(request: Request) -> pl.DataFrame:
    """Tell each customer's stage of life."""
    return lifecycle(customers(request))


@_kept
def came_and_went(request: Request, every: Every) -> pl.DataFrame:
    """Count who came, stayed and fell silent, period by period."""
    end = pipeline.end_of(cleaned(request), Settings(as_of=request.as_of))
    return rates(cleaned(request).orders, every, end)


@_kept
def cohort_cell(request: Request, by: str, cohort: str, age: int) -> pl.DataFrame:
    """Return the customers of one cohort, and what each did at one age."""
    return behind_cell(cleaned(request).orders, cohort, age, by)


@_kept
def cohort_table(request: Request, by: str, measure: Measure) -> pl.DataFrame:
    """Follow groups of customers through the months after their first order."""
    return cohorts(cleaned(request).orders, by, measure)


@_kept
def monthly(request: Request) -> pl.DataFrame:
    """Revenue by month, new and returning."""
    return summaries.revenue_by_month(cleaned(request).orders)


@dataclass(frozen=True)
class Outlook:
    """What is known about the days to come: the same as in `clv.pipeline.Run`."""

    fitted: Fitted
    forecast: Forecast | None
    predictions: pl.DataFrame


@_kept
def _trial(request: Request, asked: Settings) -> tuple[Backtest | None, Notice | None]:
    return pipeline.trial(cleaned(request), asked)


@_kept
def _fitted(request: Request, asked: Settings) -> Fitted:
    tested = _trial(request, _of_trial(asked))[0] if _leaves_choice(asked) else None
    return pipeline.fit(customers(request), asked, tested)


@_kept
def _outlook(request: Request, asked: Settings) -> Outlook:
    fitted = _fitted(request, _of_fit(asked))
    people = customers(request)
    end = pipeline.end_of(cleaned(request), asked)
    ahead = None
    if fitted.purchase is not None and fitted.spend is not None:
        ahead = forecast(people, fitted.purchase, fitted.spend, asked, end)
    return Outlook(fitted, ahead, pipeline.predictions(people, segment(people), ahead))


def trial(request: Request, asked: Settings) -> tuple[Backtest | None, Verdict]:
    """Hold the models against days they have not seen, and judge those that are shown."""
    with st.spinner(_("Testing the models on days they have not seen"), show_time=True):
        judged = _judged(request, asked)
    session.note_judged((request, asked))
    return judged


def _judged(request: Request, asked: Settings) -> tuple[Backtest | None, Verdict]:
    tested, why_not = _trial(request, _of_trial(asked))
    return tested, pipeline.verdict(tested, _fitted(request, _of_fit(asked)), why_not)


def known(
    request: Request, asked: Settings
) -> tuple[Fitted, tuple[Backtest | None, Verdict]] | None:
    """Return the models and what was found of them, if this visitor has had them judged."""
    if not session.was_judged((request, asked)):
        return None
    return _fitted(request, _of_fit(asked)), _judged(request, asked)


@_kept
def _deciles(request: Request, asked: Settings) -> pl.DataFrame:
    tested, _why_not = _trial(request, asked)
    return pl.DataFrame() if tested is None else tested.deciles


def deciles(request: Request, asked: Settings) -> pl.DataFrame:
    """Return forecast and fact by tenths of customers, of every forecaster in the test."""
    return _deciles(request, _of_trial(asked))


def outlook(request: Request, asked: Settings) -> Outlook:
    """Fit the chosen models and value every customer; says what it is doing."""
    people = customers(request).height
    if _leaves_choice(asked):
        trial(request, asked)
    words = _("Fitting the models and valuing {count:,} customers").format(count=people)
    with st.spinner(words, show_time=True):
        return _outlook(request, asked)


@_kept
def _importance(request: Request, asked: Settings, learner: str) -> pl.DataFrame:
    ground = _ground(request, asked, None)
    trained = LEARNERS[learner](seed=asked.seed).fit(ground.then)
    return learning.importance(trained, ground.then.today, ground.actual[t.REVENUE].to_numpy())


@dataclass(frozen=True)
class FitChecks:
    """What a purchase model fitted up to the test's split says, beside what came."""

    split: date
    counts: pl.DataFrame
    conditional: pl.DataFrame
    tracking: pl.DataFrame


@_kept
def _fit_checks(request: Request, asked: Settings, model: str) -> FitChecks:
    tested, why_not = _trial(request, asked)
    if tested is None:
        raise _untested(why_not)
    orders = cleaned(request).orders
    past = History(orders, tested.split)
    fitted = PURCHASE_MODELS[model](engine=asked.engine).fit(past.customers)
    expected = pl.Series(fitted.expected_purchases(past.customers, tested.horizon))
    return FitChecks(
        tested.split,
        fit_checks.counts(past.customers, fitted),
        fit_checks.conditional(past.customers, past.future(orders, tested.horizon), expected),
        tracked(orders, fitted, tested.split),
    )


@_kept
def _rolled(request: Request, asked: Settings) -> RollingBacktest:
    found, (tested, _why_not) = cleaned(request), _trial(request, asked)
    known = found.orders.select(pl.col(t.DATE).max() - pl.col(t.DATE).min()).item().days
    if tested is not None and known < _STRETCHES * tested.horizon:  # else there is room for one
        asked = replace(asked, horizon=max(1, tested.horizon // 2))
    return rolling_backtest(found.orders, settings=asked, lines=found.lines)


def rolled(request: Request, asked: Settings) -> RollingBacktest:
    """Hold all forecasters against three stretches of days; says what it is doing."""
    with st.spinner(_("Testing on three stretches of days"), show_time=True):
        return _rolled(request, _of_trial(asked))


def importance(request: Request, asked: Settings, learner: str) -> pl.DataFrame:
    """Measure on unseen days what a learner leans on; says what it is doing."""
    with st.spinner(_("Shuffling one feature after the other"), show_time=True):
        return _importance(request, _of_trial(asked), learner)


def purchase_checks(request: Request, asked: Settings) -> FitChecks:
    """Compare what came with what the chosen purchase model expected, from the test's split."""
    tested, _verdict = trial(request, asked)
    with st.spinner(_("Fitting the model on the earlier days"), show_time=True):
        return _fit_checks(request, _of_trial(asked), line_up(asked, tested)[0].purchase)


@_kept
def _people(request: Request, asked: Settings) -> pl.DataFrame:
    ahead = _outlook(request, asked)
    table = customers(request).join(ahead.predictions, on=t.CUSTOMER_ID, maintain_order="left")
    return table.sort(t.CLV, t.REVENUE, descending=True, nulls_last=True)


def people(request: Request, asked: Settings) -> pl.DataFrame:
    """Return customers and predictions side by side, the most valuable first."""
    outlook(request, asked)
    return _people(request, asked)


def _of_trial(asked: Settings) -> Settings:
    """Keep of the settings what the comparison depends on."""
    return Settings(horizon=asked.horizon, engine=asked.engine, as_of=asked.as_of, seed=asked.seed)


def _of_fit(asked: Settings) -> Settings:
    """Keep of the settings what fitting depends on: not margin, discount or unit."""
    kept = replace(_of_trial(asked), model=asked.model, spend=asked.spend)
    return kept if _leaves_choice(asked) else replace(kept, horizon=Settings().horizon)


def _leaves_choice(asked: Settings) -> bool:
    return "auto" in (asked.model, asked.spend)


@_kept
def moved(request: Request, then: date, now: date) -> pl.DataFrame:
    """Name every customer's segment on two days."""
    return movement(cleaned(request).orders, then, now)


@_kept
def _value_on(request: Request, asked: Settings, day: date) -> pl.DataFrame:
    fitted = _fitted(request, _of_fit(asked))
    known = summarise(cleaned(request).orders, day)
    assert fitted.purchase is not None  # noqa: S101 - asked for only where there is a forecast
    assert fitted.spend is not None  # noqa: S101
    ahead = forecast(known, fitted.purchase, fitted.spend, asked, day)
    return known.select(t.CUSTOMER_ID, pl.Series(t.CLV, ahead.expectations.value))


@_kept
def _bridge(request: Request, asked: Settings, then: date, now: date) -> Bridge:
    return bridge(_value_on(request, asked, then), _value_on(request, asked, now))


def value_bridge(request: Request, asked: Settings, then: date, now: date) -> Bridge:
    """Explain the change of expected value between two days, both seen by today's models."""
    with st.spinner(_("Valuing the customers as of both days"), show_time=True):
        return _bridge(request, asked, then, now)


@_kept
def _watched(request: Request, asked: Settings) -> pl.DataFrame:
    end = pipeline.end_of(cleaned(request), asked)
    return activity.watched(_people(request, asked), end)


def watched(request: Request, asked: Settings) -> pl.DataFrame:
    """Return customers and predictions with silence, whether it is too long, and value at risk."""
    outlook(request, asked)
    return _watched(request, asked)


@_kept
def watch_list(request: Request, asked: Settings, days: int = 30) -> pl.DataFrame:
    """List whom to win back: tiers, dates, reasons, treatments."""
    end = pipeline.end_of(cleaned(request), asked)
    ahead = _outlook(request, asked).predictions
    listed = action.watch_list(customers(request), ahead, end, days)
    more = customers(request).select(t.CUSTOMER_ID, t.ORDER_COUNT, t.REVENUE)
    named = ahead.select(t.CUSTOMER_ID, t.SEGMENT, t.P_BUY)
    for known in (more, named):
        listed = listed.join(known, on=t.CUSTOMER_ID, maintain_order="left")
    return listed


@_kept
def books(request: Request, asked: Settings) -> Books:
    """Add up once what the economics need of the orders."""
    found = cleaned(request)
    ahead = _outlook(request, asked)
    known = None if ahead.forecast is None else ahead.predictions
    return action.keep_books(found.orders, asked, known, end=pipeline.end_of(found, asked))


@_kept
def planned(request: Request, asked: Settings, chosen: Choice, campaign: Campaign) -> Plan:
    """Rank the chosen people by expected profit."""
    people = action.choose(watched(request, asked), chosen).people
    return action.plan(people, campaign, asked.horizon)


@_kept
def drawn(
    request: Request,
    asked: Settings,
    chosen: Choice,
    campaign: Campaign,
    most: int,
    seed: int,
    share: float,
) -> pl.DataFrame:
    """Draw treatment and control among the best of a plan."""
    best = planned(request, asked, chosen, campaign).people.head(most)
    return best.join(action.assign(best, seed, share), on=t.CUSTOMER_ID, maintain_order="left")


@_kept
def offers(request: Request, by: Any) -> NextOffer:
    """Learn what is bought next."""
    return NextOffer(by).fit(_lines_seen(request))


@_kept
def offers_judged(request: Request, by: Any) -> pl.DataFrame:
    """Hold the offers of an earlier day against what was bought next."""
    lines = _lines_seen(request)
    first, last = lines.select(low=pl.col(t.DATE).min(), high=pl.col(t.DATE).max()).row(0)
    return action.judge_offers(lines, (first + 0.75 * (last - first)).date(), by)


def _lines_seen(request: Request) -> pl.DataFrame:
    found = cleaned(request)
    end = pipeline.end_of(found, Settings(as_of=request.as_of))
    return found.lines.filter(pl.col(t.DATE).dt.date() <= end)


@st.cache_resource(scope="session", max_entries=2, show_spinner=False)
def following(mapping: Mapping, content: bytes, name: str) -> pl.DataFrame:
    """Read the orders that followed a campaign, with the same columns as the open log."""
    newer = load(content, name)
    named = {column for column in asdict(mapping).values() if column}
    return clean(newer, mapping if named <= set(newer.columns) else None).orders


@_kept
def portrait(request: Request, who: str) -> Portrait:
    """Draw one customer's portrait."""
    people = customers(request)
    return action.portrait(
        who, cleaned(request).orders, people, segments(request, PRESETS["eleven"])
    )


@_kept
def _segment_path(request: Request) -> pl.DataFrame:
    orders = cleaned(request).orders
    first: date = orders.select(pl.col(t.DATE).min().dt.date()).item()
    days = month_ends(first, pipeline.end_of(cleaned(request), Settings(as_of=request.as_of)))
    step = 1 if customers(request).height <= _MANY else _QUARTER
    return segment_history(orders, days[::-step][::-1])


def segment_path(request: Request) -> pl.DataFrame:
    """Name everybody's segment at the ends of the last twelve months; of quarters for many."""
    with st.spinner(_("Looking back month by month"), show_time=True):
        return _segment_path(request)


@_kept
def changed(request: Request) -> pl.DataFrame:
    """Tell each customer's segment before the present one, and since when."""
    return changes(segment_path(request))


@_kept
def chances(request: Request, asked: Settings, who: str) -> pl.DataFrame:
    """Follow one customer's chances day by day."""
    found = cleaned(request)
    days = found.orders.filter(pl.col(t.CUSTOMER_ID) == who)[t.DATE].dt.date().to_list()
    model = _fitted(request, _of_fit(asked)).purchase
    return action.chances(model, days, pipeline.end_of(found, asked), asked.horizon)


@_kept
def _ground(request: Request, asked: Settings, wanted: str | None) -> ExplanationData:
    tested, why_not = _trial(request, asked)
    if tested is None:
        raise _untested(why_not)
    found = cleaned(request)
    end = pipeline.end_of(found, asked)
    return ExplanationData(found.orders, found.lines, tested, end, asked.horizon, wanted)


@_kept
def _lesson(
    request: Request, asked: Settings, learner: str, behaviour: bool, wanted: str | None
) -> ExplainedModel:
    return ExplainedModel(_ground(request, asked, wanted), learner, behaviour, asked.seed)


def lesson(
    request: Request,
    asked: Settings,
    learner: str,
    behaviour: bool = True,
    wanted: str | None = None,
) -> ExplainedModel:
    """Teach a learner for the test and for today; `wanted` is surely among those it can explain."""
    trial(request, asked)
    asked = _of_trial(asked)
    known = _ground(request, asked, None).now.history.customers[t.CUSTOMER_ID]
    missing = wanted if wanted is not None and wanted not in known else None
    made = _lesson(request, asked, learner, behaviour, missing)
    with st.spinner(_("Teaching, and shuffling one feature after the other"), show_time=True):
        _measured, _ready = made.importance, made.explainer
    return made


@_kept
def disagreements(
    request: Request, asked: Settings, learner: str, behaviour: bool, numbers: Numbers
) -> pl.DataFrame:
    """List about whom purchase model, learner and RFM disagree most, and why."""
    taught = _lesson(request, _of_trial(asked), learner, behaviour, None)
    return taught.disagreements(50, numbers.money)


@_kept
def dependence(
    request: Request, asked: Settings, learner: str, behaviour: bool, feature: str
) -> pl.DataFrame:
    """Move one feature for everybody, and see what is expected then."""
    taught = _lesson(request, _of_trial(asked), learner, behaviour, None)
    return learning.partial_dependence(taught.learner, taught.data.now.today, feature)


@_kept
def attributes(request: Request, asked: Settings) -> dict[str, pl.DataFrame]:
    """Say by what the customers of the test can be compared."""
    ground = _ground(request, _of_trial(asked), None)
    return evaluate.attributes(cleaned(request).orders, ground.tested.split)


@_kept
def fairness(
    request: Request, asked: Settings, model: str, attribute: str, share: float
) -> pl.DataFrame:
    """Compare a forecast across the groups of an attribute."""
    ground = _ground(request, _of_trial(asked), None)
    return evaluate.fairness(ground.tested, model, attributes(request, asked)[attribute], share)


@_kept
def _without(request: Request, asked: Settings, learner: str, attribute: str) -> pl.DataFrame:
    return _lesson(request, asked, learner, True, None).without(attribute)


def without(request: Request, asked: Settings, learner: str, attribute: str) -> pl.DataFrame:
    """Train with and without an attribute, and measure both on unseen days."""
    with st.spinner(_("Training with and without it"), show_time=True):
        return _without(request, _of_trial(asked), learner, attribute)


@_kept
def _classified(request: Request, asked: Settings, task: Task) -> Classification:
    found = cleaned(request)
    return evaluate.classify(found.orders, task, settings=asked, lines=found.lines)


def classified(request: Request, asked: Settings, task: Task) -> Classification:
    """Hold all classifiers against days they have not seen."""
    with st.spinner(_("Training the classifiers and testing them on unseen days"), show_time=True):
        return _classified(request, _of_trial(asked), task)


@_kept
def _chances_of(request: Request, asked: Settings, task: Task, name: str) -> pl.DataFrame:
    found = cleaned(request)
    horizon = _classified(request, asked, task).horizon
    today = History(found.orders, pipeline.end_of(found, asked), found.lines)
    return evaluate.chances(TrainingData(today, horizon), task, name, asked.seed)


def chances_of(request: Request, asked: Settings, task: Task, name: str) -> pl.DataFrame:
    """Say today's customers' chances, over as many days as were tested."""
    with st.spinner(_("Asking the classifier about today's customers"), show_time=True):
        return _chances_of(request, _of_trial(asked), task, name)


@st.cache_resource(scope="session", max_entries=_KEPT, show_spinner=False, on_release=Bench.cancel)
def _bench(request: Request, asked: Settings) -> Bench[Trained]:  # noqa: ARG001 - the key
    return Bench()


def bench(request: Request, asked: Settings) -> Bench[Trained]:
    """Return this visitor's place for training on these orders; nobody shares it."""
    return _bench(request, _of_trial(asked))


@_kept
def _kept_outlook(
    request: Request, asked: Settings, model: bytes
) -> tuple[SavedLearner, pl.DataFrame]:
    found = cleaned(request)
    today = History(found.orders, pipeline.end_of(found, asked), found.lines)
    kept = learning.load(model)
    return kept, kept.outlook(today, asked.horizon)


def kept_outlook(
    request: Request, asked: Settings, model: bytes
) -> tuple[SavedLearner, pl.DataFrame]:
    """Bring a kept model back and ask it about today's customers; raises `InputError`."""
    with st.spinner(_("Asking the kept model about today's customers"), show_time=True):
        return _kept_outlook(request, _of_trial(asked), model)


@_kept
def rehearsal(request: Request, start: date, seed: int, share: float) -> pl.DataFrame:
    """Draw treatment and control among those known before a past day."""
    known = customers(request).filter(pl.col(t.FIRST_ORDER) < start)
    return action.assign(known, seed, share)
