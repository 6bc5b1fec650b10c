"""What to do: the economics of a customer, campaigns, the next offer."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from clv import action
from clv import tables as t
from clv.action import Campaign, Choice, NextOffer, Plan, UnitEconomics
from clv.memo import step
from clv.run.customer_values import CustomerValueSteps


class ActionSteps(CustomerValueSteps):
    """Steps that act."""

    @property
    @step("cleaned", "verdict", "predictions", "end", "horizon", "discount", "margin")
    def unit_economics(self) -> UnitEconomics:
        """The sums over the orders from which the economics follow.

        What is expected is added only where its sums held on earlier days.
        """
        predictions = self.predictions if self.verdict.use == "money" else None
        return action.unit_economics(self.cleaned.orders, self.settings, predictions, end=self.end)

    @step("activity", "horizon", "unwilling")
    def plan(self, choice: Choice, campaign: Campaign, seed: int = 1, share: float = 1.0) -> Plan:
        """The chosen customers ranked by expected profit, drawn into treatment and control.

        Who wants no mail is on no list.
        """
        audience = action.choose(self.activity, choice).customers
        audience = audience.filter(~pl.col(t.CUSTOMER_ID).is_in(self.unwilling.implode()))
        return action.plan(audience, campaign, self.settings.horizon, seed, share)

    @step("customers")
    def past_treatment_and_control(self, start: date, seed: int, share: float) -> pl.DataFrame:
        """The same draw among the customers known before a past day, for a rehearsal."""
        customers = self.customers.filter(pl.col(t.FIRST_ORDER) < start)
        return action.assign(customers, seed, share)

    @property
    @step("cleaned", "end")
    def lines(self) -> pl.DataFrame:
        """The line items up to the last day, products called by name."""
        lines = self.cleaned.lines.filter(pl.col(t.DATE).dt.date() <= self.end)
        return action.with_names(lines)

    @step("lines", keep=2)
    def offers(self, by: Any) -> NextOffer:
        """What is bought next."""
        return NextOffer(by).fit(self.lines)

    @step("lines", keep=2)
    def offers_backtest(self, by: Any) -> pl.DataFrame:
        """The offers of an earlier day held against what was bought next."""
        first, last = self.lines.select(low=pl.col(t.DATE).min(), high=pl.col(t.DATE).max()).row(0)
        return action.judge_offers(self.lines, (first + 0.75 * (last - first)).date(), by)
