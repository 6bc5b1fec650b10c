"""What winning a customer may cost: cost and return of each channel, month, category and segment.

Both sides speak of the same: what the customers won bring in their first horizon, and what winning
them cost. The mean over those won through a channel is what the next one there is likely to bring.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from clv.action.economics.costs import ACQUISITION, MONTH
from clv.action.economics.unit_economics import UnitEconomics
from clv.tables import CATEGORY, CHANNEL, SEGMENT

By = Literal["all", "channel", "month", "category", "segment", "channel and month"]

_Z90 = 1.6448536269514722
_ALL = "all"
_KEYS: dict[str, list[str]] = {
    "all": [_ALL],
    "channel": [CHANNEL],
    "month": [MONTH],
    "category": [CATEGORY],
    "segment": [SEGMENT],
    "channel and month": [CHANNEL, MONTH],
}
COLUMNS = (
    "customers",
    "cost",
    "cac",
    "ltv",
    "ltv_low",
    "ltv_high",
    "ratio",
    "roi",
    "ceiling",
    "payback",
)


def acquisition(
    unit: UnitEconomics, costs: pl.DataFrame | None = None, by: By = "channel", wanted: float = 1.0
) -> pl.DataFrame:
    """Compare what customers cost with what they bring in their first horizon.

    Parameters
    ----------
    unit : UnitEconomics
        From `clv.action.unit_economics`.
    costs : polars.DataFrame, optional
        From `clv.action.costs_of`. Where costs are known, only customers won in months with costs
        are counted, so that both sides speak of the same people.
    by : {"all", "channel", "month", "category", "segment", "channel and month"}
        What a row is. The cost of a channel's month is shared alike by all who were won in it.
    wanted : float
        Wanted LTV:CAC; 1 breaks even within the horizon, 3 is a rule of thumb.

    Returns
    -------
    polars.DataFrame
        The keys (or ``all``), ``customers``, ``cost``, ``cac``, ``ltv``, ``ltv_low``,
        ``ltv_high``, ``ratio``, ``roi`` (ratio − 1), ``ceiling`` (``ltv_low / wanted``: what a
        customer may cost at most), ``payback`` (months; null where not reached within the log).
        Money in the currency of the orders.

    Examples
    --------
    >>> from datetime import datetime
    >>> from clv.action.economics.unit_economics import unit_economics
    >>> from clv.options import Settings
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 9), datetime(2024, 2, 1)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": 10.0})
    >>> value = {"clv": 5.0, "clv_low": 1.0, "clv_high": 9.0}
    >>> ahead = pl.DataFrame({"customer_id": ["a", "b"], **value})
    >>> unit = unit_economics(orders, Settings(margin=0.5, horizon=10), ahead)
    >>> acquisition(unit).select("customers", "ltv").rows()
    [(2, 5.0)]
    """
    keys = _KEYS[by]
    worth = _with_costs(_known(_covered(unit.worth, costs)), costs)
    table = (
        worth.group_by(keys)
        .agg(*_worth(), _spent(costs))
        .with_columns(
            pl.when(pl.col("customers") > 0).then(pl.col("cost") / pl.col("customers")).alias("cac")
        )
    )
    if by in ("category", "segment"):
        table = table.with_columns(pl.lit(None, pl.Int64()).alias("payback"))
    else:
        margins = margin_by_age(unit, costs, by)
        paid = _payback(margins, table, keys)
        table = table.join(paid, on=keys, how="left", nulls_equal=True)
    ratio = pl.when(pl.col("cac") > 0).then(pl.col("ltv") / pl.col("cac"))
    return (
        table.with_columns(
            ratio.alias("ratio"),
            (ratio - 1).alias("roi"),
            (pl.col("ltv_low").clip(lower_bound=0) / wanted).alias("ceiling"),
        )
        .select(*keys, *COLUMNS)
        .sort(keys)
    )


def margin_by_age(
    unit: UnitEconomics, costs: pl.DataFrame | None = None, by: By = "channel"
) -> pl.DataFrame:
    """Follow the mean margin a customer has brought by the end of each month of age.

    Every point of a curve is about the same people: those won long enough ago to be seen at its
    last age, which is the highest that half of the group's customers have reached. So a curve
    falls only where money was refunded.

    Parameters
    ----------
    unit, costs, by
        As in `acquisition`: where its curve reaches ``cac``, a customer has paid back.

    Returns
    -------
    polars.DataFrame
        The keys (or ``all``), ``age`` (months), ``earned`` (money a customer); sorted.

    Examples
    --------
    >>> from datetime import datetime
    >>> from clv.action.economics.unit_economics import unit_economics
    >>> from clv.options import Settings
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 9), datetime(2024, 2, 29)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": 10.0})
    >>> margin_by_age(unit_economics(orders, Settings(margin=0.5)), by="all").rows()
    [('all', 0, 5.0), ('all', 1, 7.5)]
    """
    keys = _KEYS[by]
    cohort = [CHANNEL, MONTH]
    seen = _covered(unit.margins, costs).filter("seen")
    oldest = seen.group_by([*dict.fromkeys([*keys, *cohort])]).agg(
        pl.col("age").max().alias("oldest"), pl.col("customers").first()
    )
    limit = (
        oldest.sort("oldest", descending=True)
        .group_by(keys)
        .agg(
            pl.col("oldest")
            .filter(pl.col("customers").cum_sum() * 2 >= pl.col("customers").sum())
            .first()
            .alias("limit")
        )
    )
    fixed = oldest.join(limit, on=keys, nulls_equal=True).filter(
        pl.col("oldest") >= pl.col("limit")
    )
    return (
        seen.join(fixed.select(*cohort, "limit"), on=cohort, nulls_equal=True)
        .filter(pl.col("age") <= pl.col("limit"))
        .group_by(*keys, "age")
        .agg((pl.col("earned").sum() / pl.col("customers").sum()).alias("earned"))
        .sort(*keys, "age")
    )


def _spent(costs: pl.DataFrame | None) -> pl.Expr:
    if costs is None or costs.is_empty():
        return pl.lit(None, pl.Float64()).alias("cost")
    return pl.col("cost").sum()


def _covered(table: pl.DataFrame, costs: pl.DataFrame | None) -> pl.DataFrame:
    """Keep those won in months for which costs are known; all where no costs are."""
    marked = table.with_columns(pl.lit("all").alias(_ALL))
    if costs is None or costs.is_empty():
        return marked
    return marked.join(costs.select(MONTH).unique(), on=MONTH, how="semi")


def _known(worth: pl.DataFrame) -> pl.DataFrame:
    """Keep those whose worth is known, so that cost and worth are of the same; all if nobody's."""
    counted = worth.filter(pl.col("with_worth") > 0)
    return counted if counted.height else worth


