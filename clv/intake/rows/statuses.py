"""What became of each line's order, by its statuses; counted, and movable to the other side."""

from __future__ import annotations

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.status_words import (
    CANCELLED,
    FAILED,
    NEUTRAL,
    PAID,
    REFUNDED,
    RETURNED,
    UNPAID,
    class_of,
)
from clv.intake.columns.truths import NO, YES
from clv.intake.rows.line_columns import CANCELLED as CANCELLED_FLAG
from clv.intake.rows.line_columns import PAYMENT_STATUS
from clv.options import Policy
from clv.tables import AMOUNT, COUNTED, ROWS, STATUS, STATUSES
from clv.tables import STATUS_CLASS as CLASS

SAYS = "status_text"
_COLUMNS = (CANCELLED_FLAG, STATUS, PAYMENT_STATUS)
_NOTHING = NO | {"", "none", "null", "nan", "-", "n/a"}
_NO_DAY = "0000-00-00"
_MOST, _SHOWN, _EXAMPLES = 30, 12, 3
_LOST = (CANCELLED, FAILED, REFUNDED, RETURNED)


def classed(lines: pl.DataFrame, policy: Policy, currency: str | None = None) -> pl.DataFrame:
    """Say of each line what became of its order: `CLASS`, the text that says so, `COUNTED`.

    A column that says that the money is gone outweighs the others; then the payment's does.

    Raises
    ------
    InputError
        ``unknown_statuses`` where a status is not understood and nobody says what it means.

    Examples
    --------
    >>> lines = pl.DataFrame({STATUS: ["Shipped", "Shipped", "Cancelled"], AMOUNT: [1.0, 2.0, 3.0],
    ...                       PAYMENT_STATUS: ["Paid", "Pending", "Paid"]})
    >>> classed(lines, Policy())[CLASS].to_list()
    ['paid', 'open', 'cancelled']
    """
    present = [name for name in _COLUMNS if name in lines.columns]
    if not present:
        return lines
    if CANCELLED_FLAG in present:
        lines = lines.with_columns(_flagged(lines[CANCELLED_FLAG]))
    if PAYMENT_STATUS in present:
        lines = lines.with_columns(_paid_or_not(lines[PAYMENT_STATUS]))
    lines = lines.with_columns(_class(lines, name).alias(f"class of {name}") for name in present)
    gone = [pl.col(f"class of {name}").is_in(_LOST) for name in present]
    ranked = [name for name in (PAYMENT_STATUS, STATUS, CANCELLED_FLAG) if name in present]
    plain = pl.coalesce(
        pl.when(pl.col(f"class of {name}") != NEUTRAL).then(pl.lit(name)) for name in ranked
    )
    decisive = pl.coalesce(
        *[pl.when(lost).then(pl.lit(name)) for name, lost in zip(present, gone, strict=True)],
        plain,
        *[
            pl.when(pl.col(name).is_not_null()).then(pl.lit(name))
            for name in (STATUS, *ranked)
            if name in present
        ],
    )
    lines = lines.with_columns(decisive.alias("decisive"))
    lines = lines.with_columns(
        _of_the_decisive(present, "class of {}").alias(CLASS),
        _of_the_decisive(present, "{}").alias(SAYS),
    ).drop("decisive", *[f"class of {name}" for name in present])
    return _sided(lines, policy, currency)


def _of_the_decisive(present: list[str], named: str) -> pl.Expr:
    return pl.coalesce(
        pl.when(pl.col("decisive") == name).then(pl.col(named.format(name))) for name in present
    )


def _flagged(cells: pl.Series) -> pl.Series:
    """Write "cancelled" for a day of it, or yes; nothing for no day, or no."""
    plain = cells.str.to_lowercase()
    is_no = plain.is_in(list(_NOTHING)) | plain.str.starts_with(_NO_DAY)
    flags = pl.select(pl.when(~is_no).then(pl.lit(CANCELLED))).to_series()
    return flags.alias(cells.name)


