"""Is a segmentation worth acting on? It must cover everybody, hold still, and tell the future."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from clv.customers.history import History
from clv.customers.segments.rules import ELEVEN, SegmentRules
from clv.customers.segments.segment import segment
from clv.errors import UnsuitableDataError
from clv.tables import CUSTOMER_ID, ORDER_COUNT, REVENUE, SEGMENT

_Z90 = 1.6448536269514722
_SAMPLE = 20_000  # customers a bootstrap draw rests on at most: beyond it nothing changes


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found; `table` shows it segment by segment.

    Parameters
    ----------
    coverage : float
        Share of customers in exactly one segment, 0 to 1; less than 1 is a fault of the rules.
    stability : float
        Mean share of customers who keep their segment when the customer base is redrawn, 0 to 1.
    separation : float
        Share of the rank variance of future spend that lies between segments (ε²), 0 to 1.
    table : polars.DataFrame
        ``segment``, ``customers``, ``buyers`` (share who ordered in the horizon), ``spend``
        (mean future spend a customer) with ``spend_low``/``spend_high`` (90 %), ``stability``;
        best first.
    horizon : int
        Days of future looked at.
    """

    coverage: float
    stability: float
    separation: float
    table: pl.DataFrame
    horizon: int

    @property
    def sound(self) -> bool:
        """Whether it covers all, keeps four of five in place, and separates at all (ε² ≥ 0.05)."""
        return self.coverage == 1 and self.stability >= 0.8 and self.separation >= 0.05


def audit(
    past: History,
    all_orders: pl.DataFrame,
    horizon: int,
    rules: SegmentRules = ELEVEN,
    draws: int = 20,
    seed: int = 7,
) -> Audit:
    """Name the segments on the day of the cut, and hold them against the days after it.

    Separation is Kruskal and Wallis' H as a share of its most: with mean ranks ``R_s`` of future
    spend in segments of ``n_s`` of ``n`` customers, ties sharing ranks,
    ``ε² = Σ n_s (R_s − R)² / Σ (R_i − R)²``.

    Parameters
    ----------
    past : History
        The view from an earlier day.
    all_orders : polars.DataFrame
        Table `clv.tables.ORDERS` that reaches `horizon` days beyond it.
    horizon : int
        Days of future.
    rules : SegmentRules
        The segmentation under audit.
    draws : int
        Bootstrap draws for the stability.
    seed : int
        Of the draws.

    Raises
    ------
    UnsuitableDataError
        ``too_few_customers``, where nobody was a customer on the day of the cut.

    References
    ----------
    Tomczak & Tomczak (2014), "The need to report effect size estimates revisited", *Trends in
    Sport Sciences* 1(21), formula of ε².

    Examples
    --------
    >>> from datetime import date, datetime
    >>> who = ["ann"] * 4 + ["bob"]
    >>> days = [datetime(2024, month, 1) for month in (1, 2, 3, 4, 1)]
    >>> orders = pl.DataFrame({"customer_id": who, "date": days, "amount": 9.0})
    >>> answer = audit(History(orders, date(2024, 3, 31)), orders, horizon=30)
    >>> answer.coverage, answer.table["spend"].to_list()
    (1.0, [9.0, 0.0])
    """
    if past.customers.is_empty():
        raise UnsuitableDataError("too_few_customers", variant="cut", cut=past.cut)
    named = segment(past.customers, rules).select(CUSTOMER_ID, SEGMENT)
    judged = named.join(past.future(all_orders, horizon), on=CUSTOMER_ID)
    kept = _kept(past.customers, rules, draws, default_rng(seed))
    table = _by_segment(judged).join(_mean_by_segment(named, kept), on=SEGMENT, how="left")
    covered = named.filter(pl.col(SEGMENT).is_in(rules.segments))[CUSTOMER_ID].n_unique()
    return Audit(
        covered / past.customers.height,
        float(np.nanmean(kept)),
        _separation(judged),
        table.sort("spend", descending=True),
        horizon,
    )


def _kept(
    customers: pl.DataFrame, rules: SegmentRules, draws: int, rng: Generator
) -> NDArray[np.float64]:
    """Return for each customer in how large a share of the draws the segment stayed the same."""
    names = segment(customers, rules)[SEGMENT].to_numpy()
    hits, times = np.zeros(len(names)), np.zeros(len(names))
    for _draw in range(draws):
        drawn = rng.integers(0, len(names), min(len(names), _SAMPLE))
        again = segment(customers[drawn], rules)[SEGMENT].to_numpy()
        np.add.at(hits, drawn, again == names[drawn])
        np.add.at(times, drawn, 1)
    kept: NDArray[np.float64] = np.full(len(names), np.nan)
    return np.divide(hits, times, out=kept, where=times > 0)


def _mean_by_segment(named: pl.DataFrame, kept: NDArray[np.float64]) -> pl.DataFrame:
    measured = named.with_columns(pl.Series("stability", kept).fill_nan(None))
    return measured.group_by(SEGMENT).agg(pl.col("stability").mean())


def _by_segment(judged: pl.DataFrame) -> pl.DataFrame:
    error = _Z90 * pl.col(REVENUE).std() / pl.len().sqrt()
    mean = pl.col(REVENUE).mean()
    return judged.group_by(SEGMENT).agg(
        pl.len().cast(pl.Int64).alias("customers"),
        (pl.col(ORDER_COUNT) > 0).mean().alias("buyers"),
        mean.alias("spend"),
        (mean - error).alias("spend_low"),
        (mean + error).alias("spend_high"),
    )


def _separation(judged: pl.DataFrame) -> float:
    ranks = judged.select(SEGMENT, pl.col(REVENUE).rank("average").alias("rank"))
    middle = (judged.height + 1) / 2
    between = (
        ranks.group_by(SEGMENT)
        .agg(pl.len().cast(pl.Float64).alias("n"), pl.col("rank").mean())
        .select((pl.col("n") * (pl.col("rank") - middle).pow(2)).sum())
        .item()
    )
    within_all = ranks.select((pl.col("rank") - middle).pow(2).sum()).item()
    return float(between / within_all) if within_all > 0 else 0.0
