"""What other systems told of a customer before the cut: attributes, touches, events, reviews.

Records after the cut are not there (`History` cuts them off). Attributes have no day: they are as
they stand today, which is told beside every figure that rests on them; those that only repeat what
the orders tell up to today are left out, and days that lie within the log as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import polars as pl

from clv import tables as t
from clv.customers import History
from clv.intake import CustomerSource
from clv.learning.features.feature import Feature
from clv.learning.features.text_themes import Themes

MOST_VALUES = 8
FEWEST = 10  # customers of a value with a column of its own
_SEEN = ("count", "recent", "days_since")
_TITLES = {
    "count": ("How many so far ({name})", "records", "Records of this customer before the cut"),
    "recent": ("How many lately ({name})", "records", "Of those, as far back as is looked ahead"),
    "days_since": ("Days since the last ({name})", "days", "Days from the last record to the cut"),
    "cost": ("Cost so far ({name})", "money", "What was spent on this customer"),
    "rating": ("Mean rating ({name})", "score", "Mean of the ratings given"),
    "last_rating": ("Last rating ({name})", "score", "The latest rating given"),
}


@dataclass(frozen=True)
class SourceColumns:
    """The columns that one source brings.

    Parameters
    ----------
    name : str
        Of the source.
    numbers, days : tuple of str
        Attributes that are numbers, and days that all lie before the log.
    values : dict of str to tuple of str
        Attribute, or ``"what"`` of records -> its commonest values.
    seen : tuple of str
        What is counted of dated records: names in this file.
    themes : Themes, optional
        Themes of the texts.
    """

    name: str
    numbers: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    themes: Themes | None = None

    @classmethod
    def of(cls, source: CustomerSource) -> SourceColumns:
        """Choose the columns of a source as it is known on a day."""
        table = source.table
        if source.kind == "attributes":
            usable = [n for n in table.columns[1:] if n not in source.retold]
            return cls(
                source.name,
                tuple(name for name in usable if table[name].dtype == pl.Float64),
                tuple(name for name in usable if table[name].dtype == pl.Date),
                {name: common for name in usable if len(common := _common(table, name)) > 1},
            )
        if t.DATE not in table.columns:
            return cls(source.name)
        seen: tuple[str, ...] = _SEEN
        seen += ("cost",) if t.TOUCH_COST in table.columns else ()
        seen += ("rating", "last_rating") if t.RATING in table.columns else ()
        common = _common(table, t.WHAT) if t.WHAT in table.columns else ()
        themes = Themes.of_texts(table[t.TEXT]) if t.TEXT in table.columns else None
        return cls(source.name, values={t.WHAT: common} if len(common) > 1 else {}, seen=seen,
                   themes=themes)  # fmt: skip

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the feature columns."""
        own = [*self.seen, *self.numbers, *self.days]
        own += [f"{name}={value}" for name, values in self.values.items() for value in values]
        own += self.themes.names if self.themes else ()
        return tuple(f"{self.name}/{each}" for each in own)

    def columns(self, history: History, horizon: int) -> pl.DataFrame:
        """Compute the columns of the customers that the source knows.

        Where the source is not there, or begins after the cut, nothing is known.
        """
        table = next((s.table for s in history.sources if s.name == self.name), None)
        ids = history.customers.select(t.CUSTOMER_ID)
        needed = {*self.numbers, *self.days, *self.values, *((t.DATE,) if self.seen else ())}
        if table is None or table.is_empty() or not needed <= set(table.columns):
            return ids.with_columns(pl.lit(None, pl.Float64).alias(name) for name in self.names)
        if not self.seen:
            known = table.select(t.CUSTOMER_ID, *self._of_attributes(history))
            return ids.join(known, on=t.CUSTOMER_ID, how="left")
        known = table.drop_nulls(t.DATE).sort(t.DATE).group_by(t.CUSTOMER_ID).agg(
            *self._of_records(history, horizon)
        )  # fmt: skip
        if self.themes is not None and t.TEXT in table.columns:
            known = known.join(self._of_texts(table), on=t.CUSTOMER_ID, how="left")
        joined = ids.join(known, on=t.CUSTOMER_ID, how="left")
        counted = [f"{self.name}/{each}" for each in ("count", "recent", "cost")]
        counted += [name for name in self.names if "=" in name]
        missing = [n for n in self.names if n not in joined.columns]
        return joined.with_columns(
            pl.col(name).fill_null(0.0) for name in counted if name in joined.columns
        ).with_columns(pl.lit(None, pl.Float64).alias(name) for name in missing)

    def _of_attributes(self, history: History) -> Iterator[pl.Expr]:
        for name in self.numbers:
            yield pl.col(name).alias(f"{self.name}/{name}")
        for name in self.days:
            years = (pl.lit(history.cut) - pl.col(name)).dt.total_days() / 365.25
            yield years.alias(f"{self.name}/{name}")
        yield from self._of_values(lambda name, value: (pl.col(name) == value).cast(pl.Float64))

    def _of_records(self, history: History, horizon: int) -> Iterator[pl.Expr]:
        ago = (pl.lit(history.cut) - pl.col(t.DATE).dt.date()).dt.total_days()
        seen = {
            "count": pl.len().cast(pl.Float64),
            "recent": (ago < horizon).sum().cast(pl.Float64),
            "days_since": ago.min().cast(pl.Float64),
            "cost": pl.col(t.TOUCH_COST).sum(),
            "rating": pl.col(t.RATING).mean(),
            "last_rating": pl.col(t.RATING).drop_nulls().last(),
        }
        for name in self.seen:
            yield seen[name].alias(f"{self.name}/{name}")
        yield from self._of_values(
            lambda name, value: (pl.col(name) == value).sum().cast(pl.Float64)
        )

    def _of_values(self, expression: Callable[[str, str], pl.Expr]) -> Iterator[pl.Expr]:
        for name, values in self.values.items():
            for value in values:
                yield expression(name, value).alias(f"{self.name}/{name}={value}")

    def _of_texts(self, table: pl.DataFrame) -> pl.DataFrame:
        themes = self.themes
        assert themes is not None  # noqa: S101 - asked only where there are some
        scores = table.select(t.CUSTOMER_ID, t.TEXT).join(themes.scores(table[t.TEXT]), on=t.TEXT)
        means = [pl.col(name).mean().alias(f"{self.name}/{name}") for name in themes.names]
        return scores.group_by(t.CUSTOMER_ID).agg(means)

    def describe(self, name: str) -> Feature:
        """Say what one of its columns is."""
        own, source = name.removeprefix(f"{self.name}/"), self.name.replace("_", " ")
        if own in self.seen:
            title, unit, meaning = _TITLES[own]
            return Feature(name, title.format(name=source), unit, meaning)
        if self.themes is not None and own in self.themes.names:
            title = f"{self.themes.marks(own)} ({source})"
            return Feature(name, title, "score", "How close the texts are to these words")
        if own in self.days:
            title = f"Years since {own} ({source})"
            return Feature(name, title, "years", "Years from that day to the cut")
        column, _equals, value = own.partition("=")
        label = t.label(column) if self.seen else t.spelled(column)
        title = f"{label}{f': {value}' if value else ''} ({source})"
        unit = "records" if value and self.seen else "share" if value else "ratio"
        return Feature(name, title, unit, f"As {source} tells it, matched by the customer's id")


def _common(table: pl.DataFrame, name: str) -> tuple[str, ...]:
    """Return the commonest values of a column of words, by customers; of two, one says it all."""
    if table[name].dtype != pl.String:
        return ()
    counts = (
        table.drop_nulls(name)
        .group_by(name)
        .agg(pl.col(t.CUSTOMER_ID).n_unique().alias("customers"))
        .filter(pl.col("customers") >= FEWEST)
        .sort("customers", name, descending=[True, False])
    )
    return tuple(counts[name].head(MOST_VALUES))
