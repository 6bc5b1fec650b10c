"""Next best offer: what each customer is likely to buy on the next purchase day.

Two things foretell it: what one keeps buying, and what tends to follow it in other people's hands.
With ``n`` of a customer's ``b`` purchase days holding item ``i``, a share ``w_j`` of everything
they bought being item ``j``, and ``follows(j, i)`` the share of all purchase days with ``j`` after
which the same customer's next one held ``i``::

    p(i) = (n + k Σ_j w_j follows(j, i)) / (b + k)

``follows`` is sparse and rests on few days for rare items, so it is itself drawn towards the share
of all purchase days that hold ``i``. Weights that rise and fall with the time since the last
purchase were tried and made the ranking no better on four shops; rhythm tells *when*, as `due`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clv.action.offers.item_history import ITEM, PurchaseLog, follows, numbered
from clv.errors import NotFittedError
from clv.tables import CUSTOMER_ID

By = Literal["category", "product"]
Floats = NDArray[np.float64]

AGAIN, NEW = "again", "new"
_PRIOR_DAYS = 5.0  # k: purchase days that the others' habits count for
_CHUNK = 16_384  # customers scored at a time: their scores fit the processor's cache and memory


class NextOffer:
    """Recommend by what a customer buys again and by what follows it in other baskets.

    Parameters
    ----------
    by : {"category", "product"}
        What an item is.
    items : int
        How many of the commonest items are considered.

    Attributes
    ----------
    items_ : polars.Series
        The items considered, the commonest first.
    share_ : array of float, shape (items,)
        Share of all purchase days that hold the item.
    follows_ : array of float, shape (items, items)
        Row: the item bought; column: the item held by the customer's next purchase day.

    Examples
    --------
    >>> from datetime import datetime, timedelta
    >>> days = [datetime(2024, 1, 1) + timedelta(days=10 * n) for n in range(6)]
    >>> lines = pl.DataFrame(
    ...     {
    ...         "customer_id": ["ann"] * 6 + ["bob"],
    ...         "date": [*days, days[0]],
    ...         "amount": 5.0,
    ...         "category": ["tea", "cups"] * 3 + ["tea"],
    ...     }
    ... )
    >>> offers = NextOffer().fit(lines).recommend(["bob"], top=1)
    >>> offers.select("item", "kind", "times").rows()
    [('tea', 'again', 1)]
    """

    def __init__(self, by: By = "category", items: int = 500) -> None:
        self.by = by
        self.items = items

    def __repr__(self) -> str:
        return f"NextOffer(by={self.by!r}, items={self.items})"

    def fit(self, lines: pl.DataFrame) -> Self:
        """Learn from purchase days.

        Parameters
        ----------
        lines : polars.DataFrame
            Table `clv.tables.LINES` or `ORDERS` with the column `by`; returns are left out.

        Raises
        ------
        InputError
            ``missing_columns``, where the log has no such column.
        UnsuitableDataError
            ``no_line_items``, where it is empty.
        """
        self._log = numbered(lines, self.by, self.items)
        held, owner = self._log.held, self._log.owner
        self.items_ = self._log.items
        self.share_: Floats = np.asarray(held.sum(axis=0)).ravel() / held.shape[0]
        self.follows_: Floats = follows(held, owner, self.share_)
        return self

    def recommend(
        self, customers: Sequence[str] | None = None, top: int = 3, new_only: bool = False
    ) -> pl.DataFrame:
        """Return the likeliest items of each customer.

        Parameters
        ----------
        customers : sequence of str, optional
            Ids; by default all. Those who never bought an item considered are left out.
        top : int
            Items for each.
        new_only : bool
            Only what the customer never bought.

        Returns
        -------
        polars.DataFrame
            ``customer_id``, ``rank`` (1 first), ``item``, ``p`` (probability that the next
            purchase day holds it), ``kind`` (again or new), ``times`` (purchase days so far),
            ``last`` (day), ``due`` (day the next one falls on by the customer's own rhythm; null
            below two), ``gap`` (own days between two),
            ``source`` (what it often follows).
        """
        log = self._fitted()
        chosen = np.arange(len(log.customers))
        if customers is not None:
            chosen = np.flatnonzero(log.customers.is_in(list(customers)).to_numpy())
        parts = [
            _part(rows, best, p, source)
            for rows, best, p, source in self._best(log, chosen, top, new_only)
        ]
        offers = pl.concat([pl.DataFrame(schema=_PART), *parts])
        return _with_reasons(offers.filter(pl.col("p") > 0), log)

    def _fitted(self) -> PurchaseLog:
        if not hasattr(self, "_log"):
            raise NotFittedError
        return self._log

    def _best(
        self, log: PurchaseLog, chosen: NDArray[np.int64], top: int, new_only: bool
    ) -> Iterator[tuple[Any, ...]]:
        """Yield customers, their best items, the probabilities, and what each follows."""
        days = np.bincount(log.owner)
        excess = self.follows_ - self.share_
        top = min(top, len(log.items))
        for start in range(0, len(chosen), _CHUNK):
            rows = chosen[start : start + _CHUNK]
            own = log.counts[rows].toarray()
            habits = own / own.sum(axis=1, keepdims=True)
            p = (own + _PRIOR_DAYS * (habits @ self.follows_)) / (days[rows, None] + _PRIOR_DAYS)
            if new_only:
                p[own > 0] = 0.0
            best = np.argpartition(-p, top - 1, axis=1)[:, :top]
            order = np.argsort(-np.take_along_axis(p, best, axis=1), axis=1, kind="stable")
            best = np.take_along_axis(best, order, axis=1)
            source = np.stack(
                [(habits * excess.T[best[:, k]]).argmax(axis=1) for k in range(top)], axis=1
            )
            yield rows, best, np.take_along_axis(p, best, axis=1), source


_PART = {
    "customer": pl.Int64(),
    "rank": pl.Int64(),
    "number": pl.Int64(),
    "p": pl.Float64(),
    "source": pl.Int64(),
}


def offers_by_group(offers: pl.DataFrame, groups: pl.DataFrame, top: int = 3) -> pl.DataFrame:
    """Count which items are the first offer of most people in each group.

    Parameters
    ----------
    offers : polars.DataFrame
        From `NextOffer.recommend`.
    groups : polars.DataFrame
        ``customer_id``, ``segment``.

    Returns
    -------
    polars.DataFrame
        ``segment``, ``item``, ``customers``, ``share`` (of the group's people with an offer): the
        `top` items of each group, the commonest first.

    Examples
    --------
    >>> offers = pl.DataFrame({"customer_id": ["a", "b"], "rank": 1, "item": ["tea", "tea"]})
    >>> groups = pl.DataFrame({"customer_id": ["a", "b"], "segment": "Loyal"})
    >>> offers_by_group(offers, groups).rows()
    [('Loyal', 'tea', 2, 1.0)]
    """
    first = offers.filter(pl.col("rank") == 1).join(groups, on=CUSTOMER_ID)
    counted = first.group_by("segment", ITEM).agg(pl.len().cast(pl.Int64).alias("customers"))
    share = pl.col("customers") / pl.col("customers").sum().over("segment")
    ranked = counted.with_columns(share.alias("share")).sort(
        "segment", "customers", ITEM, descending=[False, True, False]
    )
    return ranked.group_by("segment", maintain_order=True).head(top)


def _part(
    rows: NDArray[np.int64], best: NDArray[np.int64], p: Floats, source: NDArray[np.int64]
) -> pl.DataFrame:
    top = best.shape[1]
    return pl.DataFrame(
        {
            "customer": np.repeat(rows, top),
            "rank": np.tile(np.arange(1, top + 1), len(rows)),
            "number": best.ravel(),
            "p": p.ravel(),
            "source": source.ravel(),
        }
    )


def _with_reasons(offers: pl.DataFrame, log: PurchaseLog) -> pl.DataFrame:
    """Add names, rhythm and reasons."""
    gap = (pl.col("last") - pl.col("first")).dt.total_days() / (pl.col("times") - 1)
    days = pl.when(pl.col("times") > 1).then(gap.round().cast(pl.Int64))
    bought = pl.col("times") > 0
    theirs = log.bought.join(offers.select("customer").unique(), on="customer", how="semi")
    return (
        offers.join(theirs, on=["customer", "number"], how="left", maintain_order="left")
        .with_columns(
            log.customers.gather(offers["customer"]).alias(CUSTOMER_ID),
            log.items.gather(offers["number"]).alias(ITEM),
            log.items.gather(offers["source"]).alias("source"),
            pl.col("times").fill_null(0),
        )
        .with_columns(
            days.alias("gap"),
            pl.when(bought).then(pl.lit(AGAIN)).otherwise(pl.lit(NEW)).alias("kind"),
        )
        .with_columns(
            (pl.col("last") + pl.duration(days=pl.col("gap"))).alias("due"),
        )
        .select(CUSTOMER_ID, "rank", ITEM, "p", "kind", "times", "last", "due", "gap", "source")
    )
