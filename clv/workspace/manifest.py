"""What a workspace holds, in one SQLite file: the files, the decisions, what was seen and kept.

Everything else in the folder is named here. A file is written in full under a new name before the
transaction that names it, and deleted after the transaction that forgets it: killed at any moment,
a workspace opens at its last complete state, and what nobody names is swept away at the next
change. SQLite's own lock lets one process change a workspace at a time, others read meanwhile.
"""

from __future__ import annotations

import getpass
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from clv.errors import InputError

MANIFEST, FILES, SNAPSHOTS, TABLES = "manifest.sqlite", "files", "snapshots", "tables"
_VERSION = 1
_PATIENCE = 10.0  # seconds to wait for another process
PRIVACY = "privacy"  # documents: the fingerprint of the key of pseudonyms
SOURCES = "source"  # documents, each named after the digest of a file about customers
_NAMED_FILES = f"SELECT digest FROM file UNION SELECT name FROM document WHERE kind = '{SOURCES}'"  # noqa: S608
_TABLES = """
CREATE TABLE file (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL, bytes INTEGER NOT NULL, added TEXT NOT NULL);
CREATE TABLE document (
    kind TEXT, name TEXT, content TEXT NOT NULL, changed TEXT NOT NULL, PRIMARY KEY (kind, name));
CREATE TABLE snapshot (
    orders TEXT, options TEXT, day TEXT NOT NULL, made TEXT NOT NULL, content TEXT NOT NULL,
    customers TEXT NOT NULL, PRIMARY KEY (orders, options));
"""
# Later than the first edition: made where they are missing. The trail can only grow.
_TRAIL = """
CREATE TABLE IF NOT EXISTS trail (
    made TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL,
    count INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS person_key (customer TEXT PRIMARY KEY, key BLOB NOT NULL);
CREATE TRIGGER IF NOT EXISTS trail_changed BEFORE UPDATE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail can only grow'); END;
CREATE TRIGGER IF NOT EXISTS trail_deleted BEFORE DELETE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail can only grow'); END;
"""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of orders as it came in.

    Parameters
    ----------
    digest : str
        SHA-256 of its bytes: a file is kept once, under whatever name it comes.
    name : str
        What it was called.
    bytes : int
        Its size.
    added : datetime.datetime
        When it came, in UTC.
    """

    digest: str
    name: str
    bytes: int
    added: datetime


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """What was seen of the orders up to one day.

    Parameters
    ----------
    orders, options : str
        Tell apart the orders, and the options, that it was made from.
    day : datetime.date
        The last day of the observation.
    made : datetime.datetime
        When it was made, in UTC.
    customers : str
        The name of its table.
    """

    orders: str
    options: str
    day: date
    made: datetime
    customers: str


class Manifest:
    """The manifest of one folder.

    Parameters
    ----------
    folder : pathlib.Path
        The workspace's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def path(self) -> Path:
        """Where the SQLite file is."""
        return self.folder / MANIFEST

    def create(self) -> None:
        """Make an empty workspace for this user alone.

        Raises
        ------
        InputError
            ``workspace_exists`` where there is something in the folder already.
        """
        if self.folder.exists() and any(self.folder.iterdir()):
            raise InputError("workspace_exists", name=self.folder.name)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for part in (FILES, SNAPSHOTS, TABLES):
            (self.folder / part).mkdir(exist_ok=True)
        with closing(self._connect()) as db:
            db.executescript(f"BEGIN;{_TABLES}PRAGMA user_version={_VERSION};COMMIT;")

    def check(self) -> None:
        """Refuse a folder that is no workspace, or one of a newer edition.

        Raises
        ------
        InputError
            ``no_workspace``, ``newer_workspace`` or ``corrupt_workspace``.
        """
        if not self.path.is_file():
            raise InputError("no_workspace", name=self.folder.name)
        try:
            with closing(self._connect()) as db:
                version: int = db.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise InputError("corrupt_workspace", name=self.folder.name) from error
        if version > _VERSION:
            raise InputError("newer_workspace", name=self.folder.name)
        if version < _VERSION:
            raise InputError("corrupt_workspace", name=self.folder.name)

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Change the workspace: all of it, or, after any exception or a crash, nothing.

        Raises
        ------
        InputError
            ``workspace_busy`` while another process changes it.
        """
        with closing(self._connect()) as db:
            try:
                db.executescript(_TRAIL)
                db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise InputError("workspace_busy", name=self.folder.name) from error
            try:
                yield Change(self.folder, db)
            except BaseException:
                db.execute("ROLLBACK")
                raise
            else:
                db.execute("COMMIT")
            finally:
                self._sweep(db)

    def _sweep(self, db: sqlite3.Connection) -> None:
        """Delete what no table names: left by a crash, or forgotten.

        Under the lock, since another process's file is named only at the end of its change; where
        that process is at work, the sweep is left to it.
        """
        with suppress(sqlite3.OperationalError):
            db.execute("BEGIN IMMEDIATE")
            named = {
                FILES: {digest for (digest,) in db.execute(_NAMED_FILES)},
                SNAPSHOTS: {name for (name,) in db.execute("SELECT customers FROM snapshot")},
                TABLES: set((_document(db, TABLES, "") or {}).get("layers", ())),
            }
            for part, names in named.items():
                for path in (self.folder / part).glob("*"):
                    if path.name not in names:
                        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            db.execute("COMMIT")

    def files(self) -> tuple[StoredFile, ...]:
        """Return the files, in the order in which they came."""
        with closing(self._connect()) as db:
            return stored_files(db)

    def document(self, kind: str, name: str = "") -> Any:
        """One document, or None."""
        return self.documents(kind).get(name)

    def documents(self, kind: str) -> dict[str, Any]:
        """All documents of a kind by their names."""
        ask = "SELECT name, content FROM document WHERE kind = ? ORDER BY name"
        with closing(self._connect()) as db:
            return {name: json.loads(content) for name, content in db.execute(ask, (kind,))}

    def snapshots(self) -> tuple[StoredSnapshot, ...]:
        """Return what was seen, the earliest first."""
        ask = "SELECT orders, options, day, made, customers FROM snapshot ORDER BY made"
        with closing(self._connect()) as db:
            return tuple(
                StoredSnapshot(
                    orders,
                    options,
                    date.fromisoformat(day),
                    datetime.fromisoformat(made),
                    customers,
                )
                for orders, options, day, made, customers in db.execute(ask)
            )

    def trail(self) -> tuple[tuple[str, str, str, str, int], ...]:
        """Return what was done: when, by whom, what, about whom or what, and how many."""
        with closing(self._connect()) as db:
            if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'trail'").fetchone() is None:
                return ()
            ask = "SELECT made, who, what, about, count FROM trail ORDER BY rowid"
            return tuple(db.execute(ask))

    def content_of(self, snapshot: StoredSnapshot) -> dict[str, Any]:
        """Return what stands beside the customers of a snapshot: the forecast, the passport."""
        ask = "SELECT content FROM snapshot WHERE orders = ? AND options = ?"
        with closing(self._connect()) as db:
            row = db.execute(ask, (snapshot.orders, snapshot.options)).fetchone()
        content: dict[str, Any] = json.loads(row[0]) if row else {}
        return content

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA secure_delete=ON")  # what is forgotten is overwritten
        return db


class Change:
    """One change of a workspace, in one transaction."""

    def __init__(self, folder: Path, db: sqlite3.Connection) -> None:
        self.folder, self._db = folder, db

    def files(self) -> tuple[StoredFile, ...]:
        """Return the files as this change leaves them."""
        return stored_files(self._db)

    def add_file(self, name: str, content: bytes) -> StoredFile:
        """Keep a file; its bytes are on the disk before anything names them."""
        digest = sha256(content).hexdigest()
        write_whole(self.folder / FILES / digest, content)
        file = StoredFile(digest, name, len(content), _now())
        row = (file.digest, file.name, file.bytes, file.added.isoformat())
        self._db.execute("INSERT INTO file VALUES (?, ?, ?, ?)", row)
        return file

    def add_source(self, name: str, content: bytes, decided: dict[str, Any]) -> None:
        """Keep a file about customers, with what was decided about it."""
        digest = sha256(content).hexdigest()
        write_whole(self.folder / FILES / digest, content)
        self.put(SOURCES, digest, {"name": name} | decided)

    def document(self, kind: str, name: str = "") -> Any:
        """One document as this change leaves it, or None."""
        return _document(self._db, kind, name)

    @contextmanager
    def new_layer(self) -> Iterator[Path]:
        """Give a folder for tables; it is on the disk in full before anything names it."""
        place = self.folder / TABLES / f"{_now():%Y%m%dT%H%M%S%f}"
        place.parent.mkdir(exist_ok=True)  # a workspace of an earlier edition has none
        place.mkdir()
        yield place
        for path in (*place.iterdir(), place, place.parent):
            with suppress(OSError):  # a folder can't be flushed on Windows
                _flush(path)

    def remove_file(self, digest: str) -> None:
        """Forget a file; its bytes, and all tables made of them, go when the change is complete."""
        self.remove(TABLES, "")
        self._db.execute("DELETE FROM file WHERE digest = ?", (digest,))

    def put(self, kind: str, name: str, content: Any) -> None:
        """Keep a document in the place of the one of that name."""
        row = (kind, name, json.dumps(content, ensure_ascii=False), _now().isoformat())
        self._db.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)", row)

    def remove(self, kind: str, name: str) -> None:
        """Forget a document."""
        self._db.execute("DELETE FROM document WHERE kind = ? AND name = ?", (kind, name))

    def put_snapshot(
        self, look: tuple[str, str], day: date, content: Any, customers: pl.DataFrame
    ) -> None:
        """Keep what was seen up to a day, in the place of an earlier look of the same kind."""
        made = _now()
        name = f"{made:%Y%m%dT%H%M%S%f}.parquet"
        with _beside(self.folder / SNAPSHOTS / name) as path:
            customers.write_parquet(path)
        document = json.dumps(content, ensure_ascii=False)
        row = (*look, day.isoformat(), made.isoformat(), document, name)
        self._db.execute("INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?, ?)", row)

    def remove_snapshot(self, snapshot: StoredSnapshot) -> None:
        """Forget what was seen up to a day."""
        ask = "DELETE FROM snapshot WHERE orders = ? AND options = ?"
        self._db.execute(ask, (snapshot.orders, snapshot.options))

    def replace_customers(self, snapshot: StoredSnapshot, customers: pl.DataFrame) -> None:
        """Keep other customers in an earlier look."""
        name = f"{_now():%Y%m%dT%H%M%S%f}.parquet"
        with _beside(self.folder / SNAPSHOTS / name) as path:
            customers.write_parquet(path)
        ask = "UPDATE snapshot SET customers = ? WHERE orders = ? AND options = ?"
        self._db.execute(ask, (name, snapshot.orders, snapshot.options))

    def note(self, what: str, about: str = "", count: int = 1) -> None:
        """Enter in the trail what was done, and by which account of the machine."""
        row = (_now().isoformat(), _account(), what, about, count)
        self._db.execute("INSERT INTO trail VALUES (?, ?, ?, ?, ?)", row)

    def key_of(self, customer: str, made: Callable[[], bytes]) -> bytes:
        """Return the key of a customer in the trail, made where there is none."""
        ask = "INSERT OR IGNORE INTO person_key VALUES (?, ?)"
        self._db.execute(ask, (customer, made()))
        ask = "SELECT key FROM person_key WHERE customer = ?"
        key: bytes = self._db.execute(ask, (customer,)).fetchone()[0]
        return key

    def forget_key(self, customer: str) -> None:
        """Delete a customer's key: the trail stays, and says nothing of them."""
        self._db.execute("DELETE FROM person_key WHERE customer = ?", (customer,))


def _document(db: sqlite3.Connection, kind: str, name: str) -> Any:
    ask = "SELECT content FROM document WHERE kind = ? AND name = ?"
    row = db.execute(ask, (kind, name)).fetchone()
    return None if row is None else json.loads(row[0])


def stored_files(db: sqlite3.Connection) -> tuple[StoredFile, ...]:
    """List the files that a connection sees."""
    rows = db.execute("SELECT digest, name, bytes, added FROM file ORDER BY rowid")
    return tuple(
        StoredFile(digest, name, size, datetime.fromisoformat(added))
        for digest, name, size, added in rows
    )


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is there in full, or not at all."""
    with _beside(path) as unfinished:
        unfinished.write_bytes(content)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        yield unfinished
        _flush(unfinished)
        os.replace(unfinished, path)
        with suppress(OSError):  # a folder can't be flushed on Windows
            _flush(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _now() -> datetime:
    return datetime.now(UTC)
