"""Everything that can look ahead, in one registry and behind one face.

A forecaster sees a history and says, for each customer, the chance to buy, the purchase days and
the revenue within a horizon. Where it comes from, a purchase model, a learner or a rule of thumb,
does not matter to the backtest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from clv import tables as t
from clv.customers import History, first_order_covariates, source_groups, with_log_gaps
from clv.errors import SettingsError, UnsuitableDataError
from clv.evaluate.baselines import BASELINES
from clv.evaluate.calibration import PAIR, estimate_calendar, fit_pair
from clv.evaluate.renewals import Renewals
from clv.learning import (
    LEARNERS,
    Learner,
    SequenceModel,
    TrainingData,
    fitted,
    is_deep_installed,
    trained_sequence,
)
from clv.models import PURCHASE_MODELS, SPEND_MODELS, forecast, models_by_kind
from clv.options import Settings
from clv.words import N_

Kind = Literal["purchase", "covariates", "contract", "learned", "sequence", "baseline"]


@dataclass(frozen=True, slots=True)
class Forecaster:
    """One way to look ahead.

    Parameters
    ----------
    name, title : str
        Stable name, and plain name in English.
    kind : {"purchase", "covariates", "contract", "learned", "sequence", "baseline"}
        What it is.
    look : callable
        (TrainingData, Settings) -> table `clv.tables.OUTLOOK`.
    purchase, spend : str
        Names in `clv.models.PURCHASE_MODELS` and `SPEND_MODELS`: the pair itself, or for the other
        kinds the pair that carries their totals, months and ranges.
    """

    name: str
    title: str
    kind: Kind
    look: Callable[[TrainingData, Settings], pl.DataFrame]
    purchase: str = "mbg_nbd"
    spend: str = "gamma_gamma_all"

    def predict(
        self, history: History, horizon: int, settings: Settings | None = None
    ) -> pl.DataFrame:
        """Look `horizon` days ahead from the cut of `history`.

        Returns
        -------
        polars.DataFrame
            Table `clv.tables.OUTLOOK`, sorted by customer.

        Raises
        ------
        ModelError
            When the history can't carry it.
        """
        return self.look(TrainingData(history, horizon), settings or Settings(horizon=horizon))


def _purchase(purchase: str, spend: str) -> Forecaster:
    def look(data: TrainingData, settings: Settings) -> pl.DataFrame:
        customers, model = data.history.customers, PURCHASE_MODELS[purchase]
        if model.needs_gaps:
            customers = with_log_gaps(customers, data.history.orders)
        season = estimate_calendar(data.history.orders, data.history.cut, settings)
        buying = model(settings.engine, season).fit(customers)
        paying = SPEND_MODELS[spend](engine=settings.engine).fit(customers)
        undiscounted = replace(settings, horizon=data.horizon, discount=0.0, margin=1.0)
        return forecast(customers, buying, paying, undiscounted, data.history.cut).outlook

    title = f"{PURCHASE_MODELS[purchase].title} + {SPEND_MODELS[spend].title}"
    return Forecaster(f"{purchase}+{spend}", title, "purchase", look, purchase, spend)


def _learned(learner: type[Learner]) -> Forecaster:
    def look(data: TrainingData, settings: Settings) -> pl.DataFrame:
        return fitted(learner, data, settings.seed).outlook(data)

    return Forecaster(learner.name, learner.title, "learned", look)


def _covariates() -> Forecaster:
    def look(data: TrainingData, settings: Settings) -> pl.DataFrame:
        history = data.history
        season = estimate_calendar(history.orders, history.cut, settings)
        models = fit_pair(history.customers, PAIR, season)
        traits = source_groups(history.customers, history.sources, history.cut).join(
            first_order_covariates(history.orders), on=t.CUSTOMER_ID, how="left"
        )
        kinds = models_by_kind(models, history.customers, traits)
        if not kinds:
            raise UnsuitableDataError("no_covariates")
        undiscounted = replace(settings, horizon=data.horizon, discount=0.0, margin=1.0)
        outlooks = [
            forecast(customers, *each, undiscounted, history.cut).outlook  # type: ignore[call-arg, arg-type]
            for customers, each in kinds
        ]
        return pl.concat(outlooks).sort(t.CUSTOMER_ID)

    title = N_("MBG/NBD + Gamma-Gamma with covariates")
    return Forecaster("covariates", title, "covariates", look)


def _sequence() -> Forecaster:
    def look(data: TrainingData, settings: Settings) -> pl.DataFrame:
        return trained_sequence(data, settings.seed).outlook(data)

    return Forecaster(SequenceModel.name, SequenceModel.title, "sequence", look)


def _contract() -> Forecaster:
    def look(data: TrainingData, _settings: Settings) -> pl.DataFrame:
        return Renewals.fit(data).outlook(data.history.customers, data.horizon)

    return Forecaster(RENEWALS, N_("Renewals (shifted beta-geometric)"), "contract", look)


def _baseline(name: str) -> Forecaster:
    title, rule = BASELINES[name]
    return Forecaster(name, title, "baseline", lambda data, _settings: rule(data))


RENEWALS = "renewals"
FORECASTERS: dict[str, Forecaster] = {
    forecaster.name: forecaster
    for forecaster in (
        *(_purchase(buying, paying) for buying in PURCHASE_MODELS for paying in SPEND_MODELS),
        _covariates(),
        _contract(),
        *(_learned(learner) for learner in LEARNERS.values()),
        *((_sequence(),) if is_deep_installed() else ()),
        *(_baseline(name) for name in BASELINES),
    )
}
REFERENCE = "bg_nbd+gamma_gamma"
DEFAULT = (  # what a run compares: six, in some seconds; "all" takes half a minute
    REFERENCE,
    "mbg_nbd+gamma_gamma_all",
    "pareto_nbd+gamma_gamma_all",
    "blend",
    "lightgbm",
    "last_period",
)
_SHORT = {"gg": "gamma_gamma", "gg_all": "gamma_gamma_all"}


def choose(names: str | Iterable[str]) -> tuple[Forecaster, ...]:
    """Find forecasters by name.

    Parameters
    ----------
    names : str or iterable of str
        ``"default"``, ``"all"``, or names in `FORECASTERS`. A purchase model alone stands for
        itself with Gamma-Gamma; ``gg`` and ``gg_all`` are short for the spend models.

    Raises
    ------
    SettingsError
        ``unknown_model``, naming those that exist.

    Examples
    --------
    >>> [found.name for found in choose(["bg_nbd", "mbg_nbd+gg_all"])]
    ['bg_nbd+gamma_gamma', 'mbg_nbd+gamma_gamma_all']
    """
    if isinstance(names, str):
        groups = {"default": DEFAULT, "all": tuple(FORECASTERS)}
        names = groups.get(names, tuple(part.strip() for part in names.split(",")))
    full = [_full_name(name) for name in names]
    unknown = [name for name in full if name not in FORECASTERS]
    if unknown or not full:
        raise SettingsError(
            "unknown_model",
            variant="forecaster",
            names=tuple(unknown or [""]),
            choices=tuple(FORECASTERS),
        )
    return tuple(FORECASTERS[name] for name in dict.fromkeys(full))


def _full_name(name: str) -> str:
    buying, _plus, paying = name.partition("+")
    if buying not in PURCHASE_MODELS:
        return name
    return f"{buying}+{_SHORT.get(paying, paying) or 'gamma_gamma'}"
