"""From columns as they stand in the file to lines: who, when, how much."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
from polars import selectors

from clv.errors import InputError, Notice
from clv.intake.columns.bank_columns import is_statement
from clv.intake.columns.guests import is_guest
from clv.intake.columns.shops import Shop
from clv.intake.files.raw import ROW, Raw
from clv.intake.rows.amount_parts import (
    NO_PARTS,
    AmountParts,
    amount_parts,
    discounted,
    part_columns,
)
from clv.intake.rows.bank_movements import with_movements
from clv.intake.rows.gift_cards import with_gift_cards
from clv.intake.rows.line_columns import (
    CANCELLED,
    FURTHER,
    GUEST,
    KIND,
    OTHER_KIND,
    PAYMENT_STATUS,
    REFERENCE,
    REFUND,
    SHORT,
    TOTALS_ROW,
)
from clv.intake.rows.not_products import without_fees
from clv.intake.rows.order_fields import filled_down
from clv.intake.rows.order_totals import counted_once
from clv.intake.rows.row_kinds import counted_kinds, named_again
from clv.intake.rows.totals_rows import are_totals
from clv.intake.values import dates, money
from clv.intake.values.currencies import BESIDE, named
from clv.intake.values.currency_signs import in_header
from clv.intake.values.decimal_mark import MOST
from clv.intake.values.formula_guard import unguarded
from clv.intake.values.ids import parse_ids, text
from clv.options import DEFAULT_POLICY, Mapping, Policy
from clv.tables import (
    AMOUNT,
    CATEGORY,
    CHANNEL,
    COUNTRY,
    CURRENCY,
    CUSTOMER_ID,
    DATE,
    DISCOUNT,
    ORDER_ID,
    PRODUCT,
    PRODUCT_NAME,
    QUANTITY,
    STATUS,
)

_TEXT_ROLES = {
    "order": ORDER_ID,
    "product": PRODUCT,
    "category": CATEGORY,
    "channel": CHANNEL,
    "country": COUNTRY,
    "status": STATUS,
    "currency": CURRENCY,
    "product_name": PRODUCT_NAME,
    "payment_status": PAYMENT_STATUS,
    "cancelled": CANCELLED,
    "kind": KIND,
    "reference": REFERENCE,
}
_OF_LINES = {"product", "product_name", "category", "quantity", "unit_price", "reference"}
_NO_SUM = 0.25
_WITH_CARE = {"kind", "reference", "cancelled", "payment_status"}
FAULTS = (
    ("missing_customer", pl.col(CUSTOMER_ID).is_null()),
    ("bad_date", pl.col(DATE).is_null()),
    ("bad_amount", pl.col(AMOUNT).is_null()),
)
"""Reason and condition of each way a whole record is unreadable; the first that holds counts."""

_TOTALS = (
    r"(?i)^\s*(?:grand\s+|sub-?)?"
    r"(?:totals?|sum|summe|gesamt(?:summe)?|totale|somme|suma|итого|合计|合計|総計)\b"
)


def no_orders(mapping: Mapping) -> tuple[tuple[str, pl.Expr], ...]:
    """Return reason and condition of rows that are no orders: headers, sums, payments of orders.

    Examples
    --------
    >>> [reason for reason, _condition in no_orders(Mapping(customer="who"))]
    ['repeated_header', 'total_row', 'other_kind']
    """
    undated = pl.col(DATE).is_null()
    return (
        ("repeated_header", undated & (pl.col(CUSTOMER_ID) == (mapping.customer or "").strip())),
        (
            "total_row",
            pl.col(TOTALS_ROW) | (undated & pl.col(CUSTOMER_ID).str.contains(_TOTALS)),
        ),
        ("other_kind", pl.col(OTHER_KIND)),
    )


@dataclass(frozen=True)
class Parsed:
    """Every record of the file as a line, readable or not.

    Parameters
    ----------
    raw : Raw
        The file they come from (read anew where the quick reader had to give way).
    lines : polars.DataFrame
        `ROW`, `SHORT`, the columns of `clv.tables.LINES`, and status, currency and refund where
        known; null where a value could not be read.
    notices : tuple of Notice
        What had to be said.
    parts : AmountParts
        Tax and shipping, where the file has them.
    """

    raw: Raw
    lines: pl.DataFrame
    notices: tuple[Notice, ...] = ()
    parts: AmountParts = NO_PARTS


def parse(
    raw: Raw, mapping: Mapping, shop: Shop | None = None, policy: Policy = DEFAULT_POLICY
) -> Parsed:
    """Read the mapped columns of every record.

    Raises
    ------
    InputError
        ``ambiguous_dates``, ``ambiguous_amounts``, ``ambiguous_kinds``, ``unsupported_types``,
        ``duplicate_columns``.
    """
    quick = None if is_statement(raw.columns) else _quickly(raw, mapping)
    if quick is not None:
        return quick
    source, named_so = raw, mapping
    raw, mapping = with_movements(raw, mapping)
    frame, repeated = _once_an_order(raw, mapping, shop, policy)
    columns = _Columns(raw, frame)
    ids, notices = parse_ids(columns.flat(mapping.customer))
    when = _dates(raw, shop, columns.flat(mapping.date))
    lines = frame.select(ROW, FURTHER).with_columns(
        _short(raw, mapping, frame[ROW]),
        ids.alias(CUSTOMER_ID),
        is_guest(ids).alias(GUEST),
        when.values.alias(DATE),
    )
    reader = _Money.of(raw, columns, named_so)
    amounts, marks = _amounts(columns, mapping, reader)
    if policy.currency is not None or mapping.currency is not None:
        marks = tuple(notice for notice in marks if notice.code != "currency_sign")
    lines = named(lines.with_columns(*amounts, *_others(columns, mapping, reader)))
    lines = discounted(lines, mapping)
    lines, kinds = counted_kinds(lines, policy)
    lines, gifts = with_gift_cards(named_again(lines), raw, mapping, reader.number)
    lines = without_fees(lines).with_columns(are_totals(lines).alias(TOTALS_ROW))
    parts = amount_parts(raw, mapping, lines.select(ROW, AMOUNT), reader.number)
    notices = (*repeated, *notices, *kinds, *gifts, *when.notices, *marks)
    return Parsed(source, lines, notices, parts)


def _dates(raw: Raw, shop: Shop | None, values: pl.Series) -> dates.Dates:
    hints = raw.hints
    form = hints.date_format or (shop.date_form if shop else None)
    return dates.parse(values, form, hints.date_unit, zone=hints.zone, day_one=hints.day_one)


def _once_an_order(
    raw: Raw, mapping: Mapping, shop: Shop | None, policy: Policy
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Give lines their order's fields, count its money once; return the columns this needs."""
    roles = mapping.roles if mapping.order is not None and mapping.amount is not None else {}
    frame = _collected(raw, sorted({name for role, name in roles.items() if role not in _OF_LINES}))
    frame = filled_down(frame, mapping, first_only=shop is not None and shop.first_row_only)
    repeated: tuple[Notice, ...] = ()
    if FURTHER not in frame.columns:
        read_days = lambda values: _dates(raw, shop, values).values.dt.date()  # noqa: E731
        frame, repeated = counted_once(
            raw,
            frame,
            mapping,
            read_days,
            policy.amounts,
            of_order=shop is not None and shop.of_order,
        )
    if FURTHER not in frame.columns:
        frame = frame.with_columns(pl.lit(value=False).alias(FURTHER))
    return frame, repeated


