"""Tables of another shape than one row an order: reports by group, months as columns, summaries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.header_words import fold_letters
from clv.intake.columns.names import fold, named_roles, shown
from clv.intake.csv.kinds import is_number
from clv.intake.files.raw import ROW, Raw
from clv.intake.values.date_formats import shape_of

DAY, SUM = "date", "amount"
_YEAR_TO_DAY = (
    ("year", "jahr", "annee", "ano", "anno", "jaar", "rok", "ar", "vuosi", "yil", "год", "年"),
    ("month", "monat", "mois", "mes", "mese", "maand", "miesiac", "mesic", "manad", "ay", "месяц",
     "月"),
    ("day", "tag", "jour", "dia", "giorno", "dag", "dzien", "den", "paiva", "gun", "день", "日"),
)  # fmt: skip
_TIMES = frozenset(map(fold, ("Time", "Hour", "Uhrzeit", "Heure", "Hora", "Ora", "Tijd", "时间")))
_FIRST = re.compile(r"\d{4}-\d{2}-01")
_FEWEST_MONTHS = 3
_FEWEST_GROUPS = 2
_NEARLY_ALL = 0.95
_LOOKED_AT = 2_000
_TOTAL = re.compile(r"(?i)\s*(?:grand\s+)?(?:total|sum|summe|gesamt|subtotal|somme|totale|suma)\b")
_TOTALS = frozenset(map(fold, ("Total", "Grand Total", "Sum", "Summe", "Gesamt", "Totale", "Suma")))
_COUNTS = frozenset(
    map(
        fold,
        ("Orders", "Orders Count", "Order Count", "Number of Orders", "Total Orders", "# Orders",
         "Num Orders", "Purchases", "Frequency", "Recency", "Bestellungen", "Anzahl Bestellungen"),
    )
)  # fmt: skip
_SPENT = frozenset(
    map(
        fold,
        ("Total Spend", "Total Spent", "Amount Spent", "Money Spent", "Lifetime Value", "LTV",
         "CLV", "AOV", "Average Order Value", "Monetary", "Monetary Value", "Total Revenue"),
    )
)  # fmt: skip


def reshaped(raw: Raw, *, beside_others: bool = False) -> Raw:
    r"""Return the file as one row an order, where its shape can be turned into that.

    Raises
    ------
    InputError
        ``customer_summary`` where a row is a customer, ``months_as_columns`` where months stand
        side by side and don't add up to the total beside them.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> raw = load(b"Customer,Jan 2024,Feb 2024,Mar 2024\na,5,,7\nb,,8,\n")
    >>> raw.columns, raw.frame.collect().height
    (('Customer', 'date', 'amount'), 3)
    """
    if not beside_others:
        refuse_summary(raw)
    months = {name: day for name in raw.columns if (day := month_of(name)) is not None}
    if len(months) >= _FEWEST_MONTHS and DAY not in raw.columns:
        return _unpivoted(raw, months)
    return _filled_down(_dated(raw))


def _dated(raw: Raw) -> Raw:
    """Join a day that stands in three columns, year, month and day, where no other tells days."""
    words = {fold_letters(name.strip()): name for name in raw.columns}
    parts = [next((words[word] for word in each if word in words), None) for each in _YEAR_TO_DAY]
    others = [name for name in raw.columns if name not in parts and fold(name) not in _TIMES]
    if None in parts or DAY in raw.columns or "date" in named_roles(others):
        return raw
    texts = [pl.col(name).cast(pl.String).str.strip_chars() for name in parts if name is not None]
    year, *rest = texts
    written = pl.concat_str(year, *[text.str.zfill(2) for text in rest], separator="-")
    days = raw.sample.select(written.str.to_date("%Y-%m-%d", strict=False).alias(DAY))[DAY]
    if days.null_count() > (1 - _NEARLY_ALL) * len(days):
        return raw
    notice = Notice("date_joined", names=shown([name for name in parts if name is not None]))
    frame = raw.frame.with_columns(written.alias(DAY))
    return replace(raw, frame=frame, notices=(*raw.notices, notice), short=None)


def month_of(name: str) -> date | None:
    """Read the name of a column as a month.

    Examples
    --------
    >>> month_of("Jan-24"), month_of("2024-03"), month_of("May")
    (datetime.date(2024, 1, 1), datetime.date(2024, 3, 1), None)
    """
    text = name.strip().removesuffix(" 00:00:00")
    if _FIRST.fullmatch(text):
        text = text[:7]
    match = re.fullmatch(r"(\d{4})[-/. ]?(\d{2})|(\d{2})[-/.](\d{4})", text)
    if match:
        year, month = int(match[1] or match[4]), int(match[2] or match[3])
        return date(year, month, 1) if 1 <= month <= 12 and 1990 <= year < 2100 else None
    match = re.fullmatch(r"([^\W\d_]{3,12})\.?[-/. ]*'?(\d{4}|\d{2})", text)
    moment = shape_of(f"1 {match[1]} {match[2]}") if match else None
    if moment is None or moment.parts is None:
        return None
    year, month, _day = moment.parts
    return date(year, month, 1)


def _unpivoted(raw: Raw, months: dict[str, date]) -> Raw:
    """Make one row of each month of a customer that has an amount."""
    kept = [name for name in raw.columns if name not in months and fold(name) not in _TOTALS]
    if SUM in kept or not months:
        return raw
    _refuse_other_total(raw, months)
    days = {name: day.isoformat() for name, day in months.items()}
    long = (
        raw.frame.select(ROW, *kept, *[pl.col(name).cast(pl.String) for name in months])
        .unpivot(on=list(months), index=[ROW, *kept], variable_name=DAY, value_name=SUM)
        .filter(pl.col(SUM).fill_null("").str.strip_chars() != "")
        .with_columns(pl.col(DAY).replace_strict(days))
        .sort(ROW, DAY)
    )
    notice = Notice("months_unpivoted", count=len(months))
    return replace(raw, frame=long, notices=(*raw.notices, notice), short=None, delimiter=None)


def _refuse_other_total(raw: Raw, months: dict[str, date]) -> None:
    """Ask where the months don't add up to the total that stands beside them."""
    for name in raw.columns:
        if fold(name) in _TOTALS:
            rows = raw.frame.head(_LOOKED_AT).select(name, *months).collect().cast(pl.String).rows()
            if any(_number(total) != round(sum(map(_number, cells)), 2) for total, *cells in rows):
                raise InputError("months_as_columns", name=name, count=len(months))


