"""Where the quiet and the lost stand: the small tables behind the Churn page."""

from __future__ import annotations

from itertools import pairwise

import polars as pl

from clv import tables as t
from clv.customers.activity.return_model import LOST, QUIET

_STEPS = 24  # bins along each side of the quadrants
_EDGES = (0, 30, 60, 90, 180, 365)
TIERS = ("Critical", "High", "Watch")


def placed(customers: pl.DataFrame) -> pl.DataFrame:
    """Place customers by the chance of another order and by their worth if they return.

    Parameters
    ----------
    customers : polars.DataFrame
        With ``p_buy`` and ``clv``; who is worth nothing has no place and is left out.

    Returns
    -------
    polars.DataFrame
        The same with ``worth`` (money, should they return: ``clv / p_buy``) and the bins
        ``across`` (of the chance) and ``up`` (of the worth's logarithm).
    """
    worthy = customers.filter(pl.col(t.CLV) > 0, pl.col(t.P_BUY) > 0).with_columns(
        (pl.col(t.CLV) / pl.col(t.P_BUY)).alias("worth")
    )
    log = pl.col("worth").log()
    span = pl.max_horizontal(log.max() - log.min(), pl.lit(1e-9))
    return worthy.with_columns(
        (pl.col(t.P_BUY) * _STEPS).floor().cast(pl.Int64).alias("across"),
        ((log - log.min()) / span * _STEPS).floor().cast(pl.Int64).alias("up"),
    )


def quadrant_cells(customers: pl.DataFrame) -> pl.DataFrame:
    """Count the customers of each bin, the quiet and the lost apart.

    Parameters
    ----------
    customers : polars.DataFrame
        From `placed`, with ``activity``.

    Returns
    -------
    polars.DataFrame
        ``across``, ``up``, ``quiet`` (quiet or lost), ``p_buy`` and ``value`` (means of the bin),
        ``customers``.
    """
    return (
        customers.group_by("across", "up", pl.col(t.ACTIVITY).is_in([QUIET, LOST]).alias("quiet"))
        .agg(
            pl.col(t.P_BUY).mean(),
            pl.col("worth").mean().alias("value"),
            pl.len().cast(pl.Int64).alias("customers"),
        )
        .sort("across", "up", "quiet")
    )


def in_step(silence: pl.Expr) -> pl.Expr:
    """Name the step of silence that a number of days falls in, for example ``31–60``.

    Examples
    --------
    >>> pl.DataFrame({"days": [3, 31, 400]}).select(in_step(pl.col("days")))["days"].to_list()
    ['0–30', '31–60', '365+']
    """
    names = step_names()
    named = pl.lit(names[-1])
    for name, edge in reversed(list(zip(names, _EDGES[1:], strict=False))):
        named = pl.when(silence <= edge).then(pl.lit(name)).otherwise(named)
    return named.alias(silence.meta.output_name())


def step_names() -> list[str]:
    """Return the steps of silence in order.

    Examples
    --------
    >>> step_names()[0], step_names()[-1]
    ('0–30', '365+')
    """
    inner = [f"{low + 1 if low else 0}–{high}" for low, high in pairwise(_EDGES)]
    return [*inner, f"{_EDGES[-1]}+"]


def risk_by_silence(listed: pl.DataFrame) -> pl.DataFrame:
    """Sum the value at risk in steps of silence and by tier.

    Parameters
    ----------
    listed : polars.DataFrame
        From `clv.action.watch_list`.

    Returns
    -------
    polars.DataFrame
        ``silence`` (text such as ``31–60``), ``tier``, ``value``, ``customers``: every pair.
    """
    steps, tiers = pl.DataFrame({"silence": step_names()}), pl.DataFrame({"tier": TIERS})
    sums = listed.group_by(in_step(pl.col("silence")), "tier").agg(
        pl.col("value_at_risk").sum().alias("value"), pl.len().cast(pl.Int64).alias("customers")
    )
    return (
        steps.join(tiers, how="cross", maintain_order="left")
        .join(sums, on=["silence", "tier"], how="left", maintain_order="left")
        .fill_null(0)
    )