def _quickly(raw: Raw, mapping: Mapping) -> Parsed | None:
    """Read a plain file in one streaming pass; None when any value is not as the head promises.

    Ids are text, dates ISO, amounts numbers with a decimal point: all of it is checked, since a
    value of another form leaves a null behind.
    """
    who, when, much = mapping.customer or "", mapping.date or "", mapping.amount
    others = {role: column for role, column in mapping.roles.items() if role in _TEXT_ROLES}
    if (
        raw.input.format != "csv"
        or much is None
        # An order's total may stand on each of its lines.
        or mapping.order is not None
        or mapping.currency is not None
        or not (raw.short is None or raw.short.is_empty())
        or raw.hints.date_unit
        or raw.hints.date_format
        or raw.hints.day_one
        or raw.hints.decimal_mark == ","
        or in_header(much) is not None
        or part_columns(raw, mapping)
        or set(mapping.roles) - {"customer", "date", "amount"} - set(others)
        or _WITH_CARE & set(mapping.roles)
    ):
        return None
    form = dates.quick_form(raw.sample[when])
    if (
        form is None
        or not money.is_plain(raw.sample[much])
        or not _are_plain_ids(raw.sample[who].drop_nulls())
        or is_guest(text(raw.sample[who])).any()
    ):
        return None
    columns = {
        ROW: pl.col(ROW),
        **dict.fromkeys((SHORT, FURTHER, GUEST, OTHER_KIND, TOTALS_ROW), pl.lit(value=False)),
        CUSTOMER_ID: _trimmed(who),
        DATE: pl.col(when).str.to_datetime(form, strict=False, time_unit="us"),
        AMOUNT: pl.col(much).str.strip_chars().cast(pl.Float64, strict=False),
        **{_TEXT_ROLES[role]: _or_null(_trimmed(column)) for role, column in others.items()},
    }
    lines = raw.frame.select(**columns).collect(engine="streaming")
    if not _is_sound(lines):
        return None
    lines, gifts = with_gift_cards(lines, raw, mapping, _Money(None, None).number)
    return Parsed(raw, without_fees(lines), gifts)


