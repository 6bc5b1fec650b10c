"""A workspace as one file: to keep elsewhere, or to move to another machine."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path, PurePosixPath

from clv.errors import InputError
from clv.workspace.manifest import FILES, MANIFEST, SNAPSHOTS
from clv.workspace.workspace import Workspace

_PARTS = (FILES, SNAPSHOTS)


def backup(workspace: Workspace, place: Path) -> int:
    """Write a workspace into one ZIP file; return its size in bytes.

    Nobody can change the workspace meanwhile, and the file is there in full or not at all.

    Raises
    ------
    InputError
        ``cannot_write``, ``workspace_busy``.
    """
    unfinished = place.with_name(f"{place.name}.unfinished")
    try:
        with (
            workspace.manifest.change(),
            zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            archive.writestr(MANIFEST, _manifest_bytes(workspace))
            for part in _PARTS:
                for path in sorted((workspace.folder / part).iterdir()):
                    archive.write(path, f"{part}/{path.name}")
        os.replace(unfinished, place)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError("cannot_write", folder=str(place), reason=reason) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return place.stat().st_size


def restore(archive: Path, folder: Path) -> Workspace:
    """Make a workspace of a backup.

    Raises
    ------
    InputError
        ``no_backup`` where the file is none, ``workspace_exists``, ``cannot_write``.
    """
    if folder.exists():
        raise InputError("workspace_exists", name=folder.name)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".unfinished-") as beside:
            whole = Path(beside) / "workspace"
            _unpack(archive, whole)
            Workspace.open(whole)
            os.replace(whole, folder)
    except (zipfile.BadZipFile, KeyError) as error:
        raise InputError("no_backup", name=archive.name) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError("cannot_write", folder=str(folder), reason=reason) from error
    return Workspace.open(folder)


def _manifest_bytes(workspace: Workspace) -> bytes:
    """Copy the manifest as SQLite sees it, not as its file happens to be."""
    with tempfile.TemporaryDirectory() as beside:
        copy = Path(beside) / MANIFEST
        with (
            closing(sqlite3.connect(workspace.manifest.path)) as here,
            closing(sqlite3.connect(copy)) as there,
        ):
            here.backup(there)
        return copy.read_bytes()


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack the members that a backup has, under the names that they have there."""
    folder.mkdir(mode=0o700)
    for part in _PARTS:
        (folder / part).mkdir()
    with zipfile.ZipFile(archive) as members:
        members.getinfo(MANIFEST)
        for member in members.infolist():
            path = PurePosixPath(member.filename)
            in_its_place = path.name == str(path) == MANIFEST or (
                len(path.parts) == 2 and path.parts[0] in _PARTS and path.parts[1] != ".."
            )
            if not in_its_place:
                raise InputError("no_backup", name=archive.name)
            (folder / Path(*path.parts)).write_bytes(members.read(member))
