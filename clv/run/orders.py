"""From the source to orders: opened, its columns guessed, each row counted or explained."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from clv import tables as t
from clv.errors import InputError, Notice
from clv.intake import (
    Cleaned,
    CleanedSource,
    CustomerSources,
    Files,
    Guess,
    Mapping,
    Raw,
    clean,
    contacts_of_all,
    guess,
    load,
    match_sources,
    open_sources,
    sheets_of,
)
from clv.memo import step
from clv.run.inputs import Inputs

_MOST_CURRENCIES = 12
_READING = 0.4  # share of reading, of all that is done before there are orders


class OrderSteps(Inputs):
    """Steps that read."""

    @property
    @step("source", "hints", keep=2)
    def raw(self) -> Raw:
        """The file opened, nothing interpreted."""
        return self.source.open(
            self.hints, lambda code, share: self.tell(Notice(code), share * _READING)
        )

    @property
    @step("raw")
    def guess(self) -> Guess:
        """Which column is probably which."""
        return guess(self.raw)

    @property
    @step("source")
    def sheets(self) -> tuple[str, ...]:
        """The sheets of a workbook; none where the source is none."""
        return sheets_of(self.source.parts[0][1]) if isinstance(self.source, Files) else ()

    @property
    @step("guess", "raw", "mapping")
    def currencies(self) -> tuple[str, ...]:
        """The currencies that the file names, the most frequent first."""
        column = (self.mapping or Mapping()).over(self.guess.mapping).currency
        if column is None:
            return ()
        code = pl.col(column).cast(pl.String).str.strip_chars().str.to_uppercase()
        counts = self.raw.frame.select(code=code).drop_nulls().filter(pl.col("code") != "")
        by_count = counts.group_by("code").len().sort("len", "code", descending=[True, False])
        return tuple(by_count.head(_MOST_CURRENCIES).collect()["code"])

    @property
    @step("source", "hints", "raw", "guess", "mapping", "policy", "as_of", keep=2)
    def cleaned(self) -> Cleaned:
        """Orders, and the ledger of every row that is none."""
        if isinstance(self.source, CleanedSource) and self.settings.as_of is None:
            kept = self.source.cleaned(self.hints, self.mapping, self.policy)
            if kept is not None:
                return kept
        try:
            proposal = self.guess
        except InputError:
            # Of a file known to lack something; a complete mapping may still read it.
            proposal = None
        return clean(
            self.raw,
            self.mapping,
            self.policy,
            self.settings.as_of,
            proposal,
            lambda code, share: self.tell(Notice(code), _READING + (1 - _READING) * share),
        )

    @property
    @step("sources", "hints", keep=2)
    def _opened_sources(self) -> tuple[Any, ...]:
        """The files about customers, opened."""
        if self.sources:
            self.tell(Notice("reading_sources"), 0.0)
        return open_sources(self.sources, self.hints.zone)

    @property
    @step("_opened_sources", "cleaned", keep=2)
    def customer_sources(self) -> CustomerSources:
        """What other systems know of the customers, matched by id."""
        return match_sources(self._opened_sources, self.cleaned)

    @property
    @step("cleaned", "customer_sources")
    def unwilling(self) -> pl.Series:
        """Ids of customers who said, to whomever, that they want no mail: no list holds them."""
        both = pl.concat([self.cleaned.unwilling, self.customer_sources.unwilling])
        return both.unique().sort()

    @property
    @step("cleaned", "customer_sources")
    def customer_notes(self) -> pl.DataFrame:
        """What stands beside each customer in every file: ids as they were, and who agreed.

        Columns that nothing tells are left out.
        """
        wanted = [t.CUSTOMER_ID]
        if self.cleaned.ids_changed:
            wanted.append(t.ORIGINAL_ID)
        if self.cleaned.tells_consent or len(self.customer_sources.unwilling):
            wanted.append(t.ACCEPTS_MARKETING)
        if len(wanted) == 1:
            return pl.DataFrame(schema={t.CUSTOMER_ID: pl.String})
        return self.contacts.select(wanted)

    @property
    @step("cleaned", "customer_sources")
    def contacts(self) -> pl.DataFrame:
        """How each customer can be reached, and whether they agreed: of all files together."""
        return contacts_of_all(self.cleaned.contacts, self.customer_sources)

    @property
    @step("cleaned", "as_of")
    def end(self) -> date:
        """The last day of the observation: as chosen, else the day of the last order."""
        last: date = self.cleaned.orders[t.DATE].dt.date().max()  # type: ignore[assignment]
        return self.settings.as_of or last

    @step("source", "hints", "mapping", "policy", keep=2)
    def later_orders(self, content: bytes, name: str) -> pl.DataFrame:
        """Read a newer file of the same shop in the same way: what came after a campaign."""
        newer = load(content, name, self.hints)
        roles = {} if self.mapping is None else self.mapping.roles
        same = set(roles.values()) <= set(newer.columns)
        return clean(newer, self.mapping if same else None, self.policy).orders
