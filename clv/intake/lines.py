"""From columns as they stand in the file to lines: who, when, how much."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv.errors import Notice
from clv.intake import dates, money
from clv.intake.choices import Mapping
from clv.intake.raw import ROW, Raw
from clv.tables import (
    AMOUNT,
    CATEGORY,
    CHANNEL,
    COUNTRY,
    CUSTOMER_ID,
    DATE,
    DISCOUNT,
    ORDER_ID,
    PRODUCT,
    QUANTITY,
)

_TEXT_ROLES = {
    "order": ORDER_ID,
    "product": PRODUCT,
    "category": CATEGORY,
    "channel": CHANNEL,
    "country": COUNTRY,
}


@dataclass(frozen=True)
class Parsed:
    """Every record of the file as a line, readable or not.

    Parameters
    ----------
    raw : Raw
        The file they come from (read anew where the quick reader had to give way).
    lines : polars.DataFrame
        `ROW` and the columns of `clv.tables.LINES`; null where a value could not be read.
    faults : tuple of (str, polars.Expr)
        Reason and condition of each way to be unreadable, the first that holds counts.
    mapping : Mapping
        The columns used.
    currency : str, optional
        The one currency that the amounts or a column name.
    notices : tuple of Notice
        What had to be said.
    """

    raw: Raw
    lines: pl.DataFrame
    faults: tuple[tuple[str, pl.Expr], ...]
    mapping: Mapping
    currency: str | None = None
    notices: tuple[Notice, ...] = ()


FAULTS = (
    ("missing_customer", pl.col(CUSTOMER_ID).is_null()),
    ("bad_date", pl.col(DATE).is_null()),
    ("bad_amount", pl.col(AMOUNT).is_null()),
)


def parse(raw: Raw, mapping: Mapping) -> Parsed:
    """Read the mapped columns of every record."""
    wanted = sorted(set(mapping.roles.values()))
    frame = raw.frame.select(ROW, *wanted).collect(engine="streaming")
    columns = {
        CUSTOMER_ID: text(frame[mapping.customer or ""]),
        DATE: dates.parse(frame[mapping.date or ""]),
        AMOUNT: _amount(frame, mapping),
    }
    for role, name in _TEXT_ROLES.items():
        if column := mapping.roles.get(role):
            columns[name] = text(frame[column])
    for role, name in (("quantity", QUANTITY), ("discount", DISCOUNT)):
        if column := mapping.roles.get(role):
            columns[name] = money.parse(frame[column])
    lines = frame.select(ROW).with_columns([series.alias(name) for name, series in columns.items()])
    return Parsed(raw, lines, FAULTS, mapping)


def text(values: pl.Series) -> pl.Series:
    """Return values as text, white space trimmed, nothing else changed; empty is null."""
    trimmed = values.cast(pl.String).str.strip_chars()
    return trimmed.set(trimmed == "", None)


def _amount(frame: pl.DataFrame, mapping: Mapping) -> pl.Series:
    if mapping.amount is not None:
        return money.parse(frame[mapping.amount])
    quantity = money.parse(frame[mapping.quantity or ""])
    return (quantity * money.parse(frame[mapping.unit_price or ""])).round(6)
