"""Messages about workspaces."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "workspace_exists": N_("{name:code} is there already; choose another name."),
    "unknown_customer": N_(
        "Nothing is kept of {customer:code}; is the id written as in the files?"
    ),
    "key_exists": N_("{name:code} is there already; a key is never overwritten."),
    "bad_key": N_("There is no key {name:code}; make one: perennial key FILE."),
    "bad_key.short": N_("{name:code} is too short to be a key; make one: perennial key FILE."),
    "not_reidentified": Plural(
        N_("One pseudonym of the list is nobody's in these exports; is it the same key?"),
        N_("{count:n} pseudonyms of the list are nobody's in these exports; is it the same key?"),
    ),
    "not_reidentified.none": N_("The list holds no pseudonyms."),
    "other_key": N_(
        "This workspace keeps other ids, real ones or under another key; use the key it began with."
    ),
    "other_key.missing": N_(
        "This workspace keeps pseudonyms; add files with its key: perennial update "
        "--pseudonym-key FILE."
    ),
    "sources_with_key": N_(
        "Files about customers hold their own ids and don't go together with pseudonyms; leave one "
        "of --with and --pseudonym-key out."
    ),
    "no_workspace": N_("There is no workspace {name:code}."),
    "newer_workspace": N_(
        "The workspace {name:code} was made by a newer edition of Perennial; update to open it."
    ),
    "corrupt_workspace": N_(
        "The workspace {name:code} can't be read: its manifest is damaged. Restore a backup."
    ),
    "workspace_busy": N_(
        "Another process is changing the workspace {name:code}; try again in a moment."
    ),
    "empty_workspace": N_("The workspace {name:code} holds no orders yet; add a file."),
    "bad_workspace_name": N_(
        "{name:code} can't be a workspace's name: use up to 80 letters, digits, spaces or dashes."
    ),
    "cannot_purge": N_(
        "Parts of the workspace {name:code} could not be deleted: another program holds them."
    ),
    "no_backup": N_("{name:code} is no backup of a workspace."),
    "usage_workspace": N_(
        "Write: perennial workspace backup NAME FILE, restore FILE NAME, rename NAME NEW, "
        "purge NAME --yes, forget NAME CUSTOMER --yes, retain NAME YEARS --yes, trail NAME, or "
        "list; {action:code} got other words."
    ),
    "not_confirmed": N_("Deleting {name:code} can't be undone; add --yes to confirm."),
    "other_columns": Plural(
        N_("{file:code} lacks the column {columns:list}, which this workspace reads."),
        N_("{file:code} lacks the columns {columns:list}, which this workspace reads."),
        by="count",
    ),
    "workspace.event": N_("{title:term} ({n:n})"),
    "workspace.file": N_("{name} · {size:decimal} MB · added {day:date}"),
    "workspace.folder": N_("Kept in {folder}"),
    "workspace.list": N_("List {title}: {n:n}"),
    "workspace.saved": N_("Saved: {title}"),
    "workspace.last_look": N_("Last look: {day:date}"),
}
