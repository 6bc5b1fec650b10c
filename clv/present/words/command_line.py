"""What the command line prints for people: a few lines and a table, no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clv import tables as t
from clv.errors import ModelError, Notice
from clv.present.numbers import Numbers
from clv.present.words.say import say
from clv.present.words.sources import kinds, of_gains, of_match
from clv.present.words.verdicts import verdict_sentence
from clv.present.words.workspaces import (
    appended_sentence,
    changes_sentence,
    health_sentence,
    list_sentence,
    score_sentence,
)
from clv.words import _, ngettext

if TYPE_CHECKING:
    from clv.evaluate import Backtest, RollingBacktest, Verdict
    from clv.intake import Cleaned, CustomerSources
    from clv.run import Run
    from clv.workspace import Appended, Event, Receipt, Update, Workspace


def check_lines(cleaned: Cleaned) -> list[str]:
    """Say what was read and what became of every row.

    Parameters
    ----------
    cleaned : clv.intake.Cleaned
        The cleaned input.

    Returns
    -------
    list of str
        Lines for a terminal.
    """
    say = Numbers.of(cleaned)
    kept = cleaned.kept
    head = (
        _("{records} records became {orders} orders by {customers} customers, {amount} in all.")
        if cleaned.has_money
        else _("{records} records became {orders} orders by {customers} customers.")
    )
    lines = [
        head.format(
            records=say.count(cleaned.input.records),
            orders=say.count(cleaned.orders.height),
            customers=say.count(kept.customers),
            amount=say.exact(kept.amount),
        ),
        _("From {first} to {last}.").format(
            first=say.day(kept.first_day), last=say.day(kept.last_day)
        ),
    ]
    entries = [
        (step, reason, say.count(rows), say.exact(amount))
        for step, reason, rows, amount in cleaned.ledger.select(t.LEDGER.names).iter_rows()
    ]
    if entries:
        lines += ["", *aligned([(t.STEP, t.REASON, t.ROWS, t.AMOUNT), *entries])]
    return lines + notice_lines(cleaned.notices, say)


def source_lines(sources: CustomerSources, cleaned: Cleaned) -> list[str]:
    """Say of each source what it is, how it matched, and what became of its rows."""
    numbers = Numbers.of(cleaned)
    lines: list[str] = []
    for source in sources:
        lines += ["", say("sources.line", title=source.title, kind=kinds()[source.kind])]
        lines += [f"  {of_match(source, numbers)}", *notice_lines(source.notices, numbers)]
    return lines


def notice_lines(notices: Iterable[Notice], numbers: Numbers | None = None) -> list[str]:
    """List what has to be said, one line each, after an empty line.

    Examples
    --------
    >>> notice_lines([Notice("returns", "3 rows are returns.")])
    ['', '! 3 rows are returns. [returns]']
    """
    once = dict.fromkeys(notices)
    lines = [f"! {say(notice, numbers)} [{notice.code}]" for notice in once]
    return ["", *lines] if lines else []


def value_lines(say: Numbers, run: Run) -> list[str]:
    """Say what the customers are expected to be worth; nothing where past totals did not hold."""
    if run.forecast is None or run.verdict.use != "money":
        return []
    horizon, total = run.settings.horizon, run.forecast.total
    words = (
        _("Expected in the next {days}: {value} ({range}, 90 % range).")
        if say.counted
        else _("Expected value of the next {days}: {value} ({range}, 90 % range).")
    )
    return [
        words.format(
            days=say.days(horizon),
            value=say.money(total.value),
            range=say.money_range(total.low, total.high),
        )
    ]


def run_lines(run: Run, folder: Path, names: Sequence[str]) -> list[str]:
    """Say what a run found, and where it was written."""
    template = _("Written to {folder}: {names}.")
    return [
        *check_lines(run.cleaned),
        *notice_lines(
            (
                each
                for each in run.notices
                if each not in (*run.cleaned.notices, *run.customer_sources.notices)
            ),
            Numbers.of(run.cleaned),
        ),
        *source_lines(run.customer_sources, run.cleaned),
        *gain_lines(run),
        "",
        *value_lines(Numbers.of(run.cleaned), run),
        verdict_line(run.verdict, Numbers.of(run.cleaned)),
        template.format(folder=folder, names=", ".join(names)),
    ]


def gain_lines(run: Run) -> list[str]:
    """Say what each source adds, where there are some and a test can be had."""
    try:
        return ["", *of_gains(run.source_gains, Numbers.of(run.cleaned))] if run.sources else []
    except ModelError:
        return []


def verdict_line(verdict: Verdict, numbers: Numbers | None = None) -> str:
    """Say whether to believe it."""
    return verdict_sentence(verdict, numbers)


def backtest_lines(backtest: Backtest, currency: str | None) -> list[str]:
    """Lay out the comparison of the models on held-out time.

    Parameters
    ----------
    backtest : clv.evaluate.Backtest
        The comparison.
    currency : str or None
        Of the money columns.

    Returns
    -------
    list of str
        A heading, then one line a model, the columns of DESIGN.
    """
    say = Numbers(currency)
    columns = [name for name in backtest.table.columns if name not in {"title", "kind"}]
    table = [
        tuple(value if isinstance(value, str) else say.decimal(value, 3) for value in row)
        for row in backtest.table.select(columns).iter_rows()
    ]
    head = _("Fitted on orders up to {split}, compared with the {days} after it.")
    return [
        head.format(split=say.day(backtest.split), days=say.days(backtest.horizon)),
        "",
        *aligned([tuple(columns), *table]),
    ]


def rolling_lines(rolling: RollingBacktest) -> list[str]:
    """Lay out the means over several earlier days, with the worst and the widest of them."""
    say = Numbers()
    columns = [name for name in rolling.mean.columns if name not in {"title", "kind", "splits"}]
    table = [
        tuple(value if isinstance(value, str) else say.decimal(value, 3) for value in row)
        for row in rolling.mean.select(columns).iter_rows()
    ]
    splits = ", ".join(say.day(test.split) for test in rolling.tests)
    head = _("Means over the {days} after each of these days: {splits}.")
    return [
        head.format(days=say.days(rolling.tests[0].horizon), splits=splits),
        "",
        *aligned([tuple(columns), *table]),
    ]


def update_lines(update: Update, appended: Appended, run: Run) -> list[str]:
    """Say what an update brought."""
    numbers = Numbers.of(run.cleaned)
    lines = [appended_sentence(appended), *check_lines(run.cleaned)[:2], ""]
    if update.changes is None or update.since is None:
        lines.append(_("This is the first look; the next one will say what changed."))
    else:
        lines.append(changes_sentence(update.changes, numbers.day(update.since), numbers))
        lines += [list_sentence(title, part, numbers) for title, part in update.lists.items()]
    health = update.health
    lines += [score_sentence(score, numbers) for score in health.scores[-3:]]
    lines += [
        health_sentence(health),
        *value_lines(numbers, run),
    ]
    return [*lines, verdict_line(run.verdict, numbers)]


def workspace_lines(workspaces: Sequence[Workspace]) -> list[str]:
    """List workspaces with their files, their size and the day of the last look."""
    if not workspaces:
        return [_("There is no workspace yet: perennial update NAME FILE makes one.")]
    numbers = Numbers()
    rows = [(_("Workspace"), _("Files"), _("MB"), _("Last look"))]
    for each in workspaces:
        files, looks = each.files, each.snapshots
        megabytes = numbers.decimal(sum(file.bytes for file in files) / 1e6)
        day = numbers.day(looks[-1].day) if looks else "–"
        rows.append((each.name, numbers.count(len(files)), megabytes, day))
    return aligned(rows)


def backup_line(name: str, place: str, size: int) -> str:
    """Say where a backup is."""
    text = _("{name} is backed up in {place} ({size} MB).")
    return text.format(name=name, place=place, size=Numbers().decimal(size / 1e6))


def restored_line(workspace: Workspace) -> str:
    """Say what was restored."""
    count = len(workspace.files)
    text = ngettext(
        "{name} is restored with {n} file.", "{name} is restored with {n} files.", count
    )
    return text.format(name=workspace.name, n=Numbers().count(count))


def renamed_line(name: str, new: str) -> str:
    """Say what a workspace is called now."""
    return _("{name} is now called {new}.").format(name=name, new=new)


def purged_line(name: str, size: int) -> str:
    """Say that nothing is left of a workspace."""
    text = _("{name} is deleted, nothing of it is left ({size} MB freed).")
    return text.format(name=name, size=Numbers().decimal(size / 1e6))


def receipt_line(receipt: Receipt) -> str:
    """Say what left a workspace, naming nobody."""
    numbers = Numbers()
    text = _(
        "{made}: {rows} rows of {files} files, {looks} earlier looks and {lists} lists were freed "
        "of it. Backups made before hold it still: delete them, too."
    )
    return text.format(
        made=receipt.made.isoformat(timespec="seconds"),
        rows=numbers.count(receipt.rows),
        files=numbers.count(receipt.files),
        looks=numbers.count(receipt.looks),
        lists=numbers.count(receipt.lists),
    )


def trail_lines(events: Sequence[Event]) -> list[str]:
    """List what was done to a workspace."""
    return aligned(
        [
            (f"{event.made:%Y-%m-%d %H:%M}", event.who, event.what, event.about, str(event.count))
            for event in events
        ]
    )


def key_line(path: Path) -> str:
    """Say where a key is, and what its loss would mean."""
    text = _(
        "{path} holds the key. Keep it apart from the data: without it no list can be turned back, "
        "and later exports don't go together with earlier ones."
    )
    return text.format(path=path)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Set rows of text in columns: words to the left, numbers to the right.

    Examples
    --------
    >>> aligned([("reason", "rows"), ("bad_date", "71")])
    ['  reason    rows', '  bad_date    71']
    """
    if not rows:
        return []
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    numeric = [all(not cell[:1].isalpha() for cell in column[1:]) for column in columns]
    return [
        "  "
        + "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in rows
    ]