def _with_costs(worth: pl.DataFrame, costs: pl.DataFrame | None) -> pl.DataFrame:
    """Give each group its customers' share of what their channel and month cost.

    Costs without a channel are shared by everybody won in the month; costs of a channel through
    which nobody was won stand in a row of their own, without customers.
    """
    if costs is None or costs.is_empty():
        return worth
    spent = costs.group_by(CHANNEL, MONTH).agg(pl.col(ACQUISITION).sum())
    named = spent.filter(pl.col(CHANNEL).is_not_null())
    of_all = spent.filter(pl.col(CHANNEL).is_null()).select(
        MONTH, pl.col(ACQUISITION).alias("shared")
    )
    size = pl.col("customers")
    costly = (
        worth.join(named, on=[CHANNEL, MONTH], how="left")
        .join(of_all, on=MONTH, how="left")
        .with_columns(
            (pl.col(ACQUISITION).fill_null(0.0) * size / size.sum().over(CHANNEL, MONTH)).alias(
                "own"
            ),
            (pl.col("shared").fill_null(0.0) * size / size.sum().over(MONTH)).alias("shared"),
        )
        .with_columns((pl.col("own") + pl.col("shared")).alias("cost"))
        .drop("own", "shared", ACQUISITION)
    )
    nobody = named.join(worth, on=[CHANNEL, MONTH], how="anti").join(
        worth.select(MONTH).unique(), on=MONTH, how="semi"
    )
    lone = nobody.select(
        CHANNEL, MONTH, pl.col(ACQUISITION).alias("cost"), pl.lit("all").alias(_ALL)
    )
    return pl.concat([costly, lone], how="diagonal").with_columns(pl.col("customers").fill_null(0))


def _worth() -> tuple[pl.Expr, ...]:
    """Return mean value and its range from the sums."""
    size = pl.col("customers").sum()
    some = pl.when(pl.col("with_worth").sum() > 0)
    mean = pl.col("total").sum() / size
    spread = (pl.col("squares").sum() / size - mean.pow(2)).clip(lower_bound=0)
    variance = _Z90**2 * spread / size + pl.col("half_squares").sum() / size.pow(2)
    half = variance.sqrt()
    return (
        size.alias("customers"),
        some.then(mean).alias("ltv"),
        some.then(mean - half).alias("ltv_low"),
        some.then(mean + half).alias("ltv_high"),
    )


def _payback(grown: pl.DataFrame, table: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Return the first month of age by whose end the mean margin reaches the cost."""
    return (
        table.select(*keys, "cac")
        .join(grown, on=keys, nulls_equal=True)
        .filter(pl.col("earned") >= pl.col("cac"))
        .group_by(keys)
        .agg((pl.col("age").min() + 1).alias("payback"))
    )
