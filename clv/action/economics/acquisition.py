"""What winning a customer may cost: cost and return of each channel and month.

A customer's lifetime value is what they brought so far plus what the model expects of them; the
mean over those won through a channel is what the next one there is likely to be worth.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from clv.action.economics.costs import ACQUISITION, MONTH
from clv.action.economics.unit_economics import Books
from clv.tables import CHANNEL
from clv.words import _

By = Literal["all", "channel", "month", "channel and month"]

_Z90 = 1.6448536269514722
_ALL = "all"
_KEYS: dict[str, list[str]] = {
    "all": [_ALL],
    "channel": [CHANNEL],
    "month": [MONTH],
    "channel and month": [CHANNEL, MONTH],
}


def acquisition_formulas() -> dict[str, str]:
    """Return how each column of `acquisition` is worked out, in words.

    Examples
    --------
    >>> acquisition_formulas()["cac"]
    'cost / customers won'
    """
    return {
        "customers": _("customers whose first order falls here"),
        "cost": _("acquisition costs from the cost table"),
        "cac": _("cost / customers won"),
        "ltv": _("mean of margin so far + expected margin"),
        "ltv_low": _("mean less 1.645 standard errors: spread of customers, and of the forecast"),
        "ltv_high": _("mean plus 1.645 standard errors"),
        "ratio": _("ltv / cac"),
        "ceiling": _("ltv_low / wanted LTV:CAC: what a customer may cost at most"),
        "payback": _("first month after the first order in which margin to date reaches cac"),
    }


def acquisition(
    books: Books, costs: pl.DataFrame | None = None, by: By = "channel", wanted: float = 1.0
) -> pl.DataFrame:
    """Compare what customers cost with what they are worth.

    Parameters
    ----------
    books : Books
        From `clv.action.keep_books`, with predictions.
    costs : polars.DataFrame, optional
        From `clv.action.costs_of`. Where costs are known, only customers won in months with costs
        are counted, so that both sides speak of the same people.
    by : {"all", "channel", "month", "channel and month"}
        What a row is.
    wanted : float
        Wanted LTV:CAC; 1 breaks even within the horizon, 3 is a rule of thumb.

    Returns
    -------
    polars.DataFrame
        ``channel`` and/or ``month`` (or ``all``), ``customers``, ``cost``, ``cac``, ``ltv``,
        ``ltv_low``, ``ltv_high``, ``ratio``, ``ceiling``, ``payback`` (months; null where not
        reached within the log): see `acquisition_formulas`. Money in the currency of the orders.

    Examples
    --------
    >>> from datetime import datetime
    >>> from clv.action.economics.unit_economics import keep_books
    >>> from clv.options import Settings
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 9), datetime(2024, 2, 1)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": 10.0})
    >>> value = {"clv": 5.0, "clv_low": 1.0, "clv_high": 9.0}
    >>> ahead = pl.DataFrame({"customer_id": ["a", "b"], **value})
    >>> books = keep_books(orders, Settings(margin=0.5), ahead)
    >>> acquisition(books).select("customers", "ltv").rows()
    [(2, 12.5)]
    """
    keys = _KEYS[by]
    grown = margin_by_age(books, costs, by)
    table = (
        _covered(books.worth, costs)
        .group_by(keys)
        .agg(_worth())
        .join(_spent(costs, keys), on=keys, how="left", nulls_equal=True)
        .with_columns((pl.col("cost") / pl.col("customers")).alias("cac"))
    )
    ratio = pl.when(pl.col("cac") > 0).then(pl.col("ltv") / pl.col("cac"))
    return (
        table.join(_payback(grown, table, keys), on=keys, how="left", nulls_equal=True)
        .with_columns(
            ratio.alias("ratio"),
            (pl.col("ltv_low").clip(lower_bound=0) / wanted).alias("ceiling"),
        )
        .select(*keys, *acquisition_formulas())
        .sort(keys)
    )


def margin_by_age(
    books: Books, costs: pl.DataFrame | None = None, by: By = "channel"
) -> pl.DataFrame:
    """Follow the mean margin a customer has brought by the end of each month of age.

    Parameters
    ----------
    books, costs, by
        As in `acquisition`: where its curve reaches ``cac``, a customer has paid back.

    Returns
    -------
    polars.DataFrame
        ``channel`` and/or ``month`` (or ``all``), ``age`` (months), ``earned`` (money a
        customer), for the ages that were seen to their end; sorted.

    Examples
    --------
    >>> from datetime import datetime
    >>> from clv.action.economics.unit_economics import keep_books
    >>> from clv.options import Settings
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 9), datetime(2024, 2, 29)]
    >>> orders = pl.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": 10.0})
    >>> margin_by_age(keep_books(orders, Settings(margin=0.5)), by="all").rows()
    [('all', 0, 5.0), ('all', 1, 7.5)]
    """
    keys = _KEYS[by]
    return (
        _covered(books.grown, costs)
        .filter("seen")
        .group_by(*keys, "age")
        .agg((pl.col("earned").sum() / pl.col("customers").sum()).alias("earned"))
        .sort(*keys, "age")
    )


def _covered(table: pl.DataFrame, costs: pl.DataFrame | None) -> pl.DataFrame:
    """Keep those won in months for which costs are known; all where no costs are."""
    marked = table.with_columns(pl.lit("all").alias(_ALL))
    if costs is None or costs.is_empty():
        return marked
    return marked.join(costs.select(MONTH).unique(), on=MONTH, how="semi")


def _worth() -> tuple[pl.Expr, ...]:
    """Return mean value and its range from the sums of the books."""
    people = pl.col("customers").sum()
    mean = pl.col("total").sum() / people
    spread = (pl.col("squares").sum() / people - mean.pow(2)).clip(lower_bound=0)
    variance = _Z90**2 * spread / people + pl.col("half_squares").sum() / people.pow(2)
    half = variance.sqrt()
    return (
        people.alias("customers"),
        mean.alias("ltv"),
        (mean - half).alias("ltv_low"),
        (mean + half).alias("ltv_high"),
    )


def _spent(costs: pl.DataFrame | None, keys: list[str]) -> pl.DataFrame:
    if costs is None or costs.is_empty():
        schema = {_ALL: pl.String(), CHANNEL: pl.String(), MONTH: pl.Date()}
        return pl.DataFrame(schema={**{key: schema[key] for key in keys}, "cost": pl.Float64()})
    everyone = costs.with_columns(pl.lit("all").alias(_ALL))
    return everyone.group_by(keys).agg(pl.col(ACQUISITION).sum().alias("cost"))


def _payback(grown: pl.DataFrame, table: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Return the first month of age by whose end the mean margin reaches the cost."""
    return (
        table.select(*keys, "cac")
        .join(grown, on=keys, nulls_equal=True)
        .filter(pl.col("earned") >= pl.col("cac"))
        .group_by(keys)
        .agg((pl.col("age").min() + 1).alias("payback"))
    )
