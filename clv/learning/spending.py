"""How much somebody spends: level, spread, trend, returns and discounts."""

from __future__ import annotations

import polars as pl

from clv import tables as t
from clv.learning.feature import RETURNED, Feature

_AMOUNT = pl.col(t.AMOUNT)

FEATURES = (
    Feature("spend_total", "Spent so far", "money", "Money of all orders", lambda _: _AMOUNT.sum()),
    Feature(
        "spend_mean",
        "Spend per purchase day",
        "money",
        "Mean spend per purchase day",
        lambda _: _AMOUNT.mean(),
    ),
    Feature(
        "spend_median",
        "Typical spend per purchase day",
        "money",
        "Median spend per purchase day: one huge order does not move it",
        lambda _: _AMOUNT.median(),
    ),
    Feature(
        "spend_spread",
        "Spread of spend",
        "money",
        "Standard deviation of the spend per purchase day",
        lambda _: _AMOUNT.std(),
    ),
    Feature(
        "spend_largest",
        "Largest purchase day",
        "money",
        "The most spent on one day",
        lambda _: _AMOUNT.max(),
    ),
    Feature(
        "spend_first",
        "Spend on the first day",
        "money",
        "How much was spent when somebody first came",
        lambda _: _AMOUNT.first(),
    ),
    Feature(
        "spend_last",
        "Spend on the last day",
        "money",
        "How much was spent the last time",
        lambda _: _AMOUNT.last(),
    ),
    Feature(
        "spend_trend",
        "Spend growing or shrinking",
        "ratio",
        "Spend on the last purchase day over the mean: above 1 the basket grows",
        lambda _: _AMOUNT.last() / _AMOUNT.mean(),
    ),
    Feature(
        "spend_last_horizon",
        "Spent in the last horizon",
        "money",
        "Money of the stretch before the cut that is as long as the one looked ahead",
        lambda w: _AMOUNT.filter(w.within(w.horizon)).sum(),
    ),
    Feature(
        "spend_last_quarter",
        "Spent in the last quarter of a horizon",
        "money",
        "Money of the most recent stretch, a quarter as long as the one looked ahead",
        lambda w: _AMOUNT.filter(w.within(w.horizon / 4)).sum(),
    ),
    Feature(
        "spend_rate",
        "Spend per year",
        "money",
        "Money over the time as a customer (a month is added, to be fair to newcomers)",
        lambda w: _AMOUNT.sum() * 365.25 / (w.ago.max() + 30.0),
    ),
    Feature(
        "returned_share",
        "Returned share",
        "share",
        "Money sent back over money bought, where returns stand as orders of their own",
        lambda _: -pl.col(RETURNED).sum() / (_AMOUNT.sum() - pl.col(RETURNED).sum()),
    ),
    Feature(
        "discount_share",
        "Discount share",
        "share",
        "Discounts over the price before them: high for bargain hunters",
        lambda _: pl.col(t.DISCOUNT).sum() / (pl.col(t.DISCOUNT).sum() + _AMOUNT.sum()),
    ),
)
