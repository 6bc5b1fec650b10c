"""What winning and keeping customers costs: a small table by month and channel."""

from __future__ import annotations

import polars as pl

from clv.errors import InputError
from clv.tables import CHANNEL

MONTH, ACQUISITION, RETENTION = "month", "acquisition", "retention"
_MOST = 1e15  # of any currency; beyond it sums lose their cents
COSTS = {
    MONTH: pl.Date(),
    CHANNEL: pl.String(),
    ACQUISITION: pl.Float64(),
    RETENTION: pl.Float64(),
}


def costs_of(table: pl.DataFrame) -> pl.DataFrame:
    """Make a cost table out of what a person typed or uploaded.

    Parameters
    ----------
    table : polars.DataFrame
        ``month`` (a day in it, or text such as ``2024-03`` or ``2024-03-01``), ``acquisition``
        (money spent on winning customers), and optionally ``channel`` (absent or empty: for all
        channels together) and ``retention`` (money spent on keeping them). Headers in any case.

    Returns
    -------
    polars.DataFrame
        ``month`` (its first day), ``channel``, ``acquisition``, ``retention``: one row a month and
        channel, sorted; rows that are wholly empty are left out.

    Raises
    ------
    InputError
        ``missing_columns``, ``bad_dates``, ``bad_amounts`` or ``negative_amounts``.

    Examples
    --------
    >>> typed = pl.DataFrame({"Month": ["2024-03", "2024-03"], "Acquisition": ["100", "50"]})
    >>> costs_of(typed).rows()
    [(datetime.date(2024, 3, 1), None, 150.0, 0.0)]
    """
    named = table.rename({name: name.strip().lower() for name in table.columns})
    missing = [name for name in (MONTH, ACQUISITION) if name not in named.columns]
    if missing:
        raise InputError("missing_columns", variant="costs", names=tuple(missing))
    filled = named.filter(pl.any_horizontal(pl.col(MONTH, ACQUISITION).is_not_null()))
    costs = filled.select(
        _month(filled),
        _text(filled),
        _money(filled, ACQUISITION),
        _money(filled, RETENTION),
    )
    if costs[MONTH].null_count():
        raise InputError("bad_dates", variant="costs")
    if (costs.select(ACQUISITION, RETENTION).min_horizontal() < 0).any():
        raise InputError("negative_amounts", variant="costs")
    return (
        costs.group_by(MONTH, CHANNEL)
        .agg(pl.col(ACQUISITION, RETENTION).sum())
        .sort(MONTH, CHANNEL)
    )


def _month(table: pl.DataFrame) -> pl.Expr:
    month = pl.col(MONTH)
    if not table.schema[MONTH].is_temporal():
        text = month.cast(pl.String).str.strip_chars().str.slice(0, 7)
        month = (text + "-01").str.to_date("%Y-%m-%d", strict=False)
    return month.cast(pl.Date).dt.truncate("1mo").alias(MONTH)


def _text(table: pl.DataFrame) -> pl.Expr:
    if CHANNEL not in table.columns:
        return pl.lit(None, pl.String()).alias(CHANNEL)
    text = pl.col(CHANNEL).cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text).alias(CHANNEL)


def _money(table: pl.DataFrame, name: str) -> pl.Expr:
    if name not in table.columns:
        return pl.lit(0.0).alias(name)
    money = pl.col(name).cast(pl.Float64, strict=False)
    unread = table.filter(money.is_null() & pl.col(name).is_not_null() | money.is_infinite())
    too_much = table.filter(money.abs() > _MOST)
    for variant, rows in (("costs", unread), ("too_much", too_much)):
        if not rows.is_empty():
            value = str(rows[name][0])
            raise InputError("bad_amounts", variant=variant, value=value, column=name)
    return money.fill_nan(None).fill_null(0.0).alias(name)
