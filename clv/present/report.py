"""The report of a run as one HTML file: opens anywhere, prints well, fetches nothing.

What it says is gathered here, how it looks stands in ``report.html``. The template escapes all
text, and the page's own policy forbids scripts and every connection, so that even an id made to do
harm stays a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from clv import tables as t
from clv.customers import summaries
from clv.present import passport, report_pictures, value_tables
from clv.present.numbers import Numbers
from clv.present.words import churn, findings, key_figures, reasons, say
from clv.present.words.verdicts import verdict_sentence
from clv.present.words.watch_list import in_words
from clv.words import _

if TYPE_CHECKING:
    from clv.run import Run

_BEST, _AT_RISK = 15, 15  # customers that a manager reads through
_DAYS = 30  # how far ahead the watch list looks


@dataclass(frozen=True)
class Section:
    """A title, a line below it, and any of a picture (SVG), a table, notes and plain text."""

    title: str
    below: str
    picture: str = ""
    titles: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    numeric: frozenset[int] = frozenset()
    notes: Sequence[str] = ()
    text: str = ""


def to_html(run: Run, title: str = "", locale: str = "en") -> str:
    """Write the report of a run.

    Parameters
    ----------
    run : clv.run.Run
        The run; steps it has not made yet are made.
    title : str
        What people call the data; the source's own title when empty.
    locale : str
        The reader's.

    Returns
    -------
    str
        A whole HTML document of some hundred kilobytes at most.
    """
    numbers, title = Numbers.of(run.cleaned, locale), title or run.source.title
    mark = summaries.smallest_share(summaries.concentration(run.customers[t.REVENUE]))
    holds = run.forecast is not None and run.verdict.use == "money"
    total = run.forecast.revenue if run.forecast and holds else None
    below = _("{title}: {first} to {last}, {orders} orders")
    if holds:
        below += "; " + findings.of_range(
            measured=run.verdict.totals_measured, counted=numbers.counted
        )
    return _template().render(
        language=locale.split("_", maxsplit=1)[0],
        title=title,
        kind=_("Customer value report"),
        finding=findings.of_overview(mark, total, run.settings.horizon, numbers),
        below=below.format(
            title=title,
            first=numbers.day(run.cleaned.kept.first_day),
            last=numbers.day(run.end),
            orders=numbers.count(run.cleaned.orders.height),
        ),
        use=run.verdict.use,
        verdict=verdict_sentence(run.verdict, numbers),
        cards=key_figures.cards(run, numbers),
        sections=list(_sections(run, numbers)),
    )


@cache
def _template() -> Template:
    loader = PackageLoader("clv", "present")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(
        "report.html"
    )


def _sections(run: Run, numbers: Numbers) -> Iterator[Section]:
    yield _revenue(run, numbers)
    yield _segments(run, numbers)
    if run.forecast is not None and run.verdict.use != "nothing":
        yield _ranking(run, numbers)
        at_risk = run.watch_list(_DAYS)
        if not at_risk.is_empty():
            yield _watch_list(run, at_risk, numbers)
    if run.backtest_or_none is not None:
        yield _deciles(run, numbers)
    yield _ledger(run, numbers)
    yield Section(
        _("Run passport"),
        _("All that was read, decided, fitted and judged; the same as report.json"),
        text=passport.to_json(passport.of_run(run)),
    )


def _revenue(run: Run, numbers: Numbers) -> Section:
    months, forecast = run.revenue_by_month, run.forecast
    holds = run.verdict.use == "money"
    ahead = value_tables.revenue_ahead(forecast.by_month, run.end) if forecast and holds else None
    return Section(
        findings.of_revenue(months, numbers),
        findings.over_months(numbers, foreseen=ahead is not None),
        report_pictures.revenue(months, ahead, numbers),
    )


def _segments(run: Run, numbers: Numbers) -> Section:
    customers, foreseen = run.activity, run.verdict.use != "nothing"
    if not foreseen:
        customers = customers.with_columns(pl.lit(None, pl.Float64).alias(t.CLV))
    table = summaries.segment_table(customers)
    hold = run.verdict.use != "ranking"
    below = {
        "money": _("Value of each group"),
        "ranking": _("Share of the value that each group holds"),
        "nothing": _("Revenue of each group"),
    }[run.verdict.use]
    shown, writes = value_tables.stated(
        table, ["value"], float(table["value"].sum()), numbers, hold=hold
    )
    return Section(
        findings.of_segments(table, numbers, foreseen=foreseen),
        _("{below}; groups by how recently, how often and for how much they bought").format(
            below=below
        ),
        report_pictures.segments(shown, writes),
    )


def _ranking(run: Run, numbers: Numbers) -> Section:
    best = run.customer_values.sort(t.CLV, t.CUSTOMER_ID, descending=[True, False]).head(_BEST)
    columns = (
        t.CUSTOMER_ID,
        t.SEGMENT,
        t.ORDER_COUNT,
        t.REVENUE,
        t.P_BUY,
        t.CLV,
        t.CLV_LOW,
        t.CLV_HIGH,
    )
    ranking = value_tables.ranking(run.predictions)
    return _with_table(
        findings.of_value(run.predictions[t.CLV], run.settings.horizon, numbers),
        _("Expected value of each customer with its range, and the best {n}").format(n=_BEST),
        best.select(columns),
        numbers,
        report_pictures.ranking(ranking, numbers),
    )


def _watch_list(run: Run, at_risk: pl.DataFrame, numbers: Numbers) -> Section:
    due = pl.col("state") == "due"
    columns = (t.CUSTOMER_ID, "tier", "value_at_risk", t.CLV, t.LAST_ORDER, "why", "treatment")
    return _with_table(
        churn.of_churn(
            at_risk.filter(~due),
            at_risk.filter(due),
            numbers,
            totals_hold=run.verdict.use == "money",
        ),
        _("Whom to win back, the most value at risk first"),
        in_words(at_risk.head(_AT_RISK), run.came_back, run.return_model.window_, numbers).select(
            columns
        ),
        numbers,
    )


def _deciles(run: Run, numbers: Numbers) -> Section:
    backtest, name = run.backtest, run.verdict.model
    tenths = backtest.deciles.filter(pl.col("name") == name)
    if tenths.is_empty():
        tenths = backtest.deciles.filter(pl.col("name") == backtest.table["name"][0])
    table = tenths.select(
        (11 - pl.col("decile")).alias("decile"), pl.col("predicted").alias("expected"), "actual"
    )
    return Section(
        _("What was expected, and what came"),
        (
            _("Orders a customer after {day}, by tenths of the customers known then")
            if numbers.counted
            else _("Revenue a customer after {day}, by tenths of the customers known then")
        ).format(day=numbers.day(backtest.split)),
        report_pictures.deciles(table.sort("decile"), numbers),
    )


def _ledger(run: Run, numbers: Numbers) -> Section:
    entries = run.cleaned.ledger.select(t.REASON, t.ROWS, t.AMOUNT).iter_rows()
    return Section(
        findings.of_data(run.cleaned, numbers),
        _("Rows of the input that left or changed on the way to the orders"),
        titles=(_("Reason"), _("Rows"), _("Money")),
        rows=[
            (reasons.title_of(reason), numbers.count(rows), numbers.exact(amount))
            for reason, rows, amount in entries
        ],
        numeric=frozenset({1, 2}),
        notes=[say(notice, numbers) for notice in run.notices],
    )


def _with_table(
    title: str, below: str, frame: pl.DataFrame, numbers: Numbers, picture: str = ""
) -> Section:
    """Make a section with a table of customers: human headers, each value in its unit."""
    frame = frame.drop(t.money_in(frame)) if numbers.counted else frame
    names, schema = frame.columns, frame.schema
    return Section(
        title,
        below,
        picture,
        titles=[_(t.label(name)) for name in names],
        rows=[
            [_text(name, value, numbers) for name, value in zip(names, row, strict=True)]
            for row in frame.iter_rows()
        ],
        numeric=frozenset(place for place, name in enumerate(names) if schema[name].is_numeric()),
    )


def _text(name: str, value: object, numbers: Numbers) -> str:
    """Write a value in its column's unit."""
    match value:
        case None:
            return "–"
        case date():
            return numbers.day(value)
        case str():
            return _(value) if name in (t.SEGMENT, "tier") else value
        case int() | float():
            forms = {"money": numbers.money, "probability": numbers.percent}
            return forms.get(t.unit(name) or "", numbers.count)(value)
        case _:
            return str(value)
