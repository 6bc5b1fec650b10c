"""One sentence a page, computed from the data: what a person should know before anything else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from clv import tables as t
from clv.customers import cohort_trend
from clv.present.numbers import Numbers
from clv.words import _, ngettext

if TYPE_CHECKING:
    from clv.customers import Audit, Clusters
    from clv.intake import Cleaned
    from clv.models import Total

_LOSSES = (
    "returns",
    "cancelled",
    "missing_customer",
    "bad_date",
    "bad_amount",
    "duplicates",
)
_LATELY = 6  # months
_ALIKE_GAPS = 0.15  # quartiles of gaps this close are one rhythm
_ENOUGH = 10  # customers that a cohort needs to be spoken of
_ENOUGH_A_GROUP = 30  # and a group, of which there may be many
_SURE = 2.5  # standard errors between the best and the worst of several groups


def of_data(cleaned: Cleaned, numbers: Numbers) -> str:
    """Say what the file became, and the two reasons that cost most rows."""
    words = ngettext(
        "{records} lines became {orders} orders by {customers} customer",
        "{records} lines became {orders} orders by {customers} customers",
        cleaned.kept.customers,
    )
    sentence = words.format(
        records=numbers.count(cleaned.input.records),
        orders=numbers.count(cleaned.orders.height),
        customers=numbers.count(cleaned.kept.customers),
    )
    clauses = [sentence, *_losses(cleaned.ledger, numbers)]
    return "; ".join(clauses) + "."


def of_file(cleaned: Cleaned, numbers: Numbers) -> str:
    """Name the file, the days it covers and the money in its orders."""
    return _("{file} · {first} to {last} · {money} in orders").format(
        file=cleaned.input.file,
        first=numbers.day(cleaned.kept.first_day),
        last=numbers.day(cleaned.kept.last_day),
        money=numbers.money(cleaned.kept.amount),
    )


def _losses(ledger: pl.DataFrame, numbers: Numbers) -> list[str]:
    worst = ledger.filter(pl.col(t.REASON).is_in(_LOSSES), pl.col(t.ROWS) > 0)
    top = worst.sort(t.ROWS, descending=True).head(2).select(t.REASON, t.ROWS, t.AMOUNT)
    return [
        _loss(reason, rows).format(rows=numbers.count(rows), money=numbers.money(abs(money or 0.0)))
        for reason, rows, money in top.iter_rows()
    ]


def _loss(reason: str, rows: int) -> str:
    return {
        "returns": _("{money} of returns were taken off"),
        "cancelled": ngettext("{rows} line was cancelled", "{rows} lines were cancelled", rows),
        "missing_customer": ngettext(
            "{rows} line has no customer", "{rows} lines have no customer", rows
        ),
        "bad_date": ngettext("{rows} date can't be read", "{rows} dates can't be read", rows),
        "bad_amount": ngettext("{rows} amount can't be read", "{rows} amounts can't be read", rows),
        "duplicates": ngettext(
            "{rows} repeated line was counted once", "{rows} repeated lines were counted once", rows
        ),
    }[reason]


def of_overview(
    share: tuple[float, float], total: Total | None, horizon: int, numbers: Numbers
) -> str:
    """Say how concentrated revenue is, and what today's customers should bring; None: no total."""
    words = (
        _("{people} of customers place {money} of the orders")
        if numbers.counted
        else _("{people} of customers bring {money} of revenue")
    )
    sentence = words.format(people=numbers.percent(share[0]), money=numbers.percent(share[1]))
    if total is None:
        return sentence + "."
    return _("{sentence}; today's customers should bring {value} ({range}) in the {ahead}.").format(
        sentence=sentence,
        ahead=numbers.ahead(horizon),
        value=numbers.money(total.value),
        range=numbers.money_range(total.low, total.high),
    )


def of_range(*, measured: bool, counted: bool = False) -> str:
    """Say what an expected revenue is, and of its range only what was measured."""
    if not measured:
        return _("the range was not held against earlier days")
    if counted:
        return _("in a range that should hold nine times out of ten")
    return _("revenue before margin, in a range that should hold nine times out of ten")


def of_past(customers: pl.DataFrame, numbers: Numbers) -> str:
    """Say what can be said of customers where nothing of the future can be: what they spent.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS`.

    Examples
    --------
    >>> spent = pl.DataFrame({"revenue": [60.0, 30.0, 10.0]})
    >>> of_past(spent, Numbers("GBP"))
    "So far 3 customers spent £100, half of it by 1 of them; what comes can't be told."
    """
    best = customers[t.REVENUE].sort(descending=True)
    total = float(best.sum())
    half = int((best.cum_sum() < 0.5 * total).sum()) + 1
    words = ngettext(
        "So far {all} customer spent {money}; what comes can't be told.",
        "So far {all} customers spent {money}, half of it by {half} of them; what comes can't be "
        "told.",
        customers.height,
    )
    return words.format(
        all=numbers.count(customers.height), money=numbers.money(total), half=numbers.count(half)
    )


