"""Privacy of the people in a workspace: one is forgotten everywhere, old orders leave.

What was done is entered in the trail, which can only grow. A customer stands in it as a pseudonym
under a key of their own; when that key is deleted the trail stays, and says nothing of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from clv import tables as t
from clv.errors import InputError
from clv.intake import Rewritten, keyed_digest, without_older, without_people
from clv.options import ReadHints
from clv.workspace.manifest import SNAPSHOTS, SOURCES, Change
from clv.workspace.workspace import Workspace

_BYTES = 32
Rewrite = Callable[[bytes, str, ReadHints], Rewritten]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What left a workspace; it names nobody.

    Parameters
    ----------
    made : datetime.datetime
        When, in UTC.
    rows, files : int
        How many rows of how many files.
    looks, lists : int
        How many earlier looks and saved lists they stood in, or that were dropped as a whole.
    """

    made: datetime
    rows: int
    files: int
    looks: int
    lists: int


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the trail.

    Parameters
    ----------
    made : datetime.datetime
        When, in UTC.
    who : str
        The account of the machine.
    what : str
        ``append``, ``export``, ``forget``, ``retain`` ….
    about : str
        Names of files, or the pseudonym of a customer.
    count : int
        How many rows, files or customers.
    """

    made: datetime
    who: str
    what: str
    about: str
    count: int


def forget_person(workspace: Workspace, customer_id: str) -> Receipt:
    """Delete one customer from files, looks and lists, and the key to them in the trail.

    Raises
    ------
    InputError
        ``unknown_customer`` where nothing of them is there; nothing is changed then.
    """
    contacts = workspace.run().cleaned.contacts.filter(pl.col(t.CUSTOMER_ID) == customer_id)
    ways = [contacts[name] for name in (t.EMAIL, t.PHONE) if name in contacts.columns]
    names = pl.concat([pl.Series([customer_id]), *ways]).drop_nulls().to_list()
    mapping = workspace.options.get("mapping")
    with workspace.manifest.change() as change:
        files, rows = _rewrite(
            workspace,
            change,
            lambda *file: without_people(file[0], file[1], names, file[2], mapping),
        )
        looks = _forget_in_looks(workspace, change, customer_id)
        lists = _forget_in_lists(workspace, change, customer_id)
        if not (files or looks or lists):
            raise InputError("unknown_customer", customer=customer_id)
        change.note("forget", _pseudonym(change, customer_id), rows)
        change.forget_key(customer_id)
    return Receipt(datetime.now(UTC), rows, files, looks, lists)


def retain(workspace: Workspace, years: int) -> Receipt:
    """Delete the orders that are older than some years before the last one, and looks of then."""
    end = workspace.run().end
    before = (
        end.replace(year=end.year - years)
        if (end.month, end.day) != (2, 29)
        else date(end.year - years, 2, 28)
    )
    mapping = workspace.options.get("mapping")
    with workspace.manifest.change() as change:
        files, rows = _rewrite(
            workspace,
            change,
            lambda *file: without_older(file[0], file[1], before, file[2], mapping),
        )
        old = [snapshot for snapshot in workspace.snapshots if snapshot.day < before]
        for snapshot in old:
            change.remove_snapshot(snapshot)
        change.note("retain", before.isoformat(), rows)
    return Receipt(datetime.now(UTC), rows, files, len(old), 0)


def trail(workspace: Workspace) -> tuple[Event, ...]:
    """Return what was done to a workspace, the earliest first."""
    return tuple(
        Event(datetime.fromisoformat(made), who, what, about, count)
        for made, who, what, about, count in workspace.manifest.trail()
    )


def _pseudonym(change: Change, customer_id: str) -> str:
    """Return what stands for a customer in the trail."""
    key = change.key_of(customer_id, lambda: secrets.token_bytes(_BYTES))
    return keyed_digest(customer_id, key)


def _rewrite(workspace: Workspace, change: Change, rewrite: Rewrite) -> tuple[int, int]:
    """Write the files anew where rows leave; return how many files, and rows."""
    hints = workspace.options.get("hints") or ReadHints()
    done = {file: rewrite(workspace.read(file.digest), file.name, hints) for file in change.files()}
    touched = {file: new for file, new in done.items() if new.gone}
    if touched:
        # In their order, which the rows of several files have: a corrected export comes later.
        for file, new in done.items():
            change.remove_file(file.digest)
            change.add_file(file.name, new.content if new.gone else workspace.read(file.digest))
    rows, files = sum(new.gone for new in touched.values()), len(touched)
    for digest, stored in workspace.manifest.documents(SOURCES).items():
        new = rewrite(workspace.read(digest), stored["name"], ReadHints())
        if new.gone:
            decided = {name: value for name, value in stored.items() if name != "name"}
            change.remove(SOURCES, digest)
            change.add_source(stored["name"], new.content, decided)
            rows, files = rows + new.gone, files + 1
    return files, rows


def _forget_in_looks(workspace: Workspace, change: Change, customer_id: str) -> int:
    looks = 0
    for snapshot in workspace.snapshots:
        customers = pl.read_parquet(workspace.folder / SNAPSHOTS / snapshot.customers)
        others = customers.filter(pl.col(t.CUSTOMER_ID) != customer_id)
        if others.height < customers.height:
            change.replace_customers(snapshot, others)
            looks += 1
    return looks


def _forget_in_lists(workspace: Workspace, change: Change, customer_id: str) -> int:
    lists = 0
    for title, ids in workspace.lists.items():
        if customer_id in ids:
            change.put("list", title, [each for each in ids if each != customer_id])
            lists += 1
    return lists
