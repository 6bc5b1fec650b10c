"""What gift cards paid of an order: by the means of payment, or by a column of its own."""

from __future__ import annotations

from itertools import product

import polars as pl

from clv.errors import Notice
from clv.intake.columns.facts import read_money
from clv.intake.columns.gift_words import is_gift_card, is_tender, is_voucher
from clv.intake.columns.header_words import header
from clv.intake.columns.phrases import Phrases, phrase_of
from clv.intake.files.raw import ROW, Raw
from clv.intake.rows.amount_parts import Read, part_columns
from clv.intake.rows.line_columns import FURTHER, PAID_BY_GIFT_CARD
from clv.options import Mapping
from clv.tables import AMOUNT

_FEW, _ENOUGH, _LESS, _CENT = 40, 0.8, 0.1, 0.011
# What a card is called, was sold for or may still pay.
_NO_PAYMENT = Phrases.of("""
    balance* saldo* solde* restwert* remaining sold sale* sales verkauf* vente* issued bought
    purchase* number* nummer* no nr id code* pin type status date name email quantity count
    expir* recipient*""")


def with_card_payments(
    lines: pl.DataFrame, raw: Raw, mapping: Mapping, read: Read
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Say how much of each line gift cards paid; amounts that leave it out are made whole.

    Parameters
    ----------
    lines : polars.DataFrame
        `ROW`, `AMOUNT` and `FURTHER`.
    raw, mapping : Raw, Mapping
        The file, for the columns that are not mapped.
    read : callable
        From a column to numbers.

    Returns
    -------
    tuple of (polars.DataFrame, tuple of Notice)
        The lines, with `PAID_BY_GIFT_CARD` where there are any.
    """
    rows, column = _rows_paid(raw, mapping), _column(raw, mapping)
    if rows.is_empty() and column is None:
        return lines, ()
    paid = pl.when(pl.col(ROW).is_in(rows.implode())).then(AMOUNT).otherwise(0.0)
    if column is None:
        return lines.with_columns(paid.alias(PAID_BY_GIFT_CARD)), ()
    cells = raw.frame.select(ROW, column).collect()
    money = cells.select(ROW, read(cells[column]).abs().fill_null(0.0).alias("card"))
    lines = lines.join(money, on=ROW, how="left", maintain_order="left")
    card = pl.when(FURTHER).then(0.0).otherwise(pl.col("card"))
    lines = lines.with_columns(card.alias("card"))
    notices: tuple[Notice, ...] = ()
    if _is_left_out(lines, raw, mapping, read):
        lines = lines.with_columns((pl.col(AMOUNT) + pl.col("card")).round(6).alias(AMOUNT))
        used = lines.filter(pl.col("card") > 0)["card"]
        notices = (
            Notice("gift_cards", variant="beside", count=len(used), money=float(used.sum())),
        )
    within = pl.min_horizontal("card", pl.col(AMOUNT).clip(0.0))
    both = pl.max_horizontal(paid, within)
    return lines.with_columns(both.alias(PAID_BY_GIFT_CARD)).drop("card"), notices


def _rows_paid(raw: Raw, mapping: Mapping) -> pl.Series:
    """Return the rows that gift cards or vouchers alone paid for, by a column of means."""
    for name in raw.columns:
        if name in mapping.roles.values() or raw.sample[name].dtype != pl.String:
            continue
        texts = raw.sample[name].drop_nulls().unique()
        if not 1 < len(texts) <= _FEW or not any(map(is_tender, texts)):
            continue
        cells = raw.frame.select(ROW, name).collect()
        means = [
            text
            for text in cells[name].drop_nulls().unique()
            if is_gift_card(text) or is_voucher(text)
        ]
        if means:
            return cells.filter(pl.col(name).is_in(means))[ROW]
    return pl.Series(dtype=pl.Int64)


def _column(raw: Raw, mapping: Mapping) -> str | None:
    """Return the column of the money that gift cards or store credit paid, if there is one."""
    for name in raw.columns:
        if name in mapping.roles.values() or not is_gift_card(name):
            continue
        if _NO_PAYMENT.longest(phrase_of(name)):
            continue
        money = read_money(raw.sample[name]) if not raw.sample[name].dtype.is_nested() else None
        if money is not None and bool((money.fill_null(0.0) != 0).any()):
            return name
    return None


def _is_left_out(lines: pl.DataFrame, raw: Raw, mapping: Mapping, read: Read) -> bool:
    """Tell whether the amount lacks what the card paid: it is less than it, or the sums say so."""
    used = lines.filter(pl.col("card") > 0).select(ROW, pl.col(AMOUNT).alias("total"), "card")
    less = used.select((pl.col("card") > pl.col("total") + _CENT).mean()).item()
    if (less or 0.0) >= _LESS:
        return True
    subtotals = [n for n in raw.columns if "subtotal" in header(n).concepts and n != mapping.amount]
    if not subtotals:
        return False
    parts = list(part_columns(raw, mapping).values())
    names = list(dict.fromkeys([subtotals[0], *parts]))
    frame = raw.frame.select(ROW, *names).collect()
    numbers = frame.select(ROW, *[read(frame[n]).fill_null(0.0).alias(n) for n in names])
    used = used.join(numbers, on=ROW)
    for added in product((1.0, 0.0), repeat=len(parts)):
        whole = pl.col(subtotals[0]) + pl.sum_horizontal(
            0.0, *[pl.col(part) * times for part, times in zip(parts, added, strict=True)]
        )
        fits = used.select(((whole - pl.col("card") - pl.col("total")).abs() < _CENT).mean()).item()
        if (fits or 0.0) >= _ENOUGH:
            return True
    return False