def of_revenue(months: pl.DataFrame, numbers: Numbers) -> str:
    """Say how much of the last twelve months' revenue returning customers brought.

    Examples
    --------
    >>> of_revenue(pl.DataFrame({"new": [10.0], "returning": [30.0]}), Numbers())
    '75% of revenue so far came from returning customers'
    >>> of_revenue(pl.DataFrame({"new": [10.0] * 12, "returning": [30.0] * 12}), Numbers())
    "75% of the last 12 months' revenue came from returning customers"
    """
    new, returning = months.tail(12).select(pl.col("new", "returning").sum()).row(0)
    share = returning / (new + returning) if new + returning > 0 else 0.0
    year = months.height >= 12
    if numbers.counted:
        words = (
            _("{share} of the last 12 months' orders came from returning customers")
            if year
            else _("{share} of orders so far came from returning customers")
        )
    else:
        words = (
            _("{share} of the last 12 months' revenue came from returning customers")
            if year
            else _("{share} of revenue so far came from returning customers")
        )
    return words.format(share=numbers.percent(share))


def over_months(numbers: Numbers, *, foreseen: bool) -> str:
    """Say what is drawn month by month: revenue, or orders where the log has no amounts."""
    if numbers.counted:
        return (
            _("Orders by month, and what today's customers should still place")
            if foreseen
            else _("Orders by month")
        )
    return (
        _("Revenue by month, and what today's customers should still bring")
        if foreseen
        else _("Revenue by month")
    )


def of_segments(segments: pl.DataFrame, numbers: Numbers, *, foreseen: bool = True) -> str:
    """Say which segment holds most, and how many of it have gone quiet.

    Parameters
    ----------
    segments : polars.DataFrame
        ``segment``, ``customers``, ``value``, ``quiet``, one row a segment.
    foreseen : bool
        Whether the value is what is expected; else it is the revenue so far.
    """
    total, size = segments["value"].sum() or 0.0, segments["customers"].sum() or 1
    top = segments.sort("value", descending=True).row(0, named=True)
    sentence = _("“{segment}” are {people} of customers and {value} of {what}").format(
        segment=_(top["segment"]),
        people=numbers.percent(top["customers"] / size),
        value=numbers.percent(top["value"] / total if total else 0),
        what=_("the orders") if numbers.counted else _("value") if foreseen else _("revenue"),
    )
    if not top["quiet"]:
        return sentence + "."
    words = ngettext(
        "{sentence}; {quiet} of them is quiet or lost.",
        "{sentence}; {quiet} of them are quiet or lost.",
        top["quiet"],
    )
    return words.format(sentence=sentence, quiet=numbers.count(top["quiet"]))


def of_rhythm(regular: pl.DataFrame, numbers: Numbers) -> str:
    """Say who buys in a rhythm, and in which; nothing where nobody does.

    Parameters
    ----------
    regular : polars.DataFrame
        ``mean_gap`` of those who buy regularly.

    Examples
    --------
    >>> of_rhythm(pl.DataFrame({"mean_gap": [28.0, 27.9, 28.2]}), Numbers())
    '3 of them order regularly, every 28 days or so.'
    """
    if regular.is_empty():
        return ""
    low, high = (round(float(regular[t.MEAN_GAP].quantile(at) or 0)) for at in (0.25, 0.75))
    count = numbers.count(regular.height)
    if high - low <= _ALIKE_GAPS * high:
        words = ngettext(
            "{count} of them orders regularly, every {gap} or so.",
            "{count} of them order regularly, every {gap} or so.",
            regular.height,
        )
        return words.format(count=count, gap=numbers.days(float(regular[t.MEAN_GAP].median() or 0)))  # type: ignore[arg-type]
    words = _("{count} of them order regularly, half of these every {low} to {high}.")
    return words.format(count=count, low=numbers.count(low), high=numbers.days(high))


def of_audit(audit: Audit, numbers: Numbers) -> str:
    """Say whether a segmentation is worth acting on, and on what evidence."""
    words = (
        _("These groups are worth acting on: {evidence}.")
        if audit.sound
        else _("Handle these groups with care: {evidence}.")
    )
    evidence = _(
        "they hold {coverage} of customers, {stability} stay in theirs when customers are "
        "redrawn, and they explain {separation} of the order of later spend"
    )
    return words.format(
        evidence=evidence.format(
            coverage=numbers.percent(audit.coverage),
            stability=numbers.percent(audit.stability),
            separation=numbers.percent(audit.separation),
        )
    )


def of_clusters(clusters: Clusters, numbers: Numbers) -> str:
    """Say how many clusters there are, and how clear-cut they are."""
    row = clusters.choice.row(by_predicate=pl.col("clusters") == clusters.chosen, named=True)
    return _("{n} groups; two halves of the customers agree on {agreed} of them").format(
        n=clusters.chosen, agreed=numbers.percent(max(0.0, row["stability"]))
    )


