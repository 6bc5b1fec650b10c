"""The command line: ``python -m clv check|run|backtest FILE``.

Exit 0: done. Exit 2: the input or a setting can't be used; one line on stderr says what is wrong
and what to do (with ``--json`` the same as JSON on stdout), and nothing is written.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from clv import pipeline
from clv.arguments import hints_of, mapping_of, parser, policy_of, settings_of, source_of
from clv.errors import PerennialError
from clv.evaluate import backtest, judge
from clv.intake import Cleaned
from clv.options import Settings
from clv.present.files import write_run
from clv.present.report import backtest_rows, check_report, run_report, to_json, verdict_report
from clv.present.words import say
from clv.present.words.command_line import (
    backtest_lines,
    check_lines,
    notice_lines,
    value_lines,
    verdict_line,
)
from clv.words import _

EXIT_DONE, EXIT_BROKEN, EXIT_REFUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        As typed after ``python -m clv``; the process's own when None.

    Returns
    -------
    int
        The exit code.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = parser(_check, _run, _backtest).parse_args(typed)
        print(options.command(options))
    except PerennialError as error:
        return _refuse(error, as_json="--json" in typed)
    except BrokenPipeError:  # the reader of our output has gone: `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if os.environ.get("PERENNIAL_DEBUG"):
            raise
        return _break(error)
    return EXIT_DONE


def _check(options: Namespace) -> str:
    cleaned = _cleaned(options)
    if options.json:
        return to_json(check_report(cleaned))
    return "\n".join(check_lines(cleaned))


def _run(options: Namespace) -> str:
    settings = settings_of(options)
    done = pipeline.look_ahead(_cleaned(options), settings, progress=_say)
    report = to_json(
        run_report(
            done.cleaned,
            settings,
            done.fitted.models,
            done.backtest,
            done.verdict,
            done.fitted.notices,
        )
    )
    write_run(done.customers, done.predictions, done.cleaned.ledger, report, options.out)
    return report if options.json else "\n".join(_told(done, options))


def _told(done: pipeline.Run, options: Namespace) -> list[str]:
    written = _("Written to {folder}: customers.csv, ledger.csv, report.json.")
    return [
        *check_lines(done.cleaned),
        *notice_lines(done.fitted.notices),
        "",
        *value_lines(done.cleaned.currency, done.settings.horizon, done.forecast),
        verdict_line(done.verdict),
        written.format(folder=options.out),
    ]


def _backtest(options: Namespace) -> str:
    cleaned = _cleaned(options)
    settings = settings_of(options)
    if options.split and options.horizon is None:
        settings = _until_the_end(settings, cleaned, options.split)
    tested = backtest(
        cleaned.orders, options.split, options.models, settings, cleaned.lines, progress=_say
    )
    verdict = judge(tested)
    if options.json:
        found = {
            "backtest": backtest_rows(tested),
            "failures": {name: say(why) for name, why in tested.failures.items()},
        }
        return to_json(found | {"verdict": verdict_report(verdict)})
    return "\n".join([*backtest_lines(tested, cleaned.currency), "", verdict_line(verdict)])


def _until_the_end(settings: Settings, cleaned: Cleaned, split: date) -> Settings:
    rest = (pipeline.end_of(cleaned, settings) - split).days
    return replace(settings, horizon=max(rest, 1))


def _cleaned(options: Namespace) -> Cleaned:
    return pipeline.check(
        source_of(options),
        hints=hints_of(options),
        mapping=mapping_of(options),
        policy=policy_of(options),
        as_of=options.as_of,
    )


def _say(message: str) -> None:
    print(f"{message} …", file=sys.stderr)


def _refuse(error: PerennialError, as_json: bool) -> int:
    if as_json:
        print(to_json({"error": {"kind": error.kind, "message": say(error)}}))
    print(f"perennial: {say(error)} [{error.kind}]", file=sys.stderr)
    return EXIT_REFUSED


def _break(error: Exception) -> int:
    print(
        _(
            "perennial: something broke inside ({kind}); run again with PERENNIAL_DEBUG=1 "
            "and report what it prints. [internal]"
        ).format(kind=type(error).__name__),
        file=sys.stderr,
    )
    return EXIT_BROKEN


if __name__ == "__main__":
    sys.exit(main())
