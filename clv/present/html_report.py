"""Gone as soon as the pages ask the Run (`clv.present.report`, `clv.present.passport`).

The report of a run as one HTML file: opens anywhere, prints well, fetches nothing.

All text passes `html.escape`; the page's own policy forbids scripts and every connection, so that
even an id made to do harm stays a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING

import polars as pl

from clv import tables as t
from clv.customers import summaries
from clv.customers.activity import watched
from clv.errors import Notice
from clv.options import Settings
from clv.present import report_pictures, value_tables
from clv.present.numbers import Numbers
from clv.present.passport import (
    Passport,
    _model,
    _plain,
    _verdict,
    backtest_rows,
    notes_of,
    of_check,
    to_json,
    warnings_of,
)
from clv.present.words import findings, reasons, say
from clv.present.words.verdicts import verdict_sentence
from clv.words import _

if TYPE_CHECKING:
    from clv.evaluate import Backtest, Verdict
    from clv.intake import Cleaned
    from clv.models import Forecast, PurchaseModel, SpendModel

check_report = of_check
__all__ = ["Findings", "check_report", "notes_of", "run_report", "to_html", "to_json"]
_BEST, _AT_RISK = 15, 15  # customers that a manager reads through


def run_report(
    cleaned: Cleaned,
    settings: Settings,
    models: Sequence[PurchaseModel | SpendModel],
    backtest: Backtest | None,
    verdict: Verdict,
    notices: Iterable[Notice] = (),
) -> Passport:
    """Describe a whole run: the check report, then settings, models, backtest and verdict.

    Parameters
    ----------
    cleaned : clv.intake.Cleaned
        The cleaned input.
    settings : Settings
        What was chosen.
    models : sequence of fitted models
        Purchase model first; empty where the data carried none.
    backtest : clv.evaluate.Backtest or None
        The comparison on held-out time; None where the log is too short for one.
    verdict : clv.evaluate.Verdict
        Whether to use the money, the ranking only, or nothing.
    notices : iterable of Notice
        What the models had to say, after what the reader said.

    Returns
    -------
    dict
        DESIGN's passport; JSON types only.
    """
    report = of_check(cleaned)
    report["warnings"] = warnings_of((*cleaned.notices, *notices))
    return report | {
        "settings": _plain(asdict(settings)),
        "models": [_model(model, settings) for model in models],
        "backtest": [] if backtest is None else backtest_rows(backtest),
        "verdict": _verdict(verdict),
    }


@dataclass(frozen=True)
class Findings:
    """What the report tells of one run.

    Parameters
    ----------
    title : str
        What people call the data.
    cleaned : Cleaned
        Orders and ledger.
    settings : Settings
        How it looked ahead.
    end : datetime.date
        Last day of the observation.
    customers, predictions : polars.DataFrame
        Tables `clv.tables.CUSTOMERS` and `PREDICTIONS`.
    watch_list : polars.DataFrame
        `clv.action.watch_list`; empty where nothing is predicted.
    forecast : Forecast or None
        What is expected.
    tested : Backtest or None
        How the models did on days they had not seen.
    verdict : Verdict
        How far to trust them.
    passport : dict
        `clv.present.report.run_report`.
    notices : sequence of Notice
        What has to be said.
    locale : str
        The reader's.
    """

    title: str
    cleaned: Cleaned
    settings: Settings
    end: date
    customers: pl.DataFrame
    predictions: pl.DataFrame
    watch_list: pl.DataFrame
    forecast: Forecast | None
    tested: Backtest | None
    verdict: Verdict
    passport: Passport
    notices: Sequence[Notice] = ()
    locale: str = "en"

    @property
    def numbers(self) -> Numbers:
        """How to write numbers."""
        return Numbers(self.cleaned.currency, self.locale)


def to_html(found: Findings) -> str:
    """Write the report.

    Returns
    -------
    str
        A whole HTML document of some hundred kilobytes at most.
    """
    sections = (
        _head(found),
        _six(found),
        _revenue(found),
        _segments(found),
        _ranking(found),
        _watch_list(found),
        _trust(found),
        _ledger(found),
        _passport(found),
    )
    return _PAGE.format(
        title=escape(f"{found.title} · Perennial"),
        language=escape(found.numbers.locale.split("_")[0]),
        style=_STYLE,
        body="\n".join(section for section in sections if section),
    )


def _head(found: Findings) -> str:
    numbers, total = found.numbers, found.forecast.total if found.forecast else None
    mark = summaries.smallest_share(summaries.concentration(found.customers[t.REVENUE]))
    said = findings.of_overview(mark, total, found.settings.horizon, numbers)
    below = _("{title}: {first} to {last}, {orders} orders. Ranges hold nine times out of ten.")
    return (
        f"<header><p>{escape(_('Customer value report'))}</p><h1>{escape(said)}</h1><p>"
        + escape(
            below.format(
                title=found.title,
                first=numbers.day(found.cleaned.kept.first_day),
                last=numbers.day(found.end),
                orders=numbers.count(found.cleaned.orders.height),
            )
        )
        + f'</p><p class="verdict {found.verdict.use}">'
        + f"{escape(verdict_sentence(found.verdict))}</p></header>"
    )


def _six(found: Findings) -> str:
    numbers, customers = found.numbers, found.customers
    people = watched(customers.join(found.predictions, on=t.CUSTOMER_ID, how="left"), found.end)
    active = people.height - int(people["quiet"].sum())
    repeat = customers.filter(pl.col(t.FREQUENCY) > 0)
    orders = int(customers[t.ORDER_COUNT].sum())
    total = found.forecast.total if found.forecast else None
    cards = (
        (_("Customers"), numbers.count(customers.height), ""),
        (_("Active now"), numbers.count(active), numbers.percent(active / customers.height)),
        (_("Ordered again"), numbers.percent(repeat.height / customers.height), ""),
        (_("Order value"), numbers.money(customers[t.REVENUE].sum() / max(1, orders)), _("mean")),
        (
            _("Days between orders"),
            numbers.days((repeat[t.RECENCY] / repeat[t.FREQUENCY]).median()),  # type: ignore[arg-type]
            _("median"),
        ),
        (
            _("Expected value"),
            numbers.money(total.value if total else None),
            numbers.money_range(total.low, total.high) if total else _("no forecast"),
        ),
    )
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd><dd>{escape(below)}</dd></div>"
        for name, value, below in cards
    )
    return f"<dl>{cells}</dl>"


def _revenue(found: Findings) -> str:
    months = summaries.revenue_by_month(found.cleaned.orders)
    forecast = found.forecast
    ahead = value_tables.months_ahead(forecast.by_month, found.end) if forecast else None
    return _section(
        findings.of_revenue(months, found.numbers),
        _("Revenue by month, and what today's customers should still bring"),
        report_pictures.revenue(months, ahead, found.numbers),
    )


def _segments(found: Findings) -> str:
    people = found.customers.join(found.predictions, on=t.CUSTOMER_ID, how="left")
    table = summaries.segment_table(watched(people, found.end))
    return _section(
        findings.of_segments(table, found.numbers),
        _("Value of each group; groups by how recently, how often and for how much they bought"),
        report_pictures.segments(table, found.numbers),
    )


def _ranking(found: Findings) -> str:
    if found.forecast is None:
        return ""
    best = (
        found.customers.join(found.predictions, on=t.CUSTOMER_ID)
        .sort(t.CLV, t.CUSTOMER_ID, descending=[True, False])
        .head(_BEST)
    )
    columns = (t.CUSTOMER_ID, t.SEGMENT, t.ORDER_COUNT, t.REVENUE, t.P_BUY, t.CLV, t.CLV_LOW)
    return _section(
        findings.of_value(found.predictions[t.CLV], found.settings.horizon, found.numbers),
        _("Expected value of each customer with its range, and the best {n}").format(n=_BEST),
        report_pictures.ranking(value_tables.ranking(found.predictions), found.numbers)
        + _table(best.select(*columns, t.CLV_HIGH), found.numbers),
    )


def _watch_list(found: Findings) -> str:
    if found.watch_list.is_empty():
        return ""
    silent, due = (found.watch_list.filter(pl.col("state") == state) for state in ("silent", "due"))
    columns = (t.CUSTOMER_ID, "tier", "value_at_risk", t.CLV, t.LAST_ORDER, "why", "treatment")
    return _section(
        findings.of_churn(silent, due, 30, found.numbers),
        _("Whom to win back, the most value at risk first"),
        _table(found.watch_list.head(_AT_RISK).select(columns), found.numbers),
    )


def _trust(found: Findings) -> str:
    if found.tested is None:
        return ""
    known = found.tested.deciles
    name = found.verdict.model
    if known.filter(pl.col("name") == name).is_empty():
        name = found.tested.table["name"][0]
    table = (
        known.filter(pl.col("name") == name)
        .select((11 - pl.col("decile")).alias("decile"), "predicted", "actual")
        .rename({"predicted": "expected"})
        .sort("decile")
    )
    return _section(
        _("What was expected, and what came"),
        _("Revenue a customer after {day}, by tenths of the customers known then").format(
            day=found.numbers.day(found.tested.split)
        ),
        report_pictures.deciles(table, found.numbers),
    )


def _ledger(found: Findings) -> str:
    numbers, ledger = found.numbers, found.cleaned.ledger
    rows = [
        (reasons.title_of(reason), numbers.count(rows), numbers.exact(amount))
        for reason, rows, amount in ledger.select(t.REASON, t.ROWS, t.AMOUNT).iter_rows()
    ]
    said = "".join(f"<li>{escape(say(notice, numbers))}</li>" for notice in found.notices)
    return _section(
        findings.of_data(found.cleaned, numbers),
        _("Rows of the input that left or changed on the way to the orders"),
        _rows((_("Reason"), _("Rows"), _("Money")), rows, numeric={1, 2}) + f"<ul>{said}</ul>",
    )


def _passport(found: Findings) -> str:
    return _section(
        _("Run passport"),
        _("All that was read, decided, fitted and judged; the same as report.json"),
        f"<pre>{escape(to_json(found.passport))}</pre>",
    )


def _section(title: str, below: str, body: str) -> str:
    return f'<section><h2>{escape(title)}</h2><p class="below">{escape(below)}</p>{body}</section>'


def _table(frame: pl.DataFrame, numbers: Numbers) -> str:
    """Write a table of customers with human headers, each value in its unit."""
    rows = [
        [_written(name, value, numbers) for name, value in zip(frame.columns, row, strict=True)]
        for row in frame.iter_rows()
    ]
    numeric = {place for place, name in enumerate(frame.columns) if frame.schema[name].is_numeric()}
    return _rows([t.label(name) for name in frame.columns], rows, numeric)


def _written(name: str, value: object, numbers: Numbers) -> str:
    if value is None:
        return "–"
    if isinstance(value, date):
        return numbers.day(value)
    if isinstance(value, str):
        return _(value) if name in (t.SEGMENT, "tier") else value
    if not isinstance(value, int | float):
        return str(value)
    unit = t.unit(name)
    write = {"money": numbers.money, "probability": numbers.percent}.get(unit or "", numbers.count)
    return write(value)


def _rows(titles: Iterable[str], rows: Iterable[Iterable[str]], numeric: set[int]) -> str:
    def cells(values: Iterable[str], tag: str) -> str:
        return "".join(
            f'<{tag} class="number">{escape(value)}</{tag}>'
            if place in numeric
            else f"<{tag}>{escape(value)}</{tag}>"
            for place, value in enumerate(values)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return f"<table><thead><tr>{cells(titles, 'th')}</tr></thead><tbody>{body}</tbody></table>"


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""

_STYLE = """
@page { size: A4; margin: 16mm 14mm }
body { font: 15px/1.5 system-ui, sans-serif; color: #1E2A26; background: #fff;
 max-width: 50rem; margin: 2rem auto; padding: 0 1.25rem }
