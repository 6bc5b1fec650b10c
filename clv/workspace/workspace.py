"""A living shop: its orders, decisions and earlier looks, in a folder of the user's own."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property, reduce
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, Self, cast

import polars as pl

from clv import tables as t
from clv.errors import InputError
from clv.intake import (
    Account,
    File,
    Files,
    Layer,
    Raw,
    Source,
    SourceFile,
    combined,
    fingerprint,
    load,
    pseudonymised,
    read_layers,
    write_layer,
)
from clv.memo import Tell, silent
from clv.option import type_of
from clv.options import Mapping, Policy, ReadHints, Settings
from clv.run import Run
from clv.workspace.manifest import (
    FILES,
    PRIVACY,
    SNAPSHOTS,
    SOURCES,
    TABLES,
    Change,
    Manifest,
    StoredFile,
    StoredSnapshot,
)
from clv.workspace.monitor import Score, score
from clv.workspace.source import StoredSource, WorkspaceOrders
from clv.workspace.summaries import write_customers

OPTIONS: dict[str, Any] = {
    "hints": ReadHints, "mapping": Mapping, "policy": Policy, "settings": Settings
}  # fmt: skip
_SEEN = (
    t.CUSTOMER_ID, t.FIRST_ORDER, t.LAST_ORDER, t.ORDER_COUNT, t.REVENUE, t.SEGMENT, t.ACTIVITY,
    t.P_BUY, t.EXPECTED_PURCHASES, t.CLV, t.CLV_LOW, t.CLV_HIGH,
)  # fmt: skip
_MOST_LAYERS = 8
_EXPECTED = (t.EXPECTED_REVENUE, t.EXPECTED_REVENUE_LOW, t.EXPECTED_REVENUE_HIGH)


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of files that were appended: kept, or there already."""

    added: tuple[str, ...]
    repeated: tuple[str, ...]


