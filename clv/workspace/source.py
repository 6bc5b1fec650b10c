"""The orders of a workspace as a source: what a `Run` opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

import clv.intake
from clv.intake import Account, Cleaned, Raw, Tell, load, load_many, read_account, silently
from clv.options import Mapping, Policy, ReadHints
from clv.workspace.manifest import TABLES, Manifest
from clv.workspace.summaries import read_customers


@dataclass(frozen=True)
class StoredSource:
    """A file about customers that a workspace keeps; equal where its bytes and name are.

    Parameters
    ----------
    title : str
        What it was called.
    digest : str
        SHA-256 of its bytes, and its name in the folder.
    folder : pathlib.Path
        Where it lies.
    """

    title: str
    digest: str
    folder: Path = field(repr=False, compare=False)

    def open(self, hints: ReadHints, tell: Tell = silently) -> Raw:
        """Read it; a table of customers, which is no log, is welcome."""
        return load(self.folder / self.digest, self.title, hints, tell, beside_others=True)


@dataclass(frozen=True)
class WorkspaceOrders:
    """The files of a workspace, read where they lie; equal where the files are the same.

    What was read and cleaned of them is kept beside them as tables, under a key of all that it
    depends on: the files, how they are read, and this edition of the engine. Where the key
    differs, or a table is missing, the files are read again.

    Parameters
    ----------
    title : str
        The workspace's name.
    paths : tuple of pathlib.Path
        The files, in the order in which they came; their names are the digests of their bytes.
    names : tuple of str
        What they were called.
    """

    title: str
    paths: tuple[Path, ...]
    names: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What tells these files from others, wherever the workspace is."""
        return sha256(" ".join(path.name for path in self.paths).encode()).hexdigest()

    def open(self, hints: ReadHints, tell: Tell = silently) -> Raw:
        """Read them one after the other."""
        return load_many(self.paths, self.names, hints, tell)

    def cleaned(self, hints: ReadHints, mapping: Mapping | None, policy: Policy) -> Cleaned | None:
        """Return what was cleaned of them before, where it was in the same way."""
        account = self.account(hints, mapping, policy)
        return None if account is None else account.cleaned

    def customers(
        self, hints: ReadHints, mapping: Mapping | None, policy: Policy
    ) -> pl.DataFrame | None:
        """Return the customers summarised as of the last order's day, where they are kept."""
        layers = self._layers(hints, mapping, policy)
        return None if layers is None else read_customers(layers)

    def account(
        self, hints: ReadHints, mapping: Mapping | None, policy: Policy, document: Any = None
    ) -> Account | None:
        """Return the account kept of these files; `document` names its tables."""
        layers = self._layers(hints, mapping, policy, document)
        return None if layers is None else read_account(layers, self.paths[0].parent, hints, policy)

    def _layers(
        self, hints: ReadHints, mapping: Mapping | None, policy: Policy, document: Any = None
    ) -> list[Path] | None:
        folder = self.paths[0].parent.parent
        document = document or Manifest(folder).document(TABLES)
        if document is None or document["key"] != self.key(hints, mapping, policy):
            return None
        return [folder / TABLES / name for name in document["layers"]]

    def key(self, hints: ReadHints, mapping: Mapping | None, policy: Policy) -> str:
        """Return what tells the account of these files from others."""
        return sha256(
            repr((_engine(), self.digest, self.names, hints, mapping, policy)).encode()
        ).hexdigest()


@cache
def _engine() -> str:
    """Tell this edition of the reading and cleaning from others."""
    digest = sha256()
    for path in sorted(Path(clv.intake.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