def _trimmed(column: str) -> pl.Expr:
    return unguarded(pl.col(column)).str.strip_chars()


def _or_null(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.len_bytes() > 0).then(text)


def _is_sound(lines: pl.DataFrame) -> bool:
    """Tell whether every record has an id, a date and an amount."""
    if lines.is_empty() or any(lines[name].null_count() for name in (CUSTOMER_ID, DATE, AMOUNT)):
        return False
    first, last, least, most, total, nameless, summed = lines.select(
        pl.col(DATE).min().dt.year().alias("first"),
        pl.col(DATE).max().dt.year().alias("last"),
        pl.col(AMOUNT).min().alias("least"),
        pl.col(AMOUNT).max().alias("most"),
        pl.col(AMOUNT).sum().alias("total"),
        # An empty id, or the mark of a file that was joined on.
        ((pl.col(CUSTOMER_ID) == "") | pl.col(CUSTOMER_ID).str.starts_with("\ufeff"))
        .any()
        .alias("nameless"),
        pl.col(CUSTOMER_ID).str.contains("otal", literal=True).any().alias("summed"),
    ).row(0)
    # A single NaN makes the sum one.
    possible = least > -MOST and most < MOST and math.isfinite(total)
    return (
        possible and not nameless and not summed
        # A row that holds a good part of all money may be a sum.
        and most <= max(_NO_SUM * total, 0)
        and first >= dates.FIRST_YEAR and last <= dates.LAST_YEAR
    )  # fmt: skip


def _are_plain_ids(ids: pl.Series) -> bool:
    return len(ids) > 0 and not bool(ids.str.contains(r"^'|^\d+\.0+$").any())


