"""Tax and shipping: whether the amounts hold them, said beside the totals; taken out on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from clv.errors import Notice
from clv.intake.columns.header_words import header
from clv.intake.files.raw import ROW, Raw
from clv.intake.values.money import looks_like_money
from clv.options import Mapping, Policy
from clv.tables import AMOUNT, DISCOUNT

TAX, SHIPPING = "tax", "shipping"
PARTS = (TAX, SHIPPING)
INSIDE, BESIDE, OPEN = "inside", "beside", "open"

_OTHER = frozenset(
    ("date", "name", "id", "status", "country", "phone", "email", "customer", "place", "channel")
)
_MOST, _CENT = 0.8, 0.011
_LOOKED_AT = 100
_PERCENT = ("%", "percent", "prozent", "pct")
# A rate, or a total that says what it holds.
_NO_PART = ("%", "rate", "satz", "taux", "incl", "excl", "inkl", "exkl")

Read = Callable[[pl.Series], pl.Series]


@dataclass(frozen=True)
class AmountParts:
    """What the columns beside the amount say about it.

    Parameters
    ----------
    values : polars.DataFrame
        `ROW`, and tax and shipping of each row where the file has them.
    states : dict
        Part to whether the amount holds it: inside, beside, or open.
    """

    values: pl.DataFrame
    states: dict[str, str]


NO_PARTS = AmountParts(pl.DataFrame(), {})


def part_columns(raw: Raw, mapping: Mapping) -> dict[str, str]:
    r"""Return the columns that hold tax and shipping in money.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> raw = load(b"who,when,Total,Taxes,Shipping,Shipping Name\na,2024-01-02,12,2,3,Ann\n")
    >>> part_columns(raw, Mapping(amount="Total"))
    {'tax': 'Taxes', 'shipping': 'Shipping'}
    """
    if mapping.amount is None:
        return {}
    free = [column for column in raw.columns if column not in mapping.roles.values()]
    columns: dict[str, str] = {}
    for column in free:
        concepts = header(column).concepts
        if concepts & _OTHER or any(word in column.casefold() for word in _NO_PART):
            continue
        for part in PARTS:
            if part in concepts and part not in columns and _is_money(raw.sample[column]):
                columns[part] = column
    return columns


def _is_money(values: pl.Series) -> bool:
    if values.dtype.is_numeric():
        return True
    given = values.cast(pl.String, strict=False).drop_nulls().head(_LOOKED_AT)
    given = given.filter(given.str.strip_chars() != "")
    return 0 < len(given) * _MOST <= sum(looks_like_money(text) for text in given)


def amount_parts(raw: Raw, mapping: Mapping, amounts: pl.DataFrame, read: Read) -> AmountParts:
    """Read tax and shipping, and tell by the sums whether the amount holds them.

    Parameters
    ----------
    raw, mapping : Raw, Mapping
        The file and its columns.
    amounts : polars.DataFrame
        `ROW` and the amount of each row.
    read : callable
        From a column to numbers.
    """
    columns = part_columns(raw, mapping)
    if not columns:
        return NO_PARTS
    others = [name for name in raw.columns if _is_subtotal(name) and name != mapping.amount]
    frame = raw.frame.select(ROW, *{*columns.values(), *others}).collect()
    values = frame.select(ROW).with_columns(
        read(frame[column]).fill_null(0.0).alias(part) for part, column in columns.items()
    )
    if not any(float(values[part].abs().sum()) for part in columns):
        return NO_PARTS
    wide = values.join(amounts, on=ROW)
    subtotals = [read(frame[name]).alias(name) for name in others]
    sums = wide.join(frame.select(ROW).with_columns(subtotals), on=ROW) if subtotals else wide
    states = _by_sums(sums, others, tuple(columns)) or _by_name(mapping.amount or "", columns)
    return AmountParts(values, states)


def _is_subtotal(column: str) -> bool:
    return bool(header(column).concepts & {"subtotal", "net"})


def _by_sums(sums: pl.DataFrame, subtotals: list[str], parts: tuple[str, ...]) -> dict[str, str]:
    """Find which parts, added to a subtotal, give the amount."""
    with_parts = sums.filter(pl.sum_horizontal(*[pl.col(part).abs() for part in parts]) > 0)
    choices = [(), *[(part,) for part in parts], parts] if len(parts) > 1 else [(), parts]
    for subtotal in subtotals:
        for added in reversed(choices):
            total = pl.sum_horizontal(subtotal, *added)
            fits = with_parts.select(((total - pl.col(AMOUNT)).abs() < _CENT).mean()).item()
            if fits is not None and fits >= _MOST:
                return {part: INSIDE if part in added else OPEN for part in parts}
    return {}


def _by_name(amount: str, columns: dict[str, str]) -> dict[str, str]:
    concepts, folded = header(amount).concepts, amount.casefold()
    tax = OPEN
    if "gross" in concepts or "incl" in folded:
        tax = INSIDE
    elif "net" in concepts or "excl" in folded:
        tax = BESIDE
    return {part: tax if part == TAX else OPEN for part in columns}


def without_parts(
    lines: pl.DataFrame, parts: AmountParts, policy: Policy
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Take tax and shipping out of the amounts where a person says so; say what they hold.

    What stands beside the amount is not taken off it; where that is open, the person's word counts.
    """
    notices = []
    for part, state in parts.states.items():
        chosen = getattr(policy, part) == "without"
        money = float(parts.values[part].sum())
        notices.append(Notice(part, variant="taken_out" if chosen and state != BESIDE else state,
                              amount=money))  # fmt: skip
        if chosen and state != BESIDE:
            worth = lines.join(parts.values.select(ROW, part), on=ROW, how="left")
            less = pl.when(pl.col(AMOUNT) != 0).then(pl.col(part).fill_null(0.0)).otherwise(0.0)
            lines = worth.with_columns((pl.col(AMOUNT) - less).round(6)).drop(part)
    return lines, tuple(notices)


def discounted(lines: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Take shares off, where the amount is price times pieces; the discount becomes money.

    Examples
    --------
    >>> lines = pl.DataFrame({AMOUNT: [10.0, 20.0], DISCOUNT: [0.0, 0.25]})
    >>> discounted(lines, Mapping(discount="Discount"))[AMOUNT].to_list()
    [10.0, 15.0]
    """
    if mapping.amount is not None or DISCOUNT not in lines.columns:
        return lines
    header = (mapping.discount or "").casefold()
    scale = 100.0 if any(word in header for word in _PERCENT) else 1.0
    share = lines[DISCOUNT].fill_null(0.0) / scale
    if not (share.is_between(0, 1).all() and ((share > 0) & (share < 1)).any()):
        return lines
    off = (lines[AMOUNT] * share).round(6)
    return lines.with_columns((lines[AMOUNT] - off).round(6).alias(AMOUNT), off.alias(DISCOUNT))
