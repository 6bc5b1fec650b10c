"""What looks suspicious in readable data, and is said although the work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import polars as pl

from clv.errors import Notice
from clv.intake.ledger import FIRST, LAST
from clv.options import Policy
from clv.tables import AMOUNT, CUSTOMER_ID, DATE, ORDER_ID, PRODUCT, QUANTITY

_OLD = date(1990, 1, 1)
_PLACEHOLDERS = (
    "null", "none", "nan", "n/a", "#n/a", "undefined", "unknown", "guest", "anonymous", "test",
    "-", "0", "nil", "(blank)", "unbekannt", "gast",
)  # fmt: skip
_WHALE, _FEWEST_FOR_WHALE = 0.2, 20
_OUTLIER = 1_000
_DUPLICATES = 0.005
_FIRST_MONTH, _MONTH = 2.0, timedelta(days=30)
_LONG_GAP, _GAP_SHARE = 60, 0.2
_SCIENTIFIC = r"^\d(?:[.,]\d+)?E\+\d+$"
_EXACT_IN_FLOAT = 2**53
_LOOKED_AT = 1_000
_LONG_ID = 200


def look_at_lines(lines: pl.DataFrame, policy: Policy) -> Iterator[Notice]:
    """Examine readable lines, before any policy."""
    if policy.has_money:
        yield from _returns(lines)
        yield from _duplicates(lines)
    else:
        yield Notice("orders_counted")
    yield from _odd_days(lines)


def look_at_orders(orders: pl.DataFrame, buyers: pl.DataFrame) -> Iterator[Notice]:
    """Examine the orders that go on to the models, and who placed them (`ledger.people`)."""
    yield from _odd_ids(buyers)
    yield from _whale(buyers)
    yield from _outliers(orders)
    yield from _first_month(buyers)
    yield from _gap(orders)


def _returns(lines: pl.DataFrame) -> Iterator[Notice]:
    amount = pl.col(AMOUNT)
    negative, money, zeros = lines.select(
        (amount < 0).sum().alias("negative"),
        (-amount.filter(amount < 0)).sum().alias("money"),
        (amount == 0).sum().alias("zeros"),
    ).row(0)
    if negative:
        yield Notice("returns", count=negative, amount=money)
    if zeros:
        yield Notice("zero_amounts", count=zeros)


def _duplicates(lines: pl.DataFrame) -> Iterator[Notice]:
    columns = (CUSTOMER_ID, DATE, AMOUNT, ORDER_ID, PRODUCT, QUANTITY)
    keys = [name for name in columns if name in lines.columns]
    # One number a row, sorted in place: a set of rows would weigh more than the lines themselves.
    numbers = np.zeros(lines.height, np.uint64)
    for seed, key in enumerate(keys):
        numbers ^= lines[key].hash(seed=seed).to_numpy()
    numbers.sort()
    repeats = int(np.count_nonzero(numbers[1:] == numbers[:-1]))
    if repeats and (ORDER_ID in keys or repeats > _DUPLICATES * lines.height):
        yield Notice("duplicate_rows", count=repeats)


def _odd_days(lines: pl.DataFrame) -> Iterator[Notice]:
    tomorrow = date.today() + timedelta(days=1)
    day = pl.col(DATE).dt.date()
    late, last, old, first = lines.select(
        (day > tomorrow).sum().alias("late"),
        day.max().alias("last"),
        (day < _OLD).sum().alias("old"),
        day.min().alias("first"),
    ).row(0)
    if late:
        yield Notice("future_dates", count=late, last=last)
    if old:
        yield Notice("old_dates", count=old, first=first)


def _odd_ids(buyers: pl.DataFrame) -> Iterator[Notice]:
    ids = buyers.select(CUSTOMER_ID)
    folded = ids.select(
        pl.col(CUSTOMER_ID)
        .str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(r"[\s\u{ad}\u{200b}-\u{200f}\u{2060}\u{feff}]+|\.0+$", "")
    )
    alike = ids.height - folded[CUSTOMER_ID].n_unique()
    if alike:
        yield Notice("lookalike_ids", count=alike)
    words = folded.filter(pl.col(CUSTOMER_ID).is_in(_PLACEHOLDERS))[CUSTOMER_ID].unique().sort()
    if len(words):
        yield Notice("placeholder_ids", words=tuple(words))
    long = int((ids[CUSTOMER_ID].str.len_chars() > _LONG_ID).sum())
    if long:
        yield Notice("long_ids", count=long, least=_LONG_ID)


def _whale(buyers: pl.DataFrame) -> Iterator[Notice]:
    customers, top, total = buyers.select(
        pl.len().alias("customers"), pl.col(AMOUNT).max().alias("top"), pl.col(AMOUNT).sum()
    ).row(0)
    if customers >= _FEWEST_FOR_WHALE and top > _WHALE * total:
        yield Notice("whale", share=top / total)


def _outliers(orders: pl.DataFrame) -> Iterator[Notice]:
    amount = pl.col(AMOUNT)
    usual = orders.select(amount.filter(amount > 0).median()).item() or 0.0
    large = orders.select((amount > _OUTLIER * usual).sum()).item()
    if large:
        yield Notice("outliers", variant="orders", count=large, times=_OUTLIER, usual=usual)


def _first_month(buyers: pl.DataFrame) -> Iterator[Notice]:
    """Notice customers who look new in the first month because the log begins there."""
    start, end = buyers.select(pl.col(FIRST).min(), pl.col(LAST).max()).row(0)
    if end - start < 5 * _MONTH:
        return
    first = pl.col(FIRST)
    early, later = buyers.select(
        (first < start + _MONTH).sum().alias("early"),
        (first.is_between(start + _MONTH, start + 4 * _MONTH).sum() / 3).alias("later"),
    ).row(0)
    if early > max(20, _FIRST_MONTH * later):
        yield Notice("first_month_new", count=early, usual=later)


def _gap(orders: pl.DataFrame) -> Iterator[Notice]:
    days = orders.select(pl.col(DATE).dt.date().unique().sort())[DATE]
    span = (days[-1] - days[0]).days
    steps = days.diff().dt.total_days().fill_null(0)
    place = int(steps.arg_max() or 0)
    longest = steps[place]
    if longest > max(_LONG_GAP, _GAP_SHARE * span) and len(days) > 2:
        yield Notice("gaps", days=longest, start=days[place - 1])


def rounded_ids(buyers: pl.DataFrame, *, from_workbook: bool) -> Iterator[Notice]:
    """Say when a spreadsheet held ids as numbers with more digits than it can keep."""
    ids = buyers[CUSTOMER_ID]
    written = ids.str.contains(_SCIENTIFIC).any()
    long = ids.filter(ids.str.contains(r"^\d{16,}$"))
    if written or (from_workbook and 2 * len(long) > len(ids) and _went_through_float(long)):
        yield Notice("rounded_ids")


def _went_through_float(ids: pl.Series) -> bool:
    """Tell whether all these long numbers end in 0 or are such as a floating point number keeps."""
    numbers = ids.head(_LOOKED_AT).to_list()
    return all(number.endswith("0") for number in numbers) or all(
        int(float(number)) == int(number) > _EXACT_IN_FLOAT for number in numbers
    )
