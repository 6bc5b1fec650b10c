"""How much somebody spends: level, spread, trend, returns and discounts."""

from __future__ import annotations

import polars as pl

from clv import tables as t
from clv.learning.features.feature import RETURNED, Feature

_AMOUNT = pl.col(t.AMOUNT)


def _decayed(weeks: int) -> Feature:
    """Add up spend, each purchase day counting half as much for every `weeks` weeks passed."""
    return Feature(
        f"spend_decayed_{weeks}w",
        f"Spend, fading by half every {weeks} weeks",
        "money",
        "How much somebody spent, lately counting more",
        lambda w: (_AMOUNT * w.decay(7 * weeks)).sum(),
    )


FEATURES = (
    Feature(
        "spend_total",
        "Spent so far",
        "money",
        "Money of all orders",
        lambda _: _AMOUNT.sum(),
        phrase="spent {value} so far",
    ),
    Feature(
        "spend_mean",
        "Spend per purchase day",
        "money",
        "Mean spend per purchase day",
        lambda _: _AMOUNT.mean(),
        phrase="spends {value} a purchase day",
    ),
    Feature(
        "spend_median",
        "Typical spend per purchase day",
        "money",
        "Median spend per purchase day: one huge order does not move it",
        lambda _: _AMOUNT.median(),
        phrase="typically spends {value} a purchase day",
    ),
    Feature(
        "spend_spread",
        "Spread of spend",
        "money",
        "Standard deviation of the spend per purchase day",
        lambda _: _AMOUNT.std(),
        phrase="spend varies by {value}",
    ),
    Feature(
        "spend_largest",
        "Largest purchase day",
        "money",
        "The most spent on one day",
        lambda _: _AMOUNT.max(),
        phrase="spent {value} on the largest day",
    ),
    Feature(
        "spend_first",
        "Spend on the first day",
        "money",
        "How much was spent when somebody first came",
        lambda _: _AMOUNT.first(),
        phrase="spent {value} on the first day",
    ),
    Feature(
        "spend_last",
        "Spend on the last day",
        "money",
        "How much was spent the last time",
        lambda _: _AMOUNT.last(),
        phrase="spent {value} the last time",
    ),
    Feature(
        "spend_trend",
        "Spend growing or shrinking",
        "ratio",
        "Spend on the last purchase day over the mean: above 1 the basket grows",
        lambda _: _AMOUNT.last() / _AMOUNT.mean(),
        phrase="last spent {value} times the usual",
    ),
    *(_decayed(weeks) for weeks in (13, 52)),
    Feature(
        "spend_last_horizon",
        "Spent in the last horizon",
        "money",
        "Money of the period before the cut that is as long as the one looked ahead",
        lambda w: _AMOUNT.filter(w.within(w.horizon)).sum(),
        phrase="spent {value} in the last {horizon} days",
    ),
    Feature(
        "spend_last_quarter",
        "Spent in the last quarter of a horizon",
        "money",
        "Money of the most recent period, a quarter as long as the one looked ahead",
        lambda w: _AMOUNT.filter(w.within(w.horizon / 4)).sum(),
        phrase="spent {value} in the last {quarter} days",
    ),
    Feature(
        "spend_rate",
        "Spend per year",
        "money",
        "Money over the time as a customer (a month is added, to be fair to newcomers)",
        lambda w: _AMOUNT.sum() * 365.25 / (w.ago.max() + 30.0),
        phrase="spends {value} a year",
    ),
    Feature(
        "returned_share",
        "Returned share",
        "share",
        "Money sent back over money bought, where returns stand as orders of their own",
        lambda _: -pl.col(RETURNED).sum() / (_AMOUNT.sum() - pl.col(RETURNED).sum()),
        phrase="sends back {value} of the money",
    ),
    Feature(
        "discount_share",
        "Discount share",
        "share",
        "Discounts over the price before them: high for bargain hunters",
        lambda _: pl.col(t.DISCOUNT).sum() / (pl.col(t.DISCOUNT).sum() + _AMOUNT.sum()),
        phrase="gets {value} off the price",
    ),
)
