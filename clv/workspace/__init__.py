"""A living shop on the user's own disk: orders that are added to, and what changed since."""

from clv.workspace.archive import backup, restore
from clv.workspace.changes import EVENTS, Changes, changes_between
from clv.workspace.manifest import StoredFile, StoredSnapshot
from clv.workspace.monitor import Health, Score
from clv.workspace.place import all_workspaces, home, is_workspace, workspace_at
from clv.workspace.privacy import Event, Receipt, forget_person, retain, trail
from clv.workspace.source import WorkspaceOrders
from clv.workspace.update import Update
from clv.workspace.workspace import Appended, Look, Workspace, checked_name, look_of

__all__ = [
    "EVENTS",
    "Appended",
    "Changes",
    "Event",
    "Health",
    "Look",
    "Receipt",
    "Score",
    "StoredFile",
    "StoredSnapshot",
    "Update",
    "Workspace",
    "WorkspaceOrders",
    "all_workspaces",
    "backup",
    "changes_between",
    "checked_name",
    "forget_person",
    "home",
    "is_workspace",
    "look_of",
    "restore",
    "retain",
    "trail",
    "workspace_at",
]