def _paid_or_not(cells: pl.Series) -> pl.Series:
    """Write "paid" for yes and "unpaid" for no, where a column says nothing else."""
    texts = {text: text.casefold() for text in cells.drop_nulls().unique()}
    if not texts or not set(texts.values()) <= (YES | NO):
        return cells
    words = {text: PAID if plain in YES else "unpaid" for text, plain in texts.items()}
    return cells.replace_strict(words, default=None, return_dtype=pl.String)


def _class(lines: pl.DataFrame, column: str) -> pl.Series:
    """Give each different text of a column its class."""
    classes = {text: class_of(text) for text in lines[column].drop_nulls().unique()}
    return lines[column].replace_strict(classes, default=None, return_dtype=pl.String)


def _sided(lines: pl.DataFrame, policy: Policy, currency: str | None) -> pl.DataFrame:
    """Add whether each line's status counts, as the person says or else as its class does."""
    moved = {status.casefold(): side == "keep" for status, side in policy.statuses}
    counts = policy.cancelled == "keep" or ~pl.col(CLASS).is_in(UNPAID)
    by_text = (
        pl.col(SAYS).str.to_lowercase().replace_strict(moved, default=None, return_dtype=pl.Boolean)
    )
    usual = pl.lit(value=True) if counts is True else counts.fill_null(value=True)
    lines = lines.with_columns(pl.coalesce(by_text, usual).alias(COUNTED))
    if policy.cancelled == "drop":
        _ask_about_unknown(lines, moved, currency)
    return lines


def _ask_about_unknown(lines: pl.DataFrame, moved: dict[str, bool], currency: str | None) -> None:
    """Ask what statuses mean that no word of is known."""
    unknown = table(lines.filter(pl.col(CLASS).is_null() & pl.col(SAYS).is_not_null()))
    unclear = unknown.filter(~pl.col(STATUS).str.to_lowercase().is_in(list(moved)))
    if unclear.is_empty() or unclear.height > _MOST:
        return
    raise InputError(
        "unknown_statuses",
        candidates=sums(unclear),
        currency=currency,
        example=unclear[STATUS][0],
    )


def table(lines: pl.DataFrame) -> pl.DataFrame:
    """Count rows and money of each status: `STATUS`, `CLASS`, `COUNTED`, `ROWS`, `AMOUNT`."""
    if SAYS not in lines.columns:
        return pl.DataFrame(schema=STATUSES.schema)
    return (
        lines.filter(pl.col(SAYS).is_not_null())
        .group_by(pl.col(SAYS).alias(STATUS), CLASS, COUNTED)
        .agg(pl.len().cast(pl.Int64).alias(ROWS), pl.col(AMOUNT).sum())
        .sort(ROWS, STATUS, descending=[True, False])
    )


def notice(statuses: pl.DataFrame) -> tuple[Notice, ...]:
    """Say which statuses count and which do not, with rows and money."""
    if statuses.is_empty():
        return ()
    return (*_told(statuses), *_not_understood(statuses))


def _not_understood(statuses: pl.DataFrame) -> tuple[Notice, ...]:
    """Say of how many statuses no word is known, where they are too many to be asked about."""
    unknown = statuses.filter(pl.col(CLASS).is_null() & pl.col(COUNTED))
    if unknown.height <= _MOST:
        return ()
    rows, money = int(unknown[ROWS].sum()), float(unknown[AMOUNT].sum())
    examples = tuple(unknown[STATUS].head(_EXAMPLES))
    return (
        Notice("many_statuses", count=unknown.height, rows=rows, money=money, examples=examples),
    )


def _told(statuses: pl.DataFrame) -> tuple[Notice, ...]:
    sides = {side: sums(statuses.filter(pl.col(COUNTED) == side)) for side in (True, False)}
    if not sides[False]:
        return (Notice("statuses", variant="all", counted=sides[True]),)
    if not sides[True]:
        return (Notice("statuses", variant="none", left_out=sides[False]),)
    return (Notice("statuses", counted=sides[True], left_out=sides[False]),)


def sums(entries: pl.DataFrame) -> tuple[tuple[str, int, float], ...]:
    """Return text, rows and money of the first entries, for a sentence."""
    return tuple(entries.select(STATUS, ROWS, AMOUNT).head(_SHOWN).iter_rows())
