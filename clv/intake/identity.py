"""Who is who: ids that are written differently and may be one customer.

Nothing is merged by itself. Each rule is proposed with what it would change, and a person accepts
or undoes it (`Policy.merge_ids`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from clv.intake.files.raw import ROW
from clv.intake.ledger import MERGE, Ledger
from clv.options import MERGE_RULES
from clv.tables import AMOUNT, CUSTOMER_ID, DATE

_INVISIBLE = r"[\s\u{ad}\u{200b}-\u{200f}\u{2060}\u{feff}]+"
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_PHONE = r"^\s*(?:\+|00|\()?[\d\s().\-/]{7,24}$"
_PHONE_DIGITS = 9
_KEY, _ORIGINAL, _DAY = "key", "original", "day"


def _spelling(ids: pl.Expr) -> pl.Expr:
    """Fold case, accents composed or not, and blanks: " Ann@x.org" and "ann@x.org"."""
    return ids.str.normalize("NFKC").str.to_lowercase().str.replace_all(_INVISIBLE, "")


def _plus_tag(ids: pl.Expr) -> pl.Expr:
    """Take off what stands behind a plus in an e-mail address: ann+shop@x.org."""
    bare = ids.str.replace(r"^([^+@]+)\+[^@]*@", "$1@")
    return pl.when(ids.str.contains(_EMAIL)).then(bare).otherwise(ids)


def _number(ids: pl.Expr) -> pl.Expr:
    """Fold numbers with and without ".0" or leading zeros: 0047, 47.0 and 47."""
    bare = ids.str.replace(r"\.0+$", "").str.replace(r"^0+(\d)", "$1")
    return pl.when(ids.str.contains(r"^\d+(?:\.0+)?$")).then(bare).otherwise(ids)


def _phone(ids: pl.Expr) -> pl.Expr:
    """Fold phone numbers with and without country code, blanks and dashes into nine digits."""
    digits = ids.str.replace_all(r"\D", "")
    last = pl.lit("tel:") + digits.str.tail(_PHONE_DIGITS)
    is_phone = ids.str.contains(_PHONE) & (digits.str.len_chars() >= _PHONE_DIGITS)
    # Plain numbers of one length are ids, whatever they look like.
    marked = ids.str.contains(r"^\s*(?:\+|00?\d)|[\s().\-/]")
    return pl.when(is_phone & marked).then(last).otherwise(ids)


_RULES: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "spelling": _spelling,
    "plus_tag": _plus_tag,
    "number": _number,
    "phone": _phone,
}


@dataclass(frozen=True, slots=True)
class Merge:
    """What one rule would change, or has changed.

    Parameters
    ----------
    rule : str
        Name of the rule.
    ids : int
        Ids that would become part of another customer.
    customers, customers_merged : int
        Customers before and after.
    repeat_rate, repeat_rate_merged : float
        Share of customers with orders on more than one day, before and after.
    value, value_merged : float
        Revenue a customer, before and after.
    examples : tuple of tuple of str
        Up to three groups of ids.
    """

    rule: str
    ids: int
    customers: int
    customers_merged: int
    repeat_rate: float
    repeat_rate_merged: float
    value: float
    value_merged: float
    examples: tuple[tuple[str, ...], ...]


def proposals(lines: pl.DataFrame) -> tuple[Merge, ...]:
    """Return what each rule would change; rules that change nothing are left out.

    Parameters
    ----------
    lines : polars.DataFrame
        With customer, date and amount.

    Examples
    --------
    >>> from datetime import datetime
    >>> lines = pl.DataFrame({
    ...     CUSTOMER_ID: ["Ann@x.org", "ann@x.org", "bob@x.org"], AMOUNT: [5.0, 7.0, 3.0],
    ...     DATE: [datetime(2024, 1, day) for day in (1, 2, 3)]})
    >>> merge, = proposals(lines)
    >>> merge.rule, merge.customers, merge.customers_merged, merge.repeat_rate_merged
    ('spelling', 3, 2, 0.5)
    """
    customers = _customers(lines)
    return tuple(merge for rule in MERGE_RULES if (merge := _proposal(customers, rule)) is not None)


def _customers(lines: pl.DataFrame) -> pl.DataFrame:
    """Return each id's rows, money, first and last day: merging needs no more."""
    day = pl.col(DATE).dt.date()
    return lines.group_by(CUSTOMER_ID, maintain_order=True).agg(
        pl.len().alias("rows"),
        pl.col(AMOUNT).sum(),
        day.min().alias("first"),
        day.max().alias("last"),
    )


def _proposal(customers: pl.DataFrame, rule: str) -> Merge | None:
    keyed = customers.with_columns(_RULES[rule](pl.col(CUSTOMER_ID)).alias(_KEY))
    merged = keyed.group_by(_KEY, maintain_order=True).agg(
        pl.col(CUSTOMER_ID).sort_by("rows", descending=True),
        pl.col(AMOUNT).sum(),
        pl.col("first").min(),
        pl.col("last").max(),
    )
    if merged.height == customers.height:
        return None
    groups = merged.filter(pl.col(CUSTOMER_ID).list.len() > 1)[CUSTOMER_ID].head(3)
    return Merge(
        rule,
        customers.height - merged.height,
        customers.height,
        merged.height,
        _repeat_rate(customers),
        _repeat_rate(merged),
        float(customers[AMOUNT].sum()) / customers.height,
        float(merged[AMOUNT].sum()) / merged.height,
        tuple(tuple(group[:5]) for group in groups.to_list()),
    )


def _repeat_rate(customers: pl.DataFrame) -> float:
    return float(customers.select((pl.col("last") > pl.col("first")).mean()).item())


def merged(lines: pl.DataFrame, rules: tuple[str, ...], ledger: Ledger) -> pl.DataFrame:
    """Give the ids that the rules take for one customer the one that is written most often.

    Parameters
    ----------
    lines : polars.DataFrame
        Readable lines.
    rules : tuple of str
        The rules a person accepted.
    ledger : Ledger
        Is told of the rows whose customer is another one now (``merged_customers``).
    """
    if not rules:
        return lines
    key = pl.col(CUSTOMER_ID)
    for rule in (rule for rule in MERGE_RULES if rule in rules):
        key = _RULES[rule](key)
    ids = lines.group_by(CUSTOMER_ID).len("rows").with_columns(key.alias(_KEY))
    most = ids.sort("rows", CUSTOMER_ID, descending=[True, False]).group_by(_KEY).first()
    renamed = ids.join(most.select(_KEY, pl.col(CUSTOMER_ID).alias(_ORIGINAL)), on=_KEY)
    changed = renamed.filter(pl.col(CUSTOMER_ID) != pl.col(_ORIGINAL))
    after = lines.with_columns(
        pl.col(CUSTOMER_ID).replace(changed[CUSTOMER_ID], changed[_ORIGINAL])
    )
    moved = lines.filter(lines[CUSTOMER_ID] != after[CUSTOMER_ID])
    ledger.note(MERGE, "merged_customers", moved.select(ROW), amount=0.0)
    return after