@dataclass(frozen=True)
class Workspace:
    """A folder that holds a shop.

    Parameters
    ----------
    folder : pathlib.Path
        Its name is the workspace's name.

    Notes
    -----
    The files are the truth: they are kept as they came and read together under the decisions kept
    beside them, so that appending is the same as having had them all at once, in whatever parts
    they came. Each look (`archive`) keeps every customer's numbers and the forecast of that day.
    """

    folder: Path

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make an empty one.

        Raises
        ------
        InputError
            ``workspace_exists``, ``cannot_write``.
        """
        try:
            Manifest(folder).create()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise InputError("cannot_write", folder=str(folder), reason=reason) from error
        return cls(folder)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open one that is there.

        Raises
        ------
        InputError
            ``no_workspace``, ``newer_workspace``, ``corrupt_workspace``.
        """
        Manifest(folder).check()
        return cls(folder)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.folder.name

    @cached_property
    def manifest(self) -> Manifest:
        """What it holds."""
        return Manifest(self.folder)

    # Orders and decisions

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """The files of orders, in the order in which they came."""
        return self.manifest.files()

    @property
    def options(self) -> dict[str, Any]:
        """How the files are read and how to look ahead: what `Run.of` takes."""
        documents = self.manifest.documents("options")
        return {
            name: _option(kind, documents[name])
            for name, kind in OPTIONS.items()
            if name in documents
        }

    def read(self, digest: str) -> bytes:
        """Return the bytes of a kept file."""
        return (self.folder / FILES / digest).read_bytes()

    @property
    def source(self) -> WorkspaceOrders:
        """Its orders, as a `Run` opens them.

        Raises
        ------
        InputError
            ``empty_workspace`` as long as it has no file.
        """
        return self._source(self.files)

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        """Its files about customers, as a `Run` takes them."""
        return tuple(
            SourceFile(
                StoredSource(stored["name"], digest, self.folder / FILES),
                stored.get("kind"),
                stored.get("customer"),
            )
            for digest, stored in self.manifest.documents(SOURCES).items()
        )

    def set_sources(self, files: Sequence[SourceFile]) -> None:
        """Keep these files about customers, and no others; each is kept once."""
        with self.manifest.change() as change:
            for digest in self.manifest.documents(SOURCES):
                change.remove(SOURCES, digest)
            for file in files:
                decided = {"kind": file.kind, "customer": file.customer}
                change.add_source(file.source.title, _bytes_of(file.source), decided)
            change.note("sources", ", ".join(file.source.title for file in files), len(files))

    def decide(self, **options: Any) -> None:
        """Keep decisions: ``hints``, ``mapping``, ``policy`` or ``settings``."""
        with self.manifest.change() as change:
            for name, value in options.items():
                change.put("options", name, _document(value))
            change.note("decide", ", ".join(options), len(options))

    def run(self, tell: Tell = silent, **options: Any) -> Run:
        """Begin a run over its orders, under its decisions or those given instead."""
        options = self.options | {"sources": self.sources} | options
        return Run.of(self.source, **options, tell=tell)

    def append(
        self,
        parts: Sequence[tuple[str, bytes]],
        tell: Tell = silent,
        pseudonym_key: bytes | None = None,
        **options: Any,
    ) -> Appended:
        """Keep more files of orders, if they can be read together with those there.

        A file whose bytes are there already changes nothing. With the first files the columns and
        the other decisions are settled, and later ones are read in the same way.

        Parameters
        ----------
        parts : sequence of (name, bytes)
            The files.
        tell : callable
            Told what is being read.
        pseudonym_key : bytes, optional
            Keep pseudonyms under this key in the place of the customers' ids, and nothing else of
            them; all files of a workspace are kept under one key, or none.
        **options
            ``hints``, ``mapping``, ``policy``, ``settings``: of the first files, or changed.

        Raises
        ------
        InputError
            What reading raises, ``other_columns`` where a column that is read is missing, and
            ``workspace_busy``; nothing is kept then.
        """
        chosen = self.options | options
        if pseudonym_key is not None:
            parts, chosen["hints"] = _without_names(parts, pseudonym_key, chosen)
        with self.manifest.change() as change:
            self._keep_to_key(change, pseudonym_key)
            earlier = change.files()
            present = {file.digest for file in earlier}
            newer: list[Raw] = []
            added: list[str] = []
            repeated: list[str] = []
            for name, content in parts:
                digest = sha256(content).hexdigest()
                (repeated if digest in present else added).append(name)
                if digest not in present:
                    newer += _checked(name, content, self.folder / FILES / digest, chosen)
                    change.add_file(name, content)
                    present.add(digest)
            if not added and not options:
                return Appended((), tuple(repeated))
            chosen["mapping"] = self._settle(change, earlier, newer, chosen, tell)
            for name in OPTIONS.keys() & chosen.keys():
                change.put("options", name, _document(chosen[name]))
            if added:
                change.note("append", ", ".join(added), len(added))
        return Appended(tuple(added), tuple(repeated))

    def _keep_to_key(self, change: Change, key: bytes | None) -> None:
        """Refuse ids beside pseudonyms, and pseudonyms under another key than those there."""
        before = self.manifest.document(PRIVACY, "key")
        now = None if key is None else fingerprint(key)
        if change.files() and before != now:
            raise InputError("other_key", variant="missing" if key is None else "")
        change.put(PRIVACY, "key", now)

    def _settle(
        self,
        change: Change,
        earlier: Sequence[StoredFile],
        newer: Sequence[Raw],
        chosen: dict[str, Any],
        tell: Tell,
    ) -> Mapping:
        """Read all files together, or what is new beside what is kept; return the columns used."""
        source, hints, policy = self._source(change.files()), *_reading(chosen)
        kept = change.document(TABLES)
        account, layers = None, []
        if kept is not None and len(earlier) + len(newer) == len(source.paths):
            account = self._source(earlier).account(hints, chosen.get("mapping"), policy, kept)
        for raw in newer:
            result = None if account is None else account.with_newer(raw)
            account, layer = (None, None) if result is None else result
            layers += [layer] if layer is not None else []
        if account is None:
            cleaned = Run.of(source, **chosen, tell=tell).cleaned
            account, layer = Account.of(cleaned)
            kept, layers = None, [layer]
        mapping = account.cleaned.mapping
        settings = chosen.get("settings")
        if account.can_be_kept and (settings is None or settings.as_of is None):
            names = _with_layers(change, [] if kept is None else kept["layers"], layers, account)
            key = source.key(hints, mapping, policy)
            change.put(TABLES, "", {"key": key, "layers": names})
        else:
            change.remove(TABLES, "")
        return mapping

    def remove(self, digest: str) -> None:
        """Forget one file: its orders, and its bytes on the disk."""
        with self.manifest.change() as change:
            change.remove_file(digest)
            change.note("remove", digest)

    def _source(self, files: Sequence[StoredFile]) -> WorkspaceOrders:
        if not files:
            raise InputError("empty_workspace", name=self.name)
        paths = tuple(self.folder / FILES / file.digest for file in files)
        return WorkspaceOrders(self.name, paths, tuple(file.name for file in files))

    # Earlier looks

    @property
    def snapshots(self) -> tuple[StoredSnapshot, ...]:
        """The looks kept so far, the earliest first."""
        return self.manifest.snapshots()

    def customers_of(self, snapshot: StoredSnapshot) -> pl.DataFrame:
        """Every customer as seen in an earlier look."""
        return pl.read_parquet(self.folder / SNAPSHOTS / snapshot.customers)

    def archive(self, run: Run, report: str = "") -> StoredSnapshot:
        """Keep what a run sees: every customer's numbers, the forecast and its passport.

        The same orders under the same options are one look: the newer takes the earlier's place.
        """
        content = {"report": report, "forecast": forecast_document(run)}
        customers = seen(run)
        with self.manifest.change() as change:
            change.put_snapshot(look_of(run), run.end, content, customers)
        return self.snapshots[-1]

    def has_seen(self, run: Run) -> bool:
        """Tell whether what a run sees is kept already."""
        return any((each.orders, each.options) == look_of(run) for each in self.snapshots)

    def scores(self, run: Run) -> tuple[Score, ...]:
        """Hold the archived forecasts against what came since, one for each day."""
        latest = {snapshot.day: snapshot for snapshot in self.snapshots}.values()
        forecasts = [(each, self.manifest.content_of(each).get("forecast")) for each in latest]
        results = [
            score(each.day, forecast, self.customers_of(each), run.cleaned.orders, run.end)
            for each, forecast in forecasts
            if forecast
        ]
        return tuple(result for result in results if result is not None)

    # Lists

    @property
    def lists(self) -> dict[str, tuple[str, ...]]:
        """Saved lists of customers by their titles."""
        return {name: tuple(ids) for name, ids in self.manifest.documents("list").items()}

    def save_list(self, title: str, customer_ids: Sequence[str]) -> None:
        """Keep a list under a title, in the place of the one of that title."""
        with self.manifest.change() as change:
            change.put("list", title, list(customer_ids))
            change.note("save list", title, len(customer_ids))

    def remove_list(self, title: str) -> None:
        """Forget a list."""
        with self.manifest.change() as change:
            change.remove("list", title)
            change.note("remove list", title)

    def note(self, what: str, about: str = "", count: int = 1) -> None:
        """Enter in the trail what left the workspace, or who looked."""
        with self.manifest.change() as change:
            change.note(what, about, count)

    # The folder

    def rename(self, name: str) -> Workspace:
        """Give it another name.

        Raises
        ------
        InputError
            ``workspace_exists``, ``bad_workspace_name``.
        """
        place = self.folder.with_name(checked_name(name))
        if place.exists():
            raise InputError("workspace_exists", name=name)
        self.folder.rename(place)
        return Workspace(place)

    def purge(self) -> int:
        """Delete it with all it holds; return how many bytes were freed.

        Raises
        ------
        InputError
            ``cannot_purge`` where something could not be deleted.
        """
        with self.manifest.change():  # nobody else is at work on it
            size = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.folder.exists():
            raise InputError("cannot_purge", name=self.name)
        return size


