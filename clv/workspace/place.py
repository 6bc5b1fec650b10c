"""Where workspaces are: each a folder of the user's home, or wherever a path leads."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from clv.errors import InputError
from clv.workspace.manifest import MANIFEST
from clv.workspace.workspace import Workspace, checked_name


def home() -> Path:
    """Return the folder of this user's workspaces: ``PERENNIAL_HOME``, else ``~/.perennial``."""
    return Path(os.environ.get("PERENNIAL_HOME") or Path.home() / ".perennial")


def all_workspaces() -> tuple[Workspace, ...]:
    """Return this user's workspaces by name; what is none, or can't be read, is left out."""
    places = sorted(home().glob(f"*/{MANIFEST}")) if home().is_dir() else []
    opened = []
    for path in places:
        with suppress(InputError):
            opened.append(Workspace.open(path.parent))
    return tuple(opened)


def workspace_at(place: str | Path) -> Path:
    """Return the folder that a name or a path means: a path has a separator, or is there.

    Raises
    ------
    InputError
        ``bad_workspace_name``.
    """
    path = Path(place)
    if path.is_dir() or len(path.parts) > 1:
        checked_name(path.name)
        return path
    return home() / checked_name(str(place))


def is_workspace(place: str | Path) -> bool:
    """Tell whether a path leads to a workspace."""
    return (Path(place) / MANIFEST).is_file()
