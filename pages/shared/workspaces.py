"""The workspaces of this machine: offered only where nobody but its user can connect."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from clv.errors import InputError
from clv.workspace import Workspace, all_workspaces, checked_name, home

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def allowed() -> bool:
    """Tell whether this server is its user's alone: what is on the disk is theirs."""
    return st.get_option("server.address") in _LOOPBACK


def listed() -> tuple[Workspace, ...]:
    """Return the workspaces that may be opened here."""
    return all_workspaces() if allowed() else ()


def at_start(name: str | None) -> Workspace | None:
    """Return the workspace that a link names, or the one that the app was started with."""
    if not allowed():
        return None
    started_with = os.environ.get("PERENNIAL_WORKSPACE")
    folder = Path(started_with) if started_with else None
    if name is not None and (folder is None or folder.name != name):
        folder = next((each.folder for each in listed() if each.name == name), None)
    if folder is None:
        return None
    try:
        return Workspace.open(folder)
    except InputError:
        return None


def new(name: str) -> Workspace:
    """Make an empty workspace in the user's home.

    Raises
    ------
    InputError
        ``bad_workspace_name``, ``workspace_exists``, ``cannot_write``.
    """
    return Workspace.create(home() / checked_name(name))