def _collected(raw: Raw, names: Sequence[str]) -> pl.DataFrame:
    """Return row numbers and columns, the apostrophes before formulas taken off."""
    frame = raw.frame.select(ROW, *names).collect(engine="streaming").rechunk()
    # A column without a single value has no type either.
    frame = frame.with_columns(selectors.by_dtype(pl.Null).cast(pl.String))
    if raw.input.format != "csv":
        return frame
    texts = frame.select(names).select(selectors.string())
    return frame.with_columns(
        unguarded(values) for values in texts if values.str.starts_with("'").any()
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """The mapped columns, each read from the file when its turn comes: texts take much memory."""

    raw: Raw
    frame: pl.DataFrame

    def flat(self, column: str | None) -> pl.Series:
        """Return a column, refusing lists and structs."""
        name = column or ""
        values = (self.frame if name in self.frame.columns else _collected(self.raw, [name]))[name]
        if values.dtype.is_nested():
            raise InputError("unsupported_types", variant="nested", column=values.name[:40])
        return values


def _short(raw: Raw, mapping: Mapping, rows: pl.Series) -> pl.Series:
    """Mark records that end before a mapped column."""
    if raw.short is None or raw.short.is_empty():
        return pl.repeat(value=False, n=len(rows), eager=True).alias(SHORT)
    last = max(raw.columns.index(column) for column in mapping.roles.values())
    cut = raw.short.filter(pl.col("fields") <= last)[ROW]
    return rows.is_in(cut.implode()).alias(SHORT)


@dataclass(frozen=True, slots=True)
class _Money:
    """Reads the money of one file, whose decimal mark and currency are the same everywhere."""

    mark: str | None
    currency: str | None

    @classmethod
    def of(cls, raw: Raw, columns: _Columns, mapping: Mapping) -> _Money:
        """Take the currency that the header or a column of one value names."""
        column = mapping.amount or mapping.unit_price or ""
        named = in_header(column)
        if mapping.currency is not None:
            values = text(columns.flat(mapping.currency)).drop_nulls().unique()
            named = money.code_of(values[0]) if len(values) == 1 else named
        return cls(raw.hints.decimal_mark, named)

    def read(self, values: pl.Series) -> money.Amounts:
        return money.parse(values, self.mark, self.currency)

    def number(self, values: pl.Series) -> pl.Series:
        return self.read(values).values


def _amounts(
    columns: _Columns, mapping: Mapping, reader: _Money
) -> tuple[list[pl.Series], tuple[Notice, ...]]:
    """Read the amount, or quantity times unit price, and the currency written beside it.

    Without either each line counts one, or minus one where a negative quantity came back.
    """
    if mapping.amount is None and mapping.unit_price is None:
        if mapping.quantity is None:
            return [pl.repeat(1.0, columns.frame.height, eager=True).alias(AMOUNT)], ()
        return [reader.number(columns.flat(mapping.quantity)).sign().alias(AMOUNT)], ()
    if mapping.amount is not None:
        read = reader.read(columns.flat(mapping.amount))
        amount, beside = read.values, read.currencies
    else:
        read = reader.read(columns.flat(mapping.unit_price))
        quantity = reader.number(columns.flat(mapping.quantity))
        # To the tenth of a cent of a cent: what multiplication adds to decimals is not money.
        amount, beside = (quantity * read.values).round(6), read.currencies
    if beside is None and mapping.currency is None and reader.currency is not None:
        beside = pl.repeat(reader.currency, columns.frame.height, eager=True)
    if amount.null_count() == len(amount):
        texts = columns.flat(mapping.amount or mapping.unit_price).cast(pl.String)
        examples = texts.str.strip_chars().drop_nulls()
        examples = examples.filter(examples != "")
        if len(examples):
            raise InputError("bad_amounts", variant="unread", text=examples[0][:25])
    sums = [amount.alias(AMOUNT)]
    return sums if beside is None else [*sums, beside.alias(BESIDE)], read.notices


def _others(columns: _Columns, mapping: Mapping, reader: _Money) -> list[pl.Series]:
    readers: dict[str, tuple[str, Callable[[pl.Series], pl.Series]]] = {
        **{role: (name, text) for role, name in _TEXT_ROLES.items()},
        "quantity": (QUANTITY, reader.number),
        "discount": (DISCOUNT, reader.number),
        "refund": (REFUND, reader.number),
    }
    return [
        read(columns.flat(mapping.roles[role])).alias(name)
        for role, (name, read) in readers.items()
        if role in mapping.roles
    ]
