"""Who is who: ids that are written differently, or share an e-mail, and may be one customer.

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
from clv.tables import AMOUNT, CUSTOMER_ID, DATE, EMAIL, NAME, PHONE, POSTCODE

_INVISIBLE = r"[\s\u{ad}\u{200b}-\u{200f}\u{2060}\u{feff}]+"
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_PHONE = r"^\s*(?:\+|00|\()?[\d\s().\-/]{7,24}$"
_PHONE_DIGITS = 9
# What more ids share is a shop's own address or a stand-in, and nobody's.
_MOST_SHARING = 10
_KEY, _ORIGINAL = "key", "original"


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


def folded(ids: pl.Expr) -> pl.Expr:
    """Fold what spreadsheets and other systems do to an id: case, blanks, ".0", leading zeros.

    Examples
    --------
    >>> pl.select(folded(pl.Series([" Ann@x.org", "0047", "47.0"])).alias("id"))["id"].to_list()
    ['ann@x.org', '47', '47']
    """
    return _number(_spelling(ids))


def _phone(ids: pl.Expr) -> pl.Expr:
    """Fold phone numbers with and without country code, blanks and dashes into nine digits."""
    digits = ids.str.replace_all(r"\D", "")
    last = pl.lit("tel:") + digits.str.tail(_PHONE_DIGITS)
    is_phone = ids.str.contains(_PHONE) & (digits.str.len_chars() >= _PHONE_DIGITS)
    # Plain numbers of one length are ids, whatever they look like.
    marked = ids.str.contains(r"^\s*(?:\+|00?\d)|[\s().\-/]")
    return pl.when(is_phone & marked).then(last).otherwise(ids)


def _same_email() -> pl.Expr:
    folded = _spelling(pl.col(EMAIL))
    is_other = folded != _spelling(pl.col(CUSTOMER_ID))
    return pl.when(folded.str.contains(_EMAIL) & is_other).then(folded)


def _same_phone() -> pl.Expr:
    digits = pl.col(PHONE).str.replace_all(r"\D", "")
    last = digits.str.tail(_PHONE_DIGITS)
    is_other = last != pl.col(CUSTOMER_ID).str.replace_all(r"\D", "").str.tail(_PHONE_DIGITS)
    return pl.when((digits.str.len_chars() >= _PHONE_DIGITS) & is_other).then(last)


def _same_name() -> pl.Expr:
    """Names and postcodes, in letters and digits alone."""
    parts = [
        pl.col(name).str.normalize("NFKD").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")
        for name in (NAME, POSTCODE)
    ]
    return pl.concat_str(parts, separator=" ")


_CONTACT_RULES: dict[str, tuple[tuple[str, ...], Callable[[], pl.Expr]]] = {
    "same_email": ((EMAIL,), _same_email),
    "same_phone": ((PHONE,), _same_phone),
    "same_name": ((NAME, POSTCODE), _same_name),
}
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


def needs_contacts(rules: tuple[str, ...]) -> bool:
    """Tell whether a rule compares e-mails, phones or names beside the ids."""
    return any(rule in _CONTACT_RULES for rule in rules)


def proposals(lines: pl.DataFrame, contacts: pl.DataFrame | None = None) -> tuple[Merge, ...]:
    """Return what each rule would change; rules that change nothing are left out.

    Parameters
    ----------
    lines : polars.DataFrame
        With customer, date and amount.
    contacts : polars.DataFrame, optional
        Each id's e-mail, phone, name and postcode, where the file holds them.

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
    if contacts is not None:
        customers = customers.join(contacts, on=CUSTOMER_ID, how="left", maintain_order="left")
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


def _keyed(customers: pl.DataFrame, rule: str) -> pl.DataFrame:
    """Give each id the key that a rule compares, null where it has none."""
    if rule in _RULES:
        return customers.with_columns(_RULES[rule](pl.col(CUSTOMER_ID)).alias(_KEY))
    columns, key = _CONTACT_RULES[rule]
    if not set(columns) <= set(customers.columns):
        return customers.with_columns(pl.lit(None, pl.String).alias(_KEY))
    keyed = customers.with_columns(key().alias(_KEY))
    is_shared = pl.len().over(_KEY) <= _MOST_SHARING
    return keyed.with_columns(pl.when(is_shared).then(_KEY).alias(_KEY))


def _proposal(customers: pl.DataFrame, rule: str) -> Merge | None:
    keyed = _keyed(customers, rule)
    alone = pl.concat_str(pl.lit("\x00"), pl.col(CUSTOMER_ID))
    keyed = keyed.with_columns(pl.coalesce(_KEY, alone).alias(_KEY))
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


def merged(
    lines: pl.DataFrame,
    rules: tuple[str, ...],
    ledger: Ledger,
    contacts: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Give the ids that the rules take for one customer the one that is written most often.

    Parameters
    ----------
    lines : polars.DataFrame
        Readable lines.
    rules : tuple of str
        The rules a person accepted.
    ledger : Ledger
        Is told of the rows whose customer is another one now (``merged_customers``).
    contacts : polars.DataFrame, optional
        Each id's e-mail, phone, name and postcode, for rules that compare them.
    """
    if not rules:
        return lines
    ids = lines.group_by(CUSTOMER_ID, maintain_order=True).len("rows")
    if contacts is not None:
        ids = ids.join(contacts, on=CUSTOMER_ID, how="left", maintain_order="left")
    ids = ids.with_columns(_one_customer(ids, rules).alias(_KEY))
    most = ids.sort("rows", CUSTOMER_ID, descending=[True, False]).group_by(_KEY).first()
    renamed = ids.join(most.select(_KEY, pl.col(CUSTOMER_ID).alias(_ORIGINAL)), on=_KEY)
    changed = renamed.filter(pl.col(CUSTOMER_ID) != pl.col(_ORIGINAL))
    after = lines.with_columns(
        pl.col(CUSTOMER_ID).replace(changed[CUSTOMER_ID], changed[_ORIGINAL])
    )
    moved = lines.filter(lines[CUSTOMER_ID] != after[CUSTOMER_ID])
    ledger.note(MERGE, "merged_customers", moved.select(ROW), amount=0.0)
    return after


def _one_customer(ids: pl.DataFrame, rules: tuple[str, ...]) -> pl.Series:
    """Give ids that share a key, of one rule or of several in a row, one number."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    spelled = pl.col(CUSTOMER_ID)
    for rule in (rule for rule in _RULES if rule in rules):
        spelled = _RULES[rule](spelled)
    keys = [ids.select(spelled.alias(_KEY))[_KEY]]
    keys += [_keyed(ids, rule)[_KEY] for rule in _CONTACT_RULES if rule in rules]
    rows = pl.concat(
        [
            pl.DataFrame({"id": range(len(key)), _KEY: key, "rule": [place] * len(key)})
            for place, key in enumerate(keys)
        ]
    ).drop_nulls()
    numbers = rows.select("id", pl.struct(_KEY, "rule").rank("dense").alias(_KEY) + ids.height - 1)
    pairs = (numbers["id"].to_numpy(), numbers[_KEY].to_numpy())
    size = ids.height + numbers[_KEY].n_unique()
    graph = coo_array(([1] * len(numbers), pairs), shape=(size, size))
    return pl.Series(connected_components(graph, directed=False)[1][: ids.height])
