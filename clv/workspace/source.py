"""The orders of a workspace as a source: what a `Run` opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from clv.intake import Raw, Tell, load, load_many, silently
from clv.options import ReadHints


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
