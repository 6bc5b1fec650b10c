"""Rows of several kinds: one kind counts, money paid back is negative and goes with its order."""

from __future__ import annotations

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.kind_words import (
    LINE,
    ORDER,
    PAYMENT,
    REFUND,
    SALE,
    are_kinds,
    kind_of,
    sides,
)
from clv.intake.rows.bank_movements import RECEIVED
from clv.intake.rows.line_columns import KIND, OTHER_KIND, REFERENCE
from clv.options import Policy
from clv.tables import AMOUNT, CUSTOMER_ID, ORDER_ID

_LITTLE, _SHARED, _ALIKE = 0.01, 0.8, 1.5
_MOST_KINDS, _SHOWN = 40, 8


def counted_kinds(lines: pl.DataFrame, policy: Policy) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Mark the rows of kinds that tell money which another kind tells already.

    Raises
    ------
    InputError
        ``ambiguous_kinds`` where a kind of row beside payments or lines is not understood.

    Examples
    --------
    >>> lines = pl.DataFrame({KIND: ["Invoice", "Payment"], AMOUNT: [5.0, 5.0]})
    >>> counted_kinds(lines, Policy())[0][OTHER_KIND].to_list()
    [False, True]
    """
    nothing = lines.with_columns(pl.lit(value=False).alias(OTHER_KIND))
    if KIND not in lines.columns:
        return nothing, ()
    texts = lines[KIND].drop_nulls().unique().sort().to_list()
    if len(texts) > _MOST_KINDS:
        return nothing, ()
    kinds = {text: kind_of(text) for text in texts}
    moved = {text.casefold(): side for text, side in policy.statuses}
    moved = {text: moved[text.casefold()] for text in texts if text.casefold() in moved}
    side = _sides(lines, kinds, moved) | moved
    aside = pl.col(KIND).replace_strict(side, default="keep", return_dtype=pl.String)
    turned = (aside == "turn") & (pl.col(AMOUNT) > 0)
    lines = lines.with_columns((aside == "drop").fill_null(value=False).alias(OTHER_KIND))
    lines = lines.with_columns(
        pl.when(turned).then(-pl.col(AMOUNT)).otherwise(AMOUNT).alias(AMOUNT)
    )
    return lines, _notice(lines)


def _sides(
    lines: pl.DataFrame, kinds: dict[str, str | None], moved: dict[str, str]
) -> dict[str, str]:
    """Say for each text whether its rows count; sales that carry no money leave it to lines."""
    if not are_kinds([text for text, kind in kinds.items() if kind]):
        return {text: "turn" for text, kind in kinds.items() if kind == REFUND}
    unknown = [text for text, kind in kinds.items() if kind is None and text not in moved]
    if unknown:
        raise _which_count(lines, unknown)
    rows = {
        kind: lines.filter(pl.col(KIND).is_in([text for text, k in kinds.items() if k == kind]))
        for kind in (SALE, ORDER, LINE, PAYMENT)
    }
    money = {kind: float(of_kind[AMOUNT].abs().sum()) for kind, of_kind in rows.items()}
    headers_are_empty = money[SALE] + money[ORDER] < _LITTLE * money[LINE]
    headers = SALE if money[SALE] else ORDER
    counted = LINE if headers_are_empty or not money[headers] else headers
    by_kind = sides(kinds.values(), headers_are_empty=headers_are_empty)
    if counted == SALE and not _tell_the_same(lines, rows[SALE], rows[ORDER]):
        by_kind[ORDER] = "keep"
    for kind in (LINE, PAYMENT):
        doubtful = rows[kind].filter(~pl.col(KIND).is_in(list(moved)))
        if kind != counted and money[counted] and not doubtful.is_empty():
            _ask_whether_same(lines, rows[counted], doubtful)
    return {text: by_kind[kind] for text, kind in kinds.items()}


def _ask_whether_same(lines: pl.DataFrame, counted: pl.DataFrame, other: pl.DataFrame) -> None:
    """Ask whether rows tell money that others tell, where neither orders nor sums say so."""
    ratio = float(other[AMOUNT].abs().sum()) / float(counted[AMOUNT].abs().sum())
    alike = 1 / _ALIKE <= ratio <= _ALIKE
    if not alike and not _tell_the_same(lines, counted, other):
        raise _which_count(lines, other[KIND].drop_nulls().unique().to_list())


def _tell_the_same(lines: pl.DataFrame, counted: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Tell whether rows share their orders, or customers and amounts, with those that count."""
    ways = [[ORDER_ID]] if ORDER_ID in lines.columns else []
    if CUSTOMER_ID in lines.columns:
        ways.append([CUSTOMER_ID, AMOUNT])
    shared = (other.join(counted, on=keys, how="semi").height for keys in ways)
    return any(rows >= _SHARED * other.height for rows in shared)


def _which_count(lines: pl.DataFrame, texts: list[str]) -> InputError:
    kinds = _sums(lines.filter(pl.col(KIND).is_in(texts)))
    return InputError("ambiguous_kinds", candidates=kinds, example=texts[0])


def _sums(lines: pl.DataFrame) -> tuple[tuple[str, int, float], ...]:
    """Return rows and money of each kind, for a sentence."""
    by_kind = lines.drop_nulls(KIND).group_by(KIND).agg(pl.len(), pl.col(AMOUNT).sum())
    return tuple(by_kind.sort("len", KIND, descending=[True, False]).head(_SHOWN).iter_rows())


def _notice(lines: pl.DataFrame) -> tuple[Notice, ...]:
    other = pl.col(OTHER_KIND)
    if not lines[OTHER_KIND].any():
        return ()
    counted, left_out = _sums(lines.filter(~other)), _sums(lines.filter(other))
    variant = "bank" if any(kind == RECEIVED for kind, _rows, _sum in counted) else ""
    return (Notice("row_kinds", variant=variant, counted=counted, left_out=left_out),)


def named_again(lines: pl.DataFrame) -> pl.DataFrame:
    """Give money paid back that refers to an order that order's number and customer.

    Examples
    --------
    >>> lines = pl.DataFrame({CUSTOMER_ID: ["a", "shop"], AMOUNT: [5.0, -5.0],
    ...                       ORDER_ID: ["t1", "t2"], REFERENCE: [None, "t1"]})
    >>> named_again(lines).select(CUSTOMER_ID, ORDER_ID).rows()
    [('a', 't1'), ('a', 't1')]
    """
    if REFERENCE not in lines.columns or ORDER_ID not in lines.columns:
        return lines
    orders = (
        lines.filter((pl.col(AMOUNT) > 0) & pl.col(ORDER_ID).is_not_null())
        .select(pl.col(ORDER_ID).alias(REFERENCE), pl.col(CUSTOMER_ID).alias("payer"))
        .unique(REFERENCE, keep="first", maintain_order=True)
    )
    lines = lines.join(orders, on=REFERENCE, how="left", maintain_order="left")
    back = (pl.col(AMOUNT) < 0) & pl.col("payer").is_not_null()
    return lines.with_columns(
        pl.when(back).then(pl.col("payer")).otherwise(CUSTOMER_ID).alias(CUSTOMER_ID),
        pl.when(back).then(pl.col(REFERENCE)).otherwise(ORDER_ID).alias(ORDER_ID),
    ).drop("payer")
