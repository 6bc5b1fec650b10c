"""The command line: ``perennial run|check|backtest|learn|…``, the same as ``python -m clv``.

Exit 0: done. Exit 2: the input or a setting can't be used; one line on stderr says what is wrong
and what to do (with ``--json`` the same as JSON on stdout), and nothing is written. Exit 3, of
``update --alert`` alone: done, and the earlier forecasts no longer hold.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

import clv
from clv.errors import InputError, Notice, PerennialError, SettingsError
from clv.evaluate import judge
from clv.intake import (
    SOURCE_KINDS,
    SourceFile,
    SourceKind,
    create_key,
    guarded,
    load_table,
    pseudonymised,
    read_key,
    reidentified,
    source_of,
)
from clv.learning import learn_table, save_table_model
from clv.option import Option, options_of, parse, type_of
from clv.options import Mapping, Policy, ReadHints, Settings, TargetOptions
from clv.present import passport
from clv.present.files import read_bytes, write_changes, write_run, write_table, write_text
from clv.present.words import command_line as lines
from clv.present.words import say, tables
from clv.run import Run
from clv.words import N_, _
from clv.workspace import (
    Update,
    Workspace,
    all_workspaces,
    backup,
    forget_person,
    is_workspace,
    restore,
    retain,
    trail,
    workspace_at,
)

EXIT_DONE, EXIT_BROKEN, EXIT_REFUSED, EXIT_ALERT = 0, 1, 2, 3
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only where somebody asks for it
_KEEPING = ("list", "backup", "restore", "rename", "purge", "forget", "retain", "trail")
_GROUPS = {
    ReadHints: N_("how to read"),
    Policy: N_("what to count"),
    Settings: N_("how to look ahead"),
    TargetOptions: N_("how to learn"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        As typed after ``perennial``; the process's own when None.

    Returns
    -------
    int
        The exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in words
    try:
        options = grammar().parse_args(words)
        options.exit = EXIT_DONE
        _print(options.command(options))
    except PerennialError as error:
        return _refuse(error, as_json)
    except MemoryError:
        return _refuse(PerennialError("out_of_memory"), as_json)
    except KeyboardInterrupt:
        return EXIT_BROKEN
    except Exception as error:  # noqa: BLE001 - nobody above could say it
        if os.environ.get("PERENNIAL_DEBUG"):
            traceback.print_exc()
        _refuse(PerennialError("internal", fault=type(error).__name__), as_json)
        return EXIT_BROKEN
    return int(options.exit)


class _Parser(argparse.ArgumentParser):
    """A parser whose refusals travel the same way as all others."""

    def error(self, message: str) -> NoReturn:
        raise SettingsError("usage", problem=message, program=self.prog)


def grammar() -> argparse.ArgumentParser:
    """Return what can be typed, made from the fields of the options."""
    whole = _Parser(prog="perennial", description=_("A transaction log into lifetime values."))
    whole.add_argument("--version", action="version", version=f"Perennial {clv.__version__}")
    commands = whole.add_subparsers(
        required=True, metavar="run|check|backtest|learn|update|workspace|key|reidentify|app"
    )

    def add(name: str, command: Callable[[argparse.Namespace], str], about: str) -> _Parser:
        parser = commands.add_parser(name, help=about, description=about)
        parser.set_defaults(command=command)
        return parser

    running = add("run", _run, _("the whole way, written to files"))
    checking = add("check", _check, _("read, map and clean: every row accounted for"))
    testing = add("backtest", _backtest, _("how each model would have done"))
    learning = add("learn", _learn, _("learn one column of any table, and score new rows"))
    updating = add("update", _update, _("add files to a workspace and say what changed"))
    keeping = add("workspace", _workspace, _("list, back up, restore, rename or delete workspaces"))
    making = add("key", _key, _("make a key for pseudonyms"))
    turning = add("reidentify", _reidentify, _("put the customers' own ids back into a list"))
    opening = add("app", _app, _("open the app in the browser"))

    for command in (running, checking, testing):
        command.add_argument(
            "orders", metavar="ORDERS", help=_("the file of orders, or a workspace")
        )
    updating.add_argument("workspace", metavar="WORKSPACE", help=_("a name, or a folder"))
    updating.add_argument("files", metavar="FILE", nargs="*", type=Path, help=_("newer orders"))
    _add_learning(learning)
    for command in (running, checking, testing, learning, updating):
        command.add_argument("--json", action="store_true", help=_("print JSON"))
    making.add_argument("file", metavar="FILE", type=Path, help=_("where to keep it"))
    turning.add_argument("list", metavar="LIST", type=Path, help=_("a list with pseudonyms"))
    turning.add_argument(
        "orders", metavar="ORDERS", nargs="+", type=Path, help=_("the exports that hold the ids")
    )
    turning.add_argument("--key", type=Path, metavar="FILE", required=True, help=_("their key"))
    turning.add_argument("--map", type=_argument(Mapping.parse), metavar="ROLE=COLUMN,…")
    for name in options_of(ReadHints):
        _add(turning.add_argument_group(_(_GROUPS[ReadHints])), ReadHints, name)
    for command in (running, checking, testing, updating):
        command.add_argument(
            "--pseudonym-key",
            type=Path,
            metavar="FILE",
            help=_("replace the customers' ids by pseudonyms under this key, keep nothing else"),
        )
        command.add_argument(
            "--with",
            dest="sources",
            nargs="+",
            action="extend",
            default=[],
            type=_source_file,
            metavar="FILE",
            help=_(
                "what else is known of the customers: attributes, touches, events, reviews; "
                "KIND=FILE where its kind is not recognised"
            ),
        )
        command.add_argument(
            "--map",
            type=_argument(Mapping.parse),
            metavar="ROLE=COLUMN,…",
            help=_("which column is which; the others are guessed"),
        )
        kinds = (ReadHints, Policy) if command is checking else (ReadHints, Policy, Settings)
        for kind in kinds:
            group = command.add_argument_group(_(_GROUPS[kind]))
            for name in options_of(kind):
                if not (command is testing and name == "forecasters"):
                    _add(group, kind, name)
    _add(checking, Settings, "as_of")

    updating.add_argument(
        "--report", type=Path, metavar="DIR", help=_("write who changed, and how")
    )
    updating.add_argument("--alert", type=Path, metavar="FILE", help=_("write how forecasts did"))
    keeping.add_argument("action", choices=_KEEPING)
    keeping.add_argument("names", metavar="NAME", nargs="*", help=_("workspace; then file or name"))
    keeping.add_argument("--yes", action="store_true", help=_("delete without asking"))
    for command in (running, learning):
        command.add_argument("--out", type=Path, default=Path("perennial-out"), metavar="DIR")
        command.add_argument("--format", choices=("csv", "parquet"), default="csv")
    split = _argument(lambda text: parse(Settings, "as_of", text))
    testing.add_argument("--split", type=split, metavar="DATE", help=_("last day to learn from"))
    testing.add_argument("--models", dest="forecasters", metavar="all|NAME,…")
    testing.add_argument("--rolling", action="store_true", help=_("several earlier days, not one"))
    opening.add_argument("workspace", metavar="WORKSPACE", nargs="?", help=_("open with this one"))
    opening.add_argument("--port", type=int, default=8501)
    opening.add_argument("--address", default="localhost", help=_("0.0.0.0 lets others connect"))
    opening.add_argument("--headless", action="store_true", help=_("open no browser"))
    return whole


def _add_learning(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE", type=Path, help=_("any table"))
    parser.add_argument("--target", metavar="COLUMN", required=True, help=_("what to predict"))
    parser.add_argument("--score", type=Path, metavar="NEW_ROWS", help=_("rows to predict it of"))
    for kind in (ReadHints, TargetOptions):
        group = parser.add_argument_group(_(_GROUPS[kind]))
        for name in options_of(kind):
            _add(group, kind, name)


def _add(group: argparse._ActionsContainer, kind: Any, name: str) -> None:
    """Add the argument of one option; what is not typed is not set."""
    limits, expected = options_of(kind)[name], type_of(kind, name)
    about = (_(limits.help) or _(limits.label)).replace("%", "%%")
    flag = limits.flag or "--" + name.replace("_", "-")
    if expected is bool:
        negated = not kind.__dataclass_fields__[name].default
        group.add_argument(flag, dest=name, action="store_const", const=negated, help=about)
        return
    choices = tuple(limits.choices) if limits.choices and limits.closed else None
    group.add_argument(
        flag,
        dest=name,
        type=_argument(lambda text: parse(kind, name, text)),
        choices=choices,
        metavar=_metavar(limits, choices),
        help=about,
    )


def _metavar(limits: Option, choices: tuple[str, ...] | None) -> str:
    return "|".join(choices) if choices else limits.metavar or "TEXT"


def _argument(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Refuse a value as the parser refuses: with the name of the argument."""

    def value(text: str) -> Any:
        try:
            return read(text)
        except SettingsError as error:
            raise argparse.ArgumentTypeError(say(error)) from None

    return value


