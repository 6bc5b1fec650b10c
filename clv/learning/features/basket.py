"""What somebody buys, through which channel and where: the mix over the commonest values.

Which values get a column of their own is learned once, from the oldest training cut, and kept as a
`Vocabulary`, so that training and prediction look at the same columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from clv import tables as t
from clv.customers import History
from clv.learning.features.feature import Feature
from clv.learning.features.other_sources import SourceColumns
from clv.learning.features.text_themes import Themes

_KINDS = {t.CATEGORY: 8, t.CHANNEL: 6, t.COUNTRY: 6}  # column -> values with a column of their own


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The categories, channels and countries that have columns of their own.

    Parameters
    ----------
    values : dict of str to tuple of str
        Column of the orders -> its commonest values, by customers.
    themes : Themes, optional
        Themes of the product names.
    sources : tuple of SourceColumns
        What other sources bring.

    Examples
    --------
    >>> Vocabulary({"channel": ("mail", "ads")}).names
    ('channel=mail', 'channel=ads', 'channel_entropy')
    """

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    themes: Themes | None = None
    sources: tuple[SourceColumns, ...] = ()

    @classmethod
    def of(cls, history: History) -> Vocabulary:
        """Take the commonest values of each kind; a kind with a single value is left out."""
        values = {kind: common for kind in _KINDS if len(common := _common(history, kind)) > 1}
        sources = tuple(SourceColumns.of(source) for source in history.sources)
        return cls(values, Themes.of(history.lines), sources)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the feature columns."""
        mixed = tuple(
            name
            for kind, values in self.values.items()
            for name in (*(f"{kind}={value}" for value in values), f"{kind}_entropy")
        )
        themes = () if self.themes is None else self.themes.names
        return (*mixed, *themes, *(name for source in self.sources for name in source.names))

    def columns(self, history: History, horizon: int) -> pl.DataFrame:
        """Compute the columns: share of orders by value, the entropy of the mix, other sources."""
        table = history.customers.select(t.CUSTOMER_ID)
        for kind, values in self.values.items():
            if kind in history.orders.columns:
                mix = _mix(history.orders, kind, values)
            else:
                mix = table.select(t.CUSTOMER_ID, *_absent(kind, values))
            table = table.join(mix, on=t.CUSTOMER_ID, how="left")
        parts = [source.columns(history, horizon) for source in self.sources]
        if self.themes is not None and history.lines is not None:
            parts.append(self.themes.columns(history.lines))
        for part in parts:
            table = table.join(part, on=t.CUSTOMER_ID, how="left")
        return table


def describe(name: str, vocabulary: Vocabulary | None = None) -> Feature:
    """Say what a column of the mix is; for a theme, `vocabulary` knows its words.

    Examples
    --------
    >>> describe("channel=mail").title
    'Share of orders with channel mail'
    """
    if name.startswith("theme_") and vocabulary is not None and vocabulary.themes is not None:
        return vocabulary.themes.describe(name)
    for source in vocabulary.sources if vocabulary is not None else ():
        if name in source.names:
            return source.describe(name)
    kind, _, value = name.partition("=")
    if value:
        title = f"Share of orders with {kind} {value}"
        return Feature(name, title, "share", f"How much of somebody's buying is {kind} {value}")
    kind = name.removesuffix("_entropy")
    meaning = f"0 where every order has the same {kind}; higher the more evenly they spread"
    return Feature(name, f"Variety of {kind}", "nats", meaning)


def _common(history: History, kind: str) -> tuple[str, ...]:
    if kind not in history.orders.columns:
        return ()
    counted = (
        history.orders.lazy()
        .drop_nulls(kind)
        .group_by(kind)
        .agg(pl.col(t.CUSTOMER_ID).n_unique().alias("customers"))
        .sort("customers", kind, descending=[True, False])
        .head(_KINDS[kind])
    )
    return tuple(counted.collect()[kind])


def _mix(orders: pl.DataFrame, kind: str, values: tuple[str, ...]) -> pl.DataFrame:
    shares = [(pl.col(kind) == value).mean().alias(f"{kind}={value}") for value in values]
    part = pl.col(kind).drop_nulls().unique_counts() / pl.col(kind).drop_nulls().len()
    entropy = -(part * part.log()).sum()
    return orders.group_by(t.CUSTOMER_ID).agg(*shares, entropy.alias(f"{kind}_entropy"))


def _absent(kind: str, values: tuple[str, ...]) -> list[pl.Expr]:
    names = (*(f"{kind}={value}" for value in values), f"{kind}_entropy")
    return [pl.lit(None, pl.Float64).alias(name) for name in names]
