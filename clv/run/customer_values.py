"""Customers, looked at ahead: what was known of them beside what is expected."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from scipy.special import expit, logit

from clv import action
from clv import tables as t
from clv.customers import (
    Bridge,
    ClusterMethod,
    History,
    KeyFigures,
    SegmentRules,
    bridge,
    key_figures,
    profiles,
    summarise,
    value_at_risk,
)
from clv.errors import ModelError, Notice
from clv.evaluate import Forecaster, champion_forecast
from clv.learning import LEARNERS, SavedLearner, TrainingData, fitted, trained_sequence
from clv.memo import step
from clv.models import forecast
from clv.run.customers import ELEVEN
from clv.run.forecasts import ForecastSteps

_MEASURED = (t.CUSTOMER_ID, t.ACTIVITY, t.P_RETURN)
_LEAST = 1e-6  # chance; nearer to never and always odds can't tell


class CustomerValueSteps(ForecastSteps):
    """Steps that join customers and predictions."""

    @property
    @step("customers", "predictions")
    def customer_values(self) -> pl.DataFrame:
        """Customers and predictions side by side, the most valuable first."""
        table = self.customers.join(self.predictions, on=t.CUSTOMER_ID, maintain_order="left")
        return table.sort(t.CLV, t.REVENUE, descending=True, nulls_last=True)

    @property
    @step("customer_values", "horizon", "discount", "margin")
    def activity(self) -> pl.DataFrame:
        """`customer_values` with the days silent and the value at risk."""
        return value_at_risk(self.customer_values, self.settings)

    @property
    @step("customers", "segments", "return_model")
    def measured_customers(self) -> pl.DataFrame:
        """Customers with what is measured of them, the best by revenue first; nothing is forecast.

        The columns of forecasts are there, and empty.
        """
        activity = self.return_model.predict(self.customers).select(*_MEASURED, t.SILENCE)
        names = self.segments().select(t.CUSTOMER_ID, t.SEGMENT)
        measured = activity.join(names, on=t.CUSTOMER_ID, how="left", maintain_order="left")
        table = self.customers.join(measured, on=t.CUSTOMER_ID, how="left", maintain_order="left")
        empty = {
            name: pl.lit(None, dtype)
            for name, dtype in t.PREDICTIONS.schema.items()
            if name not in table.columns
        }
        return table.with_columns(**empty).sort(t.REVENUE, descending=True)

    @property
    @step("activity", "measured_customers", "verdict")
    def shown_customers(self) -> pl.DataFrame:
        """Customers with all that may be said of them: no forecast where the verdict is nothing."""
        return self.measured_customers if self.verdict.use == "nothing" else self.activity

    @property
    @step("customers", "return_model")
    def key_figures(self) -> KeyFigures:
        """The customer base in a handful of figures."""
        return key_figures(self.customers, self.return_model)

    @step("activity", "return_model")
    def watch_list(self, days: int = 30) -> pl.DataFrame:
        """Whom to win back: tiers, dates, and codes of reasons and treatments."""
        return action.watch_list(self.activity, self.return_model, days)

    @property
    @step("shown_customers", "return_model", "verdict", "unwilling")
    def this_week(self) -> list[action.Task]:
        """What to do now, and for whom: by the value at risk where sums of it may be stated."""
        measure = t.VALUE_AT_RISK if self.verdict.use == "money" else t.REVENUE
        return action.this_week(self.shown_customers, self.return_model, measure, self.unwilling)

    @step("segments", "cleaned", "customers", "predictions", "forecast")
    def profiles(self, rules: SegmentRules = ELEVEN) -> pl.DataFrame:
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

    @step("cleaned", "_choice", "fit", "predictions", "end", "horizon", keep=16)
    def alive_history(self, customer_id: str) -> pl.DataFrame:
        """One customer's chances day by day: the purchase model's path to the chance of today.

        The chance of an order that all pages show may be another model's; so the path is moved,
        in odds, to end there, and whoever orders is a customer.
        """
        own = self.cleaned.orders.filter(pl.col(t.CUSTOMER_ID) == customer_id)
        days = own[t.DATE].dt.date().to_list()
        path = action.chances(self.purchase_model, days, self.end, self.settings.horizon)
        today = self.predictions.filter(pl.col(t.CUSTOMER_ID) == customer_id)[t.P_BUY].item()
        if path.is_empty() or today is None:
            return path
        odds = logit(path[t.P_BUY].to_numpy().clip(_LEAST, 1 - _LEAST))
        shown = expit(odds + logit(np.clip(today, _LEAST, 1 - _LEAST)) - odds[-1])
        moved = path.with_columns(pl.Series(t.P_BUY, shown))
        alive = pl.when(pl.col(t.P_ALIVE).is_not_null()).then(pl.max_horizontal(t.P_ALIVE, t.P_BUY))
        return moved.with_columns(alive.alias(t.P_ALIVE))

    @step(
        "_choice",
        "cleaned",
        "customer_sources",
        "training_data",
        "horizon",
        "engine",
        "seed",
        keep=2,
    )
    def outlook_on(self, day: date) -> pl.DataFrame | None:
        """How the champion, taught by all days up to today, spreads the value of another day.

        None where the champion is the purchase model itself.
        """
        pair, cleaned = self.champion, self.cleaned
        history = History(cleaned.orders, day, cleaned.lines, self.customer_sources)
        if pair is None or pair.kind == "purchase":
            return None
        if pair.kind == "baseline" or day == self.end:
            return pair.predict(history, self.settings.horizon, self.settings)
        if pair.kind == "sequence":
            data = TrainingData(history, self.settings.horizon)
            return trained_sequence(self.training_data, self.settings.seed).outlook(data)
        learner = fitted(LEARNERS[pair.name], self.training_data, self.settings.seed)
        today = SavedLearner(learner, self.training_data.vocabulary, {})
        return today.outlook(history, self.settings.horizon)

    @step("_choice", "cleaned", "customer_sources", "engine", "seed", keep=4)
    def expected_before(self, day: date, window: int) -> pl.DataFrame:
        """What the champion, taught by the days up to `day` only, expects of the window after it.

        For campaigns: what a model has seen of the days that it is to explain is no covariate.
        """
        pair, cleaned = self._champion_or_refusal(), self.cleaned
        history = History(cleaned.orders, day, cleaned.lines, self.customer_sources)
        outlook = pair.predict(history, window, self.settings)
        return outlook.select(t.CUSTOMER_ID, t.EXPECTED_REVENUE)

    @step(
        "cleaned",
        "_choice",
        "fit",
        "forecast",
        "outlook_on",
        "horizon",
        "discount",
        "margin",
        "seed",
        keep=2,
    )
    def value_on(self, day: date) -> pl.DataFrame:
        """Everybody's expected value as of another day, in the eyes of today's models.

        Today's is the value that every page shows.
        """
        pair, today = self._champion_or_refusal(), self.forecast
        customers = summarise(self.cleaned.orders, day)
        plain = forecast(customers, *self.fit(pair.purchase, pair.spend), self.settings, day)
        ahead = champion_forecast(plain, self.outlook_on(day), None)
        values = (today or ahead).revenue_error.factor * ahead.expectations.value
        return customers.select(t.CUSTOMER_ID, pl.Series(t.CLV, values))

    def _champion_or_refusal(self) -> Forecaster:
        if self.champion is None:
            why = self.fit_notices[-1]
            raise ModelError(why.code, why.message, variant=why.variant, **dict(why.values))
        return self.champion

    @step("value_on")
    def value_bridge(self, then: date, now: date) -> Bridge:
        """The change of expected value between two days, both seen by today's models."""
        self.tell(Notice("valuing_both_days"), 0.8)
        return bridge(self.value_on(then), self.value_on(now))