def _source_file(text: str) -> tuple[SourceKind | None, str]:
    """Part ``events=web.csv`` into kind and file; a file's own name may hold an equals sign."""
    kind, equals, path = text.partition("=")
    known: SourceKind | None = next((each for each in SOURCE_KINDS if each == kind), None)
    return (known, path) if equals and known else (None, text)


def chosen(kind: Any, options: argparse.Namespace) -> dict[str, Any]:
    """Return the fields of `kind` that were typed."""
    values = {name: getattr(options, name, None) for name in options_of(kind)}
    return {name: value for name, value in values.items() if value is not None}


_OPTIONS: dict[str, Any] = {"hints": ReadHints, "policy": Policy, "settings": Settings}


def _typed(options: argparse.Namespace, before: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a run: what was typed, over what was decided before."""
    values = {
        name: replace(before.get(name, kind()), **chosen(kind, options))
        for name, kind in _OPTIONS.items()
    }
    mapping = before.get("mapping")
    values["mapping"] = options.map.over(mapping or Mapping()) if options.map else mapping
    return values


def _run_of(options: argparse.Namespace) -> Run:
    if is_workspace(options.orders):
        workspace = Workspace.open(Path(options.orders))
        sources = [*workspace.sources, *_sources(options)]
        run = workspace.run(_tell, **_typed(options, workspace.options), sources=sources)
    elif (key := _pseudonym_key(options)) is not None:
        values, path = _typed(options, {}), Path(options.orders)
        log = pseudonymised(path, key, values["hints"], values["mapping"])
        parts = ((path.name, log.content),)
        run = Run.of(source_of(parts), **values | {"hints": log.hints}, tell=_tell)
    else:
        run = Run.of(options.orders, **_typed(options, {}), sources=_sources(options), tell=_tell)
    for _file, why in run.customer_sources.failures:
        raise InputError(why.code, why.message, variant=why.variant, **dict(why.values))
    return run


def _pseudonym_key(options: argparse.Namespace) -> bytes | None:
    """Read the key; what else is known of customers stands under their own ids, and stays out."""
    if options.pseudonym_key is None:
        return None
    if options.sources:
        raise InputError("sources_with_key")
    return read_key(options.pseudonym_key)


def _sources(options: argparse.Namespace) -> list[SourceFile]:
    return [SourceFile(source_of(path), kind) for kind, path in options.sources]


def _run(options: argparse.Namespace) -> str:
    run = _run_of(options)
    report = passport.to_json(passport.of_run(run))
    names = write_run(run, report, options.out, options.format)
    if is_workspace(options.orders):
        Workspace.open(Path(options.orders)).note("export", ", ".join(names), run.customers.height)
    return report if options.json else "\n".join(lines.run_lines(run, options.out, names))


def _check(options: argparse.Namespace) -> str:
    run = _run_of(options)
    if options.json:
        report = passport.of_check(run.cleaned) | passport.of_sources(run.customer_sources)
        return passport.to_json(report)
    matched = lines.source_lines(run.customer_sources, run.cleaned)
    return "\n".join([*lines.check_lines(run.cleaned), *matched])


def _backtest(options: argparse.Namespace) -> str:
    run = _run_of(options)
    if options.split and options.horizon is None:
        run = run.with_(horizon=max(1, min((run.end - options.split).days, 3650)))
    if options.rolling:
        rolling = run.rolling_backtest
        if options.json:
            return passport.to_json(passport.of_rolling_backtest(rolling))
        return "\n".join(lines.rolling_lines(rolling))
    backtest = run.backtest_at(options.split)
    verdict = judge(backtest)
    if options.json:
        return passport.to_json(passport.of_backtest(backtest, verdict))
    return "\n".join(
        [*lines.backtest_lines(backtest, run.cleaned.currency), "", lines.verdict_line(verdict)]
    )


def _learn(options: argparse.Namespace) -> str:
    """Learn a column of a table; keep the model, and score new rows with it."""
    hints = ReadHints(**chosen(ReadHints, options))
    how = TargetOptions(**chosen(TargetOptions, options))
    table = load_table(options.table, hints=hints)
    new = None if options.score is None else load_table(options.score, hints=hints)
    comparison = learn_table(table, options.target, how, _tell)
    scored = None if new is None else comparison.model.score(new)
    document = passport.of_table(table, comparison, how)
    if scored is not None:
        document["scored"] = passport.of_scored(scored)
    report, model = passport.to_json(document), save_table_model(comparison.model, document)
    rows = None if scored is None else scored.frame
    names = write_table(report, model, rows, options.out, options.format)
    if options.json:
        return report
    return "\n".join(tables.table_lines(comparison, scored, options.out, names))


def _update(options: argparse.Namespace) -> str:
    """Add files to a workspace, look at it, and say what changed since the look before."""
    folder = workspace_at(options.workspace)
    new = not is_workspace(folder)
    parts = [(path.name, read_bytes(path)) for path in options.files]
    workspace = Workspace.create(folder) if new else Workspace.open(folder)
    try:
        before = workspace.options
        values = _typed(options, before)
        news = {name: value for name, value in values.items() if value != before.get(name)}
        appended = workspace.append(parts, _tell, _pseudonym_key(options), **news)
        if options.sources:
            workspace.set_sources([*workspace.sources, *_sources(options)])
        run = workspace.run(_tell)
        report = passport.of_run(run)
    except PerennialError:
        if new:
            workspace.purge()
        raise
    update = Update.of(workspace, run)
    workspace.archive(run, passport.to_json(report))
    if options.report:
        write_changes(update, run, options.report)
    if options.alert:
        write_text(options.alert, passport.to_json(passport.of_health(update.health)))
        options.exit = EXIT_ALERT if update.health.alarming else EXIT_DONE
    if options.json:
        return passport.to_json(report | passport.of_update(update, appended))
    return "\n".join(lines.update_lines(update, appended, run))


def _workspace(options: argparse.Namespace) -> str:
    """List workspaces, or do something to one of them as a whole."""
    names = options.names
    if options.action == "list":
        return "\n".join(lines.workspace_lines(all_workspaces()))
    if len(names) != (1 if options.action in ("purge", "trail") else 2):
        raise SettingsError("usage_workspace", action=options.action)
    if options.action == "restore":
        return lines.restored_line(restore(Path(names[0]), workspace_at(names[1])))
    if options.action in _FOR_GOOD and not options.yes:
        raise SettingsError("not_confirmed", name=names[0])
    return _KEPT[options.action](Workspace.open(workspace_at(names[0])), *names[1:])


_FOR_GOOD = ("purge", "forget", "retain")
_KEPT: dict[str, Callable[..., str]] = {
    "backup": lambda shop, place: lines.backup_line(shop.name, place, _backup(shop, place)),
    "rename": lambda shop, name: lines.renamed_line(shop.name, shop.rename(name).name),
    "purge": lambda shop: lines.purged_line(shop.name, shop.purge()),
    "forget": lambda shop, customer: lines.receipt_line(forget_person(shop, customer)),
    "retain": lambda shop, years: lines.receipt_line(retain(shop, _years(years))),
    "trail": lambda shop: "\n".join(lines.trail_lines(trail(shop))),
}


def _backup(shop: Workspace, place: str) -> int:
    shop.note("backup", place, len(shop.files))
    return backup(shop, Path(place))


def _years(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 100:
        raise SettingsError("usage_workspace", action="retain")
    return int(text)


def _key(options: argparse.Namespace) -> str:
    create_key(options.file)
    return lines.key_line(options.file)


def _reidentify(options: argparse.Namespace) -> str:
    """Print a list with the customers' own ids; only who has key and exports can."""
    hints = ReadHints(**chosen(ReadHints, options))
    key = read_key(options.key)
    table = reidentified(options.list, options.orders, key, hints, options.map)
    texts = [guarded(cells) for cells in table if cells.dtype == pl.String]
    return table.with_columns(texts).write_csv().rstrip("\n")


def _app(options: argparse.Namespace) -> str:
    """Open the app; Streamlit reads its settings and theme from the folder of the script."""
    folder = Path(clv.__file__).parent / "_app"
    folder = folder if folder.is_dir() else Path(clv.__file__).parents[1]
    command = [sys.executable, "-m", "pages.shared.server"]
    command += ["--server.port", str(options.port), "--server.address", options.address]
    if options.address not in _EVERYWHERE:
        command += ["--browser.serverAddress", options.address]
    if options.headless:
        command += ["--server.headless", "true"]
    environment = dict(os.environ)
    if options.workspace:
        workspace = Workspace.open(workspace_at(options.workspace))
        environment["PERENNIAL_WORKSPACE"] = str(workspace.folder.resolve())
    with contextlib.suppress(KeyboardInterrupt):  # Streamlit says good-bye itself
        subprocess.run(command, cwd=folder, env=environment, check=False)  # noqa: S603 - our words
    return ""


def _tell(notice: Notice, share_done: float) -> None:
    print(f"{share_done:4.0%} {say(notice)} …", file=sys.stderr)


def _print(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # the reader of our output has gone: `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(error: PerennialError, as_json: bool) -> int:
    """Say in one line what is wrong."""
    sentence = " ".join(say(error).split())
    if as_json:
        print(passport.to_json({"error": {"kind": error.kind, "message": sentence}}))
    print(f"perennial: {sentence} [{error.kind}]", file=sys.stderr)
    return EXIT_REFUSED


if __name__ == "__main__":
    sys.exit(main())
