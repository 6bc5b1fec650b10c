"""From orders to customers: who they are, and how they came, stayed and left."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from clv import tables as t
from clv.customers import (
    PRESETS,
    ClusterMethod,
    Clusters,
    CohortMeasure,
    CustomerProfile,
    Every,
    History,
    ReturnModel,
    SegmentRules,
    SubscriptionPlan,
    behind_cell,
    came_back,
    changes,
    clusters,
    cohorts,
    customer_profile,
    expected_arrivals,
    lifecycle,
    month_ends,
    movement,
    rates,
    recognise_plan,
    recurring_revenue,
    regular_customers,
    segment,
    segment_history,
    silence_edges,
    source_groups,
    summaries,
    summarise,
    with_log_gaps,
)
from clv.intake import CleanedSource
from clv.memo import step
from clv.models import ShiftedBetaGeometric, Subscribers, month_edges
from clv.options import DAYS_PER_YEAR
from clv.run.orders import OrderSteps

ELEVEN = PRESETS["eleven"]
_MANY, _QUARTER = 50_000, 3  # customers from which only every third month is looked at


class CustomerSteps(OrderSteps):
    """Steps that look back at the customers."""

    @property
    @step("source", "hints", "mapping", "policy", "as_of", "cleaned", "end")
    def customers(self) -> pl.DataFrame:
        """One row a customer, as seen on the last day: `clv.tables.CUSTOMERS`."""
        kept = None
        if isinstance(self.source, CleanedSource) and self.settings.as_of is None:
            kept = self.source.customers(self.hints, self.mapping, self.policy)
        return summarise(self.cleaned.orders, self.end) if kept is None else kept

    @property
    @step("cleaned", "customers")
    def customers_with_gaps(self) -> pl.DataFrame:
        """The same, with how regularly each buys."""
        return with_log_gaps(self.customers, self.cleaned.orders)

    @property
    @step("customers_with_gaps")
    def regular_customers(self) -> pl.DataFrame:
        """Who buys in a rhythm, and in which."""
        return regular_customers(self.customers_with_gaps)

    @property
    @step("cleaned", "customer_sources", "end")
    def history(self) -> History:
        """All that was known on the last day, for features and learners."""
        cleaned = self.cleaned
        return History(cleaned.orders, self.end, cleaned.lines, self.customer_sources)

    @step("customers")
    def segments(self, rules: SegmentRules = ELEVEN) -> pl.DataFrame:
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
    @step("cleaned", "end", "return_model")
    def came_back(self) -> pl.DataFrame:
        """Who came back in each of the last two review windows, by the silence on its eve.

        `clv.customers.came_back` with ``start`` (the eve), the latest first; empty where the log
        is too short to call anybody quiet.
        """
        model, orders = self.return_model, self.cleaned.orders
        orders = orders.filter(pl.col(t.DATE).dt.date() <= self.end)
        eves = [self.end - timedelta(days=model.window_ * back) for back in (1, 2)]
        edges = silence_edges(model.usual_gap_)
        return pl.concat(
            came_back(orders, eve, model.window_, edges).with_columns(pl.lit(eve).alias("start"))
            for eve in eves
        ).filter(model.known_)

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

    @property
    @step("customers", "customer_sources", "end")
    def source_groups(self) -> pl.DataFrame:
        """Every customer's groups by what other sources tell; ids alone where there are none."""
        return source_groups(self.customers, self.customer_sources, self.end)

    @step("cleaned", "source_groups")
    def cohorts(self, by: str = "month", measure: CohortMeasure = "retention") -> pl.DataFrame:
        """Groups of customers through the months after their first order."""
        return cohorts(self._orders_by(by), by, measure)

    @step("cleaned", "source_groups")
    def cohort_cell(self, by: str, cohort: str, age: int) -> pl.DataFrame:
        """The customers of one cohort, and what each did at one age."""
        return behind_cell(self._orders_by(by), cohort, age, by)

    def _orders_by(self, by: str) -> pl.DataFrame:
        """Return the orders, with their customers' group where another source makes it."""
        orders = self.cleaned.orders
        if by in orders.columns or not self.sources or by not in self.source_groups.columns:
            return orders
        groups = self.source_groups.select(t.CUSTOMER_ID, by)
        return orders.join(groups, on=t.CUSTOMER_ID, how="left", maintain_order="left")

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
