"""What the champion expects of every customer, and how far to trust it."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import evaluate
from clv import tables as t
from clv.errors import ModelError, Notice
from clv.evaluate import (
    FORECASTERS,
    Verdict,
    champion_forecast,
    judge,
    past_ranges,
    range_factors_of_tests,
)
from clv.memo import step
from clv.models import TENTHS, Forecast, forecast
from clv.run.models import ModelSteps

# What a fit says, and what says the same of the data.
_SAID_OF_DATA = {"active_before": "first_month_new"}


class ForecastSteps(ModelSteps):
    """Steps that look ahead."""

    @property
    @step("_choice", "cleaned", "end", "season", "horizon", "engine", "seed")
    def rolling_totals(self) -> pl.DataFrame:
        """The total forecast at earlier days of the log, beside what came."""
        pair, settings = self.champion, self.settings
        models = (pair.purchase, pair.spend) if pair else ("", "")
        look = None
        if pair is not None and pair.kind == "contract":
            look = partial(pair.predict, settings=settings)
        return evaluate.rolling_totals(
            self.cleaned.orders, self.end, settings.horizon, models, self.season, look=look
        )

    @property
    @step("_choice", "champion_tests", "cleaned", "end", "horizon", "engine", "calendar", "seed")
    def range_factors(self) -> npt.NDArray[np.float64]:
        """By how much ranges of single customers are stretched to hold as often as they should."""
        pair, settings = self.champion, self.settings
        if pair is None:
            return np.ones(TENTHS)
        models = FORECASTERS[f"{pair.purchase}+{pair.spend}"]
        tested = range_factors_of_tests(self.champion_tests, pair.name, models.name)
        if tested is not None:
            return tested
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
            carries=pair.kind == "contract",
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
    @step("rolling_totals", "season")
    def past_ranges(self) -> pl.DataFrame:
        """Past totals with the ranges that could have been told then, beside what came."""
        return past_ranges(self.rolling_totals, self.season)

    @property
    @step("backtest", "backtest_of", "_choice", "past_ranges")
    def verdict(self) -> Verdict:
        """How far to trust the numbers that are shown.

        On the champion, not on the best of the backtest: a rival's success is no reason to trust
        these numbers.
        """
        try:
            backtest, why_not = self.backtest, None
        except ModelError as error:
            backtest, why_not = None, error.notice
        if self.champion is None:
            refusal = self.fit_notices[-1]
            return Verdict("nothing", "", Notice("verdict_untested"), refusal)
        if backtest is not None and self.champion.name not in backtest.table["name"]:
            backtest = self.backtest_of(self.champion.name)
        return judge(backtest, why_not, self.champion.name, self.past_ranges)

    @property
    def model_notices(self) -> tuple[Notice, ...]:
        """What has to be said of the fit, without what the reader says of the data already."""
        codes = {notice.code for notice in self.cleaned.notices}
        return tuple(each for each in self.fit_notices if _SAID_OF_DATA.get(each.code) not in codes)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All that has to be said, the reader first, each once."""
        plan = self.subscription
        contract = () if plan is None else (Notice("subscription", variant=plan.period),)
        of_data = (*self.cleaned.notices, *self.customer_sources.notices)
        return tuple(dict.fromkeys((*of_data, *contract, *self.model_notices)))
