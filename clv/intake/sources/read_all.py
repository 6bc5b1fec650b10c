"""All sources of a run, each opened and matched; one that can't be read stops no other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.clean import Cleaned
from clv.intake.files.raw import Raw
from clv.intake.load import load
from clv.intake.source import File, Files
from clv.intake.sources.customer_source import CustomerSource, SourceFile
from clv.intake.sources.read import read_source
from clv.options import ReadHints
from clv.tables import (
    ACCEPTS_MARKETING,
    AMOUNT,
    CONTACTS,
    CUSTOMER_ID,
    DATE,
    FIRST_ORDER,
    LAST_ORDER,
    ORDER_COUNT,
    REVENUE,
)

Opened = tuple[SourceFile, Raw | Notice]


@dataclass(frozen=True, eq=False)
class CustomerSources:
    """What other systems know of the customers, and the files that could not be used.

    Parameters
    ----------
    known : tuple of CustomerSource
        By name.
    failures : tuple of (SourceFile, Notice)
        Files that could not be used, and why.
    """

    known: tuple[CustomerSource, ...] = ()
    failures: tuple[tuple[SourceFile, Notice], ...] = ()

    def __iter__(self) -> Iterator[CustomerSource]:
        return iter(self.known)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What has to be said of all of them."""
        failures = (notice for _file, notice in self.failures)
        return tuple(note for source in self.known for note in source.notices) + tuple(failures)

    @property
    def unwilling(self) -> pl.Series:
        """Ids of customers who refused mail in one of the sources."""
        refused = [
            source.contacts.filter(~pl.col(ACCEPTS_MARKETING))[CUSTOMER_ID]
            for source in self.known
            if ACCEPTS_MARKETING in source.contacts.columns
        ]
        return pl.concat(refused).unique() if refused else pl.Series(CUSTOMER_ID, [], pl.String)


def open_sources(files: Sequence[SourceFile], zone: str | None = None) -> tuple[Opened, ...]:
    """Open each file, as logs are opened: of any kind, large or hostile.

    Parameters
    ----------
    files : sequence of SourceFile
        Each is opened once, however often it is named.
    zone : str, optional
        The shop's time zone: a day is the same day in all files.
    """
    return tuple((file, _open(file, ReadHints(zone=zone))) for file in dict.fromkeys(files))


def _open(file: SourceFile, hints: ReadHints) -> Raw | Notice:
    """Open a file, or say why not; a table of customers, which is no log, is welcome."""
    try:
        match file.source:
            case Files(parts=((name, content),)):
                return load(content, name, hints, beside_others=True)
            case File(path=path):
                return load(path, hints=hints, beside_others=True)
            case other:
                return other.open(hints)
    except InputError as error:
        return error.notice


def match_sources(opened: Sequence[Opened], cleaned: Cleaned) -> CustomerSources:
    """Match every source to the customers of the orders.

    Parameters
    ----------
    opened : sequence of (SourceFile, Raw or Notice)
        As `open_sources` returns them.
    cleaned : Cleaned
        The orders.
    """
    if not opened:
        return CustomerSources()
    keys, summary = cleaned.customer_keys, _summary(cleaned.orders)
    known: list[CustomerSource] = []
    failures: list[tuple[SourceFile, Notice]] = []
    for file, raw in opened:
        if isinstance(raw, Notice):
            failures.append((file, raw))
            continue
        taken = {source.name for source in known}
        name = _name(file.source.title, taken, _stem(cleaned.input.file))
        try:
            source = read_source(raw, name, keys, file.kind, file.customer, summary)
            known.append(replace(source, file=file))
        except InputError as error:
            failures.append((file, error.notice))
    return CustomerSources(tuple(sorted(known, key=lambda each: each.name)), tuple(failures))


def _name(title: str, taken: set[str], orders: str) -> str:
    """Call a source by its file's name, without what the orders' begins with, and numbered."""
    stem = _stem(title)
    shorter = stem.removeprefix(orders).strip("_") if orders else stem
    name = (shorter or stem or "source")[:40]
    numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def _stem(title: str) -> str:
    """Return a file's name without ending and signs.

    Examples
    --------
    >>> _stem("exports/Web events (May).csv")
    'web_events_may'
    """
    stem = title.rpartition("/")[2].split(" + ")[0].partition(".")[0]
    return re.sub(r"[^\w]+", "_", stem).strip("_").lower()


def _summary(orders: pl.DataFrame) -> pl.DataFrame:
    """Return what all orders tell of each customer: what no attribute may repeat in learning."""
    day = pl.col(DATE).dt.date()
    return orders.group_by(CUSTOMER_ID).agg(
        pl.col(AMOUNT).sum().alias(REVENUE),
        pl.len().alias(ORDER_COUNT),
        day.min().alias(FIRST_ORDER),
        day.max().alias(LAST_ORDER),
    )


def contacts_of_all(contacts: pl.DataFrame, sources: CustomerSources) -> pl.DataFrame:
    """Fill what the orders' file does not tell of contacts from the sources; any refusal counts.

    Parameters
    ----------
    contacts : polars.DataFrame
        Table `clv.tables.CONTACTS` of the orders.
    sources : CustomerSources
        The sources.
    """
    for source in sources.known:
        if source.contacts.width < 3:  # it has ids only
            continue
        both = contacts.join(source.contacts, on=CUSTOMER_ID, how="left", suffix=_THEIRS)
        names = [name for name in CONTACTS.names if f"{name}{_THEIRS}" in both.columns]
        contacts = both.with_columns(
            pl.min_horizontal(name, f"{name}{_THEIRS}") if name == ACCEPTS_MARKETING
            else pl.coalesce(name, f"{name}{_THEIRS}")
            for name in names
        ).drop(f"{name}{_THEIRS}" for name in names).sort(CUSTOMER_ID)  # fmt: skip
    return contacts


_THEIRS = " of the source"