h1, h2 { font-family: Georgia, serif; line-height: 1.25 }
h1 { font-size: 1.75rem; margin: .2rem 0 } h2 { font-size: 1.2rem; margin: 0 }
header p, .below { color: #55625D; margin: .2rem 0 .8rem }
.verdict { border-left: 4px solid #B26A00; padding: .35rem .8rem; background: #F6F7F4 }
.verdict.money { border-color: #00755A } .verdict.nothing { border-color: #B3261E }
dl { display: grid; grid-template-columns: repeat(3, 1fr); gap: .8rem; margin: 1.4rem 0 }
dl div { border: 1px solid #DDE3DC; border-radius: .6rem; padding: .6rem .9rem }
dt, dd + dd { color: #55625D; font-size: .85rem } dd { margin: 0 }
dt + dd { font-size: 1.4rem; font-weight: 600 }
section { margin: 2.2rem 0; break-inside: avoid-page }
svg { width: 100%; height: auto; font-family: system-ui, sans-serif }
table { width: 100%; border-collapse: collapse; font-size: .85rem; margin-top: .8rem }
th { text-align: left; color: #55625D; font-weight: 500 }
th, td { padding: .3rem .5rem; border-bottom: 1px solid #DDE3DC; vertical-align: top;
 overflow-wrap: break-word }
td:first-child { max-width: 14rem }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
tr { break-inside: avoid } thead { display: table-header-group }
ul { padding-left: 1.1rem; color: #55625D; font-size: .9rem }
pre { font-size: .7rem; white-space: pre-wrap; overflow-wrap: anywhere; color: #55625D }
section:last-child { break-before: page; break-inside: auto }
@media print { body { margin: 0; max-width: none; font-size: 11pt }
 * { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
"""
