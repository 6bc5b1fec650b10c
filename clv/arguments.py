"""What can be typed after ``python -m clv``, and the values it stands for."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn

from clv import __version__
from clv.errors import InputError, SettingsError
from clv.intake import Mapping, Policy, ReadHints
from clv.options import DAYS_PER, Settings
from clv.words import _

Command = Callable[[argparse.Namespace], str]


class _Parser(argparse.ArgumentParser):
    """A parser whose refusals travel the same way as all others."""

    def error(self, message: str) -> NoReturn:
        raise SettingsError("usage", f"{message}; see {self.prog} --help")


def parser(check: Command, run: Command, backtest: Command) -> argparse.ArgumentParser:
    """Build the command line's grammar.

    Parameters
    ----------
    check, run, backtest : callable
        What each command does: parsed options -> text to print.
    """
    whole = _Parser(prog="python -m clv", description="A transaction log into lifetime values.")
    whole.add_argument("--version", action="version", version=f"Perennial {__version__}")
    commands = whole.add_subparsers(required=True, metavar="check|run|backtest")

    checking = commands.add_parser("check", help="read, map and clean: every row accounted for")
    checking.set_defaults(command=check)
    running = commands.add_parser("run", help="the whole way, written to files")
    running.set_defaults(command=run)
    testing = commands.add_parser("backtest", help="how each model would have done")
    testing.set_defaults(command=backtest)

    for command in (checking, running, testing):
        _add_reading(command)
    for command in (running, testing):
        _add_settings(command)
    running.add_argument("--out", type=Path, default=Path("perennial-out"), metavar="DIR")
    testing.add_argument("--split", type=_day, metavar="DATE", help="last day the models may see")
    testing.add_argument("--models", default="default", metavar="all|NAME,…")
    return whole


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument("--as-of", type=_day, metavar="DATE", help="last day of the observation")
    command.add_argument("--map", metavar="ROLE=COLUMN,…", help="which column is which")
    reading = command.add_argument_group("how to read")
    reading.add_argument("--encoding")
    reading.add_argument("--delimiter")
    reading.add_argument("--quote-char")
    reading.add_argument("--escape-char")
    reading.add_argument("--sheet", help="sheet of a workbook")
    reading.add_argument("--header-row", type=int, metavar="N", help="row of the header, from 0")
    reading.add_argument("--no-header", action="store_true")
    reading.add_argument("--date-format", metavar="FORMAT", help="for example %%d.%%m.%%Y")
    reading.add_argument("--date-unit", choices=("s", "ms", "us", "excel"))
    policy = command.add_argument_group("what to count")
    policy.add_argument("--returns", choices=("net", "drop", "keep"), default="net")
    policy.add_argument("--zero", choices=("auto", "keep", "drop"), default="auto")
    policy.add_argument("--duplicates", choices=("keep", "drop"), default="keep")
    policy.add_argument("--currency", help="the currency to convert into")
    policy.add_argument("--rates", metavar="USD=0.92,…", help="units of --currency for one of each")


def _add_settings(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("how to look ahead")
    group.add_argument(
        "--horizon", type=int, metavar="DAYS", help="365; in a backtest, all days after the split"
    )
    group.add_argument("--discount", type=float, default=0.10, metavar="RATE", help="a year")
    group.add_argument("--margin", type=float, default=1.0, metavar="SHARE")
    group.add_argument("--unit", choices=tuple(DAYS_PER), default="day")
    group.add_argument("--model", default="auto", metavar="auto|NAME")
    group.add_argument("--spend", default="auto", metavar="auto|NAME")
    group.add_argument("--engine", choices=("perennial", "lifetimes"), default="perennial")
    group.add_argument("--seed", type=int, default=7)


def source_of(options: argparse.Namespace) -> Path:
    """Return the file, which has to be there."""
    path: Path = options.file
    if not path.is_file():
        raise InputError(
            "file_not_found", _("There is no file {path}; check the name.").format(path=path)
        )
    return path


def hints_of(options: argparse.Namespace) -> ReadHints:
    """Return how to read it."""
    return ReadHints(
        encoding=options.encoding,
        delimiter=options.delimiter,
        quote_char=options.quote_char,
        escape_char=options.escape_char,
        sheet=options.sheet,
        header_row=options.header_row,
        has_header=not options.no_header,
        date_format=options.date_format,
        date_unit=options.date_unit,
    )


def mapping_of(options: argparse.Namespace) -> Mapping | None:
    """Return which column is which, as far as it was said."""
    return Mapping.parse(options.map) if options.map else None


def policy_of(options: argparse.Namespace) -> Policy:
    """Return what to count."""
    return Policy(
        returns=options.returns,
        zero=options.zero,
        duplicates=options.duplicates,
        rates=_rates(options.rates),
        currency=options.currency,
    )


def _rates(text: str | None) -> tuple[tuple[str, float], ...]:
    try:
        pairs = [part.split("=") for part in (text or "").split(",") if part.strip()]
        return tuple((code.strip().upper(), float(rate)) for code, rate in pairs)
    except ValueError:
        raise SettingsError(
            "bad_setting",
            _("Rates read CODE=NUMBER,…, for example USD=0.92; not {text!r}.").format(text=text),
        ) from None


def settings_of(options: argparse.Namespace) -> Settings:
    """Return how to look ahead."""
    return Settings(
        horizon=Settings().horizon if options.horizon is None else options.horizon,
        discount=options.discount,
        margin=options.margin,
        unit=options.unit,
        model=options.model,
        spend=options.spend,
        engine=options.engine,
        as_of=options.as_of,
        seed=options.seed,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("{text!r} is no date; write it as 2024-12-31").format(text=text)
        ) from None
