"""When in the week and in the year somebody buys."""

from __future__ import annotations

import math

import polars as pl

from clv.learning.features.feature import DAY, HOUR, Feature, Window

_TURN = 2 * math.pi
_IN_YEAR = pl.col(DAY).dt.ordinal_day() * (_TURN / 365.25)


def _same_season(window: Window) -> pl.Expr:
    """Share of purchase days that fell into the calendar period which is looked ahead to."""
    start = window.cut.timetuple().tm_yday
    ahead = (pl.col(DAY).dt.ordinal_day().cast(pl.Int64) - start) % 365
    return (ahead <= min(window.horizon, 365)).mean()


FEATURES = (
    Feature(
        "weekday_share",
        "Favourite weekday",
        "share",
        "Share of purchase days on the weekday on which somebody buys most",
        lambda _: pl.col(DAY).dt.weekday().unique_counts().max() / pl.len(),
    ),
    Feature(
        "hour_mean",
        "Usual hour",
        "hour",
        "Mean hour of the day of the orders; 0 where the log holds no times",
        lambda _: pl.col(HOUR).mean(),
    ),
    Feature(
        "season_winter",
        "Buys in winter",
        "ratio",
        "1 where all orders fall around the new year, -1 around midsummer",
        lambda _: _IN_YEAR.cos().mean(),
    ),
    Feature(
        "season_spring",
        "Buys in spring",
        "ratio",
        "1 where all orders fall around April, -1 around October",
        lambda _: _IN_YEAR.sin().mean(),
    ),
    Feature(
        "season_ahead",
        "Bought in the season to come",
        "share",
        "Share of purchase days that fell into the calendar period which is looked ahead to",
        _same_season,
    ),
)
