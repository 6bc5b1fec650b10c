"""The orders of a workspace as a source: what a `Run` opens."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from clv.intake import Raw, Tell, load_many, silently
from clv.options import ReadHints


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