def _number(cell: str | None) -> float:
    text = re.sub(r"[^\d.-]", "", cell or "")
    return round(float(text), 2) if re.fullmatch(r"-?\d+(\.\d+)?", text) else 0.0


def refuse_summary(raw: Raw) -> None:
    """Refuse a table in which a row is a customer with what they did in all."""
    names = {fold(name): name for name in raw.columns}
    telling = [names[name] for group in (_COUNTS, _SPENT) for name in sorted(group & names.keys())]
    others = [name for name in raw.columns if name not in telling]
    if not _COUNTS & names.keys() or not _SPENT & names.keys() or "order" in named_roles(others):
        return
    counts = raw.sample[telling[0]].cast(pl.String).drop_nulls()
    buyers = [name for name in others if "customer" in named_roles([name])]
    once = any(raw.sample[name].is_duplicated().sum() == 0 for name in buyers)
    if once and raw.sample.height > 1 and all(map(is_number, counts)):
        raise InputError("customer_summary", columns=shown(telling))


def _filled_down(raw: Raw) -> Raw:
    """Give the rows of a report by group the name that stands above them."""
    if len(raw.columns) < 3:
        return raw
    first, *others = raw.columns
    is_text = all(kind == pl.String for kind in raw.sample.schema.values())
    merged = is_text and _is_merged(raw.sample, first, others)
    if not is_text or not (merged or _is_by_group(raw.sample, first, others)):
        return raw
    blank = pl.col(first).fill_null("").str.strip_chars() == ""
    heads = ~blank if merged else ~blank & pl.all_horizontal(_is_blank(others))
    name = "Customer" if first.startswith("column ") and "Customer" not in raw.columns else first
    filled = raw.frame.with_columns(
        pl.when(blank)
        .then(pl.when(heads).then(pl.col(first)).forward_fill())
        .otherwise(pl.col(first))
        .alias(first)
    ).rename({first: name})
    return replace(raw, frame=filled, notices=(*raw.notices, Notice("groups_filled", name=name)))


def _is_by_group(sample: pl.DataFrame, first: str, others: Sequence[str]) -> bool:
    """Tell whether names stand alone on a row, and the rows below have none until a total."""
    blank = pl.col(first).fill_null("").str.strip_chars() == ""
    empty = pl.all_horizontal(_is_blank(others))
    kinds = sample.select(
        pl.when(~blank & empty).then(pl.lit("group"))
        .when(blank & ~empty).then(pl.lit("detail"))
        .when(pl.col(first).str.contains(_TOTAL.pattern)).then(pl.lit("total"))
        .when(~empty).then(pl.lit("other"))
        .alias("kind")
    )["kind"].drop_nulls()  # fmt: skip
    count = dict(kinds.value_counts().iter_rows())
    begins = kinds.to_list()[:1] == ["group"]
    details, groups = count.get("detail", 0), count.get("group", 0)
    rows = details + count.get("other", 0)
    return (
        begins and groups >= _FEWEST_GROUPS and details >= groups and details >= _NEARLY_ALL * rows
    )


def _is_merged(sample: pl.DataFrame, first: str, others: Sequence[str]) -> bool:
    """Tell whether one cell of the customer stands for all rows until the next, as if merged.

    Of orders without a customer, guests', those with one would name some more than once.
    """
    if "customer" not in named_roles([first]) or not {"date", "amount"} <= named_roles(others):
        return False
    names, blank = sample[first].str.strip_chars().fill_null(""), sample.select(_is_blank([first]))
    named = names.filter(names != "")
    empty = blank.to_series()
    full = sample.select(~pl.any_horizontal(_is_blank(others))).to_series()
    return bool(
        len(named) >= _FEWEST_GROUPS
        and named.n_unique() == len(named)
        and not empty[0]
        and empty.sum() >= len(named)
        and (full | ~empty).all()
    )


def _is_blank(names: Sequence[str]) -> pl.Expr:
    return pl.col(names).cast(pl.String).fill_null("").str.strip_chars() == ""