def seen(run: Run) -> pl.DataFrame:
    """Return what a run sees of every customer, as `Workspace.archive` keeps it."""
    customers = run.customer_values
    forecast = run.forecast
    expected = None if forecast is None else forecast.outlook.select(t.CUSTOMER_ID, *_EXPECTED)
    table = customers.select(_SEEN)
    if expected is None:
        return table.with_columns(pl.lit(None, pl.Float64).alias(name) for name in _EXPECTED)
    return table.join(expected, on=t.CUSTOMER_ID, how="left", maintain_order="left")


def forecast_document(run: Run) -> dict[str, Any] | None:
    """Return the revenue that a run expects, by month; None where no model could be had.

    A forecast that failed the backtest is kept, too: what comes will say whether rightly.
    """
    if run.champion is None:
        return None
    forecast = run.telling(silent).with_(margin=1.0, discount=0.0).forecast
    if forecast is None:
        return None
    total = forecast.total
    return {
        "model": run.champion.name,
        "horizon": run.settings.horizon,
        "revenue": total.value,
        "low": total.low,
        "high": total.high,
        "by_month": forecast.by_month.select("value", "low", "high").rows(),
    }


def _without_names(
    parts: Sequence[tuple[str, bytes]], key: bytes, chosen: dict[str, Any]
) -> tuple[list[tuple[str, bytes]], ReadHints]:
    """Pseudonymise files of orders; return them and how they are read now."""
    hints, written = chosen.get("hints") or ReadHints(), []
    for name, content in parts:
        log = pseudonymised(content, key, hints, chosen.get("mapping"), name)
        written.append((name, log.content))
        hints = log.hints
    return written, hints