def of_rates(periods: pl.DataFrame, numbers: Numbers) -> str:
    """Say which share of customers was lost in a month, lately.

    Examples
    --------
    >>> of_rates(pl.DataFrame({"start": [100, 50], "lost": [10, 5]}), Numbers())
    '10% of customers were lost in a month, lately'
    """
    start, losses = periods.tail(_LATELY).select(pl.col("start", "lost").sum()).row(0)
    if not start:
        return _("Too few months to tell who leaves")
    if not losses:
        return _("Nobody was lost in the last months")
    return _("{share} of customers were lost in a month, lately").format(
        share=numbers.percent(losses / start)
    )


def of_cohorts(retention: pl.DataFrame, numbers: Numbers) -> str:
    """Say whether newer customers come back more than older ones did, or that it can't be told.

    Parameters
    ----------
    retention : polars.DataFrame
        `clv.customers.cohorts.cohorts` by month, of the measure retention.
    """
    trend = cohort_trend(retention)
    if trend is None:
        return _("There are too few months yet to compare newer customers with older ones.")
    words = {
        "more": _(
            "Newer customers come back more: {newer} order again a month later, {older} used to "
            "({month} left out: who ordered then may be an older customer)."
        ),
        "less": _(
            "Newer customers come back less: {newer} order again a month later, {older} used to "
            "({month} left out: who ordered then may be an older customer)."
        ),
        "unclear": _(
            "Newer customers come back about as older ones did: {newer} order again a month "
            "later, {older} used to, no more than months differ by chance ({month} left out: "
            "who ordered then may be an older customer)."
        ),
    }[trend.outcome]
    return words.format(
        newer=numbers.percent(trend.newer),
        older=numbers.percent(trend.older),
        month=numbers.month(date.fromisoformat(f"{trend.left_out}-01")),
    )


def of_groups(retention: pl.DataFrame, numbers: Numbers) -> str:
    """Say which group of customers comes back most, and which least, in the months after the first.

    Parameters
    ----------
    retention : polars.DataFrame
        As in `of_cohorts`, by a column of the first order.
    """
    later = (
        retention.filter(pl.col("age").is_between(1, 6), pl.col("customers") >= _ENOUGH_A_GROUP)
        .group_by("cohort")
        .agg(pl.col("value").mean(), pl.col("customers").first())
        .drop_nulls()
        .sort("value", "cohort")
    )
    if later.height < 2:
        return _("There are too few customers in each group to compare them.")
    (worst, low, few), (best, high, many) = later.row(0), later.row(-1)
    error = (low * (1 - low) / few + high * (1 - high) / many) ** 0.5
    if high - low < _SURE * error:
        return _(
            "No group comes back more than the others by more than chance: {low} to {high}."
        ).format(low=numbers.percent(low), high=numbers.percent(high))
    words = _(
        "Customers who began with {best} come back most: {high} order in a month; with {worst}: "
        "{low}."
    )
    return words.format(
        best=best, worst=worst, high=numbers.percent(high), low=numbers.percent(low)
    )


def of_value(values: pl.Series, horizon: int, numbers: Numbers) -> str:
    """Say in how many customers half of the value sits.

    Examples
    --------
    >>> of_value(pl.Series([60.0, 30.0, 10.0]), 365, Numbers("GBP"))
    'Half of the value of the next 12 months sits in 1 of 3 customers.'
    """
    best = values.sort(descending=True)
    needed = int((best.cum_sum() < 0.5 * float(best.sum())).sum()) + 1
    return _("Half of the value of the {ahead} sits in {few} of {all} customers.").format(
        ahead=numbers.ahead(horizon), few=numbers.count(needed), all=numbers.count(len(values))
    )


def of_total_value(total: Total, horizon: int, numbers: Numbers, *, measured: bool = True) -> str:
    """Say what all customers are worth together: discounted margin, with its range.

    Parameters
    ----------
    total : Total
        Value, low, high.
    horizon : int
        Days ahead.
    numbers : Numbers
        How to write money.
    measured : bool
        Whether such ranges were held against earlier days: else nothing is promised of it.

    Examples
    --------
    >>> from clv.models import Total
    >>> text = of_total_value(Total(900.0, 700.0, 1200.0), 365, Numbers("GBP"))
    >>> text.startswith("All together £900 of discounted margin")
    True
    """
    words = (
        _(
            "All together {value} of discounted margin in the {ahead} ({range}, which should hold "
            "nine times out of ten)"
        )
        if measured
        else _("All together {value} of discounted margin in the {ahead} ({range})")
    )
    return words.format(
        value=numbers.money(total.value),
        ahead=numbers.ahead(horizon),
        range=numbers.money_range(total.low, total.high),
    )
