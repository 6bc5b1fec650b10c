"""A living shop on the user's own disk: orders that are added to, and what changed since."""

from clv.workspace.archive import backup, restore
from clv.workspace.changes import EVENTS, Changes, changes_between
from clv.workspace.manifest import StoredFile, StoredSnapshot
from clv.workspace.monitor import Health, Score
from clv.workspace.place import all_workspaces, home, is_workspace, workspace_at
from clv.workspace.update import Update
from clv.workspace.workspace import Appended, Workspace

__all__ = [
    "EVENTS",
    "Appended",
    "Changes",
    "Health",
    "Score",
    "StoredFile",
    "StoredSnapshot",
    "Update",
    "Workspace",
    "all_workspaces",
    "backup",
    "changes_between",
    "home",
    "is_workspace",
    "restore",
    "workspace_at",
]