def _checked(name: str, content: bytes, path: Path, options: dict[str, Any]) -> list[Raw]:
    """Open a newer file; refuse one without the columns that the workspace reads."""
    if "mapping" not in options:
        return []
    hints, _policy = _reading(options)
    raw = load(content, name, hints, beside_others=True)
    if missing := sorted(set(options["mapping"].roles.values()) - set(raw.columns)):
        raise InputError("other_columns", file=name, columns=tuple(missing), count=len(missing))
    return [replace(raw, input=replace(raw.input, content=path))]


def _reading(options: dict[str, Any]) -> tuple[ReadHints, Policy]:
    return options.get("hints") or ReadHints(), options.get("policy") or Policy()


def _with_layers(
    change: Change, names: Sequence[str], layers: Sequence[Layer], account: Account
) -> list[str]:
    """Write what is new of an account; many small layers become one."""
    places = [change.folder / TABLES / name for name in names]
    small = places[1:] if len(places) + 1 > _MOST_LAYERS else []
    layer = reduce(combined, [*([read_layers(small)] if small else []), *layers])
    with change.new_layer() as place:
        write_layer(place, layer, account)
        write_customers(place, account.cleaned.orders, layer.touched, first=not names)
    return [*names[: len(names) - len(small)], place.name]


class Look(NamedTuple):
    """What tells apart the looks at a shop: its orders, and the options."""

    orders: str
    options: str


def look_of(run: Run) -> Look:
    """Return what tells apart the look of a run over a workspace from others."""
    options: tuple[Any, ...] = (run.hints, run.mapping, run.policy, run.settings)
    options += (run.sources,) if run.sources else ()
    digest = sha256(repr(options).encode()).hexdigest()
    return Look(cast(WorkspaceOrders, run.source).digest, digest)


def _bytes_of(source: Source) -> bytes:
    """Return the bytes of a file about customers, wherever it is."""
    match source:
        case StoredSource(digest=digest, folder=folder):
            return (folder / digest).read_bytes()
        case File(path=path):
            return path.read_bytes()
        case Files(parts=((_name, content),)):
            return content
    raise InputError("source_not_kept", file=source.title)


def _document(options: Any) -> dict[str, Any]:
    """Write down the options that differ from the usual ones."""
    usual = type(options)()
    chosen = {part.name: getattr(options, part.name) for part in fields(options)}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in chosen.items()
        if value != getattr(usual, name)
    }


def _option(kind: Any, document: dict[str, Any]) -> Any:
    """Read options as written down; one that a later edition no longer has is left out."""
    names = {part.name for part in fields(kind)}
    return kind(**{name: _value(kind, name, document[name]) for name in names & document.keys()})


def _value(kind: Any, name: str, value: Any) -> Any:
    if isinstance(value, list):
        return _tuples(value)
    return date.fromisoformat(value) if type_of(kind, name) is date else value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


def checked_name(name: str) -> str:
    """Return a name that can be a folder's on any system.

    Raises
    ------
    InputError
        ``bad_workspace_name``.

    Examples
    --------
    >>> checked_name(" My shop 2024 ")
    'My shop 2024'
    """
    name = name.strip()
    forbidden = set('<>:"/\\|?*') | {chr(code) for code in range(32)}
    if not name or len(name) > 80 or name.strip(".") != name or forbidden & set(name):
        raise InputError("bad_workspace_name", name=name[:80])
    return name
