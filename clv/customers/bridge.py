"""The value bridge: from the expected value then to the expected value now, in four steps."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv.tables import CLV, CUSTOMER_ID
from clv.words import N_

STEP = "step"
STEPS = ("then", "new", "expansion", "contraction", "churned", "now")
STEP_TITLES = {
    "then": N_("Expected value then"),
    "new": N_("New customers"),
    "expansion": N_("Worth more now"),
    "contraction": N_("Worth less now"),
    "churned": N_("Worth next to nothing now"),
    "now": N_("Expected value now"),
}


@dataclass(frozen=True, slots=True)
class Bridge:
    """Where the expected value came from and where it went.

    Parameters
    ----------
    steps : polars.DataFrame
        ``step`` (`STEPS`), ``value`` (money; negative where it fell), ``customers``: the first
        five values add up to the last.
    customers : polars.DataFrame
        ``customer_id``, ``step`` (one of the middle four, or ``"steady"``), ``value_then``,
        ``value_now``, ``change``: who stands behind each bar.
    """

    steps: pl.DataFrame
    customers: pl.DataFrame

    def behind(self, step: str) -> pl.DataFrame:
        """Return the customers of one bar, the largest change first."""
        customers = self.customers if step in ("then", "now") else self._of(step)
        measure = {"then": "value_then", "now": "value_now"}.get(step, "change")
        return customers.sort(pl.col(measure).abs(), CUSTOMER_ID, descending=[True, False])

    def _of(self, step: str) -> pl.DataFrame:
        return self.customers.filter(pl.col(STEP) == step)


def bridge(then: pl.DataFrame, now: pl.DataFrame, lost_share: float = 0.1) -> Bridge:
    """Explain the change of expected value, customer by customer.

    Parameters
    ----------
    then, now : polars.DataFrame
        ``customer_id`` and ``clv`` of table `clv.tables.PREDICTIONS`, made on the two days with
        the same horizon and settings.
    lost_share : float
        Whoever keeps less than this share of the value then has churned.

    Examples
    --------
    >>> then = pl.DataFrame({"customer_id": ["a", "b", "c"], "clv": [10.0, 20.0, 30.0]})
    >>> now = pl.DataFrame({"customer_id": ["a", "b", "c", "d"], "clv": [15.0, 1.0, 25.0, 5.0]})
    >>> bridge(then, now).steps.rows()
    [('then', 60.0, 3), ('new', 5.0, 1), ('expansion', 5.0, 1),
     ('contraction', -5.0, 1), ('churned', -19.0, 1), ('now', 46.0, 4)]
    """
    customers = _steps(_both(then, now), lost_share)
    moved = customers.group_by(STEP).agg(
        pl.col("change").sum().alias("value"), pl.len().cast(pl.Int64).alias("customers")
    )
    steps = (
        pl.DataFrame({STEP: STEPS})
        .join(pl.concat([moved, _ends(then, now)]), on=STEP, how="left", maintain_order="left")
        .with_columns(pl.col("value", "customers").fill_null(0))
    )
    return Bridge(steps, customers)


def _both(then: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    return (
        then.select(CUSTOMER_ID, pl.col(CLV).alias("value_then"))
        .join(
            now.select(CUSTOMER_ID, pl.col(CLV).alias("value_now")),
            on=CUSTOMER_ID,
            how="full",
            coalesce=True,
        )
        .sort(CUSTOMER_ID)
    )


def _steps(customers: pl.DataFrame, lost_share: float) -> pl.DataFrame:
    before, after = pl.col("value_then"), pl.col("value_now")
    step = (
        pl.when(before.is_null())
        .then(pl.lit("new"))
        .when(after.is_null() | (after < lost_share * before))
        .then(pl.lit("churned"))
        .when(after > before)
        .then(pl.lit("expansion"))
        .when(after < before)
        .then(pl.lit("contraction"))
        .otherwise(pl.lit("steady"))
    )
    return (
        customers.with_columns(step.alias(STEP))
        .with_columns(before.fill_null(0.0), after.fill_null(0.0))
        .select(CUSTOMER_ID, STEP, "value_then", "value_now", (after - before).alias("change"))
    )


def _ends(then: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(
        {
            STEP: ["then", "now"],
            "value": [float(then[CLV].sum()), float(now[CLV].sum())],
            "customers": [then.height, now.height],
        }
    )
