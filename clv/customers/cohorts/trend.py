"""Whether newer customers come back more or less than older ones did, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

_LEAST_CUSTOMERS = 10  # of a cohort that is spoken of
_LEAST_COHORTS = 4
_Z90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class CohortTrend:
    """Two halves of the cohorts compared by the share who order again in the month after.

    Parameters
    ----------
    older, newer : float
        The share in each half, customers of all its cohorts together.
    low, high : float
        90 % interval of newer less older.
    cohorts : int
        Cohorts compared.
    left_out : str
        The log's first month: its customers may be older than the log.
    """

    older: float
    newer: float
    low: float
    high: float
    cohorts: int
    left_out: str

    @property
    def outcome(self) -> Literal["more", "less", "unclear"]:
        """Whether the interval lies above 0, below it, or holds it."""
        if self.low > 0:
            return "more"
        return "less" if self.high < 0 else "unclear"


def cohort_trend(retention: pl.DataFrame) -> CohortTrend | None:
    """Compare the newer half of the monthly cohorts with the older one.

    The first month of the log is left out: who orders in it may have been a customer before the
    log began, and comes back as old customers do. Cohorts differ by more than chance (seasons,
    campaigns), so the error of a half is taken from the spread of its cohorts, and is at least
    that of counting its customers.

    Parameters
    ----------
    retention : polars.DataFrame
        `clv.customers.cohorts.cohorts` by month, of the measure retention.

    Returns
    -------
    CohortTrend or None
        None below four cohorts of ten customers each.

    Examples
    --------
    >>> retention = pl.DataFrame(
    ...     {
    ...         "cohort": [f"2024-{month:02}" for month in range(1, 8)],
    ...         "age": 1,
    ...         "value": [0.5, 0.1, 0.1, 0.1, 0.3, 0.3, 0.3],
    ...         "customers": 1000,
    ...     }
    ... )
    >>> trend = cohort_trend(retention)
    >>> trend.left_out, round(trend.older, 2), round(trend.newer, 2), trend.outcome
    ('2024-01', 0.1, 0.3, 'more')
    """
    if retention.is_empty():
        return None
    first = str(retention["cohort"].min())
    second = retention.filter(
        pl.col("age") == 1,
        pl.col("value").is_not_null(),
        pl.col("customers") >= _LEAST_CUSTOMERS,
        pl.col("cohort") != first,
    ).sort("cohort")
    if second.height < _LEAST_COHORTS:
        return None
    half = second.height // 2
    (older, before), (newer, after) = _share(second[:half]), _share(second[-half:])
    error = _Z90 * float(np.hypot(before, after))
    change = newer - older
    return CohortTrend(older, newer, change - error, change + error, 2 * half, first)


def _share(cohorts: pl.DataFrame) -> tuple[float, float]:
    """Return the share of all customers of some cohorts, and its standard error."""
    values, sizes = cohorts["value"].to_numpy(), cohorts["customers"].to_numpy()
    total = sizes.sum()
    share = float(values @ sizes / total)
    counted = np.sqrt(share * (1 - share) / total)
    spread = np.sqrt(np.sum(np.square(sizes * (values - share)))) / total
    return share, float(max(counted, spread * np.sqrt(len(values) / max(1, len(values) - 1))))
