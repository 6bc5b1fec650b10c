"""The sum behind the expected value, year by year: Σ C_i / (1 + r)^i."""

from __future__ import annotations

import polars as pl

from clv.options import Settings
from clv.tables import REVENUE


def present_value_by_year(by_month: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Add up each year's expected margin, its discount, and the present value to date.

    Parameters
    ----------
    by_month : polars.DataFrame
        ``month`` (1, 2, …), ``revenue`` (before discount and margin), ``value`` (discounted
        margin): `clv.models.Forecast.by_month`.
    settings : Settings
        Margin and discount it was made with.

    Returns
    -------
    polars.DataFrame
        ``year`` (1, 2, …), ``revenue``, ``margin`` (money: C_i), ``discount_factor`` (what a unit
        of that year's margin is worth today, money coming month by month), ``present_value``,
        ``total`` (present value up to that year): the last total is the expected value.

    Examples
    --------
    >>> months = pl.DataFrame({"month": range(1, 25), "revenue": 10.0, "value": [4.5] * 24})
    >>> table = present_value_by_year(months, Settings(margin=0.5))
    >>> table.select("year", "margin", "discount_factor", "total").rows()
    [(1, 60.0, 0.9, 54.0), (2, 60.0, 0.9, 108.0)]
    """
    years = (
        by_month.group_by(((pl.col("month") - 1) // 12 + 1).cast(pl.Int64).alias("year"))
        .agg(pl.col(REVENUE).sum(), pl.col("value").sum().alias("present_value"))
        .sort("year")
        .with_columns((pl.col(REVENUE) * settings.margin).alias("margin"))
    )
    some = pl.when(pl.col("margin") != 0)
    return years.select(
        "year",
        REVENUE,
        "margin",
        some.then(pl.col("present_value") / pl.col("margin")).alias("discount_factor"),
        "present_value",
        pl.col("present_value").cum_sum().alias("total"),
    )
