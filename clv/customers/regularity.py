"""Who buys in a rhythm: gaps between purchase days that agree more than those of random buying."""

from __future__ import annotations

import numpy as np
import polars as pl

from clv.tables import CUSTOMER_ID, FREQUENCY, LOG_GAPS, MEAN_GAP, mean_gap

BY_CHANCE = 0.01  # of random buyers so many look regular
FEWEST_GAPS = 3
SURELY = 3  # times as many as chance would bring, before anything is said of them


def regular_customers(customers: pl.DataFrame) -> pl.DataFrame:
    """Return who buys regularly, and how many days lie between their purchase days.

    Bartlett's test of equal variances, on gaps that are exponential where buying is random: with x
    gaps of mean m, 2x (log m − mean log gap) / (1 + (x+1)/6x) is χ² with x − 1 degrees of freedom,
    and far too small where the gaps agree.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS` with `clv.tables.LOG_GAPS`.

    Returns
    -------
    polars.DataFrame
        ``customer_id``, ``mean_gap``; nobody where they are no more than chance would bring.

    Examples
    --------
    >>> clock = {"customer_id": ["a", "b"], "frequency": 6, "recency": 168, "T": 180}
    >>> logs = pl.Series("log_gaps", [6 * np.log(28.0), 12.0])
    >>> regular_customers(pl.DataFrame(clock).with_columns(logs)).rows()
    [('a', 28.0)]
    """
    from scipy.special import chdtr

    tested = customers.filter(pl.col(FREQUENCY) >= FEWEST_GAPS).with_columns(mean_gap())
    gaps = tested[FREQUENCY].to_numpy().astype(float)
    apart = np.log(tested[MEAN_GAP].to_numpy()) - tested[LOG_GAPS].to_numpy() / gaps
    statistic = 2 * gaps * np.maximum(apart, 0.0) / (1 + (gaps + 1) / (6 * gaps))
    regular = tested.filter(pl.Series(chdtr(gaps - 1, statistic) < BY_CHANCE))
    chance = SURELY * BY_CHANCE * tested.height
    return (regular if regular.height > chance else regular.clear()).select(CUSTOMER_ID, MEAN_GAP)
